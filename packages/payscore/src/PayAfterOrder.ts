/**
 * Orders that are used first and paid later (先享后付), first generation (legacy). New code uses `ServiceOrder`.
 *
 * An order is `CREATED`, `USER_ACCEPTED` after the user's confirmation, `FINISHED` after the completion by the
 * merchant, then `USER_PAID`. Other final states are `REVOKED` and `EXPIRED`. Lengths, time formats and most required
 * fields are not documented.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"
import * as LegacyOrder from "./schemas/LegacyOrder.js"

/**
 * Creates an order. Lifecycle: legacy.
 *
 * The response contains the data with which the front end lets the user confirm the order. An order has at most 5
 * discounts. Amounts are in fen. `name`, `phone`, `userid` and `address` are `Redacted`, each at most 214 bytes of
 * UTF-8. The client encrypts them.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * {@link query}.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_1&index=3 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("payscore.payAfterOrder.create", {
  method: "POST",
  path: "/v3/payscore/payafter-orders",
  payload: {
    ...LegacyOrder.creation,
    /** The user's name. The client encrypts it. */
    name: Schema.optional(Sensitive.text),
    /** The user's phone number. The client encrypts it. */
    phone: Schema.optional(Sensitive.text),
    /** The user's identity number. The client encrypts it. */
    userid: Schema.optional(Sensitive.text),
    /** The user's address. The client encrypts it. */
    address: Schema.optional(Sensitive.text)
  },
  success: LegacyOrder.created,
  errors: PayscoreError.all
})

/**
 * Queries an order, by exactly one of `out_order_no` and `query_id`. Lifecycle: legacy.
 *
 * Allowed in every state. May be repeated. An unknown order gives `OrderNotExist`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_2&index=4 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("payscore.payAfterOrder.query", {
  method: "GET",
  path: "/v3/payscore/payafter-orders",
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
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_3&index=5 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("payscore.payAfterOrder.cancel", {
  method: "POST",
  path: "/v3/payscore/payafter-orders/{out_order_no}/cancel",
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
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_4&index=6 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("payscore.payAfterOrder.complete", {
  method: "POST",
  path: "/v3/payscore/payafter-orders/{out_order_no}/complete",
  params: LegacyOrder.params,
  payload: LegacyOrder.completion,
  success: LegacyOrder.reference,
  errors: PayscoreError.all
})

/**
 * Reports that an order was paid to the merchant outside of WeChat Pay Score, which ends the collection. Lifecycle:
 * legacy.
 *
 * Allowed for an order that is `FINISHED` and unpaid. According to the official page the call also exists for
 * smart-retail orders, but there is no path for them. The result of a repeated call is not documented, so the client
 * sends the request once. After an `Unknown` outcome, {@link query}.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=24_1&index=1 page of 2020
 * @since 1.0.0
 * @category endpoints
 */
export const sync = Endpoint.make("payscore.payAfterOrder.sync", {
  method: "POST",
  path: "/v3/payscore/payafter-orders/{out_order_no}/sync",
  params: LegacyOrder.params,
  payload: {
    ...LegacyOrder.order,
    /** The only type of report. */
    type: Wire.oneOf("Order_Paid"),
    /** Time of the payment. */
    detail: LegacyOrder.PaidDetail
  },
  success: LegacyOrder.paid,
  errors: PayscoreError.all
})
