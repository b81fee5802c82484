/** With the server of `@effect/platform`: the app is an effect, and its services are those of the server. */
import { createServer } from "node:http"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Layer from "effect/Layer"
import { app, path } from "./Orders.js"

export const router = HttpRouter.empty.pipe(HttpRouter.post(path, app))

export const layer = (port: number) =>
  HttpServer.serve(router).pipe(Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port })))
