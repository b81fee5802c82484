import { assert, describe, it } from "@effect/vitest"
import * as Overseas from "@effect-wechatpay/payscore/schemas/OverseasServiceOrder"
import * as Parking from "@effect-wechatpay/payscore/schemas/Parking"
import * as Order from "@effect-wechatpay/payscore/schemas/ServiceOrder"
import type { Schema } from "effect"
import { rejections } from "./rejections.js"

const accepted = <A>(schema: Schema.Schema<A>, value: A) =>
  assert.deepStrictEqual(rejections(schema, value), [])

const rejected = (schema: Schema.Schema.AnyNoContext, value: unknown, path: string, text: RegExp = /./) => {
  const found = rejections(schema, value)
  assert.isTrue(
    found.some((line) => line.startsWith(`${path}:`) && text.test(line)),
    `expected a rejection at ${path}, got ${JSON.stringify(found)}`
  )
}

describe("payments", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `fee ${index}`, amount: 1 }))

  it("payments need an amount or a description", () => {
    accepted(Order.PostPayment, { name: "rent", amount: 0 })
    accepted(Order.PostPayment, { name: "rent", description: "1 yuan an hour" })
    accepted(Order.MessagePayment, {})
    rejected(Order.PostPayment, { name: "rent" }, "amount", /needs an amount or a description/)
    rejected(Order.ModifiedPayment, { name: "rent", count: 2 }, "amount")
    rejected(Order.MessagePayment, { name: "rent" }, "amount")
  })

  it("payments have amounts in integer fen", () => {
    for (const amount of [-1, 0.5, Number.NaN, "1"])
      rejected(Order.PostPayment, { name: "rent", amount }, "amount")
  })

  it("payments keep the documented counts", () => {
    for (const count of [0, 101]) rejected(Order.PostPayment, { name: "rent", amount: 1, count }, "count")
    accepted(Order.ModifiedPayment, { name: "rent", amount: 1, count: 101 })
  })

  it("payments are at most 100, and at least one in a completion", () => {
    accepted(Order.payments(Order.PostPayment), many(100))
    accepted(Order.payments(Order.PostPayment), [])
    rejected(Order.payments(Order.PostPayment), many(101), "", /at most 100/)
    rejected(Order.payments(Order.PostPayment, 1), [], "", /1 to 100/)
  })

  it("payments may repeat a name: only older pages require unique ones", () => {
    const item = { name: "其他杂费", amount: 1 }
    accepted(Order.payments(Order.PostPayment), [item, item])
  })
})

describe("discounts", () => {
  const discount = { name: "coupon", description: "first ride", amount: 1 }

  it("discounts are at most 30 with unique names", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...discount, name: `coupon ${i}` }))
    accepted(Order.discounts(Order.PostDiscount), many(30))
    rejected(Order.discounts(Order.PostDiscount), many(31), "", /at most 30/)
    rejected(Order.discounts(Order.PostDiscount), [discount, discount], "1.name", /earlier discount/)
  })

  it("discounts need the members that their page requires", () => {
    for (const schema of [Order.OpenDiscount, Order.ModifiedDiscount]) {
      for (const one of [{ amount: 1 }, { name: "coupon" }, { description: "first ride" }]) {
        accepted<Order.OpenDiscount>(schema, one)
      }
    }
    accepted(Order.PostDiscount, { name: "coupon", description: "first ride" })
    rejected(Order.PostDiscount, { name: "coupon" }, "description")
    rejected(Order.PostDiscount, { description: "first ride" }, "name")
    rejected(Order.FinalDiscount, { name: "coupon", amount: 1 }, "description")
    rejected(Order.FinalDiscount, { name: "coupon", description: "first ride" }, "amount")
  })

  it("discounts keep the documented counts", () => {
    for (const count of [0, 101]) {
      for (const schema of [Order.PostDiscount, Order.FinalDiscount, Order.OpenDiscount]) {
        rejected(schema, { ...discount, count }, "count")
      }
    }
    accepted(Order.ModifiedDiscount, { ...discount, count: 101 })
  })
})

describe("times of a service", () => {
  it("times of a service are seconds or days of Beijing, or OnAccept at the start", () => {
    accepted(Order.TimeRange, { start_time: "OnAccept", end_time: "20240101120000" })
    accepted(Order.PartnerTimeRange, { end_time: "20240101120000" })
    accepted(Order.PartnerFinalTimeRange, { start_time: "OnAccept", end_time: "20240101120000" })
    accepted(Order.TimeRange, { start_time: "20240101", end_time: "20240101" })
    rejected(Order.TimeRange, { start_time: "2024-01-01T00:00:00+08:00" }, "start_time")
    rejected(Order.TimeRange, { start_time: "20240101", end_time: "OnAccept" }, "end_time")
    rejected(Order.PastTimeRange, { start_time: "OnAccept" }, "start_time")
    rejected(Order.FinalTimeRange, { start_time: "OnAccept" }, "start_time")
  })

  it("a service ends after it starts, and a past one may end in the second it started in", () => {
    const second = { start_time: "20240101120000", end_time: "20240101120000" }
    const early = [
      { ...second, end_time: "20240101115959" },
      { start_time: "20240102", end_time: "20240101" }
    ]
    for (const range of early) {
      for (const schema of [Order.TimeRange, Order.PartnerTimeRange]) {
        rejected(schema, range, "end_time", /must be later than start_time/)
        rejected(schema, second, "end_time", /must be later than start_time/)
      }
      for (const schema of [Order.PastTimeRange, Order.FinalTimeRange, Order.PartnerFinalTimeRange]) {
        rejected(schema, range, "end_time", /must not be earlier than start_time/)
      }
    }
    accepted(Order.PastTimeRange, second)
    accepted(Order.FinalTimeRange, second)
    accepted(Order.PartnerFinalTimeRange, second)
    // The same moment, said with two offsets.
    const abroad = { start_time: "2024-01-01T00:00:00+08:00", end_time: "2024-01-01T01:00:00+09:00" }
    accepted(Overseas.FinalTimeRange, abroad)
    rejected(Overseas.TimeRange, abroad, "end_time", /must be later than start_time/)
    const before = { ...abroad, end_time: "2024-01-01T00:00:00+09:00" }
    rejected(Overseas.FinalTimeRange, before, "end_time", /must not be earlier than start_time/)
    accepted(Order.FinalTimeRange, { end_time: "20240101" })
  })

  it("the end of a service has the format of its start, and seconds after OnAccept", () => {
    const mixed = [
      ["20240101120000", "20240102"],
      ["20240101", "20240102120000"]
    ]
    for (const [start_time, end_time] of mixed) {
      for (const schema of [Order.TimeRange, Order.PastTimeRange, Order.FinalTimeRange]) {
        rejected(schema, { start_time, end_time }, "end_time", /the format of start_time/)
      }
    }
    rejected(Order.TimeRange, { start_time: "OnAccept", end_time: "20240102" }, "end_time", /yyyyMMddHHmmss/)
  })

  it("a time of a service may have a remark only together with the time", () => {
    accepted(Order.FinalTimeRange, { end_time: "20240101", end_time_remark: "back" })
    rejected(Order.FinalTimeRange, { start_time_remark: "begun" }, "start_time_remark", /without start_time/)
    rejected(Order.TimeRange, { start_time: "20240101", end_time_remark: "back" }, "end_time_remark")
  })
})

describe("the rest", () => {
  it("a place of a service has at most 20 characters, and the end needs no start", () => {
    accepted(Order.Location, { end_location: "一".repeat(20) })
    rejected(Order.Location, { start_location: "一".repeat(21) }, "start_location")
    rejected(Order.Location, { end_location: "一".repeat(21) }, "end_location")
  })

  it("a device has at most 50 characters, and the address of the goods 100", () => {
    accepted(Order.Device, { start_device_id: "1".repeat(50), materiel_no: "1".repeat(100) })
    rejected(Order.Device, { start_device_id: "1".repeat(51) }, "start_device_id")
    rejected(Order.Device, { end_device_id: "1".repeat(51) }, "end_device_id")
    rejected(Order.Device, { materiel_no: "1".repeat(101) }, "materiel_no")
  })

  it("a risk fund has one of four names", () => {
    accepted(Order.RiskFund, { name: "DEPOSIT", amount: 100 })
    rejected(Order.RiskFund, { name: "OTHER", amount: 100 }, "name")
    rejected(Order.RiskFund, { name: "DEPOSIT", amount: 1.5 }, "amount")
    rejected(Order.RiskFund, { name: "DEPOSIT", amount: 0 }, "amount")
  })

  it("a payment elsewhere must have its time", () => {
    accepted(Order.PaidDetail, { paid_time: "20240101" })
    rejected(Order.PaidDetail, { paid_time: "2024-01-01" }, "paid_time")
    accepted(Order.PartnerPaidDetail, { paid_time: "20240101120000", seq: 1, paid_amount: 100 })
  })
})

describe("parking", () => {
  it("a plate number has a province, letters and digits", () => {
    accepted(Parking.plate.plate_number, "粤B888888")
    for (const plate of ["粤B-88888", "粤B 88888", "粤B·88888", "", "粤".repeat(33)]) {
      rejected(Parking.plate.plate_number, plate, "")
    }
  })

  it("a parking deduction has a positive amount and a number of at most 32 characters", () => {
    accepted(Parking.Price, { total: 1 })
    rejected(Parking.Price, { total: 0 }, "total")
    accepted(Parking.OutTradeNo, "1".repeat(32))
    rejected(Parking.OutTradeNo, "1".repeat(33), "")
  })
})

const lists = {
  post: Order.payments(Order.PostPayment, 1),
  modified: Order.payments(Order.ModifiedPayment),
  message: Order.payments(Order.MessagePayment),
  discounts: Order.discounts(Order.OpenDiscount)
}

it.prop(
  "every generated part of an order can be encoded",
  { ...lists, time: Order.TimeRange, final: Order.FinalTimeRange },
  (generated) => {
    for (const [name, schema] of Object.entries(lists)) {
      assert.deepStrictEqual(rejections(schema, generated[name as keyof typeof lists]), [])
    }
    accepted(Order.TimeRange, generated.time)
    accepted(Order.FinalTimeRange, generated.final)
  }
)
