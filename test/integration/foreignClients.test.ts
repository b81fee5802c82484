/** Clients that others wrote, against the simulator over real HTTP: what works with them works with any. */
import { createServer } from "node:http"
import { HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime, CommonError, Endpoint, Sensitive, Wire } from "@effect-wechatpay/core"
import {
  Domain,
  Pay,
  Payscore,
  type Platform,
  ProfitShares,
  Samples,
  Simulator,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Context, Effect, Layer, Queue, Redacted } from "effect"
import { axiosPlugin } from "./foreign/axiosPlugin.js"
import type { Encrypted, Foreign, Setup, Signed } from "./foreign/client.js"
import { nodeV3 } from "./foreign/nodeV3.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

/** What the merchant's server got, as it came. */
class Inbox extends Context.Tag("test/Inbox")<Inbox, Queue.Queue<Signed>>() {}

const receiving = Effect.gen(function* () {
  const inbox = yield* Inbox
  yield* HttpServer.serveEffect(
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      yield* Queue.offer(inbox, { headers: request.headers, body: yield* request.text })
      return HttpServerResponse.empty({ status: 204 })
    })
  )
})

const register = Endpoint.make("test.person.register", {
  method: "POST",
  path: "/v3/test/people",
  payload: { name: Sensitive.text, note: Wire.text(20) },
  success: { name: Sensitive.text },
  errors: CommonError.all
})

const echoed = Endpoint.make("test.place.find", {
  method: "GET",
  path: "/v3/test/places/{name}",
  params: { name: Wire.text(20) },
  query: { kind: Wire.text(20) },
  success: { found: Wire.text(60) },
  errors: CommonError.all
})

const places = Domain.make("test", {
  handlers: [
    Domain.handler(register, ({ name }) => Effect.succeed({ name })),
    Domain.handler(echoed, ({ kind, name }) => Effect.succeed({ found: `${kind} ${name}` }))
  ]
})

const simulated = (mode: Platform.Mode) =>
  Layer.scopedDiscard(receiving).pipe(
    Layer.provideMerge(Layer.effect(Inbox, Queue.unbounded<Signed>())),
    Layer.provideMerge(
      Layer.unwrapEffect(
        HttpServer.addressFormattedWith((address) =>
          Effect.succeed(
            Simulator.layerServer({
              platform: { mode },
              domains: [places],
              deliverTo: { "https://shop.example": address }
            })
          )
        )
      )
    ),
    Layer.provide(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
  )

const setup = Effect.gen(function* () {
  const { baseUrl, merchant, platform } = yield* Simulator.Simulator
  const [certificate] = yield* platform.certificates
  const byCertificate = (yield* platform.mode) === "certificates" && certificate !== undefined
  return {
    baseUrl,
    mchid,
    appid,
    serialNo: merchant.serialNo,
    privateKey: Redacted.value(merchant.privateKey),
    apiV3Key: Redacted.value(merchant.apiV3Key),
    platformSerial: byCertificate ? certificate.serialNo : platform.publicKeyId,
    platformKey: byCertificate ? certificate.certificate : platform.publicKey
  } satisfies Setup as Setup
})

const terms = {
  service_introduction: "充电宝 & <租借>",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 10_000 },
  notify_url: "https://shop.example/notify"
}

const { act } = Simulator

const next = Effect.flatMap(Inbox, (inbox) => Effect.timeout(Queue.take(inbox), "5 seconds"))

let count = 0

/** What each of them must be able to do. */
const works = (make: (setup: Setup) => Foreign) => {
  const client = Effect.map(setup, make)
  const ok = (response: { readonly status: number; readonly data: unknown }, status = 200) => {
    assert.strictEqual(response.status, status, JSON.stringify(response.data))
    return response.data as Record<string, never>
  }

  /** Notifications are verified and decrypted by the client, too. */
  const notified = (foreign: Foreign) =>
    Effect.gen(function* () {
      const message = yield* next
      assert.isTrue(yield* Effect.promise(() => foreign.verify(message)))
      const other = { ...message, body: message.body.replace("EVENT", "EVEMT").replace("id", "ld") }
      assert.isFalse(yield* Effect.promise(() => foreign.verify(other)))
      const { event_type, resource } = JSON.parse(message.body) as {
        readonly event_type: string
        readonly resource: Encrypted
      }
      return { event_type, resource: foreign.decrypt(resource) as Record<string, unknown> }
    })

  const life = Effect.gen(function* () {
    const foreign = yield* client
    const call = (...args: Parameters<Foreign["call"]>) => Effect.promise(() => foreign.call(...args))
    const out_order_no = `FOREIGN_${++count}`
    const order = { out_order_no, appid, service_id }

    const created = ok(yield* call("POST", "/v3/payscore/serviceorder", { ...order, ...terms }))
    assert.strictEqual(created.state, "CREATED")
    assert.strictEqual(created.service_introduction, terms.service_introduction)
    yield* act(Payscore.confirm({ mchid, out_order_no }, openid))
    const confirmed = yield* notified(foreign)
    assert.strictEqual(confirmed.event_type, "PAYSCORE.USER_CONFIRM")
    assert.strictEqual(confirmed.resource.out_order_no, out_order_no)

    const query = `/v3/payscore/serviceorder?service_id=${service_id}&out_order_no=${out_order_no}&appid=${appid}`
    assert.strictEqual(ok(yield* call("GET", query)).state, "DOING")

    yield* Effect.sleep("1100 millis")
    ok(
      yield* call("POST", `/v3/payscore/serviceorder/${out_order_no}/complete`, {
        appid,
        service_id,
        post_payments: [{ name: "租金", amount: 500, description: "2小时" }],
        total_amount: 500,
        time_range: { end_time: yield* BeijingTime.now }
      })
    )
    const transaction_id = yield* act(Payscore.payByUser({ mchid, out_order_no }))
    assert.strictEqual((yield* notified(foreign)).event_type, "PAYSCORE.USER_PAID")
    assert.strictEqual(ok(yield* call("GET", query)).state, "DONE")

    const out_refund_no = `REFUND_${out_order_no}`
    const input = { transaction_id, out_refund_no, amount: { refund: 200, total: 500, currency: "CNY" } }
    const refunded = ok(yield* Effect.promise(() => foreign.refund(input)))
    assert.strictEqual(refunded.out_refund_no, out_refund_no)
    const known = ok(yield* Effect.promise(() => foreign.queryRefund(out_refund_no)))
    assert.strictEqual(known.refund_id, refunded.refund_id)
    const tooMuch = yield* Effect.promise(() =>
      foreign.refund({
        ...input,
        out_refund_no: `${out_refund_no}_2`,
        amount: { ...input.amount, refund: 400 }
      })
    )
    assert.isAtLeast(tooMuch.status, 400)
  })

  const payment = Effect.gen(function* () {
    const foreign = yield* client
    const call = (...args: Parameters<Foreign["call"]>) => Effect.promise(() => foreign.call(...args))
    const order = (out_trade_no: string) => ({
      appid,
      mchid,
      out_trade_no,
      description: "一杯咖啡",
      notify_url: "https://shop.example/notify",
      amount: { total: 500, currency: "CNY" },
      payer: { openid }
    })
    const [out_trade_no, closed] = [`PAID_${++count}`, `CLOSED_${++count}`] as const
    const query = (number: string) =>
      Effect.map(call("GET", `/v3/pay/transactions/out-trade-no/${number}?mchid=${mchid}`), (response) =>
        ok(response)
      )

    ok(yield* call("POST", "/v3/pay/transactions/jsapi", order(closed)))
    ok(yield* call("POST", `/v3/pay/transactions/out-trade-no/${closed}/close`, { mchid }), 204)
    assert.strictEqual((yield* query(closed)).trade_state, "CLOSED")

    const params = yield* Effect.promise(() => foreign.prepay(order(out_trade_no)))
    assert.strictEqual((yield* query(out_trade_no)).trade_state, "NOTPAY")
    yield* act(Pay.open(params))
    yield* act(Pay.pay({ mchid, out_trade_no }))
    const paid = yield* notified(foreign)
    assert.strictEqual(paid.event_type, "TRANSACTION.SUCCESS")
    assert.strictEqual(paid.resource.out_trade_no, out_trade_no)
    assert.strictEqual((yield* query(out_trade_no)).trade_state, "SUCCESS")
    const out_refund_no = `REFUND_${out_trade_no}`
    const amount = { refund: 500, total: 500, currency: "CNY" }
    ok(yield* Effect.promise(() => foreign.refund({ out_trade_no, out_refund_no, amount })))
    assert.strictEqual((yield* query(out_trade_no)).trade_state, "REFUND")
  })

  const shared = Effect.gen(function* () {
    const foreign = yield* client
    const call = (...args: Parameters<Foreign["call"]>) => Effect.promise(() => foreign.call(...args))
    const { platformSerial } = yield* setup
    const sealed = { "Wechatpay-Serial": platformSerial }
    const [transaction_id, out_order_no] = [`4200${++count}`, `SHARE_${++count}`] as const
    yield* act(
      Transactions.register({
        transaction_id,
        out_trade_no: transaction_id,
        mchid,
        total: 1000,
        paid_at: Date.now() - 120_000,
        profit_sharing: "standard"
      })
    )
    const receiver = { type: "MERCHANT_ID", account: "1900000001" }
    const name = foreign.seal("供应商有限公司")
    const added = { appid, ...receiver, name, relation_type: "SUPPLIER" }
    ok(yield* call("POST", "/v3/profitsharing/receivers/add", added, sealed))
    const share = {
      appid,
      transaction_id,
      out_order_no,
      receivers: [{ ...receiver, name, amount: 200, description: "分给供应商" }],
      unfreeze_unsplit: false
    }
    assert.strictEqual(ok(yield* call("POST", "/v3/profitsharing/orders", share, sealed)).state, "PROCESSING")
    yield* act(ProfitShares.finish({ mchid, out_order_no }))
    const found = ok(
      yield* call("GET", `/v3/profitsharing/orders/${out_order_no}?transaction_id=${transaction_id}`)
    ) as unknown as { readonly state: string; readonly receivers: ReadonlyArray<{ readonly result: string }> }
    assert.deepStrictEqual([found.state, found.receivers[0]?.result], ["FINISHED", "SUCCESS"])
    const rest = { transaction_id, out_order_no: `${out_order_no}_U`, description: "解冻" }
    ok(yield* call("POST", "/v3/profitsharing/orders/unfreeze", rest))
    const tooMuch = { ...share, out_order_no: `${out_order_no}_2` }
    assert.isAtLeast((yield* call("POST", "/v3/profitsharing/orders", tooMuch, sealed)).status, 400)
  })

  const transferred = Effect.gen(function* () {
    const foreign = yield* client
    const call = (...args: Parameters<Foreign["call"]>) => Effect.promise(() => foreign.call(...args))
    const { platformSerial } = yield* setup
    const bills = "/v3/fund-app/mch-transfer/transfer-bills"
    const bill = (out_bill_no: string) => ({
      appid,
      openid,
      out_bill_no,
      transfer_scene_id: "1000",
      transfer_scene_report_infos: [
        { info_type: "活动名称", info_content: "新会员有礼" },
        { info_type: "奖励说明", info_content: "一等奖" }
      ],
      user_name: foreign.seal("张三"),
      transfer_amount: 500,
      transfer_remark: "新会员有礼",
      notify_url: "https://shop.example/notify"
    })
    const create = (out_bill_no: string) =>
      Effect.map(call("POST", bills, bill(out_bill_no), { "Wechatpay-Serial": platformSerial }), (response) =>
        ok(response)
      )
    const [paid, cancelled] = [`TRANSFER${++count}`, `TRANSFER${++count}`] as const
    const query = (number: string) =>
      Effect.map(call("GET", `${bills}/out-bill-no/${number}`), (response) => ok(response))

    const created = yield* create(paid)
    assert.strictEqual(created.state, "WAIT_USER_CONFIRM")
    assert.isString(created.package_info)
    yield* act(Transfers.confirm({ mchid, out_bill_no: paid }))
    const finished = yield* notified(foreign)
    assert.deepInclude(finished, { event_type: "MCHTRANSFER.BILL.FINISHED" })
    assert.deepInclude(finished.resource, { out_bill_no: paid, state: "SUCCESS" })
    const known = yield* query(paid)
    assert.strictEqual(known.state, "SUCCESS")
    assert.strictEqual(foreign.open(known.user_name ?? ""), "张三")

    yield* create(cancelled)
    const cancelling = ok(yield* call("POST", `${bills}/out-bill-no/${cancelled}/cancel`, {}))
    assert.include(["CANCELING", "CANCELLED"], cancelling.state)
  })

  const terminate = Effect.gen(function* () {
    const foreign = yield* client
    yield* act(Payscore.authorize({ role: "merchant", mchid, service_id, appid, openid }))
    const path = `/v3/payscore/permissions/openid/${openid}/terminate`
    const body = { service_id, appid, reason: "用户申请" }
    ok(yield* Effect.promise(() => foreign.call("POST", path, body)), 204)
    const unknown = yield* Effect.promise(() => foreign.call("POST", path, { ...body, service_id: "1" }))
    assert.isAtLeast(unknown.status, 400)
    assert.isString((unknown.data as { readonly code: unknown }).code)
  })

  const sensitive = Effect.gen(function* () {
    const foreign = yield* client
    const { platformSerial } = yield* setup
    const response = yield* Effect.promise(() =>
      foreign.call(
        "POST",
        "/v3/test/people",
        { name: foreign.seal("张三丰"), note: "x" },
        { "Wechatpay-Serial": platformSerial }
      )
    )
    assert.strictEqual(foreign.open(ok(response).name ?? ""), "张三丰")
    // Encrypted with one key, the other named.
    const wrong = yield* Effect.promise(() =>
      foreign.call(
        "POST",
        "/v3/test/people",
        { name: foreign.seal("张三丰"), note: "x" },
        { "Wechatpay-Serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1" }
      )
    )
    assert.strictEqual(wrong.status, 400)
  })

  return { client, life, payment, shared, transferred, terminate, sensitive }
}

describe.each([
  ["wechatpay-axios-plugin", axiosPlugin],
  ["wechatpay-node-v3", nodeV3]
] as const)("%s", (_, make) => {
  const { client, life, payment, sensitive, shared, terminate, transferred } = works(make)

  layer(simulated("certificates"), { excludeTestServices: true })("by certificates", (it) => {
    it.effect(
      "another client creates, queries, completes and refunds an order, and reads its notifications",
      () => life
    )
    it.effect("another client creates, opens, queries, closes and refunds payments", () => payment)
    it.effect("another client shares a payment, queries the share and unfreezes the rest", () => shared)
    it.effect("another client transfers to a user, reads the notification, and cancels", () => transferred)
    it.effect("another client ends a permission", () => terminate)
    it.effect("another client encrypts and decrypts sensitive fields", () => sensitive)
    it.effect("another client downloads the certificates", () =>
      Effect.gen(function* () {
        const foreign = yield* client
        const { platform } = yield* Simulator.Simulator
        const known = (yield* platform.certificates).map(({ serialNo }) => serialNo)
        assert.deepStrictEqual(yield* Effect.promise(() => foreign.certificates()), known)
      })
    )
  })
})

describe("by the public key", () => {
  layer(simulated("publicKey"), { excludeTestServices: true })((it) => {
    // wechatpay-node-v3 knows certificates only.
    const { life, payment, sensitive, shared, terminate, transferred } = works(axiosPlugin)
    it.effect("wechatpay-axios-plugin runs the whole flow with the public key", () =>
      Effect.all([terminate, sensitive, life, payment, shared, transferred], { discard: true })
    )
  })
})

describe("what others get wrong", () => {
  layer(simulated("certificates"), { excludeTestServices: true })((it) => {
    const rejectedWith = (response: { readonly status: number; readonly data: unknown }, mistake: RegExp) => {
      assert.strictEqual(response.status, 401)
      const { code, detail } = response.data as {
        readonly code: string
        readonly detail: { readonly simulator: { readonly mistakes: ReadonlyArray<string> } }
      }
      assert.strictEqual(code, "SIGN_ERROR")
      assert.match(detail.simulator.mistakes.join(), mistake)
    }

    it.effect("wechatpay-node-v3 omits the line of an empty body", () =>
      Effect.gen(function* () {
        const foreign = nodeV3(yield* setup)
        rejectedWith(yield* Effect.promise(() => foreign.call("POST", "/v3/test/people")), /fourLines/)
      })
    )

    it.effect("wechatpay-axios-plugin encodes a URL before signing, as required", () =>
      Effect.gen(function* () {
        const foreign = axiosPlugin(yield* setup)
        const response = yield* Effect.promise(() => foreign.call("GET", "/v3/test/places/茶馆?kind=茶"))
        assert.strictEqual(response.status, 200)
        assert.deepStrictEqual(response.data, { found: "茶 茶馆" })
      })
    )
  })

  layer(simulated("publicKey"), { excludeTestServices: true })((it) => {
    it.effect("wechatpay-node-v3 searches a certificate with the public key's id, and cannot verify", () =>
      Effect.gen(function* () {
        const foreign = nodeV3(yield* setup)
        const { platformSerial } = yield* setup
        const headers = {
          "wechatpay-timestamp": "1",
          "wechatpay-nonce": "n",
          "wechatpay-serial": platformSerial,
          "wechatpay-signature": "x"
        }
        const error = yield* Effect.flip(Effect.tryPromise(() => foreign.verify({ headers, body: "{}" })))
        assert.include(String(error.cause), "拉取平台证书失败")
      })
    )
  })
})
