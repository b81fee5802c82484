/** Payments by face code, request by request: which request follows which response, when, and what is reported. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords, type V2Client } from "@effect-wechatpay/core"
import { FacePaymentFlow, FacePaymentState } from "@effect-wechatpay/facepay"
import { Effect, Fiber, Schedule, TestClock } from "effect"
import { valueOf } from "../support/exits.js"
import { fault } from "../support/scripted.js"
import * as Server from "../support/v2Platform.js"
import { walkV2 } from "../support/v2Requests.js"

const appid = "wx2421b1c4370ec43b"
const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
const number = { appid, out_trade_no: "FACE_1" }
const order = { ...number, total_fee: 888 }
const unnamed = {
  ...order,
  body: "Coffee",
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7",
  face_code: "8e2b1c4370ec43b-FACE"
}
const sale = { ...unnamed, openid }

const transaction_id = "4200000000000000000000000001"
const payment = { out_trade_no: "FACE_1", transaction_id, total_fee: "888" }
const receipt = (changes: Server.Members = {}) =>
  Server.response({
    ...payment,
    openid,
    is_subscribe: "N",
    trade_type: "FACEPAY",
    bank_type: "CFT",
    cash_fee: "888",
    time_end: "20261120120000",
    ...changes
  })
const shown = (trade_state: string, changes: Server.Members = {}) =>
  Server.response({ trade_state, out_trade_no: "FACE_1", ...changes })
const paid = shown("SUCCESS", { ...payment, openid })
const open = shown("NOTPAY")
const paying = shown("USERPAYING")
const reversed = shown("REVOKED")
const done = Server.response({ recall: "N" })
const recall = Server.response({ recall: "Y" })
const password = Server.failure("USERPAYING", "需要用户输入支付密码")
const missing = Server.failure("ORDERNOTEXIST", "订单不存在")
const used = Server.failure("PARAM_ERROR", "face_code已被使用")
const orderPaid = Server.failure("ORDERPAID", "订单已支付")
const late = Server.failure("TRADE_ERROR", "m")
const limited = Server.failure("FREQUENCY_LIMITED", "m")
const broken: Server.Reply = { status: 502, body: "<html>Bad Gateway</html>" }
const unsigned: Server.Reply = { members: { return_code: "SUCCESS", result_code: "SUCCESS" }, sign: "none" }
const notSent = fault("ECONNREFUSED", "connect")

const times = <A extends ReadonlyArray<unknown>>(count: number, ...values: A): Array<A[number]> =>
  Array.from({ length: count }, () => values).flat()

const names: Readonly<Record<string, string>> = {
  "/pay/facepay": "pay",
  "/pay/facepayquery": "query",
  "/secapi/pay/facepayreverse": "reverse"
}

const walked = <E>(
  program: Effect.Effect<FacePaymentFlow.Result, E, V2Client.V2Client>,
  ...replies: ReadonlyArray<Server.Reply | Error>
) =>
  Effect.map(walkV2(program, replies), ({ exit, seconds, sent }) => ({
    result: valueOf(exit),
    seconds,
    sent,
    /** Each with its second. */
    requests: sent.map(({ path, second }) => `${names[path]} ${second}`)
  }))

const pay = (...replies: ReadonlyArray<Server.Reply | Error>) => walked(FacePaymentFlow.pay(sale), ...replies)

const reconcile = (options: object, ...replies: ReadonlyArray<Server.Reply | Error>) =>
  walked(FacePaymentFlow.reconcile({ ...order, ...options }), ...replies)

const queries = (...seconds: ReadonlyArray<number>) => seconds.map((second) => `query ${second}`)
const reversals = (...seconds: ReadonlyArray<number>) => seconds.map((second) => `reverse ${second}`)

/** What is sent until the first reversal. */
const waited = ["pay 0", ...queries(5, 10, 15, 20, 25, 30)]

/** The responses until the first reversal. */
const opened = [password, ...times(6, open)]

const unknownOf = (result: FacePaymentFlow.Result) => {
  assert(result._tag === "Unknown", result._tag)
  return result
}
const failedOf = (result: FacePaymentFlow.Result) => {
  assert(result._tag === "Failed", result._tag)
  return result.error
}

describe("a payment by face code, request by request", () => {
  it.effect(
    "a face payment is reported by its response, or by queries every 5 seconds while it is open",
    () =>
      Effect.gen(function* () {
        const once = yield* pay(receipt())
        assert.deepStrictEqual(once.requests, ["pay 0"])
        assert.deepStrictEqual(
          { ...once.result },
          { _tag: "Paid", transactionId: transaction_id, total: 888 }
        )
        assert.deepInclude(once.sent[0]?.members, {
          ...{ appid, openid, out_trade_no: "FACE_1", total_fee: "888", face_code: sale.face_code },
          ...{ mch_id: Server.mchid, sign_type: "HMAC-SHA256" }
        })
        for (const [state, tag] of [
          [paid, "Paid"],
          [shown("REFUND"), "Refunded"],
          [reversed, "Reversed"]
        ] as const) {
          const { requests, result } = yield* pay(password, state)
          assert.deepStrictEqual(requests, ["pay 0", "query 5"])
          assert.strictEqual(result._tag, tag)
        }
        const closed = failedOf((yield* pay(password, shown("CLOSED"))).result)
        assert.deepInclude(closed, { _tag: "PaymentMismatch", snapshot: "Closed", outcome: "Refused" })
        assert.include(
          closed.message,
          "it was closed before it was paid: recognize the face again with a new"
        )
        const failed = failedOf((yield* pay(password, shown("PAYERROR"))).result)
        assert.deepInclude(failed, { _tag: "PaymentMismatch", snapshot: "Failed", outcome: "Refused" })
        assert.include(failed.message, "the payment failed, and no money was taken: recognize the face again")
        const lost = [broken, unsigned, "reset", Server.failure("SYSTEMERROR", "m")] as const
        for (const first of [password, ...lost]) {
          const more = [open, paying, shown("ACCEPT"), shown("NEW"), first === password ? broken : first]
          const { requests, result } = yield* pay(first, ...more, paid)
          assert.deepStrictEqual(requests, waited)
          assert.strictEqual(result._tag, "Paid")
        }
      })
  )

  it.effect("a face payment that was not sent, or that charged nobody, has failed without a query", () =>
    Effect.gen(function* () {
      for (const [first, tag] of [
        [Server.failure("NOTENOUGH", "m"), "NotEnough"],
        [Server.failure("NOTSUPORTCARD", "m"), "CardNotSupported"]
      ] as const) {
        const { requests, result } = yield* pay(first, paid)
        assert.deepStrictEqual(requests, ["pay 0"])
        assert.strictEqual(failedOf(result)._tag, tag)
      }
      // A connection that failed has sent nothing: it is opened again.
      const unsent = yield* pay(notSent)
      assert.isAbove(unsent.requests.length, 1)
      assert.notInclude(unsent.requests.join(), "query")
      assert.strictEqual(failedOf(unsent.result).outcome, "NotSent")
      assert.strictEqual((yield* pay(notSent, receipt())).result._tag, "Paid")
    })
  )

  it.effect(
    "a payment of another amount, user or attach is not this one; what was not asked for is not compared",
    () =>
      Effect.gen(function* () {
        const asked = { ...sale, attach: "coffee" }
        const own = { ...payment, openid, attach: "coffee" }
        for (const [changes, problem] of [
          [{ total_fee: "889" }, "it was paid with another amount: compare it with your books"],
          [{ openid: "oAnotherUser" }, "it was paid by another user: compare it"],
          [{ attach: "tea" }, "it was paid with another attach: compare it"]
        ] as const) {
          const seen = shown("SUCCESS", { ...own, ...changes })
          const known = { ...order, openid, attach: "coffee" }
          for (const { requests, result } of [
            yield* walked(FacePaymentFlow.pay(asked), password, seen),
            yield* walked(FacePaymentFlow.reconcile(known), seen)
          ]) {
            assert.strictEqual(requests.at(-1)?.split(" ")[0], "query")
            const { error, reversing } = unknownOf(result)
            assert.isFalse(reversing)
            assert.deepInclude(error, { _tag: "PaymentMismatch", snapshot: "Paid", outcome: "Unknown" })
            assert.include(error.message, problem)
          }
          const { result } = yield* reconcile({}, seen)
          assert.strictEqual(result._tag, "total_fee" in changes ? "Unknown" : "Paid")
        }
        const responded = unknownOf(
          (yield* walked(FacePaymentFlow.pay(asked), receipt({ attach: "tea" }))).result
        )
        assert.include(responded.error.message, "it was paid with another attach")
        assert.isFalse(responded.reversing)
        const bare = shown("SUCCESS", payment)
        assert.strictEqual((yield* walked(FacePaymentFlow.pay(asked), password, bare)).result._tag, "Paid")
      })
  )

  it.effect("a rejected face payment took no money unless an earlier one did, which two queries show", () =>
    Effect.gen(function* () {
      const none = yield* pay(used, missing)
      assert.deepStrictEqual(none.requests, ["pay 0", "query 0", "query 5"])
      assert.deepInclude(failedOf(none.result), { _tag: "FaceCodeRejected", outcome: "Refused" })
      for (const seen of [reversed, shown("CLOSED"), shown("PAYERROR")]) {
        const { requests, result } = yield* pay(orderPaid, seen)
        assert.deepStrictEqual(requests, ["pay 0", "query 0"])
        assert.strictEqual(failedOf(result)._tag, "OrderPaid")
      }
      assert.strictEqual((yield* pay(orderPaid, shown("REFUND"))).result._tag, "Refunded")
      // The found payment belongs to another sale, and this one took no money.
      for (const changes of [{ total_fee: "889" }, { openid: "oAnotherUser" }]) {
        const other = yield* pay(orderPaid, shown("SUCCESS", { ...payment, openid, ...changes }))
        assert.deepStrictEqual(other.requests, ["pay 0", "query 0"])
        assert.strictEqual(failedOf(other.result)._tag, "OrderPaid")
      }
      // Nothing is reversed that no query has shown, or that the last query did not show.
      for (const seen of [broken, shown("NEW")]) {
        const { requests, result } = yield* pay(orderPaid, seen)
        assert.deepStrictEqual(requests, ["pay 0", ...queries(0, 5, 10, 15, 20, 25, 30)])
        assert.isFalse(unknownOf(result).reversing)
      }
      const unseen = yield* pay(orderPaid, ...times(6, broken), missing)
      assert.notInclude(unseen.requests.join(), "reverse")
      const earlier = yield* pay(orderPaid, ...times(7, paying), done)
      assert.deepStrictEqual(earlier.requests.slice(-2), ["query 30", "reverse 30"])
      assert.strictEqual(earlier.result._tag, "Reversed")
    })
  )

  it.effect("after a rejection a found payment counts only if this user, or this face code, paid it", () =>
    Effect.gen(function* () {
      const bare = shown("SUCCESS", payment)
      const doubt = "it was paid with another face code, and it is not certain that this user paid it"
      assert.strictEqual((yield* pay(orderPaid, paid)).result._tag, "Paid")
      const textOfUsed = Server.failure("ORDERPAID", "已被使用")
      const silent = Server.response({ result_code: "FAIL", err_code: "PARAM_ERROR" })
      for (const [given, rejection, seen] of [
        [sale, orderPaid, bare],
        [unnamed, orderPaid, paid],
        [unnamed, orderPaid, bare],
        [unnamed, textOfUsed, bare],
        [unnamed, silent, bare]
      ] as const) {
        const { requests, result } = yield* walked(FacePaymentFlow.pay(given), rejection, seen)
        assert.deepStrictEqual(requests, ["pay 0", "query 0"])
        const { error, reversing } = unknownOf(result)
        assert.isFalse(reversing)
        assert.deepInclude(error, { _tag: "PaymentMismatch", snapshot: "Paid", outcome: "Unknown" })
        assert.include(error.message, doubt)
      }
      for (const given of [sale, unnamed]) {
        assert.strictEqual((yield* walked(FacePaymentFlow.pay(given), used, bare)).result._tag, "Paid")
      }
    })
  )

  it.effect("an open face payment is reversed after 30 seconds, and again while recall is Y", () =>
    Effect.gen(function* () {
      const asked = { ...sale, sub_appid: "wx1111111111111111", sub_mch_id: "1900000109" }
      const numbers = { appid, sub_appid: asked.sub_appid, sub_mch_id: asked.sub_mch_id }
      const once = yield* walked(FacePaymentFlow.pay(asked), ...opened, done)
      assert.deepStrictEqual(once.requests, [...waited, "reverse 30"])
      assert.deepStrictEqual({ ...once.result }, { _tag: "Reversed" })
      for (const { members } of once.sent.slice(1)) {
        const { nonce_str: _, sign: __, sign_type: ___, version: ____, ...own } = members
        assert.deepStrictEqual(own, { ...numbers, out_trade_no: "FACE_1", mch_id: Server.mchid })
      }
      const third = yield* pay(...opened, recall, recall, done)
      assert.deepStrictEqual(third.requests, [...waited, ...reversals(30, 31, 33)])
      assert.strictEqual(third.result._tag, "Reversed")
      // What a reversal that may still take effect has undone is not paid.
      const never = [...waited, ...reversals(30, 31, 33, 38, 48, 63, 93), "query 93"]
      for (const end of [open, paid, missing, broken, shown("NEW")]) {
        const { requests, result } = yield* pay(...opened, ...times(7, recall), end)
        assert.deepStrictEqual(requests, never)
        const { error, reversing } = unknownOf(result)
        assert.isTrue(reversing)
        assert.deepInclude(error, { _tag: "PaymentOpen", outcome: "Unknown" })
        assert.include(error.message, "its reversal has to be called again: reconcile it")
      }
      assert.strictEqual((yield* pay(...opened, ...times(7, recall), reversed)).result._tag, "Reversed")
      assert.strictEqual((yield* pay(...opened, ...times(7, recall), shown("CLOSED"))).result._tag, "Failed")
    })
  )

  it.effect(
    "a failed reversal is repeated if it is transient, and undoes a payment if it may have arrived",
    () =>
      Effect.gen(function* () {
        for (const first of [broken, unsigned, "reset", limited, notSent] as const) {
          const { requests, result } = yield* pay(...opened, first, done)
          assert.deepStrictEqual(requests, [...waited, ...reversals(30, 31)])
          assert.strictEqual(result._tag, "Reversed")
        }
        for (const first of [limited, notSent]) {
          const all = [...opened, ...times(7, first)]
          const { requests, result } = yield* pay(...all, paid)
          assert.deepStrictEqual(requests.slice(-2), ["reverse 93", "query 93"])
          assert.strictEqual(result._tag, "Paid")
          assert.isFalse(unknownOf((yield* pay(...all, open)).result).reversing)
        }
        for (const first of [broken, "reset"] as const) {
          const { error, reversing } = unknownOf((yield* pay(...opened, ...times(7, first), paid)).result)
          assert.isTrue(reversing)
          assert.strictEqual(error.outcome, "Unknown")
        }
        const refused = [...waited, "reverse 30", "query 30"]
        for (const [end, tag] of [
          [paid, "Paid"],
          [reversed, "Reversed"],
          [shown("REFUND"), "Refunded"]
        ] as const) {
          const { requests, result } = yield* pay(...opened, late, end)
          assert.deepStrictEqual(requests, refused)
          assert.strictEqual(result._tag, tag)
        }
        const rejected = unknownOf((yield* pay(...opened, late, open)).result)
        assert.deepInclude(rejected, { reversing: false })
        assert.strictEqual(rejected.error._tag, "TradeError")
        const both = unknownOf((yield* pay(...opened, recall, late, paid)).result)
        assert.isTrue(both.reversing)
        assert.strictEqual(both.error._tag, "TradeError")
        // A payment that arrives after a reversal that found none must be reversed.
        for (const [end, problem] of [
          [missing, "there is no such order, and the payment may still arrive: reconcile it again 5 minutes"],
          [paid, "the order is Paid: query it before anything else"],
          [open, "the order is NotPaid: query it before anything else"]
        ] as const) {
          const { requests, result } = yield* pay(...opened, missing, end)
          assert.deepStrictEqual(requests, refused)
          assert.isTrue(unknownOf(result).reversing)
          assert.include(unknownOf(result).error.message, problem)
        }
      })
  )

  it.effect(
    "a face payment is reversed 15 seconds after it was sent at the earliest, and only after a query with a response",
    () =>
      Effect.gen(function* () {
        const fast = Effect.provideService(FacePaymentFlow.FacePaymentSchedules, {
          query: Schedule.fromDelays("2 seconds", "2 seconds"),
          reverse: Schedule.stop,
          reverseAfter: "15 seconds"
        })
        const fastly = fast(FacePaymentFlow.pay(sale))
        const unpaid = yield* walked(fastly, password, open, open, open, done)
        assert.deepStrictEqual(unpaid.requests, ["pay 0", ...queries(2, 4, 15), "reverse 15"])
        const last = yield* walked(fastly, password, open, open, paid)
        assert.deepStrictEqual(last.requests, ["pay 0", ...queries(2, 4, 15)])
        assert.strictEqual(last.result._tag, "Paid")
        const stopped = yield* walked(fastly, password, open, open, open, recall, open)
        assert.deepStrictEqual(stopped.requests.slice(-2), ["reverse 15", "query 15"])
        assert.isTrue(unknownOf(stopped.result).reversing)
        // The first connection failed: the payment was sent by the second one.
        const delayed = yield* walked(fastly, notSent, password, open, open, open, done)
        const [, sentAt = 0, ...others] = delayed.sent.map(({ second }) => second)
        assert.isAbove(sentAt, 0)
        assert.deepStrictEqual(
          others.map((second) => Math.round((second - sentAt) * 10) / 10),
          [2, 4, 15, 15]
        )
        for (const seen of [broken, limited, shown("NEW")]) {
          const { requests, result } = yield* pay(password, ...times(5, open), seen)
          assert.deepStrictEqual(requests, waited)
          assert.isFalse(unknownOf(result).reversing)
        }
      })
  )

  it.effect("a missing order is final 5 minutes after time_expire, and open for ever without it", () =>
    Effect.gen(function* () {
      const expiry = Date.UTC(2026, 10, 20, 4)
      const time_expire = "20261120120000"
      yield* TestClock.setTime(expiry + 300_001)
      const past = yield* reconcile({ time_expire }, missing)
      assert.deepStrictEqual(past.requests, ["query 0"])
      assert.deepInclude(failedOf(past.result), { _tag: "OrderNotExist", outcome: "Refused" })
      for (const options of [{}, { time_expire: "20261120120001" }, { time_expire: "tomorrow" }]) {
        yield* TestClock.setTime(expiry + 300_001)
        const early = yield* reconcile(options, missing, paid)
        assert.deepStrictEqual(early.requests, queries(0, 5))
        assert.strictEqual(early.result._tag, "Paid")
      }
      for (const [since, end] of [
        [290_000, "query 15"],
        [295_000, "query 10"],
        [299_999, "query 5"]
      ] as const) {
        yield* TestClock.setTime(expiry + since)
        const { requests, result } = yield* walked(
          FacePaymentFlow.pay({ ...sale, time_expire }),
          password,
          missing
        )
        assert.strictEqual(requests.at(-1), end)
        assert.strictEqual(failedOf(result)._tag, "OrderNotExist")
      }
      // Its reversal finds no order either.
      const never = yield* reconcile({}, missing)
      assert.deepStrictEqual(never.requests.slice(-3), ["query 30", "reverse 30", "query 30"])
      assert.deepInclude(unknownOf(never.result), { reversing: true })
      assert.include(
        unknownOf(never.result).error.message,
        "there is no such order, and the payment may still"
      )
    })
  )

  it.effect("a reconciliation queries at once, and reverses what an open reversal may undo", () =>
    Effect.gen(function* () {
      const found = yield* reconcile({}, paid)
      assert.deepStrictEqual(found.requests, ["query 0"])
      assert.deepStrictEqual({ ...found.result }, { _tag: "Paid", transactionId: transaction_id, total: 888 })
      const unpaid = yield* reconcile({ reversing: false }, ...times(7, open), done)
      assert.deepStrictEqual(unpaid.requests, [...queries(0, 5, 10, 15, 20, 25, 30), "reverse 30"])
      for (const seen of [open, paid]) {
        const { requests, result } = yield* reconcile({ reversing: true }, seen, seen, done)
        assert.deepStrictEqual(requests, [...queries(0, 15), "reverse 15"])
        assert.strictEqual(result._tag, "Reversed")
      }
      // A payment that does not show yet is waited for.
      const absent = yield* reconcile({ reversing: true }, missing, paid, paid, done)
      assert.deepStrictEqual(absent.requests, [...queries(0, 5, 15), "reverse 15"])
      // Whether the reversal was sent is carried over to the next result.
      const silent = yield* reconcile({ reversing: true }, broken)
      assert.deepStrictEqual(silent.requests, queries(0, 5, 10, 15, 20, 25, 30))
      assert.isTrue(unknownOf(silent.result).reversing)
      const rejected = yield* reconcile({ reversing: true }, open, open, late, paid)
      assert.isTrue(unknownOf(rejected.result).reversing)
      assert.strictEqual((yield* reconcile({ reversing: true }, reversed)).result._tag, "Reversed")
      const other = shown("SUCCESS", { ...payment, total_fee: "889" })
      assert.isTrue(unknownOf((yield* reconcile({ reversing: true }, other)).result).reversing)
    })
  )

  it.effect("the record of a face payment tells the next process what is open; nothing is paid twice", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 20, 4))
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const hold = (out_trade_no: string, sub_mch_id?: string) =>
        kept(
          OperationRecords.hold({
            kind: "facepay.facePayment",
            number: [Server.mchid, sub_mch_id, out_trade_no]
          })
        )
      const recordOf = (out_trade_no: string, sub_mch_id?: string) =>
        Effect.scoped(Effect.flatMap(hold(out_trade_no, sub_mch_id), ({ record }) => record))
      const never = yield* walked(kept(FacePaymentFlow.pay(sale)), password, missing)
      assert.isTrue(unknownOf(never.result).reversing)
      assert.sameMembers(
        (yield* recordOf("FACE_1")).open.map(({ request }) => request),
        ["pay", "reverse"]
      )
      const again = yield* walked(kept(FacePaymentFlow.pay(sale)), paid, paid, done)
      assert.deepStrictEqual(again.requests, [...queries(0, 15), "reverse 15"])
      assert.deepInclude(yield* recordOf("FACE_1"), { open: [], result: "Reversed" })

      // A payment that is open, and no reversal: what is found is paid.
      const second = { ...sale, out_trade_no: "FACE_2", sub_mch_id: "1900000109" }
      const one = { out_trade_no: "FACE_2" }
      const lost = yield* walked(kept(FacePaymentFlow.pay(second)), broken)
      assert.isFalse(unknownOf(lost.result).reversing)
      const { open: openRequests } = yield* recordOf("FACE_2", "1900000109")
      assert.deepStrictEqual(
        openRequests.map(({ request }) => request),
        ["pay"]
      )
      const seen = shown("SUCCESS", { ...payment, ...one, openid })
      const found = yield* walked(kept(FacePaymentFlow.reconcile(second)), seen)
      assert.deepStrictEqual(found.requests, ["query 0"])
      assert.strictEqual(found.result._tag, "Paid")
      assert.deepInclude(yield* recordOf("FACE_2", "1900000109"), { open: [], result: "Paid" })
      // The same payment again is queried, also from another machine and with another expiry.
      const same = { ...second, spbill_create_ip: "203.0.113.8", time_expire: "20991120120000" }
      const repeated = yield* walked(kept(FacePaymentFlow.pay(same)), seen)
      assert.deepStrictEqual(repeated.requests, ["query 0"])
      assert.strictEqual(repeated.result._tag, "Paid")
      // A number whose payment was found without the request is not paid again.
      const third = { ...sale, out_trade_no: "FACE_3" }
      const before = shown("SUCCESS", { ...payment, out_trade_no: "FACE_3", openid })
      yield* walked(kept(FacePaymentFlow.reconcile(third)), before)
      const after = yield* walked(kept(FacePaymentFlow.pay(third)), before)
      assert.deepStrictEqual(after.requests, ["query 0"])
      assert.strictEqual(after.result._tag, "Paid")
      for (const changes of [
        { appid: "wx2222222222222222" },
        { attach: "tea" },
        { body: "Tea" },
        { detail: { goods_detail: [{ goods_id: "1", goods_name: "tea", goods_num: 1, price: 888 }] } },
        { face_code: "another-FACE" },
        { fee_type: "USD" },
        { openid: "oAnotherUser" },
        { sub_appid: "wx1111111111111111" },
        { total_fee: 889 }
      ]) {
        const other = yield* walked(kept(FacePaymentFlow.pay({ ...second, ...changes })), seen)
        assert.deepStrictEqual(other.requests, [])
        assert.strictEqual(failedOf(other.result)._tag, "NumberReused")
      }

      const holding = yield* Effect.fork(
        Effect.scoped(Effect.andThen(hold("FACE_1"), Effect.sleep("1 minute")))
      )
      yield* TestClock.adjust("1 seconds")
      for (const program of [FacePaymentFlow.pay(sale), FacePaymentFlow.reconcile(order)]) {
        const busy = yield* walked(kept(program), paid)
        assert.deepStrictEqual(busy.requests, [])
        assert.isFalse(unknownOf(busy.result).reversing)
        assert.strictEqual(unknownOf(busy.result).error._tag, "OperationInProgress")
      }
      yield* Fiber.interrupt(holding)
    })
  )

  it.effect("a payment or reversal that cannot be recorded is not sent", () =>
    Effect.gen(function* () {
      const memory = yield* OperationRecords.makeMemory()
      assert(memory._tag === "Some")
      const { store } = memory.value
      for (const [name, sent] of [
        ["pay", []],
        ["reverse", waited]
      ] as const) {
        const records = OperationRecords.make({
          ...store,
          save: (key, owner, lease, record) =>
            record.open.some(({ request }) => request === name)
              ? Effect.fail(new OperationRecords.StoreError({ problem: "down" }))
              : store.save(key, owner, lease, record)
        })
        const { requests, result } = yield* walked(
          Effect.provideService(FacePaymentFlow.pay(sale), OperationRecords.OperationRecords, records),
          ...opened
        )
        assert.deepStrictEqual(requests, sent)
        const { error, reversing } = unknownOf(result)
        assert.strictEqual(error._tag, "RecordsUnavailable")
        assert.strictEqual(error.outcome, name === "pay" ? "NotSent" : "Unknown")
        assert.isFalse(reversing)
      }
    })
  )
})

describe("the state of a face payment", () => {
  it("FacePaymentState.of reads number and amount of a paid order, and keeps a state that it does not know", () => {
    const of = (trade_state: string, changes: object = { transaction_id, total_fee: 888 }) => ({
      ...FacePaymentState.of({ trade_state, ...changes })
    })
    assert.deepStrictEqual(of("SUCCESS"), { _tag: "Paid", transactionId: transaction_id, total: 888 })
    assert.deepStrictEqual(of("SUCCESS", { transaction_id, total_fee: 0 })._tag, "Paid")
    for (const part of [{}, { transaction_id }, { total_fee: 888 }]) {
      assert.deepStrictEqual(of("SUCCESS", part), { _tag: "Unknown", tradeState: "SUCCESS" })
    }
    assert.deepStrictEqual(of("NEW"), { _tag: "Unknown", tradeState: "NEW" })
    for (const [trade_state, tag] of [
      ["REFUND", "Refunded"],
      ["USERPAYING", "UserPaying"],
      ["NOTPAY", "NotPaid"],
      ["ACCEPT", "NotPaid"],
      ["PAYERROR", "Failed"],
      ["CLOSED", "Closed"],
      ["REVOKED", "Reversed"]
    ] as const) {
      assert.deepStrictEqual(of(trade_state), { _tag: tag })
    }
  })
})
