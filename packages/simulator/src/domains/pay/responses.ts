/** Orders in responses and notifications. */
import * as Effect from "effect/Effect"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as State from "../../State.js"
import { refunds } from "../refund/refunds.js"
import type { Coupon, Order, Part } from "./tables.js"

const descriptions = {
  SUCCESS: "支付成功",
  REFUND: "转入退款",
  NOTPAY: "订单未支付",
  CLOSED: "订单已关闭",
  USERPAYING: "用户支付中",
  PAYERROR: "支付失败",
  REVOKED: "订单已撤销"
} as const

const types = {
  JSAPI: "JSAPI",
  MINI_PROGRAM: "JSAPI",
  APP: "APP",
  MWEB: "MWEB",
  NATIVE: "NATIVE",
  SCANNED_POS: "NATIVE",
  MICROPAY: "MICROPAY"
} as const

export const tradeTypeOf = ({ channel }: Pick<Order, "channel">): (typeof types)[Order["channel"]] =>
  types[channel]

/** Whether a refund was accepted, whatever its result. */
export const isRefunded = ({ transaction_id }: Part): Effect.Effect<boolean, never, State.State> =>
  Effect.map(
    State.rows(refunds),
    (rows) =>
      transaction_id !== undefined &&
      rows.find((refund) => refund.transaction_id === transaction_id) !== undefined
  )

const stateOf = (order: Order, part: Part) =>
  Effect.map(isRefunded(part), (refunded) =>
    order.state === "SUCCESS" && refunded ? ("REFUND" as const) : order.state
  )

const scene = ({ device_id }: Order) => (device_id === undefined ? {} : { scene_info: { device_id } })

const contributionOf = ({ amount, contributor }: Coupon, who: Coupon["contributor"]) =>
  contributor === who ? amount : 0

const promotionOf = (coupon: Coupon, total: number) => ({
  coupon_id: coupon.coupon_id,
  name: coupon.name,
  scope: coupon.goods_id === undefined ? ("GLOBAL" as const) : ("SINGLE" as const),
  type: coupon.type,
  amount: coupon.amount,
  ...(coupon.stock_id === undefined ? {} : { stock_id: coupon.stock_id }),
  wechatpay_contribute: contributionOf(coupon, "wechatpay"),
  merchant_contribute: contributionOf(coupon, "merchant"),
  other_contribute: contributionOf(coupon, "other"),
  currency: "CNY",
  ...(coupon.goods_id === undefined
    ? {}
    : {
        goods_detail: [
          { goods_id: coupon.goods_id, quantity: 1, unit_price: total, discount_amount: coupon.amount }
        ]
      })
})

/** The part that the user paid, in fen: R57. */
export const payerTotalOf = ({ coupons = [], total }: Part): number =>
  coupons.reduce((rest, { amount }) => rest - amount, total)

/** The members that an order has only after the payment: R56. */
const paidFields = (order: Order, part: Part) =>
  order.paid_at === undefined
    ? {}
    : {
        transaction_id: part.transaction_id ?? "",
        bank_type: order.bank_type ?? "OTHERS",
        ...(part.attach === undefined ? {} : { attach: part.attach }),
        success_time: rfc3339(order.paid_at),
        ...(part.coupons === undefined || part.coupons.length === 0
          ? {}
          : { promotion_detail: part.coupons.map((coupon) => promotionOf(coupon, part.total)) })
      }

/** A single order, without its owner. */
const single = Effect.fnUntraced(function* (order: Order) {
  const part = order.parts[0] as Part
  const trade_state = yield* stateOf(order, part)
  const isPaid = order.paid_at !== undefined
  return {
    part,
    fields: {
      out_trade_no: order.out_trade_no,
      trade_state,
      trade_state_desc: descriptions[trade_state],
      ...paidFields(order, part),
      ...(isPaid ? { trade_type: tradeTypeOf(order) } : {}),
      ...scene(order),
      amount: {
        total: part.total,
        currency: "CNY",
        ...(isPaid ? { payer_total: payerTotalOf(part), payer_currency: "CNY" } : {})
      }
    }
  }
})

export const merchantOrder = Effect.fnUntraced(function* (order: Order) {
  const { fields } = yield* single(order)
  return {
    appid: order.appid ?? "",
    mchid: order.mchid,
    ...fields,
    ...(order.paid_at === undefined ? {} : { payer: { openid: order.openid ?? "" } })
  }
})

export const partnerOrder = Effect.fnUntraced(function* (order: Order) {
  const { fields, part } = yield* single(order)
  return {
    sp_appid: order.appid ?? "",
    sp_mchid: order.mchid,
    ...(part.sub_appid === undefined ? {} : { sub_appid: part.sub_appid }),
    sub_mchid: part.sub_mchid ?? "",
    ...fields,
    ...(order.paid_at === undefined
      ? {}
      : {
          payer: {
            sp_openid: order.openid ?? "",
            ...(order.sub_openid === undefined ? {} : { sub_openid: order.sub_openid })
          }
        })
  }
})

/** A paid order always has these members. */
export const byPayment = <A extends object>(order: Order, fields: A) => ({
  ...fields,
  transaction_id: order.parts[0]?.transaction_id ?? "",
  trade_type: tradeTypeOf(order)
})

const subOrder = (order: Order, part: Part, trade_state: "SUCCESS" | "REFUND" | "NOTPAY" | "CLOSED") => {
  const type = tradeTypeOf(order)
  const isPaid = order.paid_at !== undefined
  return {
    mchid: part.mchid,
    ...(part.sub_mchid === undefined ? {} : { sub_mchid: part.sub_mchid }),
    ...(part.sub_appid === undefined ? {} : { sub_appid: part.sub_appid }),
    ...(part.sub_appid !== undefined && isPaid && order.sub_openid !== undefined
      ? { sub_openid: order.sub_openid }
      : {}),
    out_trade_no: part.out_trade_no,
    trade_state,
    ...paidFields(order, part),
    ...(isPaid && type !== "MICROPAY" ? { trade_type: type } : {}),
    ...(isPaid
      ? {
          amount: {
            total_amount: part.total,
            payer_amount: payerTotalOf(part),
            currency: "CNY",
            payer_currency: "CNY"
          }
        }
      : {})
  }
}

export const combinedOrder = Effect.fnUntraced(function* (order: Order) {
  const sub_orders = yield* Effect.forEach(order.parts, (part) =>
    Effect.map(stateOf(order, part), (state) =>
      subOrder(
        order,
        part,
        state === "SUCCESS" || state === "REFUND" || state === "CLOSED" ? state : "NOTPAY"
      )
    )
  )
  return {
    combine_appid: order.appid ?? "",
    combine_mchid: order.mchid,
    combine_out_trade_no: order.out_trade_no,
    ...scene(order),
    sub_orders,
    ...(order.paid_at === undefined ? {} : { combine_payer_info: { openid: order.openid ?? "" } })
  }
})
