/** Determines which known mistake explains a wrong signature: the one under which the signature verifies. */
import { createHmac, type KeyObject } from "node:crypto"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "../../Merchant.js"
import { bodyVariants, type Variant } from "./bodies.js"
import { decodings } from "./encodings.js"
import {
  type Layout,
  type Lines,
  layouts,
  methodVariants,
  nonceVariants,
  timeVariants,
  urlVariants
} from "./lines.js"
import { type Mistake, mistake } from "./mistakes.js"
import { type Opened, open } from "./opened.js"

/** The request whose signature is wrong. */
export interface Suspect {
  readonly method: string
  /** One character per byte. */
  readonly target: string
  readonly host: string | undefined
  /** The path with its braces, if the route is known. */
  readonly template: string | undefined
  readonly timestamp: string
  readonly nonce: string
  /** The text of `signature` in the header. */
  readonly signature: string
  /** The required fifth line, and the body as sent; they differ for uploads. */
  readonly signedBody: Uint8Array
  readonly sentBody: Uint8Array
  /** The merchant that the header names, and its certificate. */
  readonly merchant: Merchant
  readonly serialNo: string
}

/** A key that the client may have signed with by mistake. */
export interface KnownKey {
  readonly serialNo: string
  readonly publicKey: KeyObject
  /** Absent for the keys of WeChat Pay. */
  readonly mchid: string | undefined
}

export interface Diagnosis {
  /** Never empty. The decisive mistake comes first. */
  readonly mistakes: ReadonlyArray<Mistake>
  /**
   * The text that the client signed, if it could be determined. Its differences from the server's text are the mistake.
   */
  readonly signedText?: string
  /** Of APIv2: the text that had to be signed, without the key, and its signature. */
  readonly v2?: {
    readonly signType: string
    readonly text: string
    readonly expected: string
    readonly received: string
  }
}

/** How many characters of a text are kept. */
const shownLength = 4096

/** Longer texts are tried with one mistake at a time only, to bound the work. */
const pairedLength = 64 * 1024

const linesOf = (suspect: Suspect): Lines => [
  Buffer.from(suspect.method),
  Buffer.from(suspect.target, "latin1"),
  Buffer.from(suspect.timestamp),
  Buffer.from(suspect.nonce),
  Buffer.from(suspect.signedBody)
]

/** An alternative for one of the lines. */
interface Change {
  readonly index: number
  readonly variant: Variant
}

const changesOf = (suspect: Suspect, right: Lines): ReadonlyArray<Change> => {
  const [, , , , body] = right
  const variants = [
    methodVariants(suspect.method),
    urlVariants(suspect),
    timeVariants(suspect.timestamp),
    nonceVariants(suspect.nonce),
    bodyVariants(body, Buffer.from(suspect.sentBody))
  ]
  return variants.flatMap((ofLine, index) => {
    const seen = new Set([right[index]?.toString("latin1")])
    return ofLine.flatMap((variant) => {
      const text = variant.bytes.toString("latin1")
      if (seen.has(text)) return []
      seen.add(text)
      return [{ index, variant }]
    })
  })
}

const changed = (lines: Lines, { index, variant }: Change): Lines =>
  lines.map((line, at) => (at === index ? variant.bytes : line)) as unknown as Lines

/** Texts that the client may have signed, the most likely first, each with its mistakes. */
function* texts(suspect: Suspect): Generator<readonly [text: Buffer, mistakes: ReadonlyArray<Mistake>]> {
  const right = linesOf(suspect)
  const [first, ...others] = layouts as readonly [Layout, ...ReadonlyArray<Layout>]
  yield [first.join(right), []]
  const otherLayouts = others.filter(({ join }) => !join(right).equals(first.join(right)))
  for (const { join, mistake } of otherLayouts) yield [join(right), [mistake as Mistake]]
  const changes = changesOf(suspect, right)
  for (const change of changes) yield [first.join(changed(right, change)), [change.variant.mistake]]
  if (suspect.signedBody.length > pairedLength) return
  const paired = changes.filter(({ variant }) => variant.alone !== true)
  for (const change of paired)
    for (const { join, mistake } of otherLayouts)
      yield [join(changed(right, change)), [change.variant.mistake, mistake as Mistake]]
  for (const [at, one] of paired.entries())
    for (const other of paired.slice(at + 1))
      if (one.index !== other.index)
        yield [first.join(changed(changed(right, one), other)), [one.variant.mistake, other.variant.mistake]]
}

const searchText = (suspect: Suspect, opened: Opened): Diagnosis | undefined => {
  for (const [text, mistakes] of texts(suspect)) {
    const match = opened.matches(text)
    if (match !== undefined)
      return { mistakes: [...mistakes, ...match], signedText: text.toString("utf8").slice(0, shownLength) }
  }
  return undefined
}

const keyMistakes = (suspect: Suspect, key: KnownKey): ReadonlyArray<Mistake> => {
  if (key.mchid === undefined) return [mistake("platformKey", key.serialNo)]
  if (key.mchid !== suspect.merchant.mchid) return [mistake("otherMerchant", key.mchid)]
  return key.serialNo === suspect.serialNo ? [] : [mistake("otherCertificate", key.serialNo)]
}

const symmetric = (suspect: Suspect): Diagnosis | undefined => {
  const given = [Buffer.from(suspect.signature, "base64"), Buffer.from(suspect.signature, "hex")].find(
    ({ length }) => length === 32
  )
  if (given === undefined) return undefined
  const { apiV2Key, apiV3Key } = suspect.merchant
  const opened = (key: Redacted.Redacted): Opened => ({
    mistakes: [],
    matches: (text) =>
      createHmac("sha256", Redacted.value(key)).update(text).digest().equals(given) ? [] : undefined
  })
  for (const [name, key] of [
    [{ en: "APIv3 key", zh: " APIv3 密钥" }, apiV3Key],
    [{ en: "key of APIv2", zh: " APIv2 密钥" }, apiV2Key]
  ] as const) {
    const found = searchText(suspect, opened(key))
    if (found !== undefined) return { ...found, mistakes: [mistake("hmac", name), ...found.mistakes] }
  }
  return undefined
}

/** The mistakes that together explain the signature; `otherText` or `unknownKey` if none are found. */
export const diagnose = (suspect: Suspect, keys: ReadonlyArray<KnownKey>): Diagnosis => {
  const own = (key: KnownKey) => key.mchid === suspect.merchant.mchid && key.serialNo === suspect.serialNo
  const ordered = [...keys.filter(own), ...keys.filter((key) => !own(key))]
  const decoded = decodings(suspect.signature)
  for (const { bytes, mistakes } of decoded) {
    for (const key of ordered) {
      const opened = open(key.publicKey, bytes)
      if (opened === undefined) continue
      const about = [...keyMistakes(suspect, key), ...opened.mistakes, ...mistakes]
      const found = searchText(suspect, opened)
      if (found !== undefined) return { ...found, mistakes: [...about, ...found.mistakes] }
      return { mistakes: [...about, mistake("otherText")] }
    }
  }
  const found = symmetric(suspect)
  if (found !== undefined) return found
  const lengths = new Set(
    keys.map(({ publicKey }) => (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
  )
  const length = decoded[0]?.bytes.length
  return length === undefined || lengths.has(length)
    ? { mistakes: [mistake("unknownKey")] }
    : { mistakes: [mistake("signatureLength", { en: `${length} bytes`, zh: ` ${length} 字节` })] }
}
