/** The fields of a certificate. */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Bytes } from "../../CipherSuite.js"
import * as Der from "../../Der.js"
import { toHex } from "../codec/bytes.js"

export interface Fields {
  /** In upper-case hexadecimal with leading zeros. */
  readonly serialNo: string
  readonly issuer: Der.Element | undefined
  readonly notBefore: Date
  readonly notAfter: Date
  readonly subject: Der.Element | undefined
  /** SPKI in DER. */
  readonly publicKey: Bytes
  readonly extensions: Der.Element | undefined
  /** The signed bytes. */
  readonly signed: Bytes
  readonly algorithm: Der.Element
  readonly signature: Bytes
}

/** A DER integer has a leading zero byte when its first bit is set; the byte is not part of the serial number. */
const serialOf = (bytes: Bytes): string =>
  toHex(
    bytes.length > 1 && bytes[0] === 0 && (bytes[1] as number) >= 0x80 ? bytes.subarray(1) : bytes
  ).toUpperCase()

/** `UTCTime` with a year of two digits, from 1950 on, and `GeneralizedTime` with four. */
const timePatterns: Readonly<Record<number, RegExp>> = {
  23: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  24: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
}

const dateOf = (time: Der.Element | undefined): Date | undefined => {
  const text = String.fromCharCode(...(time?.content ?? []))
  const [, year = "", ...rest] = timePatterns[time?.tag ?? 0]?.exec(text) ?? []
  const [month, day, hour, minute, second] = rest
  const century = year.length === 4 ? "" : year < "50" ? "20" : "19"
  return DateTime.make(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`).pipe(
    Option.map(DateTime.toDateUtc),
    Option.getOrUndefined
  )
}

const isSame = (one: Bytes, other: Bytes | undefined): boolean =>
  one.length === other?.length && one.every((byte, index) => byte === other[index])

const read = (certificate: Der.Element): Fields | undefined => {
  const [tbs, algorithm, signature, ...more] = Der.members(certificate)
  const all = Der.members(tbs)
  // The version is optional and the only member before the serial number.
  const [serial, inner, issuer, validity, subject, spki, ...rest] = all[0]?.tag === 0xa0 ? all.slice(1) : all
  const [notBefore, notAfter] = Der.members(validity).map(dateOf)
  if (tbs === undefined || algorithm === undefined || more.length > 0) return undefined
  if (notBefore === undefined || notAfter === undefined || spki?.tag !== Der.Tag.sequence) return undefined
  const serialNo = Der.content(serial, Der.Tag.integer)
  // A negative one has two readings: a header would name another number than the certificate.
  if ((serialNo[0] ?? 0) >= 0x80) return undefined
  // Else the algorithm that is not signed could differ from the signed one.
  if (!isSame(algorithm.bytes, inner?.bytes)) return undefined
  return {
    serialNo: serialOf(serialNo),
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKey: spki.bytes.slice(),
    extensions: rest.find(({ tag }) => tag === 0xa3),
    signed: tbs.bytes,
    algorithm,
    signature: Der.bits(signature)
  }
}

/** `undefined` if the bytes are not exactly one certificate. */
export const readFields = <A>(der: Bytes, use: (fields: Fields) => A | undefined): A | undefined =>
  Der.read(der, (certificate) => {
    const fields = read(certificate)
    return fields && use(fields)
  })
