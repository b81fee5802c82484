import { assert, describe, it } from "@effect/vitest"
import { Signer } from "@effect-wechatpay/core"
import { Effect, Redacted, Schema } from "effect"
import { flipBit, pem, vectors } from "./vectors.js"

const decrypt = (keyId: string, ciphertext: string) =>
  Signer.make({ mchid: "1900007291", serialNo: "0DC0DF83", privateKey: Redacted.make(pem(keyId)) }).pipe(
    Effect.flatMap((signer) => signer.decrypt?.(ciphertext) ?? Effect.die("a signer with a key decrypts")),
    Effect.map(Redacted.value)
  )

const Input = Schema.Struct({ keyId: Schema.String, ciphertext: Schema.String })
const Plaintext = Schema.Struct({ plaintext: Schema.String })
const Failure = Schema.Struct({ error: Schema.Literal(true) })

const rejected = Effect.fnUntraced(function* (keyId: string, ciphertext: string) {
  const error = yield* Effect.flip(decrypt(keyId, ciphertext))
  assert.strictEqual(error._tag, "EncryptionFailure")
  return error.message
})

describe("rsa-oaep-decrypt", () => {
  const all = vectors("rsa-oaep-decrypt", { input: Input, expect: Schema.Union(Plaintext, Failure) })

  it.effect.each(all)(
    "the rsa-oaep-decrypt vector $id is decrypted or rejected as stated",
    ({ expect, input }) =>
      Effect.gen(function* () {
        if ("error" in expect) yield* rejected(input.keyId, input.ciphertext)
        else assert.strictEqual(yield* decrypt(input.keyId, input.ciphertext), expect.plaintext)
      })
  )

  it.effect.each(all.filter(({ expect }) => "plaintext" in expect))(
    "the ciphertext of the vector $id with one changed bit is rejected with the same text for every cause",
    ({ input }) =>
      Effect.gen(function* () {
        const bytes = new Uint8Array(Buffer.from(input.ciphertext, "base64"))
        const messages = new Set<string>()
        for (const bit of [0, 7, bytes.length * 4, bytes.length * 8 - 1]) {
          const changed = Buffer.from(flipBit(bytes, bit)).toString("base64")
          messages.add(yield* rejected(input.keyId, changed))
        }
        messages.add(yield* rejected(input.keyId, ""))
        messages.add(yield* rejected("official-merchant", input.ciphertext))
        assert.strictEqual(messages.size, 1)
      })
  )
})

describe("rsa-pkcs1-decrypt", () => {
  // RSAES-PKCS1-v1_5 is not offered: no operation of APIv3 uses it, WebCrypto has none, and a client that decrypts it lets
  // who can send it ciphertexts read others (Bleichenbacher). It is rejected like any other text that is not OAEP.
  it.effect.each(vectors("rsa-pkcs1-decrypt", { input: Input, expect: Plaintext }))(
    "the PKCS#1 v1.5 ciphertext of the vector $id is rejected",
    ({ input }) => rejected(input.keyId, input.ciphertext)
  )
})
