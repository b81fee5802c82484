import { assert, describe, it } from "@effect/vitest"
import { Signer, Verifier } from "@effect-wechatpay/core"
import { Effect, Redacted, Schema } from "effect"
import { asPkcs1Private, asPublic, flipBitOfText, idOf, keys, pem, vectors } from "./vectors.js"

const signer = (privateKey: string) =>
  Signer.make({ mchid: "1900007291", serialNo: "0DC0DF83", privateKey: Redacted.make(privateKey) })

const privateKeys = Object.entries(keys).filter(([, key]) => key.type === "rsa-private")

/** A message of the form of WeChat Pay's, signed by `privateKey` and verified with `publicKey`. */
const roundTrip = Effect.fnUntraced(function* (privateKey: string, publicKey: string) {
  const { sign } = yield* signer(privateKey)
  const { value } = yield* sign("1722850421\nnonce\n{}\n")
  const headers = {
    "wechatpay-timestamp": "1722850421",
    "wechatpay-nonce": "nonce",
    "wechatpay-serial": idOf(publicKey),
    "wechatpay-signature": value
  }
  return yield* Verifier.verifyAt(headers, new TextEncoder().encode("{}"), 1722850421).pipe(
    Effect.provide(Verifier.layerPublicKey({ keys: [{ id: idOf(publicKey), publicKey }] }))
  )
})

describe("rsa-sign", () => {
  const all = vectors("rsa-sign", {
    input: Schema.Struct({ keyId: Schema.String, message: Schema.String }),
    expect: Schema.Struct({ signature: Schema.String })
  })

  it.effect.each(all)(
    "the rsa-sign vector $id has its signature, from PKCS#8 and from PKCS#1",
    ({ expect, input }) =>
      Effect.gen(function* () {
        for (const text of [pem(input.keyId), asPkcs1Private(pem(input.keyId))]) {
          const { sign } = yield* signer(text)
          assert.deepStrictEqual(yield* sign(input.message), {
            serialNo: "0DC0DF83",
            value: expect.signature
          })
        }
      })
  )

  it.effect.each(all)(
    "the rsa-sign vector $id with one changed bit in the message has another signature",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const { sign } = yield* signer(pem(input.keyId))
        for (const bit of [0, input.message.length * 4, input.message.length * 8 - 8]) {
          const { value } = yield* sign(flipBitOfText(input.message, bit))
          assert.notStrictEqual(value, expect.signature)
        }
      })
  )
})

describe("rsa-verify", () => {
  const all = vectors("rsa-verify", {
    input: Schema.Struct({ keyId: Schema.String, message: Schema.String, signature: Schema.String }),
    expect: Schema.Struct({ valid: Schema.Boolean })
  })

  /**
   * PKCS#1 v1.5 is deterministic: who made a signature can be told by making it again. So each vector says two things
   * of the public API: which private key of the file signs this, and whether responses signed by that key verify with
   * the vector's public key or certificate.
   */
  const signedBy: Readonly<Record<string, { readonly keyId: string; readonly message: string }>> = {
    "rsa-verify-go-ok": { keyId: "go-testing-private", message: "source" },
    "rsa-verify-go-wrong-message": { keyId: "go-testing-private", message: "source" },
    "rsa-verify-java-other-key": { keyId: "java-merchant-private", message: "message" },
    "rsa-verify-skit-pkcs1-public-pem": {
      keyId: "skit-rsa4096-private",
      message: "SHA256WithRSASignTest"
    }
  }

  it.effect.each(all)("the rsa-verify vector $id verifies or fails as stated", ({ expect, id, input }) =>
    Effect.gen(function* () {
      const made = signedBy[id]
      if (made === undefined) return assert.fail(`${id} is new: say which key made its signature`)
      const { sign } = yield* signer(pem(made.keyId))
      assert.strictEqual((yield* sign(made.message)).value, input.signature)

      const sameKey = yield* Effect.isSuccess(roundTrip(pem(made.keyId), pem(input.keyId)))
      assert.strictEqual(sameKey && made.message === input.message, expect.valid)
      if (!sameKey) {
        const reason = yield* Effect.flip(roundTrip(pem(made.keyId), pem(input.keyId)))
        assert.strictEqual(reason._tag, "SignatureInvalid")
      }
    })
  )
})

describe("every RSA key of the vectors", () => {
  it.effect.each(privateKeys)(
    "the RSA key %s signs as PKCS#8 and PKCS#1, and verifies as SPKI and PKCS#1",
    ([, key]) =>
      Effect.gen(function* () {
        for (const privateKey of [key.pem, asPkcs1Private(key.pem)]) {
          for (const publicKey of [asPublic(key.pem), asPublic(key.pem, "pkcs1")]) {
            yield* roundTrip(privateKey, publicKey)
          }
        }
      })
  )

  it.effect.each([
    ["go-testing-private", "go-cert-F576"],
    ["java-merchant-private", "java-merchant-cert"],
    ["gunsluo-mock-private", "gunsluo-mock-cert"],
    ["skit-rsa4096-private", "skit-rsa4096-cert"]
  ] as const)("the private key %s belongs to the certificate %s", ([privateKey, certificate]) =>
    roundTrip(pem(privateKey), pem(certificate))
  )

  it.effect.each(Object.entries(keys).filter(([, key]) => key.type.startsWith("sm2-")))(
    "the file %s is rejected because it is not an RSA key",
    ([, key]) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          key.type === "sm2-private"
            ? Effect.asVoid(signer(key.pem))
            : Effect.asVoid(Verifier.makePublicKey({ keys: [{ id: "PUB_KEY_ID_01", publicKey: key.pem }] }))
        )
        assert.strictEqual(error._tag, "InvalidOptions")
        assert.strictEqual(error.problem, "the PEM block does not hold an RSA key")
      })
  )
})
