import { assert, describe, it } from "@effect/vitest"
import { PaymentParams, Signer, WechatPayError } from "@effect-wechatpay/core"
import { Effect, Layer, Redacted } from "effect"
import { pem } from "../conformance/vectors.js"

const signer = Signer.layer({
  mchid: "1900007291",
  serialNo: "0DC0DF83",
  privateKey: Redacted.make(pem("java-merchant-private"))
})

const order = { appid: "wx2421b1c4370ec43b", prepay_id: "wx201410272009395522657a690389285100" }

const problems = <A, R>(effect: Effect.Effect<A, WechatPayError.WechatPayError, R>) =>
  Effect.map(Effect.flip(effect), ({ outcome, reason }) => {
    assert.strictEqual(outcome, "NotSent")
    return reason._tag === "InvalidInput" ? reason.issues.map(({ path }) => path) : reason._tag
  })

describe("PaymentParams", () => {
  it.effect("PaymentParams makes the members of each front end, with time and merchant number as text", () =>
    Effect.gen(function* () {
      const jsapi = yield* PaymentParams.jsapi(order)
      assert.hasAllKeys(jsapi, ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"])
      assert.isString(jsapi.timeStamp)
      assert.strictEqual(jsapi.package, `prepay_id=${order.prepay_id}`)

      const mini = yield* PaymentParams.miniProgram(order)
      assert.hasAllKeys(mini, ["timeStamp", "nonceStr", "package", "signType", "paySign"])
      assert.isString(mini.timeStamp)

      const { nonceStr, sign, timeStamp, ...app } = yield* PaymentParams.app(order)
      assert.deepStrictEqual(app, {
        appId: order.appid,
        partnerId: "1900007291",
        prepayId: order.prepay_id,
        packageValue: "Sign=WXPay"
      } as never)
      assert.match(nonceStr, /^[0-9A-F]{32}$/)
      assert.match(timeStamp, /^[0-9]+$/)
      assert.isNotEmpty(sign)
      const other = yield* PaymentParams.app({ ...order, partnerid: "1900000109" })
      assert.strictEqual(other.partnerId, "1900000109")
      assert.notStrictEqual(other.nonceStr, nonceStr)
    }).pipe(Effect.provide(signer))
  )

  it.effect("PaymentParams rejects input that would sign something else", () =>
    Effect.gen(function* () {
      type Make = (
        order: PaymentParams.Order
      ) => Effect.Effect<object, WechatPayError.WechatPayError, Signer.Signer>
      const all: ReadonlyArray<Make> = [PaymentParams.jsapi, PaymentParams.miniProgram, PaymentParams.app]
      for (const make of all) {
        const rejected = (wrong: object) =>
          Effect.map(problems(make({ ...order, ...wrong })), (paths) => String(paths))
        assert.strictEqual(yield* rejected({ prepay_id: `prepay_id=${order.prepay_id}` }), "prepay_id")
        assert.strictEqual(yield* rejected({ prepay_id: "" }), "prepay_id")
        assert.strictEqual(yield* rejected({ prepay_id: "a\n1\n2\nb" }), "prepay_id")
        assert.strictEqual(yield* rejected({ prepay_id: undefined }), "prepay_id")
        assert.strictEqual(yield* rejected({ appid: "wx1\nx" }), "appid")
        assert.strictEqual(yield* rejected({ appid: "" }), "appid")
        assert.strictEqual(yield* rejected({ appId: "wx" }), "appId")
      }
    }).pipe(Effect.provide(signer))
  )

  it.effect(
    "PaymentParams rejects a Signer that does not sign with RSA, and reports a failed signature",
    () =>
      Effect.gen(function* () {
        const { Signer: Tag } = Signer
        const of = (scheme: "WECHATPAY2-SM2-WITH-SM3" | "WECHATPAY2-SHA256-RSA2048") =>
          Layer.succeed(
            Tag,
            Tag.of({
              scheme,
              mchid: "1",
              sign: () => new WechatPayError.SignerFailure({ problem: "the HSM is away" })
            })
          )
        const sm = yield* Effect.flip(
          PaymentParams.jsapi(order).pipe(Effect.provide(of("WECHATPAY2-SM2-WITH-SM3")))
        )
        assert.include(sm.message, "the Signer uses WECHATPAY2-SM2-WITH-SM3")
        assert.strictEqual(sm.endpoint, "paymentParams.jsapi")
        const mini = yield* Effect.flip(
          PaymentParams.miniProgram(order).pipe(Effect.provide(of("WECHATPAY2-SM2-WITH-SM3")))
        )
        assert.strictEqual(mini.endpoint, "paymentParams.miniProgram")
        const away = yield* Effect.flip(
          PaymentParams.app(order).pipe(Effect.provide(of("WECHATPAY2-SHA256-RSA2048")))
        )
        assert.strictEqual(
          away.message,
          "paymentParams.app: request could not be signed: the HSM is away: nothing was sent."
        )
      })
  )

  it.effect("PaymentParams appends the encoded redirect address to an H5 address", () =>
    Effect.gen(function* () {
      const h5_url = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=2"
      assert.strictEqual(yield* PaymentParams.h5({ h5_url }), h5_url)
      assert.strictEqual(
        yield* PaymentParams.h5({ h5_url, redirect_url: "https://shop.example/done?no=1&x=a b 中" }).pipe(
          Effect.orElseSucceed(() => "rejected")
        ),
        "rejected"
      )
      assert.strictEqual(
        yield* PaymentParams.h5({ h5_url, redirect_url: "https://shop.example/done?no=1&x=中" }),
        `${h5_url}&redirect_url=https%3A%2F%2Fshop.example%2Fdone%3Fno%3D1%26x%3D%E4%B8%AD`
      )
      assert.strictEqual(
        yield* PaymentParams.h5({ h5_url: "https://wx.tenpay.com/x", redirect_url: "https://shop.example" }),
        "https://wx.tenpay.com/x?redirect_url=https%3A%2F%2Fshop.example"
      )
      const unencrypted = "http://127.0.0.1/h5"
      assert.strictEqual(yield* PaymentParams.h5({ h5_url: unencrypted }), unencrypted)
      for (const h5_url of [
        "javascript:alert(1)",
        " https://a",
        "https://a b",
        "https://a#b",
        "https://",
        ""
      ]) {
        assert.deepStrictEqual(yield* problems(PaymentParams.h5({ h5_url })), ["h5_url"])
      }
      assert.deepStrictEqual(
        yield* problems(PaymentParams.h5({ h5_url, redirect_url: "shop.example/done" })),
        ["redirect_url"]
      )
      assert.strictEqual((yield* Effect.flip(PaymentParams.h5({ h5_url: "" }))).endpoint, "paymentParams.h5")
    })
  )
})
