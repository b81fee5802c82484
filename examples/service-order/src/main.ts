/**
 * pnpm demo, second part: the life cycle of a service order, for a merchant and for a service provider: created,
 * confirmed by the user, completed, collected and refunded, with the notifications; and cancelled, modified, synced.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import { fails, succeeds, title } from "@effect-wechatpay/example-shared/print"
import { OrderState, PartnerServiceOrder, ServiceOrder } from "@effect-wechatpay/payscore"
import { Refund } from "@effect-wechatpay/refund"
import { Payscore, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { Handled, layer, notifyUrl } from "./backend.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples

const terms = {
  service_introduction: "power bank",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 10_000 },
  notify_url: notifyUrl
} as const

const fees = {
  post_payments: [{ name: "rental", amount: 500, description: "2 hours" }],
  post_discounts: [{ name: "coupon", amount: 100, description: "first hour" }],
  total_amount: 400
} as const

const act = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator
    yield* Console.log(`      ${what}`)
    yield* simulator.act(effect)
  })

const notified = Effect.flatMap(Handled, Queue.take)

/** The end of a service that lasted about a second. */
const ended = Effect.map(Effect.andThen(Effect.sleep("1100 millis"), BeijingTime.now), (end_time) => ({
  end_time
}))

const merchant = (out_order_no: string) => {
  const reference = { out_order_no, appid, service_id }
  const who = { mchid, out_order_no }
  const complete = Effect.flatMap(ended, (time_range) =>
    ServiceOrder.complete({ ...reference, ...fees, time_range })
  )
  return {
    reference,
    create: succeeds(ServiceOrder.create, ServiceOrder.create({ ...reference, ...terms })),
    confirm: Effect.andThen(act("the user confirms the order", Payscore.confirm(who, openid)), notified),
    complete: succeeds(ServiceOrder.complete, complete),
    pay: Effect.andThen(act("the user pays", Payscore.payByUser(who)), notified)
  }
}

/** A refund of a PayScore order uses the `transaction_id` of its collection, never the number of the order. */
const refund = Effect.fnUntraced(function* (
  order: OrderState.OrderState,
  out_refund_no: string,
  provider: { readonly sub_mchid?: string } = {}
) {
  const [transaction_id = ""] = order._tag === "Paid" ? order.transactionIds : []
  const create = Refund.create({
    ...provider,
    transaction_id,
    out_refund_no,
    notify_url: notifyUrl,
    amount: { refund: 150, total: fees.total_amount, currency: "CNY" }
  })
  yield* succeeds(Refund.create, create)
  yield* act("the user receives the money", Refunds.succeed({ mchid, ...provider, out_refund_no }))
  yield* notified
  yield* succeeds(Refund.query, Refund.query({ out_refund_no, ...provider }))
})

const lifeCycle = Effect.gen(function* () {
  const order = merchant("DEMO_PAID")
  yield* order.create
  yield* order.confirm
  yield* order.complete
  yield* order.pay
  const paid = yield* succeeds(ServiceOrder.query, ServiceOrder.query(order.reference))
  yield* fails(
    "a paid order cannot be cancelled",
    "OrderDone",
    ServiceOrder.cancel({ ...order.reference, reason: "too late" })
  )
  yield* refund(OrderState.of(paid), "DEMO_REFUND")
})

const partnerLifeCycle = Effect.gen(function* () {
  const partner = { out_order_no: "DEMO_PARTNER", service_id, sub_mchid }
  const who = { mchid, sub_mchid, out_order_no: partner.out_order_no }
  yield* succeeds(PartnerServiceOrder.create, PartnerServiceOrder.create({ ...partner, appid, ...terms }))
  yield* act("the user confirms the order", Payscore.confirm(who, openid))
  yield* notified
  yield* succeeds(
    PartnerServiceOrder.complete,
    Effect.flatMap(ended, (time_range) => PartnerServiceOrder.complete({ ...partner, ...fees, time_range }))
  )
  yield* act("the user pays", Payscore.payByUser(who))
  yield* notified
  const paid = yield* succeeds(PartnerServiceOrder.query, PartnerServiceOrder.query(partner))
  yield* refund(OrderState.of(paid), "DEMO_PARTNER_REFUND", { sub_mchid })
})

const otherOutcomes = Effect.gen(function* () {
  const cancelled = merchant("DEMO_CANCELLED")
  yield* cancelled.create
  yield* succeeds(ServiceOrder.cancel, ServiceOrder.cancel({ ...cancelled.reference, reason: "user asked" }))
  const modified = merchant("DEMO_MODIFIED")
  yield* modified.create
  yield* modified.confirm
  yield* modified.complete
  yield* succeeds(
    ServiceOrder.modify,
    ServiceOrder.modify({
      ...modified.reference,
      post_payments: [{ name: "rental", amount: 300 }],
      total_amount: 300,
      reason: "goodwill"
    })
  )
  yield* succeeds(
    ServiceOrder.sync,
    Effect.flatMap(ended, ({ end_time }) =>
      ServiceOrder.sync({ ...modified.reference, type: "Order_Paid", detail: { paid_time: end_time } })
    )
  )
})

const demo = Effect.gen(function* () {
  yield* title("A service order of a merchant: created, confirmed, completed, collected, refunded")
  yield* lifeCycle
  yield* title("The same for a service provider's sub-merchant")
  yield* partnerLifeCycle
  yield* title("Other outcomes: cancelled; modified downwards and paid elsewhere")
  yield* otherOutcomes
  yield* Console.log("\nEverything worked as expected.")
})

NodeRuntime.runMain(demo.pipe(Effect.timeout("60 seconds"), Effect.provide(layer)))
