/**
 * Where the examples run: an HTTP server for their notifications, and a simulated WeChat Pay that delivers to it. Both are on
 * this machine and need no keys and no money.
 */
import { createServer } from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as Simulator from "@effect-wechatpay/simulator/Simulator"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** WeChat Pay notifies public addresses only. The simulator delivers to this machine instead. */
export const notifyUrl = "https://merchant.example/wechatpay/notify"

const simulator = (options: Simulator.Options) =>
  Layer.unwrapEffect(
    HttpServer.addressFormattedWith((address) =>
      Effect.succeed(
        Simulator.layerServer({ ...options, deliverTo: { "https://merchant.example": address } })
      )
    )
  )

/** A simulator and an HTTP server on free ports, and the HTTP client of the example. */
export const layer = (options: Simulator.Options = {}) =>
  simulator(options).pipe(
    Layer.provideMerge(UndiciHttpClient.layer()),
    Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
  )

/** The keys of the simulator's merchant, which verify and decrypt notifications. */
export const layerKeys = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, ({ merchant: { apiV3Key, mchid } }) =>
    NotificationKeys.layer({ mchid, apiV3Key })
  )
)

/** The same for an example that needs no notifications: they are verified, and nothing is done. */
export const layerIgnoringNotifications = Layer.scopedDiscard(
  HttpServer.serveEffect(
    NotificationServer.toHttpApp(NotificationHandler.make([], { unknown: () => Effect.void }))
  )
).pipe(
  Layer.provide([layerKeys, NotificationStore.layerMemory()]),
  Layer.provide(Simulator.layerClient()),
  Layer.provideMerge(layer())
)
