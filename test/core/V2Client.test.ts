import { createServer } from "node:http"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import {
  ApiError,
  Retry,
  Timeout,
  V2Client,
  V2Endpoint,
  V2Error,
  V2Key,
  WechatPayError,
  Wire
} from "@effect-wechatpay/core"
import {
  Cause,
  ConfigProvider,
  Effect,
  Exit,
  Inspectable,
  Layer,
  Logger,
  Metric,
  Redacted,
  Schema,
  Tracer
} from "effect"
import { listen } from "../support/listen.js"
import * as Server from "../support/v2Platform.js"

const appid = "wx2421b1c4370ec43b"

class OrderPaid extends ApiError.forCode<OrderPaid>()("OrderPaid", { codes: ["ORDERPAID"] }) {}

const pay = V2Endpoint.make("test.pay", {
  path: "/pay/micropay",
  signType: "HMAC-SHA256",
  payload: {
    appid: Wire.AppId,
    sub_mch_id: Schema.optional(Wire.Mchid),
    body: Wire.text(128),
    attach: Schema.optional(Schema.String),
    detail: Schema.optional(Schema.parseJson(Schema.Struct({ goods: Schema.Array(Schema.String) }))),
    total_fee: Wire.integer(1),
    openid: Schema.optional(Wire.OpenId)
  },
  constants: { version: "1.0" },
  success: {
    transaction_id: Schema.String,
    total_fee: Wire.AmountFromText,
    cash_fee: Schema.optional(Wire.AmountFromText),
    coupons: V2Endpoint.indexed({
      coupon_id: Schema.String,
      coupon_fee: Schema.optional(Wire.AmountFromText)
    })
  },
  errors: [...V2Error.all, OrderPaid]
})

const query = V2Endpoint.make("test.query", {
  path: "/pay/orderquery",
  signType: "MD5",
  payload: { appid: Wire.AppId },
  success: { trade_state: Schema.String },
  errors: V2Error.all,
  idempotent: true
})

const authinfo = V2Endpoint.make("test.authinfo", {
  path: "/face/get_wxpayface_authinfo",
  host: "payapp.weixin.qq.com",
  signType: "HMAC-SHA256",
  payload: { appid: Wire.AppId },
  success: { authinfo: Schema.String },
  withoutResultCode: true,
  timeMember: "now"
})

const redpack = V2Endpoint.make("test.redpack", {
  path: "/mmpaymkttransfers/sendredpack",
  signType: "MD5",
  payload: { wxappid: Wire.AppId },
  success: { send_listid: Schema.String },
  unsignedResponse: true
})

const reverse = V2Endpoint.make("test.reverse", {
  path: "/secapi/pay/reverse",
  signType: "MD5",
  payload: { appid: Wire.AppId },
  clientCertificate: true
})

const key = V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) })

/** A platform, and a client of it. */
const given = (options: V2Client.Options = {}) =>
  Effect.gen(function* () {
    const platform = yield* Server.make
    const client = yield* Layer.build(
      V2Client.layer({ baseUrl: platform.url, ...options }).pipe(Layer.provide([key, FetchHttpClient.layer]))
    )
    return { platform, client }
  })

const paid = { transaction_id: "4200001", total_fee: "100" }
const input = { appid, body: "coffee", total_fee: 100 }

const reasonOf = (error: unknown): WechatPayError.Reason => {
  if (!(error instanceof WechatPayError.WechatPayError))
    throw new Error(`no WechatPayError: ${String(error)}`)
  return error.reason
}

it("an endpoint of the XML interface can be called, inspected and piped", () => {
  assert.isTrue(V2Endpoint.isV2Endpoint(pay))
  assert.strictEqual(
    pay.pipe(({ id }) => id),
    "test.pay"
  )
})

describe("a request", () => {
  it.scopedLive(
    "a request is flat XML with merchant number, nonce, sign_type, constants, time and a valid signature",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        platform.reply = ({ path }) =>
          path === "/face/get_wxpayface_authinfo" ? Server.response({ authinfo: "a" }) : Server.response(paid)
        yield* pay({ ...input, attach: "", detail: { goods: ["茶 <&> ]]>"] } }).pipe(Effect.provide(client))
        yield* authinfo({ appid }).pipe(Effect.provide(client))

        const [first, second] = platform.received
        assert.strictEqual(first?.path, "/pay/micropay")
        assert.strictEqual(first?.headers["content-type"], "text/xml; charset=utf-8")
        assert.match(String(first?.headers["user-agent"]), /^effect-wechatpay\//)
        const { nonce_str, sign, ...members } = first?.members ?? {}
        assert.deepStrictEqual(members, {
          appid,
          body: "coffee",
          detail: '{"goods":["茶 <&> ]]>"]}',
          total_fee: "100",
          version: "1.0",
          mch_id: Server.mchid,
          sign_type: "HMAC-SHA256"
        })
        assert.match(String(nonce_str), /^[0-9A-F]{32}$/)
        assert.match(String(sign), /^[0-9A-F]{64}$/)
        assert.isBelow(Math.abs(Number(second?.members.now) - Date.now() / 1000), 60)
        assert.notStrictEqual(second?.members.nonce_str, nonce_str)
        assert.isUndefined(first?.headers.traceparent)
        assert.isUndefined(first?.headers.b3)
      })
  )

  it.scopedLive("a request signed with MD5 has no sign_type, as MD5 is the default", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      platform.reply = () => Server.response({ trade_state: "SUCCESS" })
      assert.deepStrictEqual(yield* query({ appid }).pipe(Effect.provide(client)), { trade_state: "SUCCESS" })
      assert.isUndefined(platform.received[0]?.members.sign_type)
      assert.match(String(platform.received[0]?.members.sign), /^[0-9A-F]{32}$/)
    })
  )

  it.scopedLive(
    "a request that exceeds a limit, misspells a field or contains text that XML cannot represent is not sent",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        const rejected = (wrong: object) =>
          Effect.map(
            Effect.flip(pay({ ...input, ...wrong } as typeof input).pipe(Effect.provide(client))),
            (error) => {
              const reason = reasonOf(error)
              assert.strictEqual(error.outcome, "NotSent")
              assert.strictEqual(reason._tag, "InvalidInput")
              return reason._tag === "InvalidInput" ? reason.issues : []
            }
          )
        assert.deepStrictEqual(yield* rejected({ total_fee: 0 }), [
          { path: "total_fee", problem: "expected an integer of at least 1, got an integer out of range" }
        ])
        assert.deepStrictEqual(yield* rejected({ bodyy: "x" }), [
          { path: "bodyy", problem: "is not a field of this call (misspelt?)" }
        ])
        assert.deepStrictEqual(yield* rejected({ mch_id: "1" }), [
          { path: "mch_id", problem: "is not a field of this call (misspelt?)" }
        ])
        assert.deepStrictEqual(yield* rejected({ attach: "a\u0000b" }), [
          { path: "attach", problem: "holds a character that XML cannot carry" }
        ])
        assert.deepStrictEqual(yield* rejected({ attach: "\ud83d" }), [
          { path: "attach", problem: "holds a character that XML cannot carry" }
        ])
        assert.strictEqual(platform.received.length, 0)
      })
  )
})

describe("a response", () => {
  it.scopedLive(
    "a response is verified and decoded: text to integers, indexed members to lists, empty members to nothing",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        platform.reply = () =>
          Server.response({
            ...paid,
            cash_fee: "",
            coupon_id_10: "ten",
            coupon_id_0: "zero",
            coupon_fee_0: "5",
            coupon_fee: "5",
            unheard_of: "x"
          })
        assert.deepStrictEqual(yield* pay(input).pipe(Effect.provide(client)), {
          transaction_id: "4200001",
          total_fee: 100,
          coupons: [{ coupon_id: "zero", coupon_fee: 5 }, { coupon_id: "ten" }]
        })
        platform.reply = () => Server.response(paid)
        assert.deepStrictEqual((yield* pay(input).pipe(Effect.provide(client))).coupons, [])
      })
  )

  it.scopedLive(
    "a response that is unsigned, changed, or signed with another key or type never reaches the caller",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        const members = {
          return_code: "SUCCESS",
          result_code: "SUCCESS",
          appid,
          mch_id: Server.mchid,
          ...paid
        }
        const reason = (reply: Server.Reply) =>
          Effect.gen(function* () {
            platform.reply = () => reply
            const error = yield* Effect.flip(pay(input).pipe(Effect.provide(client)))
            assert.strictEqual(error.outcome, "Unknown")
            return reasonOf(error)._tag
          })
        assert.strictEqual(yield* reason({ members, sign: "none" }), "SignatureMissing")
        assert.strictEqual(
          yield* reason({ members: { ...members, sign: "" }, sign: "none" }),
          "SignatureMissing"
        )
        const forged = (key: string) => ({ forged: Server.signature(members, "HMAC-SHA256", key) })
        assert.strictEqual(yield* reason({ members, sign: forged("0".repeat(32)) }), "SignatureInvalid")
        assert.strictEqual(yield* reason({ members, sign: "MD5" }), "SignatureInvalid")
        assert.strictEqual(
          yield* reason({ members: { ...members, total_fee: "1" }, sign: forged(Server.apiV2Key) }),
          "SignatureInvalid"
        )
        // An unsigned rejection is not trusted either: the payment may have taken effect.
        const rejection = { ...members, result_code: "FAIL", err_code: "ORDERPAID" }
        assert.strictEqual(yield* reason({ members: rejection, sign: "none" }), "SignatureMissing")
        assert.strictEqual(platform.received.length, 6)
      })
  )

  it.scopedLive("a signed response for another merchant or appid is rejected", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      for (const foreign of [{ mch_id: "10000101" }, { appid: "wx0000000000000000" }, { sub_mch_id: "2" }]) {
        platform.reply = () => Server.response({ ...paid, ...foreign })
        const error = yield* Effect.flip(pay({ ...input, sub_mch_id: "1" }).pipe(Effect.provide(client)))
        const reason = reasonOf(error)
        assert.strictEqual(error.outcome, "Unknown")
        assert.deepStrictEqual(
          reason._tag === "InvalidResponse" ? reason.issues.map(({ path }) => path) : [],
          Object.keys(foreign)
        )
      }
    })
  )

  it.scopedLive("a response that WeChat Pay does not sign is accepted without a signature", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      const members = { return_code: "SUCCESS", result_code: "SUCCESS", send_listid: "1" }
      platform.reply = () => ({ members, sign: "none" })
      assert.deepStrictEqual(yield* redpack({ wxappid: appid }).pipe(Effect.provide(client)), {
        send_listid: "1"
      })
      platform.reply = () => ({ members: { ...members, mch_id: "1" }, sign: "none" })
      const error = yield* Effect.flip(redpack({ wxappid: appid }).pipe(Effect.provide(client)))
      assert.strictEqual(reasonOf(error)._tag, "InvalidResponse")
    })
  )

  const body = (text: string | Uint8Array): Server.Reply => ({ status: 200, body: text })
  it.scopedLive.each([
    ["is empty", body("")],
    ["is a page", body("<html><body>busy</body></html>")],
    ["is JSON", body('{"return_code":"SUCCESS"}')],
    [
      "has a document type",
      body('<!DOCTYPE xml [<!ENTITY x "y">]><xml><return_code>SUCCESS</return_code></xml>')
    ],
    [
      "has a member twice",
      body("<xml><return_code>SUCCESS</return_code><return_code>FAIL</return_code></xml>")
    ],
    ["has another root", body("<root><return_code>SUCCESS</return_code></root>")],
    [
      "is GBK",
      body(Uint8Array.from([0x3c, 0x78, 0x6d, 0x6c, 0x3e, 0xd6, 0xd0, 0x3c, 0x2f, 0x78, 0x6d, 0x6c, 0x3e]))
    ],
    ["has no return_code", { members: { result_code: "SUCCESS" } } as const],
    ["has no result_code", Server.response({ ...paid, result_code: "" })],
    ["lacks a required member", Server.response({ total_fee: "100" })],
    ["has an amount that is none", Server.response({ ...paid, total_fee: "1.00" })],
    ["has an amount with a blank", Server.response({ ...paid, total_fee: " 1" })],
    ["is 10 MiB long", body(`<xml><a>${"x".repeat(10 * 1024 * 1024)}</a></xml>`)]
  ] as const)("a response that %s is an InvalidResponse with an unknown outcome", ([, reply]) =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      platform.reply = () => reply
      const error = yield* Effect.flip(pay(input).pipe(Effect.provide(client)))
      const reason = reasonOf(error)
      assert.strictEqual(reason._tag, "InvalidResponse", error.message)
      assert.strictEqual(error.outcome, "Unknown")
      assert.strictEqual(platform.received.length, 1)
    })
  )
})

describe("a value that contains the name of another member", () => {
  it.scopedLive.each([
    ["a declared member", "1&total_fee=1"],
    ["a member that the client adds", "1&nonce_str=1"],
    ["the key", "1&key=1"]
  ] as const)("a value with the name of %s is rejected before it is sent", ([, attach]) =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      const error = yield* Effect.flip(pay({ ...input, attach }).pipe(Effect.provide(client)))
      assert(error._tag === "WechatPayError")
      assert.strictEqual(error.outcome, "NotSent")
      assert.match(error.message, /attach: contains "&\w+=": its signature cannot distinguish/)
      assert.lengthOf(platform.received, 0)
    })
  )

  it.scopedLive("a value with other names is sent unchanged", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      yield* Effect.exit(pay({ ...input, attach: "a=1&b=2 & total_fee=3" }).pipe(Effect.provide(client)))
      assert.strictEqual(platform.received[0]?.members.attach, "a=1&b=2 & total_fee=3")
    })
  )
})

describe("a rejection", () => {
  const failed = (reply: Server.Reply) =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      platform.reply = () => reply
      return yield* Effect.flip(
        pay({ ...input, openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" }).pipe(Effect.provide(client))
      )
    })

  it.scopedLive("a rejection becomes the class of its err_code, verified", () =>
    Effect.gen(function* () {
      const error = yield* failed(Server.failure("ORDERPAID", "订单已支付 oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"))
      assert.instanceOf(error, OrderPaid)
      assert.strictEqual(error.outcome, "Refused")
      assert.isTrue(error.verified)
      assert.strictEqual(error.code, "ORDERPAID")
      assert.strictEqual(error.status, 200)
      assert.strictEqual(error.internalCode, 268435461)
      assert.strictEqual(error.wechatMessage, "订单已支付 <redacted>")
      assert.strictEqual(
        error.message,
        "test.pay: 200 ORDERPAID (订单已支付 <redacted>): nothing was changed. Request-ID 0-7-268435461"
      )
    })
  )

  it.scopedLive.each([
    ["SIGNERROR", "SignError"],
    ["NOAUTH", "NoAuth"],
    ["LACK_PARAMS", "LackParams"],
    ["PARAM_ERROR", "ParamError"],
    ["INVALID_REQUEST", "InvalidRequest"],
    ["APPID_NOT_EXIST", "AppidNotExist"],
    ["MCHID_NOT_EXIST", "MchidNotExist"],
    ["APPID_MCHID_NOT_MATCH", "AppidMchidNotMatch"],
    ["XML_FORMAT_ERROR", "RequestUnreadable"],
    ["NOT_UTF8", "RequestUnreadable"],
    ["REQUIRE_POST_METHOD", "RequestUnreadable"],
    ["POST_DATA_EMPTY", "RequestUnreadable"],
    ["FREQUENCY_LIMITED", "FrequencyLimited"],
    ["NEVER_SEEN_BEFORE", "ApiError"]
  ] as const)("the error code %s becomes %s, with the outcome Refused", ([code, tag]) =>
    Effect.gen(function* () {
      const error = yield* failed(Server.failure(code, "no"))
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.outcome, "Refused")
    })
  )

  it.scopedLive.each([
    ["SYSTEMERROR", "SystemError"],
    ["BANKERROR", "ApiError"],
    ["USERPAYING", "ApiError"],
    ["", "ApiError"]
  ] as const)("the error code %s has an unknown outcome", ([code, tag]) =>
    Effect.gen(function* () {
      const error = yield* failed(Server.failure(code, "?"))
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.outcome, "Unknown")
    })
  )

  const returned = (return_code: string, return_msg: string): Server.Reply => ({
    members: { return_code, return_msg },
    sign: "none"
  })

  const noCode = `${"x".repeat(500_000)}\ny`

  it.scopedLive.each([
    ["return_code", returned(noCode, "busy")],
    ["err_code", Server.failure(noCode, "busy")]
  ] as const)("an invalid error code (%s) is not printed and has an unknown outcome", ([, reply]) =>
    Effect.gen(function* () {
      const error = yield* failed(reply)
      assert.instanceOf(error, ApiError.ApiError)
      assert.isUndefined(error.code)
      assert.strictEqual(error.outcome, "Unknown")
      assert.include(error.message, "test.pay: 200 (busy): it may have taken effect")
      assert.isBelow(error.message.length, 500)
    })
  )

  it.scopedLive("a rejection of the request itself has no signature and is marked as not verified", () =>
    Effect.gen(function* () {
      const error = yield* failed(returned("FAIL", "受理机构必须传入sub_mch_id"))
      assert.instanceOf(error, V2Error.RequestRejected)
      assert.isFalse(error.verified)
      assert.strictEqual(error.outcome, "Refused")
      assert.strictEqual(error.wechatMessage, "受理机构必须传入sub_mch_id")
    })
  )

  it.scopedLive.each([
    [returned("FAIL", "SYSTEMERROR"), "RequestRejected", "Unknown"],
    [returned("FAIL", "系统繁忙，请稍后再试"), "RequestRejected", "Unknown"],
    [returned("FAIL", ""), "RequestRejected", "Refused"],
    [returned("PARAM_ERROR", "签名错误"), "ParamError", "Refused"],
    [returned("ERROR", "无效的RawData数据"), "ApiError", "Refused"],
    [returned("SYSTEMERROR", "生成authinfo失败"), "SystemError", "Unknown"]
  ] as const)("the rejected request %j becomes %s with the outcome %s", ([reply, tag, outcome]) =>
    Effect.gen(function* () {
      const error = yield* failed(reply)
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.outcome, outcome)
    })
  )

  it.scopedLive("a signed rejection of the request itself is verified, and a forged signature is not", () =>
    Effect.gen(function* () {
      const members = { return_code: "ERROR", return_msg: "无效的RawData数据", nonce_str: "1" }
      assert.isTrue(((yield* failed({ members })) as ApiError.ApiError).verified)
      const forged = (yield* failed({ members, sign: { forged: "0".repeat(64) } })) as ApiError.ApiError
      assert.isFalse(forged.verified)
    })
  )

  it.scopedLive.each([
    [{ status: 502, body: "<html>" }, "Unknown"],
    [{ status: 500, body: "<xml><return_code>FAIL</return_code></xml>" }, "Unknown"],
    [{ status: 403, body: "blocked" }, "Unknown"],
    [{ status: 404, body: "" }, "Refused"],
    [{ status: 302, body: "", headers: { location: "https://example.invalid/" } }, "Unknown"]
  ] as const)(
    "a gateway's response (%j) is an ApiError without a code and with the outcome %s",
    ([reply, outcome]) =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        platform.reply = () => reply
        const error = yield* Effect.flip(
          pay(input).pipe(
            Effect.provide(client),
            Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
          )
        )
        assert.instanceOf(error, ApiError.ApiError)
        assert.isUndefined(error.code)
        assert.strictEqual(error.status, reply.status)
        assert.strictEqual(error.outcome, outcome)
      })
  )

  it.scopedLive("a rejection of the signature names the key", () =>
    Effect.gen(function* () {
      const platform = yield* Server.make
      const client = V2Client.layer({ baseUrl: platform.url }).pipe(
        Layer.provide([
          V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make("f".repeat(32)) }),
          FetchHttpClient.layer
        ])
      )
      const error = yield* Effect.flip(pay(input).pipe(Effect.provide(client)))
      assert.strictEqual(error._tag, "RequestRejected")
      assert.include(error.message, "签名错误")
      assert.include(error.message, "check the APIv2 key")
    })
  )
})

describe("attempts", () => {
  it.scopedLive("a query is repeated with a new nonce after a reset, a 5xx status and SYSTEMERROR", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      for (const fault of ["reset", { status: 503, body: "" }, Server.failure("SYSTEMERROR", "")] as const) {
        platform.received.length = 0
        platform.reply = (_, count) => (count === 0 ? fault : Server.response({ trade_state: "SUCCESS" }))
        yield* query({ appid }).pipe(Effect.provide(client))
        assert.strictEqual(platform.received.length, 2)
        const [first, second] = platform.received
        assert.notStrictEqual(first?.members.nonce_str, second?.members.nonce_str)
      }
    })
  )

  it.scopedLive("a payment is sent once, and its outcome is unknown after a fault", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      for (const fault of ["reset", { status: 503, body: "" }, Server.failure("SYSTEMERROR", "")] as const) {
        platform.received.length = 0
        platform.reply = () => fault
        const error = yield* Effect.flip(pay(input).pipe(Effect.provide(client)))
        assert.strictEqual(error.outcome, "Unknown")
        assert.strictEqual(platform.received.length, 1)
      }
    })
  )

  it.scopedLive("a payment without a response is unknown, and one without a connection was not sent", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      platform.reply = () => ({ status: 200, body: "", headers: { "content-length": "10" } })
      const late = yield* pay(input).pipe(
        Timeout.perAttempt("200 millis"),
        Effect.provide(client),
        Effect.flip
      )
      assert.strictEqual(late.outcome, "Unknown")

      const closedPort = yield* Effect.scoped(listen(createServer()))
      const closed = yield* Layer.build(
        V2Client.layer({ baseUrl: `http://127.0.0.1:${closedPort}` }).pipe(
          Layer.provide([key, FetchHttpClient.layer])
        )
      )
      const rejected = yield* pay(input).pipe(Retry.none, Effect.provide(closed), Effect.flip)
      assert.strictEqual(rejected.outcome, "NotSent")
    })
  )
})

describe("hosts", () => {
  const called = (options: V2Client.Options) =>
    Effect.gen(function* () {
      const urls: Array<string> = []
      const http = HttpClient.make((_, url) => {
        urls.push(url.href)
        return Effect.die("seen")
      })
      const client = V2Client.layer(options).pipe(
        Layer.provide([key, Layer.succeed(HttpClient.HttpClient, http)])
      )
      yield* Effect.exit(query({ appid }).pipe(Effect.provide(client)))
      yield* Effect.exit(authinfo({ appid }).pipe(Effect.provide(client)))
      return urls
    })

  it.effect("a call goes to its own host, unless the base address is that of a simulator", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* called({}), [
        "https://api.mch.weixin.qq.com/pay/orderquery",
        "https://payapp.weixin.qq.com/face/get_wxpayface_authinfo"
      ])
      assert.deepStrictEqual(yield* called({ baseUrl: "https://apihk.mch.weixin.qq.com" }), [
        "https://apihk.mch.weixin.qq.com/pay/orderquery",
        "https://payapp.weixin.qq.com/face/get_wxpayface_authinfo"
      ])
      assert.deepStrictEqual(yield* called({ baseUrl: "http://127.0.0.1:4010" }), [
        "http://127.0.0.1:4010/pay/orderquery",
        "http://127.0.0.1:4010/face/get_wxpayface_authinfo"
      ])
      assert.deepStrictEqual(yield* called({ baseUrl: "https://evil-weixin.qq.com.example" }), [
        "https://evil-weixin.qq.com.example/pay/orderquery",
        "https://evil-weixin.qq.com.example/face/get_wxpayface_authinfo"
      ])
    })
  )

  it.effect("V2Client rejects a base address with a path when the layer is built", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(
        Effect.scoped(
          Layer.build(
            V2Client.layer({ baseUrl: "http://localhost/x" }).pipe(
              Layer.provide([key, FetchHttpClient.layer])
            )
          )
        )
      )
      assert.isTrue(Exit.isFailure(exit))
    })
  )
})

describe("V2Client.request", () => {
  it.scopedLive("V2Client.request calls any path, and returns the members as received", () =>
    Effect.gen(function* () {
      const { client, platform } = yield* given()
      platform.reply = () => Server.response({ refund_id: "5000", empty: "" })
      const run = Effect.flatMap(V2Client.V2Client, ({ request }) =>
        request("/pay/refundquery", { appid, total_fee: 5, left_out: undefined }, { signType: "MD5" })
      )
      const members = yield* run.pipe(Effect.provide(client))
      assert.strictEqual(members.refund_id, "5000")
      assert.strictEqual(members.empty, "")
      const { nonce_str: _, sign: __, ...sent } = platform.received[0]?.members ?? {}
      assert.deepStrictEqual(sent, { appid, total_fee: "5", mch_id: Server.mchid })
    })
  )

  it.scopedLive(
    "V2Client.request accepts another name for the merchant number, and rejects invalid paths",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        const { request } = yield* Effect.provide(V2Client.V2Client, client)
        yield* request(
          "/promotion/transfers",
          { mch_appid: appid },
          { signType: "MD5", merchantMember: "mchid" }
        )
        assert.strictEqual(platform.received[0]?.members.mchid, Server.mchid)
        assert.isUndefined(platform.received[0]?.members.mch_id)
        for (const path of ["pay", "/pay/../x", "/pay?x=1", "//evil.example/pay", "/a b", ""]) {
          const error = yield* Effect.flip(request(path, {}, { signType: "MD5" }))
          assert.strictEqual(error.outcome, "NotSent", path)
        }
        const name = yield* Effect.flip(request("/pay/x", { "a><b": "1" }, { signType: "MD5" }))
        assert.strictEqual(reasonOf(name)._tag, "InvalidInput")
        const value = yield* Effect.flip(request("/pay/x", { fee: 1.5 }, { signType: "MD5" }))
        assert.strictEqual(reasonOf(value)._tag, "InvalidInput")
        assert.strictEqual(platform.received.length, 1)
      })
  )
})

describe("the client certificate", () => {
  it.scopedLive(
    "a missing client certificate is a typed error that says how to configure it, before anything is sent",
    () =>
      Effect.gen(function* () {
        const { client, platform } = yield* given()
        const error = yield* Effect.flip(reverse({ appid }).pipe(Effect.provide(client)))
        assert.strictEqual(reasonOf(error)._tag, "ClientCertificateMissing")
        assert.strictEqual(error.outcome, "NotSent")
        assert.strictEqual(
          error.message,
          "test.reverse: needs the merchant's API certificate (apiclient_cert.pem) on the connection: build the client with V2Client.layerClientCertificate: nothing was sent."
        )
        assert.strictEqual(platform.received.length, 0)
      })
  )
})

describe("what is private", () => {
  it.scopedLive("private values are in no error, span, log or metric of a V2Client", () =>
    Effect.gen(function* () {
      const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
      const attach = "private-attachment"
      const { client, platform } = yield* given()
      const seen: Array<string> = []
      const logger = Logger.make((entry) => {
        seen.push(Inspectable.toStringUnknown(entry.message), Cause.pretty(entry.cause))
      })
      const native = yield* Effect.tracer
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        context: native.context,
        span: (...args) => {
          const span = native.span(...args)
          spans.push(span)
          return span
        }
      })
      for (const reply of [
        Server.failure("ORDERPAID", `order of ${openid} is paid`),
        Server.failure("NEVER_SEEN", `${attach} ${openid}`),
        { members: { return_code: "FAIL", return_msg: `no ${openid}` }, sign: "none" },
        { members: { return_code: "SUCCESS", openid }, sign: "none" },
        { status: 502, body: openid },
        { status: 200, body: `<xml><openid>${openid}` },
        Server.response({ openid })
      ] satisfies ReadonlyArray<Server.Reply>) {
        platform.reply = () => reply
        const exit = yield* pay({ ...input, openid, attach }).pipe(
          Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
          Effect.provide(client),
          Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
          Effect.withTracer(tracer),
          Effect.exit
        )
        const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
        seen.push(String(error), JSON.stringify(error), Inspectable.toStringUnknown(error))
      }
      for (const span of spans) seen.push(span.name, ...[...span.attributes].map(String))
      seen.push(Inspectable.toStringUnknown(yield* Metric.snapshot))
      const names = spans.map((span) => span.name)
      assert.deepStrictEqual([...new Set(names)], ["test.pay"])
      assert.deepInclude([...(spans[0]?.attributes ?? [])], ["url.template", "/pay/micropay"])
      assert.deepInclude([...(spans[0]?.attributes ?? [])], ["wechatpay.error.code", "ORDERPAID"])
      assert.deepInclude([...(spans[0]?.attributes ?? [])], ["wechatpay.mchid", Server.mchid])
      for (const text of seen) {
        assert.notInclude(text, openid)
        assert.notInclude(text, attach)
        assert.notInclude(text, Server.apiV2Key)
      }
    })
  )
})

describe("V2Client.layerConfig", () => {
  it.scopedLive("V2Client.layerConfig needs three variables and an HttpClient", () =>
    Effect.gen(function* () {
      const platform = yield* Server.make
      platform.reply = () => Server.response({ trade_state: "SUCCESS" })
      const response = yield* query({ appid }).pipe(
        Effect.provide(V2Client.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))),
        Effect.withConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["WECHATPAY_MCHID", Server.mchid],
              ["WECHATPAY_API_V2_KEY", Server.apiV2Key],
              ["WECHATPAY_BASE_URL", platform.url]
            ])
          )
        )
      )
      assert.deepStrictEqual(response, { trade_state: "SUCCESS" })
    })
  )

  it.effect(
    "V2Client.layerConfig uses the host of WECHATPAY_REGION like WechatPayClient, and names the variable if it is wrong",
    () =>
      Effect.gen(function* () {
        const called: Array<string> = []
        const http = HttpClient.make((request, url) =>
          Effect.sync(() => {
            called.push(url.host)
            return HttpClientResponse.fromWeb(request, new Response("", { status: 404 }))
          })
        )
        const queried = (region: string | undefined) =>
          Effect.exit(query({ appid })).pipe(
            Effect.provide(
              V2Client.layerConfig().pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http)))
            ),
            Effect.withConfigProvider(
              ConfigProvider.fromMap(
                new Map([
                  ["WECHATPAY_MCHID", Server.mchid],
                  ["WECHATPAY_API_V2_KEY", Server.apiV2Key],
                  ...(region === undefined ? [] : [["WECHATPAY_REGION", region] as const])
                ])
              )
            )
          )
        yield* queried(undefined)
        yield* queried("hk")
        assert.deepStrictEqual(called, ["api.mch.weixin.qq.com", "apihk.mch.weixin.qq.com"])
        assert.include(String(yield* Effect.flip(queried("mars"))), "WECHATPAY_REGION")
      })
  )
})
