/** The DER of SM2: signatures and ciphertexts. A value has exactly one encoding; every other one is rejected. */
import * as Der from "@effect-wechatpay/core/Der"
import { fromHex, toHex } from "./hex.js"

type Bytes = Uint8Array<ArrayBuffer>

const numberDigits = 64

/** A number of at most 256 bits as 64 digits. */
const numberOf = (element: Der.Element | undefined): string =>
  toHex(Der.unsigned(element)).padStart(numberDigits, "0")

/** The texts as one, if there is nothing else and the numbers and the digest, the leading ones, have 64 digits. */
const joined = (
  [...texts]: ReadonlyArray<string>,
  fixed: number,
  more: ReadonlyArray<Der.Element>
): string | undefined =>
  more.length === 0 && texts.slice(0, fixed).every(({ length }) => length === numberDigits)
    ? texts.join("")
    : undefined

/** `SEQUENCE { r, s }` as 128 digits. */
export const readSignature = (der: Bytes): string | undefined =>
  Der.read(der, (signature) => {
    const [r, s, ...more] = Der.members(signature)
    return joined([numberOf(r), numberOf(s)], 2, more)
  })

const octetsOf = (element: Der.Element | undefined): string =>
  toHex(Der.content(element, Der.Tag.octetString))

/** `SEQUENCE { x, y, digest, encrypted }` as the concatenation of the four. */
export const readCiphertext = (der: Bytes): string | undefined =>
  Der.read(der, (ciphertext) => {
    const [x, y, digest, encrypted, ...more] = Der.members(ciphertext)
    return joined([numberOf(x), numberOf(y), octetsOf(digest), octetsOf(encrypted)], 3, more)
  })

const octets = (hex: string): Bytes => Der.write(Der.Tag.octetString, fromHex(hex))

/** A number as DER: no leading zeros, but one if the first bit would be a sign. */
const integer = (hex: string): Bytes => {
  const digits = hex.replace(/^(?:00)+(?=..)/, "")
  return Der.write(Der.Tag.integer, fromHex(digits >= "8" ? `00${digits}` : digits))
}

/** The reverse of {@link readSignature}. */
export const writeSignature = (hex: string): Bytes =>
  Der.write(Der.Tag.sequence, integer(hex.slice(0, 64)), integer(hex.slice(64)))

/** The reverse of {@link readCiphertext}. */
export const writeCiphertext = (hex: string): Bytes =>
  Der.write(
    Der.Tag.sequence,
    integer(hex.slice(0, 64)),
    integer(hex.slice(64, 128)),
    octets(hex.slice(128, 192)),
    octets(hex.slice(192))
  )
