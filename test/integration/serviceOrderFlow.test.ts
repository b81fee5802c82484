/** The programs of an order's life against the simulator, with faults in between. */
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime, Retry } from "@effect-wechatpay/core"
import {
  OrderFlow,
  OrderSignals,
  PartnerServiceOrderFlow,
  ServiceOrder,
  ServiceOrderFlow
} from "@effect-wechatpay/payscore"
import { Faults, Payscore, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { layerEventBackend, notifyUrl } from "../support/backend.js"
import { terms as agreed } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples

let count = 0
const newOrder = () => ({ out_order_no: `FLOW_${++count}`, appid, service_id })
type Order = ReturnType<typeof newOrder>

const terms = { ...agreed, notify_url: notifyUrl }

const items = {
  post_payments: [{ name: "rental", amount: 500 }],
  post_discounts: [{ name: "coupon", amount: 100, description: "first hour" }]
} as const

const { act } = Simulator

const inject = (fault: Faults.Fault, endpoint: { readonly id: string }, times = 1) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.inject(fault, { endpoint, times }))

const noMoreFaults = Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.clear)

/** Lets the next calls run into the limit of calls: `Refused`, and so of no open outcome by themselves. */
const limited = (endpoint: { readonly id: string }) => inject(Faults.frequencyLimited(), endpoint, 99)

/** Changes an order behind the back of its merchant. */
const changeOrder = ({ out_order_no }: Order, change: (order: Payscore.Order) => Payscore.Order) =>
  act(
    Effect.flatMap(State.rows(Payscore.orders), (rows) => {
      const order = rows.find((one) => one.out_order_no === out_order_no)
      assert(order !== undefined)
      return Payscore.save(change(order))
    })
  )

/** How often an operation of an order arrived. */
const deductionCount = (endpoint: string, { out_order_no }: Order) =>
  Effect.map(
    Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all),
    (calls) =>
      calls.filter(
        (call) =>
          call.endpoint === endpoint &&
          `${call.target}${new TextDecoder().decode(call.body)}`.includes(`${out_order_no}`)
      ).length
  )

const confirm = ({ out_order_no }: Order) => act(Payscore.confirm({ mchid, out_order_no }, openid))

const inService = Effect.gen(function* () {
  const order = newOrder()
  yield* ServiceOrderFlow.create({ ...order, ...terms })
  yield* confirm(order)
  return order
})

const ended = Effect.gen(function* () {
  yield* Effect.sleep("1100 millis")
  return { end_time: yield* BeijingTime.now }
})

const collecting = Effect.gen(function* () {
  const order = yield* inService
  yield* ServiceOrderFlow.complete({ ...order, ...items, time_range: yield* ended })
  return order
})

const quick = Layer.succeed(OrderFlow.OrderSchedules, {
  polling: Schedule.spaced("50 millis"),
  repeating: Schedule.fromDelays("10 millis", "20 millis", "50 millis"),
  deduction: Schedule.fromDelays("50 millis", "50 millis")
})

describe("programs of an order's life", () => {
  layer(Layer.mergeAll(layerEventBackend(), OrderSignals.layer, quick), { excludeTestServices: true })(
    (it) => {
      it.effect("create makes no second order after a lost response", () =>
        Effect.gen(function* () {
          const order = newOrder()
          yield* inject(Faults.reset({ effect: true }), ServiceOrder.create)
          yield* inject(Faults.systemError({ effect: true }), ServiceOrder.create)
          const created = yield* ServiceOrderFlow.create({ ...order, ...terms })
          assert.strictEqual(created.state._tag, "AwaitingConfirmation")
          assert.isNotEmpty(created.package)
          assert.strictEqual(yield* deductionCount("payscore.serviceOrder.create", order), 3)
        })
      )

      it.effect("create passes a rejection on at once", () =>
        Effect.gen(function* () {
          const order = newOrder()
          const error = yield* Effect.flip(ServiceOrderFlow.create({ ...order, ...terms, service_id: "404" }))
          assert.strictEqual(error._tag, "NoAuth")
          const wrong = yield* Effect.flip(
            ServiceOrderFlow.create({ ...order, ...terms, notify_url: "http://shop.example" })
          )
          assert.strictEqual(wrong._tag, "WechatPayError")
        })
      )

      it.effect("awaitConfirmation ends by a query, or by a notification before the next query", () =>
        Effect.gen(function* () {
          const asked = newOrder()
          yield* ServiceOrderFlow.create({ ...asked, ...terms })
          const asking = yield* Effect.fork(ServiceOrderFlow.awaitConfirmation(asked))
          yield* confirm(asked)
          assert.strictEqual((yield* Fiber.join(asking)).state._tag, "InService")

          const told = newOrder()
          yield* ServiceOrderFlow.create({ ...told, ...terms })
          const waiting = yield* ServiceOrderFlow.awaitConfirmation(told).pipe(
            Effect.provideService(OrderFlow.OrderSchedules, {
              polling: Schedule.spaced("1 hour"),
              repeating: Schedule.stop,
              deduction: Schedule.stop
            }),
            Effect.fork
          )
          yield* Effect.sleep("100 millis")
          yield* confirm(told)
          yield* OrderSignals.publish(told)
          assert.strictEqual(
            (yield* Effect.timeout(Fiber.join(waiting), "3 seconds")).state._tag,
            "InService"
          )
        })
      )

      it.effect("awaitConfirmation and awaitFinal can be interrupted and resumed", () =>
        Effect.gen(function* () {
          const order = newOrder()
          yield* ServiceOrderFlow.create({ ...order, ...terms })
          const fiber = yield* Effect.fork(ServiceOrderFlow.awaitConfirmation(order))
          yield* Effect.sleep("100 millis")
          yield* Fiber.interrupt(fiber)
          assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
          yield* confirm(order)
          assert.strictEqual((yield* ServiceOrderFlow.awaitConfirmation(order)).state._tag, "InService")
        })
      )

      it.effect("awaitConfirmationOrCancel cancels an order that nobody confirmed", () =>
        Effect.gen(function* () {
          const order = newOrder()
          yield* ServiceOrderFlow.create({ ...order, ...terms })
          const until = DateTime.addDuration(yield* DateTime.now, "200 millis")
          const snapshot = yield* ServiceOrderFlow.awaitConfirmationOrCancel(
            { ...order, reason: "not confirmed" },
            until
          )
          assert.strictEqual(snapshot.state._tag, "Cancelled")
        })
      )

      it.effect("complete computes the total, and queries an unknown outcome before it sends again", () =>
        Effect.gen(function* () {
          const order = yield* inService
          yield* inject(Faults.reset({ effect: true }), ServiceOrder.complete)
          const input = { ...order, ...items, time_range: yield* ended }
          const snapshot = yield* ServiceOrderFlow.complete(input)
          assert.strictEqual(snapshot.state._tag, "Collecting")
          assert.strictEqual(snapshot.order.total_amount, 400)
          assert.strictEqual(yield* deductionCount("payscore.serviceOrder.complete", order), 1)

          const other = yield* Effect.flip(
            ServiceOrderFlow.complete({ ...input, post_payments: [{ name: "rental", amount: 900 }] })
          )
          assert.strictEqual(other._tag, "UnexpectedOrderState")
          assert.include(other.message, "completed with another total")
        })
      )

      it.effect("complete never computes a total of items without an amount, but takes a given one", () =>
        Effect.gen(function* () {
          const post_payments = [
            { name: "收费标准", description: "1元/1小时" },
            { name: "使用时长", description: "1小时38分20秒" }
          ]
          const input = { ...(yield* inService), post_payments, time_range: yield* ended }
          const error = yield* Effect.flip(ServiceOrderFlow.complete(input as never))
          assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput", error._tag)
          assert.deepStrictEqual(error.reason.issues, [{ path: "total_amount", problem: "is missing" }])
          assert.strictEqual(error.outcome, "NotSent")
          const snapshot = yield* ServiceOrderFlow.complete({ ...input, total_amount: 400 })
          assert.strictEqual(snapshot.state._tag, "Collecting")
          assert.strictEqual(snapshot.order.total_amount, 400)
        })
      )

      it.effect("cancel waits for a deduction to end, and reports a paid order as to be refunded", () =>
        Effect.gen(function* () {
          const order = yield* collecting
          const who = { mchid, out_order_no: order.out_order_no }
          yield* act(Payscore.setInFlight(who, true))
          const fiber = yield* Effect.fork(ServiceOrderFlow.cancel({ ...order, reason: "waived" }))
          yield* Effect.sleep("20 millis")
          yield* act(Payscore.setInFlight(who, false))
          assert.strictEqual((yield* Fiber.join(fiber)).state._tag, "Cancelled")

          const paid = yield* collecting
          yield* act(Payscore.payByUser({ mchid, out_order_no: paid.out_order_no }))
          const error = yield* Effect.flip(ServiceOrderFlow.cancel({ ...paid, reason: "too late" }))
          assert.strictEqual(error._tag, "UnexpectedOrderState")
          assert.include(error.message, "refund it instead")
          assert.strictEqual((yield* ServiceOrderFlow.awaitFinal(paid)).state._tag, "Paid")
        })
      )

      it.effect(
        "sync succeeds for an order paid elsewhere, and reports a payment in WeChat in the meantime",
        () =>
          Effect.gen(function* () {
            const order = yield* collecting
            const { end_time } = yield* ended
            const detail = { type: "Order_Paid", detail: { paid_time: end_time } } as const
            const snapshot = yield* ServiceOrderFlow.sync({ ...order, ...detail })
            assert.strictEqual(snapshot.state._tag, "Paid")
            const twice = yield* collecting
            yield* act(Payscore.payByUser({ mchid, out_order_no: twice.out_order_no }))
            const error = yield* Effect.flip(ServiceOrderFlow.sync({ ...twice, ...detail }))
            assert.strictEqual(error._tag, "UnexpectedOrderState")
          })
      )

      it.effect(
        "an operation that may have taken effect has an unknown outcome, even if a later query fails",
        () =>
          Effect.gen(function* () {
            const input = { ...(yield* inService), ...items, time_range: yield* ended }
            const outcome = (program: ReturnType<typeof ServiceOrderFlow.cancel>) =>
              Effect.gen(function* () {
                const error = yield* Effect.flip(Retry.none(program))
                yield* noMoreFaults
                assert(error._tag === "FrequencyLimited")
                assert.include(error.message, "it may have taken effect")
                return error.outcome
              })

            yield* inject(Faults.reset(), ServiceOrder.complete)
            yield* limited(ServiceOrder.complete)
            const repeating = yield* outcome(ServiceOrderFlow.complete(input))
            assert.strictEqual(repeating, "Unknown", "the response gets lost, and repeating fails")

            yield* inject(Faults.reset({ effect: true }), ServiceOrder.complete)
            yield* limited(ServiceOrder.query)
            const looking = yield* outcome(ServiceOrderFlow.complete(input))
            assert.strictEqual(looking, "Unknown", "the response gets lost, and looking fails")

            yield* limited(ServiceOrder.query)
            const rejected = yield* outcome(ServiceOrderFlow.complete({ ...input, goods_tag: "other" }))
            assert.strictEqual(
              rejected,
              "Unknown",
              "an earlier run may have caused the rejection, and the query fails"
            )

            yield* limited(ServiceOrder.query)
            const done = yield* outcome(ServiceOrderFlow.cancel({ ...(yield* inService), reason: "waived" }))
            assert.strictEqual(done, "Unknown", "it succeeds, and looking fails")
          })
      )

      it.effect("a rejection stays a rejection if nothing has an unknown outcome", () =>
        Effect.gen(function* () {
          const order = yield* inService
          yield* limited(ServiceOrder.cancel)
          const error = yield* Effect.flip(ServiceOrderFlow.cancel({ ...order, reason: "waived" }))
          yield* noMoreFaults
          assert(error._tag === "FrequencyLimited")
          assert.strictEqual(error.outcome, "Refused")
        })
      )

      it.effect("create does not accept another order with the same number", () =>
        Effect.gen(function* () {
          const order = yield* inService
          const others = { ...order, ...terms, attach: "somebody else" }
          const create = (input: typeof others) =>
            Effect.gen(function* () {
              const error = yield* Effect.flip(ServiceOrderFlow.create(input))
              assert(error._tag === "UnexpectedOrderState", error._tag)
              assert.deepInclude(error, { operation: "create", snapshot: "InService" })
              assert.include(error.message, "the number belongs to another order")
            })
          yield* create(others)
          // The order looks the same: only the repetition tells.
          yield* inject(Faults.reset(), ServiceOrder.create)
          yield* create(others)
          // Here the query tells too.
          yield* inject(Faults.reset(), ServiceOrder.create, 4)
          yield* create({ ...others, risk_fund: { name: "DEPOSIT", amount: 9_999 } } as never)
          assert.strictEqual((yield* ServiceOrderFlow.awaitConfirmation(order)).state._tag, "InService")
        })
      )

      it.effect("create resumes an order of an earlier run, even if WeChat Pay rejects the repetition", () =>
        Effect.gen(function* () {
          const order = newOrder()
          const discounts = [1, 2, 3, 4, 5, 6].map((n) => ({ name: `${n}`, description: "d", amount: 1 }))
          const input = { ...order, ...terms, post_discounts: discounts }
          yield* ServiceOrderFlow.create(input)
          yield* confirm(order)
          assert.strictEqual((yield* ServiceOrderFlow.create(input)).state._tag, "InService")
          yield* inject(Faults.reset({ effect: true }), ServiceOrder.create)
          assert.strictEqual((yield* ServiceOrderFlow.create(input)).state._tag, "InService")

          yield* act(Payscore.choose({ mostDiscounts: 5 }))
          const created = yield* ServiceOrderFlow.create(input)
          const other = yield* Effect.flip(
            ServiceOrderFlow.create({ ...input, service_introduction: "scooter" })
          )
          const fresh = yield* Effect.flip(ServiceOrderFlow.create({ ...input, ...newOrder() }))
          yield* act(Payscore.choose({ mostDiscounts: 30 }))
          assert.strictEqual(created.state._tag, "InService")
          assert.strictEqual(other._tag, "UnexpectedOrderState")
          assert.strictEqual(fresh._tag, "ParamError")
        })
      )

      it.effect("create recognises an order without confirmation, whose response got lost, by its user", () =>
        Effect.gen(function* () {
          const { noConfirmServiceId } = Samples
          const input = {
            ...newOrder(),
            ...terms,
            service_id: noConfirmServiceId,
            risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10_000 },
            need_user_confirm: false,
            openid
          } as const
          yield* inject(Faults.reset({ effect: true }), ServiceOrder.create)
          assert.strictEqual((yield* ServiceOrderFlow.create(input)).state._tag, "InService")
          assert.strictEqual(yield* deductionCount("payscore.serviceOrder.create", input), 1)

          yield* inject(Faults.reset(), ServiceOrder.create)
          const error = yield* Effect.flip(ServiceOrderFlow.create({ ...input, openid: "somebody else" }))
          assert.strictEqual(error._tag, "UnexpectedOrderState")
        })
      )

      it.effect("awaitConfirmationOrCancel repeats a lost cancellation while nobody confirmed", () =>
        Effect.gen(function* () {
          for (const effect of [true, false]) {
            const order = newOrder()
            yield* ServiceOrderFlow.create({ ...order, ...terms })
            yield* inject(Faults.reset({ effect }), ServiceOrder.cancel)
            yield* inject(Faults.frequencyLimited(), ServiceOrder.cancel)
            const snapshot = yield* ServiceOrderFlow.awaitConfirmationOrCancel(
              { ...order, reason: "not confirmed" },
              yield* DateTime.now
            )
            yield* noMoreFaults
            assert.strictEqual(snapshot.state._tag, "Cancelled")
            assert.strictEqual(yield* deductionCount("payscore.serviceOrder.cancel", order), effect ? 1 : 3)
          }
        })
      )

      it.effect("sync reads where an order was paid from paid_type only", () =>
        Effect.gen(function* () {
          const { end_time } = yield* ended
          const sync = { type: "Order_Paid", detail: { paid_time: end_time } } as const
          const order = yield* collecting
          yield* act(Payscore.payByUser({ mchid, out_order_no: order.out_order_no }))
          const synced = (...paid_types: ReadonlyArray<"NEWTON" | "MCH">) =>
            Effect.gen(function* () {
              yield* changeOrder(order, ({ collection, ...others }) => {
                assert(collection !== undefined)
                const { details: _, ...paid } = collection
                const details = paid_types.map((paid_type, index) => ({
                  ...{ seq: index + 1, amount: 400, paid_time: end_time },
                  ...{ paid_type, transaction_id: "4200000001" }
                }))
                return { ...others, collection: details.length === 0 ? paid : { ...paid, details } }
              })
              return yield* Effect.match(ServiceOrderFlow.sync({ ...order, ...sync }), {
                onSuccess: ({ state }) => state._tag,
                onFailure: (error) => error.message
              })
            })
          assert.strictEqual(yield* synced("MCH"), "Paid")
          assert.include(yield* synced("NEWTON"), "refund one of the two payments")
          assert.include(yield* synced("MCH", "NEWTON"), "refund one of the two payments")
          assert.include(yield* synced(), "does not say where")
        })
      )

      it.effect("the programs of service orders work for service providers too", () =>
        Effect.gen(function* () {
          const { out_order_no } = newOrder()
          const order = { out_order_no, service_id, sub_mchid }
          yield* PartnerServiceOrderFlow.create({ ...order, appid, ...terms })
          yield* act(Payscore.confirm({ mchid, sub_mchid, out_order_no }, openid))
          assert.strictEqual(
            (yield* PartnerServiceOrderFlow.awaitConfirmation(order)).state._tag,
            "InService"
          )
          const snapshot = yield* PartnerServiceOrderFlow.complete({
            ...order,
            ...items,
            time_range: yield* ended
          })
          assert.strictEqual(snapshot.state._tag, "Collecting")
          const cancelled = yield* PartnerServiceOrderFlow.cancel({ ...order, reason: "waived" })
          assert.strictEqual(cancelled.state._tag, "Cancelled")
        })
      )
    }
  )
})
