/** Umbrellas: the table of the rentals, and what the workflows ask for and report. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as RefundNotification from "@effect-wechatpay/refund/RefundNotification"
import * as PayscoreOrder from "@effect-wechatpay/workflow/PayscoreOrder"
import * as RefundWorkflow from "@effect-wechatpay/workflow/RefundWorkflow"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const notifyUrl = "https://rental.example/wechatpay"

/** Fen for each rental. */
const fee = 300

const settings = Config.all({
  mchid: Config.string("WECHATPAY_MCHID"),
  appid: Config.string("WECHATPAY_SIMULATOR_APPID"),
  service_id: Config.string("WECHATPAY_SIMULATOR_SERVICE_ID")
})

/** `package`: what the mini program opens. `refund_no`: set if the money goes back. */
export const table = Layer.effectDiscard(
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`CREATE TABLE IF NOT EXISTS rental (
      no VARCHAR(32) PRIMARY KEY,
      state VARCHAR(32) NOT NULL,
      package TEXT,
      transaction_id VARCHAR(32),
      refund_no VARCHAR(64)
    )`
  )
)

export const orders = Layer.effect(
  PayscoreOrder.Orders,
  Effect.map(SqlClient.SqlClient, (sql) => ({
    create: ({ appid, out_order_no, service_id }) =>
      Effect.succeed({
        out_order_no,
        appid,
        service_id,
        service_introduction: "umbrella",
        time_range: { start_time: "OnAccept" },
        risk_fund: { name: "DEPOSIT" as const, amount: 3900 },
        notify_url: notifyUrl
      }),
    created: ({ out_order_no }, created) =>
      sql`UPDATE rental SET state = 'created', package = ${created.package ?? null} WHERE no = ${out_order_no}`,
    complete: ({ appid, out_order_no, service_id }, decidedAt) =>
      Effect.succeed({
        out_order_no,
        appid,
        service_id,
        post_payments: [{ name: "rental", amount: fee }],
        time_range: { end_time: BeijingTime.fromDateTime(decidedAt) }
      }),
    ended: ({ out_order_no }, { state, transactionIds: [transaction_id = null] }) =>
      sql`UPDATE rental SET state = ${state}, transaction_id = ${transaction_id} WHERE no = ${out_order_no} AND refund_no IS NULL`,
    failed: ({ out_order_no }, { error }) =>
      sql`UPDATE rental SET state = ${error} WHERE no = ${out_order_no}`
  }))
)

export const refunds = Layer.effect(
  RefundWorkflow.Refunds,
  Effect.map(SqlClient.SqlClient, (sql) => ({
    create: ({ out_refund_no }) =>
      Effect.map(
        sql<{
          readonly transaction_id: string
        }>`SELECT transaction_id FROM rental WHERE refund_no = ${out_refund_no}`,
        ([rental]) => ({
          out_refund_no,
          transaction_id: rental?.transaction_id ?? "",
          amount: { refund: fee, total: fee, currency: "CNY" as const },
          notify_url: notifyUrl
        })
      ),
    abnormal: () => Effect.succeedNone,
    ended: ({ out_refund_no }) =>
      sql`UPDATE rental SET state = 'Refunded' WHERE refund_no = ${out_refund_no}`,
    failed: ({ out_refund_no }, { error }) =>
      sql`UPDATE rental SET state = ${error} WHERE refund_no = ${out_refund_no}`
  }))
)

/** Stores a rental and starts its workflow. */
export const begin = (no: string) =>
  Effect.gen(function* () {
    const { appid, mchid, service_id } = yield* settings
    const sql = yield* SqlClient.SqlClient
    yield* sql`INSERT INTO rental (no, state) VALUES (${no}, 'new') ON CONFLICT (no) DO NOTHING`
    yield* PayscoreOrder.start({ mchid, appid, service_id, out_order_no: no })
  })

/** The user has put the umbrella back. */
export const giveBack = (no: string) =>
  Effect.flatMap(settings, ({ mchid }) => PayscoreOrder.decide({ mchid, out_order_no: no }, "complete"))

/** The umbrella was broken. */
export const refund = (no: string) =>
  Effect.gen(function* () {
    const { mchid } = yield* settings
    const sql = yield* SqlClient.SqlClient
    const out_refund_no = `${no}R`
    yield* sql`UPDATE rental SET refund_no = ${out_refund_no} WHERE no = ${no} AND transaction_id IS NOT NULL`
    yield* RefundWorkflow.start({ mchid, out_refund_no })
  })

export const stateOf = (no: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [rental] = yield* sql<{ readonly state: string }>`SELECT state FROM rental WHERE no = ${no}`
    return rental?.state ?? "unknown"
  })

const { userConfirmed, userPaid } = PayscoreNotification

export const notifications = NotificationHandler.make([userConfirmed, userPaid, ...RefundNotification.all], {
  "PAYSCORE.USER_CONFIRM": ({ resource }) => PayscoreOrder.notify(resource),
  "PAYSCORE.USER_PAID": ({ resource }) => PayscoreOrder.notify(resource),
  "REFUND.SUCCESS": ({ resource }) => RefundWorkflow.notify(resource),
  "REFUND.ABNORMAL": ({ resource }) => RefundWorkflow.notify(resource),
  "REFUND.CLOSED": ({ resource }) => RefundWorkflow.notify(resource),
  unknown: () => Effect.void
})
