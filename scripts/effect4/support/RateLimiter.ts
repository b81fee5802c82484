/** What Effect 3 has as `effect/RateLimiter`: places that become free with time, for whoever asks next. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"

export interface Options {
  readonly limit: number
  readonly interval: Duration.Duration
  readonly algorithm: "token-bucket" | "fixed-window"
}

/** `token-bucket` frees places one by one, `fixed-window` all at once at the end of the window. */
export const make = ({
  algorithm,
  interval,
  limit
}: Options): Effect.Effect<
  <A, E, R>(task: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>,
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const places = Semaphore.makeUnsafe(limit)
    const taken = Semaphore.makeUnsafe(0)
    const perPlace = Math.ceil(Duration.toMillis(interval) / limit)
    const refill: Effect.Effect<void> = Effect.sleep(perPlace).pipe(
      Effect.andThen(taken.releaseAll),
      Effect.andThen(places.release(1)),
      Effect.flatMap((free) => (free === limit ? Effect.void : refill))
    )
    const window = Effect.sleep(interval).pipe(
      Effect.andThen(taken.releaseAll),
      Effect.andThen(places.releaseAll),
      Effect.asVoid
    )
    yield* taken
      .take(1)
      .pipe(
        Effect.andThen(algorithm === "fixed-window" ? window : refill),
        Effect.forever,
        Effect.forkScoped,
        Effect.interruptible
      )
    const take = Effect.uninterruptibleMask((restore) =>
      Effect.andThen(restore(places.take(1)), taken.release(1))
    )
    return (task) => Effect.andThen(take, task)
  })
