/** The results of refunds: actions of banks, and of the merchant in its console. */
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
 * Completes a refund that is `PROCESSING`: the money arrives, and the merchant is notified with `REFUND.SUCCESS`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const succeed = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) =>
    Effect.andThen(payOut(refund, refund.user_received_account === toMerchant), end(refund, "SUCCESS"))
  )

/**
 * Makes a refund that is `PROCESSING` abnormal: the user's card or account rejects the money, and the merchant is
 * notified with `REFUND.ABNORMAL`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const bounce = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) => end(refund, "ABNORMAL"))

/**
 * Closes a refund that is `PROCESSING`: no money is returned, and the merchant is notified with `REFUND.CLOSED`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const close = (who: Who): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.flatMap(refundOf(who, ["PROCESSING"]), (refund) =>
    Effect.andThen(restore(refund), end(refund, "CLOSED"))
  )
