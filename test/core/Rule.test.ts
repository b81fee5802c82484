import { assert, describe, it } from "@effect/vitest"
import { Endpoint, Rule, Wire } from "@effect-wechatpay/core"
import { Arbitrary, Effect, FastCheck, Schema } from "effect"
import { rejection } from "../support/rejection.js"
import { response, scripted } from "../support/scripted.js"

const search = Endpoint.make("test.rule.search", {
  method: "GET",
  path: "/v3/test/search",
  query: Rule.exactlyOne(
    { service_id: Wire.ServiceId, sub_appid: Schema.optional(Wire.AppId) },
    { openid: Wire.OpenId, sub_openid: Wire.OpenId },
    { sub_openid: "sub_appid" }
  )
})

const assess = Endpoint.make("test.rule.assess", {
  method: "GET",
  path: "/v3/test/assess",
  query: Rule.atLeastOne(
    {
      code: Schema.optional(Wire.text(32)),
      openid: Schema.optional(Wire.OpenId),
      sub_openid: Schema.optional(Wire.OpenId),
      sub_appid: Schema.optional(Wire.AppId)
    },
    ["openid", "sub_openid", "code"],
    { sub_openid: "sub_appid" }
  )
})

describe("exactlyOne", () => {
  const service_id = "1"

  it.effect("exactlyOne accepts each choice alone", () => {
    const { layer, received } = scripted(() => response(204))
    return Effect.gen(function* () {
      yield* search({ service_id, openid: "o" })
      yield* search({ service_id, openid: "o", sub_appid: "wx" })
      yield* search({ service_id, sub_openid: "s", sub_appid: "wx" })
      yield* search({ service_id, openid: "o", sub_openid: undefined })
      assert.deepStrictEqual(
        received.map(({ target }) => target.replace("/v3/test/search", "")),
        [
          "?service_id=1&openid=o",
          "?service_id=1&sub_appid=wx&openid=o",
          "?service_id=1&sub_appid=wx&sub_openid=s",
          "?service_id=1&openid=o"
        ]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("exactlyOne rejects none, both, and a choice without the fields it needs, naming the field", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rejection(search, { service_id }), [
        { path: "openid", problem: "is missing: give openid or sub_openid" }
      ])
      assert.deepStrictEqual(
        yield* rejection(search, { service_id, openid: "o", sub_openid: "s", sub_appid: "wx" }),
        [{ path: "sub_openid", problem: "must not be given together with openid" }]
      )
      assert.deepStrictEqual(yield* rejection(search, { service_id, sub_openid: "s" }), [
        { path: "sub_appid", problem: "is missing: sub_openid needs it" }
      ])
    })
  )

  it("exactlyOne generates inputs that it accepts", () => {
    const schema = search.query as Schema.Schema<{ readonly openid?: string; readonly sub_openid?: string }>
    for (const sample of FastCheck.sample(Arbitrary.make(schema), 100)) {
      assert.notStrictEqual(sample.openid === undefined, sample.sub_openid === undefined)
    }
  })
})

describe("atLeastOne", () => {
  it.effect("atLeastOne rejects none, and a choice without the fields it needs", () => {
    const { layer, received } = scripted(() => response(204))
    return Effect.gen(function* () {
      yield* assess({ openid: "o", code: "c" })
      yield* assess({ code: "c" })
      yield* assess({ sub_openid: "s", sub_appid: "wx" })
      assert.lengthOf(received, 3)
      assert.deepStrictEqual(yield* rejection(assess, {}), [
        { path: "openid", problem: "is missing: give openid, sub_openid or code" }
      ])
      assert.deepStrictEqual(yield* rejection(assess, { sub_openid: "s", code: "c" }), [
        { path: "sub_appid", problem: "is missing: sub_openid needs it" }
      ])
    }).pipe(Effect.provide(layer))
  })
})

const pay = Endpoint.make("test.rule.pay", {
  method: "POST",
  path: "/v3/test/pay",
  payload: Rule.check(
    Rule.exactlyOne(
      { amount: Wire.integer(1, 100), note: Schema.optional(Wire.text(9)) },
      { a: Wire.text(9), b: Wire.text(9) }
    ),
    {
      check: ({ amount, note }) =>
        amount > 50 && note === undefined
          ? [{ path: ["note"], message: "is missing: more than 50 needs it" }]
          : [],
      repair: ({ note }) => ({ note: note ?? "why" })
    },
    {
      check: ({ amount }) => (amount % 2 === 1 ? [{ path: ["amount"], message: "must be even" }] : []),
      repair: ({ amount }) => ({ amount: amount % 2 === 1 ? amount + 1 : amount })
    }
  )
})

describe("check", () => {
  it.effect("Rule.check rejects every broken rule at its field, besides the rules of the section", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rejection(pay, { amount: 51, a: "x" }), [
        { path: "note", problem: "is missing: more than 50 needs it" },
        { path: "amount", problem: "must be even" }
      ])
      assert.deepStrictEqual(yield* rejection(pay, { amount: 2 }), [
        { path: "a", problem: "is missing: give a or b" }
      ])
    })
  )

  it("Rule.check generates inputs that satisfy the rules", () => {
    const schema = pay.payload as Schema.Schema<Endpoint.Input<typeof pay>>
    for (const { a, amount, b, note } of FastCheck.sample(Arbitrary.make(schema), 100)) {
      assert.strictEqual(amount % 2, 0)
      assert.isDefined(note)
      assert.notStrictEqual(a === undefined, b === undefined)
    }
  })
})
