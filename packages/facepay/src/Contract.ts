/**
 * The contracts under which face users pay, for service providers.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
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
 * Prepares a contract that is bound to a bank card, or whose user is identified. The response is the token for the
 * official mini program, in which the user signs.
 *
 * Without a card and identity data use `SignToken.create`. `LIMIT_BANK_CARD` and `PRIORITY_BANK_CARD` need
 * `limit_bank_card`; not every bank supports binding a card this way. The validity of the token is not documented;
 * assume 5 minutes. Names, document numbers, phone numbers and card numbers are sent encrypted.
 *
 * The contract exists once the user has signed; the notification `FACEPAY.USER_STATE_CHANGE` reports it. Repeating
 * the call is not documented, so the client sends it once; call it again for another token. A wrong organization
 * fails with `ParamError`.
 *
 * ```ts
 * Contract.presign({
 *   business_name: "K12",
 *   facepay_user: { organization_id, out_user_id, identification_name: Redacted.make("张三") },
 *   contract_mode: "LIMIT_NONE"
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
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
 * Allowed at any time, any number of times. With `appid` the response contains the payer's `openid` under it. A
 * terminated contract stays `TERMINATED`; signing again creates another contract. The response to an unknown number
 * is not documented: expect `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
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
    /** The mini program in which the user came; without it the response has no `openid`. */
    appid: Schema.optional(Wire.nonEmptyText)
  },
  success: eitherSpelling({
    contract_id: Schema.String,
    mchid: Schema.String,
    organization_id: Schema.String,
    /** WeChat Pay's id of the face user; the spelling `use_id` is read too. */
    user_id: Schema.optional(Schema.String),
    /** The payer, under the `appid` of the query. Personal data. */
    openid: Schema.optional(Schema.String),
    /** `NOT_CONTRACTED`, `CONTRACTED` or `TERMINATED`. */
    contract_state: OrganizationUser.ContractState,
    /** Time of signing; the format is not documented. */
    contract_signed_time: Schema.String,
    /** Time of termination; the format is not documented. */
    contract_terminated_time: Schema.optional(Schema.String),
    /**
     * `LIMIT_BANK_CARD`: only that card pays; `PRIORITY_BANK_CARD`: that card first; `LIMIT_NONE`: any payment
     * method.
     */
    contract_mode: Wire.openEnum("LIMIT_BANK_CARD", "PRIORITY_BANK_CARD", "LIMIT_NONE"),
    /** `MERCHANT_LIMITED_BANK_CARD`: the merchant set the card; `USER_SELECT_FREE`: the user chose. */
    contract_bank_card_from: Wire.openEnum("MERCHANT_LIMITED_BANK_CARD", "USER_SELECT_FREE")
  }),
  errors: FacepayError.all
})
