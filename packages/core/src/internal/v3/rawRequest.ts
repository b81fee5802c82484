/** Requests to paths that have no endpoint. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { RequestOptions } from "../../WechatPayClient.js"
import type { Issue } from "../../WechatPayError.js"
import { textsOf, valuesIn } from "../codec/redactEcho.js"
import { encodeQuery } from "../codec/target.js"
import { parseUrl } from "../codec/url.js"
import type { Encoded } from "./codec.js"

/** `JSON.stringify` would send the text `<redacted>`. */
const holdsRedacted =
  "contains a Redacted: sensitive fields need an endpoint, which encrypts them; unwrap a value that may be sent in the clear"

export const rawRequest = (
  path: string,
  { body, query }: RequestOptions
): Either.Either<Encoded, ReadonlyArray<Issue>> => {
  const rejected = (path: string, problem: string) => Either.left([{ path, problem }])
  if (query !== undefined && Object.values<unknown>(query).some(Redacted.isRedacted)) {
    return rejected("query", holdsRedacted)
  }
  let target: string
  let text: string | undefined
  let redacted = false
  try {
    const added = encodeQuery(query)
    target = path + (path.includes("?") ? added.replace("?", "&") : added)
  } catch {
    return rejected("query", "contains half a surrogate pair")
  }
  // The signature covers the path that is sent, so a path that a URL parser would change is rejected.
  const parsed = parseUrl(target, "https://host")
  if (!path.startsWith("/") || parsed === undefined || parsed.pathname + parsed.search !== target) {
    return rejected("path", "expected a percent-encoded path that begins with / and has no . or .. steps")
  }
  try {
    text = JSON.stringify(body, function (this: Readonly<Record<string, unknown>>, name, value: unknown) {
      // `value` is the result of the member's `toJSON`.
      if (Redacted.isRedacted(this[name])) redacted = true
      return value
    })
  } catch {
    return rejected("body", "cannot be written as JSON")
  }
  if (redacted) return rejected("body", holdsRedacted)
  if (text === undefined && body !== undefined) return rejected("body", "cannot be written as JSON")
  return Either.right({ target, body: text, texts: () => textsOf([valuesIn(path), query, body]) })
}
