import * as Schema from "effect/Schema"

/**
 * The platform certificates are not available.
 *
 * @since 1.0.0
 * @category errors
 */
export class CertificatesUnavailable extends Schema.TaggedError<CertificatesUnavailable>(
  "@effect-wechatpay/core/CertificatesUnavailable"
)("CertificatesUnavailable", {
  /** Whether WeChat Pay says that this merchant has no platform certificates and must use the public key. */
  none: Schema.Boolean,
  /**
   * Whether a certificate was rejected because it is not issued by the authorities of `trust`. Whoever made it knows
   * the APIv3 key: unless the file of `trust` is outdated, replace the key.
   */
  untrusted: Schema.Boolean.pipe(
    Schema.propertySignature,
    Schema.withConstructorDefault(() => false)
  ),
  problem: Schema.String
}) {
  override get message(): string {
    if (this.untrusted) {
      return `a platform certificate is not trusted: ${this.problem}; check that the file of trust is WeChat Pay's current one, else replace the APIv3 key, which who made the certificate knows`
    }
    return this.none
      ? `this merchant has no platform certificates: use WeChat Pay's public key (WECHATPAY_PUBLIC_KEY_ID, WECHATPAY_PUBLIC_KEY) instead; ${this.problem}`
      : `platform certificates cannot be downloaded; merchants registered since late 2024 have none and use WeChat Pay's public key: ${this.problem}`
  }
}
