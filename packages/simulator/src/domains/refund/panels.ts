/** The panel of refunds. */
import * as Panel from "../../Panel.js"
import { bounce, close, succeed } from "./endings.js"
import { type Refund, refunds } from "./refunds.js"

const { action, beijing, fact, text, yuan } = Panel

const tones = { PROCESSING: "open", SUCCESS: "good", ABNORMAL: "bad", CLOSED: "over" } as const

const actionsOf = (refund: Refund): ReadonlyArray<Panel.Action> => {
  const closing = action("close", text("Close", "关闭退款"), () => close(refund), { tone: "danger" })
  switch (refund.status) {
    case "PROCESSING":
      return [
        action("succeed", text("Succeed", "退款到账"), () => succeed(refund), { tone: "main" }),
        action("bounce", text("Make it abnormal", "退款异常"), () => bounce(refund)),
        closing
      ]
    case "ABNORMAL":
      return [closing]
    default:
      return []
  }
}

const recordOf = (refund: Refund): Omit<Panel.Record, "id"> => ({
  title: refund.out_refund_no,
  order: refund.out_trade_no,
  state: refund.status,
  tone: tones[refund.status],
  facts: [
    ...fact(text("Amount", "退款金额"), yuan(refund.refund)),
    ...fact(text("Payment total", "原支付金额"), yuan(refund.total)),
    ...fact(text("Payment", "微信支付订单号"), refund.transaction_id),
    ...fact(text("Created", "创建时间"), beijing(refund.created_at)),
    ...fact(text("Order", "商户订单号"), refund.out_trade_no),
    ...fact(text("WeChat Pay's refund number", "微信支付退款单号"), refund.refund_id),
    ...fact(text("Merchant", "商户号"), refund.mchid),
    ...fact(text("Sub-merchant", "子商户号"), refund.sub_mchid),
    ...fact(text("Notification address", "通知地址"), refund.notify_url)
  ],
  actions: actionsOf(refund)
})

export const panels: ReadonlyArray<Panel.Panel> = [
  {
    id: "refund.refunds",
    title: text("Refunds", "退款"),
    records: Panel.ofTable(refunds, recordOf),
    actions: []
  }
]
