import { assert, it } from "@effect/vitest"
import { V2Key, V2Params, V2Signature, WechatPayError, Wire } from "@effect-wechatpay/core"
import { Effect, Redacted, TestClock } from "effect"

const mchid = "1900000109"
const apiV2Key = Redacted.make("8934e7d15453e97507ef794cf7b0519d")
const layer = V2Key.layer({ mchid, apiV2Key })

const fields = { service_id: Wire.ServiceId, out_order_no: Wire.OutOrderNo }
const params = { service_id: "88888888000011", out_order_no: "1234323" }

it.effect("signed params have a signature over all members that the key verifies", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(1722850421_987)
    const signed = yield* V2Params.signed("test.detail", fields)(params)
    assert.deepInclude(signed, {
      ...params,
      mch_id: mchid,
      timestamp: "1722850421",
      sign_type: "HMAC-SHA256"
    })
    yield* V2Signature.verify({ ...signed }, "HMAC-SHA256")
    const error = yield* Effect.flip(
      V2Signature.verify({ ...signed, out_order_no: "1234324" }, "HMAC-SHA256")
    )
    assert.strictEqual(error._tag, "SignatureInvalid")
  }).pipe(Effect.provide(layer))
)

it.effect("params whose signature fails were not sent, and the error says so", () =>
  Effect.gen(function* () {
    const reason = new WechatPayError.SignerFailure({ problem: "the HSM is away" })
    const types: Array<string> = []
    const key = {
      ...(yield* V2Key.V2Key),
      sign: (_: V2Signature.Fields, signType: V2Signature.SignType) => {
        types.push(signType)
        return reason
      }
    }
    const error = yield* V2Params.signed(
      "test.detail",
      fields
    )(params).pipe(Effect.provideService(V2Key.V2Key, key), Effect.flip)
    assert.deepInclude(error, { endpoint: "test.detail", outcome: "NotSent", reason })
    assert.deepStrictEqual(types, ["HMAC-SHA256"])
  }).pipe(Effect.provide(layer))
)

it.effect("unsigned params are returned unchanged", () =>
  Effect.map(V2Params.unsigned("test.enable", fields)(params), (checked) =>
    assert.deepStrictEqual(checked, params)
  )
)

it.effect(
  "invalid params, signed or not, fail with InvalidInput that names the field and not its value",
  () =>
    Effect.gen(function* () {
      const invalid = { ...params, out_order_no: "secret number" }
      for (const call of [
        V2Params.signed("test.detail", fields)(invalid),
        V2Params.unsigned("test.detail", fields)(invalid)
      ]) {
        const error = yield* Effect.flip(call)
        assert.strictEqual(error.reason._tag, "InvalidInput")
        assert.strictEqual(error.outcome, "NotSent")
        assert.include(error.message, "test.detail: input rejected before sending: out_order_no: ")
        assert.notInclude(error.message, "secret")
      }
    }).pipe(Effect.provide(layer))
)
