/** The states of orders, and what the shop calls in each of them. */
import type { PanelRecord, Story, Text } from "./api.js"
import type { SnippetCall } from "./snippets.js"

/** A state of the diagram; `side` states are ends outside of the usual way. */
export interface Step {
  readonly state: string
  readonly label: Text
  readonly side?: boolean
}

const step = (state: string, en: string, zh: string, side?: boolean): Step => ({
  state,
  label: { en, zh },
  ...(side === undefined ? {} : { side })
})

const payment: ReadonlyArray<Step> = [
  step("NOTPAY", "created", "已下单"),
  step("USERPAYING", "user pays", "用户支付中"),
  step("SUCCESS", "paid", "支付成功"),
  step("REFUND", "refunded", "转入退款"),
  step("PAYERROR", "failed", "支付失败", true),
  step("CLOSED", "closed", "已关闭", true),
  step("REVOKED", "reversed", "已撤销", true)
]

const diagrams: Readonly<Record<string, ReadonlyArray<Step>>> = {
  "payscore.orders": [
    step("CREATED", "waits for the user", "待用户确认"),
    step("DOING · USER_CONFIRM", "in use", "服务进行中"),
    step("DOING · MCH_COMPLETE", "waits for the payment", "待扣款"),
    step("DONE", "paid", "已完成"),
    step("REVOKED", "cancelled", "已取消", true),
    step("EXPIRED", "expired", "已失效", true)
  ],
  "pay.orders": payment,
  "refund.refunds": [
    step("PROCESSING", "in progress", "退款处理中"),
    step("SUCCESS", "arrived", "退款成功"),
    step("ABNORMAL", "abnormal", "退款异常", true),
    step("CLOSED", "closed", "退款关闭", true)
  ]
}

/** The states of a record's kind. For other kinds there is only the present one. */
export const stepsOf = (panel: string, { state }: PanelRecord): ReadonlyArray<Step> => {
  const known = diagrams[panel] ?? []
  return known.some((one) => one.state === state) ? known : [...known, step(state, "", "")]
}

export interface Next {
  readonly text: Text
  /** Absent if the shop waits for somebody else. */
  readonly call?: SnippetCall
}

const factOf = (record: PanelRecord, label: string): string | undefined =>
  record.facts.find((fact) => fact.label.en === label)?.value

/** `¥9.90` in fen. */
const fenOf = (yuan: string | undefined): number =>
  Math.round(Number(yuan?.replace(/[^0-9.]/g, "") ?? 0) * 100)

/** Beijing time, as calls of PayScore have it. */
const beijingDigits = (now: number): string =>
  new Date(now + 8 * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-T:]/g, "")

/** What the requests of the order had as `appid` and `service_id`. */
export interface Keys {
  readonly appid: string
  readonly service_id: string
}

const serviceOrder = (name: string, target: string, order: string, body: Readonly<Record<string, unknown>>) =>
  ({
    method: "POST",
    target,
    body,
    operation: {
      package: "payscore",
      module: "ServiceOrder",
      name,
      input: { out_order_no: order, ...body }
    }
  }) satisfies SnippetCall

const refundOf = (order: string, transactionId: string | undefined, fen: number): SnippetCall => {
  const body = {
    ...(transactionId === undefined ? { out_trade_no: order } : { transaction_id: transactionId }),
    out_refund_no: `R_${order}`.slice(0, 64),
    amount: { refund: fen, total: fen, currency: "CNY" }
  }
  return {
    method: "POST",
    target: "/v3/refund/domestic/refunds",
    body,
    operation: { package: "refund", module: "Refund", name: "create", input: body }
  }
}

const ofServiceOrder = (record: PanelRecord, story: Story, keys: Keys, now: number): Next | undefined => {
  const { order } = story
  const path = `/v3/payscore/serviceorder/${encodeURIComponent(order)}`
  switch (record.state) {
    case "CREATED":
      return {
        text: {
          en: "The user has to confirm the order. Then complete it with the amount. Until then it can be cancelled:",
          zh: "等待用户确认订单，之后以实际金额完结订单。在此之前可以取消："
        },
        call: serviceOrder("cancel", `${path}/cancel`, order, { ...keys, reason: "用户取消" })
      }
    case "DOING · USER_CONFIRM":
      return {
        text: {
          en: "The user has confirmed. At the end of the service, complete the order with the amount:",
          zh: "用户已确认。服务结束后，以实际金额完结订单："
        },
        call: serviceOrder("complete", `${path}/complete`, order, {
          ...keys,
          post_payments: [{ name: "租金", amount: 300 }],
          total_amount: 300,
          time_range: { end_time: beijingDigits(now) }
        })
      }
    case "DOING · MCH_COMPLETE":
      return {
        text: {
          en: "WeChat Pay collects the amount; the notification PAYSCORE.USER_PAID follows. If the user paid elsewhere, tell WeChat Pay:",
          zh: "微信支付正在扣款，之后会通知 PAYSCORE.USER_PAID。若用户已用其他方式支付，请同步："
        },
        call: serviceOrder("sync", `${path}/sync`, order, {
          ...keys,
          type: "Order_Paid",
          detail: { paid_time: beijingDigits(now) }
        })
      }
    case "DONE":
      return {
        text: { en: "The order is paid. It can be refunded:", zh: "订单已支付，可以退款：" },
        call: refundOf(order, story.transactionIds[0], fenOf(factOf(record, "Total")))
      }
    default:
      return { text: { en: "The order has ended. There is nothing to call.", zh: "订单已结束，无需调用。" } }
  }
}

const ofPayment = (record: PanelRecord, story: Story): Next => {
  const { order } = story
  const mchid = factOf(record, "Merchant") ?? ""
  if (record.state === "SUCCESS" || record.state === "REFUND") {
    return {
      text: { en: "The order is paid. It can be refunded:", zh: "订单已支付，可以退款：" },
      call: refundOf(order, story.transactionIds[0], fenOf(factOf(record, "Amount")))
    }
  }
  return record.state === "NOTPAY" || record.state === "USERPAYING"
    ? {
        text: {
          en: "The user has to pay; TRANSACTION.SUCCESS follows. Do not rely on the notification alone, query too:",
          zh: "等待用户支付，之后会通知 TRANSACTION.SUCCESS。不能只依赖通知，还应查询："
        },
        call: {
          method: "GET",
          target: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(order)}?mchid=${mchid}`
        }
      }
    : { text: { en: "The order has ended. There is nothing to call.", zh: "订单已结束，无需调用。" } }
}

/** What the shop has to call next. `now`: the time of the simulator. */
export const nextOf = (story: Story, keys: Keys, now: number): Next | undefined => {
  for (const { panel, record } of story.records) {
    if (panel === "payscore.orders") return ofServiceOrder(record, story, keys, now)
    if (panel === "pay.orders") return ofPayment(record, story)
  }
  return undefined
}

/** The first call of a shop. */
export const firstCall = (keys: Keys): SnippetCall => {
  const body = {
    out_order_no: "FIRST_1",
    ...keys,
    service_introduction: "充电宝租借",
    time_range: { start_time: "OnAccept" },
    risk_fund: { name: "DEPOSIT", amount: 9900 },
    notify_url: "https://shop.example/wechat/notify"
  }
  return {
    method: "POST",
    target: "/v3/payscore/serviceorder",
    body,
    operation: { package: "payscore", module: "ServiceOrder", name: "create", input: body }
  }
}
