/** Orders that a user pays by a code, or does not pay. */
import { Native, PaymentFlow, PaymentState } from "@effect-wechatpay/pay"
import { Pay, State } from "@effect-wechatpay/simulator"
import { Effect, Either } from "effect"
import type { Report } from "./ledger.js"
import {
  appid,
  attempt,
  mchid,
  minutes,
  openid,
  paymentsOf,
  type Setting,
  type Story,
  seconds
} from "./story.js"

export const payment = (setting: Setting, index: number): Story => {
  const { choices } = setting
  const out_trade_no = `PAY_${index}_X`
  const key = { mchid, out_trade_no }
  const total = choices.int(100, 900)
  const paysAt = choices.of<number | undefined>(
    undefined,
    choices.int(0, 60_000),
    choices.int(0, 2_400_000),
    choices.int(1_790_000, 1_830_000),
    choices.int(1_800_000, 1_802_000)
  )
  const books: { next: "create" | "await" | "close" | "over" } = { next: "create" }

  const reportOf = (order: PaymentState.Order): Report => {
    const { _tag } = PaymentState.of(order)
    if (_tag === "Paid") return { text: _tag, final: { states: ["SUCCESS"], charged: total } }
    if (_tag === "Closed") return { text: _tag, final: { states: ["CLOSED"], charged: 0 } }
    // The documentation asks to run the program again.
    return { text: _tag, mayChange: true }
  }

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(1), seconds(20), minutes(3))))

  const step = Effect.gen(function* () {
    if (books.next === "create") {
      const { result } = yield* attempt(
        setting,
        out_trade_no,
        "create",
        Native.create({
          ...key,
          appid,
          description: "tea",
          notify_url: "https://shop.example/wechatpay/notify",
          amount: { total }
        }),
        () => ({ text: "created" })
      )
      // The user may have paid before a lost response was found out, or another process may have closed the order.
      if (Either.isRight(result)) books.next = "await"
      else if (["OrderPaid", "OrderClosed", "OutTradeNoUsed"].includes(result.left._tag)) books.next = "close"
      else yield* later
      return
    }
    const { result } = yield* attempt(
      setting,
      out_trade_no,
      books.next === "await" ? "awaitPaymentOrClose" : "close",
      books.next === "await" ? PaymentFlow.awaitPaymentOrClose(key) : PaymentFlow.close(key),
      reportOf
    )
    if (Either.isLeft(result)) return yield* later
    const { _tag } = PaymentState.of(result.right)
    books.next = _tag === "Paid" || _tag === "Closed" ? "over" : "close"
    if (books.next === "close") yield* later
  })

  let hasEnded = false
  return {
    subject: out_trade_no,
    look: Effect.gen(function* () {
      const found = (yield* State.rows(Pay.orders)).find((one) => one.out_trade_no === out_trade_no)
      return {
        state: found?.state ?? "none",
        ...(yield* paymentsOf((payment) => payment.out_trade_no === out_trade_no))
      }
    }),
    acts:
      paysAt === undefined
        ? []
        : [{ name: `the user pays ${out_trade_no}`, at: paysAt, act: Pay.pay(key, { openid }) }],
    work: Effect.gen(function* () {
      while (books.next !== "over") yield* step
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(45),
    rules: () => []
  }
}
