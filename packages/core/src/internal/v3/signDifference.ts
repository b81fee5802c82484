/** Finds the reason for a rejected signature in a 401. */
import type { Envelope } from "../call/envelope.js"

/** The lines of a signed text, by name. */
const lines = ["method", "URL", "timestamp", "nonce"] as const

/** WeChat Pay's view of the signed text (`detail.sign_information`). */
interface Seen {
  /** The beginning of the text. */
  readonly text: string
  /** The hash of the whole text. */
  readonly length: number | undefined
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined

const seenBy = (detail: unknown): Seen | undefined => {
  const information = member(detail, "sign_information")
  const text = member(information, "truncated_sign_message")
  const length = member(information, "sign_message_length")
  if (typeof text !== "string") return undefined
  return { text, length: typeof length === "number" ? length : undefined }
}

const utf8 = new TextEncoder()

/** The first line in which WeChat Pay's text differs from the signed one; `undefined` if the texts are the same. */
export const firstDifference = (
  signed: string,
  { length, text }: Seen
): (typeof lines)[number] | "body" | undefined => {
  const ours = signed.split("\n")
  const theirs = text.split("\n")
  for (const [index, name] of lines.entries()) {
    const [own = "", other] = [ours[index], theirs[index]]
    if (other === undefined) break
    const isWhole = index < theirs.length - 1
    if (isWhole ? own !== other : !own.startsWith(other)) return name
  }
  const isSame =
    signed.startsWith(text) &&
    (length === undefined || length === utf8.encode(signed).length || length === signed.length)
  return isSame ? undefined : "body"
}

/** WeChat Pay rejects a time that differs from its own by more than 5 minutes. */
const toleranceSeconds = 300

/** Seconds that this machine's clock is ahead of the response's `Date`. */
const aheadBy = (date: string | undefined, now: number): number => {
  const server = date !== undefined && /^[A-Z]/.test(date) ? Date.parse(date) : Number.NaN
  return Number.isNaN(server) ? 0 : Math.round((now - server) / 1000)
}

/**
 * The problem of a rejected signature, as far as the response tells. It contains no value, because URL and body contain
 * personal data.
 */
export const explainRejection =
  (signed: string, { detail }: Envelope, date: string | undefined) =>
  (now: number): string | undefined => {
    const ahead = aheadBy(date, now)
    if (Math.abs(ahead) > toleranceSeconds) {
      return `this machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} WeChat Pay's: set it;`
    }
    const seen = seenBy(detail)
    if (seen === undefined) return undefined
    const line = firstDifference(signed, seen)
    return line === undefined
      ? "WeChat Pay saw the text that was signed: the private key does not belong to the certificate of this serial number;"
      : `WeChat Pay saw another ${line} than was signed: something changes requests on their way (a proxy?);`
  }
