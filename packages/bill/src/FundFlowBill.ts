/**
 * Fund flow bills: every movement on an account of the merchant during a day.
 *
 * WeChat Pay creates the bills from 9:00 Beijing time of the next day. They are ready at 10:00 and available for
 * three months.
 *
 * Tested in `test/simulator/bill.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as BillError from "./BillError.js"
import * as Columns from "./internal/columns.js"
import * as Link from "./schemas/Link.js"

/**
 * Gets the download link of a fund flow bill. May be repeated, at most 3 times a second. The link is valid for 5
 * minutes, so download the bill immediately.
 *
 * A day without movements gives `NoStatementExist`. A day whose bill is not ready gives `StatementCreating`. A
 * service provider receives the bill of its own account. Use `SubMerchantFundFlowBill` for the bills of its
 * sub-merchants.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791867 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLink = Endpoint.make("bill.fundFlowBill.getDownloadLink", {
  method: "GET",
  path: "/v3/bill/fundflowbill",
  query: {
    ...Link.day,
    /** `BASIC` (default), `OPERATION` or `FEES`. */
    account_type: Schema.optional(Wire.oneOf("BASIC", "OPERATION", "FEES"))
  },
  success: Link.Link,
  errors: BillError.all
})

/**
 * A movement on the account. A field is absent if the bill has no such column or the cell is empty.
 *
 * @since 1.0.0
 * @category models
 */
export interface Row {
  readonly _tag: "Row"
  /** 记账时间. */
  readonly booked_at: DateTime.Utc
  /** 微信支付业务单号: number that WeChat Pay assigned to the transaction, such as a `transaction_id` or `refund_id`. */
  readonly business_no?: string
  /** 资金流水单号. */
  readonly flow_no?: string
  /** 业务名称, such as `退款`. */
  readonly business_name?: string
  /** 业务类型, such as `退款`, `交易`, `扣除交易手续费`. */
  readonly business_type?: string
  /** 收支类型: `收入` is income, `支出` is expense. */
  readonly direction: "收入" | "支出" | (string & {})
  /** 收支金额, in fen. It is never negative for an expense: see the direction. */
  readonly amount: number
  /** 账户结余 after the movement, in fen. */
  readonly balance?: number
  /** 资金变更提交申请人. */
  readonly applicant?: string
  /** 备注. */
  readonly note?: string
  /** 业务凭证号: number that the merchant assigned to the transaction. */
  readonly voucher_no?: string
  /** All cells of the line, by the name of the column. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * The last line of a fund flow bill.
 *
 * @since 1.0.0
 * @category models
 */
export interface Summary {
  readonly _tag: "Summary"
  /** 资金流水总笔数: number of rows. */
  readonly count: number
  /** 收入笔数. */
  readonly income_count?: number
  /** 收入金额, in fen. */
  readonly income?: number
  /** 支出笔数. */
  readonly expense_count?: number
  /** 支出金额, in fen. */
  readonly expense?: number
  /** All cells of the line, by the name of the column. */
  readonly cells: Readonly<Record<string, string>>
}

const row = {
  booked_at: Columns.required(Columns.time("记账时间")),
  business_no: Columns.text("微信支付业务单号"),
  flow_no: Columns.text("资金流水单号"),
  business_name: Columns.text("业务名称"),
  business_type: Columns.text("业务类型"),
  direction: Columns.required(Columns.text("收支类型")),
  amount: Columns.required(Columns.fen("收支金额(元)", "收支金额")),
  balance: Columns.fen("账户结余(元)", "账户结余"),
  applicant: Columns.text("资金变更提交申请人"),
  note: Columns.text("备注"),
  voucher_no: Columns.text("业务凭证号")
}

const summary = {
  count: Columns.required(Columns.count("资金流水总笔数")),
  income_count: Columns.count("收入笔数"),
  income: Columns.fen("收入金额"),
  expense_count: Columns.count("支出笔数"),
  expense: Columns.fen("支出金额")
}

const bill = Columns.bill<Row, Summary>(row, summary)

/**
 * Reads a fund flow bill from bytes, such as a stored file: rows, then the summary.
 *
 * @since 1.0.0
 * @category combinators
 */
export const parse = bill.parse

/**
 * Downloads a fund flow bill and reads the rows, then the summary.
 *
 * Rows arrive while the bill is still being downloaded. All rows are known to be correct only when the stream has
 * succeeded. Collect them first, or write them within a transaction, and discard the rows of a stream that failed.
 *
 * @since 1.0.0
 * @category combinators
 */
export const read = bill.read

/**
 * Downloads a fund flow bill and reads the rows, without the summary; see {@link read}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = bill.rows
