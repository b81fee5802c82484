/** What the client parses by itself, it parses as `ParseResult` does: for the schemas of every endpoint, and for all kinds. */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import { Either, FastCheck, Schema } from "effect"
import { decoder, encoder } from "../../packages/core/src/internal/speed/parser.js"
import { isLong, runs, signOfLife, times } from "../support/long.js"
import {
  changed,
  composed,
  decode,
  encode,
  fallback,
  type Issue,
  print,
  strict,
  withDefault
} from "../support/parsing.js"
import { pairs } from "../support/walk/families.js"
import { replaced, samples, valueAt, violations } from "../support/walk/inputs.js"
import { responseOf } from "../support/walk/responses.js"

type Parsed = Either.Either<unknown, Issue>

const same = (ours: Parsed, theirs: Parsed, value: unknown) => {
  if (Either.isRight(theirs)) {
    assert.deepStrictEqual(Either.getOrNull(ours), theirs.right)
    return
  }
  assert(Either.isLeft(ours), `accepted a rejected value: ${JSON.stringify(value)}`)
  assert.strictEqual(print(ours.left), print(theirs.left))
}

const decodes = (schema: Endpoint.AnySchema, value: unknown) =>
  same(decoder(schema)(value), decode(schema)(value), value)

const encodes = (schema: Endpoint.AnySchema, value: unknown) =>
  same(encoder(schema)(value), encode(schema)(value), value)

/** The places of a JSON value. */
const places = (value: unknown, at: ReadonlyArray<string | number> = []): ReadonlyArray<typeof at> =>
  typeof value !== "object" || value === null
    ? [at]
    : [
        at,
        ...Object.entries(value).flatMap(([key, inner]) =>
          places(inner, [...at, Array.isArray(value) ? Number(key) : key])
        )
      ]

const inputs = times("inputs of each endpoint, compared with ParseResult", { ci: 1, long: 20 })
const values = runs("values of each kind of schema, compared with ParseResult", {
  ci: 300,
  long: 100_000,
  seed: 20_260_101
})

const wrong = [undefined, null, 1.5, "text", true, {}, []]

describe("the parser of a call", () => {
  it.each(pairs)("the parser encodes the input of %s as Schema does", (_, { endpoint, entry }) => {
    const sections = [endpoint.params, endpoint.query, endpoint.payload].filter((each) => each !== undefined)
    for (const schema of sections) {
      for (const input of samples({ payload: schema }, inputs)) {
        encodes(schema, input)
        encodes(schema, { ...input, misspelt: 1 })
        for (const { by, path } of violations(entry)) {
          const value = valueAt(input, path)
          if (value !== undefined) encodes(schema, replaced(input, path, by(value)))
        }
      }
    }
  })

  it.each(pairs.filter(([, { endpoint }]) => endpoint.success !== undefined))(
    "the parser decodes the response of %s as Schema does",
    (_, { endpoint, entry }) => {
      const schema = endpoint.success as Endpoint.AnySchema
      for (const style of [{}, { minimal: true }, { nulls: true, minimal: true }, { unknownMembers: true }]) {
        decodes(schema, responseOf(entry, style))
      }
      const response = responseOf(entry)
      for (const [index, place] of places(response).entries()) {
        const tried = isLong ? wrong : [wrong[index % wrong.length]]
        for (const by of tried) decodes(schema, replaced(response, place, by))
      }
    }
  )

  interface Tree {
    readonly name: string
    readonly inner: ReadonlyArray<Tree>
  }
  const Tree: Schema.Schema<Tree> = Schema.Struct({
    name: Schema.String,
    inner: Schema.Array(Schema.suspend(() => Tree))
  })

  const kinds: Readonly<Record<string, Schema.Schema.AnyNoContext>> = {
    primitives: Schema.Struct({ a: Schema.String, b: Schema.Number, c: Schema.Boolean, d: Schema.Unknown }),
    literals: Schema.Struct({ a: Schema.NullOr(Schema.Literal("x", 1, true)) }),
    "members that may be left out": Schema.Struct({
      a: Schema.optional(Schema.String),
      b: Schema.optionalWith(Schema.String, { exact: true }),
      c: withDefault(0),
      d: Schema.UndefinedOr(Schema.String)
    }),
    "lists and tuples": Schema.Struct({
      a: Schema.Array(Schema.Int),
      b: Schema.optional(Schema.Tuple(Schema.String, Schema.Number)),
      c: Schema.optional(Schema.NonEmptyArray(Schema.String))
    }),
    "refined and transformed": Schema.Struct({
      a: Schema.String.pipe(Schema.maxLength(3), Schema.pattern(/^a/)),
      b: Schema.optional(Schema.NumberFromString.pipe(Schema.positive())),
      c: Schema.optional(Schema.Trim)
    }),
    "a union of objects": Schema.Union(
      Schema.Struct({ type: Schema.Literal("a"), a: Schema.String }),
      Schema.Struct({ type: Schema.Literal("b"), b: Schema.optional(Schema.Number) }),
      Schema.Struct({ c: Schema.String })
    ),
    "a rule over a whole": Schema.Struct({
      a: Schema.optional(Schema.String),
      b: Schema.optional(Schema.String)
    }).pipe(
      Schema.filter(({ a, b }) => (a === undefined) !== (b === undefined) || "expected one of a and b")
    ),
    "a record": Schema.Record({ key: Schema.String, value: Schema.Number }),
    "nothing at all": Schema.Struct({}),
    "what contains itself": Tree,
    "a fallback": Schema.Struct({ a: fallback(Schema.String, "other") }),
    "options of its own": Schema.Struct({ inner: strict(Schema.Struct({ a: Schema.String })) }),
    redacted: Schema.Struct({ a: Schema.Redacted(Schema.String) })
  }

  /** Objects whose members have the names above, so that some of them fit. */
  const anything = FastCheck.letrec((tie) => ({
    value: FastCheck.oneof(
      FastCheck.constantFrom("x", "a", "ab", " a ", "12", "", 1, 0, -1, 2.5, true, null, undefined),
      FastCheck.array(tie("value"), { maxLength: 3 }),
      tie("object")
    ),
    object: FastCheck.dictionary(
      FastCheck.constantFrom("a", "b", "c", "d", "type", "name", "inner", "__proto__"),
      tie("value"),
      { maxKeys: 5 }
    )
  })).value

  /** Schemas of all forms, each made of others. */
  const schemas = FastCheck.letrec<{
    readonly leaf: Schema.Schema.AnyNoContext
    readonly schema: Schema.Schema.AnyNoContext
  }>((tie) => ({
    leaf: FastCheck.constantFrom<Schema.Schema.AnyNoContext>(
      Schema.String,
      Schema.Number,
      Schema.Boolean,
      Schema.Undefined,
      Schema.Literal("x", 1),
      Schema.NumberFromString,
      Schema.Trim
    ),
    schema: FastCheck.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      FastCheck.tuple(tie("schema"), tie("schema")).map(([a, b]) =>
        Schema.Struct({ a, b: Schema.optional(b) })
      ),
      tie("schema").map((inner) => Schema.Array(inner)),
      FastCheck.array(tie("schema"), { minLength: 2, maxLength: 3 }).map((members) =>
        Schema.Union(...members)
      ),
      tie("schema").map((inner) => inner.pipe(Schema.filter((value) => value !== "ab" && value !== 2.5))),
      FastCheck.tuple(tie("schema"), tie("schema")).map(([from, to]) => composed(from, to)),
      FastCheck.tuple(tie("schema"), tie("schema")).map(([from, to]) => changed(from, to)),
      FastCheck.tuple(tie("schema"), FastCheck.constantFrom("other", 7, true)).map(([inner, other]) =>
        fallback(inner, other)
      ),
      tie("schema").map(strict)
    )
  })).schema

  const schemasTried = runs("random schemas with a value each, compared with ParseResult", {
    ci: 400,
    long: 1_000_000,
    seed: 20_261_121
  })

  it("the parser treats random schemas as Schema does", async () => {
    let run = 0
    await FastCheck.assert(
      FastCheck.asyncProperty(schemas, anything, async (schema, value) => {
        await signOfLife(run++)
        decodes(schema, value)
        encodes(schema, value)
      }),
      schemasTried
    )
  })

  it("the parser replaces a value by a fallback where Schema does", () => {
    const replaced = fallback(Schema.String, "other")
    const ruled = replaced.pipe(Schema.maxLength(10))
    const members = Schema.Struct({ a: Schema.UndefinedOr(Schema.String) })
    for (const schema of [
      ruled,
      Schema.Union(ruled, Schema.Number),
      Schema.Union(members, replaced),
      Schema.Union(members, Schema.Union(ruled, Schema.Number)),
      Schema.Struct({ a: ruled }).pipe(Schema.filter(() => true))
    ]) {
      for (const value of ["x", "longer than ten", 5, null, {}, { a: 1 }, { a: undefined }]) {
        for (const [tried, given] of [
          [schema, value],
          [Schema.Struct({ inner: schema }), { inner: value }]
        ] as const) {
          decodes(tried, given)
          encodes(tried, given)
        }
      }
    }
  })

  it("the parser copies what JSON cannot contain, as Schema does", () => {
    const members = Schema.Struct({ a: Schema.optional(Schema.String), b: Schema.optional(Schema.Unknown) })
    const withMember = Object.assign(new Date(0), { a: "x" })
    const inherited = Object.create({ a: 1 }, { b: { value: "y", enumerable: true } })
    const withoutPrototype = Object.assign(Object.create(null), { a: "x" })
    for (const value of [new Date(0), new Map(), withMember, inherited, withoutPrototype, new Error("x")]) {
      decodes(members, value)
      decodes(Schema.Struct({ inner: members }), { inner: value })
    }
    class List extends Array<string> {}
    decodes(Schema.Array(Schema.String), List.from(["x"]))
  })

  it.each(Object.entries(kinds))("the parser treats %s as Schema does", (_, schema) => {
    FastCheck.assert(
      FastCheck.property(anything, (value) => {
        decodes(schema, value)
        encodes(schema, value)
      }),
      values
    )
  })
})
