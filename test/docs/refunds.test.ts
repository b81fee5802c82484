/** The page on refunds: its examples compile, and do what it says. */
import { assert, describe, it } from "@effect/vitest"
import { PayscoreNotification, ServiceOrder } from "@effect-wechatpay/payscore"
import { Refund, RefundNotification } from "@effect-wechatpay/refund"
import { Payscore, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { terms } from "../support/serviceOrder.js"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./refunds.examples.js"

it("docs/refunds.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("refunds"), ofModule("refunds"))
})

const { appid, mchid, openid, serviceId: service_id } = Samples
const who = { mchid, out_order_no: "ORDER_1" }
const reference = { out_order_no: who.out_order_no, appid, service_id }

const { act } = Simulator

const givenOrder = Effect.gen(function* () {
  yield* TestClock.setTime(Date.UTC(2026, 4, 1))
  yield* ServiceOrder.create({
    ...reference,
    ...terms
  })
  yield* act(Payscore.confirm(who, openid))
  yield* TestClock.adjust("2 hours")
  yield* ServiceOrder.complete({
    ...reference,
    post_payments: [{ name: "rental", amount: 400 }],
    total_amount: 400,
    time_range: { end_time: "20260501093000" }
  })
  return yield* ServiceOrder.query(reference)
})

const paid = Effect.gen(function* () {
  yield* givenOrder
  yield* act(Payscore.payByUser(who))
  return yield* ServiceOrder.query(reference)
})

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

describe("docs/refunds.md", () => {
  it.effect("the example of docs/refunds.md refunds a paid PayScore order", () =>
    Effect.gen(function* () {
      const wanted = { out_refund_no: "R1", refund: 150, total: 400 }
      const order = yield* givenOrder
      const early = yield* Effect.flip(Effect.asVoid(Example.refundOrder({ ...wanted, order })))
      assert.strictEqual(early, "nothing was paid by WeChat Pay")
      yield* act(Payscore.payByUser(who))
      const refund = yield* Example.refundOrder({ ...wanted, order: yield* ServiceOrder.query(reference) })
      assert.deepInclude(refund, { status: "PROCESSING", out_refund_no: "R1" })

      const waiting = yield* Effect.fork(Example.awaitEnd("R1"))
      yield* TestClock.adjust("3 minutes")
      yield* act(Refunds.succeed({ mchid, out_refund_no: "R1" }))
      const ended = yield* advanceUntilDone(waiting)
      assert.strictEqual(ended.status, "SUCCESS")
    }).pipe(Effect.provide(layer))
  )

  it.effect("the example of docs/refunds.md sends an abnormal refund elsewhere", () =>
    Effect.gen(function* () {
      const order = yield* paid
      const { refund_id } = yield* Example.refundOrder({
        order,
        out_refund_no: "R1",
        refund: 400,
        total: 400
      })
      yield* act(Refunds.bounce({ mchid, out_refund_no: "R1" }))
      const redirected = yield* Example.payTheMerchant(refund_id, "R1")
      assert.strictEqual(redirected.status, "PROCESSING")
      assert.strictEqual((yield* Refund.query({ out_refund_no: "R1" })).channel, "OTHER_BANKCARD")
    }).pipe(Effect.provide(layer))
  )

  it.effect("the example of docs/refunds.md handles orders and refunds with one handler table", () =>
    Effect.gen(function* () {
      const { handle, notifications } = Example.handler
      assert.deepStrictEqual(notifications, [PayscoreNotification.userPaid, ...RefundNotification.all])
      const written: Array<string> = []
      const write =
        (what: string) =>
        (...values: ReadonlyArray<unknown>) =>
          Effect.sync(() => void written.push([what, ...values].join(" ")))
      const books = Example.Books.of({
        totalOf: () => Effect.succeed(400),
        paid: write("paid"),
        unexpected: write("unexpected"),
        refunded: write("refunded"),
        redirect: write("redirect"),
        notRefunded: write("not refunded")
      })
      const order = (out_order_no: string, paid: number) => ({
        out_order_no,
        state: "DONE",
        total_amount: paid,
        collection: { state: "USER_PAID", total_amount: paid, paid_amount: paid }
      })
      const resource = { ...order("O1", 400), out_refund_no: "R1", refund_id: "503", amount: { refund: 150 } }
      const tell = (notification: (typeof notifications)[number], of: object) =>
        handle(notification, { resource: of } as never).pipe(Effect.provideService(Example.Books, books))
      for (const notification of notifications) yield* tell(notification, resource)
      assert.deepStrictEqual(written, ["paid O1", "refunded R1 150", "redirect 503 R1", "not refunded R1"])
      yield* tell(PayscoreNotification.userPaid, order("O2", 1))
      assert.strictEqual(written.at(-1), "unexpected O2")
    })
  )
})
