/** Shares, returns and unfreezes, request by request: which request follows which response, and what is reported when. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import { ProfitSharingFlow, ProfitSharingSignals } from "@effect-wechatpay/profit-sharing"
import { Duration, Effect, Exit, Option, Schedule } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { errorOf, valueOf } from "../support/exits.js"
import { asMerchant, walk } from "../support/requests.js"
import { merchant, response } from "../support/scripted.js"
import { steppedClock } from "../support/steppedClock.js"

const { mchid }: { readonly mchid: string } = merchant
const supplier = "1900000001"
const courier = "1900000002"
const transaction_id = "4200000000000000000000000001"

const to = (account: string, amount: number) =>
  ({ type: "MERCHANT_ID", account, amount, description: "share" }) as const

const shareOf = (
  out_order_no: string,
  ...receivers: readonly [ReturnType<typeof to>, ...Array<ReturnType<typeof to>>]
) => ({ transaction_id, out_order_no, receivers, unfreeze_unsplit: false })

const back = (out_return_no: string, amount: number) => ({
  out_order_no: "S1",
  out_return_no,
  return_mchid: supplier,
  amount,
  description: "refund"
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
        // A minute 60 times, and then 10 minutes.
        const long = yield* walk(
          ProfitSharingFlow.awaitEnd(key),
          [...repeated(67, pending), finished],
          "60 seconds"
        )
        assert.isAtLeast(long.seconds, 63 + 3600 + 600)
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
        assert.isTrue(Option.isSome(valueOf(done.exit)))
        const waited = yield* walk(unfreeze, [
          found("PROCESSING", []),
          found("PROCESSING", []),
          found("FINISHED", [])
        ])
        assert.deepStrictEqual(waited.requests, [url, query, query])
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
        const twice = yield* walk(takeBack, [
          returned("PROCESSING"),
          returned("PROCESSING"),
          returned("SUCCESS")
        ])
        assert.deepStrictEqual(twice.requests, [url, look, look])
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
