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
  problem: Schema.String
}) {
  override get message(): string {
    return this.none
      ? `this merchant has no platform certificates: use WeChat Pay's public key (WECHATPAY_PUBLIC_KEY_ID, WECHATPAY_PUBLIC_KEY) instead; ${this.problem}`
      : `platform certificates cannot be downloaded; merchants registered since late 2024 have none and use WeChat Pay's public key: ${this.problem}`
  }
}
