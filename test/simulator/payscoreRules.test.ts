/**
 * What a simulator of PayScore must enforce about orders: a violation gets the stated code. The number of the rule stands
 * before its name.
 */
import { assert, describe } from "@effect/vitest"
import { PartnerServiceOrder, PayAfterOrder, ServiceOrder } from "@effect-wechatpay/payscore"
import { Outbox, Payscore, Samples, Transactions } from "@effect-wechatpay/simulator"
import { Duration, Effect, TestClock } from "effect"
import { terms } from "../support/serviceOrder.js"
import { seconds } from "./fronts.js"
import {
  authorised,
  byHand,
  create,
  createByHand,
  createFor,
  holds,
  judged,
  newOrder,
  orders,
  payments,
  type Rule,
  service
} from "./payscore/rules.js"
import {
  act,
  type Call,
  type Calls,
  newNumber,
  outcome,
  pay,
  type StateName,
  sides,
  states
} from "./payscore/sides.js"

const { appid, mchid, openid, riskCeiling, subMchid: sub_mchid } = Samples
const { noConfirmServiceId, serviceId: service_id } = Samples

const parties: ReadonlyArray<Rule> = [
  [1, "a wrong signature", byHand(orders, newOrder(), { message: () => Buffer.from("") }), "401 SIGN_ERROR"],
  [
    1,
    "an old timestamp",
    Effect.flatMap(seconds, (now) => byHand(orders, newOrder(), { timestamp: now - 600 })),
    "401 SIGN_ERROR"
  ],
  [1, "an unknown serial number", byHand(orders, newOrder(), { serialNo: "0".repeat(40) }), "401 SIGN_ERROR"],
  [2, "a service that nobody registered", create({ service_id: "404" }), "403 NO_AUTH 271302144"],
  [
    2,
    "an appid that is not bound to the merchant",
    create({ appid: "wx0000000000000000" }),
    "403 NO_AUTH 271302149"
  ],
  [2, "confirmation with a service without", create({ service_id: noConfirmServiceId }), "403 NO_AUTH"],
  [
    2,
    "no confirmation with a service with",
    Effect.suspend(() => outcome(ServiceOrder.create({ ...newOrder(), need_user_confirm: false, openid }))),
    "403 NO_AUTH"
  ],
  [
    2,
    "direct completion with a service with confirmation",
    Effect.suspend(() =>
      outcome(
        ServiceOrder.directComplete({
          out_order_no: newNumber(),
          appid,
          service_id,
          service_introduction: "power bank",
          openid,
          total_amount: 0,
          time_range: { start_time: "20251231" }
        })
      )
    ),
    "403 NO_AUTH"
  ],
  ...(["1900000111", "1900000110"] as const).map(
    (other): Rule => [
      2,
      `a sub-merchant that is not bound to the ${other === "1900000111" ? "provider" : "service"}`,
      Effect.suspend(() =>
        outcome(PartnerServiceOrder.create({ ...newOrder(), sub_mchid: other, service_id, ...terms }))
      ),
      "403 NO_AUTH"
    ]
  ),
  [
    2,
    "an appid of the sub-merchant that the service does not know",
    Effect.suspend(() =>
      outcome(
        PartnerServiceOrder.create({
          ...newOrder(),
          sub_mchid,
          sub_appid: "wx0000000000000000",
          service_id: noConfirmServiceId,
          need_user_confirm: false,
          openid,
          risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 1 }
        })
      )
    ),
    "403 NO_AUTH"
  ],
  [
    2,
    "a channel that the service does not know",
    Effect.suspend(() =>
      byHand("/v3/payscore/acquiringbank/serviceorder", { ...newOrder(), sub_mchid, channel_id: "1" })
    ),
    "403 NO_AUTH"
  ],
  [
    2,
    "a user who is no tester of a service that is not online",
    Effect.gen(function* () {
      yield* service({ testers: ["tester"] })
      const order = newOrder({ service_id: "500001" })
      yield* ServiceOrder.create(order)
      return yield* outcome(act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid)))
    }),
    "ActionRejected"
  ],
  [
    2,
    "a tester of a service that is not online",
    Effect.gen(function* () {
      yield* service({ testers: ["tester"] })
      const order = newOrder({ service_id: "500001" })
      yield* ServiceOrder.create(order)
      return yield* outcome(act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, "tester")))
    }),
    "accepted"
  ]
]

const fields: ReadonlyArray<Rule> = [
  [3, "a text that is too long", createByHand({ service_introduction: "x".repeat(21) }), "400 PARAM_ERROR"],
  [3, "an amount as text", createByHand({ risk_fund: { name: "DEPOSIT", amount: "1" } }), "400 PARAM_ERROR"],
  [
    3,
    "a fraction of a fen",
    createByHand({ risk_fund: { name: "DEPOSIT", amount: 1.5 } }),
    "400 PARAM_ERROR"
  ],
  [3, "a negative amount", createByHand({ risk_fund: { name: "DEPOSIT", amount: -1 } }), "400 PARAM_ERROR"],
  [3, "names of payments that repeat", create({ post_payments: payments(2, { name: "same" }) }), "accepted"],
  [
    3,
    "names of discounts that repeat",
    createByHand({ post_discounts: payments(2, { name: "same", description: "less" }) }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "a place of 21 characters",
    createByHand({ location: { start_location: "x".repeat(21) } }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "a place of the end without one of the start",
    create({ location: { end_location: "there" } }),
    "accepted"
  ],
  [
    3,
    "a name without amount and description",
    createByHand({ post_payments: [{ name: "rental" }] }),
    "400 PARAM_ERROR"
  ],
  [3, "more than 100 payments", createByHand({ post_payments: payments(101) }), "400 PARAM_ERROR"],
  [
    3,
    "more than 30 discounts",
    createByHand({ post_discounts: payments(31, { description: "less" }) }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "a count of 101 of a discount",
    createByHand({ post_discounts: [{ name: "coupon", description: "less", count: 101 }] }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "a device of 51 characters",
    createByHand({ device: { start_device_id: "1".repeat(51) } }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "an address of the goods of 101 characters",
    createByHand({ device: { materiel_no: "1".repeat(101) } }),
    "400 PARAM_ERROR"
  ],
  [
    3,
    "an address for notifications of 256 characters",
    createByHand({ notify_url: `https://shop.example/${"a".repeat(235)}` }),
    "400 PARAM_ERROR"
  ],
  [3, "a member that nobody knows", createByHand({ misspelt: 1 }), "400 PARAM_ERROR"],
  [3, "a missing member", createByHand({ notify_url: undefined }), "400 PARAM_ERROR"]
]

const at = (start_time: string, end_time?: string) => ({
  time_range: { start_time, ...(end_time === undefined ? {} : { end_time }) }
})

const creation: ReadonlyArray<Rule> = [
  [4, "a start in the past", create(at("20260101115959")), "400 PARAM_ERROR"],
  [4, "a start yesterday", create(at("20251231")), "400 PARAM_ERROR"],
  [4, "a start today", create(at("20260101")), "accepted"],
  [4, "an end before the start", createByHand(at("20260103", "20260102")), "400 PARAM_ERROR"],
  [4, "an end now", create(at("OnAccept", "20260101120000")), "400 PARAM_ERROR"],
  [4, "an end within a minute", create(at("OnAccept", "20260101120001")), "accepted"],
  [4, "an end in another format", createByHand(at("20260102", "20260103120000")), "400 PARAM_ERROR"],
  [4, "an end of a day after OnAccept", createByHand(at("OnAccept", "20260102")), "400 PARAM_ERROR"],
  [
    4,
    "a sub-merchant's order without a start begins when it is confirmed",
    Effect.gen(function* () {
      const order = { out_order_no: newNumber(), sub_mchid, service_id }
      yield* PartnerServiceOrder.create({ ...order, appid, ...terms, time_range: {} })
      yield* act(Payscore.confirm({ mchid, ...order }, openid))
      return `${(yield* PartnerServiceOrder.query(order)).time_range?.start_time}`
    }),
    "20260101120000"
  ],
  [
    4,
    "a risk of another kind of service",
    create({ risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 1 } }),
    "400 PARAM_ERROR"
  ],
  [4, "a risk of nothing", createByHand({ risk_fund: { name: "DEPOSIT", amount: 0 } }), "400 PARAM_ERROR"],
  [
    4,
    "a risk above the ceiling of the service",
    create({ risk_fund: { name: "DEPOSIT", amount: riskCeiling + 1 } }),
    "400 PARAM_ERROR 271316656"
  ],
  [
    4,
    "payments above the ceiling: only the total of the completion is limited",
    create({ post_payments: [{ name: "rental", amount: riskCeiling + 1 }] }),
    "accepted"
  ],
  [4, "a user of an order that is confirmed", createByHand({ openid }), "400 PARAM_ERROR"],
  [4, "no user of an order that is not", createByHand({ need_user_confirm: false }), "400 PARAM_ERROR"],
  [
    4,
    "the same number with another amount",
    Effect.gen(function* () {
      const order = newOrder()
      yield* ServiceOrder.create(order)
      return yield* outcome(ServiceOrder.create({ ...order, risk_fund: { name: "DEPOSIT", amount: 1 } }))
    }),
    "400 INVALID_REQUEST 1"
  ],
  [
    4,
    "the same number with the same parameters",
    Effect.gen(function* () {
      const order = newOrder()
      const first = yield* ServiceOrder.create(order)
      const again = yield* ServiceOrder.create(order)
      return first.package === again.package ? "accepted" : "another package"
    }),
    "accepted"
  ],
  [4, "a user who has not authorised the service", outcome(createFor("nobody")), "403 NO_AUTH"],
  [4, "a user who is not trusted", judged("REJECTED"), "400 INVALID_REQUEST 271300099"],
  [4, "a user who owes money", judged("OVERDUE"), "400 INVALID_REQUEST 271299627"],
  [4, "a user in teenager mode", judged("TEENAGER"), "400 INVALID_REQUEST 268560785"],
  [4, "a user who is trusted", judged("PASSED"), "accepted"],
  [
    4,
    "a user with too many open orders",
    Effect.gen(function* () {
      const one = { service_id: "500002", risk_fund: { name: "DEPOSIT", amount: 1 } }
      yield* service({ service_id: "500002", mode: "NO_CONFIRM", openOrders: 1 })
      yield* authorised("busy", { service_id: "500002" })
      yield* createFor("busy", one)
      return yield* outcome(createFor("busy", one))
    }),
    "400 INVALID_REQUEST 268497610"
  ],
  [
    4,
    "a user who has not paid for 30 days",
    Effect.gen(function* () {
      yield* authorised("slow")
      const order = yield* createFor("slow")
      yield* TestClock.adjust("1 minute")
      yield* ServiceOrder.complete({
        out_order_no: order.out_order_no,
        appid,
        service_id: noConfirmServiceId,
        post_payments: [{ name: "rental", amount: 1 }],
        total_amount: 1,
        time_range: { end_time: "20260101120030" }
      })
      yield* TestClock.adjust("31 days")
      return yield* outcome(createFor("slow"))
    }),
    "400 INVALID_REQUEST 271299627"
  ]
]

// --- confirming ------------------------------------------------------------------------------------------------------

const { merchant } = sides

const withOrder = (state: StateName, run: (calls: Calls) => Rule[2]) =>
  Effect.suspend(() => {
    const calls = merchant(newNumber())
    return Effect.andThen(states[state](calls), run(calls))
  })

/** A call about an order in service, and the very same after what happens in between. */
const again = (call: (calls: Calls) => Call, between: (calls: Calls) => Call = () => Effect.void) =>
  withOrder("DOING/USER_CONFIRM", (calls) =>
    call(calls).pipe(
      Effect.andThen(Effect.suspend(() => between(calls))),
      Effect.andThen(Effect.suspend(() => outcome(call(calls))))
    )
  )

const confirm = (calls: Calls, user: string = openid, options = {}) =>
  act(Payscore.confirm(calls.who, user, options))

const confirmation: ReadonlyArray<Rule> = [
  [
    5,
    "a package a second time",
    withOrder("CREATED", (calls) => Effect.andThen(confirm(calls), outcome(confirm(calls)))),
    "ActionRejected"
  ],
  [
    5,
    "a page that was left",
    withOrder("CREATED", (calls) =>
      act(Payscore.openPackage(calls.who, openid)).pipe(
        Effect.andThen(act(Payscore.closePackage(calls.who))),
        Effect.andThen(outcome(confirm(calls)))
      )
    ),
    "ActionRejected"
  ],
  [
    5,
    "a package after an hour",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        const late = sides.merchant(newNumber())
        yield* late.create
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* outcome(confirm(calls)), "accepted", "within the hour")
        yield* TestClock.adjust("1 millis")
        return yield* outcome(confirm(late))
      })
    ),
    "ActionRejected"
  ],
  [
    5,
    "a page after 2 hours",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        yield* act(Payscore.openPackage(calls.who, openid))
        yield* TestClock.adjust(Duration.sum(Duration.hours(2), Duration.millis(1)))
        return yield* outcome(confirm(calls))
      })
    ),
    "ActionRejected"
  ],
  [
    5,
    "a page within 2 hours",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        yield* act(Payscore.openPackage(calls.who, openid))
        yield* TestClock.adjust("2 hours")
        return yield* outcome(confirm(calls))
      })
    ),
    "accepted"
  ],
  [
    5,
    "a deposit of a user of a sub-merchant, instead of a passed assessment",
    Effect.suspend(() => {
      const calls = sides.partner(newNumber())
      return Effect.gen(function* () {
        const user = newNumber()
        yield* act(Payscore.judge({ openid: user, verdict: "REJECTED", risk_level: 9 }))
        yield* calls.create
        return yield* outcome(confirm(calls, user, { deposit: true }))
      })
    }),
    "ActionRejected"
  ],
  [
    5,
    "a page that another user has open",
    withOrder("CREATED", (calls) =>
      Effect.andThen(act(Payscore.openPackage(calls.who, "another")), outcome(confirm(calls)))
    ),
    "ActionRejected"
  ],
  [
    5,
    "a front end under another appid",
    withOrder("CREATED", (calls) => outcome(confirm(calls, openid, { appid: "wx0" }))),
    "ActionRejected"
  ],
  [
    5,
    "an order that was cancelled",
    withOrder("REVOKED", (calls) => outcome(confirm(calls))),
    "ActionRejected"
  ],
  [5, "an order that expired", withOrder("EXPIRED", (calls) => outcome(confirm(calls))), "ActionRejected"],
  [
    5,
    "a user who is not trusted, without and with a deposit",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        const user = newNumber()
        yield* act(Payscore.judge({ openid: user, verdict: "REJECTED", risk_level: 9 }))
        assert.strictEqual(yield* outcome(act(Payscore.openPackage(calls.who, user))), "accepted")
        assert.strictEqual(yield* outcome(confirm(calls, user)), "ActionRejected")
        return yield* outcome(confirm(calls, user, { deposit: true }))
      })
    ),
    "accepted"
  ],
  [
    5,
    "gives a query_id, resolves OnAccept, notifies",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        const query_id = yield* confirm(calls)
        const order = yield* ServiceOrder.query({ appid, service_id, query_id: String(query_id) })
        const sent = (yield* act(Outbox.all)).at(-1)
        return `${order.time_range?.start_time} ${sent?.event_type}`
      })
    ),
    "20260101120000 PAYSCORE.USER_CONFIRM"
  ]
]

// --- states ------------------------------------------------------------------------------------------------------------

const illegal = "400 INVALID_ORDER_STATE 271302262"
const cannotUrge = "400 INVALID_ORDER_STATE 271302333"
const cannotSync = "400 INVALID_ORDER_STATE 271316657"
const busy = "400 INVALID_REQUEST 271316754"
const done = "400 ORDER_DONE"
const canceled = "400 ORDER_CANCELED"
const ok = "accepted"

type Row = Readonly<Record<StateName, string>>

const rowOf = (...cells: ReadonlyArray<string>): Row =>
  Object.fromEntries(Object.keys(states).map((state, index) => [state, cells[index] ?? ""])) as Row

/** Columns: CREATED, in service, collecting, in flight, DONE, REVOKED, EXPIRED. */
const matrix = {
  cancel: rowOf(ok, ok, ok, busy, done, canceled, "400 PARAM_ERROR 271316592"),
  complete: rowOf(
    "400 INVALID_REQUEST 271302262",
    ok,
    "400 INVALID_REQUEST 271316598",
    "400 INVALID_REQUEST 271316598",
    done,
    canceled,
    "400 INVALID_REQUEST 271302262"
  ),
  modify: rowOf(illegal, illegal, ok, busy, done, canceled, illegal),
  pay: rowOf(cannotUrge, cannotUrge, ok, ok, `${done} 271302333`, `${canceled} 271302333`, cannotUrge),
  sync: rowOf(cannotSync, cannotSync, ok, busy, done, canceled, cannotSync),
  message: rowOf(
    "400 INVALID_ORDER_STATE",
    ok,
    "400 INVALID_ORDER_STATE",
    "400 INVALID_ORDER_STATE",
    done,
    canceled,
    "400 INVALID_ORDER_STATE"
  )
} as const

const callOf = (calls: Calls, name: keyof typeof matrix): Call | undefined => {
  if (name === "pay") return calls.pay
  if (name === "message") return calls.message
  // Not the amounts of the completion, so that it is not the same call again.
  return name === "complete" ? calls.complete({ total: 499 }) : calls[name]?.()
}

const stateMatrix: ReadonlyArray<Rule> = Object.entries(sides).flatMap(([side, make]) =>
  (Object.keys(matrix) as ReadonlyArray<keyof typeof matrix>).flatMap((name) =>
    callOf(make("number"), name) === undefined
      ? []
      : (Object.keys(states) as ReadonlyArray<StateName>).map(
          (state): Rule => [
            6,
            `${side}: ${name} of an order ${state}`,
            Effect.suspend(() => {
              const calls = make(newNumber())
              return Effect.andThen(
                states[state](calls),
                Effect.suspend(() => outcome(callOf(calls, name) as Call))
              )
            }),
            matrix[name][state]
          ]
        )
  )
)

const otherStates: ReadonlyArray<Rule> = [
  [
    6,
    "an order that nobody confirmed, after 30 days to the millisecond",
    withOrder("CREATED", ({ who }) =>
      Effect.gen(function* () {
        const state = Effect.map(
          ServiceOrder.query({ out_order_no: who.out_order_no, appid, service_id }),
          (order) => order.state
        )
        yield* TestClock.adjust("30 days")
        const before = yield* state
        yield* TestClock.adjust("1 millis")
        return `${before} ${yield* state}`
      })
    ),
    "CREATED EXPIRED"
  ],
  [
    6,
    "a second message of the same kind",
    withOrder("DOING/USER_CONFIRM", ({ message }) =>
      Effect.andThen(message as Call, outcome(message as Call))
    ),
    "400 INVALID_REQUEST"
  ],
  [6, "an order that nobody knows", outcome(merchant("NOBODY").cancel()), "404 ORDER_NOT_EXIST 271317510"],
  [
    6,
    "another merchant's kind of order under the same number",
    withOrder("DOING/USER_CONFIRM", ({ who }) => outcome(sides.partner(who.out_order_no).cancel())),
    "404 ORDER_NOT_EXIST"
  ],
  [
    6,
    "a first-generation order under the number of a service order",
    withOrder("DOING/USER_CONFIRM", ({ who }) =>
      outcome(
        PayAfterOrder.cancel({ out_order_no: who.out_order_no, appid, service_id, reason: "user asked" })
      )
    ),
    "404 ORDER_NOT_EXIST"
  ]
]

// --- completing ----------------------------------------------------------------------------------------------------------

const completion = (changes: object, state: StateName = "DOING/USER_CONFIRM") =>
  withOrder(state, ({ who: { out_order_no } }) =>
    outcome(
      ServiceOrder.complete({
        out_order_no,
        appid,
        service_id,
        post_payments: [{ name: "rental", amount: 500 }],
        total_amount: 500,
        time_range: { end_time: "20260101120030" },
        ...changes
      })
    )
  )

const costing = (amount: number) => ({ post_payments: [{ name: "rental", amount }], total_amount: amount })

/** An order that was planned from a day on. */
const planned = (changes: object) =>
  Effect.gen(function* () {
    const order = newOrder({ time_range: { start_time: "20260101" }, ...changes })
    yield* ServiceOrder.create(order)
    yield* act(Payscore.confirm({ mchid, out_order_no: order.out_order_no }, openid))
    yield* TestClock.adjust("1 minute")
    return (given: object) =>
      outcome(
        ServiceOrder.complete({
          out_order_no: order.out_order_no,
          appid,
          service_id,
          ...costing(1),
          ...given
        })
      )
  })

const completing: ReadonlyArray<Rule> = [
  [
    7,
    "another service than at the creation",
    completion({ service_id: noConfirmServiceId }),
    "404 ORDER_NOT_EXIST"
  ],
  [7, "an appid that the service does not know", completion({ appid: "wx0000000000000000" }), "403 NO_AUTH"],
  [
    7,
    "another appid of the service than at the creation",
    Effect.gen(function* () {
      yield* service({ service_id: "500003", appids: [appid, "wx1111111111111111"] })
      const order = newOrder({ service_id: "500003" })
      yield* ServiceOrder.create(order)
      return yield* outcome(
        ServiceOrder.cancel({
          out_order_no: order.out_order_no,
          appid: "wx1111111111111111",
          service_id: "500003",
          reason: "user asked"
        })
      )
    }),
    "404 ORDER_NOT_EXIST"
  ],
  [
    7,
    "a total that is not the sum",
    withOrder("DOING/USER_CONFIRM", ({ who }) =>
      byHand(`${orders}/${who.out_order_no}/complete`, {
        appid,
        service_id,
        post_payments: [{ name: "rental", amount: 500 }],
        total_amount: 499,
        time_range: { end_time: "20260101120030" }
      })
    ),
    "400 PARAM_ERROR"
  ],
  [
    7,
    "a total above the risk, where a deposit is waived",
    completion(costing(10_001)),
    "400 PARAM_ERROR 271316656"
  ],
  [7, "a total of the risk", completion(costing(10_000)), "accepted"],
  [
    7,
    "a total above the ceiling, where only that counts",
    Effect.gen(function* () {
      yield* authorised("rich")
      const { out_order_no } = yield* createFor("rich")
      yield* TestClock.adjust("1 minute")
      const complete = (amount: number) =>
        outcome(
          ServiceOrder.complete({
            out_order_no,
            appid,
            service_id: noConfirmServiceId,
            ...costing(amount),
            time_range: { end_time: "20260101120030" }
          })
        )
      const above = yield* complete(riskCeiling + 1)
      assert.strictEqual(yield* complete(riskCeiling), "accepted")
      return above
    }),
    "400 PARAM_ERROR 271316656"
  ],
  [7, "no end where none was planned", completion({ time_range: undefined }), "400 PARAM_ERROR"],
  [7, "an end after now", completion({ time_range: { end_time: "20260101120101" } }), "400 PARAM_ERROR"],
  [
    7,
    "an end before the start",
    completion({ time_range: { end_time: "20260101115959" } }),
    "400 PARAM_ERROR 271316637"
  ],
  [
    7,
    "an end in the second of the start, which the text of WeChat Pay does not reject",
    completion({ time_range: { end_time: "20260101120000" } }),
    "accepted"
  ],
  [
    7,
    "times in another format than at the creation",
    completion({ time_range: { start_time: "20260101", end_time: "20260101" } }),
    "400 PARAM_ERROR"
  ],
  [
    7,
    "an end in another format than the start",
    completion({ time_range: { end_time: "20260101" } }),
    "400 PARAM_ERROR 271316637"
  ],
  ...(
    [
      ["before the end", "2026-01-01T12:00:29+08:00", "400 PARAM_ERROR"],
      ["after now", "2026-01-01T12:01:01+08:00", "400 PARAM_ERROR"],
      ["between the end and now", "2026-01-01T12:00:30.500+08:00", "accepted"]
    ] as const
  ).map(
    ([when, complete_time, expected]): Rule => [
      7,
      `the moment of a sub-merchant's completion ${when}`,
      Effect.suspend(() => {
        const calls = sides.partner(newNumber())
        return Effect.andThen(
          states["DOING/USER_CONFIRM"](calls),
          outcome(
            PartnerServiceOrder.complete({
              out_order_no: calls.who.out_order_no,
              service_id,
              sub_mchid,
              ...costing(1),
              time_range: { start_time: "OnAccept", end_time: "20260101120030" },
              complete_time
            })
          )
        )
      }),
      expected
    ]
  ),
  [
    7,
    "a start before the creation",
    completion({ time_range: { start_time: "20260101115959", end_time: "20260101120030" } }),
    "400 PARAM_ERROR"
  ],
  [
    7,
    "a start after now",
    Effect.flatMap(planned({ time_range: { start_time: "20260101", end_time: "20260102" } }), (complete) =>
      complete({ time_range: { start_time: "20260102", end_time: "20260102" } })
    ),
    "400 PARAM_ERROR"
  ],
  [
    7,
    "a planned end that is not over yet",
    Effect.flatMap(planned({ time_range: { start_time: "20260101", end_time: "20260102" } }), (complete) =>
      complete({})
    ),
    "400 PARAM_ERROR"
  ],
  [
    7,
    "a place of the end without one of the start",
    completion({ location: { end_location: "there" } }),
    "accepted"
  ],
  [
    7,
    "a place of the end after one of the start",
    Effect.flatMap(planned({ location: { start_location: "here" } }), (complete) =>
      complete({ time_range: { end_time: "20260101" }, location: { end_location: "there" } })
    ),
    "accepted"
  ],
  [
    7,
    "items are replaced; nothing to pay ends the order",
    withOrder("DOING/USER_CONFIRM", ({ who: { out_order_no } }) =>
      Effect.gen(function* () {
        const order = { out_order_no, appid, service_id }
        const end = { time_range: { end_time: "20260101120030" } }
        yield* ServiceOrder.complete({ ...order, ...costing(0), ...end })
        const { collection, need_collection, post_payments, state } = yield* ServiceOrder.query(order)
        return JSON.stringify([state, need_collection, collection, post_payments])
      })
    ),
    '["DONE",true,null,[{"name":"rental","amount":0}]]'
  ],
  [7, "the same completion again", again((calls) => calls.complete()), "accepted"],
  [
    7,
    "the completion again with another time",
    again(
      (calls) => calls.complete(),
      () => TestClock.adjust("1 second")
    ),
    "400 INVALID_REQUEST 271316598"
  ],
  [
    7,
    "items without an amount of an order that is charged",
    completion({
      post_payments: [
        { name: "收费标准", description: "1元/1小时" },
        { name: "使用时长", description: "1小时38分20秒" }
      ]
    }),
    "accepted"
  ],
  [
    7,
    "the same completion again, of an order that cost nothing",
    again((calls) => calls.complete({ total: 0 })),
    "400 ORDER_DONE"
  ],
  [
    7,
    "the same completion again, after the order was paid",
    again(
      (calls) => calls.complete(),
      ({ who }) => pay(who)
    ),
    "400 ORDER_DONE"
  ],
  [
    7,
    "the same completion again, after the order was waived",
    again(
      (calls) => calls.complete(),
      (calls) => calls.cancel()
    ),
    "400 ORDER_CANCELED"
  ]
]

// --- collecting ----------------------------------------------------------------------------------------------------------

const collection: ReadonlyArray<Rule> = [
  [
    8,
    "a deduction that failed frees the order",
    withOrder("in flight", (calls) =>
      Effect.andThen(act(Payscore.failDeduction(calls.who)), outcome(calls.cancel()))
    ),
    "accepted"
  ],
  [
    8,
    "urging a user without money",
    withOrder("DOING/MCH_COMPLETE", (calls) =>
      Effect.gen(function* () {
        yield* act(Payscore.failToPay(calls.who))
        const first = yield* outcome(calls.pay as Call)
        assert.strictEqual(
          yield* outcome(calls.pay as Call),
          "accepted",
          "the order is collected all the same"
        )
        return first
      })
    ),
    "403 TRADE_ERROR 271316574"
  ],
  [8, "paying twice", withOrder("DONE", ({ who }) => outcome(pay(who))), "ActionRejected"],
  [
    8,
    "paying before the completion",
    withOrder("DOING/USER_CONFIRM", ({ who }) => outcome(pay(who))),
    "ActionRejected"
  ],
  [
    8,
    "a payment has a transaction for refunds, and notifies",
    withOrder("DOING/MCH_COMPLETE", ({ who }) =>
      Effect.gen(function* () {
        const transaction_id = yield* act(Payscore.payByUser(who, { by: "active" }))
        const found = yield* act(Transactions.find({ mchid, sub_mchid: undefined }, { transaction_id }))
        const sent = (yield* act(Outbox.all)).at(-1)
        return `${found?.total} ${found?.out_trade_no === who.out_order_no} ${sent?.event_type}`
      })
    ),
    "500 true PAYSCORE.USER_PAID"
  ]
]

const modified = ({ modify }: Calls) => modify as Exclude<Calls["modify"], undefined>

const changing: ReadonlyArray<Rule> = [
  [
    9,
    "modified to the same amount",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(modified(calls)({ total: 500 }))),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "modified upwards",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(modified(calls)({ total: 501 }))),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "modified after a deposit",
    withOrder("CREATED", (calls) =>
      Effect.gen(function* () {
        const user = newNumber()
        yield* act(Payscore.judge({ openid: user, verdict: "REJECTED", risk_level: 9 }))
        yield* confirm(calls, user, { deposit: true })
        yield* TestClock.adjust("1 minute")
        yield* calls.complete()
        return yield* outcome(modified(calls)())
      })
    ),
    "400 INVALID_REQUEST"
  ],
  [
    9,
    "modified again in the same way",
    withOrder("DOING/MCH_COMPLETE", (calls) => Effect.andThen(modified(calls)(), outcome(modified(calls)()))),
    "accepted"
  ],
  [
    9,
    "modified again in the same way, after the order was waived",
    withOrder("DOING/MCH_COMPLETE", (calls) =>
      Effect.all([modified(calls)(), calls.cancel()]).pipe(Effect.andThen(outcome(modified(calls)())))
    ),
    "400 ORDER_CANCELED"
  ],
  [
    9,
    "paid elsewhere, and the same again",
    withOrder("DOING/MCH_COMPLETE", (calls) =>
      Effect.andThen(
        calls.sync(),
        Effect.suspend(() => outcome(calls.sync()))
      )
    ),
    "400 ORDER_DONE"
  ],
  [
    9,
    "paid elsewhere before the completion",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(calls.sync({ paidIn: -120_000 }))),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "paid elsewhere within a minute after the call",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(calls.sync({ paidIn: 60_000 }))),
    "accepted"
  ],
  [
    9,
    "paid elsewhere later",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(calls.sync({ paidIn: 61_000 }))),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "paid elsewhere in the moment of the completion",
    withOrder("DOING/MCH_COMPLETE", (calls) => outcome(calls.sync({ paidIn: -60_000 }))),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "another amount paid elsewhere",
    Effect.suspend(() => {
      const calls = sides.partner(newNumber())
      return Effect.andThen(
        states["DOING/MCH_COMPLETE"](calls),
        Effect.suspend(() =>
          outcome(
            PartnerServiceOrder.sync({
              out_order_no: calls.who.out_order_no,
              service_id,
              sub_mchid,
              type: "Order_Paid",
              detail: { paid_time: "20260101120100", paid_amount: 1 }
            })
          )
        )
      )
    }),
    "400 PARAM_ERROR"
  ],
  [
    9,
    "cancelled again for the same reason",
    withOrder("REVOKED", (calls) => outcome(calls.cancel({ reason: "another reason" }))),
    "accepted"
  ],
  [
    9,
    "cancelled again for another reason",
    withOrder("REVOKED", (calls) => outcome(calls.cancel())),
    "400 ORDER_CANCELED"
  ]
]

const querying: ReadonlyArray<Rule> = [
  [
    14,
    "by both numbers",
    byHand(`${orders}?service_id=${service_id}&appid=${appid}&out_order_no=1&query_id=1`, undefined),
    "400 PARAM_ERROR"
  ],
  [
    14,
    "a query by neither number",
    byHand(`${orders}?service_id=${service_id}&appid=${appid}`, undefined),
    "400 PARAM_ERROR"
  ],
  [
    14,
    "by one that nobody knows",
    outcome(ServiceOrder.query({ appid, service_id, query_id: "1" })),
    "404 ORDER_NOT_EXIST"
  ]
]

// --- where sources contradict each other -------------------------------------------------------------------------------

const choosing = (
  choice: Partial<Payscore.Choices>,
  state: StateName,
  call: (calls: Calls) => Call
): Rule[2] =>
  withOrder(state, (calls) =>
    Effect.andThen(
      act(Payscore.choose(choice)),
      Effect.suspend(() => outcome(call(calls)))
    )
  )

type Choice = readonly [id: string, what: string, gets: Rule[2], expected: string]

const choices: ReadonlyArray<Choice> = [
  [
    "C1",
    "cancelling an unpaid order is rejected by that choice",
    choosing({ cancelWhileCollecting: "rejected" }, "DOING/MCH_COMPLETE", (calls) => calls.cancel()),
    "400 PARAM_ERROR 271316592"
  ],
  [
    "C2",
    "a completed order may be completed again",
    choosing({ completeAgain: "allowed" }, "DOING/MCH_COMPLETE", (calls) => calls.complete({ total: 499 })),
    "accepted"
  ],
  [
    "C6",
    "every wrong state is rejected with one code by that choice",
    choosing({ stateErrors: "INVALID_ORDER_STATE" }, "CREATED", (calls) => calls.complete()),
    "400 INVALID_ORDER_STATE 271302262"
  ],
  [
    "C6",
    "another code for a cancellation by that choice",
    choosing({ stateErrors: "INVALID_ORDER_STATE" }, "EXPIRED", (calls) => calls.cancel()),
    "400 INVALID_ORDER_STATE 271316592"
  ],
  [
    "C7",
    "a reason may have 50 characters",
    choosing({}, "CREATED", (calls) => calls.cancel({ reason: "x".repeat(50) })),
    "accepted"
  ],
  [
    "C7",
    "a reason has at most 30 characters by that choice",
    choosing({ longestReason: 30 }, "CREATED", (calls) => calls.cancel({ reason: "x".repeat(31) })),
    "400 PARAM_ERROR"
  ],
  ...(["00:00:00", "23:59:59"] as const).map(
    (paidDay): Choice => [
      "C8",
      `a day of payment may mean ${paidDay}`,
      withOrder("DOING/MCH_COMPLETE", ({ who: { out_order_no } }) =>
        Effect.gen(function* () {
          yield* act(Payscore.choose({ paidDay }))
          yield* TestClock.adjust("1 day")
          const detail = { paid_time: "20260101" }
          return yield* outcome(
            ServiceOrder.sync({ out_order_no, appid, service_id, type: "Order_Paid", detail })
          )
        })
      ),
      paidDay === "00:00:00" ? "400 PARAM_ERROR" : "accepted"
    ]
  ),
  [
    "C9",
    "an order may have 30 discounts",
    createByHand({ post_discounts: payments(30, { description: "less" }) }),
    "accepted"
  ],
  [
    "C9",
    "an order has at most 5 discounts by that choice",
    Effect.andThen(
      act(Payscore.choose({ mostDiscounts: 5 })),
      createByHand({ post_discounts: payments(6, { description: "less" }) })
    ),
    "400 PARAM_ERROR"
  ],
  [
    "C11",
    "an order in service may be modified",
    choosing({ modifyInService: "allowed" }, "DOING/USER_CONFIRM", (calls) =>
      modified(calls)({ total: 400 })
    ),
    "accepted"
  ]
]

describe("PayScore's rules", () =>
  holds([
    ...parties,
    ...fields,
    ...creation,
    ...confirmation,
    ...stateMatrix,
    ...otherStates,
    ...completing,
    ...collection,
    ...changing,
    ...querying
  ]))

describe("PayScore's rules that sources contradict each other about", () => holds(choices))
