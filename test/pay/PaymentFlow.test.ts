/** Orders from their creation to their end, under faults: what is reported is what happened, and no payment gets lost. */
import { assert, describe, it } from "@effect/vitest"
import { Retry } from "@effect-wechatpay/core"
import {
  CombinedNative,
  CombinedPayment,
  CombinedPaymentFlow,
  Native,
  PartnerNative,
  PartnerPaymentFlow,
  Payment,
  PaymentFlow,
  PaymentSchedules,
  PaymentSignals,
  PaymentState
} from "@effect-wechatpay/pay"
import { Faults, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, FastCheck, Fiber, Layer, Schedule, TestClock } from "effect"
import { advanceUntilDone, breathe, runThrough } from "../support/advance.js"
import { callsOf } from "../support/calls.js"
import { errorOf, valueOf } from "../support/exits.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"
import { walk } from "../support/requests.js"
import { fault, response } from "../support/scripted.js"

const { appid, mchid, openid, subMchid: sub_mchid } = Samples
const { act } = Simulator
const notify_url = "https://shop.example.com/wechatpay/notify"
const now = Date.UTC(2026, 4, 1, 2)

const layer = Layer.merge(
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())),
  PaymentSignals.layer
)

const key = { mchid, out_trade_no: "order_1" }

const create = Native.create({
  ...key,
  appid,
  description: "tea",
  notify_url,
  amount: { total: 888 }
})

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => runThrough(effect, "120 seconds")

/** How often an endpoint was called, in seconds since the beginning. */
const times = (endpoint: { readonly id: string }) =>
  Effect.map(callsOf(endpoint), (calls) => calls.map(({ receivedAt }) => (receivedAt - now) / 1000))

const stateOf = (order: PaymentState.Order) => PaymentState.of(order)._tag

/** The state of the order in the simulator. */
const real = Effect.map(Retry.none(Payment.query(key)), stateOf)

const test = <E>(name: string, effect: Effect.Effect<void, E, Layer.Layer.Success<typeof layer>>) =>
  it.effect(name, () => Effect.andThen(TestClock.setTime(now), effect).pipe(Effect.provide(layer)))

describe("the flow of a payment", () => {
  test(
    "PaymentFlow queries at the advised times, and closes an order that is not paid in half an hour",
    Effect.gen(function* () {
      yield* create
      const fiber = yield* Effect.fork(PaymentFlow.awaitPaymentOrClose(key))
      for (let passed = 0; passed < 60; passed += 5)
        yield* Effect.zipRight(breathe, TestClock.adjust("5 seconds"))
      const order = yield* advanceUntilDone(fiber, "60 seconds")
      assert.strictEqual(stateOf(order), "Closed")
      const at = (yield* times(Payment.query)).map(Math.round)
      assert.deepStrictEqual(at.slice(0, 8), [0, 5, 30, 60, 180, 300, 600, 1800])
      assert.lengthOf(yield* times(Payment.close), 1)
    })
  )

  test(
    "PaymentFlow learns of a payment by its notification, before the next query",
    Effect.gen(function* () {
      yield* create
      const fiber = yield* Effect.fork(PaymentFlow.awaitEnd(key))
      yield* TestClock.adjust("61 seconds")
      yield* act(Pay.pay(key, { openid }))
      yield* PaymentSignals.publish(key)
      const order = yield* advanceUntilDone(fiber, "1 seconds")
      assert.isTrue(PaymentState.isPaid(order, 888))
      assert.isBelow((yield* times(Payment.query)).at(-1) ?? 0, 70)
    })
  )

  test(
    "signals without a payment, as when the user returns to the page, do not close the order early",
    Effect.gen(function* () {
      yield* create
      const fiber = yield* Effect.fork(PaymentFlow.awaitPaymentOrClose(key))
      for (let count = 0; count < 10; count++) {
        yield* Effect.zipRight(breathe, TestClock.adjust("1 seconds"))
        yield* PaymentSignals.publish(key)
      }
      yield* Effect.zipRight(breathe, TestClock.adjust("20 minutes"))
      yield* breathe
      assert.lengthOf(yield* times(Payment.close), 0)
      yield* act(Pay.pay(key, { openid }))
      assert.isTrue(PaymentState.isPaid(yield* advanceUntilDone(fiber, "60 seconds"), 888))
    })
  )

  test(
    "a payment that arrives while the order is being closed is reported as paid",
    Effect.gen(function* () {
      yield* create
      // The user is faster than the request to close.
      yield* inject(Payment.close, [Faults.lateArrival("3 seconds")])
      const fiber = yield* Effect.fork(PaymentFlow.close(key))
      yield* TestClock.adjust("1 seconds")
      yield* act(Pay.pay(key, { openid }))
      const order = yield* advanceUntilDone(fiber, "30 seconds")
      assert.isTrue(PaymentState.isPaid(order, 888))
      assert.strictEqual(yield* real, "Paid")
    })
  )

  test(
    "nothing is sent about an order that is paid or closed, but the query",
    Effect.gen(function* () {
      yield* create
      yield* act(Pay.pay(key, { openid }))
      assert.strictEqual(stateOf(yield* run(PaymentFlow.close(key))), "Paid")
      assert.lengthOf(yield* times(Payment.close), 0)
    })
  )

  test(
    "the order of a number that was never created fails with OrderNotExist, and is not closed",
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(PaymentFlow.close(key)))
      assert.strictEqual(error.name, "OrderNotExist")
      assert.lengthOf(yield* times(Payment.close), 0)
    })
  )

  test(
    "a request to close whose result cannot be queried fails with the outcome Unknown",
    Effect.gen(function* () {
      yield* create
      const { faults: injected } = yield* Simulator.Simulator
      yield* inject(Payment.close, [Faults.reset({ effect: true })])
      // The state before the request to close is known; no query after it gets a response.
      yield* injected.inject(Faults.none, { endpoint: Payment.query })
      yield* injected.inject(Faults.reset(), { endpoint: Payment.query, times: 100 })
      const fiber = yield* Effect.fork(Effect.flip(PaymentFlow.close(key)))
      const error = yield* advanceUntilDone(fiber, "10 seconds")
      assert.strictEqual(error.outcome, "Unknown")
    })
  )

  test(
    "the order of a service provider is awaited and closed",
    Effect.gen(function* () {
      const partner = { sp_mchid: mchid, sub_mchid, out_trade_no: "order_2" }
      yield* PartnerNative.create({
        ...partner,
        sp_appid: appid,
        description: "tea",
        notify_url,
        amount: { total: 100 }
      })
      const fiber = yield* Effect.fork(PartnerPaymentFlow.awaitEnd(partner))
      yield* TestClock.adjust("10 seconds")
      yield* act(Pay.pay({ mchid, out_trade_no: partner.out_trade_no }, { openid }))
      yield* PaymentSignals.publish(partner)
      assert.isTrue(PaymentState.isPaid(yield* advanceUntilDone(fiber, "30 seconds"), 100))
    })
  )

  const program = FastCheck.record({
    queries: FastCheck.array(FastCheck.constantFrom(...faults), { maxLength: 5 }),
    closes: FastCheck.array(FastCheck.constantFrom(...faults, Faults.lateArrival("20 seconds")), {
      maxLength: 4
    }),
    /** Seconds after which the user pays. */
    paysAfter: FastCheck.option(FastCheck.constantFrom(0, 4, 40, 1799, 1801, 1803, 1810), { nil: undefined }),
    killAfter: FastCheck.option(FastCheck.constantFrom(2, 1800, 1802), { nil: undefined }),
    notified: FastCheck.boolean()
  })

  for (const [index, { closes, killAfter, notified, paysAfter, queries }] of FastCheck.sample(
    program,
    runs("payments under faults and kills", { ci: 8, long: 5_000, seed: 20_261_121 })
  ).entries()) {
    test(
      `what is reported of a payment is what happened, whatever goes wrong: ${index}`,
      Effect.gen(function* () {
        yield* create
        yield* inject(Payment.query, queries)
        yield* inject(Payment.close, closes)
        if (paysAfter !== undefined) {
          yield* Effect.fork(
            Effect.sleep(`${paysAfter} seconds`).pipe(
              Effect.andThen(Effect.option(act(Pay.pay(key, { openid })))),
              Effect.andThen(notified ? PaymentSignals.publish(key) : Effect.void)
            )
          )
        }
        if (killAfter !== undefined) {
          const killed = yield* Effect.fork(Effect.exit(PaymentFlow.awaitPaymentOrClose(key)))
          for (let left = killAfter; left > 0; left -= 60)
            yield* TestClock.adjust(`${Math.min(left, 60)} seconds`)
          yield* Fiber.interrupt(killed)
        }
        const result = yield* run(Effect.either(PaymentFlow.awaitPaymentOrClose(key)))
        const { faults: injected } = yield* Simulator.Simulator
        yield* injected.clear
        if (result._tag === "Right") {
          const reported = stateOf(result.right)
          assert.include(["Paid", "Closed"], reported)
          // Final: what is on its way, and the user, change nothing any more.
          yield* TestClock.adjust("10 minutes")
          assert.strictEqual(yield* real, reported)
        } else {
          // What may have happened is never denied.
          assert.include(["Unknown", "NotSent", "Refused"], result.left.outcome)
          if (result.left.outcome !== "Unknown") assert.notStrictEqual(yield* real, "Closed")
          const again = yield* run(PaymentFlow.awaitPaymentOrClose(key))
          assert.strictEqual(yield* real, stateOf(again))
        }
      })
    )
  }
})

describe("the flow of a combined order", () => {
  test(
    "a combined order is closed with all its sub orders",
    Effect.gen(function* () {
      const sub_orders = [
        { mchid, out_trade_no: "sub_order_1" },
        { mchid, out_trade_no: "sub_order_2" }
      ] as const
      const combined = { combine_appid: appid, combine_out_trade_no: "combined_1", sub_orders }
      yield* CombinedNative.create({
        combine_appid: appid,
        combine_mchid: mchid,
        combine_out_trade_no: "combined_1",
        notify_url,
        sub_orders: sub_orders.map((order) => ({
          ...order,
          attach: "a",
          amount: { total_amount: 100, currency: "CNY" as const },
          description: "tea"
        }))
      })
      const order = yield* run(CombinedPaymentFlow.awaitPaymentOrClose(combined))
      assert.strictEqual(stateOf(order), "Closed")
      assert.lengthOf(yield* times(CombinedPayment.close), 1)
    })
  )
})

describe("the flow of a payment, request by request", () => {
  const order = (trade_state: string) =>
    response(200, {
      appid,
      ...key,
      trade_state,
      trade_state_desc: "text",
      ...(trade_state === "SUCCESS"
        ? { transaction_id: "4200000000000000000000000001", amount: { total: 888 } }
        : {})
    })
  const open = order("NOTPAY")
  const closed = order("CLOSED")
  const done = response(204)
  const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
  const rejected = response(403, { code: "NO_AUTH", message: "m" })
  const notSent = fault("ECONNREFUSED", "connect")
  const path = `/v3/pay/transactions/out-trade-no/${key.out_trade_no}`
  const query = `GET ${path}?mchid=${mchid}`
  const close = `POST ${path}/close`
  const flow = PaymentFlow.close(key)
  const count = (requests: ReadonlyArray<string>, which: string) =>
    requests.filter((each) => each === which).length

  it.effect("PaymentFlow.close sends nothing for an order that is not open", () =>
    Effect.gen(function* () {
      for (const state of ["SUCCESS", "CLOSED", "REVOKED", "REFUND"]) {
        const { exit, requests } = yield* walk(flow, [order(state)])
        assert.deepStrictEqual(requests, [query])
        assert.strictEqual(valueOf(exit).trade_state, state)
      }
    })
  )

  it.effect("PaymentFlow.close reports the state after the request, whatever the response was", () =>
    Effect.gen(function* () {
      for (const response of [done, broken, rejected]) {
        for (const state of ["CLOSED", "SUCCESS"]) {
          const { exit, requests } = yield* walk(flow, [open, response, order(state)])
          assert.deepStrictEqual(requests, [query, close, query])
          assert.strictEqual(valueOf(exit).trade_state, state)
        }
      }
    })
  )

  it.effect("PaymentFlow.close repeats a request that may work later, by its schedule", () =>
    Effect.gen(function* () {
      // A response that is not signed says nothing, not even for a moment.
      const unsigned = { status: 204, signed: false }
      for (const first of [broken, notSent, done, unsigned]) {
        const { exit, requests } = yield* walk(flow, [open, first, open, done, closed])
        assert.strictEqual(valueOf(exit).trade_state, "CLOSED")
        assert.deepStrictEqual(requests, [query, close, query, close, query])
      }
      const endless = (response: typeof done | typeof notSent) =>
        walk(flow, [open, ...Array.from({ length: 6 }, () => [response, open]).flat()])
      const still = yield* endless(done)
      assert.strictEqual(valueOf(still.exit).trade_state, "NOTPAY")
      assert.strictEqual(count(still.requests, close), 6)
      assert.isAtLeast(still.seconds, 31)
      const failed = yield* endless(broken)
      assert.deepInclude(errorOf(failed.exit), { _tag: "SystemError", outcome: "Unknown" })
      assert.strictEqual(count(failed.requests, close), 6)
      const never = yield* endless(notSent)
      assert.deepInclude(errorOf(never.exit), { outcome: "NotSent" })
      assert.strictEqual(count(never.requests, close), 6)
    })
  )

  it.effect(
    "PaymentFlow.close fails at once with a rejection: Unknown if an earlier request may still arrive",
    () =>
      Effect.gen(function* () {
        const once = yield* walk(flow, [open, rejected, open])
        assert.deepInclude(errorOf(once.exit), { status: 403, outcome: "Refused" })
        assert.deepStrictEqual(once.requests, [query, close, query])
        const twice = yield* walk(flow, [open, broken, open, rejected, open])
        assert.deepInclude(errorOf(twice.exit), { status: 403, outcome: "Unknown" })
      })
  )

  it.effect(
    "PaymentFlow.close is Unknown if the query after a request fails, unless the request was rejected",
    () =>
      Effect.gen(function* () {
        const outcomeAfter = (response: typeof done) =>
          Effect.map(walk(flow, [open, response, rejected]), ({ exit }) => errorOf(exit).outcome)
        assert.strictEqual(yield* outcomeAfter(done), "Unknown")
        assert.strictEqual(yield* outcomeAfter(broken), "Unknown")
        assert.strictEqual(yield* outcomeAfter(rejected), "Refused")
      })
  )

  it.effect("PaymentFlow repeats a query that failed for a moment, six times at most, and no other", () =>
    Effect.gen(function* () {
      const later = yield* walk(flow, [broken, broken, closed])
      assert.deepStrictEqual(later.requests, [query, query, query])
      const never = yield* walk(flow, [broken])
      assert.lengthOf(never.requests, 6)
      assert.isAtLeast(never.seconds, 31)
      const final = yield* walk(flow, [rejected])
      assert.lengthOf(final.requests, 1)
      // One that waits for the payment goes on until its schedule completes.
      const waiting = yield* walk(PaymentFlow.awaitEnd(key), [broken, open, closed])
      assert.deepStrictEqual(waiting.requests, [query, query, query])
      assert.isAtLeast(waiting.seconds, 30)
      const ended = yield* walk(PaymentFlow.awaitEnd(key), [rejected])
      assert.lengthOf(ended.requests, 1)
    })
  )

  it.effect("PaymentFlow.awaitPaymentOrClose closes an order that is still open, and no other", () =>
    Effect.gen(function* () {
      const program = PaymentFlow.awaitPaymentOrClose(key)
      const paid = yield* walk(program, [order("SUCCESS")])
      assert.deepStrictEqual(paid.requests, [query])
      const quick = { polling: Schedule.stop, reconciling: Schedule.stop, closing: Schedule.stop }
      const late = yield* walk(Effect.provideService(program, PaymentSchedules.PaymentSchedules, quick), [
        open,
        open,
        done,
        closed
      ])
      assert.deepStrictEqual(late.requests, [query, query, close, query])
      assert.strictEqual(valueOf(late.exit).trade_state, "CLOSED")
    })
  )
})
