import { X509Certificate } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Certificate, Verifier } from "@effect-wechatpay/core"
import { Effect, Exit, Layer, Schema } from "effect"
import { idOf, keys, pem, vectors } from "./vectors.js"

const certificates = Object.entries(keys).filter(([, key]) => key.type.endsWith("-certificate"))

describe("certificate-serial", () => {
  const all = vectors("certificate-serial", {
    input: Schema.Struct({ keyId: Schema.String }),
    expect: Schema.Struct({ serial: Schema.String })
  })

  it.effect.each(all)("the serial number of the certificate vector $id is as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      const certificate = yield* Certificate.parse(pem(input.keyId))
      assert.strictEqual(certificate.serialNo, expect.serial)
    })
  )
})

describe("every certificate of the vectors", () => {
  it.effect.each(certificates)("the certificate %s is read like node:crypto reads it", ([, key]) =>
    Effect.gen(function* () {
      const peer = new X509Certificate(key.pem)
      const ours = yield* Certificate.parse(key.pem)
      assert.strictEqual(BigInt(`0x${ours.serialNo}`), BigInt(`0x${peer.serialNumber}`))
      if (key.certificateSerial !== undefined) assert.strictEqual(ours.serialNo, key.certificateSerial)
      assert.strictEqual(ours.notBefore.getTime(), Date.parse(peer.validFrom))
      assert.strictEqual(ours.notAfter.getTime(), Date.parse(peer.validTo))
      assert.deepStrictEqual(
        Buffer.from(ours.publicKey),
        Buffer.from(peer.publicKey.export({ type: "spki", format: "der" }))
      )
    })
  )

  it.effect.each(certificates)("the certificate %s is a key for responses if it has an RSA key", ([, key]) =>
    Effect.gen(function* () {
      const built = yield* Effect.scoped(
        Layer.build(Verifier.layerPublicKey({ keys: [{ id: idOf(key.pem), publicKey: key.pem }] }))
      ).pipe(Effect.exit)
      assert.strictEqual(Exit.isSuccess(built), key.type === "rsa-certificate", String(built))
    })
  )
})
