/** Refunds of one payment: parts of it, more than it, and banks that accept or return the money. */
import { Refund, RefundFlow } from "@effect-wechatpay/refund"
import { Refunds, State, Transactions } from "@effect-wechatpay/simulator"
import { Effect, Either } from "effect"
import type { Report } from "./ledger.js"
import { type Act, attempt, mchid, minutes, type Setting, type Story, seconds, tooFrequent } from "./story.js"
import { epoch } from "./time.js"

const total = 1_000

/** A payment that can be refunded. */
export const payment = (index: number): Effect.Effect<void, never, State.State> =>
  Transactions.register({
    transaction_id: `42000000000000000000000000${index}`,
    out_trade_no: `PAID_${index}`,
    mchid,
    total,
    paid_at: epoch - 60_000
  })

export const refundPart = (setting: Setting, index: number, part: number): Story => {
  const { choices, healsAt } = setting
  const out_refund_no = `REFUND_${index}_${part}_X`
  const transaction_id = `42000000000000000000000000${index}`
  const refund = choices.int(1, 700)
  const who = { mchid, out_refund_no }
  const beginsAt = choices.int(0, 90_000)
  const input = { transaction_id, out_refund_no, amount: { refund, total, currency: "CNY" as const } }
  const ends = choices.of(Refunds.succeed, Refunds.succeed, Refunds.bounce, Refunds.close)
  const acts: Array<Act> = [choices.int(0, 900_000), healsAt + seconds(1), healsAt + minutes(8)].map(
    (at) => ({
      name: `the bank ends ${out_refund_no}`,
      at,
      act: ends(who)
    })
  )
  const books: { next: "create" | "await" | "over"; rejections: number } = { next: "create", rejections: 0 }

  const reportOf = ({ status }: { readonly status: string }): Report =>
    status === "PROCESSING"
      ? { text: status }
      : { text: status, final: { states: [status], charged: status === "CLOSED" ? 0 : -refund } }

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(5), seconds(61), minutes(2))))

  const step = Effect.gen(function* () {
    if (books.next === "create") {
      const { result } = yield* attempt(
        setting,
        out_refund_no,
        "create",
        RefundFlow.create(input),
        (found) => (found.status === "PROCESSING" ? { text: "accepted" } : reportOf(found))
      )
      if (Either.isRight(result)) books.next = "await"
      // More than is left of the payment: a person decides. The number is given up a while after the last rejection.
      else if (result.left.outcome === "Refused" && ++books.rejections > 2) books.next = "over"
      else yield* later
      return
    }
    const { result } = yield* attempt(setting, out_refund_no, "awaitEnd", RefundFlow.awaitEnd(who), reportOf)
    if (Either.isRight(result) && result.right.status !== "PROCESSING") books.next = "over"
    else yield* later
  })

  let hasEnded = false
  return {
    subject: out_refund_no,
    look: Effect.map(State.rows(Refunds.refunds), (rows) => {
      const found = rows.filter((one) => one.out_refund_no === out_refund_no)
      const kept = found.filter(({ status }) => status !== "CLOSED")
      return {
        state: found[0]?.status ?? "none",
        charged: -kept.reduce((sum, one) => sum + one.refund, 0),
        charges: kept.length
      }
    }),
    acts,
    work: Effect.gen(function* () {
      if (setting.now() < beginsAt) yield* Effect.sleep(beginsAt - setting.now())
      while (books.next !== "over") yield* step
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(25),
    rules: ({ charged }) => [
      ...(charged < -refund ? [`${out_refund_no}: more than the application was refunded`] : []),
      ...tooFrequent(setting, out_refund_no, Refund.create, minutes(1))
    ]
  }
}

/** Rules of all refunds of a payment together. */
export const refundRules = (stories: ReadonlyArray<Story>, charged: (subject: string) => number) => {
  const sum = -stories.reduce((all, { subject }) => all + charged(subject), 0)
  return sum > total ? [`${sum} fen were refunded of ${total}`] : []
}
