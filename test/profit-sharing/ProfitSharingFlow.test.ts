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
import { Effect, FastCheck, Fiber, Layer, Option, TestClock } from "effect"
import { advanceUntilDone, runThrough } from "../support/advance.js"
import { countOf } from "../support/calls.js"
import { faults, inject } from "../support/faults.js"
import { runs } from "../support/long.js"

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
