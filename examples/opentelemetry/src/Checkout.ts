/** A part of a shop, with spans of its own around the calls of WeChat Pay. */
import * as Native from "@effect-wechatpay/pay/Native"
import * as Payment from "@effect-wechatpay/pay/Payment"
import * as PaymentState from "@effect-wechatpay/pay/PaymentState"
import * as Effect from "effect/Effect"

export interface Order {
  readonly appid: string
  readonly number: string
  readonly fen: number
  readonly notifyUrl: string
}

/** Shows how to pay. The span of the call becomes a child of this one, and each of its attempts an event. */
export const checkout = Effect.fn("checkout")(function* ({ appid, fen, notifyUrl, number }: Order) {
  yield* Effect.annotateCurrentSpan("shop.amount", fen)
  return yield* Native.prepay({
    appid,
    out_trade_no: number,
    description: "tea",
    notify_url: notifyUrl,
    amount: { total: fen }
  })
})

export const isPaid = Effect.fn("isPaid")(function* ({ fen, number }: Order) {
  const order = yield* Payment.query({ out_trade_no: number })
  return PaymentState.isPaid(order, fen)
})
