/**
 * A runner of all workflows, with the application's services. It executes the commands of its input, one JSON value a line, and
 * prints `slow` and the number when the application begins a step that takes long, and `ended`, number and result. The database is SQLite in SQLITE_FILE, or PostgreSQL in DATABASE_HOST and DATABASE_NAME with the runner's PORT; the keys come from
 * the environment.
 */
import { createInterface } from "node:readline"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { ClientCertificate, V2Client, WechatPayClient } from "@effect-wechatpay/core"
import { SqlMigrations, SqlOperationRecords } from "@effect-wechatpay/sql"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Runners, WorkflowDelays } from "@effect-wechatpay/workflow"
import { Effect, Layer, Logger, LogLevel, Schedule, Schema, Stream } from "effect"
import * as Sqlite from "../../support/sqlite.js"
import { execute } from "./execute.js"
import { Command, Details } from "./protocol.js"
import { App, services, workflows } from "./services.js"

const {
  DATABASE_HOST = "",
  DATABASE_NAME = "",
  PORT = "0",
  SQLITE_FILE,
  LOG_LEVEL = "None",
  SLOW_MILLIS = "0",
  LEASE_SECONDS = "30",
  WECHATPAY_MCHID = ""
} = process.env

const print = (...words: ReadonlyArray<string>) => Effect.sync(() => console.log(words.join(" ")))

/** The application, which keeps its orders in the same database. */
const app = Layer.effect(
  App,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const find = (no: string) =>
      Effect.flatMap(sql<{ details: string }>`SELECT details FROM app_order WHERE no = ${no}`, ([row]) =>
        Schema.decodeUnknown(Schema.parseJson(Details))(row?.details)
      )
    const slow = (no: string, step: string) =>
      Effect.flatMap(find(no), ({ slowIn }) =>
        slowIn === step ? Effect.zipRight(print("slow", no), Effect.sleep(Number(SLOW_MILLIS))) : Effect.void
      )
    return {
      find,
      slow,
      ended: (no: string, result: unknown) =>
        Effect.zipRight(slow(no, "ended"), print("ended", no, JSON.stringify(result)))
    }
  })
)

const delays = Layer.succeed(WorkflowDelays.WorkflowDelays, {
  retry: () => "1 second",
  polling: () => "2 seconds",
  inService: () => "1 minute",
  busy: Schedule.compose(Schedule.spaced("1 second"), Schedule.recurs(40))
})

const database =
  SQLITE_FILE === undefined
    ? Layer.orDie(
        PgClient.layer({ host: DATABASE_HOST, database: DATABASE_NAME, username: "test", maxConnections: 8 })
      )
    : Sqlite.layerOf(SQLITE_FILE)

const engine =
  SQLITE_FILE === undefined
    ? Runners.layer.pipe(
        Layer.provide(
          NodeClusterSocket.layer({
            storage: "sql",
            shardingConfig: Runners.config({ host: "127.0.0.1", port: Number(PORT) })
          })
        )
      )
    : Runners.layerSingle({ entityMessagePollInterval: "500 millis" })

const tables = Layer.effectDiscard(
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`CREATE TABLE IF NOT EXISTS app_order (no VARCHAR(64) PRIMARY KEY, details TEXT NOT NULL)`
  )
)

/** The simulator sees no TLS: a header stands for the certificate of the merchant. */
const certificate = Layer.effect(
  ClientCertificate.ClientCertificate,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.mapRequest(HttpClientRequest.setHeader("x-simulator-client-certificate", WECHATPAY_MCHID))
  )
)

const clients = Layer.merge(WechatPayClient.layerConfig(), V2Client.layerConfig()).pipe(
  Layer.provide(certificate),
  Layer.provide([UndiciHttpClient.layer(), NodeFileSystem.layer])
)

const store = (no: string, details: Details) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`INSERT INTO app_order (no, details) VALUES (${no}, ${JSON.stringify(details)}) ON CONFLICT (no) DO NOTHING`
  )

const input = Stream.fromAsyncIterable(createInterface(process.stdin), () => "input ended" as const)

print("ready").pipe(
  Effect.andThen(
    Stream.runForEach(input, (line) =>
      Effect.gen(function* () {
        const command = yield* Schema.decode(Schema.parseJson(Command))(line)
        if (command._tag === "Store") yield* store(command.no, command.details)
        else yield* Effect.forkDaemon(execute(command))
      })
    )
  ),
  // The tests have ended: nobody waits for what is in flight.
  Effect.andThen(Effect.sync(() => void process.exit())),
  Effect.provide(
    workflows.pipe(
      Layer.provide(services.pipe(Layer.provide(app))),
      Layer.provideMerge(engine),
      Layer.provide([
        delays,
        clients,
        SqlOperationRecords.layer({ lease: `${Number(LEASE_SECONDS)} seconds` })
      ]),
      Layer.provide(SqlMigrations.layer),
      Layer.provide(tables),
      Layer.provideMerge(database)
    )
  ),
  Logger.withMinimumLogLevel(LOG_LEVEL === "Debug" ? LogLevel.Debug : LogLevel.None),
  NodeRuntime.runMain
)
