/**
 * Rate limits that all instances share, in a database: WeChat Pay counts the requests of a merchant over all of them.
 *
 * @since 1.0.0
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as RateLimit from "@effect-wechatpay/core/RateLimit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Database, database, problemOf } from "./internal/database.js"
import { removeHourly, removeWhere } from "./internal/retention.js"
import { isInTransaction } from "./internal/transaction.js"

const unavailable = (problem: string) => new RateLimit.SharedRateLimitUnavailable({ problem })

/** How long a request waits for the database. */
const timeout = "1 second"

/** How long the database is left alone after a failure, so that not every request waits for it. */
const recovery = Duration.toMillis("5 seconds")

/** Longer than any wait. Infinity is no number of SQL. */
const longest = Duration.toMillis("1000 days")

interface Place {
  /** Part of the name of the row: rows of different meanings are apart. */
  readonly meaning: string
  /** The place of a request on an unused row, and after the last one, as expressions. */
  readonly first: string
  readonly next: string
  /** The time until a place may be used, in milliseconds. */
  readonly wait: (place: string) => string
}

/** Expressions of integers only: SQLite divides parameters as real numbers. */
const placeOf = (
  { dialect, nowText: now }: Database,
  { algorithm, per, requests }: RateLimit.Limit
): Place => {
  const greatest = dialect === "sqlite" ? "MAX" : "GREATEST"
  const millis = Math.ceil(Duration.toMillis(per))
  if (algorithm === "fixed-window") {
    const divided = (a: string, b: number) => (dialect === "mysql" ? `(${a} DIV ${b})` : `(${a} / ${b})`)
    // Places are numbered: those of a window follow those of the window before.
    const first = `${divided(now, millis)} * ${requests}`
    return {
      meaning: `fixed-window ${requests} ${millis}`,
      first,
      next: `${greatest}(wechatpay_rate.place + 1, ${first})`,
      wait: (place) => `${divided(`(${place})`, requests)} * ${millis} - ${now}`
    }
  }
  // A place is the time, in microseconds, at which all earlier requests have become free again (GCRA).
  const step = Math.max(1, Math.ceil((millis * 1000) / requests))
  return {
    meaning: "token-bucket",
    first: `${now} * 1000 + ${step}`,
    next: `${greatest}(wechatpay_rate.place, ${now} * 1000) + ${step}`,
    wait: (place) => `(${place}) / 1000 - ${millis} - ${now}`
  }
}

type Found = ReadonlyArray<{ readonly wait: number | string }>

/** Takes the next place unless it is too far away. The result is the time until it, in milliseconds. */
const reserve = (
  db: Database,
  id: string,
  { first, next, wait }: Place,
  maxWait: number
): Effect.Effect<Found, SqlError> => {
  const { dialect, now, sql } = db
  const raw = sql.literal
  const limit = raw(String(maxWait))
  if (dialect !== "mysql") {
    return sql<{ readonly wait: number | string }>`
      INSERT INTO wechatpay_rate (id, place, updated_at) VALUES (${id}, ${raw(first)}, ${now})
      ON CONFLICT (id) DO UPDATE SET place = ${raw(next)}, updated_at = ${now} WHERE ${raw(wait(next))} <= ${limit}
      RETURNING ${raw(wait("place"))} AS wait`
  }
  return sql.withTransaction(
    Effect.gen(function* () {
      yield* sql`INSERT IGNORE INTO wechatpay_rate (id, place, updated_at) VALUES (${id}, 0, ${now})`
      const found = yield* sql<{
        readonly wait: number | string
      }>`SELECT ${raw(wait(next))} AS wait FROM wechatpay_rate WHERE id = ${id} FOR UPDATE`
      if (found.some((row) => Number(row.wait) > maxWait)) return []
      yield* sql`UPDATE wechatpay_rate SET place = ${raw(next)}, updated_at = ${now} WHERE id = ${id}`
      return found
    })
  )
}

/**
 * Shared limits in the database of the context, one row for each merchant and limit.
 *
 * Each request costs one statement. If the database fails, does not respond within a second, or if the request is sent
 * inside a transaction of the application, the client limits its own requests instead: give it limits that one instance
 * may use alone.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: Effect.Effect<RateLimit.Shared, never, SqlClient.SqlClient> = /* @__PURE__ */ Effect.map(
  database,
  (db) => {
    let failedAt = Number.NEGATIVE_INFINITY

    const take = Effect.fnUntraced(function* (
      name: string,
      limit: RateLimit.Limit,
      maxWait: Duration.Duration | undefined
    ) {
      const isRecovering = (yield* MonotonicClock.now) - failedAt < recovery
      if (isRecovering) return yield* unavailable("the database failed a moment ago")
      // The row would stay locked until the end of the transaction, and all instances would wait for it.
      if (yield* isInTransaction(db)) return yield* unavailable("the request is sent inside a transaction")
      const place = placeOf(db, limit)
      const id = yield* OperationRecords.digest([name, place.meaning])
      const most = maxWait === undefined ? longest : Math.min(longest, Math.floor(Duration.toMillis(maxWait)))
      const [found] = yield* Effect.disconnect(reserve(db, id, place, most)).pipe(
        Effect.timeoutFail({
          duration: timeout,
          onTimeout: () => unavailable("the database did not respond")
        }),
        Effect.mapError((error) => (error._tag === "SqlError" ? unavailable(problemOf(error)) : error)),
        Effect.tapError(() => Effect.map(MonotonicClock.now, (millis) => (failedAt = millis)))
      )
      if (found === undefined) return false
      yield* Effect.sleep(Math.max(0, Number(found.wait)))
      return true
    })
    return { take }
  }
)

/**
 * Removes the rows of limits that nobody has used for a day, for programs that do not use {@link layer}. The result is the
 * number of removed rows.
 *
 * @since 1.0.0
 * @category retention
 */
export const removeOld: Effect.Effect<number, SqlError, SqlClient.SqlClient> = /* @__PURE__ */ Effect.flatMap(
  database,
  (db) => removeWhere(db, "wechatpay_rate", db.sql`updated_at < ${db.now} - ${Duration.toMillis("1 day")}`)
)

/**
 * Shared limits for the clients that are built with this layer: see {@link make}. It needs the tables of `SqlMigrations`.
 *
 * ```ts
 * const client = WechatPayClient.layerConfig({ rateLimit: { all: { requests: 300, per: "1 second" } } }).pipe(
 *   Layer.provide(SqlRateLimit.layer)
 * )
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<RateLimit.SharedRateLimits, never, SqlClient.SqlClient> =
  /* @__PURE__ */ Layer.scoped(
    RateLimit.SharedRateLimits,
    Effect.andThen(removeHourly("rate limits", removeOld), Effect.asSome(make))
  )
