/**
 * Queries and closes combined orders. All sub orders are paid or closed together. Merchants and service providers use
 * the same calls, as the initiator of the order.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

const number = {
  /** Number of the combined order, assigned by the initiator. */
  combine_out_trade_no: Request.OutTradeNo
}

/**
 * Queries a combined order with all its sub orders.
 *
 * Allowed in every state, only for the initiator. May be repeated, and the client retries it. An unknown number gives
 * `OrderNotExist`. Refunds and profit sharing of a sub order need its `transaction_id`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012557006 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012761057 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("pay.combinedPayment.query", {
  method: "GET",
  path: "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}",
  params: number,
  success: Response.CombinedOrder,
  errors: PayError.combinedQuery
})

const subOrder = Schema.Struct({
  /** The payee of the creation. */
  mchid: Wire.Mchid,
  /** The number of the sub order. */
  out_trade_no: Request.OutTradeNo,
  /** The sub-merchant of the creation; always required for service providers. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** Appid of the sub-merchant of the creation. */
  sub_appid: Schema.optional(Wire.AppId),
  /** Only for collection by individuals. */
  individual_auth_id: Schema.optional(Wire.nonEmptyText)
})

/**
 * A sub order to close.
 *
 * @since 1.0.0
 * @category models
 */
export interface SubOrder extends Schema.Schema.Type<typeof subOrder> {}

const SubOrder: Schema.Schema<SubOrder> = subOrder

/**
 * Closes a combined order that is not paid, with all its sub orders.
 *
 * Send all sub orders of the creation. Another list gives `InvalidRequest`, and so does a paid order. May be
 * repeated, and the client retries it. Unlike for single orders, a closed order gives `OrderClosed`, which means that
 * the order is closed. Query the order before and after the call, because the user may pay at the same time.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012577452 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012761079 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const close = Endpoint.make("pay.combinedPayment.close", {
  method: "POST",
  path: "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close",
  params: number,
  payload: {
    /** The appid of the creation. */
    combine_appid: Wire.AppId,
    /** 1 to 50 sub orders: those of the creation. */
    sub_orders: Request.subOrders(SubOrder)
  },
  errors: PayError.combinedClose,
  idempotent: true
})
