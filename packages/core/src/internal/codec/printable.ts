/**
 * Makes text from outside safe for errors, logs and spans: it must not break the line, hide other text, or fill the log.
 */

/** Controls, line and paragraph separators, formatting characters (bidirectional ones among them), halves of surrogate pairs. */
const unprintable = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu

const longest = 200

/** On one line, whatever its length. */
export const singleLine = (text: string): string => text.replace(unprintable, " ").trim()

/** Almost all texts: short, and without spaces. */
const usual = /^[!-~]{0,199}$/

/** On one line, printable, at most 200 characters. */
export const printable = (text: string): string => {
  if (usual.test(text)) return text
  // Text far beyond the limit is not processed.
  const line = singleLine(text.slice(0, 4 * longest))
  return line.length < longest && text.length <= 4 * longest
    ? line
    : `${singleLine(line.slice(0, longest - 1))}…`
}

/** `Request-ID` is not signed. A text of another form does not come from WeChat Pay and is left out. */
export const requestIdIn = (headers: Readonly<Record<string, string | undefined>>): string | undefined => {
  const value = headers["request-id"]
  return value !== undefined && /^[0-9A-Za-z_.:-]{1,128}$/.test(value) ? value : undefined
}
