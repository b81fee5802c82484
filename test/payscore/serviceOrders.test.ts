/** What every service order endpoint sends, rejects and reads. */
import { assert, describe, it } from "@effect/vitest"
import { type Endpoint, WechatPayClient } from "@effect-wechatpay/core"
import {
  AcquiringBankPayOnDeliveryOrder,
  AcquiringBankServiceOrder,
  OverseasServiceOrder,
  PartnerPayOnDeliveryOrder,
  PartnerServiceOrder,
  PayOnDeliveryOrder,
  ServiceOrder
} from "@effect-wechatpay/payscore"
import { Arbitrary, Effect, FastCheck } from "effect"
import { response, scripted } from "../support/scripted.js"
import * as Sample from "./samples.js"

type Input = Readonly<Record<string, unknown>>

/** Calls an endpoint with an input that its type may forbid. */
const call = (endpoint: Endpoint.Any, input: Input) =>
  Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
    client.execute(endpoint as Endpoint.Endpoint<Input, unknown, never>, input)
  )

/** What the client says about an input that it does not send. */
const rejection = (endpoint: Endpoint.Any, input: Input) =>
  Effect.match(call(endpoint, input), {
    onSuccess: () => assert.fail(`${endpoint.id}: accepted`),
    onFailure: (error) => {
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput", `${error}`)
      assert.strictEqual(error.outcome, "NotSent")
      return { error, issues: error.reason.issues }
    }
  })

const keysOf = (endpoint: Endpoint.Any): Input => {
  const { params, payload, query } = endpoint
  return { params, payload, query }
}

describe("service order endpoints", () => {
  it("every service order endpoint has a sample", () => {
    assert.lengthOf(Sample.all, 10 + 10 + 8 + 5 + 3)
    for (const { endpoint, input } of Sample.all) assert.isDefined(input, endpoint.id)
  })

  it.effect("service order endpoints send each member of their sample in its section", () =>
    Effect.gen(function* () {
      for (const { endpoint, input } of Sample.all) {
        const { layer, received } = scripted(() => response(204))
        yield* Effect.exit(Effect.provide(call(endpoint, input), layer))
        const [request] = received
        assert.isDefined(request, endpoint.id)
        const { out_order_no: _, ...others } = input
        const path = endpoint.path.replace("{out_order_no}", Sample.number)
        assert.strictEqual(request.method, endpoint.method)
        if (endpoint.method === "GET") {
          const url = new URL(request.target, "https://host")
          assert.strictEqual(url.pathname, path)
          assert.deepStrictEqual(Object.fromEntries(url.searchParams), input)
          assert.strictEqual(request.body, "")
        } else {
          assert.strictEqual(request.target, path)
          assert.deepStrictEqual(JSON.parse(request.body), path === endpoint.path ? input : others)
        }
        assert.lengthOf(received, 1)
      }
    })
  )

  it.effect(
    "service order endpoints send every generated valid input",
    () =>
      Effect.gen(function* () {
        const { layer, received } = scripted(() => response(204))
        yield* Effect.gen(function* () {
          for (const { endpoint } of Sample.all) {
            const sections = Object.values(keysOf(endpoint)).filter((section) => section !== undefined)
            const inputs = FastCheck.sample(
              FastCheck.tuple(
                ...sections.map((section) => Arbitrary.make(section as NonNullable<Endpoint.Any["payload"]>))
              ),
              { numRuns: 10, seed: 42 }
            )
            for (const parts of inputs) {
              const before = received.length
              yield* Effect.exit(call(endpoint, Object.assign({}, ...parts)))
              assert.strictEqual(received.length, before + 1, `${endpoint.id}: ${JSON.stringify(parts)}`)
            }
          }
        }).pipe(Effect.provide(layer))
      }),
    { timeout: 60_000 }
  )
})

it.effect("an item without an amount is sent with the given total", () =>
  Effect.gen(function* () {
    const post_payments = [
      { name: "收费标准", description: "1元/1小时" },
      { name: "使用时长", description: "1小时38分20秒" }
    ]
    const inputs = [
      [ServiceOrder.complete, Sample.merchant.complete],
      [ServiceOrder.modify, Sample.merchant.modify],
      [PartnerServiceOrder.complete, Sample.partner.complete],
      [PartnerServiceOrder.modify, Sample.partner.modify]
    ] as const
    for (const [endpoint, input] of inputs) {
      const { layer, received } = scripted(() => response(204))
      yield* Effect.provide(
        Effect.exit(call(endpoint, { ...input, post_payments, post_discounts: [], total_amount: 400 })),
        layer
      )
      assert.deepInclude(JSON.parse(received[0]?.body ?? "{}"), { post_payments, total_amount: 400 })
    }
  })
)

it.effect("members that the official pages mark as optional may be omitted", () =>
  Effect.gen(function* () {
    const { service_id: _, ...cancel } = Sample.merchant.cancel
    const amounts = { post_payments: [Sample.payment], total_amount: 400 }
    const inputs = [
      [ServiceOrder.cancel, cancel],
      [
        ServiceOrder.complete,
        {
          ...Sample.merchant.complete,
          ...amounts,
          post_discounts: [{ name: "满20减1元", description: "不与其他优惠叠加" }]
        }
      ],
      [
        ServiceOrder.modify,
        { ...Sample.merchant.modify, ...amounts, post_discounts: [{ name: "满20减1元" }] }
      ],
      [PartnerServiceOrder.create, { ...Sample.partner.create, post_discounts: [{}], time_range: {} }],
      [PartnerServiceOrder.complete, { ...Sample.partner.complete, ...amounts, post_discounts: [{}] }],
      [PartnerServiceOrder.modify, { ...Sample.partner.modify, ...amounts, post_discounts: [{}] }],
      [
        ServiceOrder.create,
        {
          ...Sample.merchant.create,
          post_payments: [Sample.payment, Sample.payment],
          location: { end_location: "酒店" }
        }
      ]
    ] as const
    for (const [endpoint, input] of inputs) {
      const { layer, received } = scripted(() => response(204))
      yield* Effect.provide(Effect.exit(call(endpoint, input)), layer)
      assert.lengthOf(received, 1, endpoint.id)
    }
  })
)

it("the total of an order is computed from its items", () => {
  assert.strictEqual(ServiceOrder.total([]), 0)
  assert.strictEqual(ServiceOrder.total([{ amount: 500, count: 3 }, { amount: 1 }]), 501)
  assert.strictEqual(PartnerServiceOrder.total([{ amount: 500 }], [{ amount: 100 }]), 400)
  assert.strictEqual(AcquiringBankServiceOrder.total, OverseasServiceOrder.total)
})

/** An input with one mistake: the change, and the field that the error names. */
type Violation = readonly [change: Input, field: string, problem?: RegExp]

const violates = (name: string, endpoint: Endpoint.Any, valid: Input, violations: ReadonlyArray<Violation>) =>
  it.effect(`${name} rejects invalid input`, () => {
    const { layer, received } = scripted(() => response(204))
    return Effect.gen(function* () {
      for (const [change, field, problem] of violations) {
        const { error, issues } = yield* rejection(endpoint, { ...valid, ...change })
        const shown = `${endpoint.id} ${JSON.stringify(change)}: ${JSON.stringify(issues)}`
        assert.lengthOf(issues, 1, shown)
        assert.strictEqual(issues[0]?.path, field, shown)
        if (problem !== undefined) assert.match(issues[0]?.problem ?? "", problem, shown)
        // Values are order numbers, openids and amounts: never in an error.
        for (const value of textsOf(change)) assert.notInclude(error.message, value, shown)
      }
      assert.lengthOf(received, 0)
    }).pipe(Effect.provide(layer))
  })

/** Texts of a change that are long enough to be recognised. */
const textsOf = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? value.length > 5
      ? [value]
      : []
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : []

const { discount, openid, payment, sub_appid } = Sample
const other = "oAnotherUserOfThisMerchant"

const numbers: ReadonlyArray<Violation> = [
  [{ out_order_no: "no/../1234323" }, "out_order_no", /digits, letters/],
  [{ out_order_no: "" }, "out_order_no"],
  [{ out_order_no: "1".repeat(33) }, "out_order_no"],
  [{ out_order_nr: Sample.number }, "out_order_nr", /misspelt/]
]

const items: ReadonlyArray<Violation> = [
  [{ post_payments: [{ ...payment, amount: 0.5 }] }, "post_payments[0].amount"],
  [{ post_payments: [{ ...payment, amount: -1 }] }, "post_payments[0].amount"],
  [{ post_payments: [{ ...payment, name: "一".repeat(21) }] }, "post_payments[0].name"],
  [{ post_payments: [{ ...payment, description: "一".repeat(31) }] }, "post_payments[0].description"],
  [{ post_payments: [{ name: "没有金额的收费" }] }, "post_payments[0].amount", /amount or a description/],
  [
    { post_payments: Array.from({ length: 101 }, (_, i) => ({ ...payment, name: `收费的项目${i}` })) },
    "post_payments",
    /100/
  ],
  [{ post_discounts: [{ ...discount, amount: 1.5 }] }, "post_discounts[0].amount"],
  [{ post_discounts: [discount, discount] }, "post_discounts[1].name", /earlier discount/],
  [
    { post_discounts: Array.from({ length: 31 }, (_, i) => ({ ...discount, name: `优惠的项目${i}` })) },
    "post_discounts",
    /30/
  ]
]

const total: ReadonlyArray<Violation> = [
  [{ total_amount: 39901 }, "total_amount", /sum of the amounts of post_payments minus/],
  [{ total_amount: 40000 }, "total_amount", /sum/],
  [{ total_amount: 39900.5 }, "total_amount"],
  [{ total_amount: -1 }, "total_amount"],
  [{ post_discounts: [{ ...discount, amount: 40001 }] }, "total_amount"]
]

const beginning: ReadonlyArray<Violation> = [
  [{ time_range: { start_time: "20240230" } }, "time_range.start_time"],
  [{ time_range: { start_time: "2024-01-01T00:00:00+08:00" } }, "time_range.start_time", /OnAccept/],
  [
    { time_range: { start_time: "20240102000000", end_time: "20240101000000" } },
    "time_range.end_time",
    /later than/
  ],
  [
    { time_range: { start_time: "20240102", end_time_remark: "离店时间离店时间" } },
    "time_range.end_time_remark"
  ],
  [
    { time_range: { start_time: "20240102", end_time: "20240103000000" } },
    "time_range.end_time",
    /the format of start_time/
  ],
  [{ location: { end_location: "一".repeat(21) } }, "location.end_location"],
  [{ risk_fund: { name: "PLEDGE", amount: 1 } }, "risk_fund.name"],
  [{ risk_fund: { name: "DEPOSIT", amount: 1.5 } }, "risk_fund.amount"],
  [{ service_introduction: "一".repeat(21) }, "service_introduction"],
  [{ notify_url: "http://merchant.example.com/notify" }, "notify_url", /https/],
  [{ notify_url: "https://merchant.example.com/notify?order=1" }, "notify_url", /without query/],
  [{ attach: "a".repeat(257) }, "attach"]
]

const ending: ReadonlyArray<Violation> = [
  [{ time_range: { start_time: "20240103", end_time: "20240102" } }, "time_range.end_time"],
  [{ time_range: { start_time: "20240103", end_time: "2024010212" } }, "time_range.end_time"]
]

const paid: ReadonlyArray<Violation> = [
  [{ type: "ORDER_PAID" }, "type"],
  [{ detail: { paid_time: "2009-12-25 09:12:10" } }, "detail.paid_time"],
  [{ detail: {} }, "detail.paid_time", /missing/]
]

const message: ReadonlyArray<Violation> = [
  ...items,
  ...total,
  [{ prepaid_time: "20231218000000" }, "prepaid_time", /yyyyMMdd/],
  [{ post_discounts: [{ name: "一".repeat(21), amount: 100 }] }, "post_discounts[0].name"]
]

const noMinimum: ReadonlyArray<Violation> = [
  [{ post_payments: [], total_amount: 0 }, "post_payments", /1 to 100/]
]

const oneNumber: ReadonlyArray<Violation> = [
  [{ out_order_no: undefined }, "out_order_no", /out_order_no or query_id/],
  [{ query_id: "1516813513513846532132" }, "query_id", /together with out_order_no/],
  [{ out_order_no: undefined, query_id: "1".repeat(513) }, "query_id"]
]

const partnerUser: ReadonlyArray<Violation> = [
  [{ openid: other }, "openid", /need_user_confirm is false/],
  [{ sub_openid: other, sub_appid }, "sub_openid", /need_user_confirm is false/],
  [{ need_user_confirm: false }, "openid", /openid or sub_openid/],
  [{ need_user_confirm: false, openid, sub_openid: other, sub_appid }, "sub_openid", /together with openid/],
  [{ need_user_confirm: false, sub_openid: other }, "sub_appid", /sub_openid needs it/]
]

const reason: ReadonlyArray<Violation> = [[{ reason: "一".repeat(51) }, "reason"]]

describe("a service order of a merchant", () => {
  const { merchant } = Sample
  violates("create", ServiceOrder.create, merchant.create, [
    ...numbers,
    ...items,
    ...beginning,
    [{ openid: other }, "openid", /must not be given unless need_user_confirm is false/],
    [{ need_user_confirm: true, openid: other }, "openid"],
    [{ need_user_confirm: false }, "openid", /is missing/],
    [{ notify_url: `https://merchant.example.com/${"n".repeat(230)}` }, "notify_url", /255/],
    [{ post_discounts: [{ name: "满二十减一元", amount: 1 }] }, "post_discounts[0].description", /missing/]
  ])
  violates("query", ServiceOrder.query, merchant.query, oneNumber)
  violates("cancel", ServiceOrder.cancel, merchant.cancel, [...numbers, ...reason])
  violates("complete", ServiceOrder.complete, merchant.complete, [
    ...numbers,
    ...items,
    ...total,
    ...ending,
    ...noMinimum,
    [{ time_range: { start_time: "OnAccept" } }, "time_range.start_time"],
    [{ post_discounts: [{ name: "满二十减一元", amount: 100 }] }, "post_discounts[0].description", /missing/],
    [{ goods_tag: "w".repeat(33) }, "goods_tag"]
  ])
  violates("modify", ServiceOrder.modify, merchant.modify, [...items, ...total, ...reason])
  violates("pay", ServiceOrder.pay, merchant.pay, numbers)
  violates("sync", ServiceOrder.sync, merchant.sync, [...numbers, ...paid])
  violates("directComplete", ServiceOrder.directComplete, merchant.directComplete, [
    ...numbers,
    ...items,
    ...total,
    ...ending,
    [{ openid: undefined }, "openid", /missing/],
    [{ notify_url: undefined }, "notify_url", /collects money/]
  ])
  violates("sendPendingMessage", ServiceOrder.sendPendingMessage, merchant.sendPendingMessage, message)
  violates("sendPrepaidMessage", ServiceOrder.sendPrepaidMessage, merchant.sendPrepaidMessage, message)

  it.effect("a direct completion that costs nothing needs no notify_url", () => {
    const { layer, received } = scripted(() => response(204))
    return Effect.gen(function* () {
      const { notify_url, post_discounts, post_payments, ...free } = merchant.directComplete
      yield* Effect.exit(ServiceOrder.directComplete({ ...free, total_amount: 0 }))
      assert.lengthOf(received, 1)
    }).pipe(Effect.provide(layer))
  })
})

describe("a service order of a sub-merchant", () => {
  const { partner } = Sample
  violates("create", PartnerServiceOrder.create, partner.create, [
    ...numbers,
    ...items,
    ...beginning,
    ...partnerUser,
    [{ notify_url: `https://merchant.example.com/${"n".repeat(230)}` }, "notify_url", /256/]
  ])
  violates("query", PartnerServiceOrder.query, partner.query, oneNumber)
  violates("cancel", PartnerServiceOrder.cancel, partner.cancel, [...numbers, ...reason])
  violates("complete", PartnerServiceOrder.complete, partner.complete, [
    ...items,
    ...total,
    ...ending,
    ...noMinimum,
    [{ complete_time: "20240103120000" }, "complete_time", /offset/]
  ])
  violates("modify", PartnerServiceOrder.modify, partner.modify, [...items, ...total, ...reason])
  violates("pay", PartnerServiceOrder.pay, partner.pay, numbers)
  violates("sync", PartnerServiceOrder.sync, partner.sync, [
    ...paid,
    [{ detail: { paid_time: "20240101", paid_amount: 0.1 } }, "detail.paid_amount"]
  ])
  violates("directComplete", PartnerServiceOrder.directComplete, partner.directComplete, [
    ...items,
    ...total,
    ...ending,
    [{ openid: undefined }, "openid", /openid or sub_openid/],
    [{ sub_openid: other, sub_appid }, "sub_openid", /together/],
    [{ openid: undefined, sub_openid: other }, "sub_appid"]
  ])
  violates("sendPendingMessage", PartnerServiceOrder.sendPendingMessage, partner.sendPendingMessage, message)
  violates("sendPrepaidMessage", PartnerServiceOrder.sendPrepaidMessage, partner.sendPrepaidMessage, message)
})

describe("a service order of an acquiring institution's sub-merchant", () => {
  const { acquiringBank } = Sample
  violates("create", AcquiringBankServiceOrder.create, acquiringBank.create, [
    ...numbers,
    ...items,
    ...beginning,
    ...partnerUser,
    [{ channel_id: undefined }, "channel_id", /missing/]
  ])
  violates("query", AcquiringBankServiceOrder.query, acquiringBank.query, oneNumber)
  violates("complete", AcquiringBankServiceOrder.complete, acquiringBank.complete, [
    ...items,
    ...total,
    ...ending,
    ...noMinimum,
    [{ time_range: { end_time: "20240103" } }, "time_range.start_time", /missing/]
  ])
  violates("modify", AcquiringBankServiceOrder.modify, acquiringBank.modify, [...items, ...total, ...reason])
  violates("sync", AcquiringBankServiceOrder.sync, acquiringBank.sync, paid)
  violates(
    "registerDeductInfo",
    AcquiringBankServiceOrder.registerDeductInfo,
    acquiringBank.registerDeductInfo,
    [...numbers, [{ out_trade_no: "1217752501/01407033" }, "out_trade_no"]]
  )
})

describe("a service order of an overseas sub-merchant", () => {
  const { overseas } = Sample
  const time = (start_time: string, end_time: string) => ({ time_range: { start_time, end_time } })
  violates("create", OverseasServiceOrder.create, overseas.create, [
    ...numbers,
    ...items,
    ...partnerUser,
    [{ time_range: { start_time: "20240101000000" } }, "time_range.start_time", /offset/],
    [time("2024-01-01T00:00:00+08:00", "2024-01-01T00:00:00+09:00"), "time_range.end_time", /later than/],
    [
      { time_range: { ...overseas.create.time_range, end_time: undefined, end_time_remark: "back again" } },
      "time_range.end_time_remark"
    ],
    [{ currency: "C".repeat(17) }, "currency"]
  ])
  violates("complete", OverseasServiceOrder.complete, overseas.complete, [...items, ...total, ...noMinimum])
  violates("sync", OverseasServiceOrder.sync, overseas.sync, [
    [{ detail: { paid_time: "20091225091210" } }, "detail.paid_time", /offset/]
  ])
})

describe("a use-first-pay-later order", () => {
  const known: ReadonlyArray<Violation> = [
    [{ need_user_confirm: true }, "openid", /unless/],
    [{ openid: undefined }, "openid", /missing/],
    [{ shopping_info: undefined }, "shopping_info", /missing/]
  ]
  violates("of a merchant", PayOnDeliveryOrder.create, Sample.payOnDelivery.create, [
    ...numbers,
    ...items,
    ...beginning,
    ...known
  ])
  violates(
    "of a sub-merchant goes without confirmation by default, so it",
    PartnerPayOnDeliveryOrder.create,
    Sample.partnerPayOnDelivery.create,
    [...items, ...beginning, ...known]
  )
  violates(
    "of an acquiring institution's sub-merchant",
    AcquiringBankPayOnDeliveryOrder.create,
    Sample.acquiringBankPayOnDelivery.create,
    [
      ...items,
      ...beginning,
      [{ openid: other }, "openid"],
      [{ need_user_confirm: undefined, sub_openid: other }, "sub_appid"]
    ]
  )
})
