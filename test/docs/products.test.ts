/** The guides of payments, profit sharing, transfers and complaints, in both languages: their examples compile, and do what they say. */
import { assert, describe, it, layer } from "@effect/vitest"
import { Complaint, ComplaintNotificationUrl } from "@effect-wechatpay/merchant-complaint"
import { Payment, PaymentSchedules } from "@effect-wechatpay/pay"
import { ProfitSharing } from "@effect-wechatpay/profit-sharing"
import {
  Complaints,
  Faults,
  Ledger,
  Pay,
  ProfitShares,
  Refunds,
  Samples,
  Simulator,
  type State,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Transfer, TransferAuthorization, TransferScene } from "@effect-wechatpay/transfer"
import { Chunk, Effect, Layer, Schedule, Stream, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { layerBackend } from "../support/backend.js"
import { inject } from "../support/faults.js"
import { ofModule, ofPage, shapeOfModule, shapeOfPage } from "./examples.js"
import * as Complaining from "./merchant-complaint.examples.js"
import * as Paying from "./pay.examples.js"
import * as Sharing from "./profit-sharing.examples.js"
import * as Transferring from "./transfer.examples.js"

const guides = ["pay", "profit-sharing", "transfer", "merchant-complaint"]

it.each(guides)("docs/%s.md and docs/%s.zh-CN.md show the tested examples", (guide) => {
  assert.deepStrictEqual(ofPage(guide), ofModule(guide))
  assert.deepStrictEqual(shapeOfPage(`${guide}.zh-CN`), shapeOfModule(guide))
})

const { appid, mchid, openid } = Samples
const { act } = Simulator

const now = Date.UTC(2026, 4, 1, 2)
const world = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

/** Runs a program, and an action as soon as the simulator accepts it. */
const during = <A, E, R, E2>(
  program: Effect.Effect<A, E, R>,
  action: Effect.Effect<unknown, E2, State.State>
) =>
  Effect.gen(function* () {
    yield* Effect.fork(Effect.retry(act(action), Schedule.spaced("1 seconds")))
    return yield* advanceUntilDone(yield* Effect.fork(program), "1 seconds")
  })

const transaction_id = "4200000000000000000000000001"

const payment = (of: Partial<Transactions.Transaction> = {}) =>
  Effect.andThen(
    TestClock.setTime(now),
    act(
      Transactions.register({
        transaction_id,
        out_trade_no: "trade-1",
        mchid,
        openid,
        total: 10_000,
        paid_at: now - 60_000,
        ...of
      })
    )
  )

describe("docs/profit-sharing.md", () => {
  it.effect(
    "the examples of docs/profit-sharing.md share, report who got nothing, unfreeze and take back",
    () =>
      Effect.gen(function* () {
        const supplier = "1900000001"
        yield* payment({ profit_sharing: "standard" })
        yield* Sharing.addSupplier(supplier, "供应商有限公司")
        const shared = yield* during(
          Sharing.payTheSupplier(transaction_id, "share-1", supplier, 2000),
          ProfitShares.finish({ mchid, out_order_no: "share-1" })
        )
        assert.deepStrictEqual(shared, [])

        const second = { mchid, out_order_no: "share-2" }
        const closed = yield* during(
          Sharing.payTheSupplier(transaction_id, "share-2", supplier, 500),
          Effect.andThen(
            ProfitShares.closePart(second, supplier, "ACCOUNT_ABNORMAL"),
            ProfitShares.finish(second)
          )
        )
        assert.deepStrictEqual(closed, [`${supplier}: ACCOUNT_ABNORMAL`])
        assert.strictEqual(yield* Sharing.left(transaction_id), 8000)

        const rest = yield* during(
          Sharing.keepTheRest(transaction_id, "rest-1"),
          ProfitShares.finish({ mchid, out_order_no: "rest-1" })
        )
        assert.isTrue(rest)
        assert.isFalse(yield* Sharing.keepTheRest(transaction_id, "rest-2"))

        const share = { out_order_no: "share-1", account: supplier, fen: 2000 }
        const back = yield* during(
          Sharing.takeBack(share, "return-1"),
          ProfitShares.succeedReturn({ mchid, out_return_no: "return-1" })
        )
        assert.strictEqual(back, "back")
        assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), 10_000)
        const found = yield* ProfitSharing.query({ transaction_id, out_order_no: "share-1" })
        assert.strictEqual(found.state, "FINISHED")
      }).pipe(Effect.provide(Layer.merge(world, Sharing.programs)))
  )

  it.effect("the handler of docs/profit-sharing.md books what a receiver got and gave back", () =>
    Effect.gen(function* () {
      const booked: Array<string> = []
      const { handle, notifications } = Sharing.handlerOfReceiver((orderId, fen, kind) =>
        Effect.sync(() => void booked.push(`${kind} ${orderId} ${fen}`))
      )
      const resource = { order_id: "30001", receiver: { amount: 200 } }
      for (const notification of notifications) yield* handle(notification, { resource } as never)
      assert.deepStrictEqual(booked, ["share 30001 200", "return 30001 200"])
    })
  )
})

describe("docs/transfer.md", () => {
  it.effect("the examples of docs/transfer.md pay a user once, cancel in time, and explain a failure", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      yield* act(Transfers.setAccount({ mchid }, 10_000))
      yield* inject(Transfer.create, [Faults.reset({ effect: true })])
      const started = yield* advanceUntilDone(yield* Effect.fork(Transferring.start("guide1", openid, 500)))
      assert.strictEqual(started._tag, "Some")
      const paid = yield* during(
        Transferring.finish("guide1", 500),
        Transfers.confirm({ mchid, out_bill_no: "guide1" })
      )
      assert.strictEqual(paid, "paid")
      assert.strictEqual((yield* Transferring.start("guide1", openid, 500))._tag, "None")

      yield* Transferring.start("guide2", openid, 500)
      const late = yield* Effect.fork(Transferring.finish("guide2", 500))
      yield* TestClock.adjust("31 minutes")
      assert.strictEqual(yield* advanceUntilDone(late), "not paid")

      yield* Transferring.start("guide3", openid, 500)
      yield* act(Transfers.fail({ mchid, out_bill_no: "guide3" }, "NAME_NOT_CORRECT"))
      assert.match(yield* Transferring.finish("guide3", 500), /^not paid: .*name/i)
      assert.strictEqual(yield* act(Ledger.balance(Ledger.user(openid))), 500)
    }).pipe(Effect.provide(Layer.merge(world, Transferring.programs)))
  )

  it.effect("the example of docs/transfer.md pays a user who authorised transfers", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      yield* act(Transfers.setAccount({ mchid }, 10_000))
      yield* TransferAuthorization.request({
        appid,
        openid,
        out_authorization_no: "auth1",
        user_display_name: "新会员",
        transfer_scene_id: TransferScene.cashMarketing({ activity: "a", reward: "b" }).transfer_scene_id,
        authorization_notify_url: "https://shop.example/wechatpay/notify"
      })
      yield* act(Transfers.authorize({ mchid, out_authorization_no: "auth1" }))
      assert.isTrue(yield* Transferring.payAuthorised("guide4", "auth1", 500))
    }).pipe(Effect.provide(Layer.merge(world, Transferring.programs)))
  )

  it.effect("the handler of docs/transfer.md handles the end of a transfer", () =>
    Effect.gen(function* () {
      const { handle, notifications } = Transferring.handler
      assert.lengthOf(notifications, 1)
      for (const one of notifications) yield* handle(one, { resource: { out_bill_no: "guide1" } } as never)
    })
  )
})

describe("docs/merchant-complaint.md", () => {
  it.effect(
    "the examples of docs/merchant-complaint.md read, respond once, refund once, reject and complete",
    () =>
      Effect.gen(function* () {
        yield* payment()
        for (const path of ["one", "two"]) yield* Complaining.register(`https://shop.example/${path}`)
        assert.strictEqual((yield* ComplaintNotificationUrl.query({})).url, "https://shop.example/two")

        const asked = yield* act(Complaints.complain({ transaction_id, apply_refund_amount: 300 }))
        const others = yield* Effect.forEach(Array.from({ length: 51 }), () => act(Complaints.complain()))
        const listed = yield* Stream.runCollect(Complaining.all("2026-04-30", "2026-05-01"))
        assert.sameMembers(
          Chunk.toReadonlyArray(listed).map(({ complaint_id }) => complaint_id),
          [asked, ...others]
        )

        yield* inject(Complaint.respond, [Faults.reset({ effect: true })])
        const first = yield* Effect.flip(Complaining.respondOnce(asked, mchid, "we are sorry"))
        assert.strictEqual(first.outcome, "Unknown")
        yield* Complaining.respondOnce(asked, mchid, "we are sorry")
        const { data = [] } = yield* Complaint.listHistory({ complaint_id: asked })
        assert.lengthOf(
          data.filter(({ operate_type }) => operate_type === "MERCHANT_RESPONSE"),
          1
        )

        const approved = { transaction_id, total: 10_000 }
        const refunded = yield* during(
          Complaining.approve(asked, approved, 300),
          Refunds.succeed({ mchid, out_refund_no: `complaint-${asked}` })
        )
        assert.strictEqual(refunded, "SUCCESS")
        assert.strictEqual(yield* Complaining.approve(asked, approved, 300), "handled before")
        assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), 9700)

        const other = yield* act(Complaints.complain({ transaction_id, apply_refund_amount: 100 }))
        yield* Complaining.reject(other, "the parcel was delivered")
        assert.strictEqual(yield* Complaining.complete(other), "handled before")

        const [plain = ""] = others
        assert.strictEqual(yield* Complaining.complete(plain), "the user waits for a response")
        yield* Complaining.respondOnce(plain, mchid, "it was sent today")
        assert.strictEqual(yield* Complaining.complete(plain), "handled")

        const worked: Array<string> = []
        const handler = Complaining.handler((id) => Effect.sync(() => void worked.push(id)))
        for (const notification of handler.notifications) {
          yield* handler.handle(notification, { resource: { complaint_id: plain } } as never)
        }
        assert.deepStrictEqual(worked, [plain, plain])
      }).pipe(Effect.provide(world))
  )
})

// The last one: its layer replaces the methods of `it`.
const quick = Layer.succeed(PaymentSchedules.PaymentSchedules, {
  polling: Schedule.fromDelays("50 millis", "300 millis", "300 millis"),
  reconciling: Schedule.fromDelays("10 millis", "20 millis"),
  closing: Schedule.fromDelays("10 millis", "20 millis")
})

describe("docs/pay.md", () => {
  const backend = layerBackend(Effect.succeed(Paying.handler)).pipe(
    Layer.provideMerge(Layer.merge(Paying.programs, quick))
  )
  layer(backend, { excludeTestServices: true })((it) => {
    it.effect(
      "the examples of docs/pay.md open a payment in each channel, wait for it, and close what is not paid",
      () =>
        Effect.gen(function* () {
          const params = yield* Paying.inMiniProgram("GUIDE_1", 888, openid)
          yield* act(Pay.open({ appId: appid, ...params }, { openid }))
          const paid = yield* Effect.fork(Paying.sell("GUIDE_1", 888))
          yield* act(Pay.pay({ mchid, out_trade_no: "GUIDE_1" }))
          assert.strictEqual(yield* paid, "deliver")
          assert.strictEqual(yield* Paying.sell("GUIDE_1", 889), "look at it")

          assert.match(yield* Paying.asQrCode("GUIDE_2", 888), /^<svg /)
          assert.strictEqual(yield* Paying.sell("GUIDE_2", 888), "not paid")

          const address = yield* Paying.inBrowser("GUIDE_3", 888, "14.23.150.211")
          assert.include(address, "/pay/wx")
          assert.strictEqual((yield* Paying.cancel("GUIDE_3")).trade_state, "CLOSED")
        })
    )

    it.effect("the example of docs/pay.md charges a payment code", () =>
      Effect.gen(function* () {
        const code = yield* act(Pay.showCode())
        assert.strictEqual(yield* Paying.chargeAtTill("GUIDE_4", 100, code), "hand over the goods")
        const poor = yield* act(Pay.showCode({ result: "NOTENOUGH" }))
        assert.match(yield* Paying.chargeAtTill("GUIDE_5", 100, poor), /^not paid: /)
        assert.strictEqual((yield* Payment.query({ mchid, out_trade_no: "GUIDE_4" })).trade_state, "SUCCESS")
      })
    )
  })
})
