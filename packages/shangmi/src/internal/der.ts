/** The ASN.1 of SM2: signatures and ciphertexts. */
import * as asn1 from "asn1js"
import { fromHex, toHex } from "./hex.js"

/** Exactly one ASN.1 value, with nothing after it. */
export const read = (der: Uint8Array): asn1.AsnType | undefined => {
  const { offset, result } = asn1.fromBER(der)
  return offset === der.length ? result : undefined
}

/** A non-negative number as 64 digits. */
const numberOf = (block: unknown): string | undefined => {
  if (!(block instanceof asn1.Integer)) return undefined
  const value = block.toBigInt()
  const text = value < 0n ? "" : value.toString(16).padStart(64, "0")
  return text.length === 64 ? text : undefined
}

/**
 * The parser accepts other spellings too; only the canonical one is valid, so that a value has exactly one encoding.
 */
const spelled = (hex: string, der: Uint8Array, write: (hex: string) => Uint8Array): string | undefined => {
  const written = write(hex)
  return written.length === der.length && written.every((byte, index) => byte === der[index])
    ? hex
    : undefined
}

/** `SEQUENCE { r, s }` as 128 digits. */
export const readSignature = (der: Uint8Array): string | undefined => {
  const frame = read(der)
  if (!(frame instanceof asn1.Sequence) || frame.valueBlock.value.length !== 2) return undefined
  const [r, s] = frame.valueBlock.value.map(numberOf)
  return r === undefined || s === undefined ? undefined : spelled(r + s, der, writeSignature)
}

const digestBytes = 32

/** `SEQUENCE { x, y, digest, encrypted }` as the concatenation of the four. */
export const readCiphertext = (der: Uint8Array): string | undefined => {
  const frame = read(der)
  if (!(frame instanceof asn1.Sequence) || frame.valueBlock.value.length !== 4) return undefined
  const [first, second, digest, encrypted] = frame.valueBlock.value
  const x = numberOf(first)
  const y = numberOf(second)
  if (x === undefined || y === undefined) return undefined
  if (!(digest instanceof asn1.OctetString && encrypted instanceof asn1.OctetString)) return undefined
  const check = digest.valueBlock.valueHexView
  if (check.length !== digestBytes) return undefined
  return spelled(x + y + toHex(check) + toHex(encrypted.valueBlock.valueHexView), der, writeCiphertext)
}

const octets = (hex: string) => new asn1.OctetString({ valueHex: fromHex(hex).buffer })

const integer = (hex: string) => asn1.Integer.fromBigInt(BigInt(`0x${hex}`))

const sequence = (value: Array<asn1.AsnType>): Uint8Array =>
  new Uint8Array(new asn1.Sequence({ value }).toBER())

/** The reverse of {@link readSignature}. */
export const writeSignature = (hex: string): Uint8Array =>
  sequence([integer(hex.slice(0, 64)), integer(hex.slice(64))])

/** The reverse of {@link readCiphertext}. */
export const writeCiphertext = (hex: string): Uint8Array =>
  sequence([
    integer(hex.slice(0, 64)),
    integer(hex.slice(64, 128)),
    octets(hex.slice(128, 192)),
    octets(hex.slice(192))
  ])
