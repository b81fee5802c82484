/**
 * Operation records in a database: of all instances that share it, one at a time acts on an order, and the next one knows
 * which requests are open.
 *
 * @since 1.0.0
 */

import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Database, database, problemOf, written } from "./internal/database.js"
import { removeHourly, removeWhere } from "./internal/retention.js"
import { isInTransaction } from "./internal/transaction.js"

/**
 * Options of the records.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options extends OperationRecords.Options {
  /**
   * How long the record of an ended operation is kept after its last change. Until then a number that is used for another
   * request is rejected. Records with open requests are never removed. Default: 400 days.
   */
  readonly retain?: Duration.DurationInput
}

const OpenRequests = Schema.parseJson(Schema.Array(OperationRecords.OpenRequest))

const Row = Schema.Struct({
  digest: Schema.NullOr(Schema.String),
  open_requests: OpenRequests,
  outcome: Schema.NullOr(Schema.String)
})

const recordOf = ({ digest, open_requests, outcome }: typeof Row.Type): OperationRecords.OperationRecord => ({
  open: open_requests,
  ...(digest === null ? {} : { digest }),
  ...(outcome === null ? {} : { result: outcome })
})

/** Whether somebody has to find out the result: it was begun, and it has not ended, or a request may still take effect. */
const isUnfinished = ({ digest, open, result }: OperationRecords.OperationRecord): number =>
  open.length > 0 || (digest !== undefined && result === undefined) ? 1 : 0

const unreadable = () => new OperationRecords.StoreError({ problem: "the row of the record cannot be read" })

/** Long enough for a busy database. Whoever waits has sent nothing yet, or must not send any more. */
const limit = "5 seconds"

/** Each operation is committed at once and on its own: a request must not be sent before its record is durable. */
const attempt = <A>(
  db: Database,
  effect: Effect.Effect<A, SqlError | OperationRecords.StoreError>
): Effect.Effect<A, OperationRecords.StoreError> =>
  Effect.flatMap(isInTransaction(db), (inTransaction) =>
    inTransaction
      ? new OperationRecords.StoreError({
          problem:
            "it runs inside a transaction, which may be undone after requests were sent: run it outside"
        })
      : Effect.timeoutFail(Effect.disconnect(effect), {
          duration: limit,
          onTimeout: () => new OperationRecords.StoreError({ problem: `no response within ${limit}` })
        })
  ).pipe(
    Effect.mapError((error) =>
      error._tag === "SqlError" ? new OperationRecords.StoreError({ problem: problemOf(error) }) : error
    )
  )

const makeStore = (db: Database): OperationRecords.Store => {
  const { dialect, now, sql } = db
  /** A write that was given up may reach the database late. It must not undo a later one. */
  let writes = 0

  const read = (rows: ReadonlyArray<object>) =>
    rows.length === 0
      ? Effect.succeedNone
      : Schema.decodeUnknown(Row)(rows[0]).pipe(
          Effect.mapError(unreadable),
          Effect.map((row) => Option.some(recordOf(row)))
        )

  const acquire = Effect.fnUntraced(function* (
    id: string,
    owner: string,
    lease: Duration.Duration,
    { kind, number }: OperationRecords.Key
  ) {
    const millis = Math.ceil(Duration.toMillis(lease))
    const json = JSON.stringify(number.map((part) => part ?? null))
    const isFree = sql`(wechatpay_operation.owner IS NULL OR wechatpay_operation.lease_until <= ${now} OR wechatpay_operation.owner = ${owner})`
    const columns = sql.literal(
      "id, kind, number, open_requests, is_unfinished, owner, lease_until, seq, sweeps, due_at, created_at, updated_at"
    )
    const values = sql`${id}, ${kind}, ${json}, '[]', 0, ${owner}, ${now} + ${millis}, 0, 0, 0, ${now}, ${now}`
    if (dialect !== "mysql") {
      return yield* sql`
        INSERT INTO wechatpay_operation (${columns}) VALUES (${values})
        ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until, seq = 0 WHERE ${isFree}
        RETURNING digest, open_requests, outcome`
    }
    yield* sql`INSERT IGNORE INTO wechatpay_operation (${columns}) VALUES (${values})`
    yield* sql`UPDATE wechatpay_operation SET owner = ${owner}, lease_until = ${now} + ${millis}, seq = 0 WHERE id = ${id} AND ${isFree}`
    return yield* sql`SELECT digest, open_requests, outcome FROM wechatpay_operation WHERE id = ${id} AND owner = ${owner}`
  })

  const save = Effect.fnUntraced(function* (
    id: string,
    owner: string,
    lease: Duration.Duration,
    record: OperationRecords.OperationRecord
  ) {
    const seq = ++writes
    const unfinished = isUnfinished(record)
    const rest = unfinished === 1 ? sql`` : sql`, sweeps = 0, due_at = 0`
    const rows = yield* written(
      db,
      sql`UPDATE wechatpay_operation SET
        digest = ${record.digest ?? null}, open_requests = ${JSON.stringify(record.open)},
        outcome = ${record.result ?? null}, is_unfinished = ${unfinished},
        lease_until = ${now} + ${Math.ceil(Duration.toMillis(lease))}, seq = ${seq}, updated_at = ${now}${rest}
        WHERE id = ${id} AND owner = ${owner} AND seq < ${seq}`
    )
    return rows === 1
  })

  return {
    acquire: (...args) => attempt(db, Effect.flatMap(acquire(...args), read)),
    save: (...args) => attempt(db, save(...args)),
    release: (id, owner) =>
      attempt(
        db,
        Effect.asVoid(
          sql`UPDATE wechatpay_operation SET owner = NULL, lease_until = 0 WHERE id = ${id} AND owner = ${owner}`
        )
      )
  }
}

/**
 * A store of records in the database of the context, for `OperationRecords.make`.
 *
 * Leases are measured by the clock of the database. Each operation is committed on its own. Inside of a transaction of the
 * application they fail, because a request must not be sent before its record is durable: run programs that send requests
 * outside of transactions.
 *
 * @since 1.0.0
 * @category constructors
 */
export const store: Effect.Effect<OperationRecords.Store, never, SqlClient.SqlClient> =
  /* @__PURE__ */ Effect.map(database, makeStore)

/**
 * Removes the records of operations that ended longer ago, for programs that do not use {@link layer}. The result is the
 * number of removed rows.
 *
 * @since 1.0.0
 * @category retention
 */
export const removeOld = (
  retain: Duration.DurationInput = "400 days"
): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(database, (db) =>
    removeWhere(
      db,
      "wechatpay_operation",
      db.sql`is_unfinished = 0 AND lease_until <= ${db.now} AND updated_at < ${db.now} - ${Math.round(Duration.toMillis(retain))}`
    )
  )

/**
 * Operation records in the database of the context. The flows of the domain packages use them as soon as they are provided.
 * It needs the tables of `SqlMigrations`.
 *
 * - Of all instances one at a time acts on an order. Another one fails with `OperationInProgress` and has sent nothing.
 * - A running program renews its lease. If it has lost the lease, it fails before it sends the next request.
 * - When an instance dies, its lease ends after 30 seconds (`lease`), and the next program continues from the requests that
 *   were open. `OperationSweeper` runs such programs.
 *
 * ```ts
 * const records = SqlOperationRecords.layer().pipe(Layer.provide(SqlMigrations.layer))
 *
 * FacePaymentFlow.pay(sale).pipe(Effect.provide(records))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = ({
  retain,
  ...options
}: Options = {}): Layer.Layer<OperationRecords.OperationRecords, never, SqlClient.SqlClient> =>
  Layer.scoped(
    OperationRecords.OperationRecords,
    removeHourly("operation records", removeOld(retain)).pipe(
      Effect.andThen(store),
      Effect.map((records) => OperationRecords.make(records, options))
    )
  )
