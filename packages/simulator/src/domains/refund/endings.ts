/** How refunds end: what banks, and the merchant in its console, do. */
import * as Effect from "effect/Effect"
import type * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { payOut, restore } from "./accounts.js"
import { end, find, type Refund, toMerchant, type Who } from "./refunds.js"

const refundOf = Effect.fnUntraced(function* (who: Who, expected: ReadonlyArray<Refund["status"]>) {
  const refund = yield* find(who)
  if (refund === undefined) return yield* new ActionRejected({ problem: "no such refund" })
  if (!expected.includes(refund.status)) {
    return yield* new ActionRejected({ problem: `the refund is ${refund.status}` })
  }
  return refund
})

/**
 * The money of a refund under way arrives; the merchant is notified with `REFUND.SUCCESS`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const succeed = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) =>
    Effect.andThen(payOut(refund, refund.user_received_account === toMerchant), end(refund, "SUCCESS"))
  )

/**
 * The user's card or account does not take the money of a refund under way; the merchant is notified with `REFUND.ABNORMAL`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const bounce = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) => end(refund, "ABNORMAL"))

/**
 * A refund under way ends without money going back; the merchant is notified with `REFUND.CLOSED`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const close = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) =>
    Effect.andThen(restore(refund), end(refund, "CLOSED"))
  )
