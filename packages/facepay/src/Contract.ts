/**
 * The contracts by which face users pay, for service providers.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import { eitherSpelling } from "./internal/userId.js"
import * as Contract from "./schemas/Contract.js"
import * as OrganizationUser from "./schemas/OrganizationUser.js"

/**
 * Prepares a contract that is bound to a bank card, or whose user is identified: the response is the token for the official
 * mini program, in which the user signs.
 *
 * Where neither a card nor identity data is given, `SignToken.create` does. `LIMIT_BANK_CARD` and `PRIORITY_BANK_CARD` need
 * `limit_bank_card`; not every bank lets a card be bound this way. How long the token is valid is not documented; reckon with
 * 5 minutes. Names, document numbers, phones and card numbers are sent encrypted.
 *
 * There is no contract before the user signs, which the notification `FACEPAY.USER_STATE_CHANGE` reports. It is not
 * documented that the call may be repeated, so it is sent once; call it again for another token. A wrong organization gives
 * `ParamError`.
 *
 * ```ts
 * Contract.presign({
 *   business_name: "K12",
 *   facepay_user: { organization_id, out_user_id, identification_name: Redacted.make("张三") },
 *   contract_mode: "LIMIT_NONE"
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html
 * @since 1.0.0
 * @category endpoints
 */
export const presign = Endpoint.make("facepay.contract.presign", {
  method: "POST",
  path: "/v3/offlineface/contracts/presign",
  payload: Contract.Presign,
  success: {
    /** Opens the official mini program. */
    presign_token: Schema.String
  },
  errors: FacepayError.all
})

/**
 * Queries a contract.
 *
 * Allowed at any time, and as often as needed. Give `appid` to get the payer's `openid` under it. A contract that is
 * ended stays `TERMINATED`; signing again makes another contract. An unknown number is not documented: expect
 * `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.contract.query", {
  method: "GET",
  path: "/v3/offlineface/contracts/{contract_id}",
  params: {
    /** WeChat Pay's number of the contract. No length is documented. */
    contract_id: Wire.nonEmptyText
  },
  query: {
    /** The mini program in which the user came; without it no `openid` is answered. */
    appid: Schema.optional(Wire.nonEmptyText)
  },
  success: eitherSpelling({
    contract_id: Schema.String,
    mchid: Schema.String,
    organization_id: Schema.String,
    /** WeChat Pay's id of the face user; also read where it is spelt `use_id`. */
    user_id: Schema.optional(Schema.String),
    /** Who pays, under the `appid` of the query. Personal data. */
    openid: Schema.optional(Schema.String),
    /** `NOT_CONTRACTED`, `CONTRACTED` or `TERMINATED`. */
    contract_state: OrganizationUser.ContractState,
    /** When it was signed; the format is not documented. */
    contract_signed_time: Schema.String,
    /** When it was ended; the format is not documented. */
    contract_terminated_time: Schema.optional(Schema.String),
    /** `LIMIT_BANK_CARD`: only that card pays; `PRIORITY_BANK_CARD`: that card first; `LIMIT_NONE`: any means. */
    contract_mode: Wire.openEnum("LIMIT_BANK_CARD", "PRIORITY_BANK_CARD", "LIMIT_NONE"),
    /** `MERCHANT_LIMITED_BANK_CARD`: the card was set by the merchant; `USER_SELECT_FREE`: the user chose. */
    contract_bank_card_from: Wire.openEnum("MERCHANT_LIMITED_BANK_CARD", "USER_SELECT_FREE")
  }),
  errors: FacepayError.all
})
