/** Service orders of PayScore: users who confirm, pay or do neither, and merchants who change or cancel orders in the console. */
import { BeijingTime } from "@effect-wechatpay/core"
import { type OrderState, ServiceOrder, ServiceOrderFlow } from "@effect-wechatpay/payscore"
import { Payscore, Samples, State } from "@effect-wechatpay/simulator"
import { DateTime, Effect, Either } from "effect"
import { terms } from "../support/serviceOrder.js"
import type { Report } from "./ledger.js"
import {
  type Act,
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

const service_id = Samples.serviceId

/** The states of WeChat Pay that agree with a final state of the library. */
const finalStates: Readonly<Record<string, ReadonlyArray<string>>> = {
  Cancelled: ["REVOKED"],
  Expired: ["EXPIRED"],
  Paid: ["DONE"],
  FinishedWithoutCollection: ["DONE"]
}

const hasOrderNo = (attach: string | undefined, out_order_no: string) =>
  attach?.endsWith(`|${out_order_no}`) === true

export const serviceOrder = (setting: Setting, index: number): Story => {
  const { choices, healsAt, ledger, now } = setting
  const out_order_no = `ORDER_${index}_X`
  const who = { mchid, out_order_no }
  const key = { ...who, appid, service_id }
  const order = { out_order_no, appid, service_id }
  const amount = choices.int(100, 900)
  const until = choices.of(seconds(20), minutes(1), minutes(4), minutes(12))
  const confirmsAt = choices.of<number | undefined>(
    undefined,
    seconds(2),
    seconds(15),
    until + choices.int(-2_000, 3_000),
    until + choices.int(0, 300_000),
    until - seconds(5),
    choices.int(0, 900_000)
  )
  const intent = choices.of("complete", "complete", "complete", "cancel")
  const lasts = choices.of(seconds(2), minutes(3), minutes(30))
  const paysAt = choices.of(minutes(5), minutes(20), minutes(40)) + choices.int(0, 60_000)

  const acts: Array<Act> = [
    ...(confirmsAt === undefined
      ? []
      : [{ name: `the user confirms ${out_order_no}`, at: confirmsAt, act: Payscore.confirm(key, openid) }]),
    { name: `the user pays ${out_order_no}`, at: paysAt, act: Payscore.payByUser(who) },
    // Whoever has to pay at the end pays.
    ...[20, 60, 100].map((after) => ({
      name: `the user pays ${out_order_no} at last`,
      at: healsAt + minutes(after),
      act: Payscore.payByUser(who)
    }))
  ]

  /** What a program that died continues from. */
  const books: { endTime?: string; step: "create" | "confirm" | "serve" | "final" | "over" } = {
    step: "create"
  }

  const charged = () => ledger.view(out_order_no)?.charged ?? 0

  const reportOf = ({
    state,
    order: shown
  }: {
    readonly state: OrderState.OrderState
    readonly order: { readonly total_amount?: number | undefined }
  }): Report => {
    const states = finalStates[state._tag]
    return states === undefined
      ? { text: state._tag }
      : {
          text: state._tag,
          final: { states, charged: state._tag === "Paid" ? (shown.total_amount ?? 0) : 0 }
        }
  }

  /** Goes on after a result. */
  const proceed = (state: OrderState.OrderState) => {
    if (state._tag in finalStates) books.step = "over"
    else if (state._tag === "AwaitingConfirmation") books.step = "confirm"
    else if (state._tag === "InService") books.step = "serve"
    else if (state._tag === "Collecting") books.step = "final"
  }

  const later = Effect.suspend(() => Effect.sleep(choices.of(seconds(1), seconds(10), seconds(40))))

  const step: Effect.Effect<void, never, Effect.Effect.Context<Story["work"]>> = Effect.gen(function* () {
    switch (books.step) {
      case "create": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "create",
          ServiceOrderFlow.create({ ...order, ...terms }),
          ({ state }) => ({ text: `created as ${state._tag}` })
        )
        if (Either.isRight(result)) proceed(result.right.state)
        else if (result.left._tag === "UnexpectedOrderState") books.step = "final"
        else yield* later
        return
      }
      case "confirm": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "awaitConfirmationOrCancel",
          ServiceOrderFlow.awaitConfirmationOrCancel(
            { ...order, reason: "not confirmed" },
            DateTime.unsafeMake(epoch + until)
          ),
          reportOf
        )
        if (Either.isRight(result)) proceed(result.right.state)
        else yield* later
        return
      }
      case "serve": {
        yield* Effect.sleep(lasts)
        // Another process may have gone on meanwhile.
        if (books.step !== "serve") return
        books.endTime ??= BeijingTime.fromDateTime(DateTime.unsafeMake(epoch + now()))
        const program =
          intent === "cancel"
            ? ServiceOrderFlow.cancel({ ...order, reason: "not needed" })
            : ServiceOrderFlow.complete({
                ...order,
                post_payments: [{ name: "rental", amount }],
                time_range: { end_time: books.endTime }
              })
        const { result } = yield* attempt(setting, out_order_no, intent, program, reportOf)
        if (Either.isRight(result)) proceed(result.right.state)
        else if (result.left._tag === "UnexpectedOrderState") books.step = "final"
        else yield* later
        return
      }
      case "final": {
        const { result } = yield* attempt(
          setting,
          out_order_no,
          "awaitFinal",
          ServiceOrderFlow.awaitFinal(order),
          reportOf
        )
        if (Either.isRight(result)) proceed(result.right.state)
        else yield* later
        return
      }
      case "over":
        return
    }
  })

  const reused = reuse(
    setting,
    out_order_no,
    ServiceOrderFlow.create({ ...order, ...terms, service_introduction: "umbrella" })
  )

  const consoleAct = choices.of<"cancel" | "lower" | undefined>(
    undefined,
    undefined,
    undefined,
    "cancel",
    "lower"
  )
  const consoleAt = choices.int(0, 1_800_000)
  const inConsole =
    consoleAct === "cancel"
      ? Effect.ignore(ServiceOrder.cancel({ ...order, reason: "by telephone" }))
      : Effect.ignore(
          ServiceOrder.modify({
            ...order,
            post_payments: [{ name: "rental", amount: amount - 50 }],
            total_amount: amount - 50,
            reason: "price lowered"
          })
        )

  let hasEnded = false
  return {
    subject: out_order_no,
    look: Effect.gen(function* () {
      const found = (yield* State.rows(Payscore.orders)).find((one) => one.out_order_no === out_order_no)
      const payments = yield* paymentsOf(({ attach }) => hasOrderNo(attach, out_order_no))
      if (found === undefined) return { state: "none", ...payments }
      const { state, state_description, total_amount } = found
      const shown = state === "DOING" ? `DOING ${state_description} ${total_amount ?? ""}` : state
      return { state: shown, ...payments }
    }),
    acts,
    ...(consoleAct === undefined ? {} : { console: Effect.andThen(Effect.sleep(consoleAt), inConsole) }),
    work: Effect.gen(function* () {
      while (books.step !== "over") yield* step
      yield* reused
      hasEnded = true
    }),
    hasEnded: () => hasEnded,
    endsWithin: minutes(45),
    rules: () => [
      ...(charged() > amount ? [`${out_order_no}: the user paid more than the price`] : []),
      ...undoneUnseen(setting, out_order_no, ["awaitConfirmationOrCancel"], ServiceOrder.cancel)
    ]
  }
}
