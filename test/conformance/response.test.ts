import { assert, describe, it } from "@effect/vitest"
import { Verifier } from "@effect-wechatpay/core"
import { Effect, Schema } from "effect"
import { asPublic, flipBit, flipBitOfText, pem, vectors } from "./vectors.js"

const all = vectors("response-verify", {
  input: Schema.Struct({
    status: Schema.Number,
    headers: Schema.Record({ key: Schema.String, value: Schema.String }),
    body: Schema.String,
    keys: Schema.Record({ key: Schema.String, value: Schema.String }),
    now: Schema.Number
  }),
  expect: Schema.Struct({
    outcome: Schema.Literal("ok", "stale", "bad-signature", "unknown-serial", "missing-header", "bad-header"),
    probe: Schema.optional(Schema.Boolean)
  })
})

type Input = (typeof all)[number]["input"]
type Headers = Readonly<Record<string, string>>

const lowerCase = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const utf8 = new TextEncoder()

const verify = (input: Input, change: { readonly headers?: Headers; readonly body?: Uint8Array } = {}) =>
  Verifier.verifyAt(
    { ...lowerCase(input.headers), ...change.headers },
    change.body ?? utf8.encode(input.body),
    input.now
  )

const layer = (input: Input) => {
  // Some vectors have a certificate under another serial number than its own.
  const [first, ...rest] = Object.entries(input.keys).map(([id, keyId]) => ({
    id,
    publicKey: asPublic(pem(keyId))
  }))
  if (first === undefined) throw new Error("a vector without keys")
  return Verifier.layerPublicKey({ keys: [first, ...rest] })
}

const bits = (length: number) => Array.from({ length: length * 8 }, (_, index) => index)

/** What must happen when only the timestamp is another one. */
const reasonOfTimestamp = (timestamp: string, now: number) =>
  !/^[0-9]+$/.test(timestamp)
    ? "SignatureMissing"
    : Math.abs(now - Number(timestamp)) > 300
      ? "ClockSkew"
      : "SignatureInvalid"

describe("response-verify", () => {
  const reasons = {
    stale: "ClockSkew",
    "bad-signature": "SignatureInvalid",
    "unknown-serial": "UnknownSerial",
    "missing-header": "SignatureMissing",
    "bad-header": "SignatureMissing"
  } as const

  it.effect.each(all)("the response vector $id is accepted or rejected as stated", ({ expect, input }) =>
    Effect.gen(function* () {
      if (expect.outcome === "ok") return yield* verify(input)
      const reason = yield* Effect.flip(verify(input))
      assert.strictEqual(reason._tag, reasons[expect.outcome])
      if (reason._tag === "SignatureInvalid") assert.strictEqual(reason.probe, expect.probe ?? false)
    }).pipe(Effect.provide(layer(input)))
  )
})

describe.each(all.filter(({ expect }) => expect.outcome === "ok"))(
  "$id with one bit changed",
  ({ input }) => {
    const headers = lowerCase(input.headers)
    const header = (name: string) => headers[name] ?? ""

    const failsEverywhere = (name: string, reasonOf: (changed: string) => string) =>
      it.effect(name, () =>
        Effect.gen(function* () {
          for (const bit of bits(header(name).length)) {
            const changed = flipBitOfText(header(name), bit)
            const reason = yield* Effect.flip(verify(input, { headers: { [name]: changed } }))
            assert.strictEqual(reason._tag, reasonOf(changed), `bit ${bit} of ${name}`)
          }
        }).pipe(Effect.provide(layer(input)))
      )

    failsEverywhere("wechatpay-signature", () => "SignatureInvalid")
    failsEverywhere("wechatpay-nonce", () => "SignatureInvalid")
    failsEverywhere("wechatpay-serial", () => "UnknownSerial")
    failsEverywhere("wechatpay-timestamp", (changed) => reasonOfTimestamp(changed, input.now))

    it.effect("a response with one changed bit in the signature does not verify", () =>
      Effect.gen(function* () {
        const signature = Buffer.from(header("wechatpay-signature"), "base64")
        for (const bit of bits(signature.length)) {
          const changed = Buffer.from(flipBit(signature, bit)).toString("base64")
          const reason = yield* Effect.flip(verify(input, { headers: { "wechatpay-signature": changed } }))
          assert.strictEqual(reason._tag, "SignatureInvalid", `bit ${bit}`)
        }
      }).pipe(Effect.provide(layer(input)))
    )

    it.effect("a response with one changed bit in the body does not verify", () =>
      Effect.gen(function* () {
        const body = utf8.encode(input.body)
        const changes =
          body.length === 0
            ? bits(1).map((bit) => flipBit(new Uint8Array(1), bit))
            : bits(body.length).map((bit) => flipBit(body, bit))
        for (const changed of changes) {
          const reason = yield* Effect.flip(verify(input, { body: changed }))
          assert.strictEqual(reason._tag, "SignatureInvalid")
        }
      }).pipe(Effect.provide(layer(input)))
    )
  }
)
