/**
 * X.509 certificates: the serial number and the public key that the protocol of WeChat Pay needs.
 *
 * Tested in `test/conformance/certificate.test.ts`.
 *
 * @since 1.0.0
 */
import * as asn1 from "asn1js"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { toHex } from "./internal/codec/bytes.js"
import { parsePem } from "./internal/crypto/pem.js"

/**
 * A certificate of the merchant or of the platform.
 *
 * @since 1.0.0
 * @category models
 */
export interface Certificate {
  /** Serial number in upper-case hexadecimal with leading zeros, as in `Wechatpay-Serial` and `serial_no`. */
  readonly serialNo: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** The public key as SPKI in DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>
}

/**
 * The text is not a certificate.
 *
 * @since 1.0.0
 * @category errors
 */
export class CertificateError extends Schema.TaggedError<CertificateError>(
  "@effect-wechatpay/core/CertificateError"
)("CertificateError", { problem: Schema.String }) {
  override get message(): string {
    return this.problem
  }
}

/** A DER integer has a leading zero byte when its first bit is set; the byte is not part of the serial number. */
const serialOf = (bytes: Uint8Array): string =>
  toHex(
    bytes.length > 1 && bytes[0] === 0 && (bytes[1] as number) >= 0x80 ? bytes.subarray(1) : bytes
  ).toUpperCase()

const read = (der: Uint8Array<ArrayBuffer>): Certificate | undefined => {
  const { offset, result } = asn1.fromBER(der)
  if (offset === -1 || !(result instanceof asn1.Sequence)) return undefined
  const tbs = result.valueBlock.value[0]
  if (!(tbs instanceof asn1.Sequence)) return undefined
  const members = tbs.valueBlock.value
  // The version is optional and the only member before the serial number.
  const first = members[0] instanceof asn1.Integer ? 0 : 1
  const [serial, , , validity, , spki] = members.slice(first)
  if (
    !(serial instanceof asn1.Integer && validity instanceof asn1.Sequence && spki instanceof asn1.Sequence)
  ) {
    return undefined
  }
  const [notBefore, notAfter] = validity.valueBlock.value
  if (!(notBefore instanceof asn1.UTCTime && notAfter instanceof asn1.UTCTime)) return undefined
  return {
    serialNo: serialOf(serial.valueBlock.valueHexView),
    notBefore: notBefore.toDate(),
    notAfter: notAfter.toDate(),
    publicKey: new Uint8Array(spki.toBER())
  }
}

/**
 * Reads a certificate from PEM text (`BEGIN CERTIFICATE`).
 *
 * @since 1.0.0
 * @category constructors
 */
export const parse = (pem: string): Effect.Effect<Certificate, CertificateError> =>
  Effect.suspend(() => {
    const block = parsePem(pem)
    if (block === undefined || block.label !== "CERTIFICATE") {
      return new CertificateError({
        problem: `expected PEM text with BEGIN CERTIFICATE${block === undefined ? "" : `, got BEGIN ${block.label}`}`
      })
    }
    // The parser throws at some bytes.
    const certificate = Option.getOrUndefined(Option.liftThrowable(read)(block.der))
    return certificate === undefined
      ? new CertificateError({ problem: "the PEM block does not hold an X.509 certificate" })
      : Effect.succeed(certificate)
  })
