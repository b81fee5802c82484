/** The issues of a request, one after the other. */
import * as ParseResult from "effect/ParseResult"

export type Finding = ParseResult.ArrayFormatterIssue

export const findings = (issue: ParseResult.ParseIssue): ReadonlyArray<Finding> =>
  ParseResult.ArrayFormatter.formatIssueSync(issue)
