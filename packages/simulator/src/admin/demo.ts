/** A shop of the simulator's own that plays one order: real signed calls over HTTP, and a webhook that verifies. */
import { randomBytes } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import * as Samples from "../Samples.js"
import { layerClient, Simulator } from "../Simulator.js"
import { Rejected } from "./Api.js"
import { hasServer } from "./sendAgain.js"

/** The public address of the shop; its notifications are delivered to this process. */
const shop = "https://demo-shop.example"

const read = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("error", reject)
    request.on("end", () => resolve(Buffer.concat(chunks)))
  })

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  )

/** The webhook of the shop: 204 for what WeChat Pay has signed, 401 for anything else. */
const webhook = Effect.gen(function* () {
  const { merchant } = yield* Simulator
  const runtime = yield* Effect.runtime<Simulator>()
  const keys = NotificationKeys.layer({ mchid: merchant.mchid, apiV3Key: merchant.apiV3Key }).pipe(
    Layer.provide(layerClient()),
    Layer.provide(FetchHttpClient.layer)
  )
  const status = (request: IncomingMessage) =>
    Effect.gen(function* () {
      const body = yield* Effect.promise(() => read(request))
      yield* NotificationReceiver.verify(
        yield* NotificationReceiver.delivery({ headers: headersOf(request), body })
      )
      return 204
    }).pipe(
      Effect.provide(keys),
      Effect.catchAll(() => Effect.succeed(401))
    )
  const respond = (request: IncomingMessage, response: ServerResponse) =>
    Runtime.runCallback(runtime)(status(request), {
      onExit: (exit) => response.writeHead(exit._tag === "Success" ? exit.value : 500).end()
    })
  const server = yield* Effect.acquireRelease(
    Effect.async<ReturnType<typeof createServer>>((resume) => {
      const made = createServer(respond)
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) => Effect.sync(() => made.close().closeAllConnections())
  )
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
})

/** What a user of the shop does, by the panel of service orders. */
export type Press = (
  action: string,
  out_order_no: string,
  values: Readonly<Record<string, string>>
) => Effect.Effect<unknown, Rejected>

/** The demo, whose webhook is served from the first order on until the scope closes. */
export const makeDemo = Effect.gen(function* () {
  const simulator = yield* Simulator
  const scope = yield* Effect.scope
  const address = yield* Effect.cached(
    webhook.pipe(Effect.provideService(Simulator, simulator), Scope.extend(scope))
  )
  const { deliveries } = simulator

  const deliverToShop = Effect.gen(function* () {
    const to = yield* address
    const { anywhere, rules } = yield* deliveries.routing
    const others = rules.filter(({ from }) => from !== shop)
    yield* deliveries.setRouting({ anywhere, rules: [...others, { from: shop, to }] })
  })

  const play = Effect.fnUntraced(function* (press: Press) {
    const out_order_no = `DEMO_${randomBytes(6).toString("hex").toUpperCase()}`
    const keys = { appid: Samples.appid, service_id: Samples.serviceId }
    yield* deliverToShop
    yield* ServiceOrder.create({
      ...keys,
      out_order_no,
      service_introduction: "充电宝租借",
      time_range: { start_time: "OnAccept" },
      risk_fund: { name: "DEPOSIT", amount: 9900 },
      notify_url: `${shop}/wechat/notify`
    })
    yield* press("confirm", out_order_no, { openid: Samples.openid })
    yield* ServiceOrder.query({ appid: keys.appid, service_id: keys.service_id, out_order_no })
    yield* ServiceOrder.complete({
      ...keys,
      out_order_no,
      post_payments: [{ name: "租金", amount: 300 }],
      total_amount: 300,
      time_range: { end_time: yield* BeijingTime.now }
    })
    yield* press("pay", out_order_no, {})
    yield* ServiceOrder.query({ appid: keys.appid, service_id: keys.service_id, out_order_no })
    return out_order_no
  })

  return (press: Press): Effect.Effect<string, Rejected> =>
    hasServer(simulator.baseUrl)
      ? play(press).pipe(
          Effect.provide(Layer.provide(layerClient(), FetchHttpClient.layer)),
          Effect.provideService(Simulator, simulator),
          Effect.mapError((error) =>
            error._tag === "Rejected" ? error : new Rejected({ problem: error.message })
          )
        )
      : new Rejected({ problem: "the simulator has no HTTP server" })
})
