/**
 * X.509 certificates: the serial number and the public key that the protocol of WeChat Pay needs.
 *
 * Tested in `test/conformance/certificate.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readFields } from "./internal/certificates/fields.js"
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
    const certificate = readFields(
      block.der,
      ({ notAfter, notBefore, publicKey, serialNo }): Certificate => ({
        serialNo,
        notBefore,
        notAfter,
        publicKey
      })
    )
    return certificate === undefined
      ? new CertificateError({ problem: "the PEM block does not hold an X.509 certificate" })
      : Effect.succeed(certificate)
  })
