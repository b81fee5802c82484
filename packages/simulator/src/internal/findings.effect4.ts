// Effect 4 edition of findings.ts as of 17ecf1dfabfc1597.
/** The issues of a request, one after the other. */
import * as SchemaIssue from "effect/SchemaIssue"

export interface Finding {
  readonly _tag: "Unexpected" | "Missing" | "Refinement" | "Type"
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const tagOf = (issue: SchemaIssue.Issue): Finding["_tag"] => {
  switch (issue._tag) {
    case "UnexpectedKey":
      return "Unexpected"
    case "MissingKey":
      return "Missing"
    case "InvalidType":
      return SchemaIssue.hasInput(issue) && issue.input === undefined ? "Missing" : "Type"
    case "Filter":
      return "Refinement"
    default:
      return "Type"
  }
}

/** What a filter says of a value by its description, unless it gave a message. */
const described = ({ filter, issue }: SchemaIssue.Filter): string | undefined => {
  const text = filter.annotations?.description
  const isSaid = issue._tag === "InvalidValue" && issue.annotations?.message !== undefined
  return typeof text !== "string" || isSaid ? undefined : `Expected ${text}`
}

const walk = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>, into: Array<Finding>): void => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, path.concat(issue.path), into)
    case "Composite":
      for (const inner of issue.issues) walk(inner, path, into)
      return
    case "AnyOf":
      if (issue.issues.length === 0) break
      for (const inner of issue.issues) walk(inner, path, into)
      return
    case "Encoding":
      return walk(issue.issue, path, into)
    case "Filter": {
      if (issue.issue._tag === "InvalidValue") {
        const text = described(issue)
        if (text === undefined) break
        into.push({ _tag: "Refinement", path, message: text })
        return
      }
      const found: Array<Finding> = []
      walk(issue.issue, path, found)
      into.push(...found.map((each) => ({ ...each, _tag: "Refinement" as const })))
      return
    }
  }
  const [first] = format(issue).issues
  into.push({ _tag: tagOf(issue), path, message: first?.message ?? "" })
}

export const findings = (issue: SchemaIssue.Issue): ReadonlyArray<Finding> => {
  const all: Array<Finding> = []
  walk(issue, [], all)
  return all
}
