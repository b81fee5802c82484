/**
 * Resumes operations that nobody carries on: their process died, or their result stayed unknown.
 *
 * Tested in `test/sql/SqlOperationRecords.test.ts`.
 *
 * @since 1.0.0
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Count, database, problemOf, written } from "./internal/database.js"
import { nameOf } from "./internal/failure.js"

/**
 * An operation that has not ended and that no process acts on.
 *
 * @since 1.0.0
 * @category models
 */
export interface Abandoned {
  /** The kind of the program, such as `facepay.facePayment`. */
  readonly kind: string
  /** What makes the number unique, the number last. */
  readonly number: ReadonlyArray<string | undefined>
  /** The requests that may still take effect. */
  readonly open: ReadonlyArray<OperationRecords.OpenRequest>
  /** When its record was last changed, Unix time in milliseconds. */
  readonly updatedAt: number
  /** How often the sweeper has resumed it. */
  readonly sweeps: number
}

/**
 * Options of the search.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** How long the record has not changed. Default: 1 minute. */
  readonly olderThan?: Duration.DurationInput
  /** The maximum number of operations. The oldest ones come first. Default: 100. */
  readonly limit?: number
}

const Row = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  number: Schema.parseJson(Schema.Array(Schema.NullOr(Schema.String))),
  open_requests: Schema.parseJson(Schema.Array(OperationRecords.OpenRequest)),
  updated_at: Count,
  sweeps: Count
})

const abandonedOf = ({ kind, number, open_requests, sweeps, updated_at }: typeof Row.Type): Abandoned => ({
  kind,
  number: number.map((part) => part ?? undefined),
  open: open_requests,
  updatedAt: updated_at,
  sweeps
})

/** With `kinds` only those of the kinds whose time for the next attempt has come. */
const find = (kinds: ReadonlyArray<string> | undefined, { limit = 100, olderThan = "1 minute" }: Options) =>
  Effect.flatMap(database, ({ now, sql }) =>
    Effect.map(
      sql`SELECT id, kind, number, open_requests, updated_at, sweeps FROM wechatpay_operation
        WHERE is_unfinished = 1 AND lease_until <= ${now}
        AND updated_at <= ${now} - ${Math.round(Duration.toMillis(olderThan))}
        ${kinds === undefined ? sql`` : sql`AND due_at <= ${now} AND ${sql.in("kind", kinds)}`}
        ORDER BY updated_at LIMIT ${sql.literal(String(Math.max(1, Math.trunc(limit))))}`,
      // A row that cannot be read must not stop the others.
      (rows) => rows.flatMap((row) => Option.toArray(Schema.decodeUnknownOption(Row)(row)))
    )
  )

/**
 * Lists the operations that nobody carries on, for a dashboard or an alert. An operation that is listed for longer than a
 * day needs a look by a person.
 *
 * @since 1.0.0
 * @category accessors
 */
export const abandoned = (
  options: Options = {}
): Effect.Effect<ReadonlyArray<Abandoned>, SqlError, SqlClient.SqlClient> =>
  Effect.map(find(undefined, options), (rows) => rows.map(abandonedOf))

/**
 * How operations of each kind are resumed: the program that finds out their result, such as `FacePaymentFlow.reconcile`.
 * Read the rest of its input from the orders of your application.
 *
 * The program must take the record with `OperationRecords`, as the flows of the domain packages do: then it fails with
 * `OperationInProgress` if another process has taken the operation meanwhile.
 *
 * @since 1.0.0
 * @category models
 */
export interface Handlers<out E = never, out R = never> {
  readonly [kind: string]: (operation: Abandoned) => Effect.Effect<unknown, E, R>
}

/**
 * Options of the sweeper.
 *
 * @since 1.0.0
 * @category models
 */
export interface SweepOptions extends Options {
  /** How many operations are resumed at the same time. Default: 4. */
  readonly concurrency?: number
  /**
   * The time from a resumption to the next one if the operation is still unfinished. `sweeps` is the number of resumptions
   * so far, from 1. Default: 1 minute, 2, 4, … up to an hour.
   */
  readonly retryAfter?: (sweeps: number) => Duration.DurationInput
}

const doubling = (sweeps: number) => Duration.minutes(Math.min(60, 2 ** Math.min(6, sweeps - 1)))

/**
 * Resumes once the operations that nobody carries on, and gives their number. Instances that do it at the same time share
 * them. Kinds without a handler stay. A failure of a handler is logged by its name, and the operation is resumed again
 * later.
 *
 * @since 1.0.0
 * @category sweeping
 */
export const sweep = <E = never, R = never>(
  handlers: Handlers<E, R>,
  { concurrency = 4, retryAfter = doubling, ...options }: SweepOptions = {}
): Effect.Effect<number, SqlError, R | SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const db = yield* database
    const { now, sql } = db
    const known = yield* find(Object.keys(handlers), options)

    const resume = (row: typeof Row.Type) =>
      Effect.gen(function* () {
        const handler = handlers[row.kind]
        const wait = Math.round(Duration.toMillis(retryAfter(row.sweeps + 1)))
        const isClaimed = yield* written(
          db,
          sql`UPDATE wechatpay_operation SET sweeps = sweeps + 1, due_at = ${now} + ${wait}
            WHERE id = ${row.id} AND sweeps = ${row.sweeps} AND is_unfinished = 1 AND lease_until <= ${now}`
        )
        if (isClaimed === 0 || handler === undefined) return 0
        yield* Effect.suspend(() => handler(abandonedOf(row))).pipe(
          Effect.catchAllCause((cause) =>
            Cause.isInterruptedOnly(cause)
              ? Effect.failCause(cause as Cause.Cause<never>)
              : Effect.logWarning(`${row.kind}: an operation was not resumed: ${nameOf(cause)}`)
          )
        )
        return 1
      })

    const resumed = yield* Effect.forEach(known, resume, { concurrency })
    return resumed.reduce<number>((sum, one) => sum + one, 0)
  })

/**
 * Options of the layer.
 *
 * @since 1.0.0
 * @category models
 */
export interface LayerOptions extends SweepOptions {
  /** When {@link sweep} runs again after it has ended. Default: every 10 seconds. */
  readonly schedule?: Schedule.Schedule<unknown>
}

/**
 * Runs {@link sweep} while the layer is in use. Run it at every instance.
 *
 * With the defaults an operation whose process died is resumed within 70 seconds: 30 seconds until its lease ends and a
 * minute since its last change run at the same time, and 10 seconds may pass until the next sweep.
 *
 * ```ts
 * const sweeper = OperationSweeper.layer({
 *   "facepay.facePayment": ({ number: [, , out_trade_no] }) =>
 *     Effect.flatMap(Sales.find(out_trade_no), FacePaymentFlow.reconcile)
 * })
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = <E = never, R = never>(
  handlers: Handlers<E, R>,
  { schedule = Schedule.spaced("10 seconds"), ...options }: LayerOptions = {}
): Layer.Layer<never, never, R | SqlClient.SqlClient> =>
  Layer.scopedDiscard(
    sweep(handlers, options).pipe(
      Effect.catchAll((error) => Effect.logWarning(`operations were not listed: ${problemOf(error)}`)),
      Effect.repeat(schedule),
      Effect.forkScoped
    )
  )
