/**
 * An instance of a backend: it handles what is posted to `/notify` at once, stores what is posted to `/inbox`, and handles
 * what is stored. It prints its port. The database is in DATABASE_HOST and DATABASE_NAME; keys come from the environment.
 */
import { createServer } from "node:http"
import { HttpRouter, HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import {
  Notification,
  NotificationHandler,
  NotificationKeys,
  NotificationServer,
  Verifier
} from "@effect-wechatpay/core"
import { SqlCipher, SqlInbox, SqlNotificationStore, SqlSignals } from "@effect-wechatpay/sql"
import { Effect, Layer, Logger, LogLevel, Schema } from "effect"

const {
  DATABASE_HOST = "",
  DATABASE_NAME = "",
  WECHATPAY_PUBLIC_KEY = "",
  WECHATPAY_PUBLIC_KEY_ID = ""
} = process.env

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String },
  businessKey: ({ out_trade_no }) => out_trade_no
})

const handler = NotificationHandler.make([paid], {
  "TRANSACTION.SUCCESS": ({ resource }) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`INSERT INTO ledger (trade) VALUES (${resource.out_trade_no})`
      yield* Effect.sleep("3 millis")
      yield* sql`INSERT INTO ledger (trade) VALUES (${`${resource.out_trade_no} second`})`
    }),
  unknown: () => Effect.void
})

const database = PgClient.layer({
  host: DATABASE_HOST,
  database: DATABASE_NAME,
  username: "test",
  maxConnections: 8
})

const keys = NotificationKeys.layerConfig().pipe(
  Layer.provide(
    Verifier.layerPublicKey({ keys: [{ id: WECHATPAY_PUBLIC_KEY_ID, publicKey: WECHATPAY_PUBLIC_KEY }] })
  )
)

const port = HttpServer.addressFormattedWith((address) =>
  Effect.sync(() => console.log(`port ${new URL(address).port}`))
)

HttpRouter.empty.pipe(
  HttpRouter.post("/notify", NotificationServer.toHttpApp(handler)),
  HttpRouter.post("/inbox", SqlInbox.toHttpApp()),
  HttpServer.serve(),
  Layer.merge(SqlInbox.layerWorker(handler, { pollEvery: "100 millis" })),
  Layer.merge(Layer.effectDiscard(port)),
  Layer.provide(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
  Layer.provide([keys, SqlNotificationStore.layer(), SqlSignals.layer(), SqlCipher.layerConfig]),
  Layer.provide(database),
  Layer.launch,
  Logger.withMinimumLogLevel(LogLevel.None),
  NodeRuntime.runMain
)
