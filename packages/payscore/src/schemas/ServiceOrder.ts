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
 * A fee that is collected after the service. It has an `amount`, or a `description` of how the amount comes about.
 *
 * @since 1.0.0
 * @category models
 */
export interface PostPayment extends Schema.Schema.Type<typeof postPayment> {}

/**
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
 * @since 1.0.0
 * @category schemas
 */
export const MessagePayment: Schema.Schema<MessagePayment> = messagePayment

/**
 * The fees of an order: at most 100.
 *
 * Pages of 2020 ask for unique names, except `商品信息`. Those of 2026 do not, and the item table of hotels puts every
 * further fee under one name. So names may repeat; WeChat Pay may still reject a repeated name.
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
 * A discount whose amount may be open: at the creation of an order, and at the completion of a direct merchant's.
 *
 * @since 1.0.0
 * @category models
 */
export interface PostDiscount extends Schema.Schema.Type<typeof postDiscount> {}

/**
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
 * A discount of which every member may be left out: that of service providers, and of messages to the user.
 *
 * @since 1.0.0
 * @category models
 */
export interface OpenDiscount extends Schema.Schema.Type<typeof openDiscount> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const OpenDiscount: Schema.Schema<OpenDiscount> = openDiscount

const modifiedDiscount = Schema.Struct({ ...openFields, ...anyCount })

/**
 * A discount of an order whose amount is lowered. Every member may be left out.
 *
 * @since 1.0.0
 * @category models
 */
export interface ModifiedDiscount extends Schema.Schema.Type<typeof modifiedDiscount> {}

/**
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
  /** Shown beside `start_time`, 1 to 20 characters; only together with it. */
  start_time_remark: Schema.optional(Wire.text(20)),
  /** Shown beside `end_time`, 1 to 20 characters; only together with it. */
  end_time_remark: Schema.optional(Wire.text(20))
}

const isTime = Schema.is(Wire.BeijingTimeOrDate)

const startTime = Schema.String.pipe(
  Schema.filter((value) => value === "OnAccept" || isTime(value), {
    description: "a Beijing time as yyyyMMddHHmmss or yyyyMMdd, or OnAccept",
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
   * Expected end in Beijing, later than `start_time` and in its format: `yyyyMMddHHmmss` or `yyyyMMdd`, after `OnAccept`
   * `yyyyMMddHHmmss`. An order created without it needs it at completion.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}

const timeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing: `yyyyMMddHHmmss` later than now, `yyyyMMdd` not before today, or `OnAccept`:
   * when the user confirms.
   */
  start_time: startTime,
  ...plannedEnd
}).pipe(Schema.filter(plannedRange))

/**
 * Time of the service. The end comes after the start and has its format. A remark comes with its time only.
 *
 * @since 1.0.0
 * @category models
 */
export interface TimeRange extends Schema.Schema.Type<typeof timeRange> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const TimeRange: Schema.Schema<TimeRange> = timeRange

const partnerTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing: `yyyyMMddHHmmss` later than now, `yyyyMMdd` not before today, or `OnAccept`:
   * when the user confirms. Give it: the page of the call marks it as optional, all others as required.
   */
  start_time: Schema.optional(startTime),
  ...plannedEnd
}).pipe(Schema.filter(plannedRange))

/**
 * When the service of a sub-merchant is to take place. As {@link TimeRange}, but no member is required.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerTimeRange extends Schema.Schema.Type<typeof partnerTimeRange> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerTimeRange: Schema.Schema<PartnerTimeRange> = partnerTimeRange

const pastTimeRange = Schema.Struct({
  /** Beginning of the service in Beijing, `yyyyMMddHHmmss` or `yyyyMMdd`, in the past. */
  start_time: Wire.BeijingTimeOrDate,
  /**
   * End in Beijing, in the format of `start_time`, later than it and not later than now. The same second is sent too: the page asks
   * for a later one, the error text of WeChat Pay rejects an earlier one only.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}).pipe(Schema.filter(realRange))

/**
 * When a service took place.
 *
 * @since 1.0.0
 * @category models
 */
export interface PastTimeRange extends Schema.Schema.Type<typeof pastTimeRange> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PastTimeRange: Schema.Schema<PastTimeRange> = pastTimeRange

const realEnd = {
  /**
   * End in Beijing, in the format of the start, later than it and not later than now. Required when the order was created
   * without. The same second is sent too: the page asks for a later one, the error text of WeChat Pay (internal code 271316637)
   * rejects an earlier one only.
   */
  end_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...remarks
}

const finalTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing, when it changed: in the format (second or day) that the order was created
   * with, after the creation and not later than now. After `OnAccept` it is a second.
   */
  start_time: Schema.optional(Wire.BeijingTimeOrDate),
  ...realEnd
}).pipe(Schema.filter(realRange))

/**
 * When a completed service took place, as far as it differs from what the order was created with.
 *
 * @since 1.0.0
 * @category models
 */
export interface FinalTimeRange extends Schema.Schema.Type<typeof finalTimeRange> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const FinalTimeRange: Schema.Schema<FinalTimeRange> = finalTimeRange

const partnerFinalTimeRange = Schema.Struct({
  /**
   * Beginning of the service in Beijing, when it changed: in the format (second or day) that the order was created
   * with, after the creation and not later than now. After `OnAccept` it is a second. The page of the call lists
   * `OnAccept` too, which leaves the start at the confirmation.
   */
  start_time: Schema.optional(startTime),
  ...realEnd
}).pipe(Schema.filter(realRange))

/**
 * When a completed service of a sub-merchant took place, as far as it differs from what the order was created with.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerFinalTimeRange extends Schema.Schema.Type<typeof partnerFinalTimeRange> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerFinalTimeRange: Schema.Schema<PartnerFinalTimeRange> = partnerFinalTimeRange

const location = Schema.Struct({
  /** Where the service begins, 1 to 20 characters. */
  start_location: Schema.optional(Wire.text(20)),
  /** Where it ends, 1 to 20 characters. An older page asks for `start_location` with it. */
  end_location: Schema.optional(Wire.text(20))
})

/**
 * Place of the service. Pages before 2024 allow 50 characters; those of 2026 allow 20.
 *
 * @since 1.0.0
 * @category models
 */
export interface Location extends Schema.Schema.Type<typeof location> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Location: Schema.Schema<Location> = location

/**
 * What a risk fund is for: `DEPOSIT`, `ADVANCE`, `CASH_DEPOSIT`, `ESTIMATE_ORDER_COST`. Which of them a service takes depends
 * on its kind.
 *
 * @since 1.0.0
 * @category schemas
 */
export const RiskName: Schema.Literal<["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]> =
  Wire.oneOf("DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST")

const riskFund = Schema.Struct({
  /**
   * `DEPOSIT`, `ADVANCE` or `CASH_DEPOSIT` for a service that waives a deposit, `ESTIMATE_ORDER_COST` for one that is
   * enjoyed first.
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
 * @since 1.0.0
 * @category schemas
 */
export const RiskFund: Schema.Schema<RiskFund> = riskFund

const device = Schema.Struct({
  /** Device where the service begins, at most 50 characters; unattended machines have to give it. */
  start_device_id: Schema.optional(Wire.text(50)),
  /** Device where it ends, at most 50 characters. */
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
 * How an order was paid outside of WeChat Pay Score.
 *
 * @since 1.0.0
 * @category models
 */
export interface PaidDetail extends Schema.Schema.Type<typeof paidDetail> {}

/**
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
 * How an order was paid outside of WeChat Pay Score, for service providers.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPaidDetail extends Schema.Schema.Type<typeof partnerPaidDetail> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPaidDetail: Schema.Schema<PartnerPaidDetail> = partnerPaidDetail
