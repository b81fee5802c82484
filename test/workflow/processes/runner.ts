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
import { BeijingTime, ClientCertificate, V2Client, WechatPayClient } from "@effect-wechatpay/core"
import { SqlMigrations, SqlOperationRecords } from "@effect-wechatpay/sql"
import { TransferScene } from "@effect-wechatpay/transfer"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import {
  Deduction,
  FaceSale,
  Payment,
  PayscoreOrder,
  ProfitSharing,
  RefundWorkflow,
  Runners,
  Transfer,
  WorkflowDelays
} from "@effect-wechatpay/workflow"
import { Effect, Layer, Logger, LogLevel, Schedule, Schema, Stream } from "effect"
import * as Sqlite from "../../support/sqlite.js"
import { Command, Details } from "./protocol.js"

const {
  DATABASE_HOST = "",
  DATABASE_NAME = "",
  PORT = "0",
  SQLITE_FILE,
  LOG_LEVEL = "None",
  SLOW_MILLIS = "0",
  LEASE_SECONDS = "30",
  WECHATPAY_MCHID = "",
  WECHATPAY_SIMULATOR_APPID: appid = "",
  WECHATPAY_SIMULATOR_SERVICE_ID: service_id = ""
} = process.env

const print = (...words: ReadonlyArray<string>) => Effect.sync(() => console.log(words.join(" ")))

/** The application, which keeps its orders in the same database. */
const app = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const find = (no: string) =>
    Effect.flatMap(sql<{ details: string }>`SELECT details FROM app_order WHERE no = ${no}`, ([row]) =>
      Schema.decodeUnknown(Schema.parseJson(Details))(row?.details)
    )
  /** A step of the application that takes time, so that the process can be killed in it. */
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

const services = Layer.mergeAll(
  Layer.effect(
    PayscoreOrder.Orders,
    Effect.map(app, ({ ended, slow }) => ({
      create: ({ out_order_no }) =>
        Effect.succeed({
          out_order_no,
          appid,
          service_id,
          service_introduction: "power bank",
          time_range: { start_time: "OnAccept" },
          risk_fund: { name: "DEPOSIT" as const, amount: 10_000 },
          notify_url: "https://shop.example/notify"
        }),
      created: ({ out_order_no }) => slow(out_order_no, "created"),
      complete: ({ out_order_no }, decidedAt) =>
        Effect.succeed({
          out_order_no,
          appid,
          service_id,
          post_payments: [{ name: "rental", amount: 500 }],
          time_range: { end_time: BeijingTime.fromDateTime(decidedAt) }
        }),
      ended: ({ out_order_no }, result) => ended(out_order_no, result)
    }))
  ),
  Layer.effect(
    FaceSale.Sales,
    Effect.map(app, ({ ended, find, slow }) => ({
      pay: ({ out_trade_no, total_fee }) =>
        Effect.gen(function* () {
          yield* slow(out_trade_no, "pay")
          const { code = "" } = yield* find(out_trade_no)
          return {
            appid,
            out_trade_no,
            total_fee,
            body: "Coffee",
            fee_type: "CNY",
            spbill_create_ip: "203.0.113.7",
            face_code: code
          }
        }),
      payer: () => Effect.succeed({}),
      ended: ({ out_trade_no }, result) => ended(out_trade_no, result)
    }))
  ),
  Layer.effect(
    Deduction.Deductions,
    Effect.map(app, ({ ended, find }) => ({
      deduct: ({ mchid, out_trade_no, sub_mchid }) =>
        Effect.map(find(out_trade_no), ({ code = "" }) => ({
          sp_appid: appid,
          sp_mchid: mchid,
          sub_mchid,
          out_trade_no,
          auth_code: code,
          amount: { total: 850, currency: "CNY" as const },
          business: { business_product_id: 2 as const, business_scene_id: 3 as const }
        })),
      ended: ({ out_trade_no }, result) => ended(out_trade_no, result)
    }))
  ),
  Layer.effect(
    RefundWorkflow.Refunds,
    Effect.map(app, ({ ended, find }) => ({
      create: ({ out_refund_no }) =>
        Effect.map(find(out_refund_no), ({ code = "" }) => ({
          out_refund_no,
          transaction_id: code,
          amount: { refund: 100, total: 1000, currency: "CNY" as const }
        })),
      abnormal: () => Effect.succeedNone,
      ended: ({ out_refund_no }, result) => ended(out_refund_no, result)
    }))
  ),
  Layer.effect(
    Payment.Payments,
    Effect.map(app, ({ ended }) => ({ ended: ({ out_trade_no }, result) => ended(out_trade_no, result) }))
  ),
  Layer.effect(
    Transfer.Transfers,
    Effect.map(app, ({ ended, find, slow }) => ({
      create: ({ out_bill_no }) =>
        Effect.map(find(out_bill_no), ({ code = "" }) => ({
          ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
          appid,
          openid: code,
          out_bill_no,
          transfer_amount: 500,
          transfer_remark: "新会员有礼"
        })),
      created: ({ out_bill_no }) => slow(out_bill_no, "created"),
      ended: ({ out_bill_no }, result) => ended(out_bill_no, result)
    }))
  ),
  Layer.effect(
    ProfitSharing.Shares,
    Effect.map(app, ({ ended, find }) => ({
      create: ({ out_order_no, transaction_id }) =>
        Effect.map(find(out_order_no), ({ code = "" }) => ({
          transaction_id,
          out_order_no,
          receivers: [{ type: "MERCHANT_ID", account: code, amount: 100, description: "share" }] as const,
          unfreeze_unsplit: false
        })),
      ended: ({ out_order_no }, { state }) => ended(out_order_no, { state }),
      unfreeze: ({ out_order_no, transaction_id }) =>
        Effect.succeedSome({ transaction_id, out_order_no: `${out_order_no}U`, description: "rest" })
    }))
  )
)

const workflows = Layer.mergeAll(
  PayscoreOrder.layer,
  FaceSale.layer,
  Deduction.layer,
  RefundWorkflow.layer,
  Payment.layer,
  Transfer.layer,
  ProfitSharing.layer
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
    (sql) => sql`INSERT INTO app_order (no, details) VALUES (${no}, ${JSON.stringify(details)})`
  )

const execute = (command: Exclude<Command, { readonly _tag: "Store" }>) => {
  switch (command._tag) {
    case "Order":
      return PayscoreOrder.start(command.payload)
    case "Confirmed":
      return PayscoreOrder.notify({ ...command.payload, state: "DOING" })
    case "Ended":
      return PayscoreOrder.notify({ ...command.payload, state: "DONE" })
    case "Decide":
      return PayscoreOrder.decide(command.payload, command.decision)
    case "Sale":
      return FaceSale.start(command.payload)
    case "Deduct":
      return Deduction.start(command.payload)
    case "Refund":
      return RefundWorkflow.start(command.payload)
    case "Refunded":
      return RefundWorkflow.notify(command.payload)
    case "Payment":
      return Payment.start(command.payload)
    case "Paid":
      return Payment.notify(command.payload)
    case "Close":
      return Payment.close(command.payload)
    case "Transfer":
      return Transfer.start(command.payload)
    case "Transferred":
      return Transfer.notify(command.payload)
    case "CancelTransfer":
      return Transfer.cancel(command.payload)
    case "Share":
      return ProfitSharing.start(command.payload)
    case "Shared":
      return ProfitSharing.notify(command.payload)
  }
}

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
  Effect.provide(
    workflows.pipe(
      Layer.provide(services),
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
  Logger.withMinimumLogLevel(LogLevel.fromLiteral(LOG_LEVEL as LogLevel.Literal)),
  NodeRuntime.runMain
)
