import { createPublicKey, verify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Nonce, PaymentParams, Signer, V2Key, type WechatPayError } from "@effect-wechatpay/core"
import { BusinessView } from "@effect-wechatpay/payscore"
import { Effect, Layer, Redacted, Schema, TestClock } from "effect"
import { flipBitOfText, pem, vectors } from "./vectors.js"

/** Time and nonce of a vector. */
const at = (timestamp: string, nonce: string) =>
  Effect.as(
    TestClock.setTime(Number(timestamp) * 1000),
    Layer.succeed(Nonce.Nonce, () => nonce)
  )

const signer = (keyId: string) =>
  Signer.layer({ mchid: "1900007291", serialNo: "0DC0DF83", privateKey: Redacted.make(pem(keyId)) })

describe("pay-invocation", () => {
  const all = vectors("pay-invocation", {
    input: Schema.Struct({
      type: Schema.Literal("JSAPI", "APP"),
      appId: Schema.String,
      timestamp: Schema.String,
      nonce: Schema.String,
      prepayId: Schema.String,
      keyId: Schema.String
    }),
    expect: Schema.Struct({
      message: Schema.String,
      paySign: Schema.String,
      params: Schema.optional(Schema.Unknown)
    })
  })

  const invoke = (
    type: "JSAPI" | "APP",
    appid: string,
    prepay_id: string
  ): Effect.Effect<readonly [sign: string, params: unknown], WechatPayError.WechatPayError, Signer.Signer> =>
    type === "JSAPI"
      ? Effect.map(PaymentParams.jsapi({ appid, prepay_id }), (params) => [params.paySign, params] as const)
      : Effect.map(PaymentParams.app({ appid, prepay_id }), (params) => [params.sign, params] as const)

  it.effect.each(all)("the payment parameters of the vector $id have its signature", ({ expect, input }) =>
    Effect.gen(function* () {
      const nonce = yield* at(input.timestamp, input.nonce)
      const layer = Layer.merge(nonce, signer(input.keyId))
      const [sign, params] = yield* invoke(input.type, input.appId, input.prepayId).pipe(
        Effect.provide(layer)
      )
      assert.strictEqual(sign, expect.paySign)
      if (expect.params !== undefined) assert.deepStrictEqual(params, expect.params)
      const publicKey = createPublicKey(pem(input.keyId))
      assert.isTrue(verify("sha256", Buffer.from(expect.message), publicKey, Buffer.from(sign, "base64")))

      if (input.type === "JSAPI") {
        const mini = yield* PaymentParams.miniProgram({ appid: input.appId, prepay_id: input.prepayId }).pipe(
          Effect.provide(layer)
        )
        assert.strictEqual(mini.paySign, expect.paySign)
      }
    })
  )

  it.effect.each(all)(
    "the payment parameters of the vector $id with one change have another signature",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const changed = [
          { ...input, appId: flipBitOfText(input.appId, 8 * (input.appId.length - 1)) },
          { ...input, prepayId: flipBitOfText(input.prepayId, 8 * (input.prepayId.length - 1)) },
          { ...input, nonce: flipBitOfText(input.nonce, 0) },
          { ...input, timestamp: String(Number(input.timestamp) + 1) },
          { ...input, type: input.type === "JSAPI" ? ("APP" as const) : ("JSAPI" as const) }
        ]
        for (const { appId, keyId, nonce, prepayId, timestamp, type } of changed) {
          const layer = Layer.merge(yield* at(timestamp, nonce), signer(keyId))
          const [sign] = yield* invoke(type, appId, prepayId).pipe(Effect.provide(layer))
          assert.notStrictEqual(sign, expect.paySign)
        }
      })
  )
})

describe("payscore-invocation", () => {
  const Params = Schema.Record({ key: Schema.String, value: Schema.String })
  const all = vectors("payscore-invocation", {
    input: Schema.Struct({ businessType: Schema.String, params: Params, apiV2Key: Schema.String }),
    expect: Schema.Struct({ sign: Schema.String, queryString: Schema.String })
  })

  const invoke = (businessType: string, params: typeof Params.Type, apiV2Key: string) =>
    Effect.gen(function* () {
      const { mch_id = "", nonce_str = "", out_order_no = "", service_id = "", timestamp = "" } = params
      const layer = Layer.merge(
        yield* at(timestamp, nonce_str),
        V2Key.layer({ mchid: mch_id, apiV2Key: Redacted.make(apiV2Key) })
      )
      const view: Effect.Effect<BusinessView.BusinessView, WechatPayError.WechatPayError, V2Key.V2Key> =
        businessType === "wxpayScoreDetail"
          ? BusinessView.detail({ service_id, out_order_no })
          : BusinessView.useSigned({ package: params.package ?? "" })
      return yield* Effect.provide(view, layer)
    })

  it.effect.each(all)(
    "the BusinessView signature of the vector $id is the same for every front end",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const view = yield* invoke(input.businessType, input.params, input.apiV2Key)
        assert.deepStrictEqual(BusinessView.toJsapi(view), {
          businessType: input.businessType,
          queryString: expect.queryString
        } as BusinessView.Jsapi)
        assert.deepStrictEqual(BusinessView.toMiniProgram(view), {
          businessType: input.businessType,
          extraData: { ...input.params, sign: expect.sign }
        } as BusinessView.MiniProgram)
        assert.deepStrictEqual(BusinessView.toApp(view), {
          businessType: input.businessType,
          query: expect.queryString,
          extInfo: '{"miniProgramType":0}'
        } as BusinessView.App)
      })
  )

  it.effect.each(all)(
    "the BusinessView parameters of the vector $id with one change have another signature",
    ({ expect, input }) =>
      Effect.gen(function* () {
        for (const name of Object.keys(input.params).filter((name) => name !== "sign_type")) {
          const value = input.params[name] as string
          const changed = { ...input.params, [name]: flipBitOfText(value, 8 * (value.length - 1)) }
          const view = yield* invoke(input.businessType, changed, input.apiV2Key)
          assert.notStrictEqual(view.params.sign, expect.sign, name)
        }
        const otherKey = yield* invoke(input.businessType, input.params, flipBitOfText(input.apiV2Key, 0))
        assert.notStrictEqual(otherKey.params.sign, expect.sign)
      })
  )
})
