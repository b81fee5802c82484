/** Validates the input of functions that are not endpoints, with the errors of endpoints. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { InvalidInput, type Issue, type Reason, WechatPayError } from "../../WechatPayError.js"
import { fromParseIssue } from "./issues.js"

/** The error of a function that sends nothing. */
export const notSent = (endpoint: string, reason: Reason): WechatPayError =>
  new WechatPayError({ endpoint, reason, outcome: "NotSent" })

export const rejected = (endpoint: string, issues: ReadonlyArray<Issue>): WechatPayError =>
  notSent(endpoint, new InvalidInput({ issues }))

/** Compiles a function that validates an input with the given fields; other fields are rejected. */
export const compileInput = <Fields extends Schema.Struct.Fields>(endpoint: string, fields: Fields) => {
  const validate = ParseResult.validateEither(
    Schema.Struct(fields) as unknown as Schema.Schema<Schema.Struct.Type<Fields>>,
    {
      onExcessProperty: "error",
      errors: "all"
    }
  )
  return (input: unknown): Effect.Effect<Schema.Struct.Type<Fields>, WechatPayError> =>
    Effect.suspend(() => {
      const valid = validate(input)
      return Either.isRight(valid)
        ? Effect.succeed(valid.right)
        : Effect.fail(rejected(endpoint, fromParseIssue(valid.left)))
    })
}
