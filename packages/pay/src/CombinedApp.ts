/**
 * Combined orders that are paid in an app: several orders in one payment. Merchants and service
 * providers make the same call; the latter name a sub-merchant in each sub order.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import * as Rule from "@effect-wechatpay/core/Rule"
import type { Signer } from "@effect-wechatpay/core/Signer"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { combinedRules } from "./internal/combinedRules.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates a combined order and returns the `prepay_id` that its payment is opened with.
 *
 * A merchant combines 2 to 10 sub orders, a service provider 1 to 50, of which all give `sub_mchid` and one at most `sub_appid`.
 * The user pays all of them at once; afterwards each is refunded and shared by itself. There is no total: it is the sum of the
 * sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `prepay_id`. The same number with other sub orders gives `InvalidRequest`, a number of an order or of a sub order that
 * is used elsewhere `OutTradeNoUsed`. After an `Unknown` outcome repeat it identically.
 *
 * `combine_appid` is that of the mobile app. The `prepay_id` is valid for 2 hours. One `TRANSACTION.SUCCESS` for the whole order follows the payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556944
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758021 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedApp.create", {
  method: "POST",
  path: "/v3/combine-transactions/app",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Where the order is paid. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The orders: 2 to 10 of a merchant, 1 to 50 of a service provider. */
      sub_orders: Request.subOrders(Request.AppSubOrder),
      /** The person that has to pay. Access on request. */
      combine_payer_info: Schema.optional(Request.IdentifiedPayer),
      /** Interest that the merchant pays for the user (WeChat Fenfu). Access on request. */
      subsidy_info: Schema.optional(Request.Subsidy),
      /** On one older page only; nobody says what it is for. */
      prepay_id: Schema.optional(Wire.nonEmptyText),
      /** `RECOMMERCE`: second-hand trade; collection by individuals only. */
      trade_scenario: Schema.optional(Wire.oneOf("RECOMMERCE")),
      /** Signs a contract for deductions with the payment: another product, access on request. */
      contract_info: Schema.optional(Request.ContractInfo)
    },
    combinedRules
  ),
  success: {
    ...Response.prepared,
    /** Only with `contract_info`. */
    contract_result: Schema.optional(
      Schema.Struct({ code: Schema.String, message: Schema.optional(Schema.String) })
    )
  },
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates a combined order and signs what the app's SDK opens it with. `partnerId` is the initiator.
 *
 * Call it again with the same input for a user who tries again, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<PaymentParams.App, Endpoint.Failure<typeof create>, WechatPayClient | Signer> =>
  Effect.flatMap(create(input), ({ prepay_id }) =>
    PaymentParams.app({ appid: input.combine_appid, partnerid: input.combine_mchid, prepay_id })
  )
