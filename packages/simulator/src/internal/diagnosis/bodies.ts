/** Texts that a client may sign by mistake in place of the body. */
import { type Mistake, type MistakeId, mistake } from "./mistakes.js"

export interface Variant {
  readonly bytes: Buffer
  readonly mistake: Mistake
  /** Whether the variants are too many, or too unlikely, to be combined with other mistakes. */
  readonly alone?: boolean
}

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

const isRecord = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([name, member]) => [name, sorted(member)])
  )
}

const reversed = (value: Json): Json =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).reverse()) : value

interface Layout {
  readonly indent: string
  readonly colon: string
  readonly comma: string
}

const print = (value: Json, layout: Layout, depth = 0): string => {
  const list = Array.isArray(value)
  if (!list && !isRecord(value)) return JSON.stringify(value)
  const items = list
    ? value.map((item) => print(item, layout, depth + 1))
    : Object.entries(value).map(
        ([name, member]) => `${JSON.stringify(name)}${layout.colon}${print(member, layout, depth + 1)}`
      )
  const [left, right] = list ? ["[", "]"] : ["{", "}"]
  if (items.length === 0) return `${left}${right}`
  if (layout.indent === "") return `${left}${items.join(layout.comma)}${right}`
  const line = `\n${layout.indent.repeat(depth + 1)}`
  return `${left}${line}${items.join(`,${line}`)}\n${layout.indent.repeat(depth)}${right}`
}

const layouts: ReadonlyArray<Layout> = [
  { indent: "", colon: ":", comma: "," },
  { indent: "", colon: ": ", comma: ", " },
  { indent: "  ", colon: ": ", comma: "," },
  { indent: "    ", colon: ": ", comma: "," },
  { indent: "\t", colon: ": ", comma: "," },
  { indent: "", colon: ": ", comma: "," },
  { indent: "", colon: ":", comma: ", " }
]

const unicode = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
const slashes = (text: string): string => text.replaceAll("/", "\\/")
const html = (text: string): string =>
  text.replaceAll(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)

const escapes: ReadonlyArray<{ readonly name: string; readonly apply: (text: string) => string }> = [
  { name: "", apply: (text) => text },
  { name: "\\u", apply: unicode },
  { name: "\\/", apply: slashes },
  { name: "\\u, \\/", apply: (text) => unicode(slashes(text)) },
  { name: "\\u003c", apply: html }
]

/** The JSON text without blanks between its tokens. */
const tight = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (token) => (token.startsWith('"') ? token : ""))

const permutations = (names: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  names.length <= 1
    ? [names]
    : names.flatMap((first) =>
        permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest])
      )

/** 720 permutations, with one hash each. */
const permutedMembers = 6

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const formOf = (value: { readonly [name: string]: Json }): string =>
  new URLSearchParams(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === "string" ? member : JSON.stringify(member)
    ])
  ).toString()

/** The texts that the sent text may be an encoding for URLs of. */
const urlDecoded = (text: string): ReadonlyArray<string> => {
  const formText = /^[^={"]+=/.test(text) ? new URLSearchParams(text) : undefined
  const members = formText === undefined ? [] : [...formText]
  const objects = [
    Object.fromEntries(members),
    Object.fromEntries(members.map(([name, value]) => [name, parse(value) ?? value]))
  ]
  const decoded = /%[0-9a-f]{2}/i.test(text)
    ? [text, text.replaceAll("+", " ")].flatMap((one) => {
        try {
          return [decodeURIComponent(one), decodeURIComponent(one).replace(/=$/, "")]
        } catch {
          return []
        }
      })
    : []
  return [
    ...decoded,
    ...(members.length === 0
      ? []
      : objects.flatMap((object) =>
          [object, sorted(object)].flatMap((one) => layouts.map((layout) => print(one, layout)))
        ))
  ]
}

const textVariants = (text: string): ReadonlyArray<readonly [text: string, Mistake, alone?: boolean]> => {
  const variants: Array<readonly [text: string, Mistake, alone?: boolean]> = [
    ...urlDecoded(text).map((one) => [one, mistake("bodyUrlEncoded")] as const),
    [text.trim(), mistake("bodyTrimmed")],
    [text.replaceAll("\r\n", "\n"), mistake("bodyRespaced")],
    [text.replaceAll(/\r?\n/g, "\r\n"), mistake("bodyRespaced")],
    [text.replaceAll(/\s/g, ""), mistake("bodyRespaced")]
  ]
  const value = parse(text)
  if (value === undefined) return variants
  variants.push([encodeURIComponent(text), mistake("bodyAsForm"), true])
  const sentTight = tight(text)
  for (const layout of layouts) {
    for (const { apply, name } of escapes) {
      const again = apply(print(value, layout))
      variants.push([
        again,
        tight(again) === sentTight
          ? mistake("bodyRespaced")
          : mistake("bodyReescaped", name === "" ? { en: "no escapes", zh: "不转义" } : name)
      ])
      variants.push([apply(print(sorted(value), layout)), mistake("bodySorted")])
      variants.push([apply(print(reversed(value), layout)), mistake("bodyReordered")])
    }
  }
  variants.push([JSON.stringify(text), mistake("bodyQuoted")])
  if (isRecord(value)) {
    variants.push([formOf(value), mistake("bodyAsForm")])
    const names = Object.keys(value)
    if (names.length <= permutedMembers) {
      for (const order of permutations(names)) {
        const other = Object.fromEntries(order.map((name) => [name, value[name] as Json]))
        for (const layout of layouts.slice(0, 2))
          variants.push([print(other, layout), mistake("bodyReordered"), true])
      }
    }
  }
  return variants
}

let gbkBytes: ReadonlyMap<string, readonly [number, number]> | undefined

/** The platform decodes GBK but does not encode it: the table is built once by decoding. */
const toGbk = (text: string): Buffer | undefined => {
  if (gbkBytes === undefined) {
    const table = new Map<string, readonly [number, number]>()
    const decoder = new TextDecoder("gbk")
    for (let high = 0x81; high <= 0xfe; high++) {
      for (let low = 0x40; low <= 0xfe; low++) {
        const one = decoder.decode(Uint8Array.of(high, low))
        if (one.length === 1 && one !== "\ufffd" && !table.has(one)) table.set(one, [high, low])
      }
    }
    gbkBytes = table
  }
  const bytes: Array<number> = []
  for (const one of text) {
    const pair = gbkBytes.get(one)
    if (one <= "\u007f") bytes.push(one.charCodeAt(0))
    else if (pair === undefined) return undefined
    else bytes.push(...pair)
  }
  return Buffer.from(bytes)
}

const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const encodingVariants = (bytes: Buffer, text: string | undefined): ReadonlyArray<Variant> => {
  const variant = (name: string, made: Buffer | undefined): ReadonlyArray<Variant> =>
    made === undefined ? [] : [{ bytes: made, mistake: mistake("bodyEncoding", name) }]
  const bom = Buffer.of(0xef, 0xbb, 0xbf)
  const sentAsGbk = new TextDecoder("gbk").decode(bytes)
  return [
    ...variant("UTF-8", Buffer.from(sentAsGbk)),
    ...variant("UTF-8", Buffer.from(bytes.toString("latin1"))),
    ...variant("UTF-8", Buffer.from(new TextDecoder("utf-16le").decode(bytes))),
    ...variant("UTF-8 (U+FFFD)", Buffer.from(bytes.toString("utf8"))),
    ...(bytes.subarray(0, 3).equals(bom) ? variant("UTF-8 without BOM", bytes.subarray(3)) : []),
    ...(text === undefined
      ? []
      : [
          ...variant("GBK", toGbk(text)),
          ...variant("UTF-16", Buffer.from(text, "utf16le")),
          ...variant("UTF-16", Buffer.from(text, "utf16le").swap16()),
          ...variant("ISO-8859-1", Buffer.from(text.replaceAll(/[\u0100-\u{10ffff}]/gu, "?"), "latin1")),
          ...variant("ASCII", Buffer.from(text.replaceAll(/[\u0080-\u{10ffff}]/gu, "?"), "latin1")),
          ...variant("UTF-8 with BOM", Buffer.concat([bom, bytes]))
        ])
  ]
}

const invented = ["{}", "[]", "null", "undefined", '""', "None", "[object Object]", " "]

/** Texts that may have been signed as the fifth line; `sent` is the whole body if only a part of it is signed. */
export const bodyVariants = (signed: Buffer, sent: Buffer): ReadonlyArray<Variant> => {
  if (signed.length === 0)
    return invented.map((text) => ({ bytes: Buffer.from(text), mistake: mistake("bodyInvented", text) }))
  const of = (id: MistakeId, bytes: Buffer): Variant => ({ bytes, mistake: mistake(id) })
  const text = fromUtf8(signed)
  return [
    ...(sent.equals(signed) ? [] : [of("multipartBody", sent)]),
    of("bodyLeftOut", Buffer.alloc(0)),
    ...(text === undefined
      ? []
      : textVariants(text).map(([other, found, alone = false]) => ({
          bytes: Buffer.from(other),
          mistake: found,
          alone
        }))),
    ...encodingVariants(signed, text)
  ]
}
