/** Deductions from face contracts: users who pay, cannot pay, or whose bank decides later. */
import { OfflineContractFlow, type OfflineTransactionState } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { type DateTime, Effect, Either, Option } from "effect"
import { authorize } from "../support/faceContracts.js"
import type { Report } from "./ledger.js"
import {
  type Act,
  appid,
  attempt,
  mchid,
  minutes,
  paymentsOf,
  reuse,
  type Setting,
  type Story,
  seconds,
  sub_mchid
} from "./story.js"
import type { World } from "./world.js"

const { organizationId: organization_id } = Samples
const { act } = Simulator

/** A face user with a contract, recognised by a device. */
const recognise = Effect.fnUntraced(function* (
  user_id: string,
  device_id: string,
  outcomes: ReadonlyArray<Facepay.DeductionOutcome>
) {
  yield* act(Facepay.addFaceUser({ organization_id, user_id, out_user_id: `out ${user_id}` }))
  yield* act(Facepay.signContract({ organization_id, user_id }))
  yield* act(Facepay.scriptDeductions({ organization_id, user_id }, ...outcomes))
  const authinfo = yield* authorize(device_id)
  return yield* act(Facepay.recognise({ device_id, authinfo, face: { organization_id, user_id } }))
})

export const deduction = async (
  setting: Setting,
  index: number,
  prepare: World["prepare"]
): Promise<Story> => {
  const { choices } = setting
  const out_trade_no = `MEAL_${index}_X`
  const total = choices.int(100, 900)
  const outcome = () =>
    choices.of("success", "success", "success", "advance", "insufficient", "systemError", "unclear")
  const outcomes = Array.from({ length: choices.int(1, 4) }, outcome)
  const auth_code = await prepare(recognise(`user ${index}`, `TILL-${index}`, outcomes))
  const meal = {
    sp_appid: appid,
    sp_mchid: mchid,
    sub_mchid,
    amount: { total, currency: "CNY" as const },
    business: { business_product_id: 2 as const, business_scene_id: 3 as const },
    out_trade_no,
    auth_code
  }
  const key = { out_trade_no, sp_mchid: mchid, sub_mchid, business_product_id: 2 as const }
  const decides = choices.of("success" as const, "insufficient" as const)
  const decidesAt = choices.of(seconds(5), seconds(50), minutes(3), minutes(9))
  const acts: ReadonlyArray<Act> = [0, minutes(12), setting.healsAt, setting.healsAt + minutes(5)].map(
    (after) => ({
      name: `the bank decides about ${out_trade_no}`,
      at: decidesAt + after,
      act: Facepay.decideDeduction({ sp_mchid: mchid, sub_mchid, out_trade_no }, decides)
    })
  )
  const triesAgain = choices.int(0, 1)

  const books: { next: "deduct" | "reconcile" | "over"; sentAt: DateTime.Utc | undefined; declined: number } =
    {
      next: "deduct",
      sentAt: undefined,
      declined: 0
    }

  const isLast = () => books.declined >= triesAgain

  const reportOf = (state: OfflineTransactionState.OfflineTransactionState): Report => {
    switch (state._tag) {
      case "Paid":
        return { text: "Paid", final: { states: ["SUCCESS"], charged: total } }
      case "Declined":
        return isLast()
          ? { text: "Declined", final: { states: ["PAYERROR"], charged: 0 } }
          : { text: "Declined" }
      default:
        return { text: state._tag }
    }
  }

  const decide = (state: OfflineTransactionState.OfflineTransactionState) => {
    if (state._tag !== "Declined" || isLast()) books.next = "over"
    else {
      books.declined++
      books.next = "deduct"
    }
  }

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(1), seconds(30), minutes(2))))

  const step = Effect.gen(function* () {
    if (books.next === "deduct") {
      const { result } = yield* attempt(
        setting,
        out_trade_no,
        "deduct",
        OfflineContractFlow.deduct(meal),
        ({ state }) => reportOf(state)
      )
      if (Either.isRight(result)) return decide(result.right.state)
      const error = result.left
      books.sentAt = error._tag === "DeductionUnknown" ? error.sentAt : undefined
      books.next = choices.of("deduct", "reconcile")
      // A rejected repetition after which another one cannot succeed either.
      if (error.outcome === "Refused") books.next = "reconcile"
      return yield* later
    }
    const { result } = yield* attempt(
      setting,
      out_trade_no,
      "reconcile",
      OfflineContractFlow.reconcile({
        ...key,
        ...(books.sentAt === undefined ? {} : { sentAt: books.sentAt })
      }),
      Option.match({
        onNone: () => ({ text: "no such order", final: { states: ["none"], charged: 0 } }),
        onSome: ({ state }) => reportOf(state)
      })
    )
    if (Either.isLeft(result)) return yield* later
    Option.match(result.right, {
      onNone: () => {
        books.next = "over"
      },
      onSome: ({ state }) => decide(state)
    })
  })

  const reused = reuse(
    setting,
    out_trade_no,
    OfflineContractFlow.deduct({ ...meal, amount: { total: total + 1, currency: "CNY" } })
  )

  let hasEnded = false
  return {
    subject: out_trade_no,
    look: Effect.gen(function* () {
      const found = (yield* State.rows(Facepay.offlineOrders)).find(
        (one) => one.out_trade_no === out_trade_no
      )
      return {
        state: found?.trade_state ?? "none",
        ...(yield* paymentsOf((payment) => payment.out_trade_no === out_trade_no))
      }
    }),
    acts,
    work: Effect.gen(function* () {
      while (books.next !== "over") yield* step
      yield* reused
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(20),
    rules: () => []
  }
}
