/** Payments by code, request by request: which request follows which response, and what is reported when. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords, type WechatPayClient } from "@effect-wechatpay/core"
import {
  CodePaymentFlow,
  type CodePaymentResult,
  CodePaymentSchedules,
  PartnerCodePaymentFlow
} from "@effect-wechatpay/pay"
import { Duration, Effect, Fiber, Schedule, TestClock } from "effect"
import { advanceUntilDone, turn } from "../support/advance.js"
import { valueOf } from "../support/exits.js"
import { walk } from "../support/requests.js"
import { fault, merchant, type Response, response, scripted } from "../support/scripted.js"

const now = Date.UTC(2026, 4, 1, 2)
const appid = "wxd678efh567hg6787"
const auth_code = "134567890123456789"

describe("a payment by code, request by request", () => {
  const { mchid } = merchant
  const whose = { mchid, out_trade_no: "code_1" }
  const known = { ...whose, appid, amount: { total: 500 } }
  const given = {
    ...known,
    description: "coffee",
    payer: { auth_code },
    scene_info: { store_info: { id: "1" } }
  }
  const shown = (trade_state: string, changes: object = {}) =>
    response(200, {
      appid,
      mchid,
      out_trade_no: "code_1",
      trade_state,
      trade_state_desc: "d",
      ...(trade_state === "SUCCESS"
        ? { transaction_id: "4200000000000000000000000001", amount: { total: 500, currency: "CNY" } }
        : {}),
      ...changes
    })
  const paid = shown("SUCCESS")
  const otherAmount = shown("SUCCESS", { amount: { total: 501, currency: "CNY" } })
  const paying = shown("USERPAYING")
  const reversed = shown("REVOKED")
  const strange = shown("NEW")
  const done = response(200, { appid, mchid, out_trade_no: "code_1" })
  const missing = response(404, { code: "ORDER_NOT_EXIST", message: "m" })
  const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
  const rejected = response(400, { code: "PARAM_ERROR", message: "m" })
  const tried = response(403, { code: "NOT_ENOUGH", message: "m" })
  const late = response(400, { code: "TRADE_ERROR", message: "m" })
  /** It says nothing, and not only for a moment. */
  const unsigned = { ...response(200, {}), signed: false }
  const notSent = fault("ECONNREFUSED", "connect")
  const count = <A extends ReadonlyArray<unknown>>(times: number, ...values: A): Array<A[number]> =>
    Array.from({ length: times }, () => values).flat()

  /** Requests by their names. */
  const named = <A, E>(
    program: Effect.Effect<A, E, WechatPayClient.WechatPayClient>,
    responses: ReadonlyArray<Response | Error>
  ) =>
    Effect.map(walk(program, responses, "5 seconds"), ({ exit, requests, seconds }) => ({
      result: valueOf(exit),
      seconds,
      requests: requests.map((each) =>
        each.startsWith("GET") ? "query" : each.endsWith("/reverse") ? "reverse" : "charge"
      )
    }))
  const charging = CodePaymentFlow.charge(given)
  const walked = (...responses: ReadonlyArray<Response | Error>) => named(charging, responses)
  const unknownOf = (result: CodePaymentResult.Result) => {
    assert(result._tag === "Unknown", result._tag)
    return result
  }
  const failedOf = (result: CodePaymentResult.Result) => {
    assert(result._tag === "Failed", result._tag)
    return result.error
  }

  it.effect("a charge is reported by its response, or by queries every 5 seconds while it is open", () =>
    Effect.gen(function* () {
      const at = yield* walked(paid)
      assert.deepStrictEqual(at.requests, ["charge"])
      assert.deepInclude(at.result, {
        _tag: "Paid",
        total: 500,
        transactionId: "4200000000000000000000000001"
      })
      for (const [state, tag] of [
        ["REFUND", "Refunded"],
        ["REVOKED", "Reversed"]
      ] as const) {
        assert.strictEqual((yield* walked(shown(state))).result._tag, tag)
      }
      const closed = failedOf((yield* walked(shown("CLOSED"))).result)
      assert.deepInclude(closed, { _tag: "PaymentMismatch", snapshot: "Closed", outcome: "Refused" })
      assert.include(closed.message, "it was closed before it was paid: ask the user for a new code")
      const failed = failedOf((yield* walked(shown("PAYERROR"))).result)
      assert.deepInclude(failed, { _tag: "PaymentMismatch", snapshot: "Failed", outcome: "Refused" })
      assert.include(failed.message, "the payment failed, and no money was taken: ask the user")
      for (const first of [paying, broken]) {
        const waited = yield* walked(first, paying, broken, paid)
        assert.deepStrictEqual(waited.requests, ["charge", "query", "query", "query"])
        assert.strictEqual(waited.seconds, 15)
        assert.strictEqual(waited.result._tag, "Paid")
      }
      assert.isFalse(unknownOf((yield* walked(otherAmount)).result).reversing)
      const other = unknownOf((yield* walked(paying, otherAmount)).result)
      assert.deepInclude(other.error, { _tag: "PaymentMismatch", snapshot: "Paid", outcome: "Unknown" })
      assert.include(other.error.message, "it was paid with another amount: compare it with your books")
    })
  )

  it.effect("a rejected charge took no money unless an earlier request did, which two queries show", () =>
    Effect.gen(function* () {
      for (const [first, tag] of [
        [tried, "NotEnough"],
        [notSent, "WechatPayError"]
      ] as const) {
        const { requests, result } = yield* walked(first)
        assert.deepStrictEqual(requests, ["charge"])
        assert.strictEqual(failedOf(result)._tag, tag)
      }
      const none = yield* walked(rejected, missing, missing)
      assert.deepStrictEqual(none.requests, ["charge", "query", "query"])
      assert.deepInclude(failedOf(none.result), { _tag: "ParamError", outcome: "Refused" })
      assert.strictEqual(none.seconds, 5)
      const before = unknownOf((yield* walked(rejected, paid)).result)
      assert.include(before.error.message, "the number was paid by another request: compare it")
      for (const seen of [reversed, shown("CLOSED"), shown("PAYERROR")]) {
        const { requests, result } = yield* walked(rejected, seen)
        assert.deepStrictEqual(requests, ["charge", "query"])
        assert.strictEqual(failedOf(result)._tag, "ParamError")
      }
      // An earlier charge of the number is open: it is reversed too.
      const open = yield* walked(rejected, ...count(10, paying), done, reversed)
      assert.deepStrictEqual(open.requests.slice(-2), ["reverse", "query"])
      assert.strictEqual(failedOf(open.result)._tag, "ParamError")
      // Nothing is reversed that no query has shown.
      const unseen = yield* walked(rejected, broken)
      assert.notInclude(unseen.requests, "reverse")
      assert.isFalse(unknownOf(unseen.result).reversing)
    })
  )

  it.effect(
    "a charge that stays open is reversed after 45 seconds, by a schedule, until a query shows the end",
    () =>
      Effect.gen(function* () {
        // Its response, and the queries of 45 seconds but the last.
        const open = [paying, ...count(8, paying)]
        const once = yield* walked(...open, paying, done, reversed)
        assert.deepStrictEqual(once.requests.slice(-3), ["query", "reverse", "query"])
        assert.strictEqual(once.result._tag, "Reversed")
        assert.isAtLeast(once.seconds, 45)
        assert.isAtMost(once.seconds, 55)
        const six = yield* walked(...open, paying, ...count(7, done, paying))
        assert.lengthOf(
          six.requests.filter((each) => each === "reverse"),
          7
        )
        assert.isAtLeast(six.seconds, 45 + 125)
        assert.isTrue(unknownOf(six.result).reversing)
        assert.deepInclude(unknownOf(six.result).error, { _tag: "PaymentOpen", outcome: "Unknown" })
        assert.include(
          unknownOf(six.result).error.message,
          "the order is Paying: query it before anything else"
        )
      })
  )

  it.effect(
    "a reversal is repeated by its response, and a payment counts only if none may still undo it",
    () =>
      Effect.gen(function* () {
        const open = [paying, ...count(8, paying)]
        for (const first of [late, broken, notSent, unsigned]) {
          const { requests, result } = yield* walked(...open, paying, first, paying, done, reversed)
          assert.deepStrictEqual(requests.slice(-4), ["reverse", "query", "reverse", "query"])
          assert.strictEqual(result._tag, "Reversed")
        }
        const refused = yield* walked(...open, paying, rejected, paying)
        assert.lengthOf(
          refused.requests.filter((each) => each === "reverse"),
          1
        )
        assert.isFalse(unknownOf(refused.result).reversing)
        // The user paid at the last moment: it counts only if no reversal may still undo it.
        assert.strictEqual((yield* walked(...open, paying, rejected, paid)).result._tag, "Paid")
        for (const first of [done, broken, missing]) {
          const { result } = yield* walked(...open, paying, first, ...count(20, paid))
          assert.isTrue(unknownOf(result).reversing)
        }
      })
  )

  it.effect(
    "a charge is not reversed if the last query got no response, or showed a state of no version",
    () =>
      Effect.gen(function* () {
        for (const seen of [broken, rejected, strange]) {
          const { requests, result } = yield* walked(paying, ...count(8, paying), seen)
          assert.notInclude(requests, "reverse")
          const { error, reversing, sentAt } = unknownOf(result)
          assert.isFalse(reversing)
          assert.isDefined(sentAt)
          if (seen === strange)
            assert.include(error.message, "a state that this version does not know: query it, and ask")
        }
        // An order that does not show may still arrive: its reversal finds nothing, and stays open.
        const never = yield* walked(broken, missing)
        assert.include(never.requests, "reverse")
        assert.isTrue(unknownOf(never.result).reversing)
        assert.include(
          unknownOf(never.result).error.message,
          "the charge may still arrive: reconcile it again"
        )
      })
  )

  it.effect(
    "a reconciliation reverses what it finds open, and a missing order is final 10 minutes after it was sent",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const reconcile = (options: object, ...responses: ReadonlyArray<Response | Error>) =>
          named(CodePaymentFlow.reconcile({ ...known, ...options }), responses)
        const found = yield* reconcile({}, paid)
        assert.strictEqual(found.seconds, 0)
        // A reversal that found no order is open: the order is waited for, as long as for a payment.
        const absent = yield* reconcile({ reversing: true }, missing)
        assert.isAtLeast(absent.requests.indexOf("reverse"), 9)
        const { error } = unknownOf(absent.result)
        assert.deepInclude(error, { _tag: "PaymentOpen", outcome: "Unknown" })
        assert.deepStrictEqual(found.requests, ["query"])
        assert.strictEqual(found.result._tag, "Paid")
        const past = yield* reconcile({ sentAt: now - 601_000 }, missing)
        assert.deepStrictEqual(past.requests, ["query"])
        assert.strictEqual(failedOf(past.result)._tag, "OrderNotExist")
        const recent = yield* reconcile({ sentAt: now - 300_000 }, missing)
        assert.strictEqual(unknownOf(recent.result).sentAt, now - 300_000)
        // A reversal may take effect: what is open or paid is reversed at once, 15 seconds after the beginning.
        for (const seen of [paying, paid]) {
          const { requests, result, seconds } = yield* reconcile(
            { reversing: true },
            seen,
            seen,
            done,
            reversed
          )
          assert.deepStrictEqual(requests, ["query", "query", "reverse", "query"])
          assert.strictEqual(seconds, 15)
          assert.strictEqual(result._tag, "Reversed")
        }
        const gone = yield* reconcile({ reversing: true }, reversed)
        assert.strictEqual(gone.result._tag, "Reversed")
      })
  )

  it.effect("the record of a charge tells the next process what is open; nothing is charged twice", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const record = Effect.scoped(
        kept(
          Effect.flatMap(
            OperationRecords.hold({ kind: "pay.codePayment", number: [mchid, "code_1"] }),
            ({ record }) => record
          )
        )
      )
      const never = yield* named(kept(charging), [broken, missing])
      assert.isTrue(unknownOf(never.result).reversing)
      assert.sameMembers(
        (yield* record).open.map(({ request }) => request),
        ["charge", "reverse"]
      )
      const again = yield* named(kept(charging), [paying, paying, done, reversed])
      assert.deepStrictEqual(again.requests, ["query", "query", "reverse", "query"])
      assert.deepInclude(yield* record, { open: [], result: "Reversed" })
      // The recorded charge has its result: a missing order is final at once.
      const later = yield* named(kept(CodePaymentFlow.reconcile(known)), [missing])
      assert.deepStrictEqual(later.requests, ["query"])
      assert.strictEqual(failedOf(later.result)._tag, "OrderNotExist")
      const other = yield* named(kept(CodePaymentFlow.charge({ ...given, amount: { total: 501 } })), [paid])
      assert.deepStrictEqual(other.requests, [])
      assert.strictEqual(failedOf(other.result)._tag, "NumberReused")
      const holding = yield* Effect.fork(
        Effect.scoped(
          kept(
            Effect.andThen(
              OperationRecords.hold({ kind: "pay.codePayment", number: [mchid, "code_1"] }),
              Effect.sleep("1 minute")
            )
          )
        )
      )
      yield* TestClock.adjust("1 seconds")
      const busy = unknownOf((yield* named(kept(charging), [paid])).result)
      assert.deepInclude(busy, { reversing: false, sentAt: undefined })
      assert.strictEqual(busy.error._tag, "OperationInProgress")
      yield* Fiber.interrupt(holding)
    })
  )

  it.effect(
    "the record says which request is open: a charge may arrive for 10 minutes, a reversal undoes a payment",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now)
        const processes = Effect.map(
          OperationRecords.makeMemory(),
          (records) =>
            <A, E, R>(effect: Effect.Effect<A, E, R>) =>
              Effect.provideService(effect, OperationRecords.OperationRecords, records)
        )
        /** Reconciles after the requests of an earlier process, a second apart, and some minutes. */
        const reconciled = (
          open: ReadonlyArray<string>,
          minutes: number,
          ...responses: ReadonlyArray<Response | Error>
        ) =>
          Effect.gen(function* () {
            const kept = yield* processes
            yield* Effect.scoped(
              Effect.gen(function* () {
                const held = yield* kept(
                  OperationRecords.hold({ kind: "pay.codePayment", number: [mchid, "code_1"] }, {})
                )
                for (const request of open) {
                  yield* held.sending(request)
                  yield* TestClock.adjust("1 seconds")
                }
              })
            )
            yield* TestClock.adjust(Duration.minutes(minutes))
            return yield* named(kept(CodePaymentFlow.reconcile(known)), responses)
          })
        const early = unknownOf((yield* reconciled(["other", "charge"], 1, missing)).result)
        assert.strictEqual(early.sentAt, now + 1_000)
        assert.strictEqual((yield* reconciled(["charge"], 0, paid)).result._tag, "Paid")
        const undone = yield* reconciled(["reverse", "charge"], 0, paid, paid, done, reversed)
        assert.deepStrictEqual(undone.requests, ["query", "query", "reverse", "query"])
        assert.strictEqual(undone.result._tag, "Reversed")
        const late = yield* reconciled(["charge"], 11, missing)
        assert.strictEqual(failedOf(late.result)._tag, "OrderNotExist")
        const kept = yield* processes
        // A charge that is run again for a paid order only queries it.
        yield* named(kept(CodePaymentFlow.charge({ ...given, out_trade_no: "code_5" })), [
          shown("SUCCESS", { out_trade_no: "code_5" })
        ])
        const again = yield* named(kept(CodePaymentFlow.charge({ ...given, out_trade_no: "code_5" })), [
          shown("SUCCESS", { out_trade_no: "code_5" })
        ])
        assert.deepStrictEqual(again.requests, ["query"])
        assert.strictEqual(again.result._tag, "Paid")
        // The same for a number whose payment was found without the request.
        const sixth = shown("SUCCESS", { out_trade_no: "code_6" })
        yield* named(kept(CodePaymentFlow.reconcile({ ...known, out_trade_no: "code_6" })), [sixth])
        const found = yield* named(kept(CodePaymentFlow.charge({ ...given, out_trade_no: "code_6" })), [
          sixth
        ])
        assert.deepStrictEqual(found.requests, ["query"])
      })
  )

  it.effect("a reversal that cannot be recorded is not sent", () =>
    Effect.gen(function* () {
      const memory = yield* OperationRecords.makeMemory()
      assert(memory._tag === "Some")
      const { store } = memory.value
      const records = OperationRecords.make({
        ...store,
        save: (key, owner, lease, record) =>
          record.open.some(({ request }) => request === "reverse")
            ? Effect.fail(new OperationRecords.StoreError({ problem: "down" }))
            : store.save(key, owner, lease, record)
      })
      const { requests, result } = yield* named(
        Effect.provideService(charging, OperationRecords.OperationRecords, records),
        [paying]
      )
      assert.notInclude(requests, "reverse")
      const { error, reversing } = unknownOf(result)
      assert.deepInclude(error, { _tag: "RecordsUnavailable", outcome: "Unknown" })
      assert.isFalse(reversing)
    })
  )

  it.effect(
    "a service provider charges, queries and reverses for its sub-merchant, and leaves its own number to the client",
    () =>
      Effect.gen(function* () {
        const sub_mchid = "1900000109"
        const order = { sp_mchid: mchid, sub_mchid, out_trade_no: "code_1", trade_state_desc: "d" }
        for (const [sp_appid, sp_mchid] of [
          [appid, mchid],
          [undefined, undefined]
        ] as const) {
          const { layer, received } = scripted((_, count) =>
            response(200, { ...order, sp_appid: appid, trade_state: count < 3 ? "USERPAYING" : "REVOKED" })
          )
          const flow = PartnerCodePaymentFlow.reconcile({
            ...(sp_appid === undefined ? {} : { sp_appid }),
            ...(sp_mchid === undefined ? {} : { sp_mchid }),
            sub_mchid,
            out_trade_no: "code_1",
            amount: { total: 500 },
            reversing: true
          }).pipe(Effect.provide(layer))
          const result = yield* advanceUntilDone(yield* Effect.fork(flow), "5 seconds", turn)
          assert.strictEqual(result._tag, "Reversed")
          const [query, , reverse] = received
          assert.include(query?.target, `sp_mchid=${mchid}&sub_mchid=${sub_mchid}`)
          assert.deepStrictEqual(JSON.parse(reverse?.body ?? ""), {
            ...(sp_appid === undefined ? {} : { sp_appid }),
            sp_mchid: mchid,
            sub_mchid
          })
        }
        const foreign = yield* walk(CodePaymentFlow.reconcile({ ...known, mchid: "1900000001" }), [
          shown("SUCCESS", { mchid: "1900000001" })
        ])
        assert.include(foreign.requests[0], "mchid=1900000001")
        const other = yield* named(CodePaymentFlow.reconcile({ ...known, mchid: undefined }), [paid])
        assert.strictEqual(other.result._tag, "Paid")
      })
  )

  it.effect(
    "the requests and the record of a payment by code name its merchants, by default the client's",
    () =>
      Effect.gen(function* () {
        const sub_mchid = "1900000109"
        const other = "1900000001"
        const { appid: _, mchid: __, ...common } = given
        const unnamed = { ...common, appid }
        const provided = { ...common, sp_appid: appid, sub_mchid }
        const { layer, received } = scripted(({ body, target }, count) =>
          response(200, {
            ...{ appid, sp_appid: appid, sub_mchid, out_trade_no: "code_1", trade_state_desc: "d" },
            ...{ mchid: target.includes(other) || body.includes(other) ? other : mchid },
            ...{ sp_mchid: target.includes(other) || body.includes(other) ? other : mchid },
            trade_state: count % 4 === 1 ? "USERPAYING" : count % 4 === 0 ? "REVOKED" : "NOTPAY"
          })
        )
        const fast = Effect.provideService(CodePaymentSchedules.CodePaymentSchedules, {
          query: Schedule.once,
          reverse: Schedule.stop,
          reverseAfter: "0 seconds"
        })
        for (const [flow, number, query, paths, numbers] of [
          [
            CodePaymentFlow.charge(unnamed),
            [mchid, "code_1"],
            `mchid=${mchid}`,
            "/v3/pay/transactions",
            { appid, mchid }
          ],
          [
            CodePaymentFlow.charge({ ...unnamed, mchid: other }),
            [other, "code_1"],
            `mchid=${other}`,
            "/v3/pay/transactions",
            { appid, mchid: other }
          ],
          [
            PartnerCodePaymentFlow.charge(provided),
            [mchid, sub_mchid, "code_1"],
            `sp_mchid=${mchid}&sub_mchid=${sub_mchid}`,
            "/v3/pay/partner/transactions",
            { sp_appid: appid, sp_mchid: mchid, sub_mchid }
          ],
          [
            PartnerCodePaymentFlow.charge({ ...provided, sp_mchid: other }),
            [other, sub_mchid, "code_1"],
            `sp_mchid=${other}&sub_mchid=${sub_mchid}`,
            "/v3/pay/partner/transactions",
            { sp_appid: appid, sp_mchid: other, sub_mchid }
          ]
        ] as const) {
          received.length = 0
          const records = yield* OperationRecords.makeMemory()
          const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
            Effect.provideService(effect, OperationRecords.OperationRecords, records)
          const fiber = yield* Effect.fork(kept(fast(flow)).pipe(Effect.provide(layer)))
          const result = yield* advanceUntilDone(fiber, "5 seconds", turn)
          assert.strictEqual(result._tag, "Reversed")
          const asked = `GET ${paths}/out-trade-no/code_1?${query}`
          assert.deepStrictEqual(
            received.map(({ method, target }) => `${method} ${target}`),
            [`POST ${paths}/codepay`, asked, `POST ${paths}/out-trade-no/code_1/reverse`, asked]
          )
          const [charge, , reverse] = received.map(({ body }) => (body === "" ? {} : JSON.parse(body)))
          assert.deepInclude(charge, { ...numbers, out_trade_no: "code_1" })
          assert.deepStrictEqual(reverse, numbers)
          const held = OperationRecords.hold({ kind: "pay.codePayment", number })
          const record = yield* Effect.scoped(kept(Effect.flatMap(held, ({ record }) => record)))
          assert.deepInclude(record, { open: [], result: "Reversed" })
        }
      })
  )
})
