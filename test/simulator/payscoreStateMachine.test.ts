/**
 * Any sequence of what the merchant calls, the user does and the clock brings, held against a small model of its own:
 * the state of the order after each step, and the code of each rejection.
 */
import { assert, describe, it } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { OrderState, ServiceOrder } from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Schema, TestClock } from "effect"
import { runs, timeout } from "../support/long.js"
import { act, begin, type Calls, newNumber, outcome, sides } from "./payscore/sides.js"

const histories = runs("histories of orders, compared with the model", {
  ci: 15,
  long: 3_000,
  seed: 20_260_104
})

const { appid, serviceId: service_id } = Samples

// --- the model -----------------------------------------------------------------------------------------------------------

interface Model {
  readonly state: OrderState.OrderState["_tag"] | "None"
  readonly total: number
  readonly inFlight: boolean
  /** Milliseconds since the creation; only what nobody has confirmed gets old. */
  readonly age: number
  /** The reason of the cancellation. */
  readonly reason: string
  /** The last amounts of each call that took effect: while they are collected, a repetition has the same response. */
  readonly completed: number | undefined
  readonly modified: number | undefined
}

const fresh: Model = {
  state: "None",
  total: 0,
  inFlight: false,
  age: 0,
  reason: "",
  completed: undefined,
  modified: undefined
}

const reason = Schema.Literal("user asked", "another reason")
const amount = Schema.Literal(0, 100, 200, 10_001)

const Step = Schema.Union(
  Schema.Struct({ do: Schema.Literal("create", "confirm", "userPays", "beginDeduction", "failDeduction") }),
  Schema.Struct({ do: Schema.Literal("urge", "sync") }),
  Schema.Struct({ do: Schema.Literal("cancel"), reason }),
  Schema.Struct({ do: Schema.Literal("complete", "modify"), amount }),
  Schema.Struct({ do: Schema.Literal("wait"), days: Schema.Literal(1, 16) })
)
type Step = typeof Step.Type

/** Most of a random sequence would be about an order that does not exist: it may begin with these. */
const beginning: ReadonlyArray<Step> = [{ do: "create" }, { do: "confirm" }, { do: "complete", amount: 200 }]

type Response = readonly [code: string, next: Model]

const day = 86_400_000

const rejected = (model: Model, otherwise: string, internalCode: number = 271302262): Response => {
  const final: Partial<Record<Model["state"], string>> = {
    None: "404 ORDER_NOT_EXIST",
    Paid: `400 ORDER_DONE ${internalCode}`,
    FinishedWithoutCollection: `400 ORDER_DONE ${internalCode}`,
    Cancelled: `400 ORDER_CANCELED ${internalCode}`
  }
  return [final[model.state] ?? otherwise, model]
}

const accepted = (next: Model): Response => ["accepted", next]
const impossible = (model: Model): Response => ["ActionRejected", model]

const charged = (model: Model, total: number): Model => ({
  ...model,
  total,
  state: total === 0 ? "FinishedWithoutCollection" : "Collecting"
})

const cancelled = (model: Model, reason: string): Response => {
  if (model.state === "Cancelled" && model.reason === reason) return accepted(model)
  if (!["AwaitingConfirmation", "InService", "Collecting"].includes(model.state)) {
    return rejected(model, "400 PARAM_ERROR 271316592")
  }
  return model.inFlight
    ? ["400 INVALID_REQUEST 271316754", model]
    : accepted({ ...model, state: "Cancelled", reason })
}

const completed = (model: Model, total: number): Response => {
  if (model.state === "Collecting" && model.completed === total) return accepted(model)
  if (model.state === "Collecting") return ["400 INVALID_REQUEST 271316598", model]
  if (model.state !== "InService") return rejected(model, "400 INVALID_REQUEST 271302262")
  return total > 10_000
    ? ["400 PARAM_ERROR 271316656", model]
    : accepted({ ...charged(model, total), completed: total })
}

const modified = (model: Model, total: number): Response => {
  if (model.state === "Collecting" && model.modified === total) return accepted(model)
  if (model.state !== "Collecting") return rejected(model, "400 INVALID_ORDER_STATE 271302262")
  if (model.inFlight) return ["400 INVALID_REQUEST 271316754", model]
  return total >= model.total
    ? ["400 PARAM_ERROR", model]
    : accepted({ ...charged(model, total), modified: total })
}

const next = (model: Model, step: Step): Response => {
  const { state } = model
  switch (step.do) {
    case "create":
      return accepted(state === "None" ? { ...model, state: "AwaitingConfirmation" } : model)
    case "confirm":
      return state === "AwaitingConfirmation" ? accepted({ ...model, state: "InService" }) : impossible(model)
    case "cancel":
      return cancelled(model, step.reason)
    case "complete":
      return completed(model, step.amount)
    case "modify":
      return modified(model, step.amount)
    case "urge":
      return state === "Collecting"
        ? accepted(model)
        : rejected(model, "400 INVALID_ORDER_STATE 271302333", 271302333)
    case "sync":
      if (state !== "Collecting") return rejected(model, "400 INVALID_ORDER_STATE 271316657")
      return model.inFlight ? ["400 INVALID_REQUEST 271316754", model] : accepted({ ...model, state: "Paid" })
    case "userPays":
      return state === "Collecting"
        ? accepted({ ...model, state: "Paid", inFlight: false })
        : impossible(model)
    case "beginDeduction":
    case "failDeduction":
      // A script of a test: it has nothing to do where nothing is collected.
      return accepted(state === "Collecting" ? { ...model, inFlight: step.do === "beginDeduction" } : model)
    case "wait": {
      const age = state === "AwaitingConfirmation" ? model.age + step.days * day : model.age
      return accepted({ ...model, age, state: age > 30 * day ? "Expired" : state })
    }
  }
}

// --- the simulator -------------------------------------------------------------------------------------------------------

const run = (calls: Calls, user: string, ended: string | undefined, model: Model, step: Step) => {
  const { out_order_no } = calls.who
  const order = { out_order_no, appid, service_id }
  const items = (total_amount: number) => ({
    post_payments: [{ name: "rental", amount: total_amount }],
    total_amount
  })
  switch (step.do) {
    case "create":
      return outcome(calls.create)
    case "confirm":
      return outcome(act(Payscore.confirm(calls.who, user)))
    case "cancel":
      return outcome(calls.cancel(step))
    case "complete":
      return Effect.flatMap(BeijingTime.now, (now) => {
        // The same amount again is the same call only at the same times.
        const end_time = model.completed === step.amount ? (ended ?? now) : now
        return outcome(ServiceOrder.complete({ ...order, ...items(step.amount), time_range: { end_time } }))
      })
    case "modify":
      return outcome(ServiceOrder.modify({ ...order, ...items(step.amount), reason: "goodwill" }))
    case "urge":
      return outcome(ServiceOrder.pay(order))
    case "sync":
      return outcome(calls.sync())
    case "userPays":
      return outcome(act(Payscore.payByUser(calls.who)))
    case "beginDeduction":
    case "failDeduction":
      return model.state === "Collecting"
        ? outcome(act(Payscore.setInFlight(calls.who, step.do === "beginDeduction")))
        : Effect.succeed("accepted")
    case "wait":
      return outcome(TestClock.adjust(`${step.days} days`))
  }
}

const stateOf = (out_order_no: string) =>
  Effect.match(ServiceOrder.query({ out_order_no, appid, service_id }), {
    onSuccess: (order): Model["state"] => OrderState.of(order)._tag,
    onFailure: (): Model["state"] => "None"
  })

describe("any sequence of calls, of what the user does, and of time", () => {
  it.layer(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())))((it) => {
    it.effect.prop(
      "any sequence of calls, user actions and time leads to the states and codes of the model",
      [Schema.Literal(0, 2, 3), Schema.Array(Step).pipe(Schema.minItems(4), Schema.maxItems(8))],
      ([begun, following]) =>
        Effect.gen(function* () {
          yield* begin
          const calls = sides.merchant(newNumber())
          const user = newNumber()
          const steps = [...beginning.slice(0, begun), ...following]
          let model = fresh
          let ended: string | undefined
          for (const [index, step] of steps.entries()) {
            yield* TestClock.adjust("2 seconds")
            if (model.state === "AwaitingConfirmation") model = { ...model, age: model.age + 2000 }
            const at = `step ${index}, ${JSON.stringify(step)} of an order that is ${model.state}`
            const [code, after] = next(model, step)
            const got = yield* run(calls, user, ended, model, step)
            assert.isTrue(got.startsWith(code), `${at}: the model says ${code}, the simulator ${got}`)
            assert.strictEqual(yield* stateOf(calls.who.out_order_no), after.state, at)
            if (after.completed !== model.completed) ended = yield* BeijingTime.now
            model = after
          }
        }),
      { fastCheck: histories, timeout: timeout(60_000) }
    )
  })
})
