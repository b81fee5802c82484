/**
 * The tables of this package. `docs/sql.md` of the repository says what is in each column.
 *
 * Tested in `test/sql/SqlNotificationStore.test.ts`.
 *
 * @since 1.0.0
 */
import * as Migrator from "@effect/sql/Migrator"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { tables } from "./internal/tables.js"

/**
 * The migrations by their file names, for programs that run them with migrations of their own
 * (`Migrator.fromRecord({ ...SqlMigrations.migrations, … })`): then number your own ones from 1000. Migrations that were
 * released are never changed.
 *
 * @since 1.0.0
 * @category migrations
 */
export const migrations: Readonly<Record<string, Effect.Effect<void, SqlError, SqlClient.SqlClient>>> = {
  "0001_wechatpay": tables
}

/**
 * Creates what is missing. It may run again, and several instances may run it at the same time. What was done is noted in
 * the table `wechatpay_migration`, apart from the migrations of the application.
 *
 * The database user needs the right to create tables. Where it must not have it, run this once with another user when a
 * new version is deployed.
 *
 * @since 1.0.0
 * @category migrations
 */
export const run: Effect.Effect<void, Migrator.MigrationError | SqlError, SqlClient.SqlClient> =
  /* @__PURE__ */ Effect.suspend(() =>
    Migrator.make({})({
      loader: Migrator.fromRecord({ ...migrations }),
      table: "wechatpay_migration"
    })
  ).pipe(
    // PostgreSQL rejects a table that another instance creates at the same moment, and SQLite a second writer.
    Effect.retry({
      while: ({ _tag }) => _tag === "SqlError",
      schedule: Schedule.jittered(Schedule.spaced("200 millis")),
      times: 10
    }),
    Effect.asVoid
  )

/**
 * Creates what is missing when it is built. Provide the other layers with it.
 *
 * ```ts
 * const stores = Layer.mergeAll(SqlNotificationStore.layer(), SqlOperationRecords.layer()).pipe(
 *   Layer.provide(SqlMigrations.layer),
 *   Layer.provide(PgClient.layerConfig(…))
 * )
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<never, Migrator.MigrationError | SqlError, SqlClient.SqlClient> =
  /* @__PURE__ */ Layer.effectDiscard(run)
