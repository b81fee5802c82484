/** Shares of one payment, one after the other, their returns, and the unfreeze of the rest. */
import {
  ProfitSharing,
  ProfitSharingFlow,
  ProfitSharingReceiver,
  ProfitSharingReturn
} from "@effect-wechatpay/profit-sharing"
import { Ledger, ProfitShares, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import { Effect, Either, Option } from "effect"
import type { Report } from "./ledger.js"
import {
  type Act,
  appid,
  attempt,
  mchid,
  minutes,
  reuse,
  type Setting,
  type Story,
  seconds
} from "./story.js"
import { epoch } from "./time.js"

export const endpoints = [
  ProfitSharing.create,
  ProfitSharing.query,
  ProfitSharing.unfreeze,
  ProfitSharingReturn.create,
  ProfitSharingReturn.query
] as const

const total = 10_000
const receiver = "1900000001"
const transaction_id = "42000000000000000000000000777"

/** The payment and its receiver. */
export const payment = Effect.gen(function* () {
  yield* Simulator.act(
    Transactions.register({
      transaction_id,
      out_trade_no: "SHARED",
      mchid,
      total,
      paid_at: epoch - 120_000,
      profit_sharing: "standard"
    })
  )
  yield* ProfitSharingReceiver.add({
    appid,
    type: "MERCHANT_ID",
    account: receiver,
    relation_type: "SUPPLIER"
  })
})

/** WeChat Pay finishes what is in progress. */
const finishAll = Effect.gen(function* () {
  const shares = (yield* State.rows(ProfitShares.shares)).filter(({ state }) => state === "PROCESSING")
  for (const one of shares) yield* Effect.ignore(ProfitShares.finish(one))
  const returns = (yield* State.rows(ProfitShares.returns)).filter(({ result }) => result === "PROCESSING")
  for (const one of returns) yield* Effect.ignore(ProfitShares.succeedReturn(one))
})

/** A share, the return of a part of it, and the unfreeze of the rest. Money that left the payer counts negative. */
export const share = (setting: Setting, index: number): Story => {
  const { choices, healsAt } = setting
  const out_order_no = `SHARE_${index}_X`
  const amount = choices.int(1, 3_000)
  const taken = choices.int(1, amount)
  const isClosed = choices.chance(0.2)
  const request = {
    transaction_id,
    out_order_no,
    receivers: [{ type: "MERCHANT_ID", account: receiver, amount, description: "share" }] as const,
    unfreeze_unsplit: false
  }
  const back = {
    out_order_no,
    out_return_no: `${out_order_no}_B`,
    return_mchid: receiver,
    amount: taken,
    description: "refund"
  }
  const rest = { transaction_id, out_order_no: `${out_order_no}_U`, description: "rest" }
  const books: { next: "share" | "takeBack" | "unfreeze" | "reuse" | "over" } = { next: "share" }

  const closes: ReadonlyArray<Act> = isClosed
    ? [0, 1, 2].map((part) => ({
        name: `the part of ${out_order_no} is closed`,
        at: choices.int(part * 60_000, (part + 1) * 60_000),
        act: ProfitShares.closePart({ mchid, out_order_no }, receiver, "ACCOUNT_ABNORMAL")
      }))
    : []
  const acts: ReadonlyArray<Act> = [
    ...closes,
    ...Array.from({ length: 6 }, () => choices.int(0, healsAt)),
    ...Array.from({ length: 20 }, (_, number) => healsAt + minutes(1) * (number + 1))
  ].map((one) =>
    typeof one === "number" ? { name: "shares and returns end", at: one, act: finishAll } : one
  )

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(1), seconds(31), minutes(3))))

  /** The share changes again by the return, which is a program of its own. */
  const shared = (found: Parameters<typeof ProfitSharingFlow.closed>[0]): Report => ({
    text: ProfitSharingFlow.closed(found).length > 0 ? "closed" : `shared ${found.state}`,
    mayChange: true
  })

  let closedParts = false
  const step = Effect.gen(function* () {
    switch (books.next) {
      case "share": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "share",
          ProfitSharingFlow.share(request),
          shared
        )
        if (Either.isLeft(result)) return yield* later
        closedParts = ProfitSharingFlow.closed(result.right).length > 0
        books.next = closedParts ? "unfreeze" : "takeBack"
        return
      }
      case "takeBack": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "takeBack",
          ProfitSharingFlow.takeBack(back),
          ({ result }): Report => ({
            text: `returned ${result}`,
            final: { states: ["SUCCESS"], charged: -(amount - (result === "SUCCESS" ? taken : 0)) }
          })
        )
        if (Either.isLeft(result)) return yield* later
        books.next = "unfreeze"
        return
      }
      case "unfreeze": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "unfreeze",
          ProfitSharingFlow.unfreeze(rest),
          (found): Report => ({
            text: Option.isSome(found) ? "unfrozen" : "nothing was left",
            ...(closedParts ? { final: { states: ["CLOSED"], charged: 0 } } : {})
          })
        )
        if (Either.isLeft(result)) return yield* later
        books.next = "reuse"
        return
      }
      case "reuse":
        yield* reuse(setting, out_order_no, ProfitSharingFlow.share({ ...request, unfreeze_unsplit: true }))
        books.next = "over"
    }
  })

  let hasEnded = false
  return {
    subject: out_order_no,
    look: Effect.gen(function* () {
      const parts = (yield* State.rows(ProfitShares.shares))
        .filter((one) => one.out_order_no === out_order_no)
        .flatMap((one) => one.parts)
      const paid = parts.filter(({ result }) => result === "SUCCESS")
      const returned = (yield* State.rows(ProfitShares.returns)).filter(
        (one) => one.out_order_no === out_order_no && one.result === "SUCCESS"
      )
      const sum = (all: ReadonlyArray<{ readonly amount: number }>) =>
        all.reduce((amount, one) => amount + one.amount, 0)
      return { state: parts[0]?.result ?? "none", charged: sum(returned) - sum(paid), charges: paid.length }
    }),
    acts,
    work: Effect.gen(function* () {
      while (books.next !== "over") yield* step
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(60),
    rules: () => []
  }
}

/** The money of the payment is all there, once. */
export const shareRules = Effect.map(
  Effect.all([
    Ledger.balance(Ledger.pending(mchid, transaction_id)),
    Ledger.balance(Ledger.merchant(mchid)),
    Ledger.balance(Ledger.merchant(receiver))
  ]),
  ([frozen, payer, received]) => [
    ...(frozen === 0 ? [] : [`${frozen} fen of the payment are still frozen`]),
    ...(payer + received === total ? [] : [`${payer} and ${received} fen are left of ${total}`])
  ]
)
