/**
 * The receivers of shares of the ecommerce product. The list belongs to the platform and applies to all its
 * second-level merchants.
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
  /** Appid of the platform; required with `PERSONAL_OPENID`. At most 32 characters. */
  appid: Schema.optional(Wire.AppId),
  /** `MERCHANT_ID`: a merchant, including the platform itself. `PERSONAL_OPENID`: a user of `appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64)
}

const listed = { type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID"), account: Schema.String }

/**
 * Adds a receiver to the platform's list. The list can have 20,000 receivers.
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
      /** The full registered name of a merchant, not encrypted, at most 256 characters. */
      name: Schema.optional(Wire.text(256)),
      /** The real name of a user, which WeChat Pay then compares. The client encrypts it. */
      encrypted_name: Schema.optional(Sensitive.text),
      /** Relation of the receiver to the platform. */
      relation_type: Wire.oneOf("SUPPLIER", "DISTRIBUTOR", "SERVICE_PROVIDER", "PLATFORM", "OTHERS")
    },
    rules.receiverHasAppid
  ),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})

/**
 * Removes a receiver from the platform's list. It receives no further shares. Earlier shares can still be returned.
 *
 * May be repeated. It is not documented whether the removal of an unknown receiver succeeds.
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
