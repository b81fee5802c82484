/** The examples of docs/workflow.md. */
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import * as SqlMigrations from "@effect-wechatpay/sql/SqlMigrations"
import * as SqlOperationRecords from "@effect-wechatpay/sql/SqlOperationRecords"
import * as PayscoreOrder from "@effect-wechatpay/workflow/PayscoreOrder"
import * as Runners from "@effect-wechatpay/workflow/Runners"
import * as Layer from "effect/Layer"

const records = SqlOperationRecords.layer().pipe(Layer.provide(SqlMigrations.layer))

export const single = PayscoreOrder.layer.pipe(
  Layer.provide(records),
  Layer.provideMerge(Runners.layerSingle()),
  Layer.provideMerge(SqliteClient.layer({ filename: "orders.db" }))
)

import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"

const transport = Layer.unwrapEffect(
  Effect.map(Config.all({ host: Config.string("POD_IP"), port: Config.integer("RUNNER_PORT") }), (address) =>
    NodeClusterSocket.layer({ storage: "sql", shardingConfig: Runners.config(address) })
  )
)

export const several = PayscoreOrder.layer.pipe(
  Layer.provide(records),
  Layer.provideMerge(Runners.layer),
  Layer.provide(transport),
  Layer.provideMerge(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
)

import * as SqlClient from "@effect/sql/SqlClient"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"

export const orders = Layer.effect(
  PayscoreOrder.Orders,
  Effect.map(SqlClient.SqlClient, (sql) => ({
    create: ({ appid, out_order_no, service_id }) =>
      Effect.succeed({
        out_order_no,
        appid,
        service_id,
        service_introduction: "power bank",
        time_range: { start_time: "OnAccept" },
        risk_fund: { name: "DEPOSIT" as const, amount: 10_000 },
        notify_url: "https://shop.example/wechatpay"
      }),
    created: ({ out_order_no }, created) =>
      sql`UPDATE rental SET package = ${created.package ?? null} WHERE no = ${out_order_no}`,
    complete: ({ appid, out_order_no, service_id }, decidedAt) =>
      Effect.map(
        sql<{ readonly fee: number }>`SELECT fee FROM rental WHERE no = ${out_order_no}`,
        ([rental]) => ({
          out_order_no,
          appid,
          service_id,
          post_payments: [{ name: "rental", amount: rental?.fee ?? 0 }],
          time_range: { end_time: BeijingTime.fromDateTime(decidedAt) }
        })
      ),
    ended: ({ out_order_no }, result) =>
      sql`UPDATE rental SET state = ${result.state} WHERE no = ${out_order_no}`,
    failed: ({ out_order_no }, { error }) =>
      sql`UPDATE rental SET state = ${error} WHERE no = ${out_order_no}`
  }))
)

import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"

const mchid = "1900000109"

export const rent = (out_order_no: string) =>
  PayscoreOrder.start({ mchid, appid: "wx8888888888888888", service_id: "2002000000000558", out_order_no })

export const returned = (out_order_no: string) => PayscoreOrder.decide({ mchid, out_order_no }, "complete")

const { userConfirmed, userPaid } = PayscoreNotification

export const handler = NotificationHandler.make([userConfirmed, userPaid], {
  "PAYSCORE.USER_CONFIRM": ({ resource }) => PayscoreOrder.notify(resource),
  "PAYSCORE.USER_PAID": ({ resource }) => PayscoreOrder.notify(resource),
  unknown: () => Effect.void
})

import * as Workflow from "@effect/workflow/Workflow"
import * as Activities from "@effect-wechatpay/workflow/Activities"
import * as ActivityFailure from "@effect-wechatpay/workflow/ActivityFailure"
import * as Schema from "effect/Schema"

export const Complaint = Workflow.make({
  name: "shop.Complaint",
  payload: { mchid: Schema.String, out_refund_no: Schema.String, transaction_id: Schema.String },
  error: ActivityFailure.ActivityFailure,
  idempotencyKey: ({ out_refund_no }) => out_refund_no
})

export const complaints = Complaint.toLayer(({ mchid, out_refund_no, transaction_id }) =>
  Effect.gen(function* () {
    const refund = Effect.succeed({
      out_refund_no,
      transaction_id,
      amount: { refund: 100, total: 888, currency: "CNY" as const }
    })
    yield* Activities.untilKnown(Activities.createRefund({ mchid, out_refund_no }, refund))
    yield* Activities.untilKnown(
      Activities.make({
        name: "shop.voucher",
        success: Schema.Void,
        execute: Effect.log("a voucher for the user")
      })
    )
  })
)
