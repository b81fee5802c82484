/**
 * Who may receive shares: a receiver has to be in the payer's list before an order is shared with it.
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
  /** The sub-merchant in whose list it is: service providers always, merchants never. At most 32 characters. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** The caller's application, at most 32 characters. */
  appid: Wire.AppId,
  /** The sub-merchant's application; required with `PERSONAL_SUB_OPENID`, service providers only. */
  sub_appid: Schema.optional(Wire.AppId),
  /** `MERCHANT_ID`: a merchant. `PERSONAL_OPENID`: a user of `appid`. `PERSONAL_SUB_OPENID`: a user of `sub_appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64)
}

const listed = {
  /** The sub-merchant; only for service providers. */
  sub_mchid: Schema.optional(Schema.String),
  type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  account: Schema.String
}

const relations = [
  "SERVICE_PROVIDER",
  "STORE",
  "STAFF",
  "STORE_OWNER",
  "PARTNER",
  "HEADQUARTER",
  "BRAND",
  "DISTRIBUTOR",
  "USER",
  "SUPPLIER",
  "CUSTOM"
] as const

/**
 * Adds a receiver to the list, which has room for 20,000.
 *
 * May be repeated: adding a receiver again succeeds and keeps the first data. `name` is compared with the registered or real
 * name; what does not fit is `ParamError` or `InvalidRequest`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012528995 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012690944 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const add = Endpoint.make("profitSharing.profitSharingReceiver.add", {
  method: "POST",
  path: "/v3/profitsharing/receivers/add",
  payload: Rule.check(
    {
      ...receiver,
      /**
       * The full registered name of a merchant, which WeChat Pay wants for `MERCHANT_ID`; the real name of a user, which is
       * then compared. Sent encrypted.
       */
      name: Schema.optional(Sensitive.text),
      /** What the receiver is to the payer. `SERVICE_PROVIDER` needs `sub_mchid`, `CUSTOM` needs `custom_relation`. */
      relation_type: Wire.oneOf(...relations),
      /** The relation in at most 10 characters. Required with `CUSTOM`; other relations do not need it. */
      custom_relation: Schema.optional(Wire.text(10))
    },
    rules.receiverHasAppid,
    rules.providersOnly,
    rules.subAppidOfSubMerchant,
    rules.customRelation
  ),
  success: {
    ...listed,
    /** As it was sent, encrypted for the merchant. */
    name: Schema.optional(Sensitive.text),
    relation_type: Wire.openEnum(...relations),
    custom_relation: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.receiver,
  idempotent: true
})

/**
 * Removes a receiver from the list. It gets no further shares; what it got can still be returned.
 *
 * May be repeated; whether removing a receiver that is not in the list succeeds is not documented.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012529590 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012466868 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const remove = Endpoint.make("profitSharing.profitSharingReceiver.remove", {
  method: "POST",
  path: "/v3/profitsharing/receivers/delete",
  payload: Rule.check(receiver, rules.receiverHasAppid, rules.subAppidOfSubMerchant),
  success: listed,
  errors: ProfitSharingError.receiver,
  idempotent: true
})
