/** The page on schemes: its examples compile, and do what it says. */
import { FileSystem } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Certificates, CipherSuite, NotificationKeys, Signer, WechatPayClient } from "@effect-wechatpay/core"
import { Environment, Simulator } from "@effect-wechatpay/simulator"
import { ConfigProvider, Effect, Layer } from "effect"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./schemes.examples.js"

it("docs/schemes.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("schemes"), ofModule("schemes"))
})

const sm2 = "WECHATPAY2-SM2-WITH-SM3"
const brand = "WECHATPAY-BRAND-SHA256-RSA2048"

const given = Effect.map(Simulator.Simulator, ({ merchant, platform }) => ({
  merchant,
  key: { id: platform.publicKeyId, publicKey: platform.publicKey }
}))

/** Any call whose response is signed. */
const call = Effect.flatMap(WechatPayClient.WechatPayClient, ({ request }) =>
  request("GET", "/v3/certificates?algorithm_type=ALL")
)

const simulated = Simulator.layer({ scheme: sm2, platform: { mode: "migration" } })

const variables = Effect.map(Simulator.Simulator, (simulator) =>
  ConfigProvider.fromMap(new Map(Object.entries(Environment.variables(simulator))))
)

describe("docs/schemes.md", () => {
  it.effect(
    "the examples of docs/schemes.md use the Chinese national algorithms by public key, certificates and variables",
    () =>
      Effect.gen(function* () {
        const { key, merchant } = yield* given
        yield* Effect.provide(call, Example.withPublicKey(merchant, key))
        yield* Effect.provide(call, Example.withCertificates(merchant, merchant.apiV3Key))
        const provider = yield* variables
        yield* call.pipe(
          Effect.provide(Layer.provide(Example.configured, FileSystem.layerNoop({}))),
          Effect.withConfigProvider(provider)
        )
        const { calls } = yield* Simulator.Simulator
        for (const { headers, status } of yield* calls.all) {
          assert.strictEqual(status, 200)
          assert.include(headers.authorization, sm2)
        }
      }).pipe(Effect.provide(simulated))
  )

  it.effect("the algorithm of notifications comes from the verifier in the example of docs/schemes.md", () =>
    Effect.gen(function* () {
      const { key, merchant } = yield* given
      const keys = yield* NotificationKeys.NotificationKeys.pipe(
        Effect.provide(
          Example.notificationKeys(merchant.mchid, merchant.apiV3Key).pipe(
            Layer.provide(Example.withPublicKey(merchant, key))
          )
        )
      )
      const [found] = yield* keys.find(key.id)
      assert.deepStrictEqual(
        found.decrypters.map(({ algorithm }) => algorithm),
        ["AEAD_SM4_GCM"]
      )
    }).pipe(Effect.provide(simulated))
  )

  const simulatedBrand = Simulator.layer({ scheme: brand })

  it.effect("the example of docs/schemes.md calls as a brand, which has no certificates", () =>
    Effect.gen(function* () {
      const { key, merchant } = yield* given
      const provider = yield* variables
      const unknownPath = Effect.flatMap(WechatPayClient.WechatPayClient, ({ request }) =>
        Effect.flip(Effect.asVoid(request("GET", "/brand/nowhere")))
      )
      const fromVariables = Layer.provide(Example.brandFromVariables, FileSystem.layerNoop({}))
      for (const error of [
        yield* Effect.provide(unknownPath, Example.ofBrand(merchant, key)),
        yield* unknownPath.pipe(Effect.provide(fromVariables), Effect.withConfigProvider(provider))
      ]) {
        // The signature is valid; the path is rejected.
        assert.strictEqual(error.status, 404)
      }
      const signer = yield* Signer.make({ ...merchant, cipherSuite: CipherSuite.brand })
      const rejected = (cipherSuite: CipherSuite.CipherSuite) =>
        Certificates.make({ apiV3Key: merchant.apiV3Key, cipherSuite }).pipe(
          Effect.provideService(Signer.Signer, signer),
          Effect.scoped,
          Effect.flip
        )
      assert.include((yield* rejected(CipherSuite.brand)).message, "has no platform certificates")
      assert.include((yield* rejected(CipherSuite.rsa)).message, "they must be the same")
    }).pipe(Effect.provide(simulatedBrand))
  )

  it.effect("signer and verifier must have one scheme", () =>
    Effect.gen(function* () {
      const { key, merchant } = yield* given
      const other = Effect.provide(call, Example.ofBrand(merchant, key))
      const error = yield* Effect.flip(Effect.asVoid(other))
      assert.strictEqual(error._tag, "InvalidOptions")
      assert.include(error.message, "does not hold an RSA key")
    }).pipe(Effect.provide(simulated))
  )
})
