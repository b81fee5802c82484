import { assert, describe, it } from "@effect/vitest"
import { Authorization } from "@effect-wechatpay/core"
import { Schema } from "effect"

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
