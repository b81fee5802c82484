/**
 * The codec of an endpoint, compiled at the first call.
 */
import * as Either from "effect/Either"
import type * as AST from "effect/SchemaAST"
import type { AnySchema, Description } from "../../Endpoint.js"
import * as Sensitive from "../../Sensitive.js"
import * as Upload from "../../Upload.js"
import type { Issue } from "../../WechatPayError.js"
import { shapeOf } from "../codec/ast.js"
import { compileEcho, isEcho } from "../codec/echo.js"
import { fromParseIssue } from "../codec/issues.js"
import { formatPath } from "../codec/issueTexts.js"
import { isRecord, withoutNulls } from "../codec/nulls.js"
import { textsOf } from "../codec/redactEcho.js"
import { compilePath, encodeQuery } from "../codec/target.js"
import { once } from "../speed/once.js"
import { decoder, encoder, type Parse } from "../speed/parser.js"
import type { FilePart } from "./multipart.js"

export interface Encoded {
  /** Path and query, percent-encoded, as they are signed and sent. */
  readonly target: string
  /** JSON text, as it is signed and sent. */
  readonly body: string | undefined
  /** A file that is sent instead of JSON. */
  readonly file?: FilePart
  /** The texts of the input, which are removed from texts that are printed. */
  readonly texts: () => ReadonlySet<string>
  /** Sensitive texts that are encrypted before the body is made. */
  readonly unsealed?: { readonly payload: unknown; readonly paths: ReadonlyArray<Sensitive.Path> }
}

export interface Codec {
  readonly encode: (input: unknown) => Either.Either<Encoded, ReadonlyArray<Issue>>
  /** Absent for an endpoint whose response has no body. */
  readonly decode:
    | ((value: unknown, input: unknown) => Either.Either<unknown, ReadonlyArray<Issue>>)
    | undefined
  /** Paths of encrypted texts in the response. */
  readonly encrypted: ReadonlyArray<Sensitive.Path>
  /** Those of them that are encrypted for somebody else, by the input. */
  readonly sealed: (input: unknown) => ReadonlyArray<Sensitive.Path>
}

/** Property names of a section; of a union, those of all members. */
const keysOf = (ast: AST.AST): ReadonlyArray<PropertyKey> => {
  const shape = shapeOf(ast, "type")
  switch (shape._tag) {
    case "Object":
      return shape.members.map(({ name }) => name)
    case "Suspend":
      return keysOf(shape.type())
    case "Union":
      return [...new Set(shape.types.flatMap(keysOf))]
    default:
      return []
  }
}

interface CompiledSection {
  readonly keys: ReadonlySet<PropertyKey>
  readonly encode: Parse
}

const compileSection = (schema: AnySchema): CompiledSection => ({
  keys: new Set(keysOf(schema.ast)),
  encode: encoder(schema)
})

const emoji = /[\ud800-\udfff]/

/** JSON writes lone surrogates as escapes. */
const emojiInJson = /[\ud800-\udfff]|\\ud[89a-f]/

/** A lone surrogate has no UTF-8 encoding. */
const halfPair = /\p{Surrogate}/u

/** The path of the first text that matches a pattern. */
const textAt = (
  pattern: RegExp,
  value: unknown,
  path: ReadonlyArray<PropertyKey> = []
): ReadonlyArray<PropertyKey> | undefined => {
  if (typeof value === "string") return pattern.test(value) ? path : undefined
  if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      const inner = [...path, Array.isArray(value) ? Number(key) : key]
      const at = pattern.test(key) ? inner : textAt(pattern, member, inner)
      if (at !== undefined) return at
    }
  }
  return undefined
}

/** A value with a lone surrogate cannot be percent-encoded. */
const brokenIn = (values: Readonly<Record<string, unknown>> | undefined) => {
  for (const name in values) {
    const value = values[name]
    if (typeof value !== "string" || emoji.test(value)) return textAt(halfPair, values)
  }
  return undefined
}

const rejected = (path: string, problem: string): Either.Either<never, ReadonlyArray<Issue>> =>
  Either.left([{ path, problem }])

const compile = (endpoint: Description): Codec => {
  const params = endpoint.params && compileSection(endpoint.params)
  const query = endpoint.query && compileSection(endpoint.query)
  const payload = endpoint.payload && compileSection(endpoint.payload)
  const sections = [params, query, payload].filter((section) => section !== undefined)
  const foreign = compileEcho(endpoint.echo ?? sections.flatMap(({ keys }) => [...keys]).filter(isEcho))
  const fillPath = compilePath(endpoint.path)
  const decode = endpoint.success && decoder(endpoint.success)

  const limits = endpoint.payload && Upload.limits(endpoint.payload)
  const sensitive = endpoint.payload === undefined ? [] : Sensitive.paths(endpoint.payload)

  const encode = (input: unknown): Either.Either<Encoded, ReadonlyArray<Issue>> => {
    if (!isRecord(input)) return rejected("", "expected an object with the fields of the call")
    const issues: Array<Issue> = []
    for (const key of Object.keys(input)) {
      if (!sections.some((section) => section.keys.has(key))) {
        issues.push({ path: key, problem: "is not a field of this call (misspelt?)" })
      }
    }
    const part = (section: CompiledSection | undefined): Record<string, unknown> | undefined => {
      if (section === undefined) return undefined
      const own: Record<string, unknown> = {}
      for (const key of section.keys) {
        if (Object.hasOwn(input, key)) own[key as string] = input[key as string]
      }
      const result = section.encode(own)
      if (Either.isRight(result)) return result.right as Record<string, unknown>
      issues.push(...fromParseIssue(result.left))
      return undefined
    }
    const encodedParams = part(params)
    const encodedQuery = part(query)
    const encodedPayload = part(payload)
    if (issues.length > 0) return Either.left(issues)

    const broken = brokenIn(encodedParams) ?? brokenIn(encodedQuery)
    if (broken !== undefined) return rejected(formatPath(broken), "holds half a surrogate pair")
    const path = fillPath(encodedParams ?? {})
    if (Either.isLeft(path)) return Either.left([path.left])
    const target = path.right + encodeQuery(encodedQuery)
    if (limits !== undefined && encodedPayload !== undefined) {
      const { content, filename, ...meta } = encodedPayload as Upload.File & Record<string, unknown>
      const mediaType = Upload.mediaType(limits, filename) ?? "application/octet-stream"
      const file: FilePart = { filename, mediaType, content: content as Uint8Array<ArrayBuffer>, meta }
      return Either.right({
        target,
        body: undefined,
        file,
        texts: () => textsOf([encodedParams, encodedQuery, filename, meta])
      })
    }
    let body: string | undefined
    try {
      body = encodedPayload === undefined ? undefined : JSON.stringify(encodedPayload)
    } catch {
      return rejected("", "cannot be written as JSON")
    }
    if (body !== undefined && emojiInJson.test(body)) {
      const at = textAt(emoji, encodedPayload)
      if (at !== undefined) {
        return rejected(formatPath(at), "holds emoji, which WeChat Pay's JSON does not allow")
      }
    }
    const encoded: Encoded = {
      target,
      body,
      texts: () => textsOf([encodedParams, encodedQuery, encodedPayload])
    }
    return Either.right(
      sensitive.length === 0
        ? encoded
        : { ...encoded, unsealed: { payload: encodedPayload, paths: sensitive } }
    )
  }

  return {
    encode,
    encrypted: endpoint.success === undefined ? [] : Sensitive.paths(endpoint.success),
    sealed: endpoint.success === undefined ? () => [] : Sensitive.encryptedPaths(endpoint.success),
    decode:
      decode &&
      ((value, input) => {
        const decoded = decode(value)
        const result = Either.isRight(decoded)
          ? Either.right(decoded.right)
          : Either.mapLeft(decode(withoutNulls(value)), fromParseIssue)
        const issues = Either.isRight(result) ? foreign(input, value) : []
        return issues.length === 0 ? result : Either.left(issues)
      })
  }
}

export const codecOf = once(compile)
