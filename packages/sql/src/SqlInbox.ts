/**
 * Notifications that are stored first and handled later: WeChat Pay gets its response as soon as the delivery is verified
 * and stored, and any instance handles it, as often as necessary.
 *
 * @since 1.0.0
 */

import type * as HttpApp from "@effect/platform/HttpApp"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Nonce } from "@effect-wechatpay/core/Nonce"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import type { NotificationKeys } from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import type { NotificationStore } from "@effect-wechatpay/core/NotificationStore"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Signals from "@effect-wechatpay/core/Signals"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Count, type Database, database, problemOf, written } from "./internal/database.js"
import { nameOf } from "./internal/failure.js"
import { removeHourly, removeWhere } from "./internal/retention.js"
import { SqlCipher } from "./SqlCipher.js"

const Stored = Schema.parseJson(NotificationReceiver.Delivery)

const placeOf = (id: string) => `wechatpay_inbox ${id}`

/** The name of the signal that wakes workers. */
const arrival = "wechatpay_inbox"

const wake = Effect.flatMap(
  Effect.serviceOption(Signals.SharedSignals),
  Option.match({ onNone: () => Effect.void, onSome: (signals) => signals.publish(arrival) })
)

/**
 * Stores a verified delivery. The same bytes are stored once. It may run in a transaction of the application.
 *
 * Everything of it is encrypted with the key of `SqlCipher`, also what WeChat Pay sends in the clear: APIv2 notifications
 * contain openids. A changed row is rejected when it is handled.
 *
 * With `Signals.SharedSignals` in the context a waiting worker is woken at once.
 *
 * @since 1.0.0
 * @category receiving
 */
export const put = (
  delivery: NotificationReceiver.Delivery
): Effect.Effect<void, SqlError, SqlClient.SqlClient | SqlCipher> =>
  Effect.gen(function* () {
    const { dialect, now, sql } = yield* database
    const cipher = yield* SqlCipher
    const id = yield* OperationRecords.digest(Encoding.encodeBase64(delivery.body))
    const text = yield* Effect.orDie(Schema.encode(Stored)(delivery))
    const encrypted = yield* cipher.encrypt(text, placeOf(id))
    const columns = sql.literal("id, delivery, state, attempts, due_at, received_at, updated_at")
    const values = sql`VALUES (${id}, ${encrypted}, 'waiting', 0, ${now}, ${now}, ${now})`
    yield* dialect === "mysql"
      ? sql`INSERT IGNORE INTO wechatpay_inbox (${columns}) ${values}`
      : sql`INSERT INTO wechatpay_inbox (${columns}) ${values} ON CONFLICT DO NOTHING`
    yield* wake
  })

/**
 * An app that verifies what WeChat Pay posts, stores it with {@link put}, and responds. Mount it instead of
 * `NotificationServer.toHttpApp`; it is not for webhooks that need a response.
 *
 * @since 1.0.0
 * @category receiving
 */
export const toHttpApp = (
  options: NotificationServer.Options = {}
): HttpApp.Default<never, SqlClient.SqlClient | SqlCipher | NotificationKeys> =>
  NotificationServer.toHttpAppStoring(put, options)

/**
 * Options of the handling.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** How many deliveries an instance handles at the same time. Default: 4. */
  readonly concurrency?: number
  /**
   * How long handling one delivery may take. If the process dies, another instance takes the delivery 10 seconds after
   * this time. Default: 1 minute.
   */
  readonly timeout?: Duration.DurationInput
  /** After so many attempts a delivery is dead: it stays until it is replayed. Default: 12. */
  readonly maxAttempts?: number
  /**
   * The time from a failed attempt to the next one. `attempt` is the number of the failed one, from 1. Default: 1 second,
   * 4, 16, … up to an hour; 12 attempts take about 7 hours.
   */
  readonly retryAfter?: (attempt: number) => Duration.DurationInput
}

const fourfold = (attempt: number) => Duration.seconds(Math.min(3600, 4 ** Math.min(8, attempt - 1)))

type Services = NotificationKeys | NotificationStore | SqlClient.SqlClient | SqlCipher

const Claimed = Schema.Struct({ id: Schema.String, delivery: Schema.String, attempts: Count })

/** Takes the delivery that has waited longest, for a time. Others skip it meanwhile, and do not wait for it. */
const claim = (db: Database, owner: string, millis: number) =>
  Effect.gen(function* () {
    const { dialect, now, sql } = db
    const isDue = sql`state = 'waiting' AND due_at <= ${now} ORDER BY due_at LIMIT 1`
    const change = sql`claimed_by = ${owner}, due_at = ${now} + ${millis}, attempts = attempts + 1, updated_at = ${now}`
    if (dialect !== "mysql") {
      const lock = dialect === "pg" ? sql`FOR UPDATE SKIP LOCKED` : sql``
      return yield* sql<object>`UPDATE wechatpay_inbox SET ${change}
        WHERE id = (SELECT id FROM wechatpay_inbox WHERE ${isDue} ${lock}) RETURNING id, delivery, attempts`
    }
    return yield* sql.withTransaction(
      Effect.gen(function* () {
        const found = yield* sql<{
          readonly id: string
        }>`SELECT id, delivery, attempts + 1 AS attempts FROM wechatpay_inbox WHERE ${isDue} FOR UPDATE SKIP LOCKED`
        yield* Effect.forEach(found, ({ id }) => sql`UPDATE wechatpay_inbox SET ${change} WHERE id = ${id}`)
        return found
      })
    )
  }).pipe(Effect.map(([row]) => Schema.decodeUnknownOption(Claimed)(row)))

/** Handles the next delivery that is due. `false` if there is none. */
const handleNext = <E, R>(
  handler: NotificationHandler.NotificationHandler<E, R>,
  { maxAttempts = 12, retryAfter = fourfold, timeout = "1 minute" }: Options
): Effect.Effect<boolean, SqlError, R | Services> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const db = yield* database
      const { now, sql } = db
      const cipher = yield* SqlCipher
      const owner = (yield* Nonce)()
      const limit = Duration.decode(timeout)
      const claimed = yield* claim(db, owner, Math.ceil(Duration.toMillis(limit)) + 10_000)
      if (Option.isNone(claimed)) return false
      const { attempts, delivery: encrypted, id } = claimed.value

      /** Only while this run has the delivery: it may have taken too long. */
      const end = (state: "waiting" | "done" | "dead", problem: string | null, wait = 0) =>
        Effect.asVoid(
          sql`UPDATE wechatpay_inbox SET state = ${state}, problem = ${problem?.slice(0, 200) ?? null},
            claimed_by = NULL, due_at = ${now} + ${Math.round(wait)}, updated_at = ${now}
            WHERE id = ${id} AND claimed_by = ${owner}`
        )
      // The processes of all attempts died. This one may be next.
      if (attempts > maxAttempts) {
        yield* Effect.logError(`a notification was not handled: its process died in ${maxAttempts} attempts`)
        yield* end("dead", "the process died")
        return true
      }

      const handled = cipher.decrypt(encrypted, placeOf(id)).pipe(
        Effect.flatMap(Schema.decode(Stored)),
        Effect.flatMap((delivery) => NotificationHandler.handle(handler, delivery)),
        Effect.provideService(NotificationHandler.Timeout, limit)
      )
      const failed = (cause: Cause.Cause<unknown>) => {
        // The instance shuts down: another one takes the delivery at once.
        if (Cause.isInterruptedOnly(cause)) return Effect.andThen(end("waiting", null), Effect.interrupt)
        const problem = nameOf(cause)
        return attempts < maxAttempts
          ? Effect.andThen(
              Effect.logWarning(`a notification was not handled (${problem}), attempt ${attempts}`),
              end("waiting", problem, Duration.toMillis(retryAfter(attempts)))
            )
          : Effect.andThen(
              Effect.logError(`a notification was not handled in ${attempts} attempts (${problem})`),
              end("dead", problem)
            )
      }
      yield* Effect.matchCauseEffect(restore(handled), {
        onSuccess: () => end("done", null),
        onFailure: failed
      })
      return true
    })
  )

/**
 * Handles all deliveries that are due, and gives their number. Instances that do it at the same time share them.
 *
 * The handler runs for each notification as in `NotificationServer.toHttpApp`: with `SqlNotificationStore` it takes effect
 * once, also if the instance is killed at any point, or another delivery of the same notification arrives. A failed
 * delivery is handled again later, and is dead after `maxAttempts`; the log names failures without their text.
 *
 * Deliveries are not handled in the order of their arrival: check the state of an order instead.
 *
 * @since 1.0.0
 * @category handling
 */
export const handleDue = <E, R>(
  handler: NotificationHandler.NotificationHandler<E, R>,
  options: Options = {}
): Effect.Effect<number, SqlError, R | Services> => {
  const next = handleNext(handler, options)
  const all = (count: number): Effect.Effect<number, SqlError, R | Services> =>
    Effect.flatMap(next, (isHandled) => (isHandled ? all(count + 1) : Effect.succeed(count)))
  const concurrency = Math.max(1, Math.trunc(options.concurrency ?? 4))
  return Effect.map(
    Effect.forEach(Array.from({ length: concurrency }), () => all(0), { concurrency: "unbounded" }),
    (counts) => counts.reduce((sum, count) => sum + count, 0)
  )
}

/**
 * Options of the worker.
 *
 * @since 1.0.0
 * @category models
 */
export interface WorkerOptions extends Options {
  /**
   * The time between two looks for deliveries that are due. With `Signals.SharedSignals` in the context a new delivery is
   * handled at once. Default: 1 second.
   */
  readonly pollEvery?: Duration.DurationInput
  /** How long a handled delivery is kept. Default: 3 days. */
  readonly retain?: Duration.DurationInput
  /** How long a dead delivery is kept. Default: 90 days. */
  readonly retainDead?: Duration.DurationInput
}

/**
 * Handles deliveries while the layer is in use: see {@link handleDue}. Run it at every instance, or at some. When it is
 * released, deliveries that are being handled go back to the other instances.
 *
 * ```ts
 * const inbox = SqlInbox.layerWorker(handler).pipe(
 *   Layer.provide([SqlNotificationStore.layer(), SqlSignals.layer(), NotificationKeys.layerConfig()]),
 *   Layer.provide(SqlCipher.layerConfig)
 * )
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layerWorker = <E, R>(
  handler: NotificationHandler.NotificationHandler<E, R>,
  { pollEvery = "1 second", retain = "3 days", retainDead = "90 days", ...options }: WorkerOptions = {}
): Layer.Layer<never, never, R | Services> =>
  Layer.scopedDiscard(
    Effect.gen(function* () {
      const signals = yield* Effect.serviceOption(Signals.SharedSignals)
      const subscribe = Option.match(signals, {
        onNone: () => Effect.succeed(Effect.never),
        onSome: ({ subscribe }) => subscribe(arrival)
      })
      // The subscription comes first, so that a delivery that arrives after the look is not missed.
      const round = Effect.scoped(
        Effect.gen(function* () {
          const signal = yield* subscribe
          yield* handleDue(handler, options)
          yield* Effect.raceFirst(signal, Effect.sleep(pollEvery))
        })
      )
      yield* round.pipe(
        Effect.catchAll((error) =>
          Effect.andThen(
            Effect.logWarning(`stored notifications were not read: ${problemOf(error)}`),
            Effect.sleep(pollEvery)
          )
        ),
        Effect.forever,
        Effect.forkScoped
      )
      yield* removeHourly("deliveries", removeOld({ retain, retainDead }))
    })
  )

/**
 * A delivery that was not handled in all of its attempts.
 *
 * @since 1.0.0
 * @category models
 */
export interface Dead {
  readonly id: string
  /** The name of the last failure. */
  readonly problem: string | null
  readonly attempts: number
  /** Unix time in milliseconds. */
  readonly receivedAt: number
}

const DeadRow = Schema.Struct({
  id: Schema.String,
  problem: Schema.NullOr(Schema.String),
  attempts: Count,
  received_at: Count
})

/**
 * The dead deliveries, the oldest ones first.
 *
 * @since 1.0.0
 * @category accessors
 */
export const dead = (limit = 100): Effect.Effect<ReadonlyArray<Dead>, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(database, ({ sql }) =>
    Effect.map(
      sql`SELECT id, problem, attempts, received_at FROM wechatpay_inbox WHERE state = 'dead'
        ORDER BY received_at LIMIT ${sql.literal(String(Math.max(1, Math.trunc(limit))))}`,
      (rows) =>
        rows.flatMap((row) =>
          Option.toArray(
            Option.map(Schema.decodeUnknownOption(DeadRow)(row), ({ received_at, ...rest }) => ({
              ...rest,
              receivedAt: received_at
            }))
          )
        )
    )
  )

/**
 * How many deliveries wait, and how long the oldest one has waited, for a dashboard or an alert.
 *
 * @since 1.0.0
 * @category accessors
 */
export const waiting: Effect.Effect<
  { readonly count: number; readonly oldest: Duration.Duration },
  SqlError,
  SqlClient.SqlClient
> = /* @__PURE__ */ Effect.flatMap(database, ({ now, sql }) =>
  Effect.map(
    sql<{
      readonly count: number | string
      readonly age: number | string | null
    }>`SELECT COUNT(*) AS count, ${now} - MIN(received_at) AS age FROM wechatpay_inbox WHERE state = 'waiting'`,
    ([row]) => ({
      count: Number(row?.count ?? 0),
      oldest: Duration.millis(Math.max(0, Number(row?.age ?? 0)))
    })
  )
)

/**
 * Gives dead deliveries a new set of attempts: those of a list, or all. The result is their number.
 *
 * A handled notification stays handled: if it took effect before, nothing happens.
 *
 * @since 1.0.0
 * @category handling
 */
export const replay = (
  ids: ReadonlyArray<string> | "all"
): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const db = yield* database
    const { now, sql } = db
    const chosen = ids === "all" ? sql`` : sql`AND ${sql.in("id", ids)}`
    const count = yield* written(
      db,
      sql`UPDATE wechatpay_inbox SET state = 'waiting', attempts = 0, due_at = ${now}, updated_at = ${now}
        WHERE state = 'dead' ${chosen}`
    )
    yield* wake
    return count
  })

/**
 * Removes deliveries that were handled or have been dead for longer, for programs that do not use {@link layerWorker}. Those
 * that wait stay. The result is the number of removed rows.
 *
 * @since 1.0.0
 * @category retention
 */
export const removeOld = ({
  retain = "3 days",
  retainDead = "90 days"
}: Pick<WorkerOptions, "retain" | "retainDead"> = {}): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(database, (db) => {
    const older = (state: "done" | "dead", time: Duration.DurationInput) =>
      removeWhere(
        db,
        "wechatpay_inbox",
        db.sql`state = ${state} AND updated_at < ${db.now} - ${Math.round(Duration.toMillis(time))}`
      )
    return Effect.zipWith(older("done", retain), older("dead", retainDead), (one, other) => one + other)
  })
