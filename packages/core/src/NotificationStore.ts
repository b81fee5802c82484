/**
 * Remembers which notifications were handled, so that each is handled once and none is lost.
 *
 * @since 1.0.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import { keyValueClaims } from "./internal/notification/keyValueClaims.js"
import { memoryClaims } from "./internal/notification/memoryClaims.js"
import { bounded, onceByClaims } from "./internal/notification/onceByClaims.js"
import { StoreFailure } from "./NotificationError.js"

/**
 * The result of one delivery.
 *
 * - `Handled`: it was handled now.
 * - `Duplicate`: it was handled before.
 * - `InProgress`: another delivery of it is being handled.
 *
 * @since 1.0.0
 * @category models
 */
export type Once<A> =
  | { readonly _tag: "Handled"; readonly value: A }
  | { readonly _tag: "Duplicate" }
  | { readonly _tag: "InProgress" }

/**
 * Handles each notification once.
 *
 * If the handlers write to a database with transactions, make the store with {@link fromTransaction}: the marks and
 * the writes are committed together, and a process that is killed at any point has done both or neither.
 *
 * Otherwise make it with {@link fromClaims}, from claims with a lease. If a process is killed after the last effect
 * of the handler and before the claim is completed, the notification is handled again: such handlers should write
 * under a key of the event, or check the state first.
 *
 * @since 1.0.0
 * @category services
 */
export class NotificationStore extends Context.Tag("@effect-wechatpay/core/NotificationStore")<
  NotificationStore,
  {
    /**
     * Runs `handle` unless one of `keys` is handled or being handled. If `handle` fails or is interrupted, nothing is
     * remembered, so that the next delivery is handled. Keys are hexadecimal digests and reveal nothing about the
     * event.
     */
    readonly once: <A, E, R>(
      keys: ReadonlyArray<string>,
      handle: Effect.Effect<A, E, R>
    ) => Effect.Effect<Once<A>, E | StoreFailure, R>
  }
>() {}

/**
 * The transactions of a database.
 *
 * @since 1.0.0
 * @category models
 */
export interface Transaction<out X> {
  /** Runs an effect in a transaction: commits all of its writes if it succeeds, and none otherwise. */
  readonly transaction: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | X, R>
  /**
   * Inserts all keys, in the transaction; `false` if one of them existed. Keys have 64 characters. If another
   * uncommitted transaction has inserted one of them, it waits for that transaction, as a unique index does.
   */
  readonly insert: (keys: ReadonlyArray<string>) => Effect.Effect<boolean, X>
  /**
   * Whether the keys are there, in the transaction. It runs after the handler. Implement it if the database may undo a
   * transaction without an error: PostgreSQL does so at the commit if a statement has failed, and MySQL at a deadlock. If
   * the handler caught that error, the notification would count as handled, and its writes and marks would be lost.
   */
  readonly check?: (keys: ReadonlyArray<string>) => Effect.Effect<boolean, X>
}

/** Separates the failure of a handler from the failure of the transaction. */
class HandleFailed<out E> {
  constructor(readonly error: E) {}
}

const problemOf = (error: unknown): string =>
  Predicate.hasProperty(error, "_tag")
    ? `the transaction failed with ${String(error._tag)}`
    : "the transaction failed"

/**
 * A store in the database that the handlers write to. Marks and writes are in the same transaction.
 *
 * ```ts
 * const layerSql = Layer.effect(NotificationStore.NotificationStore, Effect.map(SqlClient.SqlClient, (sql) =>
 *   NotificationStore.fromTransaction({
 *     transaction: sql.withTransaction,
 *     insert: (keys) => Effect.map(
 *       sql`INSERT INTO wechatpay_notification ${sql.insert(keys.map((key) => ({ key })))}
 *         ON CONFLICT DO NOTHING RETURNING key`,
 *       (inserted) => inserted.length === keys.length
 *     ),
 *     check: (keys) => Effect.map(
 *       sql`SELECT key FROM wechatpay_notification WHERE ${sql.in("key", keys)}`,
 *       (found) => found.length === keys.length
 *     )
 *   })
 * ))
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromTransaction = <X>(database: Transaction<X>): Context.Tag.Service<typeof NotificationStore> =>
  NotificationStore.of({
    once: <A, E, R>(keys: ReadonlyArray<string>, handle: Effect.Effect<A, E, R>) => {
      const { check, insert, transaction } = database
      const stillThere =
        check === undefined
          ? Effect.void
          : Effect.filterOrFail(
              check(keys),
              (isThere) => isThere,
              () => new StoreFailure({ problem: "the database has undone the transaction of the handler" })
            )
      const work = Effect.flatMap(
        insert(keys),
        (inserted): Effect.Effect<Once<A>, HandleFailed<E> | StoreFailure | X, R> =>
          inserted
            ? Effect.mapBoth(handle, {
                onSuccess: (value): Once<A> => ({ _tag: "Handled", value }),
                onFailure: (error) => new HandleFailed(error)
              }).pipe(Effect.tap(() => stillThere))
            : Effect.succeed({ _tag: "Duplicate" })
      )
      return Effect.mapError(transaction(work), (error) => {
        if (error instanceof HandleFailed) return error.error as E
        return error instanceof StoreFailure ? error : new StoreFailure({ problem: problemOf(error) })
      })
    }
  })

/**
 * Claims on keys. Each operation must be atomic among all users of the store. It may be interrupted.
 *
 * @since 1.0.0
 * @category models
 */
export interface Claims {
  /**
   * - `Granted`: the key was free, its lease was over, or it belonged to `owner` before; from now on it belongs to
   *   `owner` for the duration of `lease`. While a handler runs, its keys are claimed again to renew the lease.
   *   (In Redis `SET key owner NX PX lease` does not do that; see the guide for a script.)
   * - `Taken`: the key belongs to another owner whose lease is not over.
   * - `Done`: the key was completed.
   */
  readonly claim: (
    key: string,
    owner: string,
    lease: Duration.Duration
  ) => Effect.Effect<"Granted" | "Taken" | "Done", StoreFailure>
  /** Marks the key as done, whoever owns it. It may be forgotten after `retain`. */
  readonly complete: (key: string, retain: Duration.Duration) => Effect.Effect<void, StoreFailure>
  /** Frees the key if it still belongs to `owner`. */
  readonly release: (key: string, owner: string) => Effect.Effect<void, StoreFailure>
}

/**
 * Options of the processing of notifications.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /**
   * How long a claim lasts after its process was killed; while the handler runs, it is renewed. It should be shorter
   * than the 15 seconds after which WeChat Pay resends. Default: 10 seconds.
   */
  readonly lease?: Duration.DurationInput
  /**
   * When the claims of running handlers are renewed. The schedule begins with a handler that runs while no other does,
   * and applies to all handlers that run meanwhile; when it completes, their claims are no longer renewed. Default:
   * every third of `lease`, so that one renewal may fail.
   */
  readonly renewal?: Schedule.Schedule<unknown>
  /**
   * How long handled notifications are remembered. WeChat Pay resends for up to a day. Default: 3 days.
   */
  readonly retain?: Duration.DurationInput
}

const make = (claims: Claims, { lease = "10 seconds", renewal, retain = "3 days" }: Options) =>
  NotificationStore.of({
    once: onceByClaims(claims, {
      lease: Duration.decode(lease),
      renewal: renewal ?? Schedule.spaced(Math.ceil(Duration.toMillis(lease) / 3)),
      retain: Duration.decode(retain)
    })
  })

/**
 * A store from claims with a lease. An operation that takes more than 3 seconds fails; if that happens before the
 * handler, the notification is not handled and is resent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromClaims = (
  claims: Claims,
  options: Options = {}
): Context.Tag.Service<typeof NotificationStore> => make(bounded(claims), options)

/**
 * Options of a store in memory.
 *
 * @since 1.0.0
 * @category models
 */
export interface MemoryOptions extends Options {
  /**
   * The maximum number of remembered keys; each notification has one or two. The oldest are forgotten. Default:
   * 100,000.
   */
  readonly capacity?: number
}

/**
 * Remembers in memory, for one process, until it ends. A notification that is resent after a restart is handled
 * again.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMemory = (options: MemoryOptions = {}): Layer.Layer<NotificationStore> =>
  Layer.sync(NotificationStore, () => make(memoryClaims(options.capacity ?? 100_000), options))

/**
 * Remembers in the `KeyValueStore` of the context, under `prefix` (default `wechatpay-notification-`).
 *
 * If a process is killed while it handles a notification, its claim remains; the next delivery after the lease is
 * handled. Completed notifications stay completed.
 *
 * A `KeyValueStore` has no compare-and-set, so claims are atomic only within one process. If two processes share the
 * store and the same notification reaches both within the milliseconds between reading and writing, both handle it.
 * WeChat Pay leaves 15 seconds between two deliveries of one notification, so this takes two notifications about the
 * same occurrence. If that must not happen, use {@link fromTransaction}, or {@link fromClaims} with an atomic store.
 *
 * A `KeyValueStore` cannot list its keys either: an entry older than `retain` is ignored, but it is removed only when
 * its key is looked up again. Remove old entries by the means of the store, for example files by age.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerKeyValueStore = (
  options: Options & { readonly prefix?: string } = {}
): Layer.Layer<NotificationStore, never, KeyValueStore.KeyValueStore> =>
  Layer.effect(
    NotificationStore,
    Effect.gen(function* () {
      const store = KeyValueStore.prefix(
        yield* KeyValueStore.KeyValueStore,
        options.prefix ?? "wechatpay-notification-"
      )
      return fromClaims(keyValueClaims(store), options)
    })
  )
