/**
 * Remembers which notifications were handled, so that none is handled twice and none is lost.
 *
 * @since 1.0.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import { keyValueClaims } from "./internal/notification/keyValueClaims.js"
import { memoryClaims } from "./internal/notification/memoryClaims.js"
import { bounded, onceByClaims } from "./internal/notification/onceByClaims.js"
import { StoreFailure } from "./NotificationError.js"

/**
 * What became of one delivery.
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
 * Where the handlers write to a database with transactions, make it with {@link fromTransaction}: marks and writes are
 * then committed together, and a process that is killed at whatever point has done both or nothing.
 *
 * Elsewhere {@link fromClaims} makes it from claims with a lease. A process killed after the handler's last effect and
 * before the claim is completed has the notification handled again: let such handlers write under a key of the event, or
 * look at the state first.
 *
 * @since 1.0.0
 * @category services
 */
export class NotificationStore extends Context.Tag("@effect-wechatpay/core/NotificationStore")<
  NotificationStore,
  {
    /**
     * Runs `handle` unless one of `keys` is handled or being handled. When `handle` fails or is interrupted, nothing is
     * remembered, so that the next delivery is handled. Keys are hexadecimal digests and say nothing about the event.
     */
    readonly once: <A, E, R>(
      keys: ReadonlyArray<string>,
      handle: Effect.Effect<A, E, R>
    ) => Effect.Effect<Once<A>, E | StoreFailure, R>
  }
>() {}

/**
 * A database's transactions.
 *
 * @since 1.0.0
 * @category models
 */
export interface Transaction<out X> {
  /** Runs an effect in a transaction: all of its writes are committed when it succeeds, and none otherwise. */
  readonly transaction: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | X, R>
  /**
   * Inserts all keys, in the transaction; `false` when one of them was there. Keys have 64 characters. While another
   * transaction that is not committed inserts one of them, it waits for that, as a unique index does.
   */
  readonly insert: (keys: ReadonlyArray<string>) => Effect.Effect<boolean, X>
}

/** Keeps what a handler failed with apart from what the transaction failed with. */
class HandleFailed<out E> {
  constructor(readonly error: E) {}
}

const problemOf = (error: unknown): string =>
  Predicate.hasProperty(error, "_tag")
    ? `the transaction failed with ${String(error._tag)}`
    : "the transaction failed"

/**
 * A store in the database that the handlers write to. Marks and writes are one transaction.
 *
 * ```ts
 * const layerSql = Layer.effect(NotificationStore.NotificationStore, Effect.map(SqlClient.SqlClient, (sql) =>
 *   NotificationStore.fromTransaction({
 *     transaction: sql.withTransaction,
 *     insert: (keys) => Effect.map(
 *       sql`INSERT INTO wechatpay_notification ${sql.insert(keys.map((key) => ({ key })))}
 *         ON CONFLICT DO NOTHING RETURNING key`,
 *       (inserted) => inserted.length === keys.length
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
      const work = Effect.flatMap(
        database.insert(keys),
        (inserted): Effect.Effect<Once<A>, HandleFailed<E>, R> =>
          inserted
            ? Effect.mapBoth(handle, {
                onSuccess: (value) => ({ _tag: "Handled", value }),
                onFailure: (error) => new HandleFailed(error)
              })
            : Effect.succeed({ _tag: "Duplicate" })
      )
      return Effect.mapError(database.transaction(work), (error) =>
        error instanceof HandleFailed ? (error.error as E) : new StoreFailure({ problem: problemOf(error) })
      )
    }
  })

/**
 * Claims on keys. Each operation must be atomic among all that share the store. It may be interrupted.
 *
 * @since 1.0.0
 * @category models
 */
export interface Claims {
  /**
   * - `Granted`: the key was free, or its lease was over, or it belonged to `owner` before; it now belongs to `owner` for
   *   the time of `lease`, from now on. While a handler runs its keys are claimed again, three times in a lease. (Redis:
   *   `SET key owner NX PX lease` does not do that; see the guide for a script.)
   * - `Taken`: it belongs to another whose lease is not over.
   * - `Done`: it was completed.
   */
  readonly claim: (
    key: string,
    owner: string,
    lease: Duration.Duration
  ) => Effect.Effect<"Granted" | "Taken" | "Done", StoreFailure>
  /** Marks the key as done, whoever owns it; it may be forgotten after the time of `retain`. */
  readonly complete: (key: string, retain: Duration.Duration) => Effect.Effect<void, StoreFailure>
  /** Frees the key if it still belongs to `owner`. */
  readonly release: (key: string, owner: string) => Effect.Effect<void, StoreFailure>
}

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /**
   * How long a claim lasts whose process was killed; while the handler runs it is renewed. It should be shorter than the 15
   * seconds after which WeChat Pay sends again. Default: 10 seconds.
   */
  readonly lease?: Duration.DurationInput
  /**
   * How long handled notifications are remembered. WeChat Pay sends again for up to a day. Default: 3 days.
   */
  readonly retain?: Duration.DurationInput
}

const make = (claims: Claims, { lease = "10 seconds", retain = "3 days" }: Options) =>
  NotificationStore.of({
    once: onceByClaims(claims, { lease: Duration.decode(lease), retain: Duration.decode(retain) })
  })

/**
 * A store from claims with a lease. An operation that does not answer within 3 seconds has failed: before the handler,
 * the notification is not handled and comes again.
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromClaims = (
  claims: Claims,
  options: Options = {}
): Context.Tag.Service<typeof NotificationStore> => make(bounded(claims), options)

/**
 * @since 1.0.0
 * @category models
 */
export interface MemoryOptions extends Options {
  /** Most keys that are remembered; each notification has one or two. The oldest are forgotten. Default: 100,000. */
  readonly capacity?: number
}

/**
 * Remembers in memory: for one process, until it ends. A resend that arrives after a restart is handled again.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMemory = (options: MemoryOptions = {}): Layer.Layer<NotificationStore> =>
  Layer.sync(NotificationStore, () => make(memoryClaims(options.capacity ?? 100_000), options))

/**
 * Remembers in the `KeyValueStore` of the context, under `prefix` (default `wechatpay-notification-`).
 *
 * A process that is killed while it handles a notification leaves its claim behind; when the lease is over the next
 * delivery is handled. What was completed stays completed.
 *
 * A `KeyValueStore` cannot compare and set, so claims are atomic inside one process only. When two processes share the
 * store and the same notification reaches both within the milliseconds between reading and writing, both handle it.
 * WeChat Pay leaves 15 seconds between two deliveries of one notification, so this takes two notifications about the same
 * occurrence. If that must not happen, use {@link fromTransaction}, or {@link fromClaims} on a store that is atomic.
 *
 * A `KeyValueStore` cannot list its keys either: what is older than `retain` is no longer looked at, but it is
 * removed only when its key is asked for again. Remove old entries by the means of the store, such as files by age.
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
