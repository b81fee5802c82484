/**
 * What asking for a bill, fetching it and reading it fails with.
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
 * There is no bill of this day, because nothing happened on it (400). A usual result: do not ask again.
 *
 * @since 1.0.0
 * @category errors
 */
export class NoStatementExist extends ApiError.forCode<NoStatementExist>(
  "@effect-wechatpay/bill/NoStatementExist"
)("NoStatementExist", {
  codes: ["NO_STATEMENT_EXIST"],
  advice: "nothing happened on that day, there is nothing to fetch;"
}) {}

/**
 * The bill is being made (400). Bills are ready at 10:00 Beijing time of the next day; after that ask every half hour.
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
 * The bytes of a bill are not what a bill is made of.
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidBill extends Schema.TaggedError<InvalidBill>("@effect-wechatpay/bill/InvalidBill")(
  "InvalidBill",
  {
    /** Where, from 1. */
    line: Schema.Int,
    /** Which column, as the bill names it. */
    column: Schema.optional(Schema.String),
    /** What was expected; never the value. */
    problem: Schema.String
  }
) {
  override get message(): string {
    const where = this.column === undefined ? `line ${this.line}` : `line ${this.line}, ${this.column}`
    return `bill cannot be read: ${where}: ${this.problem}; discard its rows and report the bill's format`
  }
}

/**
 * What asking for a bill fails with.
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
 * What fetching a bill fails with. `InvalidRequest`: the address is no longer valid, ask for a new one. `NoAuth`: another
 * merchant asked for it.
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
 * What fetching and reading a bill fails with.
 *
 * @since 1.0.0
 * @category errors
 */
export type ReadError =
  | InstanceType<(typeof download)[number]>
  | InvalidBill
  | ApiError.ApiError
  | WechatPayError
