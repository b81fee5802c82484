/** What is wrong in an input. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"

/** Without the value, which may be personal data and which the parser of JSON repeats, and without whole types. */
const readable = (message: string): string =>
  message
    .replace(/^(?!Expected a).*\bJSON\b.*$/s, "Expected a valid JSON string")
    .replace(/, actual .*$/s, "")
    .replace(/^Expected \{.*$/s, "Expected an object")
    .replace(/^Expected ReadonlyArray<.*$/s, "Expected a list")

/** An optional field may be left out, which does not help somebody who gave a value. */
const isGiven = (message: string): boolean => message !== "Expected undefined"

/** Decodes an input; or says which of its fields are wrong. Members that the schema does not have are left out. */
export const decodeInput = (schema: AnySchema, input: unknown): Either.Either<unknown, string> =>
  Either.mapLeft(
    ParseResult.decodeUnknownEither(schema)(input, { onExcessProperty: "ignore", errors: "all" }),
    (issue) =>
      ParseResult.ArrayFormatter.formatIssueSync(issue)
        .map(({ message, path }) => ({ message: readable(message), path }))
        .filter(({ message }) => isGiven(message))
        .map(({ message, path }) => `${path.join(".")}: ${message}`)
        .join("; ")
  )
