import { assert, describe, it } from "@effect/vitest"
import {
  Decrypter,
  NotificationKeys,
  NotificationReceiver,
  Verifier,
  WechatPayError
} from "@effect-wechatpay/core"
import { Effect, Layer, Redacted, Schema } from "effect"
import { asPublic, flipBit, flipBitOfText, pem, vectors } from "./vectors.js"

const all = vectors("notification", {
  input: Schema.Struct({
    headers: Schema.Record({ key: Schema.String, value: Schema.String }),
    body: Schema.String,
    keys: Schema.Record({ key: Schema.String, value: Schema.String }),
    apiV3Key: Schema.String,
    now: Schema.Number
  }),
  expect: Schema.Union(
    Schema.Struct({
      outcome: Schema.Literal("ok", "ok-but-plaintext-not-json"),
      id: Schema.String,
      eventType: Schema.String,
      originalType: Schema.String,
      plaintext: Schema.String
    }),
    Schema.Struct({
      outcome: Schema.Literal("unknown-serial", "bad-signature"),
      probe: Schema.optional(Schema.Boolean)
    })
  )
})

type Input = (typeof all)[number]["input"]

const utf8 = new TextEncoder()

const deliver = (
  input: Input,
  change: { readonly headers?: Record<string, string>; readonly body?: Uint8Array } = {}
) =>
  NotificationReceiver.Delivery.make({
    headers: {
      ...Object.fromEntries(
        Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value])
      ),
      ...change.headers
    },
    body: change.body ?? utf8.encode(input.body),
    receivedAt: input.now
  })

/** One peer tests with a key of 16 bytes, which no merchant has: decrypted through the seam for other algorithms. */
const aes128Gcm: Decrypter.Algorithm = (apiV3Key) =>
  Effect.succeed({
    algorithm: "AEAD_AES_256_GCM",
    decrypt: ({ associatedData, ciphertext, nonce }) =>
      Effect.tryPromise({
        try: async () =>
          new Uint8Array(
            await crypto.subtle.decrypt(
              { name: "AES-GCM", iv: utf8.encode(nonce), additionalData: utf8.encode(associatedData ?? "") },
              await crypto.subtle.importKey("raw", utf8.encode(Redacted.value(apiV3Key)), "AES-GCM", false, [
                "decrypt"
              ]),
              Buffer.from(ciphertext, "base64")
            )
          ),
        catch: () => new WechatPayError.EncryptionFailure({ problem: "does not fit" })
      })
  })

const layer = (input: Input) => {
  // Some vectors have a certificate under another serial number than its own.
  const [first, ...rest] = Object.entries(input.keys).map(([id, keyId]) => ({
    id,
    publicKey: asPublic(pem(keyId))
  }))
  if (first === undefined) throw new Error("a vector without keys")
  return NotificationKeys.layer({
    mchid: "1900007291",
    apiV3Key: Redacted.make(input.apiV3Key),
    algorithms: [input.apiV3Key.length === 16 ? aes128Gcm : Decrypter.aes256Gcm]
  }).pipe(Layer.provide(Verifier.layerPublicKey({ keys: [first, ...rest] })))
}

describe("notification", () => {
  it.effect.each(all)("the notification vector $id is accepted or rejected as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      const received = NotificationReceiver.receive([], deliver(input))
      if (expect.outcome === "ok") {
        const { event } = yield* received
        assert.strictEqual(event.id, expect.id)
        assert.strictEqual(event.event_type, expect.eventType)
        assert.strictEqual(event.original_type, expect.originalType)
        assert.deepStrictEqual(event.resource, JSON.parse(expect.plaintext))
        return
      }
      const error = yield* Effect.flip(received)
      switch (expect.outcome) {
        case "ok-but-plaintext-not-json": {
          assert.strictEqual(error.reason._tag, "InvalidPlaintext")
          assert.strictEqual(error.id, expect.id)
          assert.strictEqual(error.eventType, expect.eventType)
          if (error.reason._tag === "InvalidPlaintext") {
            assert.strictEqual(Redacted.value(error.reason.text), expect.plaintext)
            assert.notInclude(error.message, expect.plaintext)
          }
          return
        }
        case "bad-signature": {
          assert.strictEqual(error.reason._tag, "SignatureInvalid")
          if (error.reason._tag === "SignatureInvalid") {
            assert.strictEqual(error.reason.probe, expect.probe ?? false)
          }
          return
        }
        case "unknown-serial":
          assert.strictEqual(error.reason._tag, "UnknownSerial")
      }
    }).pipe(Effect.provide(layer(input)))
  )

  it.effect("a key of 16 bytes is not accepted as an APIv3 key", () =>
    Effect.gen(function* () {
      const short = all.find(({ input }) => input.apiV3Key.length === 16)
      const error = yield* Effect.flip(Decrypter.aes256Gcm(Redacted.make(short?.input.apiV3Key ?? "")))
      assert.strictEqual(
        error.message,
        "apiV3Key: expected the APIv3 key of the merchant console, exactly 32 bytes; got 16"
      )
    })
  )
})

describe.each(all.filter(({ expect }) => expect.outcome === "ok"))(
  "$id with one bit changed",
  ({ input }) => {
    const reasonOf = (change: Parameters<typeof deliver>[1]) =>
      Effect.map(
        Effect.flip(NotificationReceiver.receive([], deliver(input, change))),
        (error) => error.reason._tag
      )

    it.effect("a notification with a changed body is rejected", () =>
      Effect.gen(function* () {
        const body = utf8.encode(input.body)
        for (let bit = 0; bit < body.length * 8; bit += 13) {
          assert.strictEqual(yield* reasonOf({ body: flipBit(body, bit) }), "SignatureInvalid", `bit ${bit}`)
        }
      }).pipe(Effect.provide(layer(input)))
    )

    it.effect("a notification with a changed header is rejected", () =>
      Effect.gen(function* () {
        for (const [name, value] of Object.entries(input.headers)) {
          if (!name.startsWith("Wechatpay-")) continue
          for (let bit = 0; bit < value.length * 8; bit += 5) {
            const reason = yield* reasonOf({ headers: { [name.toLowerCase()]: flipBitOfText(value, bit) } })
            const expected = ["SignatureInvalid", "SignatureMissing", "ClockSkew", "UnknownSerial"]
            assert.include(expected, reason, `bit ${bit} of ${name}`)
          }
        }
      }).pipe(Effect.provide(layer(input)))
    )

    it.effect(
      "a notification with changed, newly signed content is rejected because its tag does not match",
      () =>
        Effect.gen(function* () {
          const { resource } = JSON.parse(input.body)
          const bytes = Buffer.from(resource.ciphertext, "base64")
          const [decrypter] = yield* Effect.map(
            Effect.flatMap(NotificationKeys.NotificationKeys, (keys) =>
              keys.find(input.headers["Wechatpay-Serial"] ?? "")
            ),
            ([found]) => found.decrypters
          )
          if (decrypter === undefined) throw new Error("no decrypter")
          const attempt = (change: Partial<Decrypter.Encrypted>) =>
            decrypter.decrypt({
              ciphertext: resource.ciphertext,
              nonce: resource.nonce,
              associatedData: resource.associated_data,
              ...change
            })
          yield* attempt({})
          for (let bit = 0; bit < bytes.length * 8; bit++) {
            const ciphertext = Buffer.from(flipBit(bytes, bit)).toString("base64")
            assert.isTrue(yield* Effect.isFailure(attempt({ ciphertext })), `bit ${bit}`)
          }
          for (let bit = 0; bit < resource.nonce.length * 8; bit++) {
            assert.isTrue(yield* Effect.isFailure(attempt({ nonce: flipBitOfText(resource.nonce, bit) })))
          }
          assert.isTrue(yield* Effect.isFailure(attempt({ associatedData: `${resource.associated_data}x` })))
        }).pipe(Effect.provide(layer(input)))
    )
  }
)
