/**
 * Remembers handled notifications in the database that the handlers write to.
 *
 * @since 1.0.0
 */

import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Database, database, written } from "./internal/database.js"
import { removeHourly, removeWhere } from "./internal/retention.js"

/**
 * Options of the store.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /**
   * How long handled notifications are remembered. WeChat Pay resends for up to a day. Default: 3 days. Older ones are
   * removed every hour while the layer is in use.
   */
  readonly retain?: Duration.DurationInput
}

/** The number of keys that did not exist. It waits for a transaction that has inserted one of them and is not over. */
const insert = (db: Database, keys: ReadonlyArray<string>): Effect.Effect<number, SqlError> => {
  const { dialect, now, sql } = db
  const rows = sql.csv(keys.map((key) => sql`(${key}, ${now})`))
  return written(
    db,
    dialect === "mysql"
      ? sql`INSERT IGNORE INTO wechatpay_notification (id, handled_at) VALUES ${rows}`
      : sql`INSERT INTO wechatpay_notification (id, handled_at) VALUES ${rows} ON CONFLICT DO NOTHING`
  )
}

/**
 * A store in the database of the context. The marks of a notification and what its handler writes with the same
 * `SqlClient` are in one transaction: they are committed together or not at all, also if the process is killed. A second
 * delivery that arrives meanwhile, at any instance, waits for the first one.
 *
 * If a statement of the handler fails, PostgreSQL undoes the whole transaction, even if the handler catches the error. The
 * delivery then fails and WeChat Pay resends it. Run a statement whose failure is expected in a `sql.withTransaction` of
 * its own.
 *
 * A handler must not send requests that move money: the transaction may be undone afterwards. Let it store what is to be
 * done, or use signals. `SqlOperationRecords` fails in a transaction for this reason.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: Effect.Effect<
  Context.Tag.Service<typeof NotificationStore.NotificationStore>,
  never,
  SqlClient.SqlClient
> = /* @__PURE__ */ Effect.map(database, (db) =>
  NotificationStore.fromTransaction<SqlError>({
    transaction: db.sql.withTransaction,
    // In one order, so that two transactions do not wait for each other.
    insert: (keys) => Effect.map(insert(db, [...keys].sort()), (inserted) => inserted === keys.length),
    check: (keys) =>
      Effect.map(
        db.sql`SELECT id FROM wechatpay_notification WHERE ${db.sql.in("id", keys)}`,
        (found) => found.length === keys.length
      )
  })
)

/**
 * Removes the notifications that were handled longer ago, for programs that do not use {@link layer}. The result is the
 * number of removed rows.
 *
 * @since 1.0.0
 * @category retention
 */
export const removeOld = (
  retain: Duration.DurationInput = "3 days"
): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(database, (db) =>
    removeWhere(
      db,
      "wechatpay_notification",
      db.sql`handled_at < ${db.now} - ${Math.round(Duration.toMillis(retain))}`
    )
  )

/**
 * A store in the database of the context: see {@link make}. It needs the tables of `SqlMigrations`.
 *
 * ```ts
 * const notifications = SqlNotificationStore.layer().pipe(Layer.provide(SqlMigrations.layer))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = ({
  retain
}: Options = {}): Layer.Layer<NotificationStore.NotificationStore, never, SqlClient.SqlClient> =>
  Layer.scoped(
    NotificationStore.NotificationStore,
    Effect.andThen(removeHourly("notifications", removeOld(retain)), make)
  )
