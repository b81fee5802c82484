/**
 * Texts that a client may sign by mistake in place of method, URL, timestamp and nonce, and wrong ways to join the
 * lines.
 */
import { createHash } from "node:crypto"
import type { Variant } from "./bodies.js"
import { type Mistake, mistake } from "./mistakes.js"

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")

const variant = (text: string, found: Mistake, alone = false): Variant => ({
  bytes: Buffer.from(text),
  mistake: found,
  alone
})

export const methodVariants = (method: string): ReadonlyArray<Variant> => [
  ...[method.toLowerCase(), method.charAt(0) + method.slice(1).toLowerCase()].map((text) =>
    variant(text, mistake("methodCase", text))
  ),
  ...["GET", "POST", "PUT", "PATCH", "DELETE"]
    .filter((other) => other !== method)
    .map((other) => variant(other, mistake("otherMethod", other)))
]

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Percent-encoded as in RFC 3986, which encodes more characters than the platform does. */
const strict = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** Applies a change to each segment, name and value separately. */
const mapParts = (target: string, change: (part: string) => string): string =>
  target.replaceAll(/[^/?&=]+/g, (part) => change(part))

export interface UrlParts {
  readonly target: string
  readonly host: string | undefined
  /** The path with its braces. */
  readonly template: string | undefined
}

export const urlVariants = ({ host, target, template }: UrlParts): ReadonlyArray<Variant> => {
  const mark = target.indexOf("?")
  const path = mark === -1 ? target : target.slice(0, mark)
  const query = mark === -1 ? undefined : target.slice(mark + 1)
  const variants: Array<Variant> = []
  const add = (text: string, found: Mistake, alone = false) => variants.push(variant(text, found, alone))

  if (query !== undefined) {
    add(path, query === "" ? mistake("queryMark") : mistake("queryLeftOut"))
    add(`${path}?`, mistake("queryLeftOut"))
    const parameters = query.split("&")
    add(`${path}?${[...parameters].sort().join("&")}`, mistake("queryReordered"))
    add(`${path}?${[...parameters].reverse().join("&")}`, mistake("queryReordered"))
    for (const [index, parameter] of parameters.entries()) {
      const others = parameters.filter((_, at) => at !== index)
      for (const at of parameters.keys()) {
        const moved = [...others.slice(0, at), parameter, ...others.slice(at)]
        add(`${path}?${moved.join("&")}`, mistake("queryReordered"), true)
      }
    }
  } else add(`${path}?`, mistake("queryMark"))

  for (const address of host === undefined ? [] : [host, host.replace(/:[0-9]+$/, "")])
    for (const before of ["http://", "https://", "//", ""])
      add(`${before}${address}${target}`, mistake("hostInUrl"))
  for (const known of ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"])
    add(`${known}${target}`, mistake("hostInUrl"))

  add(decoded(target), mistake("urlDecoded"))
  add(decoded(target.replaceAll("+", " ")), mistake("urlDecoded"))
  if (query !== undefined) add(`${decoded(path)}?${query}`, mistake("urlDecoded"))
  if (query !== undefined) add(`${path}?${decoded(query.replaceAll("+", " "))}`, mistake("urlDecoded"))
  add(Buffer.from(target, "latin1").toString("utf8"), mistake("urlDecoded"))

  add(encodeURI(target), mistake("urlEncodedAgain"))
  add(mapParts(target, encodeURIComponent), mistake("urlEncodedAgain"))
  add(encodeURIComponent(target), mistake("urlEncodedAgain"))

  const otherwise = (text: string, way: string) => add(text, mistake("urlEncodedOtherwise", way))
  const lower = (text: string) => text.replaceAll(/%[0-9A-F]{2}/gi, (one) => one.toLowerCase())
  const upper = (text: string) => text.replaceAll(/%[0-9A-F]{2}/gi, (one) => one.toUpperCase())
  otherwise(lower(target), "%e4")
  otherwise(upper(target), "%E4")
  otherwise(target.replaceAll("%20", "+"), "+")
  otherwise(target.replaceAll("+", "%20"), "%20")
  otherwise(encodeURI(decoded(target)), "encodeURI")
  otherwise(
    mapParts(target, (part) => encodeURIComponent(decoded(part))),
    "encodeURIComponent"
  )
  otherwise(
    mapParts(target, (part) => strict(decoded(part))),
    "RFC 3986"
  )
  if (query !== undefined) otherwise(`${path}?${new URLSearchParams(query)}`, "form")

  const segments = path.split("/").slice(1)
  for (let index = 1; index < segments.length; index++) {
    const rest = target.slice(segments.slice(0, index).join("/").length + 1)
    add(rest, mistake("urlBase", `/${segments[index] as string}/…`))
  }
  add(target.slice(1), mistake("urlSlash"))
  add(`/${target}`, mistake("urlSlash"))
  add(`${path}/${target.slice(path.length)}`, mistake("urlSlash"))
  if (path.endsWith("/")) add(path.slice(0, -1) + target.slice(path.length), mistake("urlSlash"))
  if (template?.includes("{")) {
    add(template, mistake("urlTemplate", template))
    if (query !== undefined) add(`${template}?${query}`, mistake("urlTemplate", template))
  }
  add(target.toLowerCase(), mistake("urlCase"))
  return variants
}

const sign = (minutes: number): string => (minutes < 0 ? "-" : "+")

/** `+8 h`, `-5.5 h`. */
const hours = (minutes: number): string => `${sign(minutes)}${Math.abs(minutes) / 60} h`

const halfHours = Array.from({ length: 28 }, (_, index) => (index + 1) * 30).flatMap((minutes) => [
  minutes,
  -minutes
])

const dates = (seconds: number): ReadonlyArray<string> => {
  const at = (offset: number) => new Date((seconds + offset * 3600) * 1000).toISOString()
  if (!Number.isFinite(seconds) || seconds > 8e9) return []
  return [0, 8].flatMap((offset) => {
    const iso = at(offset)
    const plain = iso.slice(0, 19)
    return [
      iso,
      plain,
      `${plain}Z`,
      `${plain}+08:00`,
      plain.replace("T", " "),
      plain.replaceAll(/[-:T]/g, "")
    ]
  })
}

export const timeVariants = (text: string): ReadonlyArray<Variant> => {
  const seconds = Number(text)
  return [
    variant(`${seconds}000`, mistake("milliseconds")),
    ...[-1, 1, -2, 2, -3, 3, -4, 4, -5, 5].map((difference) => {
      const value = String(seconds + difference)
      return variant(value, mistake("clockTwice", value), Math.abs(difference) > 1)
    }),
    ...dates(seconds).map((date) => variant(date, mistake("timeAsDate", date))),
    ...halfHours.map((minutes) =>
      variant(String(seconds + minutes * 60), mistake("timeZone", hours(minutes)), true)
    ),
    // The clock may have advanced by a second between the two readings.
    ...[seconds, seconds - 1, seconds + 1].flatMap((second) =>
      Array.from({ length: 1000 }, (_, index) =>
        variant(`${second}${String(index).padStart(3, "0")}`, mistake("milliseconds"), true)
      )
    )
  ]
}

export const nonceVariants = (nonce: string): ReadonlyArray<Variant> => [
  variant(nonce.toUpperCase(), mistake("nonceCase", { en: "upper case", zh: "大写" })),
  variant(nonce.toLowerCase(), mistake("nonceCase", { en: "lower case", zh: "小写" })),
  variant("", mistake("nonceLeftOut"))
]

/** Method, URL, timestamp, nonce, body. */
export type Lines = readonly [Buffer, Buffer, Buffer, Buffer, Buffer]

export interface Layout {
  readonly join: (lines: Lines) => Buffer
  readonly mistake: Mistake | undefined
}

const joined = (separator: string, end: string) => (lines: ReadonlyArray<Buffer>) =>
  Buffer.concat([
    ...lines.flatMap((line, index) => (index === 0 ? [line] : [latin1(separator), line])),
    latin1(end)
  ])

const inLines = joined("\n", "\n")

const names = ["method", "URL", "timestamp", "nonce", "body"]

const swapped = (left: number, right: number): Layout => ({
  join: (lines) => {
    const other = [...lines]
    other[left] = lines[right] as Buffer
    other[right] = lines[left] as Buffer
    return inLines(other)
  },
  mistake: mistake("linesSwapped", `${names[left]}, ${names[right]}`)
})

/** The client signed a hash of the text, which the signature hashes again. */
const hashed = (written: (digest: Buffer) => Buffer): Layout => ({
  join: (lines) => written(createHash("sha256").update(inLines(lines)).digest()),
  mistake: mistake("hashedTwice")
})

export const layouts: ReadonlyArray<Layout> = [
  { join: inLines, mistake: undefined },
  { join: (lines) => inLines(lines.slice(0, 4)), mistake: mistake("fourLines") },
  { join: (lines) => joined("\n", "")(lines.slice(0, 4)), mistake: mistake("fourLines") },
  { join: joined("\n", ""), mistake: mistake("lastLineFeed") },
  { join: joined("\n", "\n\n"), mistake: mistake("extraLineFeed") },
  { join: joined("\r\n", "\r\n"), mistake: mistake("carriageReturns") },
  { join: joined("\r\n", ""), mistake: mistake("carriageReturns") },
  { join: joined("\\n", "\\n"), mistake: mistake("escapedLineFeeds") },
  { join: joined("", ""), mistake: mistake("noLineFeeds") },
  { join: (lines) => inLines(lines.slice(2)), mistake: mistake("responseLayout") },
  hashed((digest) => digest),
  hashed((digest) => latin1(digest.toString("hex"))),
  hashed((digest) => latin1(digest.toString("base64"))),
  ...[0, 1, 2, 3, 4].flatMap((left) =>
    [0, 1, 2, 3, 4].filter((right) => right > left).map((right) => swapped(left, right))
  )
]

/** The mistake behind a time that is off by more than five minutes; both times are in seconds. */
export const timeMistake = (timestamp: number, now: number): Mistake => {
  if (Math.abs(timestamp / 1000 - now) <= 300) return mistake("milliseconds")
  const off = timestamp - now
  const minutes = Math.round(off / 1800) * 30
  if (Math.abs(minutes) <= 14 * 60 && Math.abs(off - minutes * 60) <= 60)
    return mistake("timeZone", hours(minutes))
  return mistake("clock", `${off > 0 ? "+" : ""}${off} s`)
}
