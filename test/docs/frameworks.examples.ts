/** The examples of docs/frameworks.md. */

import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeContext from "@effect/platform-node/NodeContext"
import {
  NotificationHandler,
  NotificationKeys,
  NotificationServer,
  NotificationStore,
  Verifier
} from "@effect-wechatpay/core"
import { PayNotification } from "@effect-wechatpay/pay"
import { getRequestListener } from "@hono/node-server"
import type { INestApplication } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import { Effect, Layer } from "effect"
import express from "express"
import { Hono } from "hono"

// Your code: find the order, compare its amount, deliver it once.
export type Deliver = (outTradeNo: string, fen: number) => Promise<void>

export const handlerOf = (deliver: Deliver) =>
  NotificationHandler.make([PayNotification.succeeded], {
    "TRANSACTION.SUCCESS": ({ resource, shape }) =>
      shape === "combined"
        ? Effect.logWarning("this shop has no combined orders")
        : Effect.tryPromise(() => deliver(resource.out_trade_no, resource.amount.total)),
    unknown: (event) => Effect.logWarning(`nobody handles ${event.event_type}`)
  })

export const keys = NotificationKeys.layerConfig().pipe(
  Layer.provide(Verifier.layerConfig()),
  Layer.provide(NodeContext.layer)
)

export const receiver = (deliver: Deliver) =>
  NotificationServer.toWebHandler(
    NotificationServer.toHttpApp(handlerOf(deliver)),
    Layer.merge(keys, NotificationStore.layerMemory())
  )

export type Notify = (request: Request) => Promise<Response>

export const inExpress = (notify: Notify) => {
  const app = express()
  app.post("/wechatpay/notify", getRequestListener(notify))
  // Parsers of bodies come after the receiver.
  app.use(express.json())
  return app
}

export const inHono = (notify: Notify) => {
  const app = new Hono()
  app.post("/wechatpay/notify", (context) => notify(context.req.raw))
  return app
}

export const routeOf = (notify: Notify) => ({ POST: (request: Request) => notify(request) })

// export const { POST } = routeOf(receiver(deliver).handler)

export const inNest = async (
  module: Parameters<typeof NestFactory.create>[0],
  notify: Notify
): Promise<INestApplication> => {
  const app = await NestFactory.create(module, { logger: ["error", "warn"] })
  app.use("/wechatpay/notify", getRequestListener(notify))
  return app
}

// const app = await inNest(AppModule, receiver(deliver).handler)
// await app.listen(3000)

export const inPlatform = (deliver: Deliver) =>
  HttpRouter.empty.pipe(
    HttpRouter.post("/wechatpay/notify", NotificationServer.toHttpApp(handlerOf(deliver))),
    HttpServer.serve(),
    Layer.provide([keys, NotificationStore.layerMemory()])
  )
