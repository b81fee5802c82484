/** One valid input for every service order endpoint, by module. */
import { Endpoint } from "@effect-wechatpay/core"
import {
  AcquiringBankPayOnDeliveryOrder,
  AcquiringBankServiceOrder,
  OverseasServiceOrder,
  PartnerPayOnDeliveryOrder,
  PartnerServiceOrder,
  PayOnDeliveryOrder,
  ServiceOrder
} from "@effect-wechatpay/payscore"

export const number = "1234323JKHDFE1243252"
export const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
export const appid = "wxd678efh567hg6787"
export const sub_appid = "wxsubefh567hg6787a"
export const service_id = "2002000000000558128851361561536"
export const sub_mchid = "1900000109"
export const channel_id = "20001111"
export const notify_url = "https://merchant.example.com/notify"

export const payment = { name: "就餐费用", amount: 40000, description: "就餐人均100元" }
export const discount = { name: "满20减1元", amount: 100, description: "不与其他优惠叠加" }

const who = { appid, service_id }
const charges = { post_payments: [payment], post_discounts: [discount], total_amount: 39900 }
const risk_fund = { name: "DEPOSIT", amount: 10000, description: "就餐的预估费用" } as const
const started = {
  service_introduction: "某某酒店",
  time_range: { start_time: "OnAccept", end_time: "20301231120000", end_time_remark: "离店" },
  location: { start_location: "嗨客时尚主题展餐厅", end_location: "嗨客时尚主题展餐厅" },
  risk_fund,
  notify_url,
  attach: "Easdfowealsdkjfnlaksjdlfkwqoi%26wl3l2sald"
}
const device = { start_device_id: "HG123456", end_device_id: "HG123456", materiel_no: "MTN123" }
const ended = { start_time: "20240102", end_time: "20240103" }
const paid = { type: "Order_Paid", detail: { paid_time: "20091225091210" } } as const

const shopping_info = {
  real_merchant_appid: appid,
  jump_link: { jump_link_type: "JUMP_LINK_MINI_PROGRAM", appid, path: "pages/index" },
  goods: [{ name: "book", picture: "https://merchant.example.com/a.png", amount: 100, count: 1 }]
} as const

export const merchant = {
  create: {
    out_order_no: number,
    ...who,
    ...started,
    post_payments: [payment],
    post_discounts: [discount],
    device
  },
  query: { out_order_no: number, ...who },
  cancel: { out_order_no: number, ...who, reason: "用户投诉" },
  complete: { out_order_no: number, ...who, ...charges, time_range: ended, profit_sharing: false, device },
  modify: { out_order_no: number, ...who, ...charges, reason: "用户投诉", device },
  pay: { out_order_no: number, ...who },
  sync: { out_order_no: number, ...who, ...paid },
  directComplete: {
    out_order_no: number,
    ...who,
    ...charges,
    service_introduction: "某某酒店",
    time_range: ended,
    notify_url,
    openid
  },
  sendPendingMessage: { out_order_no: number, service_id, ...charges, prepaid_time: "20231218" },
  sendPrepaidMessage: { out_order_no: number, service_id, ...charges, prepaid_time: "20231218" }
} satisfies {
  readonly [K in Exclude<keyof typeof ServiceOrder, "total">]: Endpoint.Input<(typeof ServiceOrder)[K]>
}

const sub = { service_id, sub_mchid }

export const partner = {
  create: { out_order_no: number, ...sub, appid, ...started, post_payments: [payment], device },
  query: { out_order_no: number, ...sub },
  cancel: { out_order_no: number, ...sub, reason: "用户投诉" },
  complete: { out_order_no: number, ...sub, ...charges, complete_time: "2024-01-03T12:00:00+08:00", device },
  modify: { out_order_no: number, ...sub, ...charges, reason: "用户投诉", device },
  pay: { out_order_no: number, ...sub },
  sync: { out_order_no: number, ...sub, ...paid },
  directComplete: {
    out_order_no: number,
    ...sub,
    appid,
    ...charges,
    service_introduction: "某某酒店",
    time_range: ended,
    notify_url,
    openid
  },
  sendPendingMessage: { out_order_no: number, ...sub, ...charges, prepaid_time: "20231218" },
  sendPrepaidMessage: { out_order_no: number, ...sub, ...charges, prepaid_time: "20231218" }
} satisfies {
  readonly [K in Exclude<keyof typeof PartnerServiceOrder, "total">]: Endpoint.Input<
    (typeof PartnerServiceOrder)[K]
  >
}

const bank = { ...sub, channel_id }

export const acquiringBank = {
  create: { out_order_no: number, ...bank, appid, ...started, post_payments: [payment] },
  query: { out_order_no: number, ...bank },
  cancel: { out_order_no: number, ...bank, reason: "用户投诉" },
  complete: { out_order_no: number, ...bank, ...charges, time_range: ended },
  modify: { out_order_no: number, ...bank, ...charges, reason: "用户投诉" },
  sync: { out_order_no: number, ...bank, ...paid },
  registerDeductInfo: { out_order_no: number, ...bank, appid, out_trade_no: "1217752501201407033233368018" },
  queryDeduction: { out_order_no: number, ...bank, appid }
} satisfies {
  readonly [K in Exclude<keyof typeof AcquiringBankServiceOrder, "total">]: Endpoint.Input<
    (typeof AcquiringBankServiceOrder)[K]
  >
}

export const overseas = {
  create: {
    out_order_no: number,
    ...sub,
    appid,
    ...started,
    currency: "HKD",
    time_range: { start_time: "2030-01-01T00:00:00+08:00", end_time: "2030-01-02T00:00:00+08:00" }
  },
  query: { out_order_no: number, ...sub },
  cancel: { out_order_no: number, ...sub, reason: "user asked" },
  complete: { out_order_no: number, ...sub, ...charges, currency: "HKD" },
  sync: {
    out_order_no: number,
    ...sub,
    type: "Order_Paid",
    detail: { paid_time: "2024-01-03T12:00:00+08:00" }
  }
} satisfies {
  readonly [K in Exclude<keyof typeof OverseasServiceOrder, "total">]: Endpoint.Input<
    (typeof OverseasServiceOrder)[K]
  >
}

export const payOnDelivery = {
  create: { out_order_no: number, ...who, ...started, shopping_info, need_user_confirm: false, openid }
} satisfies { readonly create: Endpoint.Input<typeof PayOnDeliveryOrder.create> }

export const partnerPayOnDelivery = {
  create: { out_order_no: number, ...sub, appid, ...started, shopping_info, openid }
} satisfies { readonly create: Endpoint.Input<typeof PartnerPayOnDeliveryOrder.create> }

export const acquiringBankPayOnDelivery = {
  create: { out_order_no: number, ...bank, appid, ...started, shopping_info, need_user_confirm: true }
} satisfies { readonly create: Endpoint.Input<typeof AcquiringBankPayOnDeliveryOrder.create> }

/** An endpoint with its sample, without their types, to walk over. */
export interface Sample {
  readonly endpoint: Endpoint.Any
  readonly input: Readonly<Record<string, unknown>>
}

const samplesOf = (
  module: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, object>>
): ReadonlyArray<Sample> =>
  Object.entries(module).flatMap(([name, endpoint]) =>
    Endpoint.isEndpoint(endpoint) ? [{ endpoint, input: inputs[name] as Sample["input"] }] : []
  )

export const all: ReadonlyArray<Sample> = [
  ...samplesOf(ServiceOrder, merchant),
  ...samplesOf(PartnerServiceOrder, partner),
  ...samplesOf(AcquiringBankServiceOrder, acquiringBank),
  ...samplesOf(OverseasServiceOrder, overseas),
  ...samplesOf(PayOnDeliveryOrder, payOnDelivery),
  ...samplesOf(PartnerPayOnDeliveryOrder, partnerPayOnDelivery),
  ...samplesOf(AcquiringBankPayOnDeliveryOrder, acquiringBankPayOnDelivery)
]
