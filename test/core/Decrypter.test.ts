import { assert, describe, it } from "@effect/vitest"
import { Decrypter } from "@effect-wechatpay/core"
import { Effect, Redacted } from "effect"

const decrypt = (key: string, message: Decrypter.Encrypted) =>
  Decrypter.aes256Gcm(Redacted.make(key)).pipe(
    Effect.flatMap((decrypter) => decrypter.decrypt(message)),
    Effect.map((bytes) => new TextDecoder().decode(bytes))
  )

const java = {
  key: "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
  message: {
    nonce: "uluk4a9R25RW",
    associatedData: "associatedData",
    ciphertext: "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI="
  }
}

const empty = {
  key: "0123456789abcdef0123456789abcdef",
  message: { nonce: "0123456789abcdef", ciphertext: "GvpmmdtYwexXIPhySs9Tlg==" }
}

describe("AES-256-GCM under the APIv3 key", () => {
  it.effect("the Decrypter decrypts AES-256-GCM with and without associated data", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decrypt(java.key, java.message), "message")
      assert.strictEqual(yield* decrypt(empty.key, empty.message), "")
      assert.strictEqual(yield* decrypt(empty.key, { ...empty.message, associatedData: "" }), "")
    })
  )

  it.effect.each([
    { ...java.message, nonce: "uluk4a9R25RX" },
    { ...java.message, nonce: "" },
    { ...java.message, associatedData: "associatedDatA" },
    { ...java.message, associatedData: undefined },
    { ...java.message, ciphertext: "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwM=" },
    { ...java.message, ciphertext: "vlwSiIajGClcvcOYvOQ7+l+0PAbzzwI=" },
    { ...java.message, ciphertext: "SGVsbG8gV29ybGQK" },
    { ...java.message, ciphertext: "not base64" }
  ])("the Decrypter rejects a ciphertext that does not match: %j", (message) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decrypt(java.key, message))
      assert.strictEqual(error._tag, "EncryptionFailure")
      assert.notInclude(error.message, java.key)
    })
  )

  it.effect("the Decrypter tells a ciphertext that is none from one that does not match", () =>
    Effect.gen(function* () {
      const problemOf = (ciphertext: string) =>
        Effect.map(Effect.flip(decrypt(java.key, { ...java.message, ciphertext })), ({ message }) => message)
      const short = Buffer.alloc(15).toString("base64")
      for (const none of ["not base64", "", short]) {
        assert.include(yield* problemOf(none), "is not base64 of at least 16 bytes")
      }
      const sixteen = Buffer.alloc(16).toString("base64")
      assert.include(yield* problemOf(sixteen), "does not fit the APIv3 key")
    })
  )

  it.effect.each([
    "",
    "testAPIv3Key0000",
    `${java.key}x`,
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二"
  ])("the Decrypter rejects a key of another length: %s", (key) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decrypt(key, java.message))
      assert(error._tag === "InvalidOptions")
      assert.strictEqual(error.setting, "apiV3Key")
      assert.isTrue(key === "" || !error.message.includes(key))
    })
  )
})
