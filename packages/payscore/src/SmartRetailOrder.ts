/**
 * Orders of smart retail (智慧零售), first generation (legacy). New code uses `ServiceOrder`.
 *
 * An order is `CREATED`, `USER_ACCEPTED` after the user's confirmation, `FINISHED` after the completion by the
 * merchant, then `USER_PAID`. Other final states are `REVOKED` and `EXPIRED`. Lengths, time formats and most required
 * fields are not documented.
 *
 * Tested in `test/payscore/singleRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayscoreError from "./PayscoreError.js"
import * as LegacyOrder from "./schemas/LegacyOrder.js"

/**
 * Creates an order. Lifecycle: legacy.
 *
 * The response contains the data with which the front end lets the user confirm the order. An order has at most 5
 * discounts. Amounts are in fen. The result of a repeated call is not documented, so the client sends the request
 * once. After an `Unknown` outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_1&index=3 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.smartRetailOrder.create", {
  method: "POST",
  path: "/v3/payscore/smartretail-orders",
  payload: LegacyOrder.creation,
  success: LegacyOrder.created,
  errors: PayscoreError.all
})

/**
 * Queries an order, by exactly one of `out_order_no` and `query_id`. Lifecycle: legacy.
 *
 * Allowed in every state. May be repeated. An unknown order gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_2&index=4 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.smartRetailOrder.query", {
  method: "GET",
  path: "/v3/payscore/smartretail-orders",
  query: Rule.exactlyOne(LegacyOrder.order, {
    /** Order number assigned by the merchant. */
    out_order_no: Wire.nonEmptyText,
    /** The value that the front end receives when the user returns. */
    query_id: Wire.nonEmptyText
  }),
  success: LegacyOrder.record,
  errors: PayscoreError.all
})

/**
 * Cancels an order that is not finished. Lifecycle: legacy.
 *
 * The allowed states and the result of a repeated call are not documented, so the client sends the request once.
 * After an `Unknown` outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_3&index=5 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.smartRetailOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/smartretail-orders/{out_order_no}/cancel",
  params: LegacyOrder.params,
  payload: {
    ...LegacyOrder.order,
    /** Reason. */
    reason: Wire.nonEmptyText
  },
  success: LegacyOrder.reference,
  errors: PayscoreError.all
})

/**
 * Completes an order that the user confirmed, which starts the collection. Lifecycle: legacy.
 *
 * Send the `finish_ticket` that {@link query} returns after the confirmation. An order has at most 5 discounts.
 * Amounts are in fen. The result of a repeated call is not documented, so the client sends the request once. After an
 * `Unknown` outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_4&index=6 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.smartRetailOrder.complete", {
  method: "POST",
  path: "/v3/payscore/smartretail-orders/{out_order_no}/complete",
  params: LegacyOrder.params,
  payload: LegacyOrder.completion,
  success: LegacyOrder.reference,
  errors: PayscoreError.all
})
