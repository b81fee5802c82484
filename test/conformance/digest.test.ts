/** Digests by what the library uses them for: it hands out none of them but SM3. */
import { createCipheriv } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Download, V2Key, V2Signature } from "@effect-wechatpay/core"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Effect, Redacted, Schema, Stream } from "effect"
import { scripted } from "../support/scripted.js"
import { flipBitOfText, vectors } from "./vectors.js"

const all = vectors("digest", {
  input: Schema.Struct({ algorithm: Schema.Literal("sha1", "sha256", "md5", "sm3"), text: Schema.String }),
  expect: Schema.Struct({ hex: Schema.String })
})

const bill = Download.make("test.bill", { path: "/v3/billdownload/file" })

/** Whether a file with this content passes as one of this hash. */
const passesAs = (hash_type: string) => (text: string, hash_value: string) => {
  const file = {
    download_url: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=t",
    hash_type,
    hash_value
  }
  const { layer } = scripted(() => ({ status: 200, body: text, signed: false }))
  return Effect.isSuccess(Stream.runDrain(bill(file))).pipe(Effect.provide(layer))
}

const suffix = "&key="

/** Whether a signature of no members under this key is the digest. */
const signs = (text: string, hex: string) =>
  Effect.map(
    V2Signature.sign({}, "MD5", Redacted.make(text.slice(suffix.length))),
    (signature) => signature === hex.toUpperCase()
  )

/** Whether the APIv2 key decrypts what is encrypted under its digest. */
const decrypts = Effect.fnUntraced(function* (text: string, hex: string) {
  const cipher = createCipheriv("aes-256-ecb", hex, null)
  const ciphertext = Buffer.concat([cipher.update("<root/>"), cipher.final()]).toString("base64")
  const key = yield* V2Key.make({ mchid: "10000100", apiV2Key: Redacted.make(text) })
  const plain = yield* Effect.option(key.decrypt(ciphertext))
  return plain._tag === "Some" && new TextDecoder().decode(plain.value) === "<root/>"
})

const fits = {
  sha1: passesAs("SHA1"),
  sha256: passesAs("SHA256"),
  md5: (text: string, hex: string) => (text.startsWith(suffix) ? signs(text, hex) : decrypts(text, hex)),
  sm3: (text: string, hex: string) =>
    Effect.map(
      passesAs("SM3")(text, hex),
      (passes) => passes && Buffer.from(Shangmi.sm3(new TextEncoder().encode(text))).toString("hex") === hex
    )
}

describe("digest", () => {
  it.effect.each(all)(
    "the digest vector $id matches, but not with one changed bit in text or digest",
    ({ expect, input }) =>
      Effect.gen(function* () {
        const fit = fits[input.algorithm]
        assert.isTrue(yield* fit(input.text, expect.hex))
        assert.isFalse(yield* fit(flipBitOfText(input.text, input.text.length * 8 - 8), expect.hex))
        const [first = ""] = expect.hex
        const other = (Number.parseInt(first, 16) ^ 1).toString(16) + expect.hex.slice(1)
        assert.isFalse(yield* fit(input.text, other))
      })
  )
})

describe("SM3 of a file", () => {
  it.effect(
    "the SM3 hash of a file equals that of another implementation, for every length and chunk size",
    () =>
      Effect.gen(function* () {
        // Lengths around the borders of a block (64 bytes) and of its padding.
        for (const length of [1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 200_000]) {
          const text = "微".padEnd(length, "0123456789").slice(0, length)
          const hex = Buffer.from(Shangmi.sm3(new TextEncoder().encode(text))).toString("hex")
          assert.isTrue(yield* passesAs("SM3")(text, hex), String(length))
          assert.isFalse(yield* passesAs("SM3")(`${text}x`, hex), String(length))
        }
      })
  )
})
