/** Names of Effect's modules that are others in Effect 4, with the same signature. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, membersOf as membersOfType } from "../Source.js"

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Exports, by their module; `A.B` is a member of a namespace within the module. */
export const exportsOf: Names = {
  "@effect/sql-pg/PgClient": { PgClientConfig: "PgPoolConfig" },
  "@effect/platform-node/NodeContext": { NodeContext: "NodeServices" },
  "@effect/platform-node/NodeHttpClient": {
    layer: "layerNodeHttp",
    layerUndiciWithoutDispatcher: "layerUndiciNoDispatcher",
    layerWithoutAgent: "layerNodeHttpNoAgent",
    makeAgentLayer: "layerAgentOptions"
  },
  "@effect/platform-node/NodeHttpServer": { layerContext: "layerHttpServices" },
  "@effect/platform/HttpServerResponse": { unsafeJson: "jsonUnsafe" },
  "effect/Array": { isNonEmptyReadonlyArray: "isReadonlyArrayNonEmpty" },
  "effect/BigDecimal": { unsafeFromString: "fromStringUnsafe" },
  "effect/Cause": {
    TimeoutException: "TimeoutError",
    failureOption: "findErrorOption",
    failureOrCause: "findError",
    isDie: "hasDies",
    isFailure: "hasFails",
    isInterruptedOnly: "hasInterruptsOnly"
  },
  "effect/Clock": { currentTimeNanos: "monotonicTimeNanos" },
  "effect/Chunk": { unsafeFromArray: "fromArrayUnsafe" },
  "effect/Config": {
    boolean: "Boolean",
    integer: "Int",
    nonEmptyString: "NonEmptyString",
    number: "Number",
    port: "Port",
    redacted: "Redacted",
    string: "String",
    url: "URL"
  },
  "effect/Context": { "Tag.Service": "Service.Shape", Tag: "Service" },
  "effect/DateTime": {
    distanceDuration: "distance",
    greaterThan: "isGreaterThan",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo",
    unsafeMake: "makeUnsafe",
    unsafeMakeZoned: "makeZonedUnsafe"
  },
  "effect/Deferred": { unsafeDone: "doneUnsafe", unsafeMake: "makeUnsafe" },
  "effect/Duration": {
    DurationInput: "Input",
    decode: "fromInputUnsafe",
    greaterThan: "isGreaterThan",
    greaterThanOrEqualTo: "isGreaterThanOrEqualTo",
    lessThan: "isLessThan",
    lessThanOrEqualTo: "isLessThanOrEqualTo"
  },
  "effect/Effect": {
    "Effect.Context": "Services",
    "Effect.Error": "Error",
    "Effect.Success": "Success",
    async: "callback",
    catchAll: "catch",
    catchAllCause: "catchCause",
    catchAllDefect: "catchDefect",
    either: "result",
    fork: "forkChild",
    forkDaemon: "forkDetach",
    fromNullable: "fromNullishOr",
    mapInputContext: "updateContext",
    orElse: "catch",
    tapErrorCause: "tapCause",
    whenEffect: "when",
    withFiberRuntime: "withFiber",
    zipRight: "andThen"
  },
  "effect/Either": {
    Either: "Result",
    isEither: "isResult",
    isLeft: "isFailure",
    isRight: "isSuccess",
    left: "fail",
    mapLeft: "mapError",
    right: "succeed"
  },
  "effect/Exit": { isInterrupted: "hasInterrupts" },
  "effect/Fiber": { RuntimeFiber: "Fiber" },
  "effect/Layer": {
    "Layer.Context": "Services",
    "Layer.Error": "Error",
    "Layer.Success": "Success",
    catchAll: "catch",
    scoped: "effect",
    scopedContext: "effectContext",
    scopedDiscard: "effectDiscard",
    unwrapEffect: "unwrap",
    unwrapScoped: "unwrap"
  },
  "effect/ManagedRuntime": { "ManagedRuntime.Context": "ManagedRuntime.Services" },
  "effect/Logger": {
    jsonLogger: "formatJson",
    logfmtLogger: "formatLogFmt",
    structuredLogger: "formatStructured"
  },
  "effect/Option": { fromNullable: "fromNullishOr" },
  "effect/Predicate": { isRecord: "isObject" },
  "effect/Queue": { unsafeOffer: "offerUnsafe" },
  "effect/Random": { nextRange: "nextBetween" },
  "effect/Ref": { unsafeMake: "makeUnsafe" },
  "effect/Schedule": { andThen: "concat" },
  "effect/Schema": {
    "Schema.All": "Constraint",
    "Schema.Any": "Constraint",
    "Schema.AnyNoContext": "Codec<any, any>",
    "Schema.Encoded": "Codec.Encoded",
    "Struct.Field": "Constraint",
    "Struct.Constructor": "Struct.MakeIn",
    Array$: "$Array",
    annotations: "annotate",
    BigIntFromSelf: "BigInt",
    DateTimeUtc: "DateTimeUtcFromString",
    DateTimeUtcFromSelf: "DateTimeUtc",
    RedactedFromSelf: "Redacted",
    Uint8ArrayFromSelf: "Uint8Array",
    decode: "decodeEffect",
    decodeEither: "decodeResult",
    decodeUnknown: "decodeUnknownEffect",
    decodeUnknownEither: "decodeUnknownResult",
    encode: "encodeEffect",
    encodeUnknown: "encodeUnknownEffect",
    encodeUnknownEither: "encodeUnknownResult",
    encodedSchema: "toEncoded",
    parseJson: "fromJsonString",
    typeSchema: "toType"
  },
  "effect/SchemaAST": {
    TypeLiteral: "Objects",
    encodedAST: "toEncoded",
    isTypeLiteral: "isObjects",
    stringKeyword: "string",
    typeAST: "toType"
  },
  "effect/Scope": { extend: "provide" },
  "effect/Stream": {
    fromChunk: "fromIterable",
    paginateChunkEffect: "paginate",
    repeatEffect: "fromEffectRepeat",
    unwrapScoped: "unwrap"
  }
}

/** Exports that moved to another module. */
export const movedExports: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  "effect/ConfigError": { ConfigError: ["effect/Config", "ConfigError"] },
  "effect/Effect": {
    Latch: ["effect/Latch", "Latch"],
    Semaphore: ["effect/Semaphore", "Semaphore"],
    makeLatch: ["effect/Latch", "make"],
    makeSemaphore: ["effect/Semaphore", "make"],
    unsafeMakeLatch: ["effect/Latch", "makeUnsafe"],
    unsafeMakeSemaphore: ["effect/Semaphore", "makeUnsafe"]
  },
  "effect/Encoding": {
    decodeBase64: ["effect/encoding/Base64", "decode"],
    decodeBase64String: ["effect/encoding/Base64", "decodeString"],
    decodeHex: ["effect/encoding/Hex", "decode"],
    encodeBase64: ["effect/encoding/Base64", "encode"],
    encodeHex: ["effect/encoding/Hex", "encode"]
  },
  "effect/MetricBoundaries": { exponential: ["effect/Metric", "exponentialBoundaries"] },
  "effect/Schema": { Simplify: ["effect/Types", "Simplify"] },
  "effect/ParseResult": {
    ParseError: ["effect/Schema", "SchemaError"],
    ParseIssue: ["effect/SchemaIssue", "Issue"],
    decodeUnknown: ["effect/SchemaParser", "decodeUnknownEffect"],
    decodeUnknownEither: ["effect/SchemaParser", "decodeUnknownResult"],
    encodeUnknownEither: ["effect/SchemaParser", "encodeUnknownResult"],
    isParseError: ["effect/Schema", "isSchemaError"]
  }
}

/** Members of values, by the module that declares them. */
export const membersOf: Names = {
  "effect/Clock": {
    unsafeCurrentTimeMillis: "currentTimeMillisUnsafe"
  },
  "effect/DateTime": { epochMillis: "epochMilliseconds" },
  "effect/Effect": { unsafeOpen: "openUnsafe" },
  "effect/Either": { left: "failure", right: "success" },
  "effect/Fiber": { currentContext: "context" },
  "effect/ManagedRuntime": { runtime: "context" },
  "effect/Metric": { unsafeUpdate: "updateUnsafe" },
  "effect/Schema": { annotations: "annotate" }
}

/** Tags of errors of Effect. */
export const tags: Readonly<Record<string, string>> = {
  NoSuchElementException: "NoSuchElementError",
  ParseError: "SchemaError",
  TimeoutException: "TimeoutError",
  UnknownException: "UnknownError"
}

/** Tags of values of Effect, compared with `===`. */
export const valueTags: Names = {
  "effect/Either": { Left: "Failure", Right: "Success" }
}

type Access = ts.PropertyAccessExpression | ts.QualifiedName

const access = [ts.SyntaxKind.PropertyAccessExpression, ts.SyntaxKind.QualifiedName]

const partsOf = (node: Access): readonly [ts.Node, ts.Identifier] =>
  ts.isQualifiedName(node) ? [node.left, node.right] : [node.expression, node.name as ts.Identifier]

/** The tag that a text is compared with: `a._tag === "…"` or `assert.strictEqual(a._tag, "…")`. */
const comparedWith = (node: ts.StringLiteral): ts.PropertyAccessExpression | undefined => {
  const { parent } = node
  const other = ts.isBinaryExpression(parent)
    ? parent.left
    : ts.isCallExpression(parent) && parent.arguments[1] === node
      ? parent.arguments[0]
      : undefined
  return other !== undefined && ts.isPropertyAccessExpression(other) && other.name.text === "_tag"
    ? other
    : undefined
}

export const names = [
  rule<Access>("export of another module", access, (node, source) => {
    const [left, right] = partsOf(node)
    const module = source.moduleOf(left)
    const to = module === undefined ? undefined : movedExports[module]?.[right.text]
    if (to === undefined) return undefined
    return `${source.need(to[0], ts.isQualifiedName(node) ? "type" : "value")}.${to[1]}`
  }),
  rule<Access>("export → its new name", access, (node, source) => {
    const [left, right] = partsOf(node)
    const module = source.moduleOf(left)
    if (module !== undefined) {
      const to = exportsOf[module]?.[right.text]
      return to === undefined ? undefined : `${source.localOf(left)}.${to}`
    }
    if (!ts.isQualifiedName(left)) return undefined
    const outer = source.moduleOf(left.left)
    const to = outer === undefined ? undefined : exportsOf[outer]?.[`${left.right.text}.${right.text}`]
    return to === undefined ? undefined : `${source.localOf(left.left)}.${to}`
  }),
  rule<Access>("namespace → its new name", access, (node, source) => {
    const [left, right] = partsOf(node)
    if (source.moduleOf(left) === undefined) return undefined
    const local = source.localOf(left)
    return local === (left as ts.Identifier).text ? undefined : `${local}.${right.text}`
  }),
  rule<ts.PropertyAccessExpression>(
    "member → its new name",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => {
      const name = node.name.text
      if (!memberNames.has(name) || source.moduleOf(node.expression) !== undefined) return undefined
      const module = source.declares(node.name)
      const to = module === undefined ? undefined : membersOf[module]?.[name]
      return to === undefined
        ? undefined
        : source
            .inner(node)
            .slice(source.lead(node).length)
            .replace(new RegExp(`${name}$`), to)
    }
  ),
  rule<ts.StringLiteral>(
    "tag of an error of Effect → its new name",
    ts.SyntaxKind.StringLiteral,
    (node, source) => {
      const to = tags[node.text]
      return to !== undefined &&
        ts.isCallExpression(node.parent) &&
        ts.isPropertyAccessExpression(node.parent.expression) &&
        source.moduleOf(node.parent.expression.expression) === "effect/Effect"
        ? `"${to}"`
        : undefined
    }
  ),
  rule<ts.StringLiteral>(
    "compared tag of an error of Effect → its new name",
    ts.SyntaxKind.StringLiteral,
    (node, source) => {
      const to = tags[node.text]
      const left = to === undefined ? undefined : comparedWith(node)
      if (left === undefined) return undefined
      const members = membersOfType(source.checker.getTypeAtLocation(left.expression))
      return members.some((type) => isOfModule(type, "effect/Cause", new RegExp(`^${node.text}$`)))
        ? `"${to}"`
        : undefined
    }
  ),
  rule<ts.StringLiteral>(
    "tag of a value of Effect → its new name",
    ts.SyntaxKind.StringLiteral,
    (node, source) => {
      const left = valueTagNames.has(node.text) ? comparedWith(node) : undefined
      if (left === undefined) return undefined
      const module = source.declares(left.name)
      const to = module === undefined ? undefined : valueTags[module]?.[node.text]
      return to === undefined ? undefined : `"${to}"`
    }
  )
]

const memberNames = new Set(Object.values(membersOf).flatMap(Object.keys))
const valueTagNames = new Set(Object.values(valueTags).flatMap(Object.keys))
