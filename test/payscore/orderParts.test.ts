import { assert, describe, it } from "@effect/vitest"
import * as Order from "@effect-wechatpay/payscore/schemas/ServiceOrder"
import { Either, ParseResult, type Schema } from "effect"

/** Where a value is refused, and why; empty when it is accepted. */
const rejections = (schema: Schema.Schema.AnyNoContext, value: unknown): ReadonlyArray<string> =>
  Either.match(ParseResult.encodeUnknownEither(schema)(value, { errors: "all", onExcessProperty: "error" }), {
    onLeft: (issue) =>
      ParseResult.ArrayFormatter.formatIssueSync(issue).map(
        ({ message, path }) => `${path.join(".")}: ${message}`
      ),
    onRight: () => []
  })

const accepted = <A>(schema: Schema.Schema<A>, value: A) =>
  assert.deepStrictEqual(rejections(schema, value), [])

const rejected = (schema: Schema.Schema.AnyNoContext, value: unknown, path: string, text: RegExp = /./) => {
  const found = rejections(schema, value)
  assert.isTrue(
    found.some((line) => line.startsWith(`${path}:`) && text.test(line)),
    `expected a refusal at ${path}, got ${JSON.stringify(found)}`
  )
}

describe("payments", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `fee ${index}`, amount: 1 }))

  it("need an amount or a description", () => {
    accepted(Order.PostPayment, { name: "rent", amount: 0 })
    accepted(Order.PostPayment, { name: "rent", description: "1 yuan an hour" })
    accepted(Order.MessagePayment, {})
    rejected(Order.PostPayment, { name: "rent" }, "amount", /needs an amount or a description/)
    rejected(Order.ModifiedPayment, { name: "rent", count: 2 }, "amount")
    rejected(Order.MessagePayment, { name: "rent" }, "amount")
  })

  it("hold integer fen", () => {
    for (const amount of [-1, 0.5, Number.NaN, "1"])
      rejected(Order.PostPayment, { name: "rent", amount }, "amount")
  })

  it("keep the documented counts", () => {
    for (const count of [0, 101]) rejected(Order.PostPayment, { name: "rent", amount: 1, count }, "count")
    accepted(Order.ModifiedPayment, { name: "rent", amount: 1, count: 101 })
  })

  it("are at most 100, and at least one where the order is completed", () => {
    accepted(Order.payments(Order.PostPayment), many(100))
    accepted(Order.payments(Order.PostPayment), [])
    rejected(Order.payments(Order.PostPayment), many(101), "", /at most 100/)
    rejected(Order.payments(Order.PostPayment, 1), [], "", /1 to 100/)
  })

  it("have unique names, except 商品信息", () => {
    const item = { name: "商品信息", description: "a book" }
    accepted(Order.payments(Order.PostPayment), [item, item, { name: "rent", amount: 1 }])
    rejected(Order.payments(Order.PostPayment), [...many(2), ...many(1)], "2.name", /earlier payment/)
  })
})

describe("discounts", () => {
  const discount = { name: "coupon", description: "first ride", amount: 1 }

  it("are at most 30 with unique names", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...discount, name: `coupon ${i}` }))
    accepted(Order.discounts(Order.PostDiscount), many(30))
    rejected(Order.discounts(Order.PostDiscount), many(31), "", /at most 30/)
    rejected(Order.discounts(Order.PostDiscount), [discount, discount], "1.name", /earlier discount/)
  })

  it("have name and description together", () => {
    accepted(Order.OpenDiscount, { amount: 1 })
    rejected(Order.OpenDiscount, { name: "coupon", amount: 1 }, "description")
    rejected(Order.OpenDiscount, { description: "first ride", amount: 1 }, "name")
    rejected(Order.PostDiscount, { name: "coupon" }, "description")
    accepted(Order.BriefDiscount, { name: "coupon", amount: 1 })
    rejected(Order.FinalDiscount, { name: "coupon", amount: 1 }, "description")
    rejected(Order.FinalDiscount, { name: "coupon", description: "first ride" }, "amount")
  })
})

describe("times of a service", () => {
  it("are seconds or days of Beijing, or OnAccept at the start", () => {
    accepted(Order.TimeRange, { start_time: "OnAccept", end_time: "20240101120000" })
    accepted(Order.TimeRange, { start_time: "20240101", end_time: "20240101" })
    rejected(Order.TimeRange, { start_time: "2024-01-01T00:00:00+08:00" }, "start_time")
    rejected(Order.TimeRange, { start_time: "20240101", end_time: "OnAccept" }, "end_time")
    rejected(Order.PastTimeRange, { start_time: "OnAccept" }, "start_time")
    rejected(Order.FinalTimeRange, { start_time: "OnAccept" }, "start_time")
  })

  it("end after they start", () => {
    const early = [
      ["20240101120000", "20240101120000"],
      ["20240101120000", "20240101115959"],
      ["20240102", "20240101"],
      ["20240102", "20240101235959"]
    ]
    for (const [start_time, end_time] of early) {
      for (const schema of [Order.TimeRange, Order.PastTimeRange, Order.FinalTimeRange]) {
        rejected(schema, { start_time, end_time }, "end_time", /later than start_time/)
      }
    }
    accepted(Order.TimeRange, { start_time: "20240101120000", end_time: "20240101" })
    accepted(Order.FinalTimeRange, { end_time: "20240101" })
  })

  it("have remarks together with their time only", () => {
    accepted(Order.FinalTimeRange, { end_time: "20240101", end_time_remark: "back" })
    rejected(Order.FinalTimeRange, { start_time_remark: "begun" }, "start_time_remark", /without start_time/)
    rejected(Order.TimeRange, { start_time: "20240101", end_time_remark: "back" }, "end_time_remark")
  })
})

describe("the rest", () => {
  it("an end location needs the start at creation only", () => {
    rejected(Order.Location, { end_location: "airport" }, "end_location", /without start_location/)
    accepted(Order.FinalLocation, { end_location: "airport" })
  })

  it("a risk fund has one of four names", () => {
    accepted(Order.RiskFund, { name: "DEPOSIT", amount: 100 })
    rejected(Order.RiskFund, { name: "OTHER", amount: 100 }, "name")
    rejected(Order.RiskFund, { name: "DEPOSIT", amount: 1.5 }, "amount")
  })

  it("a payment elsewhere has its time", () => {
    accepted(Order.PaidDetail, { paid_time: "20240101" })
    rejected(Order.PaidDetail, { paid_time: "2024-01-01" }, "paid_time")
    accepted(Order.PartnerPaidDetail, { paid_time: "20240101120000", seq: 1, paid_amount: 100 })
  })
})

const lists = {
  post: Order.payments(Order.PostPayment, 1),
  modified: Order.payments(Order.ModifiedPayment),
  message: Order.payments(Order.MessagePayment),
  discounts: Order.discounts(Order.OpenDiscount)
}

it.prop(
  "generated parts encode",
  { ...lists, time: Order.TimeRange, final: Order.FinalTimeRange },
  (generated) => {
    for (const [name, schema] of Object.entries(lists)) {
      assert.deepStrictEqual(rejections(schema, generated[name as keyof typeof lists]), [])
    }
    accepted(Order.TimeRange, generated.time)
    accepted(Order.FinalTimeRange, generated.final)
  }
)
