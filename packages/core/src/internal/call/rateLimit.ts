/** The rate limits of a client, applied before each attempt. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/RateLimiter"
import type * as Scope from "effect/Scope"
import { InvalidOptions } from "../../InvalidOptions.js"
import * as MonotonicClock from "../../MonotonicClock.js"
import { type Limit, type Options, SharedRateLimits } from "../../RateLimit.js"
import { RateLimited } from "../../WechatPayError.js"

/** Waits until the limits of an endpoint allow a request; `undefined` for an endpoint without limits. */
export type Limiter = (id: string) => Effect.Effect<void, RateLimited> | undefined

/** Waits for a place under one limit. */
type Take = (maxWait: Duration.Duration | undefined) => Effect.Effect<void, RateLimited>

const rateLimited = (maxWait: Duration.Duration) => new RateLimited({ millis: Duration.toMillis(maxWait) })

/** `ids`: the endpoints of the limit; `undefined` for all. */
const makeLimiter = /* @__PURE__ */ Effect.fnUntraced(function* (
  limit: Limit,
  mchid: string,
  ids?: ReadonlyArray<string>
): Effect.fn.Return<Take, InvalidOptions, Scope.Scope> {
  const { algorithm = "token-bucket", per, requests } = limit
  const interval = Duration.decode(per)
  if (!Number.isSafeInteger(requests) || requests <= 0 || Duration.toMillis(interval) <= 0) {
    return yield* new InvalidOptions({
      setting: "rateLimit",
      problem: "expected a positive number of requests per positive time"
    })
  }
  const limiter = yield* RateLimiter.make({ limit: requests, interval, algorithm })
  const own: Take = (maxWait) =>
    maxWait === undefined ? limiter(Effect.void) : within(limiter(Effect.void), maxWait)
  const shared = yield* SharedRateLimits
  if (Option.isNone(shared)) return own
  const name = JSON.stringify([mchid, ids === undefined ? null : [...ids].sort()])
  return (maxWait) =>
    shared.value.take(name, limit, maxWait).pipe(
      Effect.flatMap((isFree) => (isFree || maxWait === undefined ? Effect.void : rateLimited(maxWait))),
      Effect.catchTag("SharedRateLimitUnavailable", (error) =>
        Effect.andThen(
          Effect.logWarning(`${error.message}: this process limits its own requests`),
          own(maxWait)
        )
      )
    )
})

const within = (place: Effect.Effect<void>, maxWait: Duration.Duration): Effect.Effect<void, RateLimited> =>
  Effect.catchTag(Effect.timeout(place, maxWait), "TimeoutException", () => rateLimited(maxWait))

/** One place after the other, all of them within a time. The time that shared limits take to respond counts too. */
const takeAll = (takes: ReadonlyArray<Take>, maxWait: Duration.Duration | undefined) =>
  maxWait === undefined
    ? Effect.forEach(takes, (take) => take(undefined), { discard: true })
    : Effect.flatMap(MonotonicClock.now, (start) =>
        Effect.forEach(
          takes,
          (take) =>
            Effect.flatMap(MonotonicClock.now, (now) =>
              take(Duration.subtract(maxWait, Duration.millis(now - start)))
            ),
          { discard: true }
        )
      ).pipe(Effect.mapError(() => rateLimited(maxWait)))

export const makeRateLimit = (
  options: Options,
  mchid: string
): Effect.Effect<Limiter, InvalidOptions, Scope.Scope> =>
  Effect.gen(function* () {
    const own = yield* Effect.forEach(options.endpoints ?? [], ({ limit, of }) =>
      Effect.suspend(() => {
        const ids = of.map(({ id }) => id)
        return Effect.map(makeLimiter(limit, mchid, ids), (take) => ({ ids: new Set(ids), take }))
      })
    )
    const all = options.all === undefined ? [] : [yield* makeLimiter(options.all, mchid)]
    const maxWait = options.maxWait === undefined ? undefined : Duration.decode(options.maxWait)
    const places = new Map<string, Effect.Effect<void, RateLimited> | undefined>()
    const placeOf = (id: string): Effect.Effect<void, RateLimited> | undefined => {
      // The narrower limit comes first, so that a request that waits for it takes no capacity of the wider one.
      const takes = [...own.filter(({ ids }) => ids.has(id)).map(({ take }) => take), ...all]
      return takes.length === 0 ? undefined : takeAll(takes, maxWait)
    }
    return (id) => {
      if (!places.has(id)) places.set(id, placeOf(id))
      return places.get(id)
    }
  })
