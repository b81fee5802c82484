import { assert, describe, it } from "@effect/vitest"
import { BeijingTime, Wire } from "@effect-wechatpay/core"
import { DateTime, Effect, Option, Schema, TestClock } from "effect"

describe("BeijingTime", () => {
  it("BeijingTime writes the second and the day in Beijing for every time zone", () => {
    const moment = DateTime.unsafeMake("2024-01-31T16:00:00.999Z")
    const inNewYork = DateTime.unsafeMakeZoned(moment, { timeZone: "America/New_York" })
    for (const same of [moment, inNewYork]) {
      assert.strictEqual(BeijingTime.fromDateTime(same), "20240201000000")
      assert.strictEqual(BeijingTime.dateFromDateTime(same), "20240201")
    }
    assert.strictEqual(BeijingTime.dateFromDateTime(DateTime.unsafeMake("2024-01-31T15:59:59Z")), "20240131")
  })

  it("BeijingTime reads what it writes, and reads a day as its first moment in Beijing", () => {
    const moment = DateTime.unsafeMake("2024-02-29T03:04:05Z")
    assert.deepStrictEqual(
      Option.getOrUndefined(BeijingTime.toDateTime(BeijingTime.fromDateTime(moment))),
      moment
    )
    assert.deepStrictEqual(
      Option.getOrUndefined(BeijingTime.toDateTime("20240229")),
      DateTime.unsafeMake("2024-02-28T16:00:00Z")
    )
    for (const none of [
      "",
      "2024",
      "20230229",
      "20241301",
      "OnAccept",
      "2024-02-29T03:04:05Z",
      "20240229240000"
    ]) {
      assert.isTrue(Option.isNone(BeijingTime.toDateTime(none)), none)
    }
  })

  it.effect("BeijingTime.now and today read the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.unsafeMake("2024-06-30T16:00:01Z")))
      assert.strictEqual(yield* BeijingTime.now, "20240701000001")
      assert.strictEqual(yield* BeijingTime.today, "20240701")
    })
  )
})

describe("times of the wire", () => {
  const accepts = (schema: Schema.Schema<string>) => Schema.is(schema)

  it("times of the wire must exist in the calendar", () => {
    const second = accepts(Wire.BeijingTime)
    for (const good of ["20091225091010", "20240229235959"]) assert.isTrue(second(good), good)
    for (const bad of [
      "20091225",
      "20230229000000",
      "20241301000000",
      "20240001000000",
      "20240431000000",
      "20240100000000",
      "20240101240000",
      "20240101006000",
      "20240101000060",
      "00000101000000",
      "2024010100000",
      "202401010000000",
      "2024-01-01T00:0"
    ]) {
      assert.isFalse(second(bad), bad)
    }
    const day = accepts(Wire.BeijingDate)
    assert.isTrue(day("20000229"))
    for (const bad of ["19000229", "20240101000000", "2024011"]) assert.isFalse(day(bad), bad)
    const either = accepts(Wire.BeijingTimeOrDate)
    assert.isTrue(either("20240101") && either("20240101000000"))
    assert.isFalse(either("2024010100"))
  })

  it("RFC 3339 times of the wire must have an offset", () => {
    const time = accepts(Wire.Rfc3339)
    for (const good of [
      "2015-05-20T13:29:35+08:00",
      "2015-05-20T13:29:35Z",
      "2015-05-20T13:29:35.120+08:00"
    ]) {
      assert.isTrue(time(good), good)
    }
    for (const bad of [
      "2015-05-20T13:29:35",
      "2015-02-29T13:29:35Z",
      "2015-05-20 13:29:35Z",
      "20150520132935"
    ]) {
      assert.isFalse(time(bad), bad)
    }
  })

  it.prop(
    "the schemas of times generate only values that they accept",
    [Wire.BeijingTime, Wire.BeijingDate, Wire.Rfc3339],
    ([second, day, time]) => {
      assert.isTrue(accepts(Wire.BeijingTimeOrDate)(second) && accepts(Wire.BeijingTimeOrDate)(day))
      assert.isTrue(accepts(Wire.Rfc3339)(time))
    }
  )
})
