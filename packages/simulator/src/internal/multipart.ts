/**
 * Parses a `multipart/form-data` body as leniently as servers do: a semicolon may end a header, file names may be raw
 * UTF-8, lines before the first boundary are ignored.
 */

export interface Part {
  readonly name: string
  /** Present for a part that is a file. */
  readonly filename: string | undefined
  readonly content: Uint8Array
}

/** Why a body cannot be read. */
export interface Unreadable {
  readonly problem: string
}

const unreadable = (problem: string): Unreadable => ({ problem })

export const isUnreadable = (value: object): value is Unreadable => "problem" in value

/** `; name="value"; other=value;` as pairs with lower-case names. */
const parametersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g)].map(
      ([, name = "", quoted, bare = ""]) => [
        name.toLowerCase(),
        quoted === undefined ? bare.trim() : quoted.replace(/\\(["\\])/g, "$1")
      ]
    )
  )

/** `UTF-8''%E5%9B%BE.png` (RFC 5987). */
const extended = (value: string | undefined): string | undefined => {
  const encoded = value === undefined ? null : /^utf-8'[^']*'(.*)$/i.exec(value)
  try {
    return encoded === null ? undefined : decodeURIComponent(encoded[1] as string)
  } catch {
    return undefined
  }
}

const blankLine = Buffer.from("\r\n\r\n")

const partOf = (bytes: Buffer): Part | Unreadable => {
  const end = bytes.indexOf(blankLine)
  if (end === -1) return unreadable("the headers of a part have no end (an empty line, CR LF CR LF)")
  const lines = bytes.subarray(0, end).toString("utf8").split("\r\n")
  const disposition = lines.find((line) => /^content-disposition\s*:/i.test(line))
  if (disposition === undefined) return unreadable("a part has no Content-Disposition")
  const parameters = parametersOf(disposition.slice(disposition.indexOf(":") + 1))
  const name = parameters.get("name")
  if (name === undefined) return unreadable("the Content-Disposition of a part has no name")
  return {
    name,
    filename: extended(parameters.get("filename*")) ?? parameters.get("filename"),
    content: Uint8Array.from(bytes.subarray(end + blankLine.length))
  }
}

/** The largest number of parts that are read. */
const mostParts = 16

/** The parts of a body by its `Content-Type`, or the reason why it cannot be parsed. */
export const parseMultipart = (
  contentType: string,
  body: Uint8Array
): ReadonlyMap<string, Part> | Unreadable => {
  const boundary = parametersOf(contentType.replace(/^[^;]*/, "")).get("boundary")
  if (boundary === undefined || boundary === "") return unreadable("the Content-Type has no boundary")
  const whole = Buffer.concat([Buffer.from("\r\n"), body])
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const parts = new Map<string, Part>()
  let start = whole.indexOf(delimiter)
  if (start === -1) return unreadable(`the body has no line of "--" and the boundary of the Content-Type`)
  for (;;) {
    const after = start + delimiter.length
    if (whole.subarray(after, after + 2).toString("latin1") === "--") return parts
    if (parts.size === mostParts) return unreadable(`the body has more than ${mostParts} parts`)
    const lineEnd = whole.indexOf("\r\n", after, "latin1")
    const next = whole.indexOf(delimiter, after)
    if (lineEnd === -1 || next === -1) {
      return unreadable(`the body does not end with "--", the boundary and "--"`)
    }
    const part = partOf(whole.subarray(lineEnd + 2, Math.max(next, lineEnd + 2)))
    if (isUnreadable(part)) return part
    parts.set(part.name, part)
    start = next
  }
}
