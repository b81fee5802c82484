/** The errors of rejected payments: open or final, and what to do. */
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, V2Client, V2Key } from "@effect-wechatpay/core"
import { FacePayment, OnlineDevice } from "@effect-wechatpay/facepay"
import { Effect, Layer, Redacted } from "effect"
import * as Server from "../support/v2Platform.js"

const given = Effect.gen(function* () {
  const platform = yield* Server.make
  const client = yield* Layer.build(
    V2Client.layer({ baseUrl: platform.url }).pipe(
      Layer.provide([
        V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) }),
        FetchHttpClient.layer
      ])
    )
  )
  return { platform, client }
})

const appid = "wx2421b1c4370ec43b"

const payment = {
  appid,
  body: "Coffee",
  out_trade_no: "1217752501201407033233368018",
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  face_code: "8e2b1c4370ec43b-FACE"
}

describe("paying by face code", () => {
  it.scopedLive.each([
    ["USERPAYING", "UserPaying", "Unknown", "query the order every 5 s"],
    ["SYSTEMERROR", "SystemError", "Unknown", "query it"],
    ["BANKERROR", "BankError", "Unknown", "query the order"],
    ["PARAM_ERROR", "FaceCodeRejected", "Refused", "query the order if it was sent before"],
    ["ORDERPAID", "OrderPaid", "Refused", "query it"],
    ["OUT_TRADE_NO_USED", "OutTradeNoUsed", "Refused", "query the order"],
    ["ORDERCLOSED", "OrderClosed", "Refused", "new out_trade_no"],
    ["ORDERREVERSED", "OrderReversed", "Refused", "new out_trade_no"],
    ["NOTENOUGH", "NotEnough", "Refused", "another way to pay"],
    ["NOTSUPORTCARD", "CardNotSupported", "Refused", "another card"],
    ["AUTHCODEEXPIRE", "AuthCodeRejected", "Refused", "new out_trade_no"],
    ["AUTH_CODE_ERROR", "AuthCodeRejected", "Refused", "new out_trade_no"],
    ["AUTH_CODE_INVALID", "AuthCodeRejected", "Refused", "new out_trade_no"],
    ["BUYER_MISMATCH", "BuyerMismatch", "Refused", "new out_trade_no"],
    ["TRADE_ERROR", "TradeError", "Refused", "text in brackets"],
    ["SIGNERROR", "SignError", "Refused", "WECHATPAY_API_V2_KEY"],
    ["NOAUTH", "NoAuth", "Refused", "permissions"],
    ["LACK_PARAMS", "LackParams", "Refused", "add the member"],
    ["NEVER_SEEN", "ApiError", "Refused", "nothing was changed"]
  ] as const)(
    "the code %s is %s with the outcome %s, and its message says what to do",
    ([code, tag, outcome, advice]) =>
      Effect.gen(function* () {
        const { client, platform } = yield* given
        platform.reply = () => Server.failure(code, `${payment.openid} ${payment.face_code}`)
        const error = yield* Effect.flip(FacePayment.pay(payment).pipe(Effect.provide(client)))
        assert(ApiError.isApiError(error))
        assert.deepStrictEqual([error._tag, error.outcome, error.verified], [tag, outcome, true])
        assert.include(error.message, advice)
        assert.notInclude(error.message, payment.openid)
        assert.notInclude(error.message, payment.face_code)
        assert.strictEqual(platform.received.length, 1, "sent once")
      })
  )

  it.scopedLive(
    "reversing without the merchant's API certificate fails with an explanation, and sends nothing",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given
        const error = yield* Effect.flip(
          FacePayment.reverse({ appid, out_trade_no: payment.out_trade_no }).pipe(Effect.provide(client))
        )
        assert(error._tag === "WechatPayError")
        assert.strictEqual(error.reason._tag, "ClientCertificateMissing")
        assert.strictEqual(error.outcome, "NotSent")
        assert.include(error.message, "V2Client.layerClientCertificate")
        assert.lengthOf(platform.received, 0)
      })
  )

  it.scopedLive("the goods of a face payment are sent as JSON of at most 8192 characters", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given
      platform.reply = () => Server.failure("NOTENOUGH", "")
      const goods = { goods_id: "1", goods_name: "茶 <&>", goods_num: 1, price: 888 }
      const detail = { goods_detail: [goods] }
      yield* Effect.flip(FacePayment.pay({ ...payment, detail }).pipe(Effect.provide(client)))
      assert.deepStrictEqual(JSON.parse(platform.received[0]?.members.detail ?? ""), detail)
      const many = { goods_detail: Array.from({ length: 200 }, () => goods) }
      const error = yield* Effect.flip(
        FacePayment.pay({ ...payment, detail: many }).pipe(Effect.provide(client))
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      assert.deepStrictEqual(
        error.reason.issues.map(({ path }) => path),
        ["detail"]
      )
    })
  )
})

describe("asking for authinfo", () => {
  const failed = (reply: Server.Reply) =>
    Effect.gen(function* () {
      const { client, platform } = yield* given
      platform.reply = () => reply
      const error = yield* Effect.flip(
        OnlineDevice.authinfo({
          appid,
          store_id: "S01",
          store_name: "North gate",
          device_id: "D01",
          rawdata: "raw+/="
        }).pipe(Effect.provide(client))
      )
      assert(ApiError.isApiError(error))
      return [error._tag, error.outcome, error.verified]
    })

  it.scopedLive("the three shapes of authinfo errors are read", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* failed({ members: { return_code: "PARAM_ERROR", return_msg: "签名错误" }, sign: "none" }),
        ["ParamError", "Refused", false]
      )
      const members = { return_msg: "无效的RawData数据", nonce_str: "abcdefghij" }
      assert.deepStrictEqual(yield* failed({ members: { ...members, return_code: "ERROR" } }), [
        "RawDataRejected",
        "Refused",
        true
      ])
      assert.deepStrictEqual(yield* failed({ members: { ...members, return_code: "SYSTEMERROR" } }), [
        "SystemError",
        "Unknown",
        true
      ])
    })
  )
})
