import { Either, ParseResult, type Schema } from "effect"

/** The paths and reasons of a rejected value; empty for an accepted one. */
export const rejections = (schema: Schema.Schema.AnyNoContext, value: unknown): ReadonlyArray<string> =>
  Either.match(ParseResult.encodeUnknownEither(schema)(value, { errors: "all", onExcessProperty: "error" }), {
    onLeft: (issue) =>
      ParseResult.ArrayFormatter.formatIssueSync(issue).map(
        ({ message, path }) => `${path.join(".")}: ${message}`
      ),
    onRight: () => []
  })
