/**
 * Parts of overseas service orders that differ from orders in mainland China: times have an offset, and texts have no
 * documented limit.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { checkRange } from "../internal/timeRules.js"
import { RiskName } from "./ServiceOrder.js"

const remarks = {
  /** Displayed next to `start_time`. Allowed only together with it. */
  start_time_remark: Schema.optional(Wire.nonEmptyText),
  /** Displayed next to `end_time`. Allowed only together with it. */
  end_time_remark: Schema.optional(Wire.nonEmptyText)
}

type Range = Parameters<typeof checkRange>[0]

const plannedRange = (range: Range) =>
  checkRange(range, (start, end) =>
    DateTime.lessThan(DateTime.unsafeMake(start), DateTime.unsafeMake(end))
      ? undefined
      : "must be later than start_time"
  )

/** The same second is allowed, for the same reason as in the range of a domestic completion. */
const realRange = (range: Range) =>
  checkRange(range, (start, end) =>
    DateTime.lessThanOrEqualTo(DateTime.unsafeMake(start), DateTime.unsafeMake(end))
      ? undefined
      : "must not be earlier than start_time (the same second is allowed)"
  )

const timeRange = Schema.Struct({
  /** Beginning of the service, RFC 3339 with offset, later than now. */
  start_time: Wire.Rfc3339,
  /**
   * Expected end, RFC 3339 with offset, later than `start_time`. Required at completion if the order was created
   * without it.
   */
  end_time: Schema.optional(Wire.Rfc3339),
  ...remarks
}).pipe(Schema.filter(plannedRange))

/**
 * Time of the service. The end comes after the start. A remark is allowed only with its time.
 *
 * @since 1.0.0
 * @category models
 */
export interface TimeRange extends Schema.Schema.Type<typeof timeRange> {}

/**
 * Schema of {@link TimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TimeRange: Schema.Schema<TimeRange> = timeRange

const finalTimeRange = Schema.Struct({
  /** Beginning of the service, RFC 3339 with offset, if it has changed: not later than now. */
  start_time: Schema.optional(Wire.Rfc3339),
  /**
   * End, RFC 3339 with offset, later than the start and not later than now. The client also accepts the same second.
   */
  end_time: Schema.optional(Wire.Rfc3339),
  ...remarks
}).pipe(Schema.filter(realRange))

/**
 * Actual time of a completed service. Only the parts that differ from the creation of the order are required.
 *
 * @since 1.0.0
 * @category models
 */
export interface FinalTimeRange extends Schema.Schema.Type<typeof finalTimeRange> {}

/**
 * Schema of {@link FinalTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FinalTimeRange: Schema.Schema<FinalTimeRange> = finalTimeRange

const location = Schema.Struct({
  /** Place where the service begins. */
  start_location: Schema.optional(Wire.nonEmptyText),
  /** Place where the service ends. */
  end_location: Schema.optional(Wire.nonEmptyText)
})

/**
 * Place of the service.
 *
 * @since 1.0.0
 * @category models
 */
export interface Location extends Schema.Schema.Type<typeof location> {}

/**
 * Schema of {@link Location}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Location: Schema.Schema<Location> = location

const riskFund = Schema.Struct({
  /**
   * `DEPOSIT`, `ADVANCE` or `CASH_DEPOSIT` for a service that waives a deposit, `ESTIMATE_ORDER_COST` for a service
   * that is used first.
   */
  name: RiskName,
  /** Amount in fen, above 0 and at most the limit of the service. */
  amount: Wire.amount(1),
  /** Description of the risk fund. */
  description: Schema.optional(Wire.nonEmptyText)
})

/**
 * Risk fund of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface RiskFund extends Schema.Schema.Type<typeof riskFund> {}

/**
 * Schema of {@link RiskFund}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const RiskFund: Schema.Schema<RiskFund> = riskFund

const paidDetail = Schema.Struct({
  /** Number of the collection that was paid. */
  seq: Schema.optional(Wire.integer(0)),
  /**
   * Time of the payment, RFC 3339 with offset, later than the completion of the order, and at most 60 seconds after
   * this call.
   */
  paid_time: Wire.Rfc3339,
  /** Paid amount, in fen. */
  paid_amount: Schema.optional(Wire.Amount)
})

/**
 * Details of a payment outside of WeChat Pay Score.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaidDetail extends Schema.Schema.Type<typeof paidDetail> {}

/**
 * Schema of {@link PaidDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PaidDetail: Schema.Schema<PaidDetail> = paidDetail
