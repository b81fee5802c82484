/**
 * Errors of getting the link of a bill, of downloading a bill, and of reading it.
 *
 * Tested in `test/bill/bills.test.ts`.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as CommonError from "@effect-wechatpay/core/CommonError"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Schema from "effect/Schema"

export {
  FrequencyLimited,
  InvalidRequest,
  NoAuth,
  ParamError,
  SignError,
  SystemError
} from "@effect-wechatpay/core/CommonError"

/**
 * There is no bill of this day, because there were no transactions (400). This is a usual result: do not ask again.
 *
 * @since 1.0.0
 * @category errors
 */
export class NoStatementExist extends ApiError.forCode<NoStatementExist>(
  "@effect-wechatpay/bill/NoStatementExist"
)("NoStatementExist", {
  codes: ["NO_STATEMENT_EXIST"],
  advice: "there were no transactions on that day, so there is no bill;"
}) {}

/**
 * The bill is not ready yet (400). Bills are ready at 10:00 Beijing time of the next day. After that time, ask every
 * half hour.
 *
 * @since 1.0.0
 * @category errors
 */
export class StatementCreating extends ApiError.forCode<StatementCreating>(
  "@effect-wechatpay/bill/StatementCreating"
)("StatementCreating", {
  codes: ["STATEMENT_CREATING"],
  advice: "ask again after 10:00 Beijing time of the next day, then every half hour;"
}) {}

/**
 * The content of a file is not a valid bill.
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidBill extends Schema.TaggedError<InvalidBill>("@effect-wechatpay/bill/InvalidBill")(
  "InvalidBill",
  {
    /** Number of the line in the file, from 1. */
    line: Schema.Int,
    /** Name of the column in the bill. */
    column: Schema.optional(Schema.String),
    /** What was expected. It never contains the value. */
    problem: Schema.String
  }
) {
  /** The outcome, as in the errors of calls. The bill may be downloaded again. */
  readonly outcome = "Unknown"
  override get message(): string {
    const where = this.column === undefined ? `line ${this.line}` : `line ${this.line}, ${this.column}`
    return `bill cannot be read: ${where}: ${this.problem}; discard its rows and report the bill's format`
  }
}

/**
 * Errors of getting the download link of a bill.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  NoStatementExist,
  StatementCreating,
  CommonError.SignError,
  CommonError.NoAuth,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of downloading a bill. `InvalidRequest`: the address has expired, get a new link. `NoAuth`: another merchant
 * got the link.
 *
 * @since 1.0.0
 * @category errors
 */
export const download = [
  CommonError.ParamError,
  CommonError.InvalidRequest,
  CommonError.SignError,
  CommonError.NoAuth,
  CommonError.FrequencyLimited,
  CommonError.SystemError
] as const

/**
 * Errors of downloading and reading a bill.
 *
 * @since 1.0.0
 * @category errors
 */
export type ReadError =
  | InstanceType<(typeof download)[number]>
  | InvalidBill
  | ApiError.ApiError
  | WechatPayError
