import type { PaymentParams, Signer, V2Key, WechatPayError } from "@effect-wechatpay/core"
import { PaymentParams as Params } from "@effect-wechatpay/core"
import { BusinessView } from "@effect-wechatpay/payscore"
import type { Effect } from "effect"
import { describe, expect, test } from "tstyche"

declare const jsapi: PaymentParams.Jsapi
declare const mini: PaymentParams.MiniProgram
declare const app: PaymentParams.App

describe("payment parameters", () => {
  test("payment parameters of one front end are not those of another", () => {
    expect<PaymentParams.MiniProgram>().type.not.toBeAssignableFrom(jsapi)
    expect<PaymentParams.Jsapi>().type.not.toBeAssignableFrom(mini)
    expect<PaymentParams.App>().type.not.toBeAssignableFrom(jsapi)
    expect<PaymentParams.Jsapi>().type.not.toBeAssignableFrom(app)
  })

  test("payment parameters have the time as text and the prefix in the type", () => {
    expect(jsapi.timeStamp).type.toBe<string>()
    expect(jsapi.package).type.toBe<`prepay_id=${string}`>()
    expect(app.packageValue).type.toBe<"Sign=WXPay">()
  })

  test("payment parameters need a Signer", () => {
    expect(Params.jsapi({ appid: "a", prepay_id: "b" })).type.toBe<
      Effect.Effect<PaymentParams.Jsapi, WechatPayError.WechatPayError, Signer.Signer>
    >()
  })
})

describe("BusinessView", () => {
  test("BusinessView needs a V2Key only where it signs", () => {
    expect(BusinessView.use({ package: "p" })).type.toBe<
      Effect.Effect<BusinessView.BusinessView<"wxpayScoreUse">, WechatPayError.WechatPayError>
    >()
    expect(BusinessView.detail({ service_id: "s", out_order_no: "o" })).type.toBe<
      Effect.Effect<BusinessView.BusinessView<"wxpayScoreDetail">, WechatPayError.WechatPayError, V2Key.V2Key>
    >()
  })
})
