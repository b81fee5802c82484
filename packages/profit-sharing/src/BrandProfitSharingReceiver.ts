/**
 * The receivers of shares of a brand besides its owner. The owner can share with a shop that is not in the list if
 * both have the same service provider.
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as rules from "./internal/rules.js"
import * as ProfitSharingError from "./ProfitSharingError.js"

const receiver = {
  /** The brand's owner, at most 32 characters. */
  brand_mchid: Wire.Mchid,
  /** Appid of the service provider, at most 32 characters. */
  appid: Wire.AppId,
  /** Appid of the sub-merchant; required with `PERSONAL_SUB_OPENID`. At most 32 characters. */
  sub_appid: Schema.optional(Wire.AppId),
  /** `MERCHANT_ID`: a merchant. `PERSONAL_OPENID`: a user of `appid`. `PERSONAL_SUB_OPENID`: a user of `sub_appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64)
}

const listed = {
  /** The brand's owner. */
  brand_mchid: Schema.String,
  /** Type of the receiver. */
  type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid. An openid is personal data. */
  account: Schema.String
}

/**
 * Adds a receiver to the brand's list. The list can have 20,000 receivers.
 *
 * May be repeated: adding a receiver again succeeds and keeps the first data.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467100 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const add = Endpoint.make("profitSharing.brandProfitSharingReceiver.add", {
  method: "POST",
  path: "/v3/brand/profitsharing/receivers/add",
  payload: Rule.check(
    {
      ...receiver,
      /**
       * The full registered name of a merchant, which WeChat Pay requires for `MERCHANT_ID`. The official page does
       * not encrypt it.
       */
      name: Schema.optional(Wire.nonEmptyText),
      /** Relation of the receiver to the brand. */
      relation_type: Wire.oneOf("SUPPLIER", "DISTRIBUTOR", "SERVICE_PROVIDER", "PLATFORM", "STAFF", "OTHERS")
    },
    rules.receiverHasAppid
  ),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})

/**
 * Removes a receiver from the brand's list. It receives no further shares. Earlier shares can still be returned.
 *
 * May be repeated. It is not documented whether the removal of an unknown receiver succeeds.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467103 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const remove = Endpoint.make("profitSharing.brandProfitSharingReceiver.remove", {
  method: "POST",
  path: "/v3/brand/profitsharing/receivers/delete",
  payload: Rule.check(receiver, rules.receiverHasAppid),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})
