/** Values shorter than this occur in ordinary texts by chance. */
const shortest = 4

/**
 * WeChat Pay may echo what it was sent in its messages. Takes the given values (openids,
 * order numbers, …) out of a text that is going to be printed.
 */
export const redactEcho = (text: string, values: Iterable<string>): string => {
  let out = text
  for (const value of values) {
    if (value.length >= shortest && out.includes(value)) {
      out = out.split(value).join("<redacted>")
    }
  }
  return out
}

/** All texts inside a JSON value. */
export const textsOf = (value: unknown, into: Set<string> = new Set()): Set<string> => {
  if (typeof value === "string") {
    into.add(value)
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) textsOf(member, into)
  }
  return into
}
