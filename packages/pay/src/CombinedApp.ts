/**
 * Combined orders that are paid in an app: several orders in one payment. Merchants and service providers use the
 * same calls. Service providers also send a sub-merchant in each sub order.
 *
 * Tested in `test/pay/pay.test.ts`.
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
 * Creates a combined order and returns the `prepay_id` with which the front end opens the payment.
 *
 * A merchant combines 2 to 10 sub orders. A service provider combines 1 to 50: all of them have a `sub_mchid`, and at
 * most one has a `sub_appid`. The user pays all sub orders in one payment. Afterwards each one is refunded and shared
 * separately. The request has no total: the total is the sum of the sub orders.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `prepay_id`. The same number with other sub orders gives `InvalidRequest`. An order or sub order
 * number that is already used elsewhere gives `OutTradeNoUsed`. After an `Unknown` outcome, repeat the identical
 * request.
 *
 * `combine_appid` must be the appid of the mobile app. The `prepay_id` is valid for 2 hours. After the payment WeChat
 * Pay sends one `TRANSACTION.SUCCESS` for the whole order.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012556944 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012758021 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.combinedApp.create", {
  method: "POST",
  path: "/v3/combine-transactions/app",
  merchantMember: "combine_mchid",
  payload: Rule.check(
    {
      ...Request.combined,
      /** Scene of the payment. */
      scene_info: Schema.optional(Request.CombinedScene),
      /** The sub orders: 2 to 10 for a merchant, 1 to 50 for a service provider. */
      sub_orders: Request.subOrders(Request.AppSubOrder),
      /** Identity of the person who must pay, which WeChat Pay checks. Available on request. */
      combine_payer_info: Schema.optional(Request.IdentifiedPayer),
      /** Interest that the merchant pays for the user (WeChat Fenfu). Available on request. */
      subsidy_info: Schema.optional(Request.Subsidy),
      /** Only on one older page. Its purpose is not documented. */
      prepay_id: Schema.optional(Wire.nonEmptyText),
      /** `RECOMMERCE`: second-hand trade; collection by individuals only. */
      trade_scenario: Schema.optional(Wire.oneOf("RECOMMERCE")),
      /**
       * Signs a contract for deductions with the payment. It belongs to another product, which is available on
       * request.
       */
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
  // A new `prepay_id` may replace the one that was sent.
  echo: ["combine_appid", "combine_mchid", "combine_out_trade_no"],
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates a combined order and signs the parameters for the SDK of the app. `partnerId` is the initiator.
 *
 * Call it again with the same input when the user tries again, also after 2 hours. See {@link create} for the
 * conditions.
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
