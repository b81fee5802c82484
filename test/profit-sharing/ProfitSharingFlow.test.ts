/** Shares, returns and unfreezes to their end, under faults: what is reported is what happened, and money moves once. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import {
  ProfitSharing,
  ProfitSharingFlow,
  ProfitSharingReceiver,
  ProfitSharingReturn,
  ProfitSharingSignals
} from "@effect-wechatpay/profit-sharing"
import {
  Faults,
  Ledger,
  ProfitShares,
  Samples,
  Simulator,
  State,
  Transactions
} from "@effect-wechatpay/simulator"
import { Duration, Effect, Exit, FastCheck, Fiber, Layer, Option, Schedule, TestClock } from "effect"
import { advanceUntilDone, runThrough } from "../support/advance.js"
import { countOf } from "../support/calls.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"
import { asMerchant, errorOf, valueOf, walk } from "../support/requests.js"
import { response } from "../support/scripted.js"
import { steppedClock } from "../support/steppedClock.js"

const { appid, mchid } = Samples
const { act } = Simulator
const now = Date.UTC(2026, 4, 1, 2)
const supplier = "1900000001"
const courier = "1900000002"
const transaction_id = "4200000000000000000000000001"
const total = 10_000

const layer = Layer.merge(
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())),
  ProfitSharingSignals.layer
)

type Services = Layer.Layer.Success<typeof layer>

const given = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  yield* act(
    Transactions.register({
      transaction_id,
      out_trade_no: "trade-1",
      mchid,
      total,
      paid_at: now - 60_000,
      profit_sharing: "standard"
    })
  )
  for (const account of [supplier, courier]) {
    yield* ProfitSharingReceiver.add({ appid, type: "MERCHANT_ID", account, relation_type: "SUPPLIER" })
  }
})

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () => Effect.andThen(given, effect).pipe(Effect.provide(layer)))

const to = (account: string, amount: number) =>
  ({ type: "MERCHANT_ID", account, amount, description: "share" }) as const

const shareOf = (
  out_order_no: string,
  ...receivers: readonly [ReturnType<typeof to>, ...Array<ReturnType<typeof to>>]
) => ({
  transaction_id,
  out_order_no,
  receivers,
  unfreeze_unsplit: false
})

const rest = { transaction_id, out_order_no: "U1", description: "rest" }

const back = (out_return_no: string, amount: number) => ({
  out_order_no: "S1",
  out_return_no,
  return_mchid: supplier,
  amount,
  description: "refund"
})

/** WeChat Pay finishes everything that is in progress; the parts of `closing` fail. */
const work = (closing: ReadonlyArray<string> = []) =>
  act(
    Effect.gen(function* () {
      for (const share of (yield* State.rows(ProfitShares.shares)).filter(
        ({ state }) => state === "PROCESSING"
      )) {
        for (const account of closing) {
          yield* Effect.ignore(ProfitShares.closePart(share, account, "ACCOUNT_ABNORMAL"))
        }
        yield* ProfitShares.finish(share)
      }
      const open = (yield* State.rows(ProfitShares.returns)).filter(({ result }) => result === "PROCESSING")
      for (const one of open) yield* ProfitShares.succeedReturn(one)
    })
  )

/** Runs a program while WeChat Pay works every few seconds. */
const run = <A, E, R>(effect: Effect.Effect<A, E, R>, closing: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const worker = yield* Effect.fork(
      Effect.forever(Effect.andThen(Effect.sleep("3 seconds"), work(closing)))
    )
    const result = yield* runThrough(effect)
    yield* Fiber.interrupt(worker)
    return result
  })

const money = act(
  Effect.all({
    frozen: Ledger.balance(Ledger.pending(mchid, transaction_id)),
    payer: Ledger.balance(Ledger.merchant(mchid)),
    supplier: Ledger.balance(Ledger.merchant(supplier)),
    courier: Ledger.balance(Ledger.merchant(courier)),
    sum: Effect.map(Ledger.allBalances, (all) => all.reduce((sum, { balance }) => sum + balance, 0))
  })
)

describe("the flow of profit sharing", () => {
  test(
    "ProfitSharingFlow shares, takes back and unfreezes the rest, each to its final result",
    Effect.gen(function* () {
      const share = yield* run(ProfitSharingFlow.share(shareOf("S1", to(supplier, 1000), to(courier, 500))), [
        courier
      ])
      assert.strictEqual(share.state, "FINISHED")
      assert.deepStrictEqual(
        ProfitSharingFlow.closed(share).map(({ account, fail_reason }) => [account, fail_reason]),
        [[courier, "ACCOUNT_ABNORMAL"]]
      )
      assert.deepStrictEqual(yield* money, { frozen: 9000, payer: 0, supplier: 1000, courier: 0, sum: 0 })
      const returned = yield* run(ProfitSharingFlow.takeBack(back("B1", 400)))
      assert.strictEqual(returned.result, "SUCCESS")
      const unfrozen = yield* run(ProfitSharingFlow.unfreeze(rest))
      assert.strictEqual(Option.getOrThrow(unfrozen).state, "FINISHED")
      assert.deepStrictEqual(yield* money, { frozen: 0, payer: 9400, supplier: 600, courier: 0, sum: 0 })
      // The same number again changes nothing; another one finds nothing left.
      assert.isTrue(Option.isSome(yield* run(ProfitSharingFlow.unfreeze(rest))))
      assert.isTrue(Option.isNone(yield* run(ProfitSharingFlow.unfreeze({ ...rest, out_order_no: "U2" }))))
    })
  )

  test(
    "a share whose response is lost is made once, and a signal ends the wait",
    Effect.gen(function* () {
      yield* inject(ProfitSharing.create, [Faults.reset({ effect: true })])
      const fiber = yield* Effect.fork(ProfitSharingFlow.share(shareOf("S1", to(supplier, 1000))))
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("1 seconds"), countOf(ProfitSharing.query)), {
        until: (count) => count >= 3
      })
      yield* work()
      yield* ProfitSharingSignals.publish({ out_order_no: "S1" })
      assert.strictEqual((yield* advanceUntilDone(fiber, "1 seconds")).state, "FINISHED")
      assert.strictEqual(yield* countOf(ProfitSharing.create), 1)
      assert.strictEqual((yield* money).supplier, 1000)
    })
  )

  test(
    "a number of something else is a ProfitSharingConflict, and rejections are final and not repeated",
    Effect.gen(function* () {
      yield* run(ProfitSharingFlow.share(shareOf("S1", to(supplier, 1000))))
      const conflict = (effect: Effect.Effect<unknown, { readonly _tag: string }, Services>) =>
        Effect.map(Effect.flip(Effect.asVoid(run(effect))), ({ _tag }) => _tag)
      const other = ProfitSharingFlow.share(shareOf("S1", to(supplier, 999)))
      assert.strictEqual(yield* conflict(other), "ProfitSharingConflict")
      const unfreeze = ProfitSharingFlow.unfreeze({ ...rest, out_order_no: "S1" })
      assert.strictEqual(yield* conflict(unfreeze), "ProfitSharingConflict")
      yield* run(ProfitSharingFlow.takeBack(back("B1", 400)))
      assert.strictEqual(
        yield* conflict(ProfitSharingFlow.takeBack(back("B1", 401))),
        "ProfitSharingConflict"
      )
      const before = yield* countOf(ProfitSharing.create)
      const error = yield* Effect.flip(run(ProfitSharingFlow.share(shareOf("S2", to(supplier, 5000)))))
      assert.deepInclude(error, { _tag: "RuleLimit", outcome: "Refused" })
      assert.strictEqual(yield* countOf(ProfitSharing.create), before + 1)
      assert.strictEqual((yield* money).supplier, 600)
    })
  )

  test(
    "what WeChat Pay lists as unfrozen for the payer belongs to the request, and a part of another merchant does not",
    Effect.gen(function* () {
      yield* act(ProfitShares.configure(mchid, { listsUnfrozen: true }))
      const last = { ...shareOf("S1", to(supplier, 1000)), unfreeze_unsplit: true }
      const share = yield* run(ProfitSharingFlow.share(last))
      assert.deepStrictEqual(
        share.receivers?.map(({ account, amount }) => [account, amount]),
        [
          [supplier, 1000],
          [mchid, total - 1000]
        ]
      )
      // Run again, the programs find the number and compare.
      assert.strictEqual((yield* run(ProfitSharingFlow.share(last))).state, "FINISHED")
      // What is listed for the payer is no part of an unfreeze of another number, nor of a share that unfreezes nothing.
      const other = ProfitSharingFlow.share({ ...last, unfreeze_unsplit: false })
      assert.deepInclude(yield* Effect.flip(run(other)), {
        _tag: "ProfitSharingConflict",
        outcome: "Refused"
      })
      const transaction = { transaction_id: "4200000000000000000000000002", out_trade_no: "trade-2" }
      yield* act(
        Transactions.register({
          ...transaction,
          mchid,
          total,
          paid_at: now - 60_000,
          profit_sharing: "standard"
        })
      )
      const another = { ...rest, transaction_id: transaction.transaction_id }
      const known = ProfitSharingFlow.unfreeze(another)
      assert.strictEqual(Option.getOrThrow(yield* run(known)).receivers?.[0]?.amount, total)
      assert.isTrue(Option.isSome(yield* run(known)))
      assert.strictEqual((yield* money).payer, total + total - 1000)
    })
  )

  test(
    "one process at a time acts on a number, and a request that a killed one left open keeps later failures unknown",
    Effect.gen(function* () {
      // Both processes share the records.
      const records = yield* OperationRecords.makeMemory()
      const process = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const share = process(ProfitSharingFlow.share(shareOf("S1", to(supplier, 1000))))
      yield* inject(ProfitSharing.create, [Faults.lateArrival("5 minutes")])
      const first = yield* Effect.fork(share)
      yield* Effect.repeat(Effect.andThen(TestClock.adjust("10 millis"), countOf(ProfitSharing.create)), {
        until: (count) => count > 0
      })
      assert.deepInclude(yield* Effect.flip(share), { _tag: "OperationInProgress", outcome: "NotSent" })
      yield* Fiber.interrupt(first)
      yield* act(ProfitShares.configure(mchid, { permitted: false }))
      assert.deepInclude(yield* Effect.flip(run(share)), { _tag: "NoAuth", outcome: "Unknown" })
      yield* act(ProfitShares.configure(mchid, { permitted: true }))
      assert.strictEqual((yield* run(share)).state, "FINISHED")
      yield* TestClock.adjust("10 minutes")
      yield* work()
      assert.strictEqual((yield* money).supplier, 1000)
    })
  )

  const some = FastCheck.array(FastCheck.constantFrom(...faults, Faults.lateArrival("20 seconds")), {
    maxLength: 3
  })
  const program = FastCheck.record({
    creates: some,
    queries: some,
    returns: some,
    returnQueries: some,
    unfreezes: some,
    closing: FastCheck.subarray([supplier, courier]),
    amounts: FastCheck.tuple(
      FastCheck.integer({ min: 1, max: 2000 }),
      FastCheck.integer({ min: 1, max: 1000 })
    ),
    takes: FastCheck.integer({ min: 1, max: 2000 }),
    killAfter: FastCheck.option(FastCheck.constantFrom(1, 4, 10), { nil: undefined })
  })

  for (const [index, one] of FastCheck.sample(
    program,
    runs("shares under faults and kills", { ci: 3, long: 1_000, seed: 20_261_122 })
  ).entries()) {
    test(
      `what is reported of a share is what happened, and no money is made or lost: ${index}`,
      Effect.gen(function* () {
        yield* inject(ProfitSharing.create, one.creates)
        yield* inject(ProfitSharing.query, one.queries)
        yield* inject(ProfitSharingReturn.create, one.returns)
        yield* inject(ProfitSharingReturn.query, one.returnQueries)
        yield* inject(ProfitSharing.unfreeze, one.unfreezes)
        const [large, small] = one.amounts
        const taken = Math.min(large, one.takes)
        const whole = Effect.gen(function* () {
          const share = yield* ProfitSharingFlow.share(shareOf("S1", to(supplier, large), to(courier, small)))
          const isClosed = ProfitSharingFlow.closed(share).some(({ account }) => account === supplier)
          const returned = isClosed ? undefined : yield* ProfitSharingFlow.takeBack(back("B1", taken))
          yield* ProfitSharingFlow.unfreeze(rest)
          return { share, returned }
        })
        if (one.killAfter !== undefined) {
          const killed = yield* Effect.fork(Effect.exit(whole))
          yield* TestClock.adjust(`${one.killAfter} seconds`)
          yield* work(one.closing)
          yield* Fiber.interrupt(killed)
        }
        let result = yield* run(Effect.either(whole), one.closing)
        const { faults: injected } = yield* Simulator.Simulator
        yield* injected.clear
        for (let count = 0; count < 5 && result._tag === "Left"; count++) {
          assert.include(["Unknown", "NotSent"], result.left.outcome, String(result.left))
          result = yield* run(Effect.either(whole), one.closing)
        }
        assert(result._tag === "Right", String(result))
        const { returned, share } = result.right
        // Final: what is on its way changes nothing any more.
        yield* TestClock.adjust("10 minutes")
        yield* work()
        const got = (account: string) =>
          (share.receivers ?? []).reduce(
            (sum, part) => sum + (part.account === account && part.result === "SUCCESS" ? part.amount : 0),
            0
          )
        assert.deepStrictEqual(
          [got(supplier), got(courier)],
          [one.closing.includes(supplier) ? 0 : large, one.closing.includes(courier) ? 0 : small]
        )
        const returnedAmount = returned?.result === "SUCCESS" ? returned.amount : 0
        assert.deepStrictEqual(yield* money, {
          frozen: 0,
          payer: total - got(supplier) - got(courier) + returnedAmount,
          supplier: got(supplier) - returnedAmount,
          courier: got(courier),
          sum: 0
        })
      })
    )
  }
})

describe("the flow of profit sharing, request by request", () => {
  const part = (type: string, account: string, amount: number, result = "PENDING") => ({
    type,
    account,
    amount,
    description: "d",
    result,
    detail_id: "1",
    create_time: "2026-05-01T10:00:00+08:00",
    finish_time: "2026-05-01T10:00:00+08:00"
  })
  const first = part("MERCHANT_ID", supplier, 300)
  const second = part("MERCHANT_ID", courier, 200)
  const payer = part("MERCHANT_ID", mchid, 9500)
  const found = (state: string, receivers: ReadonlyArray<object> | undefined, changes: object = {}) =>
    response(200, { transaction_id, out_order_no: "S1", order_id: "1", state, receivers, ...changes })
  const pending = found("PROCESSING", [first, second])
  const finished = found("FINISHED", [second, first])
  const returned = (result: string, changes: object = {}) =>
    response(200, {
      order_id: "1",
      out_order_no: "S1",
      out_return_no: "B1",
      return_id: "2",
      return_mchid: supplier,
      amount: 100,
      description: "refund",
      result,
      create_time: "2026-05-01T10:00:00+08:00",
      finish_time: "2026-05-01T10:00:00+08:00",
      ...changes
    })
  const missing = response(404, { code: "RESOURCE_NOT_EXISTS", message: "m" })
  const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
  const rejected = response(400, { code: "PARAM_ERROR", message: "m" })
  const poor = response(403, { code: "NOT_ENOUGH", message: "m" })
  const shareInput = shareOf("S1", to(supplier, 300), to(courier, 200))
  const orders = "/v3/profitsharing/orders"
  const create = `POST ${orders}`
  const query = `GET ${orders}/S1?transaction_id=${transaction_id}`
  const repeated = <A extends ReadonlyArray<unknown>>(count: number, ...values: A): Array<A[number]> =>
    Array.from({ length: count }, () => values).flat()

  it.effect(
    "ProfitSharingFlow.create accepts what has the number only if payment and receivers are its own",
    () =>
      Effect.gen(function* () {
        const own = ProfitSharingFlow.create(shareInput)
        const once = yield* walk(own, [pending])
        assert.deepStrictEqual(once.requests, [create])
        assert.strictEqual(valueOf(once.exit).state, "PROCESSING")
        for (const [seen, isOwn] of [
          [pending, true],
          [finished, true],
          [found("FINISHED", [first]), false],
          [found("FINISHED", undefined), false],
          [found("FINISHED", [first, first]), false],
          [found("FINISHED", [first, part("MERCHANT_ID", courier, 201)]), false],
          [found("FINISHED", [first, part("PERSONAL_OPENID", courier, 200)]), false],
          [found("FINISHED", [first, second, payer]), false]
        ] as const) {
          const { exit, requests } = yield* walk(own, [rejected, seen])
          if (isOwn) {
            assert.deepStrictEqual(requests, [create, query])
            assert.isTrue(Exit.isSuccess(exit))
          } else {
            const conflict = errorOf(exit)
            assert.deepInclude(conflict, { operation: "share", state: "FINISHED", outcome: "Refused" })
            assert.include(conflict.message, "belongs to something else, which is FINISHED")
          }
        }
        // A response about another payment than that of the query.
        const foreign = yield* walk(own, [
          rejected,
          found("FINISHED", [first, second], { transaction_id: "9" })
        ])
        assert.deepInclude(errorOf(foreign.exit), { _tag: "WechatPayError", outcome: "Unknown" })
        // WeChat Pay responds with what has the number, without comparing it with the request.
        const taken = yield* walk(own, [found("PROCESSING", [first])])
        assert.deepInclude(errorOf(taken.exit), {
          operation: "share",
          state: "PROCESSING",
          outcome: "Refused"
        })
      })
  )

  it.effect("a share that unfreezes the rest may have the payer as one more receiver, and nobody else", () =>
    Effect.gen(function* () {
      const unfreezing = { ...shareInput, unfreeze_unsplit: true }
      const stateOf = (
        input: ProfitSharingFlow.ShareInput,
        receivers: ReadonlyArray<object>,
        caller = mchid
      ) =>
        Effect.map(
          walk(asMerchant(caller)(ProfitSharingFlow.create(input)), [rejected, found("FINISHED", receivers)]),
          ({ exit }) => (Exit.isSuccess(exit) ? "own" : errorOf(exit)._tag)
        )
      const conflict = "ProfitSharingConflict"
      assert.strictEqual(yield* stateOf(unfreezing, [first, second]), "own")
      assert.strictEqual(yield* stateOf(unfreezing, [payer, first, second]), "own")
      assert.strictEqual(yield* stateOf(unfreezing, [payer, payer, first, second]), conflict)
      assert.strictEqual(yield* stateOf(unfreezing, [first, second, payer]), "own")
      assert.strictEqual(yield* stateOf(unfreezing, [first, second, payer], courier), conflict)
      const user = part("PERSONAL_OPENID", mchid, 9500)
      assert.strictEqual(yield* stateOf(unfreezing, [first, second, user]), conflict)
      assert.strictEqual(yield* stateOf(unfreezing, [first, payer]), conflict)
      // For a service provider the sub-merchant pays.
      const provided = { ...unfreezing, sub_mchid: "1900000109" }
      const body = (receivers: ReadonlyArray<object>) =>
        found("FINISHED", receivers, { sub_mchid: "1900000109" })
      const subPayer = part("MERCHANT_ID", "1900000109", 1)
      const paidBySub = yield* walk(asMerchant(courier)(ProfitSharingFlow.create(provided)), [
        rejected,
        body([first, second, subPayer])
      ])
      assert.isTrue(Exit.isSuccess(paidBySub.exit))
      assert.strictEqual(
        paidBySub.requests[1],
        `GET ${orders}/S1?sub_mchid=1900000109&transaction_id=${transaction_id}`
      )
      const paidByOther = yield* walk(asMerchant(courier)(ProfitSharingFlow.create(provided)), [
        rejected,
        body([first, second, part("MERCHANT_ID", courier, 1)])
      ])
      assert.deepInclude(errorOf(paidByOther.exit), { _tag: conflict })
    })
  )

  it.effect("ProfitSharingFlow repeats a request that had no effect, and queries after each failure", () =>
    Effect.gen(function* () {
      const own = ProfitSharingFlow.create(shareInput)
      const again = yield* walk(own, [broken, missing, pending])
      assert.deepStrictEqual(again.requests, [create, query, create])
      const six = yield* walk(own, repeated(6, broken, missing))
      assert.deepStrictEqual(six.requests, repeated(6, create, query))
      assert.deepInclude(errorOf(six.exit), { _tag: "SystemError", outcome: "Unknown" })
      assert.isAtLeast(six.seconds, 31)
      assert.isAtMost(six.seconds, 100)
      const final = yield* walk(own, [rejected, missing])
      assert.deepStrictEqual(final.requests, [create, query])
      assert.deepInclude(errorOf(final.exit), { _tag: "ParamError", outcome: "Refused" })
      const moment = yield* walk(own, [rejected, ...repeated(6, broken)])
      assert.deepStrictEqual(moment.requests, [create, ...repeated(6, query)])
      assert.deepInclude(errorOf(moment.exit), { _tag: "SystemError", outcome: "Unknown" })
      const hidden = yield* walk(own, [rejected, rejected])
      assert.deepStrictEqual(hidden.requests, [create, query])
      assert.deepInclude(errorOf(hidden.exit), { _tag: "ParamError", outcome: "Unknown" })
    })
  )

  it.effect(
    "ProfitSharingFlow repeats a query by its schedule even if the clock is set forward meanwhile",
    () =>
      Effect.gen(function* () {
        const clock = yield* steppedClock({
          onSleep: (delay, clock) => {
            if (Duration.toMillis(delay) <= 1000) clock.offset = 3_600_000
          }
        })
        const flow = ProfitSharingFlow.create(shareInput).pipe(
          Effect.provideService(ProfitSharingFlow.ProfitSharingSchedules, {
            repeating: Schedule.stop,
            reconciling: Schedule.upTo(Schedule.spaced("1 second"), "30 seconds"),
            polling: Schedule.stop
          }),
          Effect.withClock(clock)
        )
        const { exit, requests } = yield* walk(flow, [rejected, broken, broken, pending])
        assert.isTrue(Exit.isSuccess(exit))
        assert.deepStrictEqual(requests, [create, query, query, query])
      })
  )

  it.effect(
    "ProfitSharingFlow waits for the end of a share by queries, and a failed one leaves it unknown",
    () =>
      Effect.gen(function* () {
        const share = ProfitSharingFlow.share(shareInput)
        const atOnce = yield* walk(share, [finished])
        assert.deepStrictEqual(atOnce.requests, [create])
        const later = yield* walk(share, [pending, pending, broken, finished], "1 seconds")
        assert.deepStrictEqual(later.requests, [create, query, query, query])
        assert.strictEqual(valueOf(later.exit).state, "FINISHED")
        // After 1 and 2 seconds.
        assert.strictEqual(later.seconds, 3)
        const lost = yield* walk(share, [pending, rejected])
        assert.deepInclude(errorOf(lost.exit), { _tag: "ParamError", outcome: "Unknown" })
        const key = { transaction_id, out_order_no: "S1" }
        const slow = yield* walk(
          ProfitSharingFlow.awaitEnd(key),
          [...repeated(9, pending), finished],
          "30 seconds"
        )
        assert.lengthOf(slow.requests, 10)
        assert.isAtLeast(slow.seconds, 63 + 180)
        assert.isAtMost(slow.seconds, 63 + 180 + 6 * 30)
        const wrong = yield* walk(ProfitSharingFlow.awaitEnd(key), [rejected])
        assert.deepInclude(errorOf(wrong.exit), { _tag: "ParamError", outcome: "Refused" })
        const { receivers } = { receivers: [first, part("MERCHANT_ID", courier, 200, "CLOSED")] }
        const value = valueOf((yield* walk(share, [found("FINISHED", receivers)])).exit)
        assert.deepStrictEqual(
          ProfitSharingFlow.closed(value).map(({ account }) => account),
          [courier]
        )
        assert.deepStrictEqual(ProfitSharingFlow.closed({ ...value, receivers: undefined }), [])
      })
  )

  it.effect(
    "ProfitSharingFlow.unfreeze compares what it finds with the payer, and says if nothing was left",
    () =>
      Effect.gen(function* () {
        const input = { transaction_id, out_order_no: "S1", description: "rest" }
        const unfreeze = ProfitSharingFlow.unfreeze(input)
        const url = `POST ${orders}/unfreeze`
        const once = yield* walk(unfreeze, [found("PROCESSING", []), found("FINISHED", [])])
        assert.deepStrictEqual(once.requests, [url, query])
        assert.isTrue(Option.isSome(valueOf(once.exit)))
        const done = yield* walk(unfreeze, [found("FINISHED", undefined)])
        assert.deepStrictEqual(done.requests, [url])
        const lost = yield* walk(unfreeze, [found("PROCESSING", []), rejected])
        assert.deepInclude(errorOf(lost.exit), { outcome: "Unknown" })
        const mine = asMerchant(mchid)(unfreeze)
        const own = yield* walk(mine, [broken, found("FINISHED", [payer])])
        assert.isTrue(Option.isSome(valueOf(own.exit)))
        const other = yield* walk(mine, [broken, found("FINISHED", [first])])
        assert.deepInclude(errorOf(other.exit), {
          operation: "unfreeze",
          state: "FINISHED",
          outcome: "Refused"
        })
        const nothing = yield* walk(unfreeze, [poor, missing])
        assert.isTrue(Option.isNone(valueOf(nothing.exit)))
        const maybe = yield* walk(unfreeze, [broken, missing, poor, missing])
        assert.deepInclude(errorOf(maybe.exit), { _tag: "NotEnough", outcome: "Unknown" })
      })
  )

  it.effect(
    "ProfitSharingFlow.takeBack accepts the return that it finds only if it is the requested one",
    () =>
      Effect.gen(function* () {
        const input = back("B1", 100)
        const takeBack = ProfitSharingFlow.takeBack(input)
        const url = "POST /v3/profitsharing/return-orders"
        const look = "GET /v3/profitsharing/return-orders/B1?out_order_no=S1"
        const once = yield* walk(takeBack, [returned("SUCCESS")])
        assert.deepStrictEqual(once.requests, [url])
        const later = yield* walk(takeBack, [broken, returned("PROCESSING"), broken, returned("FAILED")])
        assert.deepStrictEqual(later.requests, [url, look, look, look])
        assert.strictEqual(valueOf(later.exit).result, "FAILED")
        const lost = yield* walk(takeBack, [returned("PROCESSING"), rejected])
        assert.deepInclude(errorOf(lost.exit), { outcome: "Unknown" })
        for (const changes of [{ amount: 101 }, { return_mchid: courier }]) {
          const { exit } = yield* walk(takeBack, [broken, returned("SUCCESS", changes)])
          const conflict = errorOf(exit)
          assert.deepInclude(conflict, { operation: "return", state: "SUCCESS", outcome: "Refused" })
          assert.include(conflict.message, "the number of the return belongs to something else")
        }
        const provided = { ...input, sub_mchid: "1900000109" }
        const sub = yield* walk(ProfitSharingFlow.takeBack(provided), [
          broken,
          returned("SUCCESS", { sub_mchid: "1900000109" })
        ])
        assert.strictEqual(
          sub.requests[1],
          "GET /v3/profitsharing/return-orders/B1?sub_mchid=1900000109&out_order_no=S1"
        )
        const { out_order_no, out_return_no } = input
        const awaited = yield* walk(ProfitSharingFlow.awaitReturn({ out_order_no, out_return_no }), [
          returned("PROCESSING"),
          returned("SUCCESS")
        ])
        assert.deepStrictEqual(awaited.requests, [look, look])
        assert.strictEqual(valueOf(awaited.exit).result, "SUCCESS")
      })
  )

  it.effect("ProfitSharingFlow wakes by the number of the share or of the return", () =>
    Effect.gen(function* () {
      const signals = yield* ProfitSharingSignals.makeMemory
      const woken = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const slow = {
            repeating: Schedule.stop,
            reconciling: Schedule.stop,
            polling: Schedule.spaced("1 hour")
          }
          const fiber = yield* Effect.fork(
            effect.pipe(
              Effect.provideService(ProfitSharingSignals.ProfitSharingSignals, signals),
              Effect.provideService(ProfitSharingFlow.ProfitSharingSchedules, slow)
            )
          )
          return yield* advanceUntilDone(fiber, "10 seconds")
        })
      const signalled = (number: string) =>
        Effect.fork(Effect.andThen(Effect.sleep("30 seconds"), signals.publish({ out_order_no: number })))
      yield* signalled("S1")
      const share = yield* woken(walk(ProfitSharingFlow.share(shareInput), [pending, pending, finished]))
      assert.isAtMost(share.seconds, 60)
      yield* signalled("B1")
      const back1 = yield* woken(
        walk(ProfitSharingFlow.takeBack(back("B1", 100)), [
          returned("PROCESSING"),
          returned("PROCESSING"),
          returned("SUCCESS")
        ])
      )
      assert.isAtMost(back1.seconds, 60)
      yield* signalled("B1")
      const { out_order_no, out_return_no } = back("B1", 100)
      const back2 = yield* woken(
        walk(ProfitSharingFlow.awaitReturn({ out_order_no, out_return_no }), [
          returned("PROCESSING"),
          returned("SUCCESS")
        ])
      )
      assert.isAtMost(back2.seconds, 60)
    })
  )

  it.effect(
    "ProfitSharingFlow records shares and unfreezes under one number, returns under another, by merchant",
    () =>
      Effect.gen(function* () {
        const records = yield* OperationRecords.makeMemory()
        const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.provideService(effect, OperationRecords.OperationRecords, records)
        const recordOf = (kind: string, ...number: ReadonlyArray<string | undefined>) =>
          Effect.scoped(kept(Effect.flatMap(OperationRecords.hold({ kind, number }), ({ record }) => record)))
        yield* walk(kept(asMerchant(mchid)(ProfitSharingFlow.create(shareInput))), [pending])
        assert.deepInclude(yield* recordOf("profitSharing.share", mchid, "S1"), {
          open: [],
          result: "Accepted"
        })
        const input = { transaction_id, out_order_no: "S1", description: "rest" }
        const reused = yield* walk(kept(asMerchant(mchid)(ProfitSharingFlow.unfreeze(input))), [pending])
        assert.deepInclude(errorOf(reused.exit), { _tag: "NumberReused" })
        assert.deepStrictEqual(reused.requests, [])
        yield* walk(kept(asMerchant(mchid)(ProfitSharingFlow.takeBack(back("B1", 100)))), [
          returned("SUCCESS")
        ])
        assert.deepInclude(yield* recordOf("profitSharing.return", mchid, "B1"), { result: "Accepted" })
        // Another merchant has the same number.
        const again = yield* walk(kept(asMerchant("2")(ProfitSharingFlow.create(shareInput))), [
          ...repeated(6, broken, missing)
        ])
        assert.deepInclude(errorOf(again.exit), { outcome: "Unknown" })
        assert.deepStrictEqual(
          (yield* recordOf("profitSharing.share", "2", "S1")).open.map(({ request }) => request),
          ["share"]
        )
        const unfreezing = ProfitSharingFlow.unfreeze({ ...input, out_order_no: "U3" })
        yield* walk(kept(asMerchant("3")(unfreezing)), repeated(6, broken, missing))
        assert.deepStrictEqual(
          (yield* recordOf("profitSharing.share", "3", "U3")).open.map(({ request }) => request),
          ["unfreeze"]
        )
      })
  )
})
