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
import { DateTime, Duration, Effect, Exit, FastCheck, Fiber, Layer, Schedule, TestClock } from "effect"
import { advanceUntilDone, runThrough } from "../support/advance.js"
import { countOf } from "../support/calls.js"
import { errorOf, valueOf } from "../support/exits.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"
import { asMerchant, walk } from "../support/requests.js"
import { fault, response, scripted } from "../support/scripted.js"
import { steppedClock } from "../support/steppedClock.js"

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
      const first = yield* Effect.fork(process(TransferFlow.create(input)))
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("10 millis"), countOf(Transfer.create)), {
        until: (count) => count > 0
      })
      const second = yield* Effect.flip(process(TransferFlow.create(input)))
      assert.deepInclude(second, { _tag: "OperationInProgress", outcome: "NotSent" })
      yield* Fiber.interrupt(first)
      // The creation may still arrive, so a missing transfer is no final result.
      const missing = yield* Effect.flip(run(process(TransferFlow.cancel(key))))
      assert.deepInclude(missing, { _tag: "NotFound", outcome: "Unknown" })
      const reused = yield* Effect.flip(run(process(TransferFlow.create({ ...input, transfer_amount: 501 }))))
      assert.deepInclude(reused, { _tag: "NumberReused", outcome: "NotSent" })
      assert.strictEqual((yield* run(process(TransferFlow.create(input)))).state._tag, "AwaitingUser")
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

describe("the flow of a transfer, request by request", () => {
  const own = { out_bill_no: "bill1" }
  const number = { ...own, transfer_bill_no: "1330000071100999991182020050700019480001" }
  const found = {
    ...number,
    mch_id: mchid,
    appid,
    openid,
    state: "WAIT_USER_CONFIRM",
    transfer_amount: amount,
    transfer_remark: "新会员有礼",
    create_time: "2026-05-01T10:00:00+08:00",
    update_time: "2026-05-01T10:00:00+08:00"
  }
  const is = (state: string, changes: object = {}) => response(200, { ...found, state, ...changes })
  const waiting = is("WAIT_USER_CONFIRM")
  const paid = is("SUCCESS")
  const cancelling = is("CANCELING")
  const cancelled = is("CANCELLED")
  const ok = response(200, {
    ...number,
    create_time: found.create_time,
    state: "WAIT_USER_CONFIRM",
    package_info: "package"
  })
  const accepted = response(200, { ...number, state: "CANCELING", update_time: found.update_time })
  // It says nothing, and not only for a moment.
  const unsigned = { ...response(200, {}), signed: false }
  const missing = response(404, { code: "NOT_FOUND", message: "m" })
  const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
  const limited = response(429, { code: "FREQUENCY_LIMITED", message: "m" })
  const rejected = response(400, { code: "INVALID_REQUEST", message: "m" })
  const forbidden = response(403, { code: "NO_AUTH", message: "m" })
  const notSent = fault("ECONNREFUSED", "connect")
  const base = "/v3/fund-app/mch-transfer/transfer-bills"
  const create = `POST ${base}`
  const query = `GET ${base}/out-bill-no/bill1`
  const cancel = `POST ${base}/out-bill-no/bill1/cancel`
  const repeated = <A extends ReadonlyArray<unknown>>(count: number, ...values: A): Array<A[number]> =>
    Array.from({ length: count }, () => values).flat()
  const creating = TransferFlow.create(input)
  const cancellation = TransferFlow.cancel(own)

  it.effect("TransferFlow.create repeats a request for its package only while the transfer waits", () =>
    Effect.gen(function* () {
      for (const first of [broken, unsigned]) {
        const { exit, requests } = yield* walk(creating, [first, waiting, ok])
        assert.deepStrictEqual(requests, [create, query, create])
        assert.deepInclude(valueOf(exit), { ...number, package_info: "package" })
      }
      // A rejection is not repeated: the transfer waits, and its package is not known.
      const late = yield* walk(creating, [rejected, waiting])
      assert.deepStrictEqual(late.requests, [create, query])
      assert.deepInclude(valueOf(late.exit), { ...number, package_info: undefined })
      assert.strictEqual(valueOf(late.exit).state._tag, "AwaitingUser")
      for (const state of ["SUCCESS", "FAIL", "CANCELLED", "TRANSFERING"]) {
        const { exit, requests } = yield* walk(creating, [broken, is(state)])
        assert.deepStrictEqual(requests, [create, query])
        assert.strictEqual(valueOf(exit).state._tag, TransferState.of({ state })._tag)
      }
    })
  )

  it.effect("TransferFlow.create takes a transfer of another user, appid or amount for a conflict", () =>
    Effect.gen(function* () {
      for (const changes of [
        { transfer_amount: 501 },
        { appid: "wx0000000000000001" },
        { openid: "other" }
      ]) {
        const { exit, requests } = yield* walk(creating, [broken, is("SUCCESS", changes)])
        assert.deepStrictEqual(requests, [create, query])
        const conflict = errorOf(exit)
        assert.deepInclude(conflict, { _tag: "TransferConflict", state: "SUCCESS", outcome: "Refused" })
        assert.include(conflict.message, "SUCCESS")
      }
      // A response without the user does not contradict.
      const { exit } = yield* walk(creating, [broken, is("SUCCESS", { openid: undefined })])
      assert.strictEqual(valueOf(exit).state._tag, "Succeeded")
    })
  )

  it.effect("TransferFlow.create repeats what may work later, six requests at most, and no rejection", () =>
    Effect.gen(function* () {
      const six = yield* walk(creating, repeated(6, broken, missing))
      assert.deepStrictEqual(six.requests, repeated(6, create, query))
      assert.deepInclude(errorOf(six.exit), { _tag: "SystemError", outcome: "Unknown" })
      assert.isAtLeast(six.seconds, 31)
      assert.isAtMost(six.seconds, 100)
      for (const first of [limited, unsigned]) {
        const { requests } = yield* walk(creating, [first, missing, ok])
        assert.deepStrictEqual(requests, [create, query, create])
      }
      const unsent = yield* walk(creating, [notSent])
      assert.deepStrictEqual(unsent.requests, repeated(6, create))
      assert.deepInclude(errorOf(unsent.exit), { outcome: "NotSent" })
      const final = yield* walk(creating, [rejected, missing])
      assert.deepStrictEqual(final.requests, [create, query])
      assert.deepInclude(errorOf(final.exit), { status: 400, outcome: "Refused" })
      // Their outcome is unknown, and repeating them changes nothing.
      for (const code of ["NOT_ENOUGH", "ALREADY_EXISTS"]) {
        const { exit, requests } = yield* walk(creating, [response(403, { code, message: "m" }), missing])
        assert.deepStrictEqual(requests, [create, query])
        assert.deepInclude(errorOf(exit), { code, outcome: "Unknown" })
      }
    })
  )

  it.effect("TransferFlow repeats a query that failed for a moment, six times at most, and no other", () =>
    Effect.gen(function* () {
      const second = yield* walk(creating, [broken, broken, broken, paid])
      assert.deepStrictEqual(second.requests, [create, query, query, query])
      const never = yield* walk(creating, [rejected, ...repeated(6, broken)])
      assert.deepStrictEqual(never.requests, [create, ...repeated(6, query)])
      assert.deepInclude(errorOf(never.exit), { _tag: "SystemError", outcome: "Unknown" })
      assert.isAtLeast(never.seconds, 31)
      const once = yield* walk(creating, [rejected, forbidden])
      assert.deepStrictEqual(once.requests, [create, query])
      assert.deepInclude(errorOf(once.exit), { status: 403, outcome: "Unknown" })
    })
  )

  it.effect("TransferFlow repeats a query by its schedule even if the clock is set forward meanwhile", () =>
    Effect.gen(function* () {
      const clock = yield* steppedClock({
        onSleep: (delay, clock) => {
          if (Duration.toMillis(delay) <= 1000) clock.offset = 3_600_000
        }
      })
      const flow = cancellation.pipe(
        Effect.provideService(TransferFlow.TransferSchedules, {
          repeating: Schedule.stop,
          reconciling: Schedule.upTo(Schedule.spaced("1 second"), "30 seconds"),
          polling: Schedule.stop,
          ending: Schedule.stop
        }),
        Effect.withClock(clock)
      )
      const { exit, requests } = yield* walk(flow, [broken, broken, cancelled])
      assert.strictEqual(tagOf(valueOf(exit)), "Cancelled")
      assert.deepStrictEqual(requests, [query, query, query])
    })
  )

  it.effect("TransferFlow.awaitEnd queries at the advised times, through transient errors only", () =>
    Effect.gen(function* () {
      const wait = TransferFlow.awaitEnd(own)
      const soon = yield* walk(wait, [waiting, broken, cancelling, paid], "5 seconds")
      assert.deepStrictEqual(soon.requests, repeated(4, query))
      assert.strictEqual(soon.seconds, 60)
      const late = yield* walk(wait, [...repeated(9, waiting), is("FAIL")])
      assert.lengthOf(late.requests, 10)
      assert.strictEqual(tagOf(valueOf(late.exit)), "Failed")
      assert.strictEqual(late.seconds, 360 + 600)
      const final = yield* walk(wait, [forbidden])
      assert.lengthOf(final.requests, 1)
      assert.deepInclude(errorOf(final.exit), { status: 403, outcome: "Refused" })
    })
  )

  it.effect("TransferFlow.cancel sends nothing about a transfer that has ended, or that is ending", () =>
    Effect.gen(function* () {
      for (const state of ["SUCCESS", "FAIL", "CANCELLED"]) {
        const { exit, requests } = yield* walk(cancellation, [is(state)])
        assert.deepStrictEqual(requests, [query])
        assert.strictEqual(valueOf(exit).state, state)
      }
      for (const state of ["CANCELING", "TRANSFERING"]) {
        const { exit, requests } = yield* walk(cancellation, [...repeated(4, is(state)), paid], "2 seconds")
        assert.deepStrictEqual(requests, repeated(5, query))
        assert.strictEqual(valueOf(exit).state, "SUCCESS")
      }
      // Every 2 seconds for a minute, and then every minute for half an hour.
      const slow = yield* walk(cancellation, [cancelling], "20 seconds")
      assert.strictEqual(valueOf(slow.exit).state, "CANCELING")
      assert.lengthOf(slow.requests, 62)
      assert.isAtLeast(slow.seconds, 1860)
      assert.isAtMost(slow.seconds, 1900)
    })
  )

  it.effect("TransferFlow.cancel queries after each request, and cancels again what can be cancelled", () =>
    Effect.gen(function* () {
      const plain = yield* walk(cancellation, [waiting, accepted, cancelled])
      assert.deepStrictEqual(plain.requests.slice(0, 3), [query, cancel, query])
      assert.lengthOf(
        plain.requests.filter((each) => each === cancel),
        1
      )
      assert.strictEqual(valueOf(plain.exit).state, "CANCELLED")
      for (const first of [broken, limited, notSent, accepted, unsigned]) {
        const { exit, requests } = yield* walk(cancellation, [
          waiting,
          first,
          waiting,
          waiting,
          accepted,
          cancelled
        ])
        assert.deepStrictEqual(requests.slice(0, 6), [query, cancel, query, query, cancel, query])
        assert.strictEqual(valueOf(exit).state, "CANCELLED")
      }
      // The user was faster: the rejection of the cancellation is not the result.
      const fast = yield* walk(cancellation, [waiting, rejected, paid])
      assert.strictEqual(valueOf(fast.exit).state, "SUCCESS")
      const paying = yield* walk(cancellation, [
        waiting,
        rejected,
        is("TRANSFERING"),
        is("TRANSFERING"),
        paid
      ])
      assert.strictEqual(valueOf(paying.exit).state, "SUCCESS")
      const never = yield* walk(cancellation, repeated(6, waiting, accepted, waiting))
      assert.strictEqual(valueOf(never.exit).state, "WAIT_USER_CONFIRM")
      assert.deepStrictEqual(never.requests, repeated(6, query, cancel, query))
    })
  )

  it.effect("TransferFlow.cancel is Unknown after a request that may take effect, and only then", () =>
    Effect.gen(function* () {
      const outcomeOf = (responses: Parameters<typeof walk>[1]) =>
        Effect.map(walk(cancellation, responses), ({ exit, requests }) => ({
          outcome: errorOf(exit).outcome,
          cancels: requests.filter((each) => each === cancel).length
        }))
      assert.deepStrictEqual(yield* outcomeOf([forbidden]), { outcome: "Refused", cancels: 0 })
      assert.deepStrictEqual(yield* outcomeOf([waiting, rejected, waiting]), {
        outcome: "Refused",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf([waiting, rejected, forbidden]), {
        outcome: "Unknown",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf([waiting, accepted, waiting, forbidden]), {
        outcome: "Unknown",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf([waiting, broken, waiting, forbidden]), {
        outcome: "Unknown",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf([waiting, broken, waiting, waiting, rejected, waiting]), {
        outcome: "Unknown",
        cancels: 2
      })
      assert.deepStrictEqual(yield* outcomeOf(repeated(6, waiting, broken, waiting)), {
        outcome: "Unknown",
        cancels: 6
      })
      assert.deepStrictEqual(yield* outcomeOf(repeated(6, waiting, notSent, waiting)), {
        outcome: "NotSent",
        cancels: 6
      })
      // While the transfer ends.
      assert.deepStrictEqual(yield* outcomeOf([cancelling, cancelling, forbidden]), {
        outcome: "Refused",
        cancels: 0
      })
      assert.deepStrictEqual(
        yield* outcomeOf([waiting, accepted, cancelling, cancelling, cancelling, forbidden]),
        { outcome: "Unknown", cancels: 1 }
      )
    })
  )

  it.effect(
    "TransferFlow.awaitEndOrCancel cancels at the given time, and nothing that has ended before",
    () =>
      Effect.gen(function* () {
        const inMinutes = (minutes: number) =>
          Effect.flatMap(DateTime.now, (now) =>
            TransferFlow.awaitEndOrCancel(own, DateTime.add(now, { minutes }))
          )
        const over = yield* walk(inMinutes(-5), [waiting, waiting, accepted, cancelled])
        assert.include(over.requests, cancel)
        assert.isBelow(over.seconds, 30)
        const early = yield* walk(inMinutes(10), [waiting, paid])
        assert.deepStrictEqual(early.requests, [query, query])
        assert.strictEqual(valueOf(early.exit).state, "SUCCESS")
        // The schedule completes before the time: the cancellation waits for the time.
        const patient = Effect.provideService(inMinutes(10), TransferFlow.TransferSchedules, {
          repeating: Schedule.stop,
          reconciling: Schedule.stop,
          polling: Schedule.stop,
          ending: Schedule.stop
        })
        const waited = yield* walk(patient, [waiting, waiting, accepted, cancelled])
        assert.deepStrictEqual(waited.requests.slice(0, 4), [query, query, cancel, query])
        assert.isAtLeast(waited.seconds, 600)
        assert.isBelow(waited.seconds, 630)
      })
  )

  it.effect("TransferFlow records what may still take effect, and how a transfer ended, by merchant", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const recordOf = (id: string | undefined) =>
        Effect.scoped(
          kept(
            Effect.flatMap(
              OperationRecords.hold({ kind: "transfer.transfer", number: [id, "bill1"] }),
              ({ record }) => record
            )
          )
        )
      yield* walk(kept(asMerchant("1")(TransferFlow.create(input))), [ok])
      assert.deepInclude(yield* recordOf("1"), { open: [], result: "Created" })
      assert.notProperty(yield* recordOf(undefined), "result")
      // Another merchant has the same number for another transfer.
      const another = TransferFlow.create({ ...input, transfer_amount: 501 })
      const second = yield* walk(kept(asMerchant("2")(another)), [ok])
      assert.isTrue(Exit.isSuccess(second.exit))

      const of = (merchant: string) => kept(asMerchant(merchant)(TransferFlow.cancel(own)))
      yield* walk(of("1"), [waiting, accepted, cancelled])
      assert.deepInclude(yield* recordOf("1"), { open: [], result: "Cancelled" })
      yield* walk(of("2"), [waiting, rejected, waiting])
      assert.deepInclude(yield* recordOf("2"), { open: [], result: "Created" })
      yield* walk(of("2"), [waiting, broken, waiting, waiting, rejected, waiting])
      assert.deepStrictEqual(
        (yield* recordOf("2")).open.map(({ request }) => request),
        ["cancel"]
      )
      // The transfer has not ended.
      yield* walk(of("2"), repeated(6, waiting, accepted, waiting))
      assert.deepInclude(yield* recordOf("2"), { result: "Created" })

      // A creation that may still arrive makes a missing transfer unknown, for ten minutes. An open cancellation does not.
      yield* walk(kept(asMerchant("3")(TransferFlow.create(input))), repeated(6, broken, missing))
      assert.strictEqual(errorOf((yield* walk(of("3"), [missing])).exit).outcome, "Unknown")
      assert.strictEqual(errorOf((yield* walk(of("2"), [missing])).exit).outcome, "Refused")
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(errorOf((yield* walk(of("3"), [missing])).exit).outcome, "Refused")
    })
  )
})
