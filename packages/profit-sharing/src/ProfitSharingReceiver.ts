/**
 * The receivers of shares. A receiver must be in the payer's list before an order is shared with it.
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
  /**
   * The sub-merchant that owns the list. Required for service providers, not allowed for merchants. At most 32
   * characters.
   */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** Appid of the caller, at most 32 characters. */
  appid: Wire.AppId,
  /** Appid of the sub-merchant; required with `PERSONAL_SUB_OPENID`, service providers only. */
  sub_appid: Schema.optional(Wire.AppId),
  /** `MERCHANT_ID`: a merchant. `PERSONAL_OPENID`: a user of `appid`. `PERSONAL_SUB_OPENID`: a user of `sub_appid`. */
  type: Wire.oneOf("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid, at most 64 characters. An openid is personal data. */
  account: Wire.text(64)
}

const listed = {
  /** The sub-merchant; only for service providers. */
  sub_mchid: Schema.optional(Schema.String),
  /** Type of the receiver. */
  type: Wire.openEnum("MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID"),
  /** The merchant number or the openid. An openid is personal data. */
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
 * Adds a receiver to the list. The list can have 20,000 receivers.
 *
 * May be repeated: adding a receiver again succeeds and keeps the first data. WeChat Pay compares `name` with the
 * registered or real name. A mismatch gives `ParamError` or `InvalidRequest`.
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
       * For `MERCHANT_ID` the full registered name of the merchant, which WeChat Pay requires. For a user the real
       * name, which WeChat Pay then compares. The client encrypts it.
       */
      name: Schema.optional(Sensitive.text),
      /**
       * Relation of the receiver to the payer. `SERVICE_PROVIDER` needs `sub_mchid`, `CUSTOM` needs
       * `custom_relation`.
       */
      relation_type: Wire.oneOf(...relations),
      /** The relation, at most 10 characters. Required with `CUSTOM`, optional with other relations. */
      custom_relation: Schema.optional(Wire.text(10))
    },
    rules.receiverHasAppid,
    rules.providersOnly,
    rules.subAppidOfSubMerchant,
    rules.customRelation
  ),
  success: {
    ...listed,
    /** The name of the request. WeChat Pay encrypts it for the merchant. */
    name: Schema.optional(Sensitive.text),
    /** Relation of the receiver to the payer. */
    relation_type: Wire.openEnum(...relations),
    /** The relation; only with `CUSTOM`. */
    custom_relation: Schema.optional(Schema.String)
  },
  errors: ProfitSharingError.receiver,
  idempotent: true
})

/**
 * Removes a receiver from the list. It receives no further shares. Earlier shares can still be returned.
 *
 * May be repeated. It is not documented whether the removal of an unknown receiver succeeds.
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
