/**
 * One instance of the backend: an HTTP server, and a runner of the workflows. With DATABASE_URL it shares PostgreSQL with other
 * instances; without, it is alone and keeps everything in the file SQLITE_FILE.
 */
import { createServer } from "node:http"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as SqlMigrations from "@effect-wechatpay/sql/SqlMigrations"
import * as SqlNotificationStore from "@effect-wechatpay/sql/SqlNotificationStore"
import * as SqlOperationRecords from "@effect-wechatpay/sql/SqlOperationRecords"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as PayscoreOrder from "@effect-wechatpay/workflow/PayscoreOrder"
import * as RefundWorkflow from "@effect-wechatpay/workflow/RefundWorkflow"
import * as Runners from "@effect-wechatpay/workflow/Runners"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Rentals from "./Rentals.js"

const url = Config.option(Config.redacted("DATABASE_URL"))

const database = Layer.unwrapEffect(
  Effect.gen(function* () {
    const given = yield* url
    return Option.isSome(given)
      ? Layer.orDie(PgClient.layer({ url: given.value }))
      : Layer.orDie(SqliteClient.layer({ filename: yield* Config.string("SQLITE_FILE") }))
  })
)

const engine = Layer.unwrapEffect(
  Effect.gen(function* () {
    if (Option.isNone(yield* url)) return Runners.layerSingle()
    const shardingConfig = Runners.config({ host: "127.0.0.1", port: yield* Config.integer("RUNNER_PORT") })
    return Runners.layer.pipe(Layer.provide(NodeClusterSocket.layer({ storage: "sql", shardingConfig })))
  })
)

const no = Effect.map(HttpRouter.params, ({ no = "" }) => no)
const done = HttpServerResponse.empty({ status: 204 })

const api = HttpRouter.empty.pipe(
  HttpRouter.post("/rentals/:no", Effect.as(Effect.flatMap(no, Rentals.begin), done)),
  HttpRouter.post("/rentals/:no/return", Effect.as(Effect.flatMap(no, Rentals.giveBack), done)),
  HttpRouter.post("/rentals/:no/refund", Effect.as(Effect.flatMap(no, Rentals.refund), done)),
  HttpRouter.get("/rentals/:no", Effect.map(Effect.flatMap(no, Rentals.stateOf), HttpServerResponse.text)),
  HttpRouter.post("/wechatpay", NotificationServer.toHttpApp(Rentals.notifications)),
  HttpServer.serve()
)

const server = Layer.unwrapEffect(
  Effect.map(Config.integer("PORT"), (port) =>
    NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })
  )
)

const shared = Layer.merge(SqlOperationRecords.layer(), SqlNotificationStore.layer()).pipe(
  Layer.provide(SqlMigrations.layer)
)

const client = WechatPayClient.layerConfig().pipe(
  Layer.provide([UndiciHttpClient.layer(), NodeFileSystem.layer])
)

const workflows = Layer.merge(PayscoreOrder.layer, RefundWorkflow.layer).pipe(
  Layer.provide([Rentals.orders, Rentals.refunds])
)

Layer.merge(api, workflows).pipe(
  Layer.provide(server),
  Layer.provide(engine),
  Layer.provide(NotificationKeys.layerConfig()),
  Layer.provide([shared, Rentals.table]),
  Layer.provide(client),
  Layer.provide(database),
  Layer.launch,
  // What the cluster tells of runners that come and go.
  Logger.withMinimumLogLevel(LogLevel.Error),
  NodeRuntime.runMain
)
