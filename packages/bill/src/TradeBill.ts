/**
 * Trade bills: every payment and refund of a day.
 *
 * WeChat Pay creates the bills from 9:00 Beijing time of the next day. They are ready at 10:00 and available for
 * three months. The state of a refund in a bill is the state at the time when the bill was created.
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
 * Gets the download link of a trade bill. May be repeated. The link is valid for 5 minutes, so download the bill
 * immediately.
 *
 * A day without payments and refunds gives `NoStatementExist`. A day whose bill is not ready gives
 * `StatementCreating`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791866 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLink = Endpoint.make("bill.tradeBill.getDownloadLink", {
  method: "GET",
  path: "/v3/bill/tradebill",
  query: {
    ...Link.day,
    /** One sub-merchant, at most 12 characters; service providers only. Default: all sub-merchants. */
    sub_mchid: Schema.optional(Link.SubMchid),
    /** `ALL` (default): payments and refunds. `SUCCESS`: payments. `REFUND`: refunds. */
    bill_type: Schema.optional(Wire.oneOf("ALL", "SUCCESS", "REFUND"))
  },
  success: Link.Link,
  errors: BillError.all
})

/**
 * A payment or a refund. A field is absent if the bill has no such column or the cell is empty. The columns depend on
 * the type of the bill and on the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Row {
  readonly _tag: "Row"
  /** 交易时间: time when the payment succeeded, or when the refund was accepted. */
  readonly trade_time: DateTime.Utc
  /** 公众账号ID. */
  readonly appid?: string
  /** 商户号. */
  readonly mchid?: string
  /** 特约商户号: the sub-merchant; absent for direct merchants. */
  readonly sub_mchid?: string
  /** 设备号, unescaped in the same way as `description`. */
  readonly device_info?: string
  /** 微信订单号: payment number assigned by WeChat Pay. */
  readonly transaction_id: string
  /** 商户订单号: payment number assigned by the merchant. */
  readonly out_trade_no: string
  /** 用户标识: the openid. Personal data. */
  readonly openid?: string
  /**
   * 交易类型, such as `JSAPI`, `NATIVE`, `APP`, `MICROPAY`, `FACE`, `AUTH`. Some values differ from the `trade_type` of
   * orders.
   */
  readonly trade_type?: string
  /** 交易状态: `SUCCESS` for a payment, `REFUND` for a refund, `REVOKED` for a payment by code that was cancelled. */
  readonly trade_state: "SUCCESS" | "REFUND" | "REVOKED" | (string & {})
  /** 付款银行. */
  readonly bank_type?: string
  /** 货币种类. */
  readonly currency?: string
  /** 应结订单金额 (总金额 in the old format): amount of the payment that goes to the merchant, in fen. */
  readonly settlement_total?: number
  /** 代金券金额 (企业红包金额 in the old format): amount that coupons paid, in fen. */
  readonly coupon_amount?: number
  /** 退款申请时间. */
  readonly refund_create_time?: DateTime.Utc
  /** 退款成功时间. */
  readonly refund_success_time?: DateTime.Utc
  /** 微信退款单号: refund number assigned by WeChat Pay; absent for a payment. */
  readonly refund_id?: string
  /** 商户退款单号: refund number assigned by the merchant; absent for a payment. */
  readonly out_refund_no?: string
  /** 退款金额: refunded amount without pre-charged coupons, in fen. */
  readonly refund_amount?: number
  /** 充值券退款金额 (企业红包退款金额 in the old format): refunded amount of pre-charged coupons, in fen. */
  readonly coupon_refund_amount?: number
  /** 退款类型: `ORIGINAL`, `BALANCE`. */
  readonly refund_type?: string
  /** 退款状态 at the time when the bill was created: `SUCCESS`, `PROCESSING`, `FAIL`, `CHANGE` (abnormal). */
  readonly refund_state?: "SUCCESS" | "PROCESSING" | "FAIL" | "CHANGE" | (string & {})
  /**
   * 商品名称. The bill escapes ten characters, which are unescaped here; `cells` has the original text. WeChat Pay writes
   * a comma and U+E000 in the same way: both are read as a comma.
   */
  readonly description?: string
  /** 商户数据包: `attach` of the order, unescaped in the same way as `description`. */
  readonly attach?: string
  /** 手续费, in fen with a fraction; negative if it was given back. */
  readonly fee?: BigDecimal.BigDecimal
  /** 费率, such as `0.60%`. */
  readonly fee_rate?: string
  /** 订单金额: amount of the order including coupons, in fen. Compare it with `amount.total` of the order. */
  readonly total?: number
  /** 申请退款金额: amount that the merchant asked to refund, in fen. */
  readonly refund_requested?: number
  /** 费率备注. */
  readonly fee_rate_note?: string
  /** All cells of the line, by the name of the column. */
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
  /** 总交易单数: number of rows. */
  readonly count: number
  /** 应结订单总金额, in fen. */
  readonly settlement_total?: number
  /** 退款总金额, in fen. */
  readonly refund_amount?: number
  /** 充值券退款总金额, in fen. */
  readonly coupon_refund_amount?: number
  /** 手续费总金额, in fen with a fraction. */
  readonly fee?: BigDecimal.BigDecimal
  /** 订单总金额, in fen. */
  readonly total?: number
  /** 申请退款总金额, in fen. */
  readonly refund_requested?: number
  /** All cells of the line, by the name of the column. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * The second name of a column belongs to the old format, which a few merchants still receive. The page names the first
 * two of them; the others are in the comparison that WeChat Pay published when the format changed in 2018.
 */
const row = {
  trade_time: Columns.required(Columns.time("交易时间")),
  appid: Columns.text("公众账号ID"),
  mchid: Columns.text("商户号"),
  sub_mchid: Columns.number("特约商户号", "子商户号"),
  device_info: Columns.escaped("设备号"),
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
  coupon_refund_amount: Columns.fen("充值券退款金额", "企业红包退款金额"),
  refund_type: Columns.text("退款类型"),
  refund_state: Columns.text("退款状态"),
  description: Columns.escaped("商品名称"),
  attach: Columns.escaped("商户数据包"),
  fee: Columns.partsOfFen("手续费"),
  fee_rate: Columns.text("费率"),
  total: Columns.fen("订单金额"),
  refund_requested: Columns.fen("申请退款金额"),
  fee_rate_note: Columns.text("费率备注")
}

const summary = {
  count: Columns.required(Columns.count("总交易单数")),
  settlement_total: Columns.fen("应结订单总金额", "总交易额"),
  refund_amount: Columns.fen("退款总金额", "总退款金额"),
  coupon_refund_amount: Columns.fen("充值券退款总金额", "总企业红包退款金额"),
  fee: Columns.partsOfFen("手续费总金额"),
  total: Columns.fen("订单总金额"),
  refund_requested: Columns.fen("申请退款总金额")
}

const bill = Columns.bill<Row, Summary>(row, summary)

/**
 * Reads a trade bill from bytes, such as a stored file: rows, then the summary.
 *
 * @since 1.0.0
 * @category combinators
 */
export const parse = bill.parse

/**
 * Downloads a trade bill and reads the rows, then the summary.
 *
 * Rows arrive while the bill is still being downloaded. All rows are known to be correct only when the stream has
 * succeeded. Collect them first, or write them within a transaction, and discard the rows of a stream that failed.
 *
 * @since 1.0.0
 * @category combinators
 */
export const read = bill.read

/**
 * Downloads a trade bill and reads the rows, without the summary; see {@link read}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = bill.rows
