/** Refunds from the application to their end, under faults: refunded once, never within a minute, never reported too early. */
import { assert, describe, it } from "@effect/vitest"
import { MonotonicClock, Retry } from "@effect-wechatpay/core"
import { Refund, RefundFlow, RefundSignals } from "@effect-wechatpay/refund"
import { Faults, Refunds, Samples, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import {
  Duration,
  Effect,
  Exit,
  FastCheck,
  Fiber,
  Layer,
  Option,
  Redacted,
  Schedule,
  TestClock
} from "effect"
import { runThrough } from "../support/advance.js"
import { callsOf } from "../support/calls.js"
import { errorOf } from "../support/exits.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"
import { walk } from "../support/requests.js"
import { fault, response } from "../support/scripted.js"
import { steppedClock } from "../support/steppedClock.js"

const { mchid } = Samples
const layer = Layer.merge(
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())),
  RefundSignals.layer
)
const now = Date.UTC(2026, 4, 1, 2)
const { act } = Simulator

const transaction_id = "4200000000000000000000000001"

const given = Effect.andThen(
  TestClock.setTime(now),
  act(
    Transactions.register({
      transaction_id,
      out_trade_no: "trade-1",
      mchid,
      total: 1000,
      paid_at: now - 60_000
    })
  )
)

const application = (out_refund_no: string, refund: number) => ({
  transaction_id,
  out_refund_no,
  amount: { refund, total: 1000, currency: "CNY" as const }
})

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => runThrough(effect, "30 seconds")

/** When applications arrived, in milliseconds. */
const applications = callsOf(Refund.create)

const all = Effect.map(act(State.rows(Refunds.refunds)), (rows) => rows.filter(() => true))

const test = <E>(name: string, effect: Effect.Effect<void, E, Layer.Layer.Success<typeof layer>>) =>
  it.effect(name, () => Effect.provide(Effect.andThen(given, effect), layer))

describe("the flow of a refund", () => {
  test(
    "RefundFlow finds the refund whose response got lost, and sends no second application",
    Effect.gen(function* () {
      yield* inject(Refund.create, [Faults.reset({ effect: true })])
      const refund = yield* run(RefundFlow.create(application("R1", 400)))
      assert.strictEqual(refund.status, "PROCESSING")
      assert.lengthOf(yield* applications, 1)
      assert.lengthOf(yield* all, 1)
    })
  )

  test(
    "RefundFlow queries after an unsuccessful response, and repeats an application that was not accepted a minute later",
    Effect.gen(function* () {
      yield* inject(Refund.create, [Faults.systemError(), Faults.frequencyLimited()])
      yield* run(RefundFlow.create(application("R1", 400)))
      const { calls } = yield* Simulator.Simulator
      const made = (yield* calls.all).map(({ endpoint }) => endpoint)
      const [create, query] = [Refund.create.id, Refund.query.id]
      assert.deepStrictEqual(made, [create, query, create, query, create])
      const times = (yield* applications).map(({ receivedAt }) => receivedAt)
      assert.isAtLeast((times[1] ?? 0) - (times[0] ?? 0), 60_000)
      assert.isAtLeast((times[2] ?? 0) - (times[1] ?? 0), 60_000)
    })
  )

  test(
    "RefundFlow repeats an application after a minute even if the clock is set back or forward by an hour",
    Effect.gen(function* () {
      for (const [index, step] of [-3_600_000, 3_600_000].entries()) {
        // The clock is set during the first delay, and right again after the second one.
        const stepped = yield* steppedClock({
          onSleep: (duration, clock) => {
            clock.offset = clock.offset === 0 && Duration.toMillis(duration) > 20_000 ? step : 0
          }
        })
        yield* inject(Refund.create, [Faults.systemError(), Faults.systemError()])
        const before = yield* MonotonicClock.now
        yield* run(Effect.withClock(RefundFlow.create(application(`CLOCK_${index}`, 10)), stepped))
        // Three applications, each a minute after the one before.
        const took = (yield* MonotonicClock.now) - before
        assert.isAtLeast(took, 120_000)
        assert.isAtMost(took, 270_000)
        yield* TestClock.adjust("5 minutes")
      }
    })
  )

  test(
    "RefundFlow fails at once with a rejection, and with Unknown while an earlier application may arrive",
    Effect.gen(function* () {
      yield* act(Refunds.setBalance({ mchid }, 0))
      const rejected = yield* run(Effect.flip(RefundFlow.create(application("R1", 400))))
      assert.deepInclude(rejected, { _tag: "NotEnough", outcome: "Refused" })
      yield* inject(Refund.create, [Faults.reset()])
      const open = yield* run(Effect.flip(RefundFlow.create(application("R1", 400))))
      assert.deepInclude(open, { _tag: "NotEnough", outcome: "Unknown" })
      assert.lengthOf(yield* all, 0)
    })
  )

  test(
    "RefundFlow fails if the number belongs to another refund",
    Effect.gen(function* () {
      yield* Refund.create(application("R1", 400))
      const conflict = yield* run(Effect.flip(RefundFlow.create(application("R1", 401))))
      assert.deepInclude(conflict, { _tag: "RefundConflict", outcome: "Refused", status: "PROCESSING" })
      assert.include(conflict.message, "PROCESSING")
    })
  )

  test(
    "RefundFlow awaits the result by notification or by query, and sends an abnormal refund elsewhere once",
    Effect.gen(function* () {
      const who = { mchid, out_refund_no: "R1" }
      const { refund_id } = yield* RefundFlow.create(application("R1", 400))
      const waiting = yield* Effect.fork(RefundFlow.awaitEnd(who))
      yield* Effect.yieldNow()
      yield* act(Refunds.bounce(who))
      yield* RefundSignals.publish(who)
      assert.strictEqual((yield* run(Fiber.join(waiting))).status, "ABNORMAL")
      const elsewhere = {
        out_refund_no: "R1",
        refund_id,
        type: "USER_BANK_CARD",
        bank_type: "ICBC_DEBIT",
        bank_account: Redacted.make("6225880137706868"),
        real_name: Redacted.make("李雷")
      } as const
      assert.strictEqual((yield* run(RefundFlow.applyAbnormal(elsewhere))).status, "PROCESSING")
      assert.strictEqual((yield* run(RefundFlow.applyAbnormal(elsewhere))).status, "PROCESSING")
      yield* act(Refunds.succeed(who))
      assert.strictEqual((yield* run(RefundFlow.awaitEnd(who))).status, "SUCCESS")
    })
  )

  const program = FastCheck.record({
    amounts: FastCheck.array(FastCheck.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 3 }),
    sent: FastCheck.array(FastCheck.constantFrom(...faults), { maxLength: 4 }),
    queries: FastCheck.array(FastCheck.constantFrom(...faults), { maxLength: 3 }),
    killAfter: FastCheck.option(FastCheck.integer({ min: 0, max: 3 }), { nil: undefined })
  })

  for (const [index, { amounts, killAfter, queries, sent }] of FastCheck.sample(
    program,
    runs("refunds under faults and kills", { ci: 12, long: 1_000, seed: 20_260_501 })
  ).entries()) {
    test(
      `RefundFlow refunds once, and no more than was paid, under the faults of case ${index}`,
      Effect.gen(function* () {
        for (const [part, fen] of amounts.entries()) {
          const flow = RefundFlow.create(application(`R${part}`, fen))
          yield* inject(Refund.create, sent)
          yield* inject(Refund.query, queries)
          if (killAfter !== undefined) {
            const killed = yield* Effect.fork(Effect.exit(flow))
            for (let step = 0; step < killAfter; step++) yield* TestClock.adjust("30 seconds")
            yield* Fiber.interrupt(killed)
          }
          const first = yield* run(Effect.exit(flow))
          const { faults } = yield* Simulator.Simulator
          yield* faults.clear
          const found = yield* Effect.option(Retry.none(Refund.query({ out_refund_no: `R${part}` })))
          if (first._tag === "Success") assert.isTrue(Option.isSome(found))
          const kept = yield* all
          assert.isAtMost(
            kept.reduce((sum, { refund }) => sum + refund, 0),
            1000
          )
          assert.isAtMost(kept.filter(({ out_refund_no }) => out_refund_no === `R${part}`).length, 1)
          yield* TestClock.adjust("1 minute")
        }
      })
    )
  }
})

describe("the flow of a refund, request by request", () => {
  const input = { ...application("R1", 400), notify_url: "https://shop.example/refunds" }
  const found = {
    refund_id: "50000000382019052709732678859",
    out_refund_no: "R1",
    transaction_id,
    out_trade_no: "trade-1",
    channel: "ORIGINAL",
    user_received_account: "招商银行信用卡0403",
    create_time: "2020-12-01T16:18:12+08:00",
    status: "PROCESSING",
    amount: {
      total: 1000,
      refund: 400,
      payer_total: 1000,
      payer_refund: 400,
      settlement_refund: 400,
      settlement_total: 1000,
      discount_refund: 0,
      currency: "CNY"
    }
  }
  const ok = response(200, found)
  const ended = (status: string) => response(200, { ...found, status })
  const missing = response(404, { code: "RESOURCE_NOT_EXISTS", message: "m" })
  const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
  const rejected = response(403, { code: "NO_AUTH", message: "m" })
  const notSent = fault("ECONNREFUSED", "connect")
  const base = "/v3/refund/domestic/refunds"
  const create = `POST ${base}`
  const query = `GET ${base}/R1`

  it.effect("RefundFlow queries by the number, and by the sub-merchant of a provider", () =>
    Effect.gen(function* () {
      const own = yield* walk(RefundFlow.create(input), [broken, ok])
      assert.deepStrictEqual(own.requests, [create, query])
      const provider = yield* walk(RefundFlow.create({ ...input, sub_mchid: "1900000109" }), [broken, ok])
      assert.deepStrictEqual(provider.requests, [create, `${query}?sub_mchid=1900000109`])
      const awaited = yield* walk(RefundFlow.awaitEnd({ out_refund_no: "R1", sub_mchid: "1900000109" }), [
        ended("SUCCESS")
      ])
      assert.deepStrictEqual(awaited.requests, [`${query}?sub_mchid=1900000109`])
    })
  )

  it.effect(
    "RefundFlow accepts the refund it finds only if payment and amounts are those of the application",
    () =>
      Effect.gen(function* () {
        const { transaction_id: _, ...rest } = input
        const byTrade = { ...rest, out_trade_no: "trade-1" }
        const cases: ReadonlyArray<readonly [typeof input | typeof byTrade, object, boolean]> = [
          [input, {}, true],
          [input, { out_trade_no: "trade-2" }, true],
          [input, { transaction_id: "4200000000000000000000000002" }, false],
          [input, { amount: { ...found.amount, total: 1001 } }, false],
          [input, { amount: { ...found.amount, refund: 399 } }, false],
          [byTrade, { transaction_id: "4200000000000000000000000002" }, true],
          [byTrade, { out_trade_no: "trade-2" }, false]
        ]
        for (const [given, changes, agrees] of cases) {
          const { exit } = yield* walk(RefundFlow.create(given), [
            broken,
            response(200, { ...found, ...changes })
          ])
          if (agrees) assert.isTrue(Exit.isSuccess(exit), JSON.stringify(changes))
          else {
            const error = errorOf(exit)
            assert.deepInclude(error, { _tag: "RefundConflict", status: "PROCESSING", outcome: "Refused" })
          }
        }
      })
  )

  it.effect(
    "RefundFlow repeats an application that was not sent without a query and without the minute",
    () =>
      Effect.gen(function* () {
        const quick = { repeating: Schedule.recurs(2), reconciling: Schedule.stop, polling: Schedule.stop }
        const flow = Effect.provideService(RefundFlow.create(input), RefundFlow.RefundSchedules, quick)
        const sent = yield* walk(flow, [notSent, notSent, ok])
        assert.isTrue(Exit.isSuccess(sent.exit))
        assert.deepStrictEqual(sent.requests, [create, create, create])
        assert.isBelow(sent.seconds, 60)
        const never = yield* walk(flow, [notSent])
        assert.deepInclude(errorOf(never.exit), { outcome: "NotSent" })
        assert.lengthOf(never.requests, 3)
        // What arrived, or may have, is sent again a minute later at the earliest.
        const open = yield* walk(flow, [broken, missing, ok])
        assert.deepStrictEqual(open.requests, [create, query, create])
        assert.isAtLeast(open.seconds, 60)
        assert.isBelow(open.seconds, 70)
      })
  )

  it.effect("RefundFlow ends with the last error: after five applications, or at once if it is final", () =>
    Effect.gen(function* () {
      const five = yield* walk(RefundFlow.create(input), [
        ...Array.from({ length: 5 }, () => [broken, missing]).flat()
      ])
      assert.deepInclude(errorOf(five.exit), { _tag: "SystemError", outcome: "Unknown" })
      assert.lengthOf(
        five.requests.filter((each) => each === create),
        5
      )
      assert.isAtLeast(five.seconds, 240)
      assert.isBelow(five.seconds, 300)

      const final = yield* walk(RefundFlow.create(input), [rejected, missing])
      assert.deepInclude(errorOf(final.exit), { status: 403, outcome: "Refused" })
      assert.deepStrictEqual(final.requests, [create, query])
      // The response is about another refund: nothing is known, and the application is repeated.
      const foreign = response(200, { ...found, out_refund_no: "R2" })
      const unknown = yield* walk(RefundFlow.create(input), [foreign, missing, ok])
      assert.deepStrictEqual(unknown.requests, [create, query, create])
      // A transient rejection is repeated.
      const limited = response(429, { code: "FREQUENCY_LIMITED", message: "m" })
      const later = yield* walk(RefundFlow.create(input), [limited, missing, ok])
      assert.deepStrictEqual(later.requests, [create, query, create])
    })
  )

  it.effect("RefundFlow repeats a query that failed for a moment, and is Unknown if no query succeeds", () =>
    Effect.gen(function* () {
      const second = yield* walk(RefundFlow.create(input), [broken, broken, broken, ok])
      assert.isTrue(Exit.isSuccess(second.exit))
      assert.deepStrictEqual(second.requests, [create, query, query, query])
      const never = yield* walk(RefundFlow.create(input), [rejected, broken])
      assert.deepInclude(errorOf(never.exit), { outcome: "Unknown" })
      assert.lengthOf(never.requests, 7)
      assert.isAtLeast(never.seconds, 31)
      const forbidden = yield* walk(RefundFlow.create(input), [rejected, rejected])
      assert.deepInclude(errorOf(forbidden.exit), { status: 403, outcome: "Unknown" })
      assert.lengthOf(forbidden.requests, 2)
    })
  )

  it.effect("RefundFlow.awaitEnd queries every minute, then every ten, through transient errors only", () =>
    Effect.gen(function* () {
      const key = { out_refund_no: "R1" }
      const first = yield* walk(RefundFlow.awaitEnd(key), [ok, broken, ended("SUCCESS")])
      assert.lengthOf(first.requests, 3)
      assert.isAtLeast(first.seconds, 120)
      assert.isBelow(first.seconds, 140)
      const forbidden = yield* walk(RefundFlow.awaitEnd(key), [rejected])
      assert.deepInclude(errorOf(forbidden.exit), { status: 403 })
      assert.lengthOf(forbidden.requests, 1)
      const slow = yield* walk(
        RefundFlow.awaitEnd(key),
        [...Array.from({ length: 6 }, () => ok), ended("CLOSED")],
        "60 seconds"
      )
      assert.lengthOf(slow.requests, 7)
      assert.isAtLeast(slow.seconds, 900)
      assert.isAtMost(slow.seconds, 960)
    })
  )

  it.effect("RefundFlow.applyAbnormal sends nothing unless the refund is abnormal or unknown", () =>
    Effect.gen(function* () {
      const elsewhere = RefundFlow.applyAbnormal({
        out_refund_no: "R1",
        refund_id: found.refund_id,
        type: "USER_BANK_CARD",
        bank_type: "ICBC_DEBIT",
        bank_account: Redacted.make("6225880137706868"),
        real_name: Redacted.make("李雷")
      })
      const post = `POST ${base}/${found.refund_id}/apply-abnormal-refund`
      for (const status of ["CLOSED", "SUCCESS", "PROCESSING"]) {
        const { exit, requests } = yield* walk(elsewhere, [ended(status)])
        assert.deepStrictEqual(requests, [query])
        assert.deepInclude(Exit.isSuccess(exit) ? exit.value : {}, { status })
      }
      const unknown = yield* walk(elsewhere, [missing, ok])
      assert.deepStrictEqual(unknown.requests, [query, post])
      const lost = yield* walk(elsewhere, [ended("ABNORMAL"), broken, ok])
      assert.deepStrictEqual(lost.requests, [query, post, query])
      assert.isTrue(Exit.isSuccess(lost.exit))
      for (const still of [ended("ABNORMAL"), missing]) {
        const again = yield* walk(elsewhere, [ended("ABNORMAL"), broken, still, ok])
        assert.deepStrictEqual(again.requests, [query, post, query, post])
        assert.isTrue(Exit.isSuccess(again.exit))
      }
    })
  )
})
