/**
 * A user's authorisation of a service, for service providers.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayscoreError from "./PayscoreError.js"

/**
 * Ends a user's authorisation of a sub-merchant's service, by the provider's authorization code.
 *
 * The code must be the one that the user authorised with; else `InvalidRequest`. Allowed while the user is
 * authorised and has no unfinished order of the service. A code that is not known gives `OrderNotExist`; a sub-merchant that
 * is not bound to the provider gives `NoAuth`. The notification `PAYSCORE.USER_CLOSE_SERVICE` follows.
 *
 * It is not documented what a repeated call answers, so it is sent once; after an `Unknown` outcome query
 * the authorisation.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012382049
 * @since 1.0.0
 * @category endpoints
 */
export const terminateByAuthorizationCode = Endpoint.make(
  "payscore.partnerPermission.terminateByAuthorizationCode",
  {
    method: "POST",
    path: "/v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate",
    params: {
      /** The code of the authorisation: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
      authorization_code: Wire.AuthorizationCode
    },
    payload: {
      /** Number of the service, at most 32 characters. */
      service_id: Wire.ServiceId,
      /** The sub-merchant that the user authorised. */
      sub_mchid: Wire.Mchid,
      /** Why, 1 to 50 characters. */
      reason: Wire.text(50)
    },
    errors: PayscoreError.all
  }
)
