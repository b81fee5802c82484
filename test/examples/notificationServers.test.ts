/** The servers of examples/notification-servers, each notified by the simulator over real HTTP. */
import { HttpServer, type HttpServerError } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import { NotificationKeys, NotificationStore } from "@effect-wechatpay/core"
import { Native } from "@effect-wechatpay/pay"
import { Outbox, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Context, Deferred, Effect, Layer, type Scope } from "effect"
import * as Express from "../../examples/notification-servers/src/express.js"
import * as Hono from "../../examples/notification-servers/src/hono.js"
import * as Nest from "../../examples/notification-servers/src/nest.js"
import { type Listening, Orders, path, web } from "../../examples/notification-servers/src/Orders.js"
import * as Platform from "../../examples/notification-servers/src/platform.js"

const { appid, mchid } = Samples

type Services = Orders | NotificationKeys.NotificationKeys | NotificationStore.NotificationStore

/** Starts a server with services, and returns its port. */
type Start = (
  services: Layer.Layer<Services>
) => Effect.Effect<number, HttpServerError.ServeError, Scope.Scope>

const withWeb =
  (listen: (notify: (request: Request) => Promise<Response>, port: number) => Promise<Listening>): Start =>
  (services) =>
    Effect.gen(function* () {
      const { dispose, handler, ready } = web(services)
      yield* Effect.promise(ready)
      const { port } = yield* Effect.acquireRelease(
        Effect.promise(() => listen(handler, 0)),
        ({ stop }) => Effect.promise(() => stop().then(dispose))
      )
      return port
    })

const servers: ReadonlyArray<readonly [name: string, start: Start]> = [
  [
    "@effect/platform",
    (services) =>
      Effect.map(Layer.build(Layer.provide(Platform.layer(0), services)), (context) => {
        const { address } = Context.get(context, HttpServer.HttpServer)
        return "port" in address ? address.port : 0
      })
  ],
  ["Hono", withWeb(Hono.listen)],
  ["Express", withWeb(Express.listen)],
  ["NestJS", withWeb(Nest.listen)]
]

const world = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer()),
  Layer.provideMerge(UndiciHttpClient.layer())
)

describe("examples/notification-servers", { timeout: 60_000 }, () => {
  layer(world, { excludeTestServices: true })((it) => {
    it.scoped.each(servers)(
      "examples/notification-servers with %s: a payment counts once, a forgery not",
      ([name, start]) =>
        Effect.gen(function* () {
          const { merchant } = yield* Simulator.Simulator
          const arrived = yield* Deferred.make<readonly [string, number]>()
          let count = 0
          const orders = Layer.succeed(
            Orders,
            Orders.of({
              paid: (number, fen) =>
                Effect.suspend(() => {
                  count++
                  return Effect.asVoid(Deferred.succeed(arrived, [number, fen] as const))
                })
            })
          )
          const keys = NotificationKeys.layer({ mchid, apiV3Key: merchant.apiV3Key })
          const given = yield* Effect.context<Layer.Layer.Context<typeof keys>>()
          const services = Layer.mergeAll(
            orders,
            Layer.orDie(Layer.provide(keys, Layer.succeedContext(given))),
            NotificationStore.layerMemory()
          )
          const origin = `http://127.0.0.1:${yield* start(services)}`
          const { deliveries, time } = yield* Simulator.Simulator
          yield* deliveries.setRouting({ rules: [{ from: "", to: origin }], anywhere: false })

          const out_trade_no = `NOTIFIED_${name.replace(/\W/g, "")}`
          yield* Native.create({
            appid,
            out_trade_no,
            description: "tea",
            notify_url: `https://shop.example${path}`,
            amount: { total: 888 }
          })
          yield* Simulator.act(Pay.pay({ mchid, out_trade_no }))
          assert.deepStrictEqual(yield* Deferred.await(arrived), [out_trade_no, 888])

          const sent = (yield* Simulator.act(Outbox.all)).at(-1)
          yield* Simulator.act(Outbox.resend(String(sent?.id)))
          yield* time.advance("1 second")
          const statuses = Effect.map(deliveries.all, (all) =>
            all.flatMap((delivery) => (delivery.url.startsWith(origin) ? [delivery.status] : []))
          )
          yield* Effect.repeat(statuses, { until: (all) => all.length >= 2 })
          assert.deepStrictEqual(yield* statuses, [204, 204])
          assert.strictEqual(count, 1)

          // As it was sent, but for one character of the ciphertext.
          const [genuine] = (yield* deliveries.all).filter((delivery) => delivery.url.startsWith(origin))
          const forged = yield* Effect.promise(() =>
            fetch(origin + path, {
              method: "POST",
              headers: { ...genuine?.headers },
              body: String(genuine?.body).replace(
                /("ciphertext":")(.)/,
                (_, start, first) => start + (first === "A" ? "B" : "A")
              )
            })
          )
          assert.strictEqual(forged.status, 401)
          assert.strictEqual(count, 1)
        })
    )
  })
})
