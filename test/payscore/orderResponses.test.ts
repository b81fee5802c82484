/** The responses of service orders: every documented member, unknown members, and the state of an order. */
import { assert, describe, it } from "@effect/vitest"
import { type Endpoint, WechatPayClient } from "@effect-wechatpay/core"
import {
  AcquiringBankServiceOrder,
  OrderState,
  OverseasServiceOrder,
  PartnerServiceOrder,
  ServiceOrder
} from "@effect-wechatpay/payscore"
import { settlementFields } from "@effect-wechatpay/payscore/schemas/OrderResponse"
import { Arbitrary, Effect, Either, FastCheck, Schema } from "effect"
import { response, scripted } from "../support/scripted.js"
import { echoed } from "../support/walk/echo.js"
import type { Input } from "../support/walk/inputs.js"
import * as Sample from "./samples.js"

const common = {
  out_order_no: Sample.number,
  service_id: Sample.service_id,
  appid: Sample.appid,
  mchid: "1230000109",
  service_introduction: "某某酒店",
  notify_url: Sample.notify_url,
  order_id: "15646546545165651651",
  post_payments: [{ ...Sample.payment, count: 1 }],
  post_discounts: [{ ...Sample.discount, count: 1 }],
  risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10000, description: "就餐的预估费用" },
  time_range: { start_time: "20240102000000", start_time_remark: "开始", end_time: "20240103000000" },
  location: { start_location: "嗨客时尚主题展餐厅", end_location: "嗨客时尚主题展餐厅" },
  attach: "Easdfowealsdkjfnlaksjdlfkwqoi"
}

const promotion_detail = [
  {
    coupon_id: "109519",
    name: "单品惠-6",
    scope: "GLOBAL",
    type: "CASH",
    amount: 100,
    stock_id: "931386",
    wechatpay_contribute: 0,
    merchant_contribute: 100,
    other_contribute: 0,
    currency: "CNY",
    goods_detail: [
      { goods_id: "M1006", quantity: 1, unit_price: 100, discount_amount: 1, goods_remark: "商品备注信息" }
    ]
  }
]

const transaction_id = "15646546545165651651"

const paid = {
  state: "DONE",
  total_amount: 39900,
  need_collection: true,
  openid: Sample.openid,
  collection: {
    state: "USER_PAID",
    total_amount: 39900,
    paying_amount: 0,
    paid_amount: 39900,
    bank_type: "CMB_CREDIT",
    details: [
      {
        seq: 1,
        amount: 39900,
        paid_type: "NEWTON",
        paid_time: "20240103120000",
        transaction_id,
        promotion_detail
      }
    ]
  }
}

/** An order in each state, with where it stands. */
const lives = {
  AwaitingConfirmation: { state: "CREATED" },
  InService: { state: "DOING", state_description: "USER_CONFIRM", openid: Sample.openid },
  Collecting: {
    state: "DOING",
    state_description: "MCH_COMPLETE",
    openid: Sample.openid,
    total_amount: 39900,
    need_collection: true,
    collection: { state: "USER_PAYING", total_amount: 39900, paying_amount: 39900, paid_amount: 0 }
  },
  Paid: paid,
  FinishedWithoutCollection: {
    state: "DONE",
    openid: Sample.openid,
    total_amount: 0,
    need_collection: false
  },
  Cancelled: { state: "REVOKED" },
  Expired: { state: "EXPIRED" }
} as const

const queries = [
  { query: ServiceOrder.query, input: Sample.merchant.query, extra: {} },
  {
    query: PartnerServiceOrder.query,
    input: Sample.partner.query,
    extra: { sub_mchid: Sample.sub_mchid, sub_appid: Sample.sub_appid, sub_openid: Sample.openid }
  },
  {
    query: AcquiringBankServiceOrder.query,
    input: Sample.acquiringBank.query,
    extra: { sub_mchid: Sample.sub_mchid, channel_id: Sample.channel_id }
  },
  {
    query: OverseasServiceOrder.query,
    input: Sample.overseas.query,
    extra: { sub_mchid: Sample.sub_mchid, currency: "HKD", currency_price: 39900, currency_rate_info: "0.9" }
  }
]

/** Runs an endpoint with the given response body. */
const responded = (endpoint: Endpoint.Any, input: object, body: unknown) =>
  Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
    client.execute(endpoint as Endpoint.Endpoint<object, OrderState.Order, never>, input)
  ).pipe(Effect.provide(scripted(() => response(200, body)).layer))

describe("an order that is queried", () => {
  it.effect("a queried order is read in every state and mode", () =>
    Effect.gen(function* () {
      for (const { extra, input, query } of queries) {
        for (const [tag, life] of Object.entries(lives)) {
          const body = { ...common, ...extra, ...life }
          const order = yield* responded(query, input, body)
          assert.deepStrictEqual<unknown>(order, body, `${query.id} ${tag}`)
          assert.strictEqual(OrderState.of(order)._tag, tag, query.id)
        }
      }
    })
  )

  it.effect("a queried order may have unknown members and texts", () =>
    Effect.gen(function* () {
      const body = {
        ...common,
        ...paid,
        state: "FROZEN",
        state_description: "USER_SLEEPS",
        new_member: { a: [1] },
        risk_fund: { ...common.risk_fund, name: "PLEDGE", new_member: 1 },
        collection: {
          ...paid.collection,
          state: "USER_REFUSED",
          details: [{ ...paid.collection.details[0], paid_type: "BARTER", new_member: true }]
        }
      }
      const order = yield* responded(ServiceOrder.query, Sample.merchant.query, body)
      assert.strictEqual(order.state, "FROZEN")
      assert.deepStrictEqual(
        OrderState.of(order),
        OrderState.of({
          state: "FROZEN",
          state_description: "USER_SLEEPS",
          collection: { state: "USER_REFUSED" }
        })
      )
      assert.strictEqual(order.collection?.state, "USER_REFUSED")
    })
  )

  it.effect("an order without a promised member is an InvalidResponse that keeps the text", () =>
    Effect.gen(function* () {
      for (const missing of [
        "out_order_no",
        "service_id",
        "appid",
        "mchid",
        "state",
        "service_introduction"
      ]) {
        const { [missing as "state"]: _, ...body } = { ...common, ...lives.AwaitingConfirmation }
        const error = yield* Effect.flip(responded(ServiceOrder.query, Sample.merchant.query, body))
        assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
        assert.deepStrictEqual(
          error.reason.issues.map(({ path }) => path),
          [missing]
        )
        assert.strictEqual(error.outcome, "Unknown")
        assert.notInclude(error.message, Sample.number)
      }
    })
  )

  it.effect("an order of a partner may lack what a modification may omit", () =>
    Effect.gen(function* () {
      const body = { ...common, ...paid, post_payments: [{ amount: 1 }], post_discounts: [{ amount: 1 }] }
      const order = yield* responded(PartnerServiceOrder.query, Sample.partner.query, body)
      assert.strictEqual(OrderState.of(order)._tag, "Paid")
    })
  )
})

it.effect(
  "every endpoint reads every generated response with unknown members",
  () =>
    Effect.gen(function* () {
      for (const { endpoint, input } of Sample.all) {
        if (endpoint.success === undefined) continue
        const success = endpoint.success as Schema.Schema<object>
        for (const value of FastCheck.sample(Arbitrary.make(success), { numRuns: 5, seed: 7 })) {
          const body = echoed(input as Input, JSON.parse(JSON.stringify(Schema.encodeSync(success)(value))))
          const order = yield* responded(endpoint, input, { ...body, new_member: [{ a: null }] })
          assert.deepStrictEqual<unknown>(JSON.parse(JSON.stringify(order)), body, endpoint.id)
        }
      }
    }),
  { timeout: 60_000 }
)

it.effect("calls without a response body succeed with undefined", () =>
  Effect.gen(function* () {
    const noop = Sample.all.filter(({ endpoint }) => endpoint.success === undefined)
    assert.lengthOf(noop, 2 + 8 + 4 + 3)
    for (const { endpoint, input } of noop) {
      assert.strictEqual(endpoint.status, 204)
      const { layer } = scripted(() => response(204))
      const result = yield* Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
        client.execute(endpoint as Endpoint.Endpoint<object, unknown, never>, input)
      ).pipe(Effect.provide(layer))
      assert.isUndefined(result)
    }
  })
)

describe("where an order stands", () => {
  type Row = readonly [
    order: OrderState.Order,
    tag: OrderState.OrderState["_tag"],
    next: ReadonlyArray<OrderState.Call>
  ]
  const collection = (state: string) => ({ state })
  const collecting = ["modify", "pay", "sync", "cancel"] as const
  const rows: ReadonlyArray<Row> = [
    [{ state: "CREATED" }, "AwaitingConfirmation", ["cancel"]],
    [
      { state: "DOING", state_description: "USER_CONFIRM" },
      "InService",
      ["complete", "cancel", "sendPendingMessage", "sendPrepaidMessage"]
    ],
    [
      { state: "DOING", state_description: "MCH_COMPLETE", collection: collection("USER_PAYING") },
      "Collecting",
      collecting
    ],
    // The response of a completion tells nothing of the collection.
    [{ state: "DOING", state_description: "MCH_COMPLETE" }, "Collecting", collecting],
    [{ state: "DONE", collection: collection("USER_PAID") }, "Paid", []],
    [{ state: "DONE", need_collection: false }, "FinishedWithoutCollection", []],
    [{ state: "DONE", total_amount: 0 }, "FinishedWithoutCollection", []],
    [{ state: "REVOKED" }, "Cancelled", []],
    [{ state: "EXPIRED" }, "Expired", []],
    [{ state: "DONE" }, "Unknown", []],
    [{ state: "DONE", total_amount: 1 }, "Unknown", []],
    [{ state: "DONE", collection: collection("USER_PAYING") }, "Unknown", []],
    [{ state: "DONE", total_amount: 0, collection: collection("NEW") }, "Unknown", []],
    [{ state: "DOING" }, "Unknown", []],
    [{ state: "DOING", state_description: "NEW" }, "Unknown", []],
    [
      { state: "DOING", state_description: "MCH_COMPLETE", collection: collection("USER_PAID") },
      "Unknown",
      []
    ],
    [{ state: "CLOSED" }, "Unknown", []]
  ]

  it("the state of an order follows from three fields, and says what may be called next", () => {
    for (const [order, tag, next] of rows) {
      const state = OrderState.of(order)
      assert.strictEqual(state._tag, tag, JSON.stringify(order))
      assert.deepStrictEqual(OrderState.next(state), next)
      assert.strictEqual(OrderState.isFinal(state), next.length === 0 && tag !== "Unknown")
      assert.strictEqual(OrderState.is("Paid")(state), tag === "Paid")
    }
  })

  it("OrderState.isPaid is true only for the compared total", () => {
    const paid = (total_amount: number | undefined, collected: number | undefined) => ({
      state: "DONE",
      total_amount,
      collection: { state: "USER_PAID", total_amount: collected }
    })
    assert.isTrue(OrderState.isPaid(paid(39900, 39900), 39900))
    assert.isTrue(OrderState.isPaid(paid(undefined, 39900), 39900))
    assert.isTrue(OrderState.isPaid(paid(39900, undefined), 39900))
    assert.isFalse(OrderState.isPaid(paid(39900, 39900), 39901))
    assert.isFalse(OrderState.isPaid(paid(39900, 39899), 39900))
    assert.isFalse(OrderState.isPaid(paid(undefined, undefined), 39900))
    assert.isTrue(OrderState.isPaid({ state: "DONE", need_collection: false, total_amount: 0 }, 0))
    assert.isFalse(OrderState.isPaid({ state: "DONE", need_collection: false, total_amount: 0 }, 1))
    assert.isFalse(OrderState.isPaid({ ...paid(39900, 39900), state: "DOING" }, 39900))
    assert.isFalse(OrderState.isPaid(lives.Collecting, 39900))
  })

  it("OrderState says what a refund needs, what is owed, and what is unknown", () => {
    const details = [{ transaction_id: "1" }, { transaction_id: "" }, {}]
    assert.deepStrictEqual<unknown>(
      OrderState.of({ state: "DONE", collection: { state: "USER_PAID", details } }),
      {
        _tag: "Paid",
        transactionIds: ["1"]
      }
    )
    assert.deepStrictEqual<unknown>(OrderState.of(lives.Collecting), { _tag: "Collecting", unpaid: 39900 })
    assert.deepStrictEqual<unknown>(OrderState.of({ state: "DOING", collection: collection("USER_PAID") }), {
      _tag: "Unknown",
      state: "DOING",
      stateDescription: undefined,
      collectionState: "USER_PAID"
    })
    const text = OrderState.match(OrderState.of(lives.Collecting), {
      AwaitingConfirmation: () => "",
      InService: () => "",
      Collecting: ({ unpaid }) => `owes ${unpaid}`,
      Paid: () => "",
      FinishedWithoutCollection: () => "",
      Cancelled: () => "",
      Expired: () => "",
      Unknown: () => ""
    })
    assert.strictEqual(text, "owes 39900")
  })
})

it("an amount that a sample prints as text is read as an integer, and other texts are rejected", () => {
  const read = Schema.decodeUnknownEither(Schema.Struct(settlementFields))
  assert.deepStrictEqual(read({ total_amount: "40000" }), Either.right({ total_amount: 40000 }))
  assert.deepStrictEqual(read({ total_amount: 40000 }), Either.right({ total_amount: 40000 }))
  for (const total_amount of ["", "400.5", "4e4", " 40000", "0x10"]) {
    assert.isTrue(Either.isLeft(read({ total_amount })), total_amount)
  }
})
