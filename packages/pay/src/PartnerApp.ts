/**
 * Orders of a service provider that are paid in an app.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import type { Signer } from "@effect-wechatpay/core/Signer"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ofApp } from "./internal/frontEndAppid.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates an order and returns the `prepay_id` that its payment is opened with.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id` of the same order, and the last moment for paying stays what it was. The same number with other parameters
 * gives `InvalidRequest` or `OutTradeNoUsed`, a paid order `OrderPaid`, a closed one `OrderClosed`. After an `Unknown` outcome
 * repeat it identically.
 *
 * `sp_appid` and `sub_appid` are those of mobile apps. The `prepay_id` is valid for 2 hours; sign it with `PaymentParams.app`, or let
 * {@link prepay} do both. `TRANSACTION.SUCCESS` follows the payment; a payment that fails and an order that is closed are not
 * notified. What the app reports proves nothing.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013080231
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerApp.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/app",
  payload: {
    ...Request.partner,
    ...Request.order,
    /** The person that has to pay. Access on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
    /** Where the order is paid. */
    scene_info: Schema.optional(Request.Scene),
    /** How the order is settled. */
    settle_info: Schema.optional(Request.PartnerSettlement),
    /** Interest that the merchant pays for the user (WeChat Fenfu). Access on request. */
    subsidy_info: Schema.optional(Request.Subsidy)
  },
  success: Response.prepared,
  errors: PayError.create,
  idempotent: true
})

interface FrontEnd {
  /** The application that opens the payment. Default: `sub_appid` where it is given, else `sp_appid`. */
  readonly appid?: string | undefined
}

/**
 * Creates an order and signs what the app's SDK opens it with: for `sub_appid` where it is given, else for `sp_appid`, unless `frontEnd`
 * names another. `partnerId` is the service provider.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>,
  frontEnd: FrontEnd = {}
): Effect.Effect<PaymentParams.App, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.app({ appid: frontEnd.appid ?? ofApp(input), partnerid: input.sp_mchid, prepay_id })
  )
