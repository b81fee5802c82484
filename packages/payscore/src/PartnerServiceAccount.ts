/**
 * Applications to bind a sub-merchant of 收付通 to a service, for service providers.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as Service from "./schemas/Service.js"

const response = {
  ...Service.partnerResponse,
  /** Application number assigned by the provider. */
  out_apply_no: Schema.String,
  /** The `result_notify_url` of the request. */
  result_notify_url: Schema.optional(Schema.String),
  /** `PROCESSING`, `APPROVED` or `REJECTED`. */
  apply_state: Wire.openEnum("PROCESSING", "APPROVED", "REJECTED"),
  /** Reason for the rejection; only if `apply_state` is `REJECTED`. */
  reject_reason: Schema.optional(Schema.String)
} as const

/**
 * Applies to bind a sub-merchant to a service.
 *
 * The provider needs a separate permission. Otherwise the call fails with `NoAuth`. WeChat Pay sends the result as
 * `PAYSCORE.BIND_SERVICE_ACCOUNT` if `result_notify_url` is given. Without it, {@link query} until `apply_state` is
 * no longer `PROCESSING`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * {@link query} by `out_apply_no`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012715051 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("payscore.partnerServiceAccount.apply", {
  method: "POST",
  path: "/v3/payscore/partner/service-account-applications",
  payload: {
    ...Service.partner,
    /** Application number assigned by the provider: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    out_apply_no: Wire.OutApplyNo,
    /** Address that WeChat Pay notifies of the result: `https` without query, at most 255 characters. */
    result_notify_url: Schema.optional(Wire.notifyUrl(255))
  },
  success: response,
  errors: PayscoreError.all
})

/**
 * Queries an application by the number of the provider.
 *
 * Allowed at any time. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012715111 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.partnerServiceAccount.query", {
  method: "GET",
  path: "/v3/payscore/partner/service-account-applications/{out_apply_no}",
  params: {
    /** Application number assigned by the provider: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
    out_apply_no: Wire.OutApplyNo
  },
  success: response,
  errors: PayscoreError.all
})
