/** Orders in responses and notifications. */
import type { Order } from "./orders.js"
import { present } from "./values.js"

/** The members of an order in every response and notification. */
export const common = (order: Order) => {
  const { terms } = order
  return present({
    out_order_no: order.out_order_no,
    service_id: order.service_id,
    appid: order.appid,
    mchid: order.mchid,
    sub_mchid: order.sub_mchid,
    sub_appid: order.sub_appid,
    channel_id: order.channel_id,
    service_introduction: terms.service_introduction,
    state: order.state as string,
    state_description: order.state_description,
    attach: terms.attach,
    notify_url: terms.notify_url ?? "",
    post_payments: terms.post_payments,
    post_discounts: terms.post_discounts,
    risk_fund: terms.risk_fund,
    time_range: terms.time_range,
    location: terms.location,
    order_id: order.order_id,
    currency: order.currency,
    shopping_info: terms.shopping_info
  })
}

/** These members, those of the completion, and those of the user. */
export const whole = (order: Order) => ({
  ...common(order),
  ...present({
    openid: order.openid,
    sub_openid: order.sub_openid,
    total_amount: order.total_amount,
    need_collection: order.need_collection,
    collection: order.collection
  })
})

type Responded = ReturnType<typeof common>

/** Adds the members of items that some responses are documented with. */
export const itemised = <Response extends Responded>(response: Response) => ({
  ...response,
  risk_fund: response.risk_fund ?? { name: "", amount: 0 },
  post_payments: (response.post_payments ?? []).map((item) => ({ ...item, name: item.name ?? "" })),
  post_discounts: (response.post_discounts ?? []).map((item) => ({
    ...item,
    name: item.name ?? "",
    description: item.description ?? "",
    amount: item.amount ?? 0
  }))
})

/** Like `whole`, with the members that responses to completed orders are documented with. */
export const completed = (order: Order) => ({
  ...itemised(whole(order)),
  total_amount: order.total_amount ?? 0,
  openid: order.openid ?? ""
})

export const reference = ({ appid, mchid, order_id, out_order_no, service_id }: Order) => ({
  appid,
  mchid,
  out_order_no,
  service_id,
  order_id
})
