/** Rule 11 of what a simulator of PayScore must enforce: plans, their signatures, and the orders of their items. */
import { assert, describe } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { PartnerPlan, Plan, ServiceOrder, SignPlan } from "@effect-wechatpay/payscore"
import { Outbox, Payscore, Samples } from "@effect-wechatpay/simulator"
import { Effect, TestClock } from "effect"
import { byHand, holds, type Rule, service } from "./payscore/rules.js"
import { act, newNumber, outcome, pay } from "./payscore/sides.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples

const notify_url = "https://shop.example/plans"

const item = (actual_price: number, original_price = 200) => ({
  plan_detail_name: "a month",
  original_price,
  actual_price
})

const planOf = (items: ReadonlyArray<ReturnType<typeof item>> = [item(100), item(50)]) => ({
  appid,
  service_id,
  merchant_plan_no: newNumber(),
  plan_name: "membership",
  plan_duration: 30,
  ...Plan.fromDetails(items)
})

const plans = "/v3/payscore/plan/payscore-plans"

/** A plan of two items, signed. */
const signed = Effect.gen(function* () {
  const { plan_id } = yield* Plan.create(planOf())
  const [merchant_sign_plan_no, openid] = [newNumber(), newNumber()]
  const numbers = [newNumber(), newNumber()] as const
  const { sign_plan } = yield* SignPlan.create({
    appid,
    service_id,
    plan_id,
    openid,
    merchant_sign_plan_no,
    notify_url,
    sign_plan_detail: numbers.map((merchant_plan_detail_no, index) => ({
      plan_detail_no: index + 1,
      merchant_plan_detail_no
    }))
  })
  const order = (plan_detail_no: 1 | 2, changes: object = {}) =>
    SignPlan.createServiceOrder({
      appid,
      service_id,
      openid,
      notify_url,
      sign_plan_id: sign_plan.sign_plan_id,
      plan_detail_no,
      out_trade_no: numbers[plan_detail_no - 1] as string,
      service_introduction: "a month",
      time_range: { start_time: "OnAccept" },
      ...changes
    })
  const complete = (plan_detail_no: 1 | 2, amount = 50) =>
    Effect.andThen(
      TestClock.adjust("1 minute"),
      Effect.flatMap(BeijingTime.now, (end_time) =>
        ServiceOrder.complete({
          out_order_no: numbers[plan_detail_no - 1] as string,
          appid,
          service_id,
          post_payments: [{ name: "a month", amount }],
          total_amount: amount,
          time_range: { end_time }
        })
      )
    )
  const who = { mchid, merchant_sign_plan_no }
  const state = Effect.map(SignPlan.query({ merchant_sign_plan_no }), (plan) => plan)
  return { openid, plan_id, who, numbers, order, complete, state, sign: act(Payscore.signPlan(who)) }
})

type Signed = Effect.Effect.Success<typeof signed>

const withPlan = (run: (plan: Signed) => Rule[2]): Rule[2] =>
  Effect.flatMap(signed, (plan) => Effect.andThen(plan.sign, run(plan)))

const cancelled = ({ numbers }: Signed) =>
  ServiceOrder.cancel({ out_order_no: numbers[0], appid, service_id, reason: "user asked" })

/** Both items paid. */
const finished = (plan: Signed) =>
  Effect.gen(function* () {
    for (const number of [1, 2] as const) {
      yield* plan.order(number)
      yield* plan.complete(number)
      yield* pay({ mchid, out_order_no: plan.numbers[number - 1] as string })
    }
  })

const table: ReadonlyArray<Rule> = [
  [
    11,
    "prices that rise",
    Effect.suspend(() => byHand(plans, planOf([item(50), item(100)]))),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "a price above the original one",
    Effect.suspend(() => byHand(plans, planOf([item(300, 200)]))),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "another number of items",
    Effect.suspend(() => byHand(plans, { ...planOf(), deduction_quantity: 3 })),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "sums that are none",
    Effect.suspend(() => byHand(plans, { ...planOf(), total_actual_price: 1 })),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "longer than the service allows",
    Effect.suspend(() => outcome(Plan.create({ ...planOf(), plan_duration: 366 }))),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "more deductions than the service allows",
    Effect.suspend(() => outcome(Plan.create(planOf(Array.from({ length: 13 }, () => item(1)))))),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "a service without plans",
    Effect.andThen(
      service({ service_id: "500004" }),
      Effect.suspend(() => outcome(Plan.create({ ...planOf(), service_id: "500004" })))
    ),
    "403 NO_AUTH"
  ],
  [
    11,
    "the number of another plan",
    Effect.gen(function* () {
      const plan = planOf()
      yield* Plan.create(plan)
      assert.strictEqual(yield* outcome(Plan.create(plan)), "accepted", "the same again")
      return yield* outcome(Plan.create({ ...plan, plan_name: "another" }))
    }),
    "400 INVALID_REQUEST 1"
  ],
  [
    11,
    "a plan of another merchant",
    Effect.gen(function* () {
      const plan = planOf()
      yield* Plan.create(plan)
      return yield* outcome(PartnerPlan.query({ merchant_plan_no: plan.merchant_plan_no, sub_mchid }))
    }),
    "404 ORDER_NOT_EXIST"
  ],
  [
    11,
    "signing a plan that was stopped",
    Effect.gen(function* () {
      const plan = planOf()
      const { plan_id } = yield* Plan.create(plan)
      const stopped = yield* Plan.stop({ merchant_plan_no: plan.merchant_plan_no })
      assert.deepStrictEqual(
        [stopped.plan_state, stopped.stop_mchid, stopped.stop_time],
        ["STOP", mchid, "2026-01-01T12:00:00+08:00"]
      )
      return yield* outcome(
        SignPlan.create({
          appid,
          service_id,
          plan_id,
          openid,
          merchant_sign_plan_no: newNumber(),
          notify_url,
          sign_plan_detail: [1, 2].map((plan_detail_no) => ({
            plan_detail_no,
            merchant_plan_detail_no: newNumber()
          }))
        })
      )
    }),
    "400 INVALID_ORDER_STATE"
  ],
  [
    11,
    "a signature that leaves out an item",
    Effect.gen(function* () {
      const { plan_id } = yield* Plan.create(planOf())
      return yield* outcome(
        SignPlan.create({
          appid,
          service_id,
          plan_id,
          openid,
          merchant_sign_plan_no: newNumber(),
          notify_url,
          sign_plan_detail: [{ plan_detail_no: 1, merchant_plan_detail_no: newNumber() }]
        })
      )
    }),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "a number of an item that was used before",
    Effect.gen(function* () {
      const { numbers, plan_id } = yield* signed
      return yield* outcome(
        SignPlan.create({
          appid,
          service_id,
          plan_id,
          openid,
          merchant_sign_plan_no: newNumber(),
          notify_url,
          sign_plan_detail: numbers.map((merchant_plan_detail_no, index) => ({
            plan_detail_no: index + 1,
            merchant_plan_detail_no
          }))
        })
      )
    }),
    "400 INVALID_REQUEST"
  ],
  [
    11,
    "an order before the signature",
    Effect.flatMap(signed, ({ order }) => outcome(order(1))),
    "400 INVALID_ORDER_STATE"
  ],
  [11, "an item out of turn", withPlan(({ order }) => outcome(order(2))), "400 INVALID_REQUEST"],
  [
    11,
    "a number that is not the item's",
    withPlan(({ order }) => outcome(order(1, { out_trade_no: "another" }))),
    "400 PARAM_ERROR"
  ],
  [
    11,
    "another user",
    withPlan(({ order }) => outcome(order(1, { openid: "another" }))),
    "400 INVALID_REQUEST"
  ],
  [
    11,
    "the next item while an order is open, and while it is unpaid",
    withPlan((plan) =>
      Effect.gen(function* () {
        yield* plan.order(1)
        assert.strictEqual(yield* outcome(plan.order(1)), "accepted", "the same again")
        const open = yield* outcome(plan.order(2))
        yield* plan.complete(1)
        const unpaid = yield* outcome(plan.order(2))
        return open === unpaid ? open : "different"
      })
    ),
    "400 INVALID_REQUEST"
  ],
  [
    11,
    "the next item after one that was cancelled",
    withPlan((plan) =>
      plan.order(1).pipe(Effect.andThen(cancelled(plan)), Effect.andThen(outcome(plan.order(2))))
    ),
    "accepted"
  ],
  [
    11,
    "an item that costs more than its price",
    withPlan(({ complete, order }) => Effect.andThen(order(1), outcome(complete(1, 101)))),
    "400 PARAM_ERROR 271316656"
  ],
  [
    11,
    "all items paid: complete, and nothing can be stopped",
    withPlan((plan) =>
      Effect.gen(function* () {
        yield* finished(plan)
        const { going_detail_no, sign_state, signed_detail_list } = yield* plan.state
        const items = (signed_detail_list ?? []).map((one) => one.plan_detail_state)
        const { merchant_sign_plan_no } = plan.who
        const stop = yield* outcome(SignPlan.stop({ merchant_sign_plan_no, stop_reason: "no more" }))
        return [sign_state, going_detail_no, ...items, stop].join(" ")
      })
    ),
    "COMPLETE 2 USED USED 400 ORDER_DONE"
  ],
  [
    11,
    "stopped by the merchant, again for the same reason and for another",
    withPlan((plan) =>
      Effect.gen(function* () {
        const { merchant_sign_plan_no } = plan.who
        const stop = (stop_reason: string) => SignPlan.stop({ merchant_sign_plan_no, stop_reason })
        yield* stop("no more")
        const { cancel_sign_type, sign_state } = yield* stop("no more")
        const order = yield* outcome(plan.order(1))
        return [cancel_sign_type, sign_state, order, yield* outcome(stop("another"))].join(" ")
      })
    ),
    "MERCHANT SIGN_PLAN_CANCEL 400 ORDER_CANCELED 271302262 400 ORDER_CANCELED"
  ],
  [
    11,
    "after its days it has expired",
    withPlan((plan) =>
      Effect.gen(function* () {
        const { plan_over_time } = yield* plan.state
        yield* TestClock.adjust("30 days")
        const { sign_state } = yield* plan.state
        return [plan_over_time, sign_state, yield* outcome(plan.order(1))].join(" ")
      })
    ),
    "2026-01-31T00:00:00+08:00 EXPIRE 400 INVALID_ORDER_STATE"
  ],
  [
    11,
    "signed and cancelled by the user: both are notified",
    withPlan((plan) =>
      Effect.gen(function* () {
        yield* act(Payscore.cancelSignPlan(plan.who, "no more"))
        const { cancel_sign_type } = yield* plan.state
        const events = (yield* act(Outbox.all)).filter(
          ({ resource }) =>
            (resource as { readonly merchant_sign_plan_no?: string }).merchant_sign_plan_no ===
            plan.who.merchant_sign_plan_no
        )
        const told = events.map(({ associated_data, event_type, resource }) =>
          [event_type, associated_data, (resource as { readonly sign_state: string }).sign_state].join(" ")
        )
        return [cancel_sign_type, ...told, yield* outcome(plan.sign)].join(", ")
      })
    ),
    "USER, PAYSCORE.USER_SIGN_PLAN payscore SIGNED, PAYSCORE.USER_CANCEL_SIGN_PLAN payscore SIGN_PLAN_CANCEL, ActionRejected"
  ],
  [
    10,
    "the plans of a service fall with its authorisation",
    withPlan((plan) =>
      Effect.gen(function* () {
        const role = "merchant"
        const { openid } = plan
        yield* act(Payscore.authorize({ role, mchid, service_id, appid, openid }))
        yield* act(Payscore.closeService({ mchid, service_id, openid }))
        const { cancel_sign_type, sign_state } = yield* plan.state
        const last = (yield* act(Outbox.all)).at(-1)
        return [sign_state, cancel_sign_type, last?.event_type].join(" ")
      })
    ),
    "SIGN_PLAN_CANCEL REVOKE_SERVICE PAYSCORE.USER_CANCEL_SIGN_PLAN"
  ]
]

describe("PayScore's rules about plans", () => holds(table))
