/**
 * Trade bills: every payment and refund of a day.
 *
 * Bills are made from 9:00 Beijing time of the next day, are ready at 10:00, and can be asked for during three months. What
 * they say of a refund's state is what it was then.
 *
 * ```ts
 * const program = TradeBill.getDownloadLink({ bill_date: "2024-05-01", tar_type: "GZIP" }).pipe(
 *   Stream.flatMap(TradeBill.rows),
 *   Stream.runForEach((row) => reconcile(row.out_trade_no, row.total))
 * )
 * ```
 *
 * Tested in `test/bill/bills.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import type * as BigDecimal from "effect/BigDecimal"
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as BillError from "./BillError.js"
import * as Columns from "./internal/columns.js"
import * as Link from "./schemas/Link.js"

/**
 * Asks for the address of a trade bill. Fetch it at once: it is valid for 5 minutes.
 *
 * A day without payments and refunds is `NoStatementExist`, one whose bill is not ready `StatementCreating`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791866
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLink = Endpoint.make("bill.tradeBill.getDownloadLink", {
  method: "GET",
  path: "/v3/bill/tradebill",
  query: {
    ...Link.day,
    /** One sub-merchant; service providers only. Without it, all of them. */
    sub_mchid: Schema.optional(Wire.Mchid),
    /**
     * `ALL` (default): payments and refunds. `SUCCESS`: payments. `REFUND`: refunds. `RECHARGE_REFUND`: refunds of
     * pre-charged money. `…_SPECIAL`: the same with refunds that were paid by pre-charged money.
     */
    bill_type: Schema.optional(
      Wire.oneOf("ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND", "ALL_SPECIAL", "SUC_SPECIAL", "REF_SPECIAL")
    )
  },
  success: Link.Link,
  errors: BillError.all
})

/**
 * A payment or a refund. Columns that the bill does not have, and cells without a value, are absent; which columns there are
 * depends on the kind of bill and on the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Row {
  readonly _tag: "Row"
  /** 交易时间: when the payment succeeded, or the refund was accepted. */
  readonly trade_time: DateTime.Utc
  /** 公众账号ID. */
  readonly appid?: string
  /** 商户号. */
  readonly mchid?: string
  /** 特约商户号: the sub-merchant; absent for direct merchants. */
  readonly sub_mchid?: string
  /** 设备号. */
  readonly device_info?: string
  /** 微信订单号: WeChat Pay's number of the payment. */
  readonly transaction_id: string
  /** 商户订单号: the merchant's number of the payment. */
  readonly out_trade_no: string
  /** 用户标识. Personal data. */
  readonly openid?: string
  /** 交易类型, such as `JSAPI`, `NATIVE`, `APP`, `MICROPAY`, `FACE`, `AUTH`. Not the `trade_type` of orders throughout. */
  readonly trade_type?: string
  /** 交易状态: `SUCCESS` for a payment, `REFUND` for a refund, `REVOKED` for a cancelled payment by code. */
  readonly trade_state: "SUCCESS" | "REFUND" | "REVOKED" | (string & {})
  /** 付款银行. */
  readonly bank_type?: string
  /** 货币种类. */
  readonly currency?: string
  /** 应结订单金额: what is settled of a payment, in fen. */
  readonly settlement_total?: number
  /** 代金券金额: what coupons paid, in fen. */
  readonly coupon_amount?: number
  /** 退款申请时间. */
  readonly refund_create_time?: DateTime.Utc
  /** 退款成功时间. */
  readonly refund_success_time?: DateTime.Utc
  /** 微信退款单号: WeChat Pay's number of the refund; absent for a payment. */
  readonly refund_id?: string
  /** 商户退款单号: the merchant's number of the refund; absent for a payment. */
  readonly out_refund_no?: string
  /** 退款金额: what went back without pre-charged coupons, in fen. */
  readonly refund_amount?: number
  /** 充值券退款金额: what went back of pre-charged coupons, in fen. */
  readonly coupon_refund_amount?: number
  /** 退款类型: `ORIGINAL`, `BALANCE`. */
  readonly refund_type?: string
  /** 退款状态 as it was when the bill was made: `SUCCESS`, `PROCESSING`, `FAIL`, `CHANGE` (abnormal). */
  readonly refund_state?: "SUCCESS" | "PROCESSING" | "FAIL" | "CHANGE" | (string & {})
  /** 商品名称. WeChat Pay writes commas and line feeds in it as `\ ` and `\n`. */
  readonly description?: string
  /** 商户数据包: `attach` of the order, written likewise. */
  readonly attach?: string
  /** 手续费, in fen, of which there are parts; negative where it was given back. */
  readonly fee?: BigDecimal.BigDecimal
  /** 费率, such as `0.60%`. */
  readonly fee_rate?: string
  /** 订单金额: what the order cost, coupons included, in fen. Compare this with `amount.total` of the order. */
  readonly total?: number
  /** 申请退款金额: what was applied for, in fen. */
  readonly refund_requested?: number
  /** 费率备注. */
  readonly fee_rate_note?: string
  /** All cells as the bill has them, by the names of its columns. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * The last line of a trade bill.
 *
 * @since 1.0.0
 * @category models
 */
export interface Summary {
  readonly _tag: "Summary"
  /** 总交易单数: how many rows there are. */
  readonly count: number
  /** 应结订单总金额, in fen. */
  readonly settlement_total?: number
  /** 退款总金额, in fen. */
  readonly refund_amount?: number
  /** 充值券退款总金额, in fen. */
  readonly coupon_refund_amount?: number
  /** 手续费总金额, in fen, of which there are parts. */
  readonly fee?: BigDecimal.BigDecimal
  /** 订单总金额, in fen. */
  readonly total?: number
  /** 申请退款总金额, in fen. */
  readonly refund_requested?: number
  /** All cells as the bill has them, by the names of its columns. */
  readonly cells: Readonly<Record<string, string>>
}

const row = {
  trade_time: Columns.required(Columns.time("交易时间")),
  appid: Columns.text("公众账号ID"),
  mchid: Columns.text("商户号"),
  sub_mchid: Columns.number("特约商户号", "子商户号"),
  device_info: Columns.text("设备号"),
  transaction_id: Columns.required(Columns.text("微信订单号")),
  out_trade_no: Columns.required(Columns.text("商户订单号")),
  openid: Columns.text("用户标识"),
  trade_type: Columns.text("交易类型"),
  trade_state: Columns.required(Columns.text("交易状态")),
  bank_type: Columns.text("付款银行"),
  currency: Columns.text("货币种类"),
  settlement_total: Columns.fen("应结订单金额", "总金额"),
  coupon_amount: Columns.fen("代金券金额", "企业红包金额"),
  refund_create_time: Columns.time("退款申请时间"),
  refund_success_time: Columns.time("退款成功时间"),
  refund_id: Columns.number("微信退款单号"),
  out_refund_no: Columns.number("商户退款单号"),
  refund_amount: Columns.fen("退款金额"),
  coupon_refund_amount: Columns.fen("充值券退款金额"),
  refund_type: Columns.text("退款类型"),
  refund_state: Columns.text("退款状态"),
  description: Columns.text("商品名称"),
  attach: Columns.text("商户数据包"),
  fee: Columns.partsOfFen("手续费"),
  fee_rate: Columns.text("费率"),
  total: Columns.fen("订单金额"),
  refund_requested: Columns.fen("申请退款金额"),
  fee_rate_note: Columns.text("费率备注")
}

const summary = {
  count: Columns.required(Columns.count("总交易单数")),
  settlement_total: Columns.fen("应结订单总金额", "总交易额"),
  refund_amount: Columns.fen("退款总金额"),
  coupon_refund_amount: Columns.fen("充值券退款总金额"),
  fee: Columns.partsOfFen("手续费总金额"),
  total: Columns.fen("订单总金额"),
  refund_requested: Columns.fen("申请退款总金额")
}

const bill = Columns.bill<Row, Summary>(row, summary)

/**
 * Reads a trade bill from its bytes, such as those of a file that was kept: its rows, then its summary.
 *
 * @since 1.0.0
 * @category combinators
 */
export const parse = bill.parse

/**
 * Fetches a trade bill and reads it: its rows, then its summary.
 *
 * Rows come while the bill is being fetched; only when the stream ended well is it certain that all of them are right. So
 * collect, or write within a transaction, and throw away what came of a stream that failed.
 *
 * @since 1.0.0
 * @category combinators
 */
export const read = bill.read

/**
 * Fetches a trade bill and reads its rows; see {@link read}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = bill.rows
