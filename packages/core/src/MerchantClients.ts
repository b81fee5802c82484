/**
 * Many merchants in one process: a client for each, built on first use and released after it has been idle.
 *
 * @since 1.0.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Function from "effect/Function"
import * as Hash from "effect/Hash"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { InvalidOptions } from "./InvalidOptions.js"
import { hostsOf, SharedHosts } from "./internal/call/hosts.js"
import * as WechatPayClient from "./WechatPayClient.js"

/**
 * There is no client for a merchant: it is unknown, or its keys cannot be used.
 *
 * @since 1.0.0
 * @category errors
 */
export class MerchantUnavailable extends Schema.TaggedError<MerchantUnavailable>(
  "@effect-wechatpay/core/MerchantUnavailable"
)("MerchantUnavailable", {
  mchid: Schema.String,
  /** The reason, without any key. */
  problem: Schema.String
}) {
  /** The same field as in the errors of calls. */
  readonly outcome = "NotSent"
  override get message(): string {
    return `no client for merchant ${this.mchid}: ${this.problem}: nothing was sent.`
  }
}

/**
 * The clients of merchants by merchant number.
 *
 * @since 1.0.0
 * @category services
 */
export class MerchantClients extends Context.Tag("@effect-wechatpay/core/MerchantClients")<
  MerchantClients,
  {
    /**
     * The client of a merchant, with its `Signer` and `Verifier`, while the scope is open. A failure is not cached:
     * the next call tries again.
     */
    readonly get: (
      mchid: string
    ) => Effect.Effect<Context.Context<WechatPayClient.Services>, MerchantUnavailable, Scope.Scope>
    /** Removes a merchant whose keys have changed. Current holders keep the client until their scope closes. */
    readonly invalidate: (mchid: string) => Effect.Effect<void>
  }
>() {}

/**
 * Options of the clients of one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options<R = never> extends WechatPayClient.Options {
  /**
   * Finds the keys of a merchant, for example in a database. It runs once for all waiting callers. Resources that it
   * acquires in its scope are released together with the client.
   */
  readonly find: (
    mchid: string
  ) => Effect.Effect<Omit<WechatPayClient.Merchant, "mchid">, MerchantUnavailable, R>
  /** How long an unused client is kept. Default: 10 minutes. */
  readonly idleTimeToLive?: Duration.DurationInput
}

/**
 * The key of a client in the map: each client of a merchant has its own. By the merchant number alone, a former client
 * that is released would remove the current one. It is equal to itself alone, which Effect 4 does not give plain objects.
 */
class Generation implements Equal.Equal {
  constructor(readonly mchid: string) {}
  [Equal.symbol](that: unknown): boolean {
    return this === that
  }
  [Hash.symbol](): number {
    return Hash.string(this.mchid)
  }
}

/**
 * All clients share the `HttpClient` and the state of WeChat Pay's hosts. Keys, certificates and rate limits are
 * separate for each merchant.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <R>(
  options: Options<R>
): Effect.Effect<
  Context.Tag.Service<typeof MerchantClients>,
  InvalidOptions,
  HttpClient.HttpClient | R | Scope.Scope
> =>
  Effect.gen(function* () {
    const { find, idleTimeToLive = "10 minutes", ...settings } = options
    const hosts = yield* hostsOf(settings)
    const current = new Map<string, Generation>()
    const generationOf = (mchid: string): Generation => {
      const known = current.get(mchid)
      if (known !== undefined) return known
      const generation = new Generation(mchid)
      current.set(mchid, generation)
      return generation
    }
    const forget = (generation: Generation) =>
      Effect.sync(() => {
        if (current.get(generation.mchid) === generation) current.delete(generation.mchid)
      })

    const clients = yield* LayerMap.make(
      (generation: Generation) =>
        Effect.gen(function* () {
          const { mchid } = generation
          yield* Effect.addFinalizer(() => forget(generation))
          const keys = yield* find(mchid)
          return yield* Effect.mapError(
            WechatPayClient.makeMerchant({ ...keys, mchid }, settings),
            ({ message }) => new MerchantUnavailable({ mchid, problem: message })
          )
        }).pipe(
          Effect.tapErrorCause(() => forget(generation)),
          Effect.provideService(SharedHosts, hosts),
          Layer.scopedContext
        ),
      { idleTimeToLive }
    )

    return MerchantClients.of({
      get: (mchid) =>
        Effect.suspend(() => Effect.map(clients.runtime(generationOf(mchid)), ({ context }) => context)),
      invalidate: (mchid) =>
        Effect.suspend(() => {
          const generation = current.get(mchid)
          if (generation === undefined) return Effect.void
          return Effect.zipRight(forget(generation), clients.invalidate(generation))
        })
    })
  })

/**
 * ```ts
 * const layerClients = MerchantClients.layer({
 *   find: (mchid) => merchants.byNumber(mchid).pipe(
 *     Effect.mapError(() => new MerchantClients.MerchantUnavailable({ mchid, problem: "not in the database" }))
 *   )
 * })
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = <R = never>(
  options: Options<R>
): Layer.Layer<MerchantClients, InvalidOptions, HttpClient.HttpClient | Exclude<R, Scope.Scope>> =>
  Layer.scoped(MerchantClients, make(options))

/**
 * Runs the calls inside an effect with the client of a merchant.
 *
 * ```ts
 * ServiceOrder.query(input).pipe(MerchantClients.provide("1900000109"))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const provide: {
  (
    mchid: string
  ): <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | MerchantUnavailable, Exclude<R, WechatPayClient.Services> | MerchantClients>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    mchid: string
  ): Effect.Effect<A, E | MerchantUnavailable, Exclude<R, WechatPayClient.Services> | MerchantClients>
} = /* @__PURE__ */ Function.dual(
  2,
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    mchid: string
  ): Effect.Effect<A, E | MerchantUnavailable, Exclude<R, WechatPayClient.Services> | MerchantClients> =>
    Effect.flatMap(MerchantClients, (clients) =>
      Effect.scopedWith((scope) =>
        Effect.flatMap(Effect.provideService(clients.get(mchid), Scope.Scope, scope), (services) =>
          Effect.provide(effect, services)
        )
      )
    )
)
