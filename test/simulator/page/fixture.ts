/** What the tests of the page share: one simulator, a backend that receives everything, and calls by hand. */
import { execFile } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { createServer } from "node:http"
import { promisify } from "node:util"
import { assert, type Vitest } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { Admin, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Context, DateTime, Effect, Layer, Redacted } from "effect"
import type { Page } from "playwright-core"
import { listenAt } from "../../support/listen.js"
import type { Browser } from "../browser.js"
import { seconds } from "../fronts.js"
import { send, signed } from "../RawRequest.js"

/** The methods of a suite that shares the simulator and the browser. */
export type It = Vitest.MethodsNonLive<Simulator.Simulator | Admin.Admin | Backend | Browser, true>

export const platformKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString()

export const shop = "https://shop.example"

/** The backend of a merchant, that takes every notification. */
export class Backend extends Context.Tag("test/Backend")<
  Backend,
  { readonly url: string; readonly received: ReadonlyArray<string> }
>() {}

const layerBackend = Layer.scoped(
  Backend,
  Effect.suspend(() => {
    const received: Array<string> = []
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        received.push(Buffer.concat(chunks).toString())
        response.writeHead(200, { "Content-Type": "application/json" }).end('{"code":"SUCCESS"}')
      })
    })
    return Effect.map(listenAt(server), (url) => ({ url, received }))
  })
)

export const simulated = Layer.flatMap(layerBackend, (context) =>
  Admin.layer().pipe(
    Layer.provideMerge(
      Simulator.layerServer({
        keepCalls: 150,
        deliverTo: { [shop]: Context.get(context, Backend).url },
        platform: { privateKey: Redacted.make(platformKey) },
        merchants: [
          {
            mchid: Samples.mchid,
            appids: [Samples.appid],
            subMchids: [Samples.subMchid],
            otherCertificates: [{}]
          },
          { mchid: "1900000001" }
        ]
      })
    ),
    Layer.merge(Layer.succeedContext(context))
  )
)

const curl = promisify(execFile)

/** A call as somebody makes it at a terminal, who has only keys and the documentation. */
export const call = Effect.fnUntraced(function* (method: string, target: string, body: object) {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  const text = JSON.stringify(body)
  const { headers } = signed(merchant, { method, target, body: text }, { timestamp: yield* seconds })
  const { stdout } = yield* Effect.promise(() =>
    curl("curl", [
      ...["--silent", "--show-error", "--request", method, "--data-binary", text],
      ...Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
      ...["--write-out", "\n%{http_code}", baseUrl + target]
    ])
  )
  assert.match(stdout, /\n200$/, stdout)
})

export const keys = { appid: Samples.appid, service_id: Samples.serviceId }

const inBeijing = (daysLater: number): string =>
  BeijingTime.fromDateTime(DateTime.unsafeMake(Date.now() + daysLater * 24 * 3_600_000))

export const create = (out_order_no: string) =>
  call("POST", "/v3/payscore/serviceorder", {
    ...keys,
    out_order_no,
    service_introduction: "充电宝租借",
    risk_fund: { name: "DEPOSIT", amount: 9900 },
    time_range: { start_time: "OnAccept", end_time: inBeijing(60) },
    notify_url: `${shop}/notify`,
    need_user_confirm: true
  })

export const complete = (out_order_no: string) =>
  call("POST", `/v3/payscore/serviceorder/${out_order_no}/complete`, {
    ...keys,
    post_payments: [{ name: "租金", amount: 300 }],
    total_amount: 300,
    time_range: { end_time: inBeijing(0) }
  })

/** A call whose signature lacks the last line feed; its number. */
export const rejectedCall = Effect.gen(function* () {
  const { baseUrl, calls, merchant } = yield* Simulator.Simulator
  const raw = signed(
    merchant,
    { target: "/v3/x", body: "{}" },
    {
      timestamp: yield* seconds,
      message: (lines, body) => Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), body])
    }
  )
  yield* send(baseUrl, raw)
  const call = (yield* calls.all).at(-1)
  assert.strictEqual(call?.diagnosis?.mistakes[0]?.id, "lastLineFeed")
  return call?.id
})

export const go = (page: Page, view: string) =>
  page.evaluate((next) => {
    location.hash = `#/${next}`
  }, view)

export const recordOf = (page: Page, title: string) => page.locator(".record", { hasText: title }).first()
