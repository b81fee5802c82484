// Effect 4 edition of parsing.ts as of b8f6b2effc976a79.
/** What `Schema` itself does with a value, and schemas of the kinds that few of WeChat Pay's are. */
import type { Endpoint } from "@effect-wechatpay/core"
import { Effect, Option, Schema, SchemaIssue, SchemaParser, SchemaTransformation } from "effect"

export type Issue = SchemaIssue.Issue

type Codec = Schema.Codec<unknown, unknown>

export const print = SchemaIssue.makeFormatterDefault()

const all = { errors: "all", reportInput: true } as const

/** Reports all issues. Unknown members are removed. */
export const decode = (schema: Endpoint.AnySchema) =>
  SchemaParser.decodeUnknownResult(schema, { onExcessProperty: "ignore", ...all })

/** Reports all issues, unknown members included. */
export const encode = (schema: Endpoint.AnySchema) =>
  SchemaParser.encodeUnknownResult(schema, { onExcessProperty: "error", ...all })

/** A member that is `value` where it is missing. */
export const withDefault = (value: number) =>
  Schema.Number.pipe(Schema.withDecodingDefault(Effect.succeed(value)))

/** Decodes `value` where decoding fails. */
export const fallback = <A, I>(schema: Schema.Codec<A, I>, value: unknown): Schema.Codec<A, I> =>
  schema.pipe(Schema.catchDecoding(() => Effect.succeed(Option.some(value as A))))

/** Effect 4 has no options of a schema of its own. */
export const strict = (schema: Codec): Codec => schema

/** One schema after the other. */
export const composed = (from: Codec, to: Codec): Codec => from.pipe(Schema.decodeTo(to))

/** It fails, changes the value, or takes an effect to do so. */
const change = (value: unknown): Effect.Effect<unknown, SchemaIssue.Issue> => {
  if (value === "ab") return Effect.fail(new SchemaIssue.InvalidValue(undefined, value))
  if (value === 1) return Effect.succeed("a")
  return value === "12" ? Effect.delay(Effect.succeed(12), 0) : Effect.succeed(value)
}

/** One schema after the other, with a change between them in each direction. */
export const changed = (from: Codec, to: Codec): Codec =>
  from.pipe(
    Schema.decodeTo(
      to,
      SchemaTransformation.transformEffect<unknown, unknown>({ decode: change, encode: change })
    )
  )
