/** The page on keys: its examples compile, and do what it says. */
import { createSign } from "node:crypto"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted } from "effect"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./keys.examples.js"

it("docs/keys.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("keys"), ofModule("keys"))
})

/** Not the address that the client itself downloads from. */
const target = "/v3/certificates?algorithm_type=ALL"

/** Any call whose response is signed. */
const call = Effect.flatMap(WechatPayClient.WechatPayClient, ({ request }) => request("GET", target))

/** Who signed the last call, and by which key its response was asked for. */
const lastCall = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
  Effect.map(calls.all, (all) => {
    const last = all.filter((one) => one.target === target).at(-1)
    return { serialNo: last?.serialNo, named: last?.headers["wechatpay-serial"], status: last?.status }
  })
)

const given = Effect.map(Simulator.Simulator, ({ merchant, platform }) => ({
  merchant,
  platform,
  certificates: { apiV3Key: merchant.apiV3Key },
  key: { id: platform.publicKeyId, publicKey: platform.publicKey }
}))

const simulated = Simulator.layer({
  platform: { mode: "migration" },
  merchants: [{ mchid: "1900000001", otherCertificates: [{}] }, { mchid: "1900000002" }]
})

describe("docs/keys.md", () => {
  it.effect("the examples of docs/keys.md verify by public key, by certificates and during a migration", () =>
    Effect.gen(function* () {
      const { certificates, key, merchant, platform } = yield* given
      yield* Effect.provide(call, Example.withPublicKey(merchant, key))
      assert.strictEqual((yield* lastCall).named, key.id)
      yield* Effect.provide(call, Example.withCertificates(merchant, certificates))
      assert.isUndefined((yield* lastCall).named)
      yield* Effect.gen(function* () {
        for (const mode of ["certificates", "migration", "certificates"] as const) {
          yield* platform.setMode(mode)
          yield* call
          assert.strictEqual((yield* lastCall).named, key.id)
        }
      }).pipe(Effect.provide(Example.migrating(merchant, certificates, key)))
    }).pipe(Effect.provide(simulated))
  )

  it.scoped("the example of docs/keys.md shares a certificate store", () =>
    Effect.gen(function* () {
      const { merchant } = yield* given
      const store = yield* KeyValueStore.KeyValueStore
      const verifier = Verifier.layerCertificates.pipe(
        Layer.provide(Example.shared(merchant.apiV3Key, store)),
        Layer.provideMerge(Layer.fresh(Simulator.layerClient()))
      )
      const { calls } = yield* Simulator.Simulator
      for (const _ of [1, 2]) {
        yield* Effect.flatMap(Verifier.Verifier, ({ encryptionKey }) => encryptionKey).pipe(
          Effect.provide(verifier)
        )
      }
      assert.lengthOf(yield* calls.all, 1)
    }).pipe(Effect.provide(Layer.merge(simulated, KeyValueStore.layerMemory)))
  )

  it.scoped("the example of docs/keys.md serves several merchants", () =>
    Effect.gen(function* () {
      const { key } = yield* given
      const { merchants } = yield* Simulator.Simulator
      const clients = yield* Example.makeClients(merchants.map((signer) => ({ signer, key })))
      for (const { mchid, serialNo } of merchants) {
        const client = clients.get(mchid)
        assert(client !== undefined)
        yield* Effect.provide(call, client)
        assert.strictEqual((yield* lastCall).serialNo, serialNo)
      }
    }).pipe(Effect.provide(simulated))
  )

  it.effect("the example of docs/keys.md signs with a KMS whose key rotates", () =>
    Effect.gen(function* () {
      const { key, merchant } = yield* given
      const held = [merchant, ...merchant.otherCertificates]
      let current = merchant.serialNo
      const kms: Example.Kms = {
        sign: async (serialNo, message) => {
          const found = held.find((one) => one.serialNo === serialNo)
          if (found === undefined) throw new Error("no such key")
          return createSign("RSA-SHA256").update(message).sign(Redacted.value(found.privateKey), "base64")
        }
      }
      const client = WechatPayClient.layer().pipe(
        Layer.provide([
          Example.layerKms(kms, merchant.mchid, () => current),
          Verifier.layerPublicKey({ keys: [key] })
        ])
      )
      yield* Effect.gen(function* () {
        for (const { serialNo } of held) {
          current = serialNo
          yield* call
          assert.deepStrictEqual(yield* lastCall, { serialNo, named: key.id, status: 200 })
        }
        current = "0BAD"
        const error = yield* Effect.flip(Effect.asVoid(call))
        assert.include(error.message, "the KMS did not sign")
        assert.strictEqual(error.outcome, "NotSent")
      }).pipe(Effect.provide(client))
    }).pipe(Effect.provide(simulated))
  )
})
