/** What the tests and the runner processes tell each other. */
import {
  Deduction,
  FaceSale,
  Payment,
  PayscoreOrder,
  ProfitSharing,
  RefundWorkflow,
  Transfer
} from "@effect-wechatpay/workflow"
import { Schema } from "effect"

/** What the application knows of an order besides its number. */
export const Details = Schema.Struct({
  /** Face code, `auth_code`, payment number, user or receiver. */
  code: Schema.optional(Schema.String),
  /** The step of the application that takes long. */
  slowIn: Schema.optional(Schema.Literal("created", "pay", "ended"))
})

export type Details = typeof Details.Type

const of = <Tag extends string, Fields extends Schema.Struct.Fields>(
  tag: Tag,
  payload: Schema.Struct<Fields>
) => Schema.TaggedStruct(tag, { payload })

export const Command = Schema.Union(
  /** The application stores what it knows of an order. */
  Schema.TaggedStruct("Store", { no: Schema.String, details: Details }),
  of("Order", PayscoreOrder.Payload),
  of("Confirmed", PayscoreOrder.Payload),
  of("Ended", PayscoreOrder.Payload),
  Schema.TaggedStruct("Decide", {
    payload: PayscoreOrder.Payload,
    decision: Schema.Literal("complete", "cancel")
  }),
  of("Sale", FaceSale.Payload),
  of("Deduct", Deduction.Payload),
  of("Refund", RefundWorkflow.Payload),
  of("Refunded", RefundWorkflow.Payload),
  of("Payment", Payment.Payload),
  of("Paid", Payment.Payload),
  of("Close", Payment.Payload),
  of("Transfer", Transfer.Payload),
  of("Transferred", Transfer.Payload),
  of("CancelTransfer", Transfer.Payload),
  of("Share", ProfitSharing.Payload),
  of("Shared", ProfitSharing.Payload)
)

export type Command = typeof Command.Type
