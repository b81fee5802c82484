import { assert, describe, it } from "@effect/vitest"
import { Authorization, Signer } from "@effect-wechatpay/core"
import { Effect, Option, Schema, TestClock } from "effect"
import { signRequest } from "../../packages/core/src/internal/v3/sign.js"

const parameters = {
  mchid: "1900007291",
  serialNo: "0C4AEF34",
  timestamp: 1554208460,
  nonce: "593BEC0C930BF1AFEB40B4A08C8FB242",
  signature: "a+/="
} as const

describe("Authorization.format", () => {
  it("Authorization.format makes one line of five quoted parameters without blanks", () => {
    assert.strictEqual(
      Authorization.format({ ...parameters, scheme: "WECHATPAY2-SHA256-RSA2048" }),
      'WECHATPAY2-SHA256-RSA2048 mchid="1900007291",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",signature="a+/=",timestamp="1554208460",serial_no="0C4AEF34"'
    )
  })

  it("Authorization.format names a brand by brand_id", () => {
    const header = Authorization.format({ ...parameters, scheme: "WECHATPAY-BRAND-SHA256-RSA2048" })
    assert.match(header, /^WECHATPAY-BRAND-SHA256-RSA2048 brand_id="1900007291",/)
    assert.notInclude(header, "mchid")
  })

  it("Authorization.format names a merchant of the SM scheme by mchid", () => {
    const header = Authorization.format({ ...parameters, scheme: "WECHATPAY2-SM2-WITH-SM3" })
    assert.match(header, /^WECHATPAY2-SM2-WITH-SM3 mchid="1900007291",/)
  })
})

describe("Authorization.target", () => {
  it.each([
    ["https://api.mch.weixin.qq.com/v3/a", "/v3/a"],
    ["https://api.mch.weixin.qq.com", "/"],
    ["https://api.mch.weixin.qq.com/v3/a?b=c&d=%E4%B8%AD", "/v3/a?b=c&d=%E4%B8%AD"],
    ["http://127.0.0.1:4010/v3/%2e%2E%2F?x", "/v3/%2e%2E%2F?x"],
    ["https://user:secret@host/v3/a#fragment", "/v3/a"]
  ])("Authorization.target of %s is %s", (url, target) => {
    assert.strictEqual(Authorization.target(url), target)
    assert.strictEqual(Authorization.target(new URL(url)), target)
  })
})

describe("Authorization.message", () => {
  it.prop(
    "Authorization.message has five lines, each terminated by a line feed",
    [Schema.String, Schema.String],
    ([nonce, body]) => {
      const message = Authorization.message({ method: "POST", target: "/v3/a?b", timestamp: 7, nonce, body })
      assert.strictEqual(message, ["POST", "/v3/a?b", "7", nonce, body, ""].join("\n"))
    }
  )
})

describe("the headers of a signed request", () => {
  const request = {
    method: "GET",
    target: "/v3/test?a=1",
    signed: "",
    accept: "application/json",
    bytes: undefined
  } as const

  const headersOf = (
    given: {
      readonly outgoing?: Partial<Parameters<typeof signRequest>[1]>
      readonly language?: string
      readonly serial?: string
      readonly signature?: { readonly serialNo: string; readonly value: string }
    } = {}
  ) =>
    Effect.gen(function* () {
      const clock = yield* Effect.clock
      const texts: Array<string> = []
      const signer = Signer.Signer.of({
        scheme: "WECHATPAY2-SHA256-RSA2048",
        mchid: "1900007291",
        sign: (text) => {
          texts.push(text)
          return Effect.succeed(given.signature ?? { serialNo: "0C4AEF34", value: "a+/=" })
        },
        decrypt: () => Effect.die("not used")
      })
      const requestSerial = Effect.succeed(Option.fromNullable(given.serial))
      const { headers } = yield* signRequest(
        { signer, verifier: { requestSerial }, acceptLanguage: given.language },
        { ...request, ...given.outgoing },
        "https://api.mch.weixin.qq.com",
        { clock, makeNonce: () => parameters.nonce }
      )
      assert.deepStrictEqual(texts, [`GET\n/v3/test?a=1\n1554208460\n${parameters.nonce}\n\n`])
      return { ...headers }
    }).pipe((effect) => Effect.zipRight(TestClock.setTime(1_554_208_460_999), effect))

  it.effect("a signed request has the headers that it needs, and no others", () =>
    Effect.gen(function* () {
      const least = yield* headersOf()
      assert.deepStrictEqual(Object.keys(least).sort(), ["accept", "authorization", "user-agent"])
      assert.strictEqual(
        least.authorization,
        Authorization.format({ ...parameters, scheme: "WECHATPAY2-SHA256-RSA2048" })
      )
      const most = yield* headersOf({
        language: "en",
        serial: "AA",
        outgoing: { acceptEncoding: "identity", type: "application/json" }
      })
      const { authorization: _, "user-agent": __, ...others } = most
      assert.deepStrictEqual(others, {
        accept: "application/json",
        "accept-encoding": "identity",
        "accept-language": "en",
        "content-type": "application/json",
        "wechatpay-serial": "AA"
      })
      // The key that encrypted fields goes before the one of the responses.
      const encrypted = yield* headersOf({ serial: "AA", outgoing: { serialNo: "BB" } })
      assert.strictEqual(encrypted["wechatpay-serial"], "BB")
    })
  )

  it.effect.each([
    { serialNo: "x\r\n0C4AEF34", value: "a+/=" },
    { serialNo: "0C4AEF34\r\n", value: "a+/=" },
    { serialNo: '0C"4A', value: "a+/=" },
    { serialNo: "", value: "a+/=" },
    { serialNo: "0C4AEF34", value: "" },
    { serialNo: "0C4AEF34", value: 'a",x="' },
    { serialNo: "0C4AEF34", value: "a\nb" },
    { serialNo: "0C4AEF34", value: "a\n" }
  ])("a request is not signed with what a key service must not return: %j", (signature) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(headersOf({ signature }))
      assert.strictEqual(error._tag, "SignerFailure")
    })
  )
})
