/**
 * Paths and queries. They are percent-encoded strictly, so that every HTTP library sends exactly the text that was signed.
 */
import * as Either from "effect/Either"
import type { Issue } from "../../WechatPayError.js"

const unreserved = /^[\w.~-]*$/

/** Encodes all but the unreserved characters of RFC 3986. `encodeURIComponent` keeps `!'()*`, URL parsers do not. */
export const percentEncode = (value: string): string =>
  unreserved.test(value) ? value : encodeReserved(value)

const encodeReserved = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

type Fill = (params: Record<string, unknown>) => Either.Either<string, Issue>

/** `/a/{b}/c` to a function that fills `b`. */
export const compilePath = (template: string): Fill => {
  const parts = template.split(/\{([^}]*)\}/)
  return (params) => {
    let path = parts[0] as string
    for (let index = 1; index < parts.length; index += 2) {
      const name = parts[index] as string
      const value = String(params[name])
      // URL parsers treat these as path steps, even percent-encoded: the call would reach another address.
      if (value === "." || value === "..") {
        return Either.left({ path: name, problem: `must not be "." or ".."` })
      }
      if (value === "") return Either.left({ path: name, problem: "must not be empty" })
      path += percentEncode(value) + (parts[index + 1] as string)
    }
    return Either.right(path)
  }
}

/** `?a=1&b=2`, or an empty text. Members without a value are left out; a list repeats its name. */
export const encodeQuery = (query: Record<string, unknown> | undefined): string => {
  if (query === undefined) return ""
  let text = ""
  const add = (name: string, value: unknown) => {
    if (value === undefined || value === null) return
    text += `${text === "" ? "?" : "&"}${percentEncode(name)}=${percentEncode(String(value))}`
  }
  for (const name of Object.keys(query)) {
    const value = query[name]
    if (Array.isArray(value)) for (const item of value) add(name, item)
    else add(name, value)
  }
  return text
}
