/**
 * Parts of service orders in requests. They enforce the documented limits.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { namedPayment, uniqueDiscounts } from "../internal/itemRules.js"
import { plannedRange, realRange } from "../internal/timeRules.js"

// --- requests: payments ----------------------------------------------------------------------------------------

const paymentFields = {
  /** Name of the fee, 1 to 20 characters. */
  name: Wire.text(20),
  /** Amount of the whole item, in fen. It is not multiplied by `count`. 0 is free. */
  amount: Schema.optional(Wire.Amount),
  /** Charging rule, 1 to 30 characters. Required without `amount`. */
  description: Schema.optional(Wire.text(30))
}

const count = {
  /** Quantity, 1 to 100; default 1. It is only displayed. */
  count: Schema.optional(Wire.integer(1, 100))
}

const anyCount = {
  /** Quantity; default 1. It is only displayed. */
  count: Schema.optional(Wire.integer(1))
}

const postPayment = Schema.Struct({ ...paymentFields, ...count }).pipe(Schema.filter(namedPayment))

/**
 * A fee that is collected after the service. It has an `amount`, or a `description` of its calculation.
 *
 * @since 1.0.0
 * @category models
 */
export interface PostPayment extends Schema.Schema.Type<typeof postPayment> {}

/**
 * Schema of {@link PostPayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PostPayment: Schema.Schema<PostPayment> = postPayment

const modifiedPayment = Schema.Struct({ ...paymentFields, ...anyCount }).pipe(Schema.filter(namedPayment))

/**
 * A fee of an order whose amount is lowered.
 *
 * @since 1.0.0
 * @category models
 */
export interface ModifiedPayment extends Schema.Schema.Type<typeof modifiedPayment> {}

/**
 * Schema of {@link ModifiedPayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ModifiedPayment: Schema.Schema<ModifiedPayment> = modifiedPayment

const messagePayment = Schema.Struct({
  ...paymentFields,
  /** Name of the fee, 1 to 20 characters. */
  name: Schema.optional(paymentFields.name),
  ...count
}).pipe(Schema.filter(namedPayment))

/**
 * A fee in a message to the user.
 *
 * @since 1.0.0
 * @category models
 */
export interface MessagePayment extends Schema.Schema.Type<typeof messagePayment> {}

/**
 * Schema of {@link MessagePayment}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const MessagePayment: Schema.Schema<MessagePayment> = messagePayment

/**
 * The fees of an order: at most 100.
 *
 * The pages of 2020 require unique names, except `商品信息`. The pages of 2026 do not, and the item table of hotels uses
 * one name for all further fees. So names may repeat, but WeChat Pay may still reject a repeated name.
 *
 * @since 1.0.0
 * @category schemas
 */
export const payments = <Payment extends MessagePayment>(
  payment: Schema.Schema<Payment>,
  min = 0
): Schema.Schema<ReadonlyArray<Payment>> => Wire.list(payment, 100, min)

// --- requests: discounts ---------------------------------------------------------------------------------------

const discountFields = {
  /** Name of the discount, 1 to 20 characters; unique in the order. */
  name: Wire.text(20),
  /** Condition of the discount, 1 to 30 characters. */
  description: Wire.text(30),
  /** Amount in fen. */
  amount: Wire.Amount,
  ...count
}

const postDiscount = Schema.Struct({ ...discountFields, amount: Schema.optional(discountFields.amount) })

/**
 * A discount whose amount is optional: at the creation of an order, and at the completion of a direct merchant's
 * order.
 *
 * @since 1.0.0
 * @category models
 */
export interface PostDiscount extends Schema.Schema.Type<typeof postDiscount> {}

/**
 * Schema of {@link PostDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PostDiscount: Schema.Schema<PostDiscount> = postDiscount

const finalDiscount = Schema.Struct(discountFields)

/**
 * A discount with its final amount.
 *
 * @since 1.0.0
 * @category models
 */
export interface FinalDiscount extends Schema.Schema.Type<typeof finalDiscount> {}

/**
 * Schema of {@link FinalDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FinalDiscount: Schema.Schema<FinalDiscount> = finalDiscount

const openFields = {
  /** Name of the discount, 1 to 20 characters; unique. */
  name: Schema.optional(discountFields.name),
  /** Condition of the discount, 1 to 30 characters. */
  description: Schema.optional(discountFields.description),
  /** Amount in fen. */
  amount: Schema.optional(discountFields.amount)
}

const openDiscount = Schema.Struct({ ...openFields, ...count })

/**
 * A discount whose fields are all optional, for service providers and for messages to the user.
 *
 * @since 1.0.0
 * @category models
 */
export interface OpenDiscount extends Schema.Schema.Type<typeof openDiscount> {}

/**
 * Schema of {@link OpenDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OpenDiscount: Schema.Schema<OpenDiscount> = openDiscount

const modifiedDiscount = Schema.Struct({ ...openFields, ...anyCount })

/**
 * A discount of an order whose amount is lowered. All fields are optional.
 *
 * @since 1.0.0
 * @category models
 */
export interface ModifiedDiscount extends Schema.Schema.Type<typeof modifiedDiscount> {}

/**
 * Schema of {@link ModifiedDiscount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ModifiedDiscount: Schema.Schema<ModifiedDiscount> = modifiedDiscount

/**
 * The discounts of an order: at most 30, names unique.
 *
 * @since 1.0.0
 * @category schemas
 */
export const discounts = <Discount extends ModifiedDiscount>(
  discount: Schema.Schema<Discount>
): Schema.Schema<ReadonlyArray<Discount>> => Wire.list(discount, 30).pipe(Schema.filter(uniqueDiscounts))

// --- requests: time, place, risk, device -----------------------------------------------------------------------

const remarks = {
  /** Displayed next to `start_time`, 1 to 20 characters. Allowed only together with it. */
  start_time_remark: Schema.optional(Wire.text(20)),
  /** Displayed next to `end_time`, 1 to 20 characters. Allowed only together with it. */
  end_time_remark: Schema.optional(Wire.text(20))
}

const isTime = Schema.is(Wire.BeijingTimeOrDate)

const startTime = Schema.String.pipe(
  Schema.filter((value) => value === "OnAccept" || isTime(value), {
    description: "a Beijing time in the format yyyyMMddHHmmss or yyyyMMdd, or OnAccept",
    jsonSchema: { format: "yyyyMMddHHmmss|yyyyMMdd|OnAccept", maxLength: 14 },
    arbitrary: () => (fc) =>
      fc.oneof(
        fc.constant("OnAccept"),
        fc.integer({ min: 20260101, max: 20260131 }).map(String),
        fc.integer({ min: 20260101120000, max: 20260101120059 }).map(String)
      )
  })
)

const plannedEnd = {
  /**
   * Expected end in Beijing, later than `start_time` and in its format: `yyyyMMddHHmmss` or `yyyyMMdd`. With the
   * start `OnAccept` the format is `yyyyMMddHHmmss`. Required at completion if the order was created without it.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}

const timeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing: `yyyyMMddHHmmss` later than now, `yyyyMMdd` not before today, or `OnAccept`
   * for the time of the user's confirmation.
   */
  start_time: startTime,
  ...plannedEnd
}).pipe(Schema.filter(plannedRange))

/**
 * Time of the service. The end comes after the start and has its format. A remark is allowed only with its time.
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

const partnerTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing: `yyyyMMddHHmmss` later than now, `yyyyMMdd` not before today, or `OnAccept`
   * for the time of the user's confirmation. Always send it: the page of the call marks it as optional, all other
   * pages as required.
   */
  start_time: Schema.optional(startTime),
  ...plannedEnd
}).pipe(Schema.filter(plannedRange))

/**
 * Time of the service of a sub-merchant. It differs from {@link TimeRange} in that all fields are optional.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerTimeRange extends Schema.Schema.Type<typeof partnerTimeRange> {}

/**
 * Schema of {@link PartnerTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerTimeRange: Schema.Schema<PartnerTimeRange> = partnerTimeRange

const pastTimeRange = Schema.Struct({
  /** Beginning of the service in Beijing, `yyyyMMddHHmmss` or `yyyyMMdd`, in the past. */
  start_time: Wire.BeijingTimeOrDate,
  /**
   * End in Beijing, in the format of `start_time`, later than it and not later than now. The client also accepts the
   * same second: the page requires a later one, but the error text of WeChat Pay only rejects an earlier one.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}).pipe(Schema.filter(realRange))

/**
 * Actual time of a service.
 *
 * @since 1.0.0
 * @category models
 */
export interface PastTimeRange extends Schema.Schema.Type<typeof pastTimeRange> {}

/**
 * Schema of {@link PastTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PastTimeRange: Schema.Schema<PastTimeRange> = pastTimeRange

const realEnd = {
  /**
   * End in Beijing, in the format of the start, later than it and not later than now. Required if the order was
   * created without an end. The client also accepts the same second: the page requires a later one, but the error
   * text of WeChat Pay (internal code 271316637) only rejects an earlier one.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}

const finalTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing, if it has changed: in the format (second or day) of the creation, after the
   * creation and not later than now. With the start `OnAccept` it is a second.
   */
  start_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...realEnd
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

const partnerFinalTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing, if it has changed: in the format (second or day) of the creation, after the
   * creation and not later than now. With the start `OnAccept` it is a second. The page of the call also lists
   * `OnAccept`, which keeps the confirmation as the start.
   */
  start_time: Schema.optional(startTime),
  ...realEnd
}).pipe(Schema.filter(realRange))

/**
 * Actual time of a completed service of a sub-merchant. Only the parts that differ from the creation of the order are
 * required.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerFinalTimeRange extends Schema.Schema.Type<typeof partnerFinalTimeRange> {}

/**
 * Schema of {@link PartnerFinalTimeRange}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerFinalTimeRange: Schema.Schema<PartnerFinalTimeRange> = partnerFinalTimeRange

const location = Schema.Struct({
  /** Place where the service begins, 1 to 20 characters. */
  start_location: Schema.optional(Wire.text(20)),
  /** Place where the service ends, 1 to 20 characters. An older page requires `start_location` with it. */
  end_location: Schema.optional(Wire.text(20))
})

/**
 * Place of the service. Pages before 2024 allow 50 characters, the pages of 2026 allow 20.
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

/**
 * Purpose of a risk fund: `DEPOSIT`, `ADVANCE`, `CASH_DEPOSIT`, `ESTIMATE_ORDER_COST`. The type of the service
 * determines which of them it accepts.
 *
 * @since 1.0.0
 * @category schemas
 */
export const RiskName: Schema.Literal<["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]> =
  Wire.oneOf("DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST")

const riskFund = Schema.Struct({
  /**
   * `DEPOSIT`, `ADVANCE` or `CASH_DEPOSIT` for a service that waives a deposit, `ESTIMATE_ORDER_COST` for a service
   * that is used first.
   */
  name: RiskName,
  /**
   * Amount in fen, above 0 and at most the limit of the service. If the service waives a deposit, it also limits the
   * final total.
   */
  amount: Wire.amount(1),
  /** 1 to 30 characters. */
  description: Schema.optional(Wire.text(30))
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

const device = Schema.Struct({
  /** Device at which the service begins, at most 50 characters; required for unattended machines. */
  start_device_id: Schema.optional(Wire.text(50)),
  /** Device at which the service ends, at most 50 characters. */
  end_device_id: Schema.optional(Wire.text(50)),
  /** Web address of the goods, at most 100 characters. */
  materiel_no: Schema.optional(Wire.text(100))
})

/**
 * The devices of the service.
 *
 * @since 1.0.0
 * @category models
 */
export interface Device extends Schema.Schema.Type<typeof device> {}

/**
 * Schema of {@link Device}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Device: Schema.Schema<Device> = device

const paidDetail = Schema.Struct({
  /**
   * Time of the payment, Beijing time: `yyyyMMddHHmmss`, or `yyyyMMdd` for 00:00:00 of that day. Later than the
   * completion of the order, and at most 60 seconds after this call.
   */
  paid_time: Wire.BeijingTimeOrDate
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

const partnerPaidDetail = Schema.Struct({
  ...paidDetail.fields,
  /** Number of the collection that was paid. The page of 2026 has no such member: omit it. */
  seq: Schema.optional(Wire.integer(0)),
  /** Paid amount, in fen. The page of 2026 has no such member: omit it. */
  paid_amount: Schema.optional(Wire.Amount)
})

/**
 * Details of a payment outside of WeChat Pay Score, for service providers.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPaidDetail extends Schema.Schema.Type<typeof partnerPaidDetail> {}

/**
 * Schema of {@link PartnerPaidDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPaidDetail: Schema.Schema<PartnerPaidDetail> = partnerPaidDetail
