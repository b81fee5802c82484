/** The results of shares and returns: what WeChat Pay does with the money. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import * as Ledger from "../ledger.js"
import { payeeOf } from "../transactions.js"
import * as Money from "./money.js"
import { isListed } from "./receivers.js"
import {
  type Part,
  type Return,
  returnKey,
  returns,
  type Share,
  settingsOf,
  shareKey,
  shares,
  type Who
} from "./tables.js"

interface Event {
  readonly kind: "SUCCESS" | "RETURN"
  /** The merchant that is notified. */
  readonly to: string
  readonly owner: { readonly mchid: string; readonly sub_mchid?: string | undefined }
  readonly transaction_id: string
  readonly order_id: string
  readonly out_order_no: string
  readonly receiver: Pick<Part, "type" | "account" | "amount" | "description">
  readonly at: number
}

/**
 * Notifies a merchant that received or returned money, at the address that it configured on the platform. Users are not
 * notified.
 */
const notify = Effect.fnUntraced(function* (event: Event) {
  const { notify_url } = yield* settingsOf(event.to)
  if (notify_url === undefined) return
  const { account, amount, description, type } = event.receiver
  const { mchid, sub_mchid } = event.owner
  yield* Outbox.send({
    mchid: event.to,
    url: notify_url,
    event_type: `PROFITSHARING.${event.kind}`,
    summary: event.kind === "SUCCESS" ? "分账" : "分账回退",
    original_type: "profitsharing",
    associated_data: "profitsharing",
    resource: {
      ...(sub_mchid === undefined ? { mchid } : { sp_mchid: mchid, sub_mchid }),
      transaction_id: event.transaction_id,
      order_id: event.order_id,
      out_order_no: event.out_order_no,
      receiver: { type, account, amount, description },
      success_time: rfc3339(event.at)
    }
  })
})

const requireProcessing = Effect.fnUntraced(function* (who: Who) {
  const share = (yield* State.rows(shares)).get(shareKey(who))
  if (share === undefined) return yield* new ActionRejected({ problem: "no such share" })
  if (share.state !== "PROCESSING")
    return yield* new ActionRejected({ problem: `the share is ${share.state}` })
  return share
})

const save = (share: Share) => Effect.map(State.rows(shares), (rows) => rows.set(shareKey(share), share))

/**
 * Closes the part of one receiver in a share that is `PROCESSING`, for a reason such as `ACCOUNT_ABNORMAL`. The other
 * parts are not affected.
 *
 * @since 1.0.0
 * @category combinators
 */
export const closePart = Effect.fnUntraced(function* (who: Who, account: string, fail_reason: string) {
  const share = yield* requireProcessing(who)
  const finished_at = yield* Clock.currentTimeMillis
  const closing = share.parts.filter((part) => part.account === account && part.result === "PENDING")
  if (closing.length === 0) {
    return yield* new ActionRejected({ problem: "no pending part has this receiver" })
  }
  for (const part of closing) yield* Money.returnPart(share, part)
  yield* save({
    ...share,
    parts: share.parts.map((part) =>
      part.account === account && part.result === "PENDING"
        ? { ...part, result: "CLOSED", fail_reason, finished_at }
        : part
    )
  })
})

/**
 * Finishes a share or unfreeze that is `PROCESSING`: pending parts are paid, except to receivers that were removed from
 * the list meanwhile (`NO_RELATION`). Merchants that received a part are notified with `PROFITSHARING.SUCCESS`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const finish = Effect.fnUntraced(function* (who: Who) {
  const share = yield* requireProcessing(who)
  const { mchid, sub_mchid } = share
  const finished_at = yield* Clock.currentTimeMillis
  const parts = yield* Effect.forEach(share.parts, (part) =>
    Effect.gen(function* () {
      if (part.result !== "PENDING") return part
      if (!(yield* isListed(share, mchid, sub_mchid ?? mchid, part))) {
        yield* Money.returnPart(share, part)
        return { ...part, result: "CLOSED", fail_reason: "NO_RELATION", finished_at } satisfies Part as Part
      }
      yield* Money.payPart(share, part)
      return { ...part, result: "SUCCESS", finished_at } satisfies Part as Part
    })
  )
  if (yield* Money.isClosed(share)) {
    yield* Money.release(share, { business_no: share.order_id, voucher_no: share.out_order_no })
  }
  yield* save({ ...share, state: "FINISHED", parts })
  for (const receiver of parts) {
    if (receiver.type !== "MERCHANT_ID" || receiver.result !== "SUCCESS") continue
    yield* notify({
      kind: "SUCCESS",
      to: receiver.account,
      owner: { mchid, sub_mchid },
      transaction_id: share.transaction_id,
      order_id: share.order_id,
      out_order_no: share.out_order_no,
      receiver,
      at: finished_at
    })
  }
})

/**
 * The key of a return: the caller and the number.
 *
 * @since 1.0.0
 * @category models
 */
export interface WhichReturn {
  readonly mchid: string
  readonly out_return_no: string
}

const endReturn = Effect.fnUntraced(function* (
  which: WhichReturn,
  result: "SUCCESS" | "FAILED",
  fail_reason?: string
) {
  const rows = yield* State.rows(returns)
  const found = rows.get(returnKey(which))
  if (found?.result !== "PROCESSING") {
    return yield* new ActionRejected({
      problem: found === undefined ? "no such return" : `the return is ${found.result}`
    })
  }
  const finished_at = yield* Clock.currentTimeMillis
  const moved =
    result === "FAILED" ||
    Either.isRight(
      yield* Effect.either(
        Ledger.move({
          kind: "SHARE_RETURNED",
          from: Ledger.merchant(found.return_mchid),
          to: Ledger.merchant(payeeOf(found)),
          amount: found.amount,
          business_no: found.return_id,
          voucher_no: found.out_return_no
        })
      )
    )
  const ended: Return = moved
    ? { ...found, result, fail_reason, finished_at }
    : { ...found, result: "FAILED", fail_reason: "BALANCE_NOT_ENOUGH", finished_at }
  rows.set(returnKey(which), ended)
  if (ended.result === "FAILED") return
  yield* notify({
    kind: "RETURN",
    to: ended.return_mchid,
    owner: { mchid: ended.mchid, sub_mchid: ended.sub_mchid },
    transaction_id: ended.transaction_id,
    order_id: ended.return_id,
    out_order_no: ended.out_return_no,
    receiver: {
      type: "MERCHANT_ID",
      account: ended.sub_mchid ?? ended.mchid,
      amount: ended.amount,
      description: ended.description
    },
    at: finished_at
  })
})

/**
 * Completes a return that is `PROCESSING`: the payer has the money back. If the receiver's balance is too low, the return
 * fails with `BALANCE_NOT_ENOUGH`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const succeedReturn = (which: WhichReturn): Effect.Effect<void, ActionRejected, State.State> =>
  endReturn(which, "SUCCESS")

/**
 * Makes a return that is `PROCESSING` fail, for a reason such as `BALANCE_NOT_ENOUGH`. No money is moved.
 *
 * @since 1.0.0
 * @category combinators
 */
export const failReturn = (
  which: WhichReturn,
  fail_reason: string
): Effect.Effect<void, ActionRejected, State.State> => endReturn(which, "FAILED", fail_reason)
