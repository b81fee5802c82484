/** Nothing is reported as final while a request of ours may still change it: requests that arrive late, on a test clock. */
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime, MonotonicClock, OperationRecords, Timeout } from "@effect-wechatpay/core"
import {
  FacePayment,
  FacePaymentFlow,
  OfflineContractFlow,
  OfflineTransaction
} from "@effect-wechatpay/facepay"
import { ServiceOrder, ServiceOrderFlow } from "@effect-wechatpay/payscore"
import { Facepay, FacepayV2, Faults, Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Clock, DateTime, Effect, Fiber, Layer, Option, TestClock } from "effect"
import { glance } from "../support/advance.js"
import { act, faceOf, keyOf, newOrder as newMeal, signedFaceUser } from "../support/faceContracts.js"
import { terms } from "../support/serviceOrder.js"
import { steppedClock } from "../support/steppedClock.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

const simulated = Layer.mergeAll(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
  Layer.provideMerge(Simulator.layer())
)

/** Longer than any program here waits for: what sleeps for longer is a timeout. */
const long = 3_600_000

const sleeping = Effect.gen(function* () {
  const now = yield* Clock.currentTimeMillis
  return Array.from(yield* TestClock.sleeps()).filter((time) => time > now && time < now + long)
})

/**
 * Lets test time pass only while a program sleeps, and to no later than something wants to wake. What it does in real time, such as
 * signing, is waited for.
 */
const run = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Timeout.perAttempt("1000 hours")(program))
    let quiet = 0
    let before = ""
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      const due = yield* sleeping
      const now = due.join()
      quiet = now === before ? quiet + 1 : 0
      before = now
      yield* quiet < 10 || due.length === 0 ? glance : TestClock.setTime(Math.min(...due))
      if (quiet >= 10) quiet = 0
    }
    return yield* Fiber.join(fiber)
  })

const inject = (...args: Parameters<Faults.Faults["inject"]>) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.inject(...args))

const noMoreFaults = Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.clear)

let count = 0

const newSale = () => ({
  appid,
  body: "Coffee",
  out_trade_no: `FINAL_${++count}`,
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7"
})

type Sale = ReturnType<typeof newSale>

const withCode = Effect.fnUntraced(function* (sale: Sale, userActions?: FacepayV2.UserActions) {
  const { out_trade_no, total_fee } = sale
  const face_code = yield* act(
    FacepayV2.giveFaceCode({
      ...{ mchid, appid, out_trade_no, total_fee, openid },
      ...(userActions === undefined ? {} : { userActions })
    })
  )
  return { ...sale, face_code }
})

const truth = ({ out_trade_no }: Sale) =>
  Effect.map(act(FacepayV2.find({ mchid, out_trade_no })), (payment) => payment?.state)

const begin = Effect.andThen(TestClock.setTime(1_700_000_000_000 + ++count * 86_400_000), noMoreFaults)

describe("a result is final", () => {
  layer(simulated)((it) => {
    it.effect("a paid sale is not reversed after a restart if its queries get no response", () =>
      Effect.gen(function* () {
        yield* begin
        const sale = yield* withCode(newSale())
        assert.strictEqual((yield* run(FacePaymentFlow.pay(sale)))._tag, "Paid")
        yield* inject(Faults.badGateway(), { endpoint: FacePayment.query, times: 99 })
        const blind = yield* run(FacePaymentFlow.reconcile(sale))
        assert.deepInclude(blind, { _tag: "Unknown", reversing: false })
        assert.strictEqual(yield* truth(sale), "SUCCESS")
        yield* noMoreFaults
        assert.strictEqual((yield* run(FacePaymentFlow.reconcile(sale)))._tag, "Paid")
      })
    )

    it.effect("a payment that arrives after its reversal is unknown, and then reversed", () =>
      Effect.gen(function* () {
        yield* begin
        const sale = yield* withCode(newSale())
        // Test time runs ahead of real time on a busy machine: long after the end of the program.
        yield* inject(Faults.lateArrival("15 minutes", { reset: true }), { endpoint: FacePayment.pay })
        const result = yield* run(FacePaymentFlow.pay(sale))
        assert.deepInclude(result, { _tag: "Unknown", reversing: true })
        assert.isUndefined(yield* truth(sale))
        yield* TestClock.adjust("15 minutes")
        const { calls } = yield* Simulator.Simulator
        yield* calls.waitFor(({ arrivedAt, handled }) => arrivedAt !== undefined && handled)
        assert.strictEqual(yield* truth(sale), "SUCCESS")
        assert.strictEqual(
          (yield* run(FacePaymentFlow.reconcile({ ...sale, reversing: true })))._tag,
          "Reversed"
        )
        assert.strictEqual(yield* truth(sale), "REVOKED")
      })
    )

    it.effect("an open reversal belongs to the order: a later run does not report it as paid", () =>
      Effect.gen(function* () {
        yield* begin
        const records = yield* OperationRecords.makeMemory()
        for (const isKept of [false, true]) {
          const kept = isKept
            ? Effect.provideService(OperationRecords.OperationRecords, records)
            : <A, E, R>(effect: Effect.Effect<A, E, R>) => effect
          const sale = yield* withCode(newSale(), {
            response: "USERPAYING",
            becomes: { state: "SUCCESS", afterMillis: 120_000 }
          })
          yield* inject(Faults.lateArrival("30 minutes", { reset: true }), {
            endpoint: FacePayment.reverse,
            times: 7
          })
          const result = yield* run(kept(FacePaymentFlow.pay(sale)))
          assert.deepInclude(result, { _tag: "Unknown", reversing: true })
          yield* TestClock.adjust("2 minutes")
          assert.strictEqual(yield* truth(sale), "SUCCESS")
          const again = isKept ? sale : { ...sale, reversing: true }
          assert.strictEqual((yield* run(kept(FacePaymentFlow.reconcile(again))))._tag, "Reversed")
          assert.strictEqual(yield* truth(sale), "REVOKED")
        }
      })
    )

    it.effect("only one process acts on an order: a second one fails before it sends anything", () =>
      Effect.gen(function* () {
        yield* begin
        const records = yield* OperationRecords.makeMemory()
        const shared = Effect.provideService(OperationRecords.OperationRecords, records)
        const sale = yield* withCode(newSale(), {
          response: "USERPAYING",
          becomes: { state: "SUCCESS", afterMillis: 12_000 }
        })
        const first = yield* Effect.fork(shared(Timeout.perAttempt("1000 hours")(FacePaymentFlow.pay(sale))))
        const { calls } = yield* Simulator.Simulator
        yield* calls.waitFor(({ body }) => new TextDecoder().decode(body).includes(sale.out_trade_no))
        const before = (yield* calls.all).length
        const second = yield* shared(FacePaymentFlow.reconcile(sale))
        assert(second._tag === "Unknown")
        assert.strictEqual(second.error._tag, "OperationInProgress")
        assert.strictEqual((yield* calls.all).length, before)
        assert.strictEqual((yield* run(Fiber.join(first)))._tag, "Paid")

        // One number, one request: another person, amount or item.
        const other = yield* run(shared(FacePaymentFlow.pay({ ...sale, body: "Tea" })))
        assert(other._tag === "Failed")
        assert.strictEqual(other.error._tag, "NumberReused")
        assert.strictEqual(other.error.outcome, "NotSent")
        // The same request again, as after a crash, is not sent again.
        assert.strictEqual((yield* run(shared(FacePaymentFlow.pay(sale))))._tag, "Paid")
      })
    )

    it.effect("a number that another user has paid with is not reported as paid", () =>
      Effect.gen(function* () {
        yield* begin
        const sale = yield* withCode(newSale())
        yield* run(FacePaymentFlow.pay(sale))
        const { face_code } = yield* withCode(sale)
        const nobody = yield* run(FacePaymentFlow.pay({ ...sale, face_code }))
        assert.strictEqual(nobody._tag, "Unknown")
        const other = yield* run(FacePaymentFlow.reconcile({ ...sale, openid: "oAnotherUser" }))
        assert.strictEqual(other._tag, "Unknown")
        assert.strictEqual(yield* truth(sale), "SUCCESS")
      })
    )

    it.effect("a till waits for the full time even if its clock is set back by an hour", () =>
      Effect.gen(function* () {
        yield* begin
        const sale = yield* withCode(newSale(), { response: "USERPAYING" })
        const stepped = yield* steppedClock({
          onWake: (clock) => {
            clock.offset = -3_600_000
          }
        })
        const since = yield* MonotonicClock.now
        const queries = run(Effect.withClock(FacePaymentFlow.pay(sale), stepped))
        yield* queries
        assert.isAtMost((yield* MonotonicClock.now) - since, 130_000)
      })
    )

    it.effect("a deduction is not reported as declined while an earlier attempt may still be executed", () =>
      Effect.gen(function* () {
        yield* begin
        const pupil = yield* signedFaceUser
        const meal = yield* newMeal(pupil)
        yield* act(Facepay.scriptDeductions(yield* faceOf(pupil), "insufficient"))
        yield* inject(Faults.lateArrival("3 minutes", { reset: true }), {
          endpoint: OfflineTransaction.deduct
        })
        const error = yield* Effect.flip(run(OfflineContractFlow.deduct(meal)))
        assert(error._tag === "DeductionUnknown")
        assert.include(error.message, "an earlier request may still take effect")
        const { sentAt } = error
        const found = yield* run(OfflineContractFlow.reconcile({ ...keyOf(meal), sentAt }))
        assert.strictEqual(Option.getOrThrow(found).state._tag, "Paid")
      })
    )

    it.effect("a deduction that does not exist is not reported as unpaid within 10 minutes", () =>
      Effect.gen(function* () {
        yield* begin
        const meal = yield* newMeal(yield* signedFaceUser)
        yield* inject(Faults.lateArrival("6 minutes", { reset: true }), {
          endpoint: OfflineTransaction.deduct,
          times: 6
        })
        const error = yield* Effect.flip(run(OfflineContractFlow.deduct(meal)))
        assert.strictEqual(error._tag, "DeductionUnknown")
        const since = yield* MonotonicClock.now
        // They are older than 5 minutes when they arrive, and rejected.
        assert.isTrue(Option.isNone(yield* run(OfflineContractFlow.reconcile(keyOf(meal)))))
        assert.isAtLeast((yield* MonotonicClock.now) - since, 600_000)
      })
    )

    it.effect("an order is not reported as in service while its own cancellation may still be executed", () =>
      Effect.gen(function* () {
        yield* begin
        for (const [after, expected] of [
          ["4 minutes", "Cancelled"],
          ["6 minutes", "InService"]
        ] as const) {
          const order = { out_order_no: `FINAL_${++count}`, appid, service_id }
          const { calls } = yield* Simulator.Simulator
          yield* run(ServiceOrderFlow.create({ ...order, ...terms }))
          yield* inject(Faults.lateArrival(after, { reset: true }), { endpoint: ServiceOrder.cancel })
          const confirmed = Effect.andThen(
            calls.waitFor(
              ({ endpoint, state, target }) =>
                endpoint === ServiceOrder.cancel.id &&
                state === "reset" &&
                target.includes(order.out_order_no)
            ),
            act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid))
          )
          const fiber = yield* Effect.fork(confirmed)
          const { state } = yield* run(
            ServiceOrderFlow.awaitConfirmationOrCancel(
              { ...order, reason: "not confirmed" },
              DateTime.unsafeMake(0)
            )
          )
          yield* Fiber.join(fiber)
          assert.strictEqual(state._tag, expected)
          const shown = yield* ServiceOrder.query(order)
          assert.strictEqual(shown.state, expected === "Cancelled" ? "REVOKED" : "DOING")
        }
      })
    )

    it.effect(
      "an order is not reported as in service while a cancellation of another process may be executed",
      () =>
        Effect.gen(function* () {
          yield* begin
          const records = yield* OperationRecords.makeMemory({ lease: "1 hour" })
          const shared = Effect.provideService(OperationRecords.OperationRecords, records)
          const { calls } = yield* Simulator.Simulator
          const cases = [
            ["4 minutes", "Cancelled", "awaitConfirmation"],
            ["6 minutes", "InService", "awaitConfirmation"],
            ["4 minutes", "Cancelled", "awaitConfirmationOrCancel"],
            ["4 minutes", "Cancelled", "create"]
          ] as const
          for (const [after, expected, again] of cases) {
            const order = { out_order_no: `FINAL_${++count}`, appid, service_id }
            const created = { ...order, ...terms }
            yield* run(shared(ServiceOrderFlow.create(created)))
            yield* inject(Faults.lateArrival(after, { reset: true }), { endpoint: ServiceOrder.cancel })
            const input = { ...order, reason: "not confirmed" }
            const killed = yield* Effect.fork(
              shared(ServiceOrderFlow.awaitConfirmationOrCancel(input, DateTime.unsafeMake(0)))
            )
            yield* calls.waitFor(
              ({ endpoint, state, target }) =>
                endpoint === ServiceOrder.cancel.id &&
                state === "reset" &&
                target.includes(order.out_order_no)
            )
            yield* Fiber.interrupt(killed)
            yield* act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid))
            const programs = {
              awaitConfirmation: Effect.map(ServiceOrderFlow.awaitConfirmation(order), ({ state }) => state),
              awaitConfirmationOrCancel: Effect.map(
                ServiceOrderFlow.awaitConfirmationOrCancel(input, DateTime.unsafeMake(4e12)),
                ({ state }) => state
              ),
              create: Effect.map(ServiceOrderFlow.create(created), ({ state }) => state)
            }
            assert.strictEqual((yield* run(shared(programs[again])))._tag, expected, again)
            const shown = yield* ServiceOrder.query(order)
            assert.strictEqual(shown.state, expected === "Cancelled" ? "REVOKED" : "DOING", again)
          }
        })
    )

    it.effect("a repeated completion does not succeed if the order has another total by then", () =>
      Effect.gen(function* () {
        yield* begin
        const order = { out_order_no: `FINAL_${++count}`, appid, service_id }
        yield* run(ServiceOrderFlow.create({ ...order, ...terms }))
        yield* act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid))
        yield* TestClock.adjust("1 hour")
        const completion = {
          ...order,
          post_payments: [{ name: "rental", amount: 500 }],
          time_range: { end_time: yield* BeijingTime.now }
        }
        assert.strictEqual((yield* run(ServiceOrderFlow.complete(completion))).state._tag, "Collecting")
        yield* ServiceOrder.modify({
          ...order,
          post_payments: [{ name: "rental", amount: 300 }],
          total_amount: 300,
          reason: "price lowered"
        })
        const lowered = yield* Effect.flip(run(ServiceOrderFlow.complete(completion)))
        assert(lowered._tag === "UnexpectedOrderState")
        // Of an accepted request it is not certain that it changed nothing.
        assert.deepInclude(lowered, { snapshot: "Collecting", outcome: "Unknown" })
        yield* run(ServiceOrderFlow.cancel({ ...order, reason: "not needed" }))
        const cancelled = yield* Effect.flip(run(ServiceOrderFlow.complete(completion)))
        assert(cancelled._tag === "UnexpectedOrderState")
        assert.strictEqual(cancelled.snapshot, "Cancelled")
      })
    )
  })
})
