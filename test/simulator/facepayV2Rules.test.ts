/** The rules of face payment over the XML interface, one after the other, numbered as their list is. */
import { readFileSync } from "node:fs"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import {
  ApiError,
  BeijingTime,
  ClientCertificate,
  Retry,
  V2Client,
  V2Key,
  type WechatPayClient,
  type WechatPayError
} from "@effect-wechatpay/core"
import { FaceDeposit, FacePayment, OnlineDevice } from "@effect-wechatpay/facepay"
import { Refund } from "@effect-wechatpay/refund"
import {
  FacepayV2,
  Faults,
  Panel,
  Refunds,
  Samples,
  Simulator,
  Transactions
} from "@effect-wechatpay/simulator"
import { DateTime, Effect, Layer, Redacted, TestClock } from "effect"
import * as Server from "../support/v2Platform.js"

const { appid, mchid, openid, subMchid } = Samples

const start = 1_700_000_000_000

const simulator = Simulator.layer({
  merchants: [
    { mchid, appids: [appid], subMchids: [subMchid] },
    { mchid: "1900000001", appids: ["wx0000000000000001"] }
  ]
})
const layer = Layer.merge(Simulator.layerV2Client(), Simulator.layerClient()).pipe(
  Layer.provideMerge(simulator)
)

const { act } = Simulator

/** Runs with a simulator of its own, at a time that is now. */
const fresh = <A, E>(
  effect: Effect.Effect<
    A,
    E,
    Simulator.Simulator | HttpClient.HttpClient | V2Client.V2Client | WechatPayClient.WechatPayClient
  >
) => Effect.andThen(TestClock.setTime(start), effect).pipe(Effect.provide(layer))

const device = { device_id: "D01", store_id: "S01", store_name: "North gate" }

let count = 0

const order = (more: { readonly sub_mch_id?: string } = {}) => ({
  appid,
  ...more,
  body: "Coffee",
  out_trade_no: `FACE_${++count}`,
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7"
})

type Order = ReturnType<typeof order>

const faceCode = (
  { appid, out_trade_no, sub_mch_id, total_fee }: Order,
  userActions?: FacepayV2.UserActions
) =>
  act(
    FacepayV2.giveFaceCode({
      mchid,
      appid,
      sub_mch_id,
      out_trade_no,
      total_fee,
      openid,
      ...(userActions === undefined ? {} : { userActions })
    })
  )

/** A payment that is made with these user actions, and what the till receives. */
const attempt = Effect.fnUntraced(function* (given: Order, userActions?: FacepayV2.UserActions) {
  const face_code = yield* faceCode(given, userActions)
  return yield* told(FacePayment.pay({ ...given, face_code }))
})

/** A refund of a payment, by APIv3. */
const refund = (
  { out_trade_no, sub_mch_id: sub_mchid }: Order,
  {
    out_refund_no = "R1",
    ...amount
  }: {
    readonly refund: number
    readonly total: number
    readonly out_refund_no?: string
  }
) => Refund.create({ sub_mchid, out_trade_no, out_refund_no, amount: { ...amount, currency: "CNY" } })

type Failure = ApiError.Any | WechatPayError.WechatPayError

/** `SUCCESS`, or code and text of the rejection. */
const told = <A, E extends Failure, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, {
    onSuccess: () => "SUCCESS",
    onFailure: (error) =>
      ApiError.isApiError(error)
        ? `${error.code ?? error.status} ${error.wechatMessage ?? ""}`.trim()
        : error.reason._tag
  })

const state = ({ appid, out_trade_no, sub_mch_id }: Order) =>
  Effect.map(FacePayment.query({ appid, out_trade_no, sub_mch_id }), ({ trade_state }) => trade_state)

const reverse = ({ appid, out_trade_no, sub_mch_id }: Order) =>
  FacePayment.reverse({ appid, out_trade_no, sub_mch_id })

/** A request by hand, and the members of its response. */
const raw = Effect.fnUntraced(function* (
  path: string,
  members: Server.Members,
  how: { readonly sign?: string; readonly body?: string | Uint8Array; readonly method?: "POST" | "GET" } = {}
) {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  const key = Redacted.value(merchant.apiV2Key)
  const signType = members.sign_type === "HMAC-SHA256" ? "HMAC-SHA256" : "MD5"
  const sign = how.sign ?? Server.signature(members, signType, key)
  const body = how.body ?? Server.toXml({ ...members, sign })
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body
  const request = HttpClientRequest.make(how.method ?? "POST")(baseUrl + path)
  const response = yield* HttpClient.execute(
    how.method === "GET"
      ? request
      : HttpClientRequest.bodyUint8Array(request as HttpClientRequest.HttpClientRequest, bytes, "text/xml")
  )
  const text = yield* response.text
  const responded = response.status === 200 ? Server.fromXml(text.replaceAll("\n", "")) : {}
  const signed = (["MD5", "HMAC-SHA256"] as const).find(
    (type) => Server.signature(responded, type, key) === responded.sign
  )
  return { status: response.status, text, members: responded, signed }
})

const lastCall = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
  Effect.map(calls.all, (all) => all.at(-1))
)

const query: Server.Members = { appid, mch_id: mchid, out_trade_no: "404", nonce_str: "abcdefghij" }

describe("13. XML, signatures, bindings", () => {
  it.effect("what is not XML, or has a document type, is rejected with an unsigned HTTP 200", () =>
    fresh(
      Effect.gen(function* () {
        const format = { return_code: "FAIL", return_msg: "XML格式错误" }
        const xml = "<xml><appid>a</appid></xml>"
        for (const [body, expected] of [
          ["", format],
          ["{}", format],
          ["<xml><appid>a</xml>", format],
          ["<root><appid>a</appid></root>", format],
          ["<xml><appid>a</appid><appid>b</appid></xml>", format],
          ["<xml><a><b>1</b></a></xml>", format],
          [`<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml.replace("a<", "&x;<")}`, format],
          [`<!DOCTYPE xml>${xml}`, format],
          [Uint8Array.from([0x3c, 0xd6, 0xd0]), { ...format, return_msg: "编码格式错误，请使用UTF-8编码" }]
        ] as const) {
          const response = yield* raw("/pay/facepayquery", {}, { body })
          assert.strictEqual(response.status, 200)
          assert.deepStrictEqual(response.members, expected)
          assert.strictEqual((yield* lastCall)?.rejectedBy, "xml")
        }
        assert.deepStrictEqual((yield* raw("/pay/facepayquery", query, { method: "GET" })).members, {
          return_code: "FAIL",
          return_msg: "请使用POST方法"
        })
      })
    )
  )

  it.effect(
    "an XML signature is checked by sign_type, MD5 without one, and the response is signed in the same way",
    () =>
      fresh(
        Effect.gen(function* () {
          const md5 = yield* raw("/pay/facepayquery", query)
          assert.strictEqual(md5.members.err_code, "ORDERNOTEXIST")
          assert.strictEqual(md5.signed, "MD5")
          const hmac = yield* raw("/pay/facepayquery", { ...query, sign_type: "HMAC-SHA256" })
          assert.strictEqual(hmac.members.err_code, "ORDERNOTEXIST")
          assert.strictEqual(hmac.signed, "HMAC-SHA256")
          const wrong = { return_code: "FAIL", return_msg: "签名错误" }
          for (const rejected of [
            yield* raw("/pay/facepayquery", query, { sign: "0".repeat(32) }),
            yield* raw("/pay/facepayquery", query, { sign: "" }),
            yield* raw("/pay/facepayquery", { ...query, sign_type: "SHA1" }),
            yield* raw(
              "/pay/facepayquery",
              { ...query, sign_type: "HMAC-SHA256" },
              { sign: md5.members.sign ?? "" }
            )
          ]) {
            assert.deepStrictEqual(rejected.members, wrong)
            assert.deepInclude(yield* lastCall, {
              rejectedBy: "signature",
              signature: "invalid",
              handled: false
            })
          }
        })
      )
  )

  it.effect("face payments and deposits accept HMAC-SHA256 only", () =>
    fresh(
      Effect.gen(function* () {
        const given = order({ sub_mch_id: subMchid })
        const members = {
          ...{ ...given, total_fee: "888", mch_id: mchid, nonce_str: "abcdefghij" },
          face_code: yield* faceCode(given)
        }
        for (const path of ["/pay/facepay", "/deposit/facepay"]) {
          const rejected = yield* raw(path, members)
          assert.deepStrictEqual(rejected.members, { return_code: "FAIL", return_msg: "签名错误" })
        }
        const paid = yield* raw("/pay/facepay", { ...members, sign_type: "HMAC-SHA256" })
        assert.strictEqual(paid.members.result_code, "SUCCESS")
      })
    )
  )

  it.effect(
    "an XML call is rejected if merchant, appid and sub-merchant do not belong together, or members are missing or too long",
    () =>
      fresh(
        Effect.gen(function* () {
          const { out_trade_no: _, ...withoutNumber } = query
          const { nonce_str: __, ...withoutNonce } = query
          const { mch_id: ___, ...withoutMerchant } = query
          for (const [members, expected] of [
            [withoutMerchant, { return_code: "FAIL", return_msg: "缺少参数mch_id" }],
            [
              { ...query, mch_id: "1" },
              { return_code: "FAIL", return_msg: "商户号不存在" }
            ],
            [{ ...query, appid: "wx0000000000000001" }, { err_code: "APPID_MCHID_NOT_MATCH" }],
            [
              { ...query, sub_mch_id: "1" },
              { return_code: "FAIL", return_msg: "无效请求，特约商户与服务商无关联关系" }
            ],
            [withoutNumber, { err_code: "LACK_PARAMS", return_code: "SUCCESS", result_code: "FAIL" }],
            [withoutNonce, { err_code: "LACK_PARAMS" }],
            [{ ...query, nonce_str: "x".repeat(33) }, { err_code: "PARAM_ERROR" }],
            [{ ...query, out_trade_no: "a b" }, { err_code: "PARAM_ERROR" }],
            [{ ...query, transaction_id: "404", unheard_of: "1" }, { err_code: "ORDERNOTEXIST" }]
          ] as const) {
            assert.deepInclude((yield* raw("/pay/facepayquery", members)).members, expected)
          }
        })
      )
  )

  it.effect("faults of XML calls are XML responses", () =>
    fresh(
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const given = order()
        yield* attempt(given)
        yield* TestClock.adjust("15 seconds")
        for (const [fault, expected] of [
          [Faults.signatureMissing, "SignatureMissing"],
          [Faults.signatureWrong, "SignatureInvalid"],
          [Faults.systemError(), "SYSTEMERROR 系统错误，请用相同参数重新调用"],
          [Faults.errorEnvelope, "SYSTEMERROR 系统错误，请用相同参数重新调用"],
          [Faults.frequencyLimited(), "FREQUENCY_LIMITED 频率限制，请降低请求接口频率"],
          [Faults.badGateway(), "502"],
          [Faults.accepted(), "InvalidResponse"],
          [Faults.notJson, "InvalidResponse"],
          [Faults.truncated, "Transport"],
          [Faults.reset(), "Transport"]
        ] as const) {
          yield* faults.clear
          yield* faults.inject(fault, { endpoint: FacePayment.reverse })
          assert.strictEqual(yield* told(once(reverse(given))), expected, fault._tag)
        }
      })
    )
  )
})

/** Without the client's repetitions. */
const once = Retry.none

describe("14. authinfo", () => {
  const ask = (rawdata: string, device_id = device.device_id) =>
    OnlineDevice.authinfo({ appid, ...device, device_id, rawdata })

  it.effect("authinfo needs raw data of the same device, and is valid for an hour", () =>
    fresh(
      Effect.gen(function* () {
        const rawdata = yield* act(FacepayV2.makeRawData(device.device_id))
        const { authinfo, expires_in } = yield* ask(rawdata)
        assert.strictEqual(expires_in, 3600)
        const recognise = (device_id = device.device_id) =>
          act(FacepayV2.recognise({ authinfo, device_id, out_trade_no: "1", total_fee: 1, openid }))
        assert.isNotEmpty(yield* recognise())
        assert.deepInclude(yield* Effect.flip(recognise("D02")), { problem: "authinfo of another device" })
        yield* TestClock.adjust("59 minutes")
        assert.isNotEmpty(yield* recognise())
        yield* TestClock.adjust("1 minute")
        assert.deepInclude(yield* Effect.flip(recognise()), { problem: "authinfo expired" })
      })
    )
  )

  it.effect("the errors of authinfo have three shapes, all with HTTP 200", () =>
    fresh(
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const rawdata = yield* act(FacepayV2.makeRawData("D02"))
        const members: Server.Members = {
          ...{ appid, mch_id: mchid, ...device, rawdata, version: "1" },
          ...{ now: String(start / 1000), sign_type: "MD5", nonce_str: "abcdefghij" }
        }
        const path = "/face/get_wxpayface_authinfo"
        const unsigned = yield* raw(path, members, { sign: "0".repeat(32) })
        assert.deepStrictEqual(unsigned.members, { return_code: "PARAM_ERROR", return_msg: "签名错误" })

        const foreign = yield* raw(path, members)
        assert.deepInclude(foreign.members, { return_code: "ERROR", return_msg: "无效的RawData数据" })
        assert.hasAllKeys(foreign.members, ["return_code", "return_msg", "nonce_str", "sign"])
        assert.strictEqual(foreign.signed, "MD5")

        yield* faults.inject(Faults.systemError())
        const broken = yield* raw(path, { ...members, device_id: "D02" })
        assert.strictEqual(broken.members.return_code, "SYSTEMERROR")
        assert.strictEqual(broken.signed, "MD5")

        const good = yield* raw(path, { ...members, device_id: "D02" })
        assert.strictEqual(good.members.return_code, "SUCCESS")
        assert.strictEqual(good.signed, "MD5")
        assert.isUndefined(good.members.result_code)
        for (const wrong of [
          { now: String(start / 1000 - 601) },
          { now: String(start / 1000 + 601) },
          { now: String(start) },
          { now: "" },
          { version: "2" },
          { sign_type: "" },
          { appid: "wx0000000000000001" }
        ]) {
          const rejected = yield* raw(path, { ...members, device_id: "D02", ...wrong })
          assert.notStrictEqual(rejected.members.return_code, "SUCCESS", JSON.stringify(wrong))
        }
      })
    )
  )
})

describe("15. face codes", () => {
  it.effect("a face code pays once, even if the payment failed", () =>
    fresh(
      Effect.gen(function* () {
        for (const userActions of [
          undefined,
          { response: "NOTENOUGH" },
          { response: "SYSTEMERROR" }
        ] as const) {
          const given = order()
          const face_code = yield* faceCode(given, userActions)
          yield* told(FacePayment.pay({ ...given, face_code }))
          assert.strictEqual(
            yield* told(FacePayment.pay({ ...given, face_code })),
            "PARAM_ERROR face_code已被使用"
          )
        }
      })
    )
  )

  it.effect(
    "a face code pays only the order, amount, merchant and user that it was made for, and is consumed by others",
    () =>
      fresh(
        Effect.gen(function* () {
          for (const other of [
            { out_trade_no: "ANOTHER" },
            { total_fee: 1 },
            { sub_mch_id: subMchid },
            { openid: Samples.authorizationCodeOpenid }
          ]) {
            const given = order()
            const face_code = yield* faceCode(given)
            assert.strictEqual(
              yield* told(FacePayment.pay({ ...given, face_code, ...other })),
              "PARAM_ERROR face_code业务信息不匹配"
            )
            assert.strictEqual(
              yield* told(FacePayment.pay({ ...given, face_code })),
              "PARAM_ERROR face_code已被使用"
            )
          }
          const given = order()
          assert.strictEqual(
            yield* told(FacePayment.pay({ ...given, openid, face_code: yield* faceCode(given) })),
            "SUCCESS"
          )
        })
      )
  )

  it.effect("a payment that arrives after its time_expire is rejected", () =>
    fresh(
      Effect.gen(function* () {
        const time_expire = BeijingTime.fromDateTime(DateTime.unsafeMake(start + 120_000))
        const early = order()
        const late = order()
        const codes = [yield* faceCode(early), yield* faceCode(late)] as const
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual(
          yield* told(FacePayment.pay({ ...early, time_expire, face_code: codes[0] })),
          "SUCCESS"
        )
        yield* TestClock.adjust("1 second")
        assert.strictEqual(
          yield* told(FacePayment.pay({ ...late, time_expire, face_code: codes[1] })),
          "PARAM_ERROR time_expire已过期"
        )
      })
    )
  )

  it.effect("unknown face codes and payment codes are rejected", () =>
    fresh(
      Effect.gen(function* () {
        const given = order()
        assert.strictEqual(
          yield* told(FacePayment.pay({ ...given, face_code: "x" })),
          "PARAM_ERROR face_code无效"
        )
        assert.strictEqual(
          yield* told(FacePayment.pay({ ...given, face_code: "134567890123456789" })),
          "PARAM_ERROR 请求参数错误"
        )
      })
    )
  )
})

describe("16. what becomes of a payment", () => {
  it.effect("a successful face payment is reported completely, and can be refunded", () =>
    fresh(
      Effect.gen(function* () {
        const given = { ...order(), attach: "table 7", device_info: "till 1" }
        const paid = yield* FacePayment.pay({ ...given, face_code: yield* faceCode(given) })
        assert.deepInclude(paid, {
          ...{ appid, mch_id: mchid, openid, is_subscribe: "N", trade_type: "FACEPAY", bank_type: "OTHERS" },
          ...{ total_fee: 888, cash_fee: 888, fee_type: "CNY", out_trade_no: given.out_trade_no },
          ...{ attach: "table 7", device_info: "till 1", time_end: "20231115061320" }
        })
        assert.match(paid.transaction_id, /^42000[0-9]{23}$/)
        const { coupons, trade_state, trade_state_desc, ...rest } = yield* FacePayment.query({
          appid,
          transaction_id: paid.transaction_id
        })
        assert.deepStrictEqual({ ...rest }, { ...paid })
        assert.deepStrictEqual([trade_state, coupons], ["SUCCESS", []])
        const found = yield* act(
          Transactions.find({ mchid, sub_mchid: undefined }, { out_trade_no: given.out_trade_no })
        )
        assert.deepInclude(found, { transaction_id: paid.transaction_id, total: 888, paid_at: start })
      })
    )
  )

  it.effect("a number pays once", () =>
    fresh(
      Effect.gen(function* () {
        const paid = order()
        yield* attempt(paid)
        assert.strictEqual(yield* attempt(paid), "ORDERPAID 该订单已支付")
        const failed = order()
        yield* attempt(failed, { response: "NOTENOUGH" })
        assert.strictEqual(yield* attempt(failed), "OUT_TRADE_NO_USED 商户订单号重复")
        yield* TestClock.adjust("15 seconds")
        yield* reverse(failed)
        assert.strictEqual(yield* attempt(failed), "ORDERREVERSED 该订单已撤销")
      })
    )
  )

  it.effect(
    "a USERPAYING payment ends when the user enters the password or cancels, at once, later or never",
    () =>
      fresh(
        Effect.gen(function* () {
          const asked = Effect.fnUntraced(function* (becomes?: FacepayV2.UserActions["becomes"]) {
            const given = order()
            assert.strictEqual(
              yield* attempt(given, {
                response: "USERPAYING",
                ...(becomes === undefined ? {} : { becomes })
              }),
              "USERPAYING 需要用户输入支付密码"
            )
            assert.strictEqual(yield* state(given), "USERPAYING")
            return given
          })
          const key = ({ out_trade_no }: Order) => ({ mchid, out_trade_no })

          const enters = yield* asked()
          yield* act(FacepayV2.enterPassword(key(enters)))
          assert.strictEqual(yield* state(enters), "SUCCESS")

          const givesUp = yield* asked()
          yield* act(FacepayV2.giveUp(key(givesUp)))
          assert.strictEqual(yield* state(givesUp), "PAYERROR")

          const later = yield* asked({ state: "SUCCESS", afterMillis: 20_000 })
          const never = yield* asked()
          yield* TestClock.adjust("19 seconds")
          assert.strictEqual(yield* state(later), "USERPAYING")
          yield* TestClock.adjust("1 second")
          assert.strictEqual(yield* state(later), "SUCCESS")
          assert.strictEqual(yield* state(never), "USERPAYING")
          yield* reverse(never)
          assert.strictEqual(yield* state(never), "REVOKED")
        })
      )
  )

  it.effect("BANKERROR and SYSTEMERROR hide the result: paid, failed or open", () =>
    fresh(
      Effect.gen(function* () {
        for (const response of ["BANKERROR", "SYSTEMERROR"] as const) {
          for (const [becomes, expected] of [
            [{ state: "SUCCESS", afterMillis: 0 }, "SUCCESS"],
            [{ state: "PAYERROR", afterMillis: 0 }, "PAYERROR"],
            [undefined, "NOTPAY"]
          ] as const) {
            const given = order()
            const code = yield* attempt(given, { response, ...(becomes === undefined ? {} : { becomes }) })
            assert.isTrue(code.startsWith(response))
            assert.strictEqual(yield* state(given), expected)
          }
        }
      })
    )
  )

  it.effect("NOTENOUGH and NOTSUPORTCARD take no money", () =>
    fresh(
      Effect.gen(function* () {
        for (const response of ["NOTENOUGH", "NOTSUPORTCARD"] as const) {
          const given = order()
          assert.isTrue((yield* attempt(given, { response })).startsWith(response))
          assert.strictEqual(yield* state(given), "PAYERROR")
        }
      })
    )
  )

  it.effect("a query of an unpaid order returns only its state, number and attach", () =>
    fresh(
      Effect.gen(function* () {
        const given = { ...order(), attach: "table 7" }
        yield* attempt(given, { response: "USERPAYING" })
        assert.deepStrictEqual(yield* FacePayment.query({ appid, out_trade_no: given.out_trade_no }), {
          ...{ appid, mch_id: mchid, out_trade_no: given.out_trade_no, attach: "table 7", coupons: [] },
          ...{ trade_state: "USERPAYING", trade_state_desc: "用户支付中，等待输入密码" }
        })
        assert.strictEqual(yield* told(state(order())), "ORDERNOTEXIST 订单不存在")
        assert.strictEqual(yield* told(state({ ...given, sub_mch_id: subMchid })), "ORDERNOTEXIST 订单不存在")
      })
    )
  )

  it.effect(
    "a reversal is possible after 15 seconds for 7 days, is repeated while recall is Y, and pays back",
    () =>
      fresh(
        Effect.gen(function* () {
          const paid = order()
          yield* attempt(paid, { response: "SUCCESS", recalls: 2 })
          assert.strictEqual(yield* told(reverse(paid)), "INVALID_REQUEST 请在支付15秒后再撤销订单")
          yield* TestClock.adjust("15 seconds")
          const recalls = []
          for (let turn = 0; turn < 4; turn++) {
            recalls.push((yield* reverse(paid)).recall)
            assert.strictEqual(yield* state(paid), turn < 2 ? "SUCCESS" : "REVOKED")
          }
          assert.deepStrictEqual(recalls, ["Y", "Y", "N", "N"])
          assert.strictEqual(
            yield* told(refund(paid, { refund: 1, total: 888 })),
            "INVALID_REQUEST 订单已撤销",
            "nothing is left to refund"
          )
          const old = order()
          yield* attempt(old)
          yield* TestClock.adjust("7 days")
          const late = order()
          yield* attempt(late)
          assert.strictEqual((yield* reverse(old)).recall, "N")
          yield* TestClock.adjust("7 days")
          yield* TestClock.adjust("1 second")
          assert.strictEqual(yield* told(reverse(late)), "REVERSE_EXPIRE 订单无法撤销，请申请退款")
          assert.strictEqual(yield* told(reverse(order())), "ORDERNOTEXIST 订单不存在")
        })
      )
  )
})

describe("16. what went back by a refund", () => {
  it.effect("a query shows a refund, and a reversal does not return the refunded money again", () =>
    fresh(
      Effect.gen(function* () {
        const paid = order()
        yield* attempt(paid)
        yield* TestClock.adjust("15 seconds")
        yield* refund(paid, { refund: 100, total: 888 })
        const twice = "TRADE_ERROR 订单已转入退款"
        // The money is on its way already.
        assert.strictEqual(yield* told(reverse(paid)), twice)
        assert.strictEqual(yield* state(paid), "SUCCESS")
        yield* act(Refunds.succeed({ mchid, out_refund_no: "R1" }))
        assert.strictEqual(yield* state(paid), "REFUND")
        const { panels } = yield* Simulator.Simulator
        const panel = panels.find(({ id }) => id === "facepayV2.payments")
        const records = panel === undefined ? [] : yield* act(Panel.all(panel))
        assert.deepStrictEqual(
          records.map((record) => record.state),
          ["REFUND"]
        )
        assert.strictEqual(yield* told(reverse(paid)), twice)
        assert.strictEqual(yield* attempt(paid), "ORDERPAID 该订单已支付")
      })
    )
  )

  it.effect("a reversal returns the money of a closed refund", () =>
    fresh(
      Effect.gen(function* () {
        const paid = order()
        yield* attempt(paid)
        yield* TestClock.adjust("15 seconds")
        yield* refund(paid, { refund: 888, total: 888 })
        yield* act(Refunds.close({ mchid, out_refund_no: "R1" }))
        assert.strictEqual((yield* reverse(paid)).recall, "N")
        assert.strictEqual(yield* state(paid), "REVOKED")
      })
    )
  )
})

describe("17. deposits", () => {
  const deposit = Effect.fnUntraced(function* () {
    const given = order({ sub_mch_id: subMchid })
    yield* FaceDeposit.pay({ ...given, face_code: yield* faceCode(given) })
    return given
  })
  const key = ({ out_trade_no }: Order) => ({ mchid, sub_mch_id: subMchid, out_trade_no })

  it.effect("a deposit is paid for a sub-merchant, by the path for deposits only", () =>
    fresh(
      Effect.gen(function* () {
        assert.strictEqual(yield* state(yield* deposit()), "SUCCESS")
        const direct = order()
        assert.strictEqual(
          yield* told(FaceDeposit.pay({ ...direct, face_code: yield* faceCode(direct) })),
          "FAIL 受理机构必须传入sub_mch_id"
        )
        const given = order({ sub_mch_id: subMchid })
        const members = {
          ...{ ...given, total_fee: "888", mch_id: mchid, nonce_str: "a", sign_type: "HMAC-SHA256" },
          face_code: yield* faceCode(given)
        }
        for (const [path, more] of [
          ["/pay/facepay", { deposit: "Y" }],
          ["/deposit/facepay", { deposit: "N" }]
        ] as const) {
          assert.strictEqual((yield* raw(path, { ...members, ...more })).members.err_code, "PARAM_ERROR")
        }
      })
    )
  )

  it.effect("a deposit is reversed while nothing is kept of it", () =>
    fresh(
      Effect.gen(function* () {
        const given = yield* deposit()
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual((yield* reverse(given)).recall, "N")
        assert.strictEqual(yield* state(given), "REVOKED")
      })
    )
  )

  it.effect("a part of a deposit is kept once, which ends the deposit", () =>
    fresh(
      Effect.gen(function* () {
        const given = yield* deposit()
        for (const wrong of [0, 889]) yield* Effect.flip(act(FacepayV2.consumeDeposit(key(given), wrong)))
        yield* act(FacepayV2.consumeDeposit(key(given), 100))
        const { consume_fee, trade_state } = yield* FacePayment.query({
          ...{ appid, sub_mch_id: subMchid, out_trade_no: given.out_trade_no }
        })
        assert.deepStrictEqual([consume_fee, trade_state], [100, "SUCCESS"])
        yield* Effect.flip(act(FacepayV2.consumeDeposit(key(given), 1)))
        yield* TestClock.adjust("31 days")
        assert.strictEqual(yield* state(given), "SUCCESS")
        assert.strictEqual(yield* told(reverse(given)), "ORDERNOTEXIST 订单不存在")
      })
    )
  )

  it.effect("only the kept part of a deposit can be refunded", () =>
    fresh(
      Effect.gen(function* () {
        const given = yield* deposit()
        const whole = { refund: 888, total: 888 }
        assert.strictEqual(yield* told(refund(given, whole)), "RESOURCE_NOT_EXISTS 订单不存在")
        yield* act(FacepayV2.consumeDeposit(key(given), 100))
        assert.strictEqual(yield* told(refund(given, whole)), "INVALID_REQUEST 订单金额与支付金额不一致")
        yield* refund(given, { refund: 60, total: 100 })
        yield* TestClock.adjust("1 minute")
        const rest = { out_refund_no: "R2", total: 100 }
        assert.strictEqual(
          yield* told(refund(given, { ...rest, refund: 41 })),
          "INVALID_REQUEST 申请退款总金额不能大于订单金额"
        )
        yield* refund(given, { ...rest, refund: 40 })
        yield* act(Refunds.succeed({ mchid, sub_mchid: subMchid, out_refund_no: "R1" }))
        assert.strictEqual(yield* state(given), "REFUND")
      })
    )
  )

  it.effect("a deposit is returned after 30 days", () =>
    fresh(
      Effect.gen(function* () {
        const given = yield* deposit()
        yield* TestClock.adjust("29 days")
        assert.strictEqual(yield* state(given), "SUCCESS")
        yield* TestClock.adjust("1 day")
        assert.strictEqual(yield* state(given), "REFUND")
      })
    )
  )
})

describe("18. the client certificate", () => {
  const members = { appid, mch_id: mchid, out_trade_no: "404", nonce_str: "a" }
  const path = "/secapi/pay/facepayreverse"

  it.effect(
    "without TLS a header replaces the client certificate, and without it, or with another merchant's, the call fails",
    () =>
      fresh(
        Effect.gen(function* () {
          const { baseUrl, merchant } = yield* Simulator.Simulator
          const missing = yield* raw(path, members)
          assert.strictEqual(missing.status, 400)
          assert.include(missing.text, "No required SSL certificate was sent")
          assert.deepInclude(yield* lastCall, { rejectedBy: "certificate", handled: false })

          const http = yield* HttpClient.HttpClient
          const send = Effect.fnUntraced(function* (presented: string) {
            const sign = Server.signature(members, "MD5", Redacted.value(merchant.apiV2Key))
            const response = yield* http.execute(
              HttpClientRequest.post(baseUrl + path, {
                headers: { "X-Simulator-Client-Certificate": presented }
              }).pipe(HttpClientRequest.bodyText(Server.toXml({ ...members, sign }), "text/xml"))
            )
            return Server.fromXml((yield* response.text).replaceAll("\n", ""))
          })
          assert.deepStrictEqual(yield* send("1900000001"), {
            return_code: "FAIL",
            return_msg: "证书与商户号不匹配"
          })
          assert.strictEqual((yield* send(mchid)).err_code, "ORDERNOTEXIST")
        })
      )
  )

  it.effect("a client without a certificate fails before it sends", () =>
    Effect.gen(function* () {
      const { calls } = yield* Simulator.Simulator
      assert.strictEqual(yield* told(reverse(order())), "ClientCertificateMissing")
      assert.lengthOf(yield* calls.all, 0)
    }).pipe(
      Effect.provide(Simulator.layerV2Client({ certificate: false }).pipe(Layer.provideMerge(simulator)))
    )
  )

  const file = (name: string) =>
    readFileSync(new URL(`../core/fixtures/mutual-tls/${name}`, import.meta.url), "utf8")

  const connect = (tls: object) =>
    NodeHttpClient.layerWithoutAgent.pipe(
      Layer.provide(NodeHttpClient.makeAgentLayer({ ca: file("authority.pem"), ...tls }))
    )

  /** A simulator over TLS, and a client that presents a certificate, or none, to it. */
  const overTls = (tls: object) =>
    Layer.unwrapEffect(
      Effect.map(Simulator.Simulator, ({ baseUrl, merchant }) =>
        V2Client.layerClientCertificate({ baseUrl }).pipe(
          Layer.provide([V2Key.layer(merchant), connect({}), ClientCertificate.layer(connect(tls))])
        )
      )
    )
  const tlsSimulator = Simulator.layerServer({
    merchants: [{ mchid: "10000100", appids: [appid] }],
    tls: { cert: file("server.pem"), key: file("server.key"), clientAuthority: file("authority.pem") }
  })
  const reversal: Effect.Effect<string, never, V2Client.V2Client> = told(
    FacePayment.reverse({ appid, out_trade_no: "404" })
  )

  it.live("over TLS the client certificate is that of the connection", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Simulator.Simulator
      assert.match(baseUrl, /^https:/)
      const merchant = { cert: file("merchant.pem"), key: file("merchant.key") }
      const stranger = { cert: file("stranger.pem"), key: file("stranger.key") }
      assert.strictEqual(yield* Effect.provide(reversal, overTls(merchant)), "ORDERNOTEXIST 订单不存在")
      for (const tls of [stranger, {}]) {
        assert.strictEqual(yield* Effect.provide(reversal, overTls(tls)), "400")
      }
      const header = HttpClientRequest.setHeader("x-simulator-client-certificate", "10000100")
      const http = yield* Effect.provide(HttpClient.HttpClient, connect({}))
      const response = yield* http.execute(header(HttpClientRequest.post(baseUrl + path)))
      assert.strictEqual(response.status, 400, "a header is no certificate")
    }).pipe(Effect.provide(tlsSimulator))
  )
})
