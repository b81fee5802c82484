/** The guides of frameworks, tracing, errors, production and other clients, in both languages: their examples compile, and do what they say. */
import { readdirSync, readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { WechatPayError } from "@effect-wechatpay/core"
import { Payment, PaymentSchedules, PaymentSignals } from "@effect-wechatpay/pay"
import { Faults, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { getRequestListener } from "@hono/node-server"
import { Effect, Layer, Schedule, Stream, TestClock } from "effect"
import { headingsOf } from "../../site/generate/markdown.js"
import { inject } from "../support/faults.js"
import { apiV3Key, bodyOf, headersOf, merchant, platform } from "../support/notifications.js"
import { withVariables } from "../support/variables.js"
import * as Errors from "./errors.examples.js"
import { ofModule, ofPage, shapeOfModule, shapeOfPage } from "./examples.js"
import * as Frameworks from "./frameworks.examples.js"
import * as Moving from "./moving.examples.js"
import * as Tracing from "./tracing.examples.js"

/** Each guide, and the module with its examples. */
const guides = [
  ["frameworks", "frameworks"],
  ["tracing", "tracing"],
  ["errors", "errors"],
  ["production", "production"],
  ["from-axios-plugin", "moving"],
  ["from-php", "moving"]
] as const

it.each(guides)("docs/%s.md and its Chinese edition show the tested examples of %s", (guide, examples) => {
  assert.deepStrictEqual(ofPage(guide), ofModule(examples))
  assert.deepStrictEqual(shapeOfPage(`${guide}.zh-CN`), shapeOfModule(examples))
})

it("the Chinese edition of every guide has the code and the headings of the English one", () => {
  const folder = new URL("../../docs/", import.meta.url)
  const translated = readdirSync(folder).flatMap((file) => {
    const [, name] = /^([\w-]+)\.zh-CN\.md$/.exec(file) ?? []
    return name === undefined ? [] : [name]
  })
  assert.isAbove(translated.length, 15)
  const levels = (file: string) =>
    headingsOf(readFileSync(new URL(file, folder), "utf8")).map(({ level }) => level)
  for (const name of translated) {
    assert.deepStrictEqual(shapeOfPage(`${name}.zh-CN`), shapeOfPage(name), name)
    assert.deepStrictEqual(levels(`${name}.zh-CN.md`), levels(`${name}.md`), name)
  }
})

const { appid, mchid } = Samples
const { act } = Simulator

/** The examples read the variables of the process, which another test may have set. */
const variables = {
  WECHATPAY_MCHID: merchant.mchid,
  WECHATPAY_API_V3_KEY: apiV3Key,
  WECHATPAY_PUBLIC_KEY_ID: platform.id,
  WECHATPAY_PUBLIC_KEY: platform.publicKey
}

const paid = {
  appid,
  mchid: merchant.mchid,
  out_trade_no: "order-1024",
  transaction_id: "4200000000202611201234567890",
  trade_type: "NATIVE",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  bank_type: "OTHERS",
  success_time: "2026-11-20T12:00:00+08:00",
  amount: { total: 888, payer_total: 888, currency: "CNY", payer_currency: "CNY" },
  payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" }
}

const listening = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(listener)
      server.listen(0, "127.0.0.1", () =>
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            close: () => void server.close()
          })
        )
      )
    }),
    ({ close }) => Effect.sync(close)
  )

/** The status for a right notification and for one whose body was changed on the way. */
const statuses = (url: string, id: string) =>
  Effect.promise(async () => {
    const body = bodyOf({ ...paid, out_trade_no: id }, { id })
    const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
    const send = (sent: string) => fetch(`${url}/wechatpay/notify`, { method: "POST", headers, body: sent })
    return [(await send(body)).status, (await send(`${body} `)).status]
  })

describe("docs/frameworks.md", () => {
  it.scopedLive("every server of docs/frameworks.md handles a notification, and rejects a changed one", () =>
    Effect.gen(function* () {
      yield* withVariables(variables)
      const delivered: Array<string> = []
      const deliver: Frameworks.Deliver = async (no, fen) => void delivered.push(`${no} ${fen}`)
      const web = Frameworks.receiver(deliver)
      yield* Effect.addFinalizer(() => Effect.promise(web.dispose))
      yield* Effect.promise(() => web.ready())

      const express = yield* listening(Frameworks.inExpress(web.handler))
      const hono = yield* listening(getRequestListener(Frameworks.inHono(web.handler).fetch))
      const next = yield* listening(getRequestListener(Frameworks.routeOf(web.handler).POST))
      const app = yield* Effect.acquireRelease(
        Effect.promise(() => Frameworks.inNest(class {}, web.handler)),
        (app) => Effect.promise(() => app.close())
      )
      yield* Effect.promise(() => app.init())
      const nest = yield* listening(
        app.getHttpAdapter().getInstance() as (request: IncomingMessage, response: ServerResponse) => void
      )
      const address = yield* Effect.provide(
        Effect.gen(function* () {
          const { address } = yield* HttpServer.HttpServer
          yield* Layer.launch(Frameworks.inPlatform(deliver)).pipe(Effect.forkScoped)
          return address
        }),
        yield* Layer.build(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
      )
      const urls = {
        express: express.url,
        hono: hono.url,
        next: next.url,
        nest: nest.url,
        platform: `http://127.0.0.1:${"port" in address ? address.port : 0}`
      }
      for (const [name, url] of Object.entries(urls)) {
        assert.deepStrictEqual(yield* statuses(url, name), [204, 401], name)
      }
      assert.deepStrictEqual(
        delivered,
        Object.keys(urls).map((name) => `${name} 888`)
      )
    })
  )
})

const world = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

const quick = Layer.succeed(PaymentSchedules.PaymentSchedules, {
  polling: Schedule.fromDelays("20 millis", "50 millis", "100 millis"),
  reconciling: Schedule.fromDelays("10 millis"),
  closing: Schedule.fromDelays("10 millis")
})

describe("docs/tracing.md", () => {
  it.scopedLive(
    "the example of docs/tracing.md sends the spans of a payment to a collector, and no number",
    () =>
      Effect.gen(function* () {
        const received: Array<string> = []
        const collector = yield* listening((request, response) => {
          request.setEncoding("utf8")
          let text = ""
          request.on("data", (part: string) => (text += part))
          request.on("end", () => {
            received.push(text)
            response.end("{}")
          })
        })
        const number = "TRACED_NUMBER_1"
        yield* Effect.gen(function* () {
          yield* Effect.fork(
            Effect.retry(act(Pay.pay({ mchid, out_trade_no: number })), Schedule.spaced("10 millis"))
          )
          yield* Effect.provide(Tracing.sell(number, 888), Tracing.telemetry(collector.url))
        }).pipe(Effect.provide(Layer.mergeAll(world, PaymentSignals.layer, quick)))
        const all = received.join("\n")
        for (const name of ["sell tea", "wait for the money", "pay.native.create", "pay.payment.query"]) {
          assert.include(all, `"name":"${name}"`)
        }
        assert.notInclude(all, number)
      })
  )
})

describe("docs/errors.md", () => {
  it.live("the examples of docs/errors.md decide by class and outcome", () =>
    Effect.gen(function* () {
      const order = (out_trade_no: string, total = 888): Errors.Order => ({
        appid,
        out_trade_no,
        description: "tea",
        notify_url: "https://shop.example/wechatpay",
        amount: { total }
      })
      assert.match(yield* Errors.open(order("ERRORS_1")), /^show (weixin|https):/)
      assert.strictEqual(yield* Errors.find("ERRORS_1"), "NOTPAY")
      assert.strictEqual(yield* Errors.find("ERRORS_2"), "no such order")
      yield* act(Pay.pay({ mchid, out_trade_no: "ERRORS_1" }))
      assert.strictEqual(yield* Errors.open(order("ERRORS_1")), "it is paid already: query it")
      assert.match(yield* Errors.open(order("?")), /^nothing happened: .*out_trade_no/)
      yield* inject(
        Payment.query,
        Array.from({ length: 3 }, () => Faults.badGateway())
      )
      assert.match(yield* Errors.find("ERRORS_1"), /^502 no code /)
      const error = yield* Effect.flip(Payment.query({ out_trade_no: "?" }))
      assert.instanceOf(error, WechatPayError.WechatPayError)
      if (error instanceof WechatPayError.WechatPayError) assert.isFalse(Errors.isTransient(error))
    }).pipe(Effect.provide(world))
  )
})

describe("docs/from-axios-plugin.md and docs/from-php.md", () => {
  it.effect("the calls that replace those of wechatpay-axios-plugin and wechatpay-php run", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 22, 3))
      assert.match(yield* Moving.codeUrl, /^(weixin|https):/)
      assert.strictEqual(yield* Moving.state, "NOTPAY")
      yield* Moving.tolerant
      assert.strictEqual(yield* Moving.state, "CLOSED")
      assert.strictEqual((yield* Moving.forMiniProgram).signType, "RSA")
      const refused = yield* Effect.flip(Moving.refund)
      assert.strictEqual(refused.outcome, "Refused")
      const failed = yield* Effect.flip(Stream.runDrain(Moving.rows))
      assert.strictEqual(failed._tag, "NoStatementExist")
      const { media_id } = yield* Moving.upload(new Uint8Array([137, 80, 78, 71]))
      assert.isString(media_id)
      // The merchants of the simulator have no certificates.
      const none = yield* Effect.flip(Effect.asVoid(Moving.anything))
      assert.strictEqual(none.outcome, "Refused")
    }).pipe(Effect.provide(world))
  )
})
