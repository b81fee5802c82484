import type { Endpoint } from "@effect-wechatpay/core"
import type {
  AcquiringBankPayOnDeliveryOrder,
  PartnerPayOnDeliveryOrder,
  PartnerServiceOrder,
  PayOnDeliveryOrder,
  ServiceOrder,
  ServiceOrderFlow
} from "@effect-wechatpay/payscore"
import { describe, expect, test } from "tstyche"

type Create = Endpoint.Input<typeof ServiceOrder.create>
type PartnerCreate = Endpoint.Input<typeof PartnerServiceOrder.create>

interface Order {
  out_order_no: string
  appid: string
  service_id: string
  service_introduction: string
  time_range: { start_time: string }
  risk_fund: { name: "DEPOSIT"; amount: number }
  notify_url: string
}

interface PartnerOrder extends Order {
  sub_mchid: string
}

interface ShoppingOrder extends PartnerOrder {
  channel_id: string
  shopping_info: {
    jump_link: {}
    goods: Array<{ name: string; picture: string; amount: number; count: number }>
  }
}

describe("whose order it is", () => {
  test("an order before the confirmation has no user, and one without confirmation has a user", () => {
    expect<Create>().type.toBeAssignableFrom<Order>()
    expect<Create>().type.toBeAssignableFrom<Order & { need_user_confirm: true }>()
    expect<Create>().type.toBeAssignableFrom<Order & { need_user_confirm: false; openid: string }>()
    expect<Create>().type.not.toBeAssignableFrom<Order & { need_user_confirm: false }>()
    expect<Create>().type.not.toBeAssignableFrom<Order & { openid: string }>()
    expect<Create>().type.not.toBeAssignableFrom<Order & { need_user_confirm: boolean; openid: string }>()
  })

  test("a provider's order names one of two ids, the second with its application", () => {
    type NotConfirmed = PartnerOrder & { need_user_confirm: false }
    expect<PartnerCreate>().type.toBeAssignableFrom<PartnerOrder>()
    expect<PartnerCreate>().type.toBeAssignableFrom<PartnerOrder & { sub_appid: string }>()
    expect<PartnerCreate>().type.toBeAssignableFrom<NotConfirmed & { openid: string }>()
    expect<PartnerCreate>().type.toBeAssignableFrom<
      NotConfirmed & { sub_openid: string; sub_appid: string }
    >()
    expect<PartnerCreate>().type.not.toBeAssignableFrom<NotConfirmed>()
    expect<PartnerCreate>().type.not.toBeAssignableFrom<NotConfirmed & { sub_openid: string }>()
    expect<PartnerCreate>().type.not.toBeAssignableFrom<
      NotConfirmed & { openid: string; sub_openid: string; sub_appid: string }
    >()
    expect<PartnerCreate>().type.not.toBeAssignableFrom<
      PartnerOrder & { sub_openid: string; sub_appid: string }
    >()
  })

  test("a use-first-pay-later order has defaults by its mode", () => {
    type Merchant = Endpoint.Input<typeof PayOnDeliveryOrder.create>
    type Partner = Endpoint.Input<typeof PartnerPayOnDeliveryOrder.create>
    type Bank = Endpoint.Input<typeof AcquiringBankPayOnDeliveryOrder.create>
    type Known = ShoppingOrder & { openid: string }
    expect<Merchant>().type.toBeAssignableFrom<ShoppingOrder>()
    expect<Merchant>().type.toBeAssignableFrom<Known>()
    expect<Merchant>().type.not.toBeAssignableFrom<Known & { need_user_confirm: true }>()
    expect<Partner>().type.not.toBeAssignableFrom<ShoppingOrder>()
    expect<Partner>().type.toBeAssignableFrom<Known>()
    expect<Partner>().type.toBeAssignableFrom<ShoppingOrder & { need_user_confirm: true }>()
    expect<Bank>().type.toBeAssignableFrom<ShoppingOrder>()
    expect<Bank>().type.toBeAssignableFrom<Known>()
    expect<Bank>().type.not.toBeAssignableFrom<ShoppingOrder & { need_user_confirm: false }>()
  })
})

test("an order is queried by one number", () => {
  expect<Endpoint.Input<typeof ServiceOrder.query>>().type.toBe<
    | {
        readonly appid: string
        readonly service_id: string
        readonly out_order_no: string
        readonly query_id?: undefined
      }
    | {
        readonly appid: string
        readonly service_id: string
        readonly query_id: string
        readonly out_order_no?: undefined
      }
  >()
})

test("a direct completion names its user", () => {
  type Direct = Endpoint.Input<typeof ServiceOrder.directComplete>
  expect<Direct["openid"]>().type.toBe<string>()
  type PartnerDirect = Endpoint.Input<typeof PartnerServiceOrder.directComplete>
  interface Done extends PartnerOrder {
    total_amount: number
  }
  type Service = Omit<Done, "risk_fund">
  expect<PartnerDirect>().type.not.toBeAssignableFrom<Service>()
  expect<PartnerDirect>().type.toBeAssignableFrom<Service & { openid: string }>()
  expect<PartnerDirect>().type.not.toBeAssignableFrom<Service & { sub_openid: string }>()
})

test("the flow computes a total if every item has an amount, and requires it otherwise", () => {
  type Complete = Parameters<typeof ServiceOrderFlow.complete>[0]
  interface Completed {
    out_order_no: string
    appid: string
    service_id: string
  }
  interface Priced extends Completed {
    post_payments: Array<{ name: string; amount: number }>
  }
  interface Unpriced extends Completed {
    post_payments: Array<{ name: string; description: string }>
  }
  expect<Complete>().type.toBeAssignableFrom<Priced>()
  expect<Complete>().type.toBeAssignableFrom<Unpriced & { total_amount: number }>()
  expect<Complete>().type.not.toBeAssignableFrom<Unpriced>()
  expect<Complete>().type.not.toBeAssignableFrom<Priced & { post_discounts: Array<{ name: string }> }>()
  expect<typeof ServiceOrder.total>().type.not.toBeCallableWith([{ name: "rent" }])
})

test("only known names of a risk fund compile", () => {
  expect<Create["risk_fund"]["name"]>().type.toBe<
    "DEPOSIT" | "ADVANCE" | "CASH_DEPOSIT" | "ESTIMATE_ORDER_COST"
  >()
})

test("states are open texts with completions", () => {
  type Response = Endpoint.Success<typeof ServiceOrder.query>
  expect<Response["state"]>().type.toBeAssignableFrom<"DONE">()
  expect<Response["state"]>().type.toBeAssignableFrom<string>()
  expect<Endpoint.Success<typeof PartnerServiceOrder.complete>>().type.toBe<void>()
})
