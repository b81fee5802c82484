/** The examples of docs/sql.md. */

import * as PgClient from "@effect/sql-pg/PgClient"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow"
import * as PaymentSignals from "@effect-wechatpay/pay/PaymentSignals"
import * as PayNotification from "@effect-wechatpay/pay/PayNotification"
import * as OperationSweeper from "@effect-wechatpay/sql/OperationSweeper"
import * as SqlCipher from "@effect-wechatpay/sql/SqlCipher"
import * as SqlInbox from "@effect-wechatpay/sql/SqlInbox"
import * as SqlMigrations from "@effect-wechatpay/sql/SqlMigrations"
import * as SqlNotificationStore from "@effect-wechatpay/sql/SqlNotificationStore"
import * as SqlOperationRecords from "@effect-wechatpay/sql/SqlOperationRecords"
import * as SqlRateLimit from "@effect-wechatpay/sql/SqlRateLimit"
import * as SqlSignals from "@effect-wechatpay/sql/SqlSignals"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const shared = Layer.mergeAll(
  SqlNotificationStore.layer(),
  SqlOperationRecords.layer(),
  SqlSignals.layer(),
  SqlRateLimit.layer
).pipe(Layer.provide(SqlMigrations.layer))

export const database = PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") })

export const signals = PaymentSignals.layerShared

export const handler = NotificationHandler.make(PayNotification.all, {
  "TRANSACTION.SUCCESS": ({ resource }) => PaymentSignals.publish(resource),
  unknown: () => Effect.void
})

export class Sales extends Context.Tag("app/Sales")<
  Sales,
  {
    readonly find: (no: string | undefined) => Effect.Effect<FacePaymentFlow.Order>
    readonly end: (no: string, result: FacePaymentFlow.Result) => Effect.Effect<void>
  }
>() {}

export const sweeper = OperationSweeper.layer({
  "facepay.facePayment": ({ number: [, , out_trade_no] }) =>
    Effect.gen(function* () {
      const sales = yield* Sales
      const sale = yield* sales.find(out_trade_no)
      const result = yield* FacePaymentFlow.reconcile(sale)
      yield* sales.end(sale.out_trade_no, result)
    })
})

export const notify = SqlInbox.toHttpApp()

export const worker = SqlInbox.layerWorker(handler).pipe(Layer.provide(SqlCipher.layerConfig))
