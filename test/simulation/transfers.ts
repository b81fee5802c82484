/** Transfers that a user confirms, or does not, and that the merchant cancels after a while. */
import { State, Transfers } from "@effect-wechatpay/simulator"
import { Transfer, TransferFlow, TransferScene, TransferState } from "@effect-wechatpay/transfer"
import { DateTime, Effect, Either } from "effect"
import type { Report } from "./ledger.js"
import { appid, attempt, mchid, minutes, openid, reuse, type Setting, type Story, seconds } from "./story.js"
import { epoch } from "./time.js"

export const endpoints = [Transfer.create, Transfer.query, Transfer.cancel] as const

export const transfer = (setting: Setting, index: number): Story => {
  const { choices, healsAt } = setting
  const out_bill_no = `TRANSFER${index}X`
  const key = { mchid, out_bill_no }
  const amount = choices.int(10, 900)
  const deadline = choices.of(minutes(1), minutes(10), minutes(30))
  const confirmsAt = choices.of<number | undefined>(
    undefined,
    choices.int(0, 60_000),
    choices.int(0, 2_400_000),
    choices.int(deadline - 3_000, deadline + 10_000)
  )
  const isSlow = choices.chance(0.4)
  const paysOutAt = Math.max(healsAt, confirmsAt ?? 0) + seconds(5)
  const fails = choices.chance(0.2)
  const input = {
    ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
    appid,
    openid,
    out_bill_no,
    transfer_amount: amount,
    transfer_remark: "新会员有礼"
  }
  const books: { next: "create" | "await" | "cancel" | "reuse" | "over" } = { next: "create" }

  const reportOf = (bill: TransferState.Bill): Report => {
    const { _tag } = TransferState.of(bill)
    if (_tag === "Succeeded") return { text: _tag, final: { states: ["SUCCESS"], charged: -amount } }
    if (_tag === "Failed" || _tag === "Cancelled") {
      return { text: _tag, final: { states: [bill.state], charged: 0 } }
    }
    // The documentation asks to run the program again.
    return { text: _tag, mayChange: true }
  }

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(1), seconds(31), minutes(3))))

  const step = Effect.gen(function* () {
    if (books.next === "create") {
      const { result } = yield* attempt(setting, out_bill_no, "create", TransferFlow.create(input), () => ({
        text: "created",
        mayChange: true
      }))
      if (Either.isRight(result)) books.next = "await"
      else yield* later
      return
    }
    if (books.next === "reuse") {
      yield* reuse(setting, out_bill_no, TransferFlow.create({ ...input, transfer_amount: amount + 1 }))
      books.next = "over"
      return
    }
    const { result } = yield* attempt(
      setting,
      out_bill_no,
      books.next === "await" ? "awaitEndOrCancel" : "cancel",
      books.next === "await"
        ? TransferFlow.awaitEndOrCancel(key, DateTime.unsafeMake(epoch + deadline))
        : TransferFlow.cancel(key),
      reportOf
    )
    if (Either.isLeft(result)) return yield* later
    const isOver = TransferState.isFinal(TransferState.of(result.right))
    books.next = isOver ? "reuse" : "cancel"
    if (!isOver) yield* later
  })

  let hasEnded = false
  const ends = fails ? Transfers.fail(key, "NAME_NOT_CORRECT") : Transfers.payOut(key)
  return {
    subject: out_bill_no,
    look: Effect.map(State.rows(Transfers.bills), (rows) => {
      const found = rows.filter((one) => one.out_bill_no === out_bill_no)
      const paid = found.filter(({ state }) => state === "SUCCESS")
      return {
        state: found[0]?.state ?? "none",
        charged: -paid.reduce((sum, { transfer_amount }) => sum + transfer_amount, 0),
        charges: paid.length
      }
    }),
    acts:
      confirmsAt === undefined
        ? []
        : [
            {
              name: `the user confirms ${out_bill_no}`,
              at: confirmsAt,
              act: Transfers.confirm(key, { isSlow: isSlow || fails })
            },
            ...(isSlow || fails ? [{ name: `${out_bill_no} is paid out`, at: paysOutAt, act: ends }] : [])
          ],
    work: Effect.gen(function* () {
      while (books.next !== "over") yield* step
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(75),
    rules: ({ charged }) => (charged < -amount ? [`${out_bill_no}: more than the amount was paid`] : [])
  }
}
