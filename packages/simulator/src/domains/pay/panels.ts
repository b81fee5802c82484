/** The panel of payments: users open and pay orders here. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import { showCode } from "./codePayments.js"
import { open, parse } from "./frontEnd.js"
import { current } from "./life.js"
import { tradeTypeOf } from "./responses.js"
import { type Order, orders, Result, totalOf } from "./tables.js"
import * as UserActions from "./userActions.js"

const { action, beijing, fact, text, yuan } = Panel

const means: ReadonlyArray<UserActions.Means> = ["balance", "debit", "credit"]

const isMeans = (value: string | undefined): value is UserActions.Means =>
  means.some((known) => known === value)

const idsOf = ({ parts }: Order): string =>
  parts.flatMap(({ transaction_id }) => (transaction_id === undefined ? [] : [transaction_id])).join(" ")

const actionsOf = (order: Order): ReadonlyArray<Panel.Action> => {
  const isCode = order.channel === "MICROPAY"
  if (order.state !== "USERPAYING" && (order.state !== "NOTPAY" || isCode)) return []
  return [
    action(
      "pay",
      isCode ? text("Enter the password", "输入密码支付") : text("Pay", "支付"),
      (values) =>
        Effect.map(UserActions.pay(order, isMeans(values.means) ? { means: values.means } : {}), idsOf),
      {
        tone: "main",
        result: "transaction_id",
        inputs: [
          { name: "means", label: text("Payment method", "支付方式"), value: "balance", options: means }
        ]
      }
    ),
    action("enterWrongPassword", text("Enter a wrong password", "输入错误密码"), () =>
      UserActions.enterWrongPassword(order)
    ),
    action("fail", text("The payment fails", "支付失败"), () => UserActions.fail(order), { tone: "danger" }),
    action("abandon", text("Leave without paying", "放弃支付"), () => UserActions.abandon(order), {
      tone: "danger"
    })
  ]
}

const tones: { readonly [State in Order["state"]]?: Panel.Record["tone"] } = {
  SUCCESS: "good",
  PAYERROR: "bad",
  CLOSED: "over",
  REVOKED: "over"
}

const recordOf = (order: Order): Omit<Panel.Record, "id"> => ({
  title: order.out_trade_no,
  order: order.out_trade_no,
  state: order.state,
  tone: tones[order.state] ?? "open",
  facts: [
    ...fact(text("Merchant", "商户号"), order.parts[0]?.sub_mchid ?? order.mchid),
    ...fact(text("Amount", "金额"), yuan(totalOf(order))),
    ...fact(text("Description", "商品描述"), order.parts.map(({ description }) => description).join("; ")),
    ...fact(text("Channel", "交易类型"), tradeTypeOf(order)),
    ...fact(text("User", "用户"), order.openid ?? order.sub_openid),
    ...fact(text("Being paid by", "正在支付"), order.opened_by),
    ...fact(text("Last failure", "失败原因"), order.failure),
    ...fact(text("Payable until", "支付截止时间"), beijing(order.payable_until)),
    ...fact(text("Payment", "微信支付订单号"), idsOf(order))
  ],
  actions: actionsOf(order)
})

const results: ReadonlyArray<string> = ["usual", ...Result.literals]

const showing = action(
  "showCode",
  text("Show a payment code", "出示付款码"),
  ({ openid = Samples.openid, result }) => {
    const known = Result.literals.find((one) => one === result)
    return showCode({ openid, ...(known === undefined ? {} : { result: known }) })
  },
  {
    result: "auth_code",
    inputs: [
      { name: "openid", label: text("User", "用户"), value: Samples.openid },
      { name: "result", label: text("Result", "扣款结果"), value: "usual", options: results }
    ]
  }
)

const opening = action(
  "open",
  text("Open a payment", "调起支付"),
  ({ frontEnd = "" }) => Effect.map(open(parse(frontEnd)), ({ out_trade_no }) => out_trade_no),
  {
    tone: "main",
    result: "out_trade_no",
    inputs: [
      {
        name: "frontEnd",
        label: text(
          "Signed parameters as JSON, prepay_id, code_url or h5_url",
          "前端参数（JSON）、prepay_id、code_url 或 h5_url"
        ),
        value: ""
      }
    ]
  }
)

export const panels: ReadonlyArray<Panel.Panel> = [
  {
    id: "pay.orders",
    title: text("Payments", "支付订单"),
    records: Panel.ofTable(orders, (order) => Effect.map(current(order), recordOf)),
    actions: [opening, showing]
  }
]
