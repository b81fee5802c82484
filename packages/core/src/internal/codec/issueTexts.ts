/** Texts of issues. They contain no value, because messages get into logs, and values are openids, order numbers and amounts. */
import type { Issue } from "../../WechatPayError.js"

/** The value that an issue is about. `takesNumbers`: whether the schema accepts some numbers. */
export const describe = (actual: unknown, takesNumbers: boolean): string => {
  if (actual === null) return "null"
  if (Array.isArray(actual)) return `an array of ${actual.length}`
  if (actual instanceof Uint8Array) return `${actual.length} bytes`
  switch (typeof actual) {
    case "string":
      return `text of ${actual.length} characters`
    case "object":
      return "an object"
    case "number":
      if (!takesNumbers) return "a number"
      return Number.isSafeInteger(actual) ? "an integer out of range" : "a number that is no integer"
    default:
      return `a value of type ${typeof actual}`
  }
}

/** `["a", 0, "b"]` to `a[0].b`. */
export const formatPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    ""
  )

/** Limits a message to one readable line; `issues` of the error has all issues. */
const maxListed = 10

export const formatIssues = (issues: ReadonlyArray<Issue>): string => {
  const listed = issues
    .slice(0, maxListed)
    .map(({ path, problem }) => (path === "" ? problem : `${path}: ${problem}`))
  if (issues.length > maxListed) listed.push(`and ${issues.length - maxListed} more`)
  return listed.join("; ")
}

/** Several members of a union may report the same issue; it is listed once. */
export const distinct = (issues: ReadonlyArray<Issue>): Array<Issue> => {
  const seen = new Set<string>()
  return issues.filter(({ path, problem }) => {
    const key = `${path}\n${problem}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
