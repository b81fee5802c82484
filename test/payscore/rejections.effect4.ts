// Effect 4 edition of rejections.ts as of c6984df4158d7c7e.
import { Result, type Schema, SchemaParser } from "effect"
import * as Issues from "../../packages/core/src/internal/codec/issues.js"

/** The paths and reasons of a rejected value; empty for an accepted one. */
export const rejections = (schema: Schema.Codec<unknown, unknown>, value: unknown): ReadonlyArray<string> =>
  Result.match(
    SchemaParser.encodeUnknownResult(schema)(value, {
      errors: "all",
      onExcessProperty: "error",
      reportInput: true
    }),
    {
      onFailure: (issue) =>
        Issues.fromParseIssue(issue).map(
          // `[1].name` → `1.name`
          ({ path, problem }) => `${path.replace(/\[(\d+)\]/g, ".$1").replace(/^\./, "")}: ${problem}`
        ),
      onSuccess: () => []
    }
  )
