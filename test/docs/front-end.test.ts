/** The page on front ends: its examples compile, and do what it says. */
import { createVerify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted, TestClock } from "effect"
import { signature } from "../support/v2Platform.js"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./front-end.examples.js"

it("docs/front-end.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("front-end"), ofModule("front-end"))
})

const layer = Layer.merge(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
  Layer.provideMerge(Simulator.layer())
)

const { appid, serviceId } = Samples

describe("front ends are given what they need:", () => {
  it.effect("the example of docs/front-end.md makes the parameters to pay a prepared order", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const { merchant } = yield* Simulator.Simulator
      const prepay_id = "wx201410272009395522657a690389285100"
      const fits = (lines: ReadonlyArray<string>, sign: string) =>
        createVerify("RSA-SHA256")
          .update(`${lines.join("\n")}\n`)
          .verify(merchant.publicKey, sign, "base64")

      for (const make of [Example.inWechat, Example.inMiniProgram]) {
        const params = yield* make(appid, prepay_id)
        assert.strictEqual(params.timeStamp, "1700000000")
        assert.strictEqual(params.package, `prepay_id=${prepay_id}`)
        assert.isTrue(fits([appid, params.timeStamp, params.nonceStr, params.package], params.paySign))
      }
      const app = yield* Example.inApp(appid, prepay_id)
      assert.deepInclude(app, { partnerId: merchant.mchid, packageValue: "Sign=WXPay" })
      assert.isTrue(fits([appid, app.timeStamp, app.nonceStr, prepay_id], app.sign))
      assert.strictEqual(
        yield* Example.inBrowser("https://wx.tenpay.com/cgi-bin/h5?id=1"),
        "https://wx.tenpay.com/cgi-bin/h5?id=1&redirect_url=https%3A%2F%2Fshop.example.com%2Fpaid%3Forder%3D1"
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("the example of docs/front-end.md makes the parameters of WeChat Pay Score pages", () =>
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      assert.deepStrictEqual(yield* Example.authorise("DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we"), {
        businessType: "wxpayScoreEnable",
        queryString: "apply_permissions_token=DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we"
      })
      assert.deepStrictEqual(yield* Example.confirm({ package: "AAQTf5QAA=" }), {
        businessType: "wxpayScoreUse",
        extraData: { package: "AAQTf5QAA=" }
      })
      const { businessType, extInfo, query } = yield* Example.look(serviceId, "234323JKHDFE1243252")
      assert.strictEqual(businessType, "wxpayScoreDetail")
      assert.deepStrictEqual(JSON.parse(extInfo), { miniProgramType: 0 })
      const { sign, ...members } = Object.fromEntries(new URLSearchParams(query))
      assert.strictEqual(sign, signature(members, "HMAC-SHA256", Redacted.value(merchant.apiV2Key)))
      assert.deepInclude(members, { mch_id: merchant.mchid, sign_type: "HMAC-SHA256" })
    }).pipe(Effect.provide(layer))
  )
})
