/** The shop with real keys: README.md has the variables. */
import { createServer } from "node:http"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Config from "effect/Config"
import * as Layer from "effect/Layer"
import * as Shop from "./Shop.js"

const server = NodeHttpServer.layerConfig(() => createServer(), {
  port: Config.withDefault(Config.port("PORT"), 3000),
  host: Config.withDefault(Config.string("HOST"), "127.0.0.1")
})

Shop.layer.pipe(
  HttpServer.withLogAddress,
  Layer.provide([server, UndiciHttpClient.layer()]),
  Layer.launch,
  NodeRuntime.runMain()
)
