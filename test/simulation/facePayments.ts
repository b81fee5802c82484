/** Payments by face code at tills: users who pay at once, enter a password, give up or have no money. */
import { BeijingTime } from "@effect-wechatpay/core"
import { FacePayment, FacePaymentFlow } from "@effect-wechatpay/facepay"
import { FacepayV2, Simulator } from "@effect-wechatpay/simulator"
import { DateTime, Effect, Either } from "effect"
import type { Report } from "./ledger.js"
import {
  appid,
  attempt,
  mchid,
  minutes,
  openid,
  paymentsOf,
  reuse,
  type Setting,
  type Story,
  seconds,
  undoneUnseen
} from "./story.js"
import { epoch } from "./time.js"
import type { World } from "./world.js"

const notPaid = ["none", "PAYERROR", "REVOKED", "NOTPAY"]

type Failed = { readonly outcome: "NotSent" | "Refused" | "Unknown"; readonly text: string }

export const facePayment = async (
  setting: Setting,
  index: number,
  prepare: World["prepare"]
): Promise<Story> => {
  const { choices, hasRecords, now } = setting
  const out_trade_no = `SALE_${index}_X`
  const total_fee = choices.int(100, 900)
  const response = choices.of(
    "SUCCESS",
    "SUCCESS",
    "SUCCESS",
    "USERPAYING",
    "USERPAYING",
    "BANKERROR",
    "SYSTEMERROR",
    "NOTENOUGH"
  )
  const becomes = choices.of<FacepayV2.UserActions["becomes"]>(
    undefined,
    { state: "SUCCESS", afterMillis: choices.int(0, 90_000) },
    { state: "SUCCESS", afterMillis: choices.int(10_000, 40_000) },
    { state: "PAYERROR", afterMillis: choices.int(0, 60_000) }
  )
  const userActions: FacepayV2.UserActions = {
    response,
    ...(response === "SUCCESS" || response === "NOTENOUGH" || becomes === undefined ? {} : { becomes }),
    recalls: choices.of(0, 0, 0, 1, 3)
  }
  const face_code = await prepare(
    Simulator.act(FacepayV2.giveFaceCode({ mchid, appid, out_trade_no, total_fee, openid, userActions }))
  )
  const beginsAt = choices.int(0, 10_000)
  const expiresAt = beginsAt + minutes(2)
  const order = {
    appid,
    out_trade_no,
    total_fee,
    openid,
    time_expire: BeijingTime.fromDateTime(DateTime.unsafeMake(epoch + expiresAt))
  }
  const sale = { ...order, body: "Coffee", fee_type: "CNY", spbill_create_ip: "203.0.113.7", face_code }

  /** What the till has stored. */
  const books = { isStarted: false, reversing: false, isOver: false }

  const reportOf = (result: FacePaymentFlow.Result): Report | Failed => {
    switch (result._tag) {
      case "Paid":
        return { text: "Paid", final: { states: ["SUCCESS"], charged: total_fee } }
      case "Reversed":
        return { text: "Reversed", final: { states: notPaid, charged: 0 } }
      case "Failed": {
        const text = `Failed (${result.error._tag})`
        // It describes this run only.
        return result.error.outcome === "NotSent"
          ? { outcome: "NotSent", text }
          : { text, final: { states: notPaid, charged: 0 } }
      }
      case "Refunded":
        return { text: "Refunded" }
      case "Unknown":
        return { outcome: "Unknown", text: result.error._tag }
    }
  }

  const step = Effect.gen(function* () {
    const mayPay = !books.isStarted || (hasRecords && choices.chance(0.5))
    const isFirst = !books.isStarted
    books.isStarted = true
    const { result } = yield* attempt(
      setting,
      out_trade_no,
      mayPay ? "pay" : "reconcile",
      mayPay
        ? FacePaymentFlow.pay(sale)
        : FacePaymentFlow.reconcile({ ...order, reversing: books.reversing }),
      reportOf
    )
    if (Either.isLeft(result)) return
    const shown = result.right
    if (shown._tag === "Unknown") {
      books.reversing ||= shown.reversing
      yield* Effect.sleep(choices.of(seconds(1), seconds(20), minutes(1), minutes(2)))
    } else if (shown._tag === "Failed" && shown.error.outcome === "NotSent" && !isFirst) {
      yield* Effect.sleep(seconds(5))
    } else {
      books.isOver = true
    }
  })

  const reused = reuse(
    setting,
    out_trade_no,
    Effect.flatMap(FacePaymentFlow.pay({ ...sale, body: "Tea" }), (result) =>
      result._tag === "Failed" || result._tag === "Unknown"
        ? Effect.fail({ _tag: result.error._tag as string, outcome: result.error.outcome })
        : Effect.succeed(result)
    )
  )

  let hasEnded = false
  return {
    subject: out_trade_no,
    look: Effect.gen(function* () {
      const found = yield* FacepayV2.find({ mchid, out_trade_no })
      return {
        state: found?.state ?? "none",
        ...(yield* paymentsOf((payment) => payment.out_trade_no === out_trade_no))
      }
    }),
    acts: [],
    work: Effect.gen(function* () {
      if (now() < beginsAt) yield* Effect.sleep(beginsAt - now())
      while (!books.isOver) yield* step
      yield* reused
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(15),
    rules: () => undoneUnseen(setting, out_trade_no, ["pay", "reconcile"], FacePayment.reverse)
  }
}
