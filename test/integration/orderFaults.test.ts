/** Whatever gets lost around a service order: no program says that nothing happened where something did. */
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime, Retry } from "@effect-wechatpay/core"
import { OrderFlow, OrderState, ServiceOrder, ServiceOrderFlow } from "@effect-wechatpay/payscore"
import { Faults, Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Array, DateTime, Effect, FastCheck, Layer, Schedule } from "effect"
import { faults } from "../support/faults.js"
import { runs } from "../support/long.js"
import { terms } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

/** Has a higher weight than the others: a lost response must be remembered through many rejections. */
const often = [1, 2, 3].map(() => Faults.frequencyLimited())

const list = FastCheck.array(FastCheck.constantFrom(...faults, ...often), { maxLength: 6 })

const operations = ["complete", "cancel", "awaitConfirmationOrCancel"] as const

const stories = FastCheck.sample(
  FastCheck.record({
    operation: FastCheck.constantFrom(...operations),
    sent: list,
    queries: list,
    /** An earlier run that was interrupted after it took effect. */
    again: FastCheck.boolean()
  }),
  runs("orders under faults", { ci: 100, long: 5_000, seed: 20_260_102 })
)

const post_payments = [{ name: "rental", amount: 500 }]
const reason = "not needed"
const start = DateTime.unsafeMake(0)

const { act } = Simulator

const simulated = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layer({ keepCalls: 10 })),
  Layer.provideMerge(
    Layer.succeed(OrderFlow.OrderSchedules, {
      polling: Schedule.spaced("1 millis"),
      repeating: Schedule.fromDelays("1 millis"),
      deduction: Schedule.stop
    })
  )
)

describe("service orders under faults", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    it.effect(
      "the results of service orders under faults are reported as what they are",
      () =>
        Effect.gen(function* () {
          const { faults } = yield* Simulator.Simulator
          const seen = new Set<string>()
          const orders = yield* Effect.forEach(stories, ({ operation }, index) =>
            Effect.gen(function* () {
              const order = { out_order_no: `FAULTS_${index}`, appid, service_id }
              yield* ServiceOrderFlow.create({ ...order, ...terms })
              if (operation !== "awaitConfirmationOrCancel") {
                yield* act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid))
              }
              return order
            })
          )
          // A service ends a second after it began, at the earliest.
          yield* Effect.sleep("1100 millis")
          const time_range = { end_time: yield* BeijingTime.now }

          for (const [{ again, operation, queries, sent }, order] of Array.zip(stories, orders)) {
            const run = {
              complete: ServiceOrderFlow.complete({ ...order, post_payments, time_range }),
              cancel: ServiceOrderFlow.cancel({ ...order, reason }),
              awaitConfirmationOrCancel: ServiceOrderFlow.awaitConfirmationOrCancel(
                { ...order, reason },
                start
              )
            }[operation]
            if (again) yield* run
            const endpoint = operation === "complete" ? ServiceOrder.complete : ServiceOrder.cancel
            for (const fault of sent) yield* faults.inject(fault, { endpoint })
            for (const fault of queries) yield* faults.inject(fault, { endpoint: ServiceOrder.query })
            const result = yield* Effect.match(Retry.none(run), {
              onSuccess: ({ state }): string => state._tag,
              onFailure: (error) => (error._tag === "UnexpectedOrderState" ? error.message : error.outcome)
            })
            yield* faults.clear

            const truth = OrderState.of(yield* ServiceOrder.query(order))._tag
            const isDone = truth === (operation === "complete" ? "Collecting" : "Cancelled")
            seen.add(result)
            if (result === "Refused" || result === "NotSent") assert.strictEqual(isDone, again, result)
            else if (result !== "Unknown") assert.deepStrictEqual([result, isDone], [truth, true])
          }
          assert.includeMembers([...seen], ["Collecting", "Cancelled", "Refused", "Unknown"])
        }),
      60_000
    )
  })
})
