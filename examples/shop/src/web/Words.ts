/** The texts of the pages, in the language of the browser. */
import type { Status } from "../Orders.js"

export type Language = "en" | "zh"

export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*zh\b/i.test(acceptLanguage ?? "") ? "zh" : "en"

const en = {
  shop: "Corner Tea House",
  motto: "Tea by post. Pay with WeChat.",
  code: "Pay by QR code",
  phone: "Pay on this phone",
  order: "Order",
  scan: "Scan with WeChat to pay",
  checkout: "Open the simulated WeChat",
  openWechat: "Pay with WeChat",
  cancel: "Cancel the order",
  again: "Back to the shop",
  office: "Office",
  orders: "Orders",
  none: "No orders yet.",
  product: "Product",
  amount: "Amount",
  state: "State",
  refund: "Refund",
  reconciliation: "Reconciliation",
  explain:
    "Compares the books of a day with WeChat Pay's bill, which is ready at 10:00 of the next day (Beijing time).",
  day: "Day",
  compare: "Compare",
  explained: "Every fen is explained.",
  movements: "Payments and refunds in the books",
  Missing: "In the books, not in the bill",
  Unexpected: "In the bill, not in the books",
  Different: "Another amount in the bill",
  payment: "Payment",
  reversal: "Reversal",
  notFound: "There is no such page.",
  problem: "WeChat Pay cannot be reached. Nothing was charged. Please try again."
}

const zh: typeof en = {
  shop: "街角茶铺",
  motto: "好茶到家，微信支付。",
  code: "扫码支付",
  phone: "在本机支付",
  order: "订单",
  scan: "请使用微信扫码支付",
  checkout: "打开模拟微信收银台",
  openWechat: "微信支付",
  cancel: "取消订单",
  again: "返回店铺",
  office: "商家后台",
  orders: "订单",
  none: "暂无订单。",
  product: "商品",
  amount: "金额",
  state: "状态",
  refund: "退款",
  reconciliation: "对账",
  explain: "将当日账目与微信支付账单核对。账单于次日 10:00（北京时间）生成。",
  day: "日期",
  compare: "开始对账",
  explained: "账目与账单完全一致。",
  movements: "账目中的支付和退款笔数",
  Missing: "账目中有，账单中没有",
  Unexpected: "账单中有，账目中没有",
  Different: "金额与账单不一致",
  payment: "支付",
  reversal: "撤销",
  notFound: "页面不存在。",
  problem: "暂时无法连接微信支付，未发生扣款，请稍后重试。"
}

/** What the staff reads, and what the buyer reads. */
const states: Readonly<
  Record<Status, { readonly [Name in Language]: readonly [short: string, long: string] }>
> = {
  Open: { en: ["Open", "Waiting for the payment"], zh: ["待支付", "等待支付"] },
  Paid: { en: ["Paid", "Paid. Your tea is on its way."], zh: ["已支付", "支付成功，商品即将寄出。"] },
  Closed: { en: ["Closed", "Closed. Nothing was charged."], zh: ["已关闭", "订单已关闭，未发生扣款。"] },
  Attention: {
    en: ["Needs attention", "We are checking this order."],
    zh: ["需人工核实", "订单核实中，请联系客服。"]
  },
  Refunding: { en: ["Refunding", "The refund is on its way."], zh: ["退款中", "退款处理中。"] },
  Refunded: { en: ["Refunded", "Refunded."], zh: ["已退款", "已退款。"] },
  RefundStopped: {
    en: ["Refund failed", "We are looking after the refund."],
    zh: ["退款异常", "退款异常，客服处理中。"]
  }
}

export interface Words extends Readonly<typeof en> {
  readonly language: Language
  readonly status: (status: Status) => string
  readonly shortStatus: (status: Status) => string
}

export const words = (language: Language): Words => ({
  ...(language === "zh" ? zh : en),
  language,
  status: (status) => states[status][language][1],
  shortStatus: (status) => states[status][language][0]
})
