/**
 * Who may receive shares of the ecommerce product. The list belongs to the platform and holds for all its second-level
 * merchants.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as rules from "./internal/rules.js"
import * as ProfitSharingError from "./ProfitSharingError.js"

const receiver = {
  /** The platform's application; required with `PERSONAL_OPENID`. At most 32 characters. */
  appid: Schema.optional(Wire.AppId),
  /** `MERCHANT_ID`: a merchant, the platform itself too. `PERSONAL_OPENID`: a user of `appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64)
}

const listed = { type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"), account: Schema.String }

/**
 * Adds a receiver to the platform's list, which has room for 20,000.
 *
 * May be repeated: adding a receiver again succeeds and keeps the first data.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477758 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const add = Endpoint.make("profitSharing.ecommerceProfitSharingReceiver.add", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/receivers/add",
  payload: Rule.check(
    {
      ...receiver,
      /** The full registered name of a merchant, in clear, at most 256 characters. */
      name: Schema.optional(Wire.text(256)),
      /** The real name of a user, which is then compared. Sent encrypted. */
      encrypted_name: Schema.optional(Sensitive.text),
      /** What the receiver is to the platform. */
      relation_type: Wire.oneOf("SUPPLIER", "DISTRIBUTOR", "SERVICE_PROVIDER", "PLATFORM", "OTHERS")
    },
    rules.receiverHasAppid
  ),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})

/**
 * Removes a receiver from the platform's list. It gets no further shares; what it got can still be returned.
 *
 * May be repeated; whether removing a receiver that is not in the list succeeds is not documented.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012477759 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const remove = Endpoint.make("profitSharing.ecommerceProfitSharingReceiver.remove", {
  method: "POST",
  path: "/v3/ecommerce/profitsharing/receivers/delete",
  payload: Rule.check(receiver, rules.receiverHasAppid),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})
