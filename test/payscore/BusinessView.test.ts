import { assert, describe, it } from "@effect/vitest"
import { V2Key, type WechatPayError } from "@effect-wechatpay/core"
import { BusinessView } from "@effect-wechatpay/payscore"
import { Effect, Redacted } from "effect"

const key = V2Key.layer({ mchid: "1230000109", apiV2Key: Redacted.make("0123456789abcdef0123456789abcdef") })

describe("BusinessView", () => {
  it.effect("BusinessView passes tokens on without a key", () =>
    Effect.gen(function* () {
      const views = [
        yield* BusinessView.enable({ apply_permissions_token: "a+b/c=&d" }),
        yield* BusinessView.use({ package: "a+b/c=&d" }),
        yield* BusinessView.plan({ package: "a+b/c=&d" })
      ]
      assert.deepStrictEqual(views.map(BusinessView.toJsapi), [
        { businessType: "wxpayScoreEnable", queryString: "apply_permissions_token=a%2Bb%2Fc%3D%26d" },
        { businessType: "wxpayScoreUse", queryString: "package=a%2Bb%2Fc%3D%26d" },
        { businessType: "wxpayScorePlan", queryString: "package=a%2Bb%2Fc%3D%26d" }
      ])
      assert.deepStrictEqual(
        views.map((view) => BusinessView.toMiniProgram(view).extraData),
        [{ apply_permissions_token: "a+b/c=&d" }, { package: "a+b/c=&d" }, { package: "a+b/c=&d" }]
      )
    })
  )

  it.effect("BusinessView signs the raw values and encodes them afterwards", () =>
    Effect.gen(function* () {
      const view = yield* BusinessView.useSigned({ package: "a+b=" })
      const { queryString } = BusinessView.toJsapi(view)
      const parsed = Object.fromEntries(new URLSearchParams(queryString))
      assert.deepStrictEqual(parsed, { ...view.params })
      const { sign, ...members } = view.params
      const { sign: again } = yield* V2Key.V2Key
      assert.strictEqual(sign, yield* again(members, "HMAC-SHA256"))
      assert.match(String(sign), /^[0-9A-F]{64}$/)
    }).pipe(Effect.provide(key))
  )

  it.effect("BusinessView opens the released mini program: apps name it, mini programs name no version", () =>
    Effect.gen(function* () {
      const view = yield* BusinessView.plan({ package: "p" })
      assert.deepStrictEqual<unknown>(BusinessView.toMiniProgram(view), {
        businessType: "wxpayScorePlan",
        extraData: { package: "p" }
      })
      assert.strictEqual(BusinessView.toApp(view).extInfo, '{"miniProgramType":0}')
    })
  )

  it.effect("BusinessView rejects values that are missing, misspelt or too long, and names them", () =>
    Effect.gen(function* () {
      const order = { service_id: "88888888000011", out_order_no: "1234323JKHDFE1243252" }
      const rejected = (
        effect: Effect.Effect<BusinessView.BusinessView, WechatPayError.WechatPayError, V2Key.V2Key>
      ) => Effect.map(Effect.flip(effect), (error) => error.message)
      assert.match(
        yield* rejected(BusinessView.detail({ ...order, out_order_no: "a b" })),
        /^payscore\.businessView\.detail: input rejected before sending: out_order_no: /
      )
      assert.match(yield* rejected(BusinessView.detail({ ...order, service_id: "" })), /service_id/)
      assert.match(
        yield* rejected(BusinessView.detail({ ...order, mch_id: "1" } as never)),
        /mch_id: is not a field/
      )
      assert.match(yield* rejected(BusinessView.use({ package: "" })), /package/)
      for (const open of [BusinessView.use, BusinessView.useSigned, BusinessView.plan]) {
        assert.match(yield* rejected(open({ package: "x".repeat(2049) })), /package/)
        // Mini programs take it as it is: nothing is encoded that could make it too long.
        const view = yield* open({ package: "=".repeat(2048) })
        assert.strictEqual(BusinessView.toMiniProgram(view).extraData.package, "=".repeat(2048))
      }
      assert.match(
        yield* rejected(BusinessView.enable({ apply_permissions_token: "a b" })),
        /apply_permissions_token/
      )
      const longest = yield* BusinessView.useSigned({ package: "=".repeat(600) })
      assert.isAtMost(BusinessView.toJsapi(longest).queryString.length, 2048)
    }).pipe(Effect.provide(key))
  )
})
