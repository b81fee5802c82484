/** Orders as they are answered and notified. */
import type { Order } from "./orders.js"

/** What every answer and notification has of an order. */
export const common = (order: Order) => {
  const { terms } = order
  return {
    out_order_no: order.out_order_no,
    service_id: order.service_id,
    appid: order.appid,
    mchid: order.mchid,
    ...(order.sub_mchid === undefined ? {} : { sub_mchid: order.sub_mchid }),
    ...(order.sub_appid === undefined ? {} : { sub_appid: order.sub_appid }),
    service_introduction: terms.service_introduction,
    state: order.state,
    ...(order.state_description === undefined ? {} : { state_description: order.state_description }),
    ...(terms.attach === undefined ? {} : { attach: terms.attach }),
    notify_url: terms.notify_url,
    ...(terms.post_payments === undefined ? {} : { post_payments: terms.post_payments }),
    ...(terms.post_discounts === undefined ? {} : { post_discounts: terms.post_discounts }),
    risk_fund: terms.risk_fund,
    time_range: terms.time_range,
    ...(terms.location === undefined ? {} : { location: terms.location }),
    order_id: order.order_id
  }
}

/** And what is known after the completion, and of the user. */
export const whole = (order: Order) => ({
  ...common(order),
  ...(order.openid === undefined ? {} : { openid: order.openid }),
  ...(order.sub_openid === undefined ? {} : { sub_openid: order.sub_openid }),
  ...(order.total_amount === undefined ? {} : { total_amount: order.total_amount }),
  ...(order.need_collection === undefined ? {} : { need_collection: order.need_collection }),
  ...(order.collection === undefined ? {} : { collection: order.collection })
})

/** As `whole`, with what the answers to a completed order promise. */
export const settled = (order: Order) => ({
  ...whole(order),
  total_amount: order.total_amount ?? 0,
  openid: order.openid ?? "",
  post_payments: (order.terms.post_payments ?? []).map((item) => ({ ...item, name: item.name ?? "" })),
  post_discounts: (order.terms.post_discounts ?? []).map((item) => ({
    ...item,
    name: item.name ?? "",
    description: item.description ?? "",
    amount: item.amount ?? 0
  }))
})

export const reference = ({ appid, mchid, order_id, out_order_no, service_id }: Order) => ({
  appid,
  mchid,
  out_order_no,
  service_id,
  order_id
})
