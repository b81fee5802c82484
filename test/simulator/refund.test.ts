/** What can be refunded, the rejections with their codes, and how refunds end. */
import { assert, describe, it } from "@effect/vitest"
import { type ApiError, Retry, type WechatPayClient, type WechatPayError } from "@effect-wechatpay/core"
import { Refund } from "@effect-wechatpay/refund"
import { Outbox, Refunds, Samples, Simulator, type State, Transactions } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted, TestClock } from "effect"

const { mchid, subMchid: sub_mchid } = Samples
const otherSubMchid = "1900000110"

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(
    Simulator.layer({
      merchants: [
        { mchid, subMchids: [sub_mchid, otherSubMchid] },
        { mchid: "1900000001", subMchids: [] }
      ]
    })
  )
)

const now = Date.UTC(2026, 4, 1, 2)

const { act } = Simulator

const payment = (changed: Partial<Transactions.Transaction> = {}) =>
  act(
    Transactions.register({
      transaction_id: "4200000000000000000000000001",
      out_trade_no: "trade-1",
      mchid,
      total: 1000,
      paid_at: now - 60_000,
      ...changed
    })
  )

const transaction_id = "4200000000000000000000000001"

const application = (out_refund_no: string, refund: number, total = 1000) => ({
  transaction_id,
  out_refund_no,
  amount: { refund, total, currency: "CNY" as const }
})

type Failure = ApiError.Any | WechatPayError.WechatPayError

/** Tag, status, code and text of a rejection. Nothing is sent twice here. */
const rejection = <A, E extends Failure>(call: Effect.Effect<A, E, WechatPayClient.WechatPayClient>) =>
  Effect.matchEffect(Retry.none(call), {
    onSuccess: () => Effect.dieMessage("expected a rejection"),
    onFailure: (error) => {
      const { code, name, status, wechatMessage } = error as ApiError.Any
      return Effect.succeed([name, status, code, wechatMessage])
    }
  })

const test = (
  name: string,
  effect: Effect.Effect<
    void,
    Failure | Refunds.ActionRejected,
    Simulator.Simulator | WechatPayClient.WechatPayClient
  >
) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(now), effect).pipe(Effect.orDie, Effect.provide(layer))
  )

const who = (out_refund_no: string) => ({ mchid, out_refund_no })

describe("an application for a refund", () => {
  test(
    "an application for a refund is accepted, is PROCESSING, and succeeds",
    Effect.gen(function* () {
      yield* payment()
      const accepted = yield* Refund.create({
        ...application("R1", 400),
        notify_url: "https://shop.example/notify"
      })
      assert.deepInclude(accepted, {
        out_refund_no: "R1",
        transaction_id,
        out_trade_no: "trade-1",
        channel: "ORIGINAL",
        status: "PROCESSING",
        funds_account: "UNSETTLED",
        create_time: "2026-05-01T10:00:00+08:00"
      })
      assert.deepInclude(accepted.amount, { total: 1000, refund: 400, payer_refund: 400 })
      assert.deepStrictEqual(yield* Refund.query({ out_refund_no: "R1" }), accepted)
      yield* TestClock.adjust("5 minutes")
      yield* act(Refunds.succeed(who("R1")))
      const done = yield* Refund.query({ out_refund_no: "R1" })
      assert.deepStrictEqual(done, {
        ...accepted,
        status: "SUCCESS",
        success_time: "2026-05-01T10:05:00+08:00"
      })
      const [message, ...more] = yield* act(Outbox.all)
      assert.lengthOf(more, 0)
      assert.deepInclude(message, {
        event_type: "REFUND.SUCCESS",
        url: "https://shop.example/notify",
        original_type: "refund"
      })
      assert.deepStrictEqual(message?.resource, {
        mchid,
        out_trade_no: "trade-1",
        transaction_id,
        out_refund_no: "R1",
        refund_id: accepted.refund_id,
        refund_status: "SUCCESS",
        success_time: "2026-05-01T10:05:00+08:00",
        user_received_account: accepted.user_received_account,
        amount: { total: 1000, refund: 400, payer_total: 1000, payer_refund: 400 }
      })
    })
  )

  test(
    "a repeated application refunds once, and one with other parameters is rejected",
    Effect.gen(function* () {
      yield* payment()
      const first = yield* Refund.create(application("R1", 400))
      yield* act(Refunds.succeed(who("R1")))
      const again = yield* Refund.create(application("R1", 400))
      assert.deepInclude(again, { refund_id: first.refund_id, status: "SUCCESS" })
      const text = "订单金额或退款金额与之前请求不一致，请核实后再试"
      for (const changed of [application("R1", 401), application("R1", 400, 1001)]) {
        assert.deepStrictEqual(yield* rejection(Refund.create(changed)), [
          "RefundFeeMismatch",
          400,
          "REFUND_FEE_MISMATCH",
          text
        ])
      }
      const { transaction_id: _, ...rest } = application("R1", 400)
      for (const changed of [
        { ...application("R1", 400), reason: "another" },
        { ...rest, out_trade_no: "trade-1" },
        { ...application("R1", 400), transaction_id: "4200000000000000000000000002" }
      ]) {
        assert.deepStrictEqual(yield* rejection(Refund.create(changed)), [
          "InvalidRequest",
          400,
          "INVALID_REQUEST",
          "退款单号重入，但请求参数与之前不一致"
        ])
      }
    })
  )

  test(
    "an application names a payment of this merchant by either number",
    Effect.gen(function* () {
      yield* payment()
      yield* payment({ transaction_id: "4200000000000000000000000002", mchid: "1900000001" })
      yield* payment({ transaction_id: "4200000000000000000000000003", out_trade_no: "trade-3", sub_mchid })
      const none = ["ResourceNotExists", 404, "RESOURCE_NOT_EXISTS", "订单不存在"]
      for (const number of [
        { transaction_id: "4200000000000000000000000009" },
        { transaction_id: "4200000000000000000000000002" },
        { transaction_id: "4200000000000000000000000003" },
        { out_trade_no: "4200000000000000000000000001" }
      ]) {
        const { transaction_id: _, ...rest } = application("R1", 400)
        assert.deepStrictEqual(yield* rejection(Refund.create({ ...rest, ...number })), none)
      }
      const { transaction_id: _, ...rest } = application("R1", 400)
      const refund = yield* Refund.create({ ...rest, out_trade_no: "trade-1" })
      assert.strictEqual(refund.transaction_id, transaction_id)
    })
  )

  test(
    "an application of a service provider names its own sub-merchant",
    Effect.gen(function* () {
      yield* payment({ sub_mchid })
      const partner = { ...application("R1", 400), sub_mchid }
      assert.deepStrictEqual(
        (yield* rejection(Refund.create({ ...partner, sub_mchid: "1900000999" }))).slice(0, 3),
        ["NoAuth", 403, "NO_AUTH"]
      )
      assert.deepStrictEqual(
        (yield* rejection(Refund.create({ ...partner, sub_mchid: otherSubMchid }))).slice(0, 3),
        ["ResourceNotExists", 404, "RESOURCE_NOT_EXISTS"]
      )
      yield* Refund.create({ ...partner, notify_url: "https://shop.example/notify" })
      yield* act(Refunds.succeed({ mchid, sub_mchid, out_refund_no: "R1" }))
      const refund = yield* Refund.query({ out_refund_no: "R1", sub_mchid })
      assert.strictEqual(refund.status, "SUCCESS")
      assert.strictEqual((yield* rejection(Refund.query({ out_refund_no: "R1" })))[0], "ResourceNotExists")
      assert.strictEqual(
        (yield* rejection(Refund.query({ out_refund_no: "R1", sub_mchid: "1900000999" })))[0],
        "NoAuth"
      )
      const [message] = yield* act(Outbox.all)
      assert.deepInclude(message?.resource, { sp_mchid: mchid, sub_mchid })
      assert.notProperty(message?.resource, "mchid")
    })
  )

  test(
    "an application has the payment's total, and all refunds together are at most that total",
    Effect.gen(function* () {
      yield* payment()
      const invalid = (text: string) => ["InvalidRequest", 400, "INVALID_REQUEST", text]
      assert.deepStrictEqual(
        yield* rejection(Refund.create(application("R0", 400, 999))),
        invalid("订单金额与支付金额不一致")
      )
      yield* Refund.create(application("R1", 400))
      yield* TestClock.adjust("1 minute")
      const tooMuch = invalid("申请退款总金额不能大于订单金额")
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R2", 601))), tooMuch)
      yield* Refund.create(application("R2", 600))
      yield* TestClock.adjust("1 minute")
      const all = invalid("订单已全额退款")
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R3", 1))), all)
      // What was closed did not go back, and can be applied for anew.
      yield* act(Refunds.close(who("R2")))
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R3", 601))), tooMuch)
      yield* Refund.create(application("R3", 600))
    })
  )

  test(
    "a partial refund is at least a minute after the previous one, at most the 50th, and within a year",
    Effect.gen(function* () {
      yield* payment()
      yield* Refund.create(application("R1", 1))
      const early = yield* rejection(Refund.create(application("R2", 1)))
      assert.deepStrictEqual(early.slice(0, 3), ["FrequencyLimited", 429, "FREQUENCY_LIMITED"])
      for (let part = 2; part <= 50; part++) {
        yield* TestClock.adjust("1 minute")
        yield* Refund.create(application(`R${part}`, 1))
      }
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R51", 1))), [
        "InvalidRequest",
        400,
        "INVALID_REQUEST",
        "同一笔订单最多支持50次部分退款"
      ])
      yield* payment({ transaction_id: "4200000000000000000000000002", paid_at: now })
      const other = { ...application("S1", 1), transaction_id: "4200000000000000000000000002" }
      yield* TestClock.setTime(now + 365 * 86_400_000)
      yield* Refund.create(other)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(
        (yield* rejection(Refund.create({ ...other, out_refund_no: "S2" }))).slice(0, 3),
        ["TradeOverdue", 403, "TRADE_OVERDUE"]
      )
      // The response to an accepted number is still the same.
      yield* Refund.create(other)
    })
  )

  test(
    "an application needs a balance of the merchant and an account of the user",
    Effect.gen(function* () {
      yield* payment()
      yield* act(Refunds.setBalance({ mchid }, 399))
      const poor = ["NotEnough", 403, "NOT_ENOUGH", "商户可用退款余额不足"]
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R1", 400))), poor)
      assert.strictEqual((yield* rejection(Refund.query({ out_refund_no: "R1" })))[0], "ResourceNotExists")
      yield* act(Refunds.setBalance({ mchid }, 400))
      yield* Refund.create(application("R1", 400))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* rejection(Refund.create(application("R2", 1))), poor)
      yield* act(Refunds.close(who("R1")))
      yield* Refund.create(application("R2", 400))
      yield* TestClock.adjust("1 minute")
      yield* act(Refunds.closeUserAccount(transaction_id))
      assert.deepStrictEqual((yield* rejection(Refund.create(application("R3", 1)))).slice(0, 3), [
        "UserAccountAbnormal",
        403,
        "USER_ACCOUNT_ABNORMAL"
      ])
    })
  )
})

describe("an abnormal refund", () => {
  const record = {
    type: "USER_BANK_CARD",
    bank_type: "ICBC_DEBIT",
    bank_account: Redacted.make("6222020200112230000"),
    real_name: Redacted.make("张三")
  } as const

  test(
    "an abnormal refund is sent to a bank card of the user, may become abnormal again, and then goes to the merchant",
    Effect.gen(function* () {
      yield* payment()
      const notify_url = "https://shop.example/notify"
      const { refund_id } = yield* Refund.create({ ...application("R1", 400), notify_url })
      const toCard = Refund.applyAbnormal({ refund_id, out_refund_no: "R1", ...record })
      assert.deepStrictEqual(yield* rejection(toCard), [
        "InvalidRequest",
        400,
        "INVALID_REQUEST",
        "退款单状态不是退款异常，不能发起异常退款"
      ])
      yield* act(Refunds.bounce(who("R1")))
      assert.strictEqual((yield* Refund.query({ out_refund_no: "R1" })).status, "ABNORMAL")
      const redirected = yield* toCard
      assert.deepInclude(redirected, {
        status: "PROCESSING",
        channel: "OTHER_BANKCARD",
        user_received_account: "ICBC借记卡0000"
      })
      yield* act(Refunds.bounce(who("R1")))
      yield* Refund.applyAbnormal({ refund_id, out_refund_no: "R1", type: "MERCHANT_BANK_CARD" })
      yield* act(Refunds.succeed(who("R1")))
      assert.deepStrictEqual(
        (yield* act(Outbox.all)).map(({ event_type }) => event_type),
        ["REFUND.ABNORMAL", "REFUND.ABNORMAL", "REFUND.SUCCESS"]
      )
    })
  )

  test(
    "an abnormal refund is named by both of its numbers and by its merchant",
    Effect.gen(function* () {
      yield* payment()
      const { refund_id } = yield* Refund.create(application("R1", 400))
      yield* act(Refunds.bounce(who("R1")))
      const wrong = [
        { refund_id: "50300000000000000000000000000", out_refund_no: "R1", ...record },
        { refund_id, out_refund_no: "R2", ...record },
        { refund_id, out_refund_no: "R1", sub_mchid, ...record }
      ]
      for (const input of wrong) {
        assert.strictEqual((yield* rejection(Refund.applyAbnormal(input)))[0], "ResourceNotExists")
      }
      assert.strictEqual((yield* Refund.query({ out_refund_no: "R1" })).status, "ABNORMAL")
    })
  )

  test(
    "an abnormal refund ends once",
    Effect.gen(function* () {
      yield* payment()
      const problem = (ending: Effect.Effect<void, Refunds.ActionRejected, State.State>) =>
        Effect.matchEffect(act(ending), {
          onSuccess: () => Effect.dieMessage("expected it not to be possible"),
          onFailure: (error) => Effect.succeed(error.problem)
        })
      assert.strictEqual(yield* problem(Refunds.succeed(who("R1"))), "no such refund")
      yield* Refund.create(application("R1", 400))
      yield* act(Refunds.bounce(who("R1")))
      // An abnormal refund only ends in success.
      for (const ending of [Refunds.succeed, Refunds.bounce, Refunds.close]) {
        assert.strictEqual(yield* problem(ending(who("R1"))), "the refund is ABNORMAL")
      }
      yield* TestClock.adjust("1 minute")
      yield* Refund.create(application("R2", 400))
      yield* act(Refunds.close(who("R2")))
      for (const ending of [Refunds.succeed, Refunds.bounce, Refunds.close]) {
        assert.strictEqual(yield* problem(ending(who("R2"))), "the refund is CLOSED")
      }
      // Nobody gave an address for notifications.
      assert.lengthOf(yield* act(Outbox.all), 0)
    })
  )
})
