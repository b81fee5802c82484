/** Refunds from the application to their end, under faults: refunded once, never within a minute, never reported too early. */
import { assert, describe, it } from "@effect/vitest"
import { Retry } from "@effect-wechatpay/core"
import { Refund, RefundFlow, RefundSignals } from "@effect-wechatpay/refund"
import { Faults, Refunds, Samples, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import { Effect, FastCheck, Fiber, Layer, Option, Redacted, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { faults } from "../support/faults.js"
import { runs } from "../support/long.js"

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

const inject = (endpoint: typeof Refund.create | typeof Refund.query, list: ReadonlyArray<Faults.Fault>) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) =>
    Effect.forEach(list, (fault) => faults.inject(fault, { endpoint }))
  )

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Effect.fork(effect), (fiber) => advanceUntilDone(fiber, "30 seconds"))

/** When applications arrived, in milliseconds. */
const applications = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
  Effect.map(calls.all, (all) => all.filter(({ endpoint }) => endpoint === Refund.create.id))
)

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
