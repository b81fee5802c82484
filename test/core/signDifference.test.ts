/** What a 401 says is wrong with the signature, from WeChat Pay's view of the signed text. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { look, ping, put } from "../support/endpoints.js"
import { response, scripted } from "../support/scripted.js"

const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
const call = put({ openid, reason: "理由" })

interface Seen {
  readonly truncated_sign_message?: unknown
  readonly sign_message_length?: unknown
}

/** The error of a call whose rejection contains the result of `see` for the signed text. */
const rejected = (see: (signed: string) => Seen | undefined, headers: Record<string, string> = {}) => {
  const { layer, signed } = scripted(() => {
    const seen = see(signed.at(-1) ?? "")
    return response(
      401,
      {
        code: "SIGN_ERROR",
        message: "错误的签名，验签失败",
        ...(seen === undefined ? {} : { detail: { field: "signature", sign_information: seen } })
      },
      headers
    )
  })
  return Effect.map(Effect.flip(call.pipe(Effect.provide(layer))), (error) => {
    assert(error._tag === "SignError")
    assert.strictEqual(error.outcome, "Refused")
    assert.notInclude(error.message, openid)
    assert.notInclude(error.message, "理由")
    return error
  })
}

const bytes = (text: string) => new TextEncoder().encode(text).length

const whole = (text: string): Seen => ({ truncated_sign_message: text, sign_message_length: bytes(text) })

const line = (index: number, change: (line: string) => string) => (signed: string) =>
  whole(
    signed
      .split("\n")
      .map((text, at) => (at === index ? change(text) : text))
      .join("\n")
  )

const another = (name: string) =>
  `WeChat Pay saw another ${name} than was signed: something changes requests on their way (a proxy?);`

const sameText =
  "WeChat Pay saw the text that was signed: the private key does not belong to the certificate of this serial number;"

describe("a rejected signature", () => {
  it.effect.each([
    ["method", line(0, () => "GET")],
    ["URL", line(1, (url) => url.replace("/v3", "/proxy/v3"))],
    ["URL", line(1, (url) => decodeURIComponent(`${url}?a=%20`))],
    ["timestamp", line(2, (time) => `${time}0`)],
    ["nonce", line(3, (nonce) => nonce.toLowerCase().replace(/.$/, "_"))],
    ["body", line(4, (body) => body.replace("{", "{ "))],
    ["body", line(4, () => "")],
    ["body", (signed: string) => whole(signed.slice(0, -1))],
    // The beginning is the same, the whole is not.
    [
      "body",
      (signed: string) => ({
        truncated_sign_message: signed.slice(0, -5),
        sign_message_length: bytes(signed) + 1
      })
    ],
    // Cut within the URL, which differs before.
    ["URL", (signed: string) => whole(signed.replace("/v3", "/v4").slice(0, 10))]
  ] as const)(
    "the error of a rejected signature names the first line that differs: %s (case %#)",
    ([name, see]) =>
      Effect.gen(function* () {
        const error = yield* rejected(see)
        assert.strictEqual(error.hint, another(name))
        assert.include(error.message, another(name))
      })
  )

  it.effect.each([
    ["whole", whole],
    [
      "cut, its length in bytes",
      (text: string) => ({ ...whole(text), truncated_sign_message: text.slice(0, 30) })
    ],
    [
      "cut, its length in characters",
      (text: string) => ({ truncated_sign_message: text.slice(0, 30), sign_message_length: text.length })
    ],
    ["cut, without a length", (text: string) => ({ truncated_sign_message: text.slice(0, 12) })]
  ] as const)("the error of a rejected signature over the same text (%s) suggests another key", ([, see]) =>
    Effect.map(rejected(see), ({ hint }) => assert.strictEqual(hint, sameText))
  )

  it.effect.each([undefined, {}, { truncated_sign_message: 1 }, { sign_message_length: 3 }] as const)(
    "the error of a rejected signature without a usable text (%j) has the general advice",
    (seen) =>
      Effect.gen(function* () {
        const error = yield* rejected(() => seen)
        assert.isUndefined(error.hint)
        assert.include(error.message, "check merchant number, certificate serial, private key and clock")
      })
  )

  it.effect("the error of a rejected signature first names a clock that is more than 5 minutes wrong", () =>
    Effect.gen(function* () {
      const at = Date.UTC(2026, 0, 1)
      yield* TestClock.setTime(at)
      const date = (seconds: number) => ({ date: new Date(at + seconds * 1000).toUTCString() })
      assert.strictEqual(
        (yield* rejected(whole, date(301))).hint,
        "this machine's clock is 301 s behind WeChat Pay's: set it;"
      )
      assert.strictEqual(
        (yield* rejected(() => undefined, date(-3600))).hint,
        "this machine's clock is 3600 s ahead of WeChat Pay's: set it;"
      )
      assert.strictEqual((yield* rejected(whole, date(300))).hint, sameText)
      assert.strictEqual((yield* rejected(whole, { date: "-1" })).hint, sameText)
    })
  )

  it.effect("the text is also compared for calls without a body, and only for rejected signatures", () =>
    Effect.gen(function* () {
      const detail = { sign_information: whole("GET\n/other\n0\n0\n\n") }
      const { layer } = scripted(({ method }) =>
        response(method === "GET" ? 401 : 403, { code: "X", message: "m", detail })
      )
      const read = yield* Effect.flip(look({ out_order_no: "1" }).pipe(Effect.provide(layer)))
      assert(read._tag === "ApiError")
      assert.strictEqual(read.hint, another("URL"))
      const write = yield* Effect.flip(ping({}).pipe(Effect.provide(layer)))
      assert(write._tag === "ApiError")
      assert.isUndefined(write.hint)
    })
  )
})
