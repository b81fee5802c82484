/** The rate limits of a client, applied before each attempt. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as RateLimiter from "effect/RateLimiter"
import type * as Scope from "effect/Scope"
import { InvalidOptions } from "../../InvalidOptions.js"
import type { Limit, Options } from "../../RateLimit.js"
import { RateLimited } from "../../WechatPayError.js"

/** Waits until the limits of an endpoint allow a request; `undefined` for an endpoint without limits. */
export type Limiter = (id: string) => Effect.Effect<void, RateLimited> | undefined

const makeLimiter = ({ algorithm = "token-bucket", per, requests }: Limit) => {
  const interval = Duration.decode(per)
  return Number.isSafeInteger(requests) && requests > 0 && Duration.toMillis(interval) > 0
    ? RateLimiter.make({ limit: requests, interval, algorithm })
    : new InvalidOptions({
        setting: "rateLimit",
        problem: "expected a positive number of requests per positive time"
      })
}

const within =
  (maxWait: Duration.Duration) =>
  (place: Effect.Effect<void>): Effect.Effect<void, RateLimited> =>
    Effect.catchTag(
      Effect.timeout(place, maxWait),
      "TimeoutException",
      () => new RateLimited({ millis: Duration.toMillis(maxWait) })
    )

export const makeRateLimit = (options: Options): Effect.Effect<Limiter, InvalidOptions, Scope.Scope> =>
  Effect.gen(function* () {
    const own = yield* Effect.forEach(options.endpoints ?? [], ({ limit, of }) =>
      Effect.map(makeLimiter(limit), (limiter) => ({ ids: new Set(of.map(({ id }) => id)), limiter }))
    )
    const all = options.all === undefined ? [] : [yield* makeLimiter(options.all)]
    const bounded = options.maxWait === undefined ? undefined : within(Duration.decode(options.maxWait))
    const places = new Map<string, Effect.Effect<void, RateLimited> | undefined>()
    const placeOf = (id: string): Effect.Effect<void, RateLimited> | undefined => {
      // The narrower limit comes first, so that a request that waits for it takes no capacity of the wider one.
      const limiters = [...own.filter(({ ids }) => ids.has(id)).map(({ limiter }) => limiter), ...all]
      if (limiters.length === 0) return undefined
      const place = Effect.forEach(limiters, (limiter) => limiter(Effect.void), { discard: true })
      return bounded === undefined ? place : bounded(place)
    }
    return (id) => {
      if (!places.has(id)) places.set(id, placeOf(id))
      return places.get(id)
    }
  })
