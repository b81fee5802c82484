/** Payments by code from the charge to their end, under faults: no sale is reported as what it is not, and nobody pays twice. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import {
  CodePayment,
  CodePaymentFlow,
  type CodePaymentResult,
  PartnerCodePaymentFlow,
  Payment
} from "@effect-wechatpay/pay"
import { Faults, Ledger, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, FastCheck, Fiber, Layer, TestClock } from "effect"
import { runThrough } from "../support/advance.js"
import { countOf } from "../support/calls.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"

const { appid, mchid, openid, subMchid: sub_mchid } = Samples
const { act } = Simulator
const now = Date.UTC(2026, 4, 1, 2)

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

type Services = Layer.Layer.Success<typeof layer>

const key = { mchid, out_trade_no: "code_1" }
const order = { ...key, appid, amount: { total: 500 } }
const auth_code = "134567890123456789"

const input = {
  ...order,
  description: "coffee",
  payer: { auth_code },
  scene_info: { store_info: { id: "1" } }
}

const charge = CodePaymentFlow.charge(input)

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => runThrough(effect, "5 seconds")

/** What the merchant has received, in fen. */
const received = act(Ledger.balance(Ledger.merchant(mchid)))

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () => Effect.andThen(TestClock.setTime(now), effect).pipe(Effect.provide(layer)))

const show = (options: Parameters<typeof Pay.showCode>[0] = {}) =>
  act(Pay.showCode({ auth_code, ...options }))

describe("the flow of a payment by code", () => {
  test(
    "a payment without password is paid at once, and the code is not charged again under its number",
    Effect.gen(function* () {
      yield* show()
      const result = yield* run(charge)
      assert.deepInclude(result, { _tag: "Paid", total: 500 })
      assert.strictEqual(yield* countOf(Payment.query), 0)
      const again = yield* run(charge)
      assert.strictEqual(again._tag, "Unknown")
      assert.strictEqual(yield* received, 500)
    })
  )

  test(
    "a user who enters the password within 45 seconds has paid",
    Effect.gen(function* () {
      yield* show({ result: "USERPAYING" })
      yield* Effect.fork(Effect.andThen(Effect.sleep("22 seconds"), act(Pay.pay(key, { openid }))))
      assert.strictEqual((yield* run(charge))._tag, "Paid")
      assert.strictEqual(yield* countOf(CodePayment.reverse), 0)
    })
  )

  test(
    "a payment whose password is not entered is reversed after 45 seconds, as soon as the user gives up",
    Effect.gen(function* () {
      yield* show({ result: "USERPAYING" })
      yield* Effect.fork(Effect.andThen(Effect.sleep("57 seconds"), act(Pay.abandon(key))))
      assert.strictEqual((yield* run(charge))._tag, "Reversed")
      assert.isAbove(yield* countOf(CodePayment.reverse), 1)
      assert.strictEqual(yield* received, 0)
    })
  )

  test(
    "a rejection is final, and a charge whose response was lost is found",
    Effect.gen(function* () {
      yield* show({ result: "NOTENOUGH" })
      const rejected = yield* run(charge)
      assert(rejected._tag === "Failed")
      assert.strictEqual(rejected.error._tag, "NotEnough")
      const other = { ...input, out_trade_no: "code_2", payer: { auth_code: "134567890123456780" } }
      const expired = yield* run(CodePaymentFlow.charge(other))
      assert(expired._tag === "Failed")
      assert.strictEqual(expired.error._tag, "TradeError")
      yield* act(Pay.showCode({ auth_code: other.payer.auth_code }))
      yield* inject(CodePayment.charge, [Faults.reset({ effect: true })])
      assert.strictEqual(
        (yield* run(CodePaymentFlow.charge({ ...other, out_trade_no: "code_3" })))._tag,
        "Paid"
      )
      assert.strictEqual(yield* received, 500)
    })
  )

  test(
    "a charge that does not arrive is unknown for 10 minutes, and then certainly not paid",
    Effect.gen(function* () {
      yield* show()
      yield* inject(CodePayment.charge, [Faults.reset({ effect: false })])
      const result = yield* run(charge)
      assert(result._tag === "Unknown")
      assert.isTrue(result.reversing)
      const { reversing, sentAt } = result
      const early = yield* run(CodePaymentFlow.reconcile({ ...order, reversing, sentAt }))
      assert.strictEqual(early._tag, "Unknown")
      yield* TestClock.adjust("10 minutes")
      const late = yield* run(CodePaymentFlow.reconcile({ ...order, reversing, sentAt }))
      assert.strictEqual(late._tag, "Failed")
    })
  )

  test(
    "a process that died while it reversed is followed by one that reverses, and charges nothing again",
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const process = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      yield* show({ result: "USERPAYING" })
      yield* Effect.fork(Effect.andThen(Effect.sleep("44 seconds"), act(Pay.abandon(key))))
      yield* inject(CodePayment.reverse, [Faults.lateArrival("3 minutes")])
      const first = yield* Effect.fork(process(charge))
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("1 seconds"), countOf(CodePayment.reverse)), {
        until: (count) => count > 0
      })
      yield* Fiber.interrupt(first)
      // The user could pay now, and the reversal is on its way.
      yield* act(Effect.option(Pay.pay(key, { openid })))
      const second = yield* run(process(charge))
      assert.strictEqual(second._tag, "Reversed")
      assert.strictEqual(yield* countOf(CodePayment.charge), 1)
      assert.strictEqual(yield* received, 0)
    })
  )

  test(
    "a number whose result is final is not charged, also if the result was found without the request",
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      // The process died before it sent the charge, so the records know nothing of it.
      const missing = yield* run(kept(CodePaymentFlow.reconcile({ ...order, sentAt: now - 3_600_000 })))
      assert.strictEqual(missing._tag, "Failed")
      yield* show()
      const again = yield* run(kept(charge))
      assert.notStrictEqual(again._tag, "Paid")
      assert.strictEqual(yield* countOf(CodePayment.charge), 0)
      assert.strictEqual(yield* received, 0)
    })
  )

  test(
    "a payment of another sale under the number is not reversed, also after a reversal that found nothing",
    Effect.gen(function* () {
      yield* show()
      assert.strictEqual((yield* run(charge))._tag, "Paid")
      const other = { ...order, amount: { total: 400 }, reversing: true }
      const result = yield* run(CodePaymentFlow.reconcile(other))
      assert(result._tag === "Unknown")
      assert.deepInclude(result.error, { _tag: "PaymentMismatch", payment: "pay.codePayment" })
      assert.include(result.error.message, "it was paid with another amount")
      assert.isTrue(result.reversing)
      assert.strictEqual(yield* countOf(CodePayment.reverse), 0)
      assert.strictEqual(yield* received, 500)
    })
  )

  test(
    "the code is charged by a service provider for its sub-merchant",
    Effect.gen(function* () {
      yield* show()
      const result = yield* run(
        PartnerCodePaymentFlow.charge({
          sp_appid: appid,
          sp_mchid: mchid,
          sub_mchid,
          out_trade_no: "code_9",
          amount: { total: 700 },
          description: "coffee",
          payer: { auth_code },
          scene_info: { store_info: { id: "1" } }
        })
      )
      assert.deepInclude(result, { _tag: "Paid", total: 700 })
    })
  )

  const some = (...more: ReadonlyArray<Faults.Fault>) =>
    FastCheck.array(FastCheck.constantFrom(...faults, ...more), { maxLength: 4 })
  const program = FastCheck.record({
    charges: FastCheck.constantFrom(
      ...faults,
      Faults.lateArrival("20 seconds"),
      Faults.lateArrival("3 minutes")
    ),
    queries: some(),
    reverses: some(Faults.lateArrival("20 seconds")),
    result: FastCheck.constantFrom("SUCCESS", "USERPAYING", "NOTENOUGH", "BANKERROR", "SYSTEM_ERROR"),
    isCharged: FastCheck.boolean(),
    /** Seconds after which the user pays or gives up. */
    actsAfter: FastCheck.constantFrom(3, 30, 44, 46, 60),
    pays: FastCheck.boolean(),
    killAfter: FastCheck.option(FastCheck.constantFrom(2, 46, 52), { nil: undefined })
  })

  for (const [index, one] of FastCheck.sample(
    program,
    runs("payments by code under faults and kills", { ci: 4, long: 1_000, seed: 20_261_122 })
  ).entries()) {
    test(
      `what is reported of a payment by code is what happened: ${index}`,
      Effect.gen(function* () {
        const { actsAfter, charges, isCharged, killAfter, pays, queries, result, reverses } = one
        yield* show({ result: result as "SUCCESS", isCharged })
        yield* inject(CodePayment.charge, [charges])
        yield* inject(Payment.query, queries)
        yield* inject(CodePayment.reverse, reverses)
        yield* Effect.fork(
          Effect.andThen(
            Effect.sleep(`${actsAfter} seconds`),
            Effect.option(act(pays ? Pay.pay(key, { openid }) : Pay.abandon(key)))
          )
        )
        // The processes of the shop share their records.
        const records = yield* OperationRecords.makeMemory()
        const process = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.provideService(effect, OperationRecords.OperationRecords, records)
        if (killAfter !== undefined) {
          const killed = yield* Effect.fork(process(charge))
          for (let second = 0; second < killAfter; second++) yield* TestClock.adjust("1 seconds")
          yield* Fiber.interrupt(killed)
        }
        let reported: CodePaymentResult.Result = yield* run(process(charge))
        for (let count = 0; count < 8 && reported._tag === "Unknown"; count++) {
          yield* TestClock.adjust("3 minutes")
          const { reversing, sentAt } = reported
          reported = yield* run(process(CodePaymentFlow.reconcile({ ...order, reversing, sentAt })))
        }
        const { faults: injected } = yield* Simulator.Simulator
        yield* injected.clear
        assert.include(
          ["Paid", "Failed", "Reversed"],
          reported._tag,
          `${JSON.stringify(one)} ${JSON.stringify(reported)}`
        )
        // Final: what is on its way, and the user, change nothing any more.
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(yield* received, reported._tag === "Paid" ? 500 : 0)
      })
    )
  }
})
