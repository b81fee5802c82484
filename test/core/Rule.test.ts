import { assert, describe, it } from "@effect/vitest"
import { type ApiError, Endpoint, Rule, type WechatPayError, Wire } from "@effect-wechatpay/core"
import { Arbitrary, Effect, FastCheck, Schema } from "effect"
import * as Loopback from "../support/loopback.js"

const search = Endpoint.make("test.rule.search", {
  method: "GET",
  path: "/v3/test/search",
  query: Rule.exactlyOne(
    { service_id: Wire.ServiceId, sub_appid: Schema.optional(Wire.AppId) },
    { openid: Wire.OpenId, sub_openid: Wire.OpenId },
    { sub_openid: "sub_appid" }
  ),
  success: { ok: Schema.Boolean }
})

const assess = Endpoint.make("test.rule.assess", {
  method: "GET",
  path: "/v3/test/assess",
  query: Rule.atLeastOne({ openid: Schema.optional(Wire.OpenId), code: Schema.optional(Wire.text(32)) }, [
    "openid",
    "code"
  ]),
  success: { ok: Schema.Boolean }
})

const refused = <R>(effect: Effect.Effect<unknown, ApiError.ApiError | WechatPayError.WechatPayError, R>) =>
  Effect.match(effect, {
    onSuccess: () => assert.fail("accepted"),
    onFailure: (error) => {
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      assert.strictEqual(error.outcome, "NotSent")
      return error.reason.issues.map(({ path, problem }) => ({ path, problem }))
    }
  })

describe("Rule", () => {
  it.layer(Loopback.layer)((it) => {
    const service_id = "1"
    it.effect("exactlyOne accepts each choice alone", () =>
      Effect.gen(function* () {
        const loopback = yield* Loopback.Loopback
        loopback.answer = { ok: true }
        yield* search({ service_id, openid: "o" })
        yield* search({ service_id, openid: "o", sub_appid: "wx" })
        yield* search({ service_id, sub_openid: "s", sub_appid: "wx" })
        yield* search({ service_id, openid: "o", sub_openid: undefined })
        assert.deepStrictEqual(
          loopback.requests.map((request) => request.target.replace("/v3/test/search", "")),
          [
            "?service_id=1&openid=o",
            "?service_id=1&sub_appid=wx&openid=o",
            "?service_id=1&sub_appid=wx&sub_openid=s",
            "?service_id=1&openid=o"
          ]
        )
      })
    )

    it.effect("exactlyOne refuses none, both, and a choice without what it needs, naming the field", () =>
      Effect.gen(function* () {
        const loopback = yield* Loopback.Loopback
        const before = loopback.requests.length
        const call = (input: object) => refused(search(input as never))
        assert.deepStrictEqual(yield* call({ service_id }), [
          { path: "openid", problem: "is missing: give openid or sub_openid" }
        ])
        assert.deepStrictEqual(yield* call({ service_id, openid: "o", sub_openid: "s", sub_appid: "wx" }), [
          { path: "sub_openid", problem: "must not be given together with openid" }
        ])
        assert.deepStrictEqual(yield* call({ service_id, sub_openid: "s" }), [
          { path: "sub_appid", problem: "is missing: sub_openid needs it" }
        ])
        assert.strictEqual(loopback.requests.length, before)
      })
    )

    it.effect("atLeastOne refuses none only", () =>
      Effect.gen(function* () {
        const loopback = yield* Loopback.Loopback
        loopback.answer = { ok: true }
        yield* assess({ openid: "o", code: "c" })
        yield* assess({ code: "c" })
        assert.deepStrictEqual(yield* refused(assess({})), [
          { path: "openid", problem: "is missing: give openid or code" }
        ])
      })
    )
  })

  it("generates inputs that it accepts", () => {
    const schema = search.query as Schema.Schema<{ readonly openid?: string; readonly sub_openid?: string }>
    const samples = FastCheck.sample(Arbitrary.make(schema), 100)
    for (const sample of samples) {
      assert.notStrictEqual(sample.openid === undefined, sample.sub_openid === undefined)
    }
  })
})
