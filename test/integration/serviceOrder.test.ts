/** The whole life of a service order over real HTTP, with a real server that receives the notifications. */
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { OrderState, PartnerServiceOrder, ServiceOrder } from "@effect-wechatpay/payscore"
import { Refund } from "@effect-wechatpay/refund"
import { Outbox, Payscore, Refunds, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import { layerEventBackend, nextEvent, notifyUrl } from "../support/backend.js"
import { terms as agreed } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples

let count = 0
const newNumber = () => `ORDER_${++count}`

const { act } = Simulator

const terms = { ...agreed, notify_url: notifyUrl }

const fees = {
  post_payments: [{ name: "rental", amount: 500, description: "2 hours" }],
  post_discounts: [{ name: "coupon", amount: 100, description: "first hour" }],
  total_amount: 400
} as const

/** The service ends a moment after it began, at the earliest. */
const ended = Effect.gen(function* () {
  yield* Effect.sleep("1100 millis")
  return { end_time: yield* BeijingTime.now }
})

const givenOrder = Effect.gen(function* () {
  const out_order_no = newNumber()
  const created = yield* ServiceOrder.create({ out_order_no, appid, service_id, ...terms })
  return { out_order_no, created }
})

const reference = (out_order_no: string) => ({ out_order_no, appid, service_id })

const stateOf = (out_order_no: string) =>
  Effect.map(ServiceOrder.query(reference(out_order_no)), (order) => OrderState.of(order)._tag)

const confirmed = Effect.gen(function* () {
  const { out_order_no } = yield* givenOrder
  yield* act(Payscore.confirm({ mchid, out_order_no }, openid))
  yield* nextEvent
  return out_order_no
})

const collecting = Effect.gen(function* () {
  const out_order_no = yield* confirmed
  yield* ServiceOrder.complete({ ...reference(out_order_no), ...fees, time_range: yield* ended })
  return out_order_no
})

/** The notification of an order, once it was tried so often. */
const messageOf = (out_order_no: string, attempts: number) =>
  Effect.map(act(Outbox.all), (all) =>
    all.find(({ resource }) => (resource as { readonly out_order_no: string }).out_order_no === out_order_no)
  ).pipe(
    Effect.filterOrFail((message) => message !== undefined),
    Effect.filterOrFail((message) => message.attempts.length >= attempts),
    Effect.retry({ schedule: Schedule.spaced("20 millis"), times: 200 })
  )

const statuses = (message: Outbox.Message) => message.attempts.map(({ status }) => status)

/** The last part of an order's life: the refund, and its notification in the handler table of the order's events. */
const refunded = Effect.fnUntraced(function* (given: {
  readonly transaction_id: string
  readonly out_order_no: string
  readonly amount: number
  readonly sub_mchid?: string
}) {
  const { amount: total, out_order_no, transaction_id } = given
  const provider = given.sub_mchid === undefined ? {} : { sub_mchid: given.sub_mchid }
  const out_refund_no = `${out_order_no}_R1`
  const application = { out_refund_no, ...provider, amount: { refund: 150, total, currency: "CNY" } } as const
  // A PayScore order is not refunded by its own number.
  const wrong = yield* Effect.flip(Refund.create({ ...application, out_trade_no: out_order_no }))
  assert.strictEqual(wrong._tag, "ResourceNotExists")
  const create = Refund.create({ ...application, transaction_id, notify_url: notifyUrl })
  const accepted = yield* create
  assert.deepInclude(accepted, { status: "PROCESSING", transaction_id })
  assert.strictEqual((yield* create).refund_id, accepted.refund_id)
  yield* act(Refunds.succeed({ mchid, ...provider, out_refund_no }))
  const event = yield* nextEvent
  assert.strictEqual(event.type, "REFUND.SUCCESS")
  assert.deepInclude(event.resource, { ...provider, transaction_id, out_refund_no, refund_status: "SUCCESS" })
  assert.deepInclude(event.resource.amount, { total, refund: 150 })
  const refund = yield* Refund.query({ out_refund_no, ...provider })
  assert.strictEqual(refund.status, "SUCCESS")
})

describe("the life of a service order", () => {
  layer(layerEventBackend(), { excludeTestServices: true })((it) => {
    it.effect("a merchant's order is created, confirmed, completed, collected, notified and refunded", () =>
      Effect.gen(function* () {
        const { created, out_order_no } = yield* givenOrder
        assert.strictEqual(created.state, "CREATED")
        assert.isNotEmpty(created.package)
        // Re-entrant: the same parameters again.
        const again = yield* ServiceOrder.create({ out_order_no, appid, service_id, ...terms })
        assert.strictEqual(again.package, created.package)

        const query_id = yield* act(Payscore.confirm({ mchid, out_order_no }, openid))
        const confirmation = yield* nextEvent
        assert.deepStrictEqual(
          [confirmation.type, confirmation.resource.out_order_no, confirmation.resource.state],
          ["PAYSCORE.USER_CONFIRM", out_order_no, "DOING"]
        )
        const inService = yield* ServiceOrder.query({ appid, service_id, query_id })
        assert.strictEqual(OrderState.of(inService)._tag, "InService")
        assert.match(inService.time_range?.start_time ?? "", /^[0-9]{14}$/)

        const completed = yield* ServiceOrder.complete({
          ...reference(out_order_no),
          ...fees,
          time_range: yield* ended
        })
        assert.strictEqual(completed.state_description, "MCH_COMPLETE")
        assert.strictEqual(yield* stateOf(out_order_no), "Collecting")

        const transaction_id = yield* act(Payscore.payByUser({ mchid, out_order_no }))
        const payment = yield* nextEvent
        assert.deepStrictEqual([payment.type, payment.resource.state], ["PAYSCORE.USER_PAID", "DONE"])
        const paid = yield* ServiceOrder.query(reference(out_order_no))
        assert.strictEqual(OrderState.of(paid)._tag, "Paid")
        assert.strictEqual(paid.collection?.details?.[0]?.transaction_id, transaction_id)
        const known = yield* act(Transactions.find({ mchid, sub_mchid: undefined }, { transaction_id }))
        assert.strictEqual(known?.total, 400)

        const tooLate = yield* Effect.flip(
          ServiceOrder.cancel({ ...reference(out_order_no), reason: "changed my mind" })
        )
        assert.strictEqual(tooLate._tag, "OrderDone")

        const state = OrderState.of(paid)
        assert(state._tag === "Paid")
        assert.deepStrictEqual(state.transactionIds, [transaction_id])
        yield* refunded({ transaction_id, out_order_no, amount: 400 })
      })
    )

    it.effect("a partner's order runs through the same states, with responses without a body", () =>
      Effect.gen(function* () {
        const out_order_no = newNumber()
        const partner = { out_order_no, service_id, sub_mchid }
        const created = yield* PartnerServiceOrder.create({ ...partner, appid, ...terms })
        assert.strictEqual(created.state, "CREATED")
        yield* act(Payscore.confirm({ mchid, sub_mchid, out_order_no }, openid))
        const confirmation = yield* nextEvent
        assert.strictEqual(confirmation.resource.sub_mchid, sub_mchid)
        yield* PartnerServiceOrder.complete({ ...partner, ...fees, time_range: yield* ended })
        yield* act(Payscore.payByUser({ mchid, sub_mchid, out_order_no }))
        assert.strictEqual((yield* nextEvent).type, "PAYSCORE.USER_PAID")
        const paid = OrderState.of(yield* PartnerServiceOrder.query(partner))
        assert(paid._tag === "Paid")
        const [transaction_id] = paid.transactionIds
        assert(transaction_id !== undefined)
        yield* refunded({ transaction_id, out_order_no, amount: 400, sub_mchid })
      })
    )

    it.effect("an order in service is cancelled, again with the same reason, but not with another one", () =>
      Effect.gen(function* () {
        const out_order_no = yield* confirmed
        const cancel = (reason: string) => ServiceOrder.cancel({ ...reference(out_order_no), reason })
        yield* cancel("user asked")
        yield* cancel("user asked")
        assert.strictEqual(yield* stateOf(out_order_no), "Cancelled")
        assert.strictEqual((yield* Effect.flip(cancel("another")))._tag, "OrderCanceled")
      })
    )

    it.effect("an order is modified to lower amounts only", () =>
      Effect.gen(function* () {
        const out_order_no = yield* collecting
        const modify = (amount: number) =>
          ServiceOrder.modify({
            ...reference(out_order_no),
            post_payments: [{ name: "rental", amount }],
            total_amount: amount,
            reason: "goodwill"
          })
        const error = yield* Effect.flip(modify(400))
        assert.strictEqual(error._tag, "ParamError")
        const lower = yield* modify(300)
        assert.strictEqual(lower.total_amount, 300)
        const free = yield* modify(0)
        assert.strictEqual(free.state, "DONE")
      })
    )

    it.effect("an order that was paid elsewhere is synced", () =>
      Effect.gen(function* () {
        const out_order_no = yield* collecting
        const { end_time } = yield* ended
        const sync = ServiceOrder.sync({
          ...reference(out_order_no),
          type: "Order_Paid",
          detail: { paid_time: end_time }
        })
        const done = yield* sync
        assert.strictEqual(done.state, "DONE")
        assert.strictEqual(done.collection?.details?.[0]?.paid_type, "MCH")
      })
    )

    it.effect("an order whose user cannot pay stays in collection after a pay call", () =>
      Effect.gen(function* () {
        const out_order_no = yield* collecting
        yield* act(Payscore.failToPay({ mchid, out_order_no }))
        const pay = ServiceOrder.pay(reference(out_order_no))
        assert.strictEqual((yield* Effect.flip(pay))._tag, "TradeError")
        yield* pay
        assert.strictEqual(yield* stateOf(out_order_no), "Collecting")
      })
    )

    it.effect(
      "an order without confirmation is in service at once for a user who authorised the service",
      () =>
        Effect.gen(function* () {
          const create = (user: string) =>
            ServiceOrder.create({
              out_order_no: newNumber(),
              appid,
              service_id: Samples.noConfirmServiceId,
              ...terms,
              risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10_000 },
              need_user_confirm: false,
              openid: user
            })
          const order = yield* create(openid)
          assert.deepStrictEqual([order.state, order.state_description], ["DOING", "USER_CONFIRM"])
          assert.strictEqual((yield* Effect.flip(create("nobody")))._tag, "NoAuth")
        })
    )

    it.effect("a probe is rejected, and the notification is delivered again", () =>
      Effect.gen(function* () {
        const out_order_no = yield* confirmed
        const first = yield* messageOf(out_order_no, 1)
        assert.deepStrictEqual(statuses(first), [204])
        yield* act(Outbox.resend(first.id, { probe: true }))
        const probed = yield* messageOf(out_order_no, 2)
        assert.deepStrictEqual(statuses(probed), [204, 401])
        assert.strictEqual(probed.state, "pending")
      })
    )

    it.effect("each violation of an order's rules is rejected with its code", () =>
      Effect.gen(function* () {
        const { out_order_no } = yield* givenOrder
        const create = (change: object) =>
          Effect.flip(
            ServiceOrder.create({ out_order_no: newNumber(), appid, service_id, ...terms, ...change })
          )
        const complete = (no: string, change: object = {}) =>
          Effect.flip(ServiceOrder.complete({ ...reference(no), ...fees, ...change }))
        const other = yield* create({ out_order_no, service_introduction: "something else" })
        assert.deepStrictEqual(
          [other._tag, "internalCode" in other && other.internalCode],
          ["InvalidRequest", 1]
        )
        const risk = yield* create({ risk_fund: { name: "DEPOSIT", amount: Samples.riskCeiling + 1 } })
        assert.strictEqual(risk._tag, "ParamError")
        const name = yield* create({ risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 1 } })
        assert.strictEqual(name._tag, "ParamError")
        const stranger = yield* create({ service_id: "404" })
        assert.strictEqual(stranger._tag, "NoAuth")
        const early = yield* complete(out_order_no, { time_range: yield* ended })
        assert.deepStrictEqual(
          [early._tag, "internalCode" in early && early.internalCode],
          ["InvalidRequest", 271302262]
        )
        const unknown = yield* Effect.flip(ServiceOrder.query(reference("nobody_knows")))
        assert.strictEqual(unknown._tag, "OrderNotExist")

        const inService = yield* confirmed
        assert.strictEqual((yield* complete(inService))._tag, "ParamError")
        const dear = yield* complete(inService, {
          time_range: yield* ended,
          post_payments: [{ name: "rental", amount: 10_001 }],
          post_discounts: [],
          total_amount: 10_001
        })
        assert.deepStrictEqual(
          [dear._tag, "internalCode" in dear && dear.internalCode],
          ["ParamError", 271316656]
        )
        const pay = yield* Effect.flip(ServiceOrder.pay(reference(inService)))
        assert.deepStrictEqual(
          [pay._tag, "internalCode" in pay && pay.internalCode],
          ["InvalidOrderState", 271302333]
        )
        const inFlight = yield* collecting
        yield* act(Payscore.setInFlight({ mchid, out_order_no: inFlight }, true))
        const busy = yield* Effect.flip(ServiceOrder.cancel({ ...reference(inFlight), reason: "x" }))
        assert.deepStrictEqual(
          [busy._tag, "internalCode" in busy && busy.internalCode],
          ["InvalidRequest", 271316754]
        )
      })
    )
  })

  layer(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())))((it) => {
    it.effect("an order that nobody confirms expires after 30 days", () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2026, 0, 1))
        const { out_order_no } = yield* givenOrder
        yield* TestClock.adjust("30 days")
        assert.strictEqual(yield* stateOf(out_order_no), "AwaitingConfirmation")
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(yield* stateOf(out_order_no), "Expired")
        const error = yield* Effect.flip(
          ServiceOrder.cancel({ ...reference(out_order_no), reason: "too late" })
        )
        assert.strictEqual(error._tag, "ParamError")
      })
    )
  })
})
