/** The whole life of a payment over real HTTP, with a real server that receives the notifications. */
import { readFileSync } from "node:fs"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, layer } from "@effect/vitest"
import { NotificationHandler } from "@effect-wechatpay/core"
import { H5, Jsapi, Native, Payment, PaymentState, PayNotification } from "@effect-wechatpay/pay"
import { Refund, RefundNotification } from "@effect-wechatpay/refund"
import { Ledger, Panel, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Queue } from "effect"
import { Events, layerBackend, nextEvent, notifyUrl } from "../support/backend.js"

const { appid, mchid, openid } = Samples
const { act } = Simulator

const key = { mchid, out_trade_no: "PAYMENT_1" } as const

const handler = Effect.map(Events, (events) =>
  NotificationHandler.make([PayNotification.succeeded, ...RefundNotification.all], {
    "TRANSACTION.SUCCESS": ({ event_type, resource, shape }) =>
      Queue.offer(events, {
        type: `${event_type} ${shape} ${PaymentState.of(resource)._tag}`,
        resource: shape === "merchant" ? { transaction_id: resource.transaction_id } : {}
      }),
    "REFUND.SUCCESS": ({ event_type, resource: { transaction_id } }) =>
      Queue.offer(events, { type: event_type, resource: { transaction_id } }),
    "REFUND.ABNORMAL": () => Effect.void,
    "REFUND.CLOSED": () => Effect.void,
    unknown: () => Effect.void
  })
)

/** A button of the page, with the values that its form has. */
const press = (id: string, values: Readonly<Record<string, string>>, title?: string) =>
  Effect.gen(function* () {
    const { panels } = yield* Simulator.Simulator
    const panel = panels.find((panel) => panel.id === "pay.orders")
    assert(panel !== undefined)
    const records = yield* act(Panel.all(panel))
    const actions =
      title === undefined ? panel.actions : records.find((record) => record.title === title)?.actions
    const action = actions?.find((action) => action.id === id)
    assert(action !== undefined, `${id} is not offered`)
    return (yield* act(action.run(values))) ?? {}
  })

const certificate = (name: string) =>
  readFileSync(new URL(`../core/fixtures/mutual-tls/${name}`, import.meta.url), "utf8")

const overTls = Simulator.layerClient().pipe(
  Layer.provideMerge(
    Simulator.layerServer({
      tls: {
        cert: certificate("server.pem"),
        key: certificate("server.key"),
        clientAuthority: certificate("authority.pem")
      }
    })
  ),
  Layer.provide(NodeHttpClient.layerWithoutAgent),
  Layer.provide(NodeHttpClient.makeAgentLayer({ ca: certificate("authority.pem") }))
)

describe("a payment over HTTP", () => {
  layer(layerBackend(handler), { excludeTestServices: true })((it) => {
    it.effect("a payment is prepared, opened, paid, notified, queried and refunded", () =>
      Effect.gen(function* () {
        const params = yield* Jsapi.prepay({
          ...key,
          appid,
          description: "one coffee",
          notify_url: notifyUrl,
          amount: { total: 1800 },
          payer: { openid }
        })
        assert.strictEqual(PaymentState.of(yield* Payment.query(key))._tag, "NotPaid")

        const forged = JSON.stringify({ ...params, nonceStr: "another" })
        const { problem } = yield* Effect.flip(press("open", { frontEnd: forged }))
        assert.include(problem, "the signature is wrong")
        assert.deepStrictEqual(yield* press("open", { frontEnd: JSON.stringify(params) }), {
          out_trade_no: key.out_trade_no
        })
        yield* press("enterWrongPassword", {}, key.out_trade_no)
        yield* press("fail", {}, key.out_trade_no)
        assert.strictEqual((yield* Payment.query(key)).trade_state, "NOTPAY")
        const { transaction_id = "" } = yield* press("pay", { means: "debit" }, key.out_trade_no)

        const paid = yield* nextEvent
        assert.strictEqual(paid.type, "TRANSACTION.SUCCESS merchant Paid")
        assert.strictEqual(paid.resource.transaction_id, transaction_id)
        const order = yield* Payment.query(key)
        assert.isTrue(PaymentState.isPaid(order, 1800))
        assert.strictEqual(order.bank_type, "CMB_DEBIT")
        assert.strictEqual(
          (yield* Payment.queryById({ mchid, transaction_id })).out_trade_no,
          key.out_trade_no
        )

        yield* Refund.create({
          out_trade_no: key.out_trade_no,
          out_refund_no: "REFUND_1",
          notify_url: notifyUrl,
          amount: { refund: 800, total: 1800, currency: "CNY" }
        })
        yield* act(Refunds.succeed({ mchid, out_refund_no: "REFUND_1" }))
        const refunded = yield* nextEvent
        assert.strictEqual(refunded.type, "REFUND.SUCCESS")
        assert.strictEqual(refunded.resource.transaction_id, transaction_id)
        assert.strictEqual((yield* Payment.query(key)).trade_state, "REFUND")
        assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), 1000)
      })
    )

    it.effect("a payment outside of WeChat is paid on the checkout page that its address opens", () =>
      Effect.gen(function* () {
        const number = { mchid, out_trade_no: "PAYMENT_2" } as const
        const address = yield* H5.prepay({
          ...number,
          appid,
          description: "one <b>coffee</b>",
          notify_url: notifyUrl,
          amount: { total: 1990 },
          scene_info: { payer_client_ip: "14.23.150.211", h5_info: { type: "Wap" } },
          redirect_url: "https://shop.example/paid?order=2"
        })
        const visit = (url: string, action?: string) =>
          Effect.promise(async () => {
            const response = await fetch(
              url,
              action === undefined ? {} : { method: "POST", body: new URLSearchParams({ action }) }
            )
            return { status: response.status, html: await response.text() }
          })
        const state = Effect.map(Payment.query(number), ({ trade_state }) => trade_state)
        const { html, status } = yield* visit(address)
        assert.strictEqual(status, 200)
        assert.include(html, "¥19.90")
        assert.include(html, "one &lt;b&gt;coffee&lt;/b&gt;")
        assert.include(html, 'href="https://shop.example/paid?order=2"')
        assert.include((yield* visit(address, "fail")).html, "The last attempt failed.")
        yield* visit(address, "cancel")
        assert.strictEqual(yield* state, "NOTPAY")
        assert.include((yield* visit(address, "pay")).html, "Paid.")
        assert.strictEqual(yield* state, "SUCCESS")
        assert.strictEqual((yield* nextEvent).type, "TRANSACTION.SUCCESS merchant Paid")
        assert.deepInclude(yield* visit(address, "pay"), { status: 409 })
        assert.strictEqual((yield* visit(address.replace(/\?.*/, "0"))).status, 404)
        assert.notInclude(
          (yield* visit(`${address.replace(/\?.*/, "")}?redirect_url=javascript:alert(1)`)).html,
          "href"
        )

        const { code_url } = yield* Native.create({
          appid,
          mchid,
          out_trade_no: "PAYMENT_3",
          description: "one coffee",
          notify_url: notifyUrl,
          amount: { total: 100 }
        })
        yield* visit(code_url, "pay")
        assert.strictEqual((yield* nextEvent).type, "TRANSACTION.SUCCESS merchant Paid")
        const { auth_code } = yield* press("showCode", { openid, result: "usual" })
        assert.match(auth_code ?? "", /^13\d{16}$/)
      })
    )
  })

  layer(overTls, { excludeTestServices: true })((it) => {
    it.effect("the address of the checkout page has the scheme of the simulator", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Simulator.Simulator
        const { code_url } = yield* Native.create({
          ...key,
          appid,
          description: "one coffee",
          notify_url: notifyUrl,
          amount: { total: 1800 }
        })
        assert.match(baseUrl, /^https:/)
        assert.strictEqual(new URL(code_url).protocol, "https:")
      })
    )
  })
})
