/** The examples of docs/production.md. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import { WechatPayClient } from "@effect-wechatpay/core"
import { PaymentSignals } from "@effect-wechatpay/pay"
import * as SqlMigrations from "@effect-wechatpay/sql/SqlMigrations"
import * as SqlNotificationStore from "@effect-wechatpay/sql/SqlNotificationStore"
import * as SqlOperationRecords from "@effect-wechatpay/sql/SqlOperationRecords"
import * as SqlSignals from "@effect-wechatpay/sql/SqlSignals"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Layer } from "effect"

// Provide a client of @effect/sql to it: PostgreSQL, MySQL or SQLite.
export const wechatpay = Layer.mergeAll(
  WechatPayClient.layerConfig(),
  PaymentSignals.layerShared.pipe(Layer.provide(SqlSignals.layer())),
  SqlOperationRecords.layer(),
  SqlNotificationStore.layer()
).pipe(Layer.provide(SqlMigrations.layer), Layer.provide([UndiciHttpClient.layer(), NodeContext.layer]))
