/** Takes the money of an order from the user and notifies the merchant. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import * as Transactions from "../transactions.js"
import { combinedOrder, merchantOrder, partnerOrder, payerTotalOf, tradeTypeOf } from "./responses.js"
import { settingsOf } from "./settings.js"
import { type Coupon, type Order, orderKey, type Part, payments, save } from "./tables.js"

/** Sends `TRANSACTION.SUCCESS`: N1, N2, R109. */
const notify = Effect.fnUntraced(function* (order: Order) {
  if (order.notify_url === undefined || order.channel === "MICROPAY") return
  const resource: object =
    order.form === "combined"
      ? yield* combinedOrder(order)
      : order.form === "partner"
        ? yield* partnerOrder(order)
        : yield* merchantOrder(order)
  yield* Outbox.send({
    mchid: order.mchid,
    url: order.notify_url,
    event_type: "TRANSACTION.SUCCESS",
    summary: "支付成功",
    original_type: "transaction",
    associated_data: "transaction",
    resource
  })
})

/** Whether a coupon applies to a part of an order: R38, R39. */
const applies = (coupon: Coupon, part: Part, index: number): boolean =>
  (coupon.out_trade_no === undefined ? index === 0 : coupon.out_trade_no === part.out_trade_no) &&
  (part.cost_price === undefined || part.cost_price === part.total) &&
  (coupon.tags === undefined || coupon.tags.includes(part.goods_tag ?? ""))

const cashOf = ({ coupons = [] }: Part): number =>
  coupons.reduce((sum, { amount, type }) => sum + (type === "CASH" ? amount : 0), 0)

/** The order after the payment, and the movement of its money. */
export const collect = Effect.fnUntraced(function* (
  order: Order,
  payer: {
    readonly openid: string
    readonly bank_type: string
    readonly coupons?: ReadonlyArray<Coupon> | undefined
    readonly isPasswordless?: boolean
  }
) {
  const now = yield* Clock.currentTimeMillis
  const { bank_type, coupons = [], isPasswordless, openid } = payer
  const parts = order.parts.map((part, index) => ({
    ...part,
    transaction_id: `42000${digits(23)}`,
    coupons: coupons.filter((coupon) => applies(coupon, part, index))
  }))
  const paid = yield* save({
    ...order,
    parts,
    openid,
    bank_type,
    isPasswordless,
    state: "SUCCESS",
    opened_by: undefined,
    failure: undefined,
    paid_at: now
  })
  const index = yield* State.rows(payments)
  for (const part of parts) {
    index.set(part.transaction_id, orderKey(paid))
    const { sharing } = yield* settingsOf(part.sub_mchid ?? part.mchid)
    const payer_total = payerTotalOf(part)
    yield* Transactions.register({
      transaction_id: part.transaction_id,
      out_trade_no: part.out_trade_no,
      mchid: part.mchid,
      sub_mchid: part.sub_mchid,
      total: part.total,
      ...(payer_total === part.total ? {} : { payer_total, coupon_total: cashOf(part) }),
      paid_at: now,
      profit_sharing: part.profit_sharing ? sharing : undefined,
      appid: paid.appid,
      openid,
      trade_type: tradeTypeOf(paid),
      description: part.description,
      attach: part.attach
    })
  }
  yield* notify(paid)
  return paid
})
