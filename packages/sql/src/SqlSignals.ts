/**
 * Signals among all instances that share a database: a program that waits for an order is woken whichever instance
 * receives the notification.
 *
 * @since 1.0.0
 */

import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import { Nonce } from "@effect-wechatpay/core/Nonce"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { type Database, database, problemOf } from "./internal/database.js"
import { type Listener, makeListener } from "./internal/listener.js"
import { removeHourly, removeWhere } from "./internal/retention.js"
import { makeSeen } from "./internal/seen.js"
import { isInTransaction } from "./internal/transaction.js"

/**
 * Options of the signals.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /**
   * The time between two looks into the table where the database does not report signals itself. It does so only while a
   * program waits. Default: 200 milliseconds.
   */
  readonly pollEvery?: Duration.DurationInput
  /**
   * PostgreSQL reports signals itself. The time between two checks whether its reports still arrive, which also find
   * signals that were not reported. Default: 15 seconds.
   */
  readonly checkEvery?: Duration.DurationInput
  /**
   * The maximum duration of a transaction that publishes a signal: a row that is committed later than that after it was
   * written may be overlooked. Default: 10 seconds, twice the time that handlers of notifications have.
   */
  readonly longestTransaction?: Duration.DurationInput
}

/** Whether a report of the check arrives. */
const checkTimeout = "1 second"

const insert = (
  { dialect, now, sql }: Database,
  token: string,
  name: string
): Effect.Effect<void, SqlError> => {
  const row = sql`INSERT INTO wechatpay_signal (id, name, created_at) VALUES (${token}, ${name}, ${now})`
  return Effect.asVoid(
    dialect === "pg"
      ? // At the commit PostgreSQL reports it to all instances that listen.
        sql`WITH signal AS (${row} RETURNING id, name)
          SELECT pg_notify('wechatpay_signal', id || ' ' || name) FROM signal`
      : row
  )
}

/**
 * Removes signals that are older than an hour, for programs that do not use {@link layer}. The result is the number of
 * removed rows.
 *
 * @since 1.0.0
 * @category retention
 */
export const removeOld: Effect.Effect<number, SqlError, SqlClient.SqlClient> = /* @__PURE__ */ Effect.flatMap(
  database,
  (db) => removeWhere(db, "wechatpay_signal", db.sql`created_at < ${db.now} - ${Duration.toMillis("1 hour")}`)
)

/**
 * Signals in the database of the context.
 *
 * - With PostgreSQL and the client of `@effect/sql-pg` they arrive within milliseconds, by `LISTEN`, on one more connection.
 *   If that connection breaks, or a proxy does not support it, they are found in the table, within about a second.
 * - With other databases they are found in the table, every 200 milliseconds while a program waits.
 * - A signal that is published in a transaction, such as in a handler of `SqlNotificationStore`, arrives after its commit,
 *   and never if it is undone.
 *
 * A signal that cannot be published is logged: the programs then notice the event by their schedule.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = ({
  checkEvery = "15 seconds",
  longestTransaction = "10 seconds",
  pollEvery = "200 millis"
}: Options = {}): Effect.Effect<Signals.Signals<string>, never, SqlClient.SqlClient | Scope.Scope> =>
  Effect.gen(function* () {
    const db = yield* database
    const { now, sql } = db
    const local = yield* Signals.makeMemory<string>((name) => name)
    const seen = makeSeen(10_000)
    const isAwaited = yield* Effect.makeLatch(false)
    let subscribers = 0

    const heard = (token: string, name: string) =>
      Effect.suspend(() => (seen.add(token) ? local.publish(name) : Effect.void))

    /** Looks for signals of the last milliseconds. */
    const look = (millis: number) =>
      Effect.flatMap(
        sql<{
          readonly id: string
          readonly name: string
        }>`SELECT id, name FROM wechatpay_signal WHERE created_at >= ${now} - ${Math.ceil(millis)}`,
        (rows) => Effect.forEach(rows, ({ id, name }) => heard(id, name), { discard: true })
      )

    const listener: Listener | undefined = yield* makeListener(sql, "wechatpay_signal", (payload) => {
      const [token = "", name = ""] = payload.split(" ")
      return heard(token, name)
    })

    const margin = Duration.toMillis(longestTransaction)
    /** The start of the last successful look while programs were waiting. */
    let lookedAt: number | undefined
    const poll = Effect.gen(function* () {
      yield* isAwaited.await
      const start = yield* MonotonicClock.now
      const isDone = yield* look(lookedAt === undefined ? margin : start - lookedAt + margin).pipe(
        Effect.as(true),
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning(`signals were not read: ${problemOf(error)}`), false)
        )
      )
      if (isDone) lookedAt = start
      const isReported = listener !== undefined && (yield* listener.check(checkTimeout))
      // Where the database fails, polling at the same speed would only add to its load and to the log.
      yield* Effect.sleep(isReported || !isDone ? checkEvery : pollEvery)
      if (subscribers === 0) lookedAt = undefined
    })
    yield* poll.pipe(Effect.withTracerEnabled(false), Effect.forever, Effect.forkScoped)

    return {
      publish: (given) =>
        Effect.gen(function* () {
          const name = yield* OperationRecords.digest(given)
          const token = (yield* Nonce)()
          const inTransaction = yield* isInTransaction(db)
          const write = insert(db, token, name)
          // A failure must not end the transaction of the application: the savepoint of an inner one limits it.
          yield* (inTransaction ? sql.withTransaction(write) : write).pipe(
            Effect.catchAll((error) => Effect.logWarning(`a signal was not published: ${problemOf(error)}`))
          )
          if (!inTransaction) yield* heard(token, name)
        }),
      subscribe: (given) =>
        Effect.acquireRelease(
          Effect.suspend(() => {
            subscribers++
            return isAwaited.open
          }),
          () => Effect.suspend(() => (--subscribers === 0 ? isAwaited.close : Effect.void))
        ).pipe(
          Effect.andThen(OperationRecords.digest(given)),
          Effect.flatMap((name) => local.subscribe(name))
        )
    }
  })

/**
 * The signals of the database of the context: see {@link make}. The modules of signals take them by their `layerShared`.
 * It needs the tables of `SqlMigrations`.
 *
 * ```ts
 * const signals = Layer.mergeAll(PaymentSignals.layerShared, OrderSignals.layerShared).pipe(
 *   Layer.provide(SqlSignals.layer()),
 *   Layer.provide(SqlMigrations.layer)
 * )
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Signals.SharedSignals, never, SqlClient.SqlClient> =>
  Layer.scoped(Signals.SharedSignals, Effect.andThen(removeHourly("signals", removeOld), make(options)))
