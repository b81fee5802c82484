/** The bytes that the text of a signature may encode. */
import { type Mistake, mistake } from "./mistakes.js"

export interface Decoded {
  readonly bytes: Buffer
  readonly mistakes: ReadonlyArray<Mistake>
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/
const base64Url = /^[A-Za-z0-9_-]+={0,2}$/
const hex = /^(?:[0-9A-Fa-f]{2})+$/

const unpercented = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Every decoding of the text, the correct one first. */
export const decodings = (text: string): ReadonlyArray<Decoded> => {
  const found: Array<Decoded> = []
  const add = (bytes: Buffer, ...mistakes: ReadonlyArray<Mistake>) => found.push({ bytes, mistakes })
  if (base64.test(text) && text.length % 4 === 0) add(Buffer.from(text, "base64"))
  if (hex.test(text)) add(Buffer.from(text, "hex"), mistake("signatureHex"))
  if (base64Url.test(text) || base64.test(text))
    add(Buffer.from(text, "base64url"), mistake("signatureBase64Url"))
  if (text.includes("%")) add(Buffer.from(unpercented(text), "base64"), mistake("signaturePercentEncoded"))
  if (/\s|\\[rn]/.test(text)) {
    add(Buffer.from(text.replaceAll(/\s|\\[rn]/g, ""), "base64"), mistake("signatureSpaced"))
    add(Buffer.from(text.replaceAll(" ", "+"), "base64"), mistake("signatureSpaced"))
  }
  if (base64.test(text)) {
    const inner = Buffer.from(text, "base64").toString("latin1")
    if (hex.test(inner)) add(Buffer.from(inner, "hex"), mistake("signatureEncodedTwice", "hex, base64"))
    if (base64.test(inner))
      add(Buffer.from(inner, "base64"), mistake("signatureEncodedTwice", "base64, base64"))
  }
  return found
}
