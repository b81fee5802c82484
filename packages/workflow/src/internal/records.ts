/** The operation records that the workflows need. */
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/**
 * Fails without operation records. A process that takes over an order must know which requests of the killed one may still
 * take effect: otherwise a result that it reports could change later.
 */
export const required: Layer.Layer<never, InvalidOptions> = Layer.effectDiscard(
  Effect.flatMap(
    OperationRecords.OperationRecords,
    Option.match({
      onNone: () =>
        new InvalidOptions({
          setting: "OperationRecords",
          problem: "provide SqlOperationRecords.layer() to the workflows, in the same database"
        }),
      onSome: () => Effect.void
    })
  )
)
