/** What `Schema` itself does with a value, and schemas of the kinds that few of WeChat Pay's are. */
import type { Endpoint } from "@effect-wechatpay/core"
import { Effect, Either, ParseResult, Schema, type SchemaAST } from "effect"

export type Issue = ParseResult.ParseIssue

type Codec = Schema.Schema.AnyNoContext

export const print = (issue: Issue): string => ParseResult.TreeFormatter.formatIssueSync(issue)

/** Reports all issues. Unknown members are removed. */
export const decode = (schema: Endpoint.AnySchema) =>
  ParseResult.decodeUnknownEither(schema, { onExcessProperty: "ignore", errors: "all" })

/** Reports all issues, unknown members included. */
export const encode = (schema: Endpoint.AnySchema) =>
  ParseResult.encodeUnknownEither(schema, { onExcessProperty: "error", errors: "all" })

/** A member that is `value` where it is missing. */
export const withDefault = (value: number) => Schema.optionalWith(Schema.Number, { default: () => value })

/** Decodes `value` where decoding fails. */
export const fallback = <A, I>(schema: Schema.Schema<A, I>, value: unknown): Schema.Schema<A, I> =>
  schema.annotations({ decodingFallback: () => Either.right(value as A) })

/** Unknown members are an issue of this schema. */
export const strict = (schema: Codec): Codec =>
  schema.annotations({ parseOptions: { onExcessProperty: "error" } })

/** One schema after the other. */
export const composed = (from: Codec, to: Codec): Codec => Schema.compose(from, to, { strict: false })

/** It fails, changes the value, or takes an effect to do so. */
const change = (value: unknown, _: unknown, ast: SchemaAST.Transformation) => {
  if (value === "ab") return ParseResult.fail(new ParseResult.Type(ast, value))
  if (value === 1) return ParseResult.succeed("a")
  return value === "12" ? Effect.succeed(12) : ParseResult.succeed(value)
}

/** One schema after the other, with a change between them in each direction. */
export const changed = (from: Codec, to: Codec): Codec =>
  Schema.transformOrFail(from, to, { strict: false, decode: change, encode: change })
