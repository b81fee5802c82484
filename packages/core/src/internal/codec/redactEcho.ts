import * as Redacted from "effect/Redacted"
import { percentEncode } from "./target.js"

/** Shorter values occur in ordinary texts by chance; a Chinese name has at least two characters. */
const isTelling = (value: string): boolean => value.length >= (/^[\x20-\x7e]*$/.test(value) ? 4 : 2)

/**
 * Removes the given values (openids, order numbers, …) from a text that will be printed, percent-encoded ones included,
 * because messages of WeChat Pay may repeat request data.
 */
export const redactEcho = (text: string, values: Iterable<string>): string => {
  const forms = new Set<string>()
  for (const value of values) {
    if (!isTelling(value)) continue
    forms.add(value)
    if (/\p{Surrogate}/u.test(value)) continue
    const encoded = percentEncode(value)
    forms.add(encoded)
    // Gateways spell the escapes in lower case too.
    forms.add(encoded.replace(/%../g, (escape) => escape.toLowerCase()))
  }
  // The longest first: a value may be part of another.
  return [...forms]
    .sort((one, other) => other.length - one.length)
    .reduce((out, form) => out.replaceAll(form, "<redacted>"), text)
}

/** The values of a query, and the steps of a path after its product (`/v3/pay/…`), in both spellings. */
export const valuesIn = (target: string): ReadonlyArray<string> =>
  target
    .replace(/[?&][^=]*=/g, "/")
    .split("/")
    .slice(3)
    .flatMap((step) => {
      try {
        return [step, decodeURIComponent(step)]
      } catch {
        return [step]
      }
    })

/** All texts inside a JSON value. */
export const textsOf = (value: unknown, into: Set<string> = new Set()): Set<string> => {
  if (typeof value === "string") {
    into.add(value)
  } else if (Redacted.isRedacted(value)) {
    textsOf(Redacted.value(value), into)
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) textsOf(member, into)
  }
  return into
}
