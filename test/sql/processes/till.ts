/**
 * A process of a till. Each line of its input is a sale as JSON; with a face code it is paid, without one it is reconciled.
 * It prints the number and the result of each. Without `records` it does not use operation records.
 */
import { createInterface } from "node:readline"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { ClientCertificate, OperationRecords, V2Client } from "@effect-wechatpay/core"
import { FacePaymentFlow } from "@effect-wechatpay/facepay"
import { SqlOperationRecords } from "@effect-wechatpay/sql"
import { Effect, Layer, Logger, LogLevel, Option, Schedule, Schema, Stream } from "effect"

const { DATABASE_HOST = "", DATABASE_NAME = "", WECHATPAY_MCHID = "" } = process.env

const Sale = Schema.parseJson(
  Schema.Struct({
    appid: Schema.String,
    body: Schema.String,
    out_trade_no: Schema.String,
    total_fee: Schema.Number,
    fee_type: Schema.String,
    spbill_create_ip: Schema.String,
    records: Schema.Boolean,
    face_code: Schema.optional(Schema.String)
  })
)

const run = (line: string) =>
  Effect.gen(function* () {
    const { face_code, records, ...sale } = yield* Schema.decode(Sale)(line)
    const program =
      face_code === undefined ? FacePaymentFlow.reconcile(sale) : FacePaymentFlow.pay({ ...sale, face_code })
    const result = yield* records
      ? program
      : Effect.provideService(program, OperationRecords.OperationRecords, Option.none())
    const problem = result._tag === "Unknown" || result._tag === "Failed" ? result.error._tag : ""
    console.log(`result ${sale.out_trade_no} ${result._tag} ${problem}`)
  })

const schedules = Layer.succeed(FacePaymentFlow.FacePaymentSchedules, {
  query: Schedule.spaced("40 millis").pipe(Schedule.upTo("320 millis")),
  reverse: Schedule.fromDelays("20 millis", "40 millis", "80 millis"),
  reverseAfter: "0 millis"
})

/** The simulator sees no TLS: a header stands for the certificate of the merchant. */
const certificate = Layer.effect(
  ClientCertificate.ClientCertificate,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.mapRequest(HttpClientRequest.setHeader("x-simulator-client-certificate", WECHATPAY_MCHID))
  )
)

const database = PgClient.layer({
  host: DATABASE_HOST,
  database: DATABASE_NAME,
  username: "test",
  maxConnections: 8
})

const records = SqlOperationRecords.layer({ lease: "400 millis" }).pipe(Layer.provide(database))

const input = Stream.fromAsyncIterable(createInterface(process.stdin), () => "input ended" as const)

Effect.sync(() => console.log("ready")).pipe(
  Effect.andThen(Stream.runForEach(input, (line) => Effect.forkDaemon(run(line)))),
  Effect.provide(
    Layer.mergeAll(V2Client.layerConfig(), schedules, records).pipe(
      Layer.provide(certificate),
      Layer.provide(FetchHttpClient.layer)
    )
  ),
  Logger.withMinimumLogLevel(LogLevel.None),
  NodeRuntime.runMain
)
