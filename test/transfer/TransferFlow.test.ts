/** Transfers from their creation to their end, under faults: what is reported is what happened, and nobody is paid twice. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords, Retry } from "@effect-wechatpay/core"
import { Faults, Ledger, Samples, Simulator, Transfers } from "@effect-wechatpay/simulator"
import {
  Transfer,
  TransferFlow,
  TransferScene,
  TransferSignals,
  TransferState
} from "@effect-wechatpay/transfer"
import { DateTime, Effect, FastCheck, Fiber, Layer, TestClock } from "effect"
import { advanceUntilDone, runThrough } from "../support/advance.js"
import { countOf } from "../support/calls.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"
import { response, scripted } from "../support/scripted.js"

const { appid, mchid, openid } = Samples
const { act } = Simulator
const now = Date.UTC(2026, 4, 1, 2)

const layer = Layer.merge(
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())),
  TransferSignals.layer
)

type Services = Layer.Layer.Success<typeof layer>

const amount = 500
const before = 10_000

const input = {
  ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
  appid,
  openid,
  out_bill_no: "bill1",
  transfer_amount: amount,
  transfer_remark: "新会员有礼"
}

const key = { mchid, out_bill_no: "bill1" }

const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => runThrough(effect, "30 seconds")

const tagOf = (bill: TransferState.Bill) => TransferState.of(bill)._tag

const real = Effect.map(Retry.none(Transfer.query({ out_bill_no: "bill1" })), tagOf)

/** The money of the merchant and of the user. */
const money = act(
  Effect.all({
    operation: Ledger.balance(Ledger.merchant(mchid, "OPERATION")),
    user: Ledger.balance(Ledger.user(openid)),
    sum: Effect.map(Ledger.allBalances, (all) => all.reduce((sum, { balance }) => sum + balance, 0))
  })
)

const given = Effect.andThen(TestClock.setTime(now), act(Transfers.setAccount({ mchid }, before)))

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () => Effect.andThen(given, effect).pipe(Effect.provide(layer)))

const inHalfAnHour = DateTime.unsafeMake(now + 30 * 60_000)

describe("the flow of a transfer", () => {
  test(
    "TransferFlow creates a transfer, and learns of its end by the notification",
    Effect.gen(function* () {
      const created = yield* TransferFlow.create(input)
      assert.strictEqual(created.state._tag, "AwaitingUser")
      assert.isDefined(created.package_info)
      const fiber = yield* Effect.fork(TransferFlow.awaitEnd(key))
      yield* TestClock.adjust("61 seconds")
      yield* act(Transfers.confirm(key))
      yield* TransferSignals.publish(key)
      assert.isTrue(TransferState.isPaid(yield* advanceUntilDone(fiber, "1 seconds"), amount))
      assert.deepStrictEqual(yield* money, { operation: before - amount, user: amount, sum: 0 })
    })
  )

  test(
    "a creation whose response is lost gives the package, and locks the money once",
    Effect.gen(function* () {
      yield* inject(Transfer.create, [Faults.reset({ effect: true })])
      const created = yield* run(TransferFlow.create(input))
      assert.isDefined(created.package_info)
      assert.strictEqual((yield* money).operation, before - amount)
      assert.strictEqual(yield* countOf(Transfer.create), 2)
    })
  )

  test(
    "a number of another transfer is a TransferConflict, and without money the transfer is not created and not repeated",
    Effect.gen(function* () {
      yield* TransferFlow.create(input)
      const other = yield* Effect.flip(run(TransferFlow.create({ ...input, transfer_amount: 501 })))
      assert.deepInclude(other, { _tag: "TransferConflict", state: "WAIT_USER_CONFIRM", outcome: "Refused" })
      yield* act(Transfers.setAccount({ mchid }, 0))
      const poor = TransferFlow.create({ ...input, out_bill_no: "bill2" })
      const error = yield* Effect.flip(run(poor))
      assert.deepInclude(error, { _tag: "NotEnough", outcome: "Unknown" })
      assert.strictEqual(yield* countOf(Transfer.create), 3)
      yield* act(Transfers.setAccount({ mchid }, before))
      assert.strictEqual((yield* run(poor)).state._tag, "AwaitingUser")
    })
  )

  it.effect("a code that the documentation does not list leaves the outcome of a creation unknown", () => {
    const { layer } = scripted(() => response(400, { code: "NEW_CODE", message: "新错误" }))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Retry.none(Transfer.create(input)))
      assert.deepInclude(error, { _tag: "ApiError", code: "NEW_CODE", outcome: "Unknown" })
      assert.strictEqual((yield* Effect.flip(Transfer.query({ out_bill_no: "bill1" }))).outcome, "Refused")
    }).pipe(Effect.provide(layer))
  })

  test(
    "a transfer that is not confirmed in time is cancelled, and its money is returned",
    Effect.gen(function* () {
      yield* TransferFlow.create(input)
      const bill = yield* run(TransferFlow.awaitEndOrCancel(key, inHalfAnHour))
      assert.strictEqual(tagOf(bill), "Cancelled")
      assert.deepStrictEqual(yield* money, { operation: before, user: 0, sum: 0 })
      assert.strictEqual(yield* countOf(Transfer.cancel), 1)
      // Nothing is sent about a transfer that has ended.
      assert.strictEqual(tagOf(yield* run(TransferFlow.cancel(key))), "Cancelled")
      assert.strictEqual(yield* countOf(Transfer.cancel), 1)
    })
  )

  test(
    "a user who confirms while the cancellation is under way is paid, and the result says so",
    Effect.gen(function* () {
      yield* TransferFlow.create(input)
      yield* inject(Transfer.cancel, [Faults.lateArrival("3 seconds")])
      const fiber = yield* Effect.fork(TransferFlow.cancel(key))
      yield* TestClock.adjust("1 seconds")
      yield* act(Transfers.confirm(key, { isSlow: true }))
      yield* Effect.fork(
        Effect.andThen(Effect.sleep("20 seconds"), Effect.option(act(Transfers.payOut(key))))
      )
      assert.strictEqual(tagOf(yield* advanceUntilDone(fiber, "5 seconds")), "Succeeded")
      assert.deepStrictEqual(yield* money, { operation: before - amount, user: amount, sum: 0 })
    })
  )

  test(
    "one process at a time acts on a number, and the next one knows the creation that a killed one left open",
    Effect.gen(function* () {
      // Both processes share the records.
      const records = yield* OperationRecords.makeMemory()
      const process = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      yield* inject(Transfer.create, [Faults.lateArrival("5 minutes")])
      const first = yield* Effect.fork(process(TransferFlow.create({ ...input, mchid })))
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("10 millis"), countOf(Transfer.create)), {
        until: (count) => count > 0
      })
      const second = yield* Effect.flip(process(TransferFlow.create({ ...input, mchid })))
      assert.deepInclude(second, { _tag: "OperationInProgress", outcome: "NotSent" })
      yield* Fiber.interrupt(first)
      // The creation may still arrive, so a missing transfer is no final result.
      const missing = yield* Effect.flip(run(process(TransferFlow.cancel(key))))
      assert.deepInclude(missing, { _tag: "NotFound", outcome: "Unknown" })
      const reused = yield* Effect.flip(
        run(process(TransferFlow.create({ ...input, mchid, transfer_amount: 501 })))
      )
      assert.deepInclude(reused, { _tag: "NumberReused", outcome: "NotSent" })
      assert.strictEqual(
        (yield* run(process(TransferFlow.create({ ...input, mchid })))).state._tag,
        "AwaitingUser"
      )
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* money).operation, before - amount)
    })
  )

  const program = FastCheck.record({
    creates: FastCheck.array(FastCheck.constantFrom(...faults, Faults.lateArrival("20 seconds")), {
      maxLength: 4
    }),
    queries: FastCheck.array(FastCheck.constantFrom(...faults), { maxLength: 5 }),
    cancels: FastCheck.array(FastCheck.constantFrom(...faults, Faults.lateArrival("20 seconds")), {
      maxLength: 4
    }),
    /** Seconds after which the user confirms. */
    confirmsAfter: FastCheck.option(FastCheck.constantFrom(1, 40, 1799, 1801, 1803), { nil: undefined }),
    isSlow: FastCheck.boolean(),
    fails: FastCheck.boolean(),
    killAfter: FastCheck.option(FastCheck.constantFrom(1, 60, 1801), { nil: undefined })
  })

  for (const [
    index,
    { cancels, confirmsAfter, creates, fails, isSlow, killAfter, queries }
  ] of FastCheck.sample(
    program,
    runs("transfers under faults and kills", { ci: 3, long: 1_000, seed: 20_261_122 })
  ).entries()) {
    test(
      `what is reported of a transfer is what happened, and the money is there once: ${index}`,
      Effect.gen(function* () {
        yield* inject(Transfer.create, creates)
        yield* inject(Transfer.query, queries)
        yield* inject(Transfer.cancel, cancels)
        if (confirmsAfter !== undefined) {
          const pays = act(fails ? Transfers.fail(key, "NAME_NOT_CORRECT") : Transfers.payOut(key))
          yield* Effect.fork(
            Effect.sleep(`${confirmsAfter} seconds`).pipe(
              Effect.andThen(Effect.option(act(Transfers.confirm(key, { isSlow: isSlow || fails })))),
              Effect.andThen(Effect.sleep("30 seconds")),
              Effect.andThen(Effect.option(pays))
            )
          )
        }
        const whole = Effect.andThen(
          TransferFlow.create(input),
          TransferFlow.awaitEndOrCancel(key, inHalfAnHour)
        )
        if (killAfter !== undefined) {
          const killed = yield* Effect.fork(Effect.exit(whole))
          for (let left = killAfter; left > 0; left -= 60)
            yield* TestClock.adjust(`${Math.min(left, 60)} seconds`)
          yield* Fiber.interrupt(killed)
        }
        let result = yield* run(Effect.either(whole))
        const { faults: injected } = yield* Simulator.Simulator
        yield* injected.clear
        for (let count = 0; count < 5 && result._tag === "Left"; count++) {
          assert.include(["Unknown", "NotSent"], result.left.outcome, String(result.left))
          result = yield* run(Effect.either(whole))
        }
        assert(result._tag === "Right", String(result))
        const reported = tagOf(result.right)
        assert.include(["Succeeded", "Failed", "Cancelled"], reported)
        // Final: what is on its way, and the user, change nothing any more.
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(yield* real, reported)
        const paid = reported === "Succeeded" ? amount : 0
        assert.deepStrictEqual(yield* money, { operation: before - paid, user: paid, sum: 0 })
      })
    )
  }
})
