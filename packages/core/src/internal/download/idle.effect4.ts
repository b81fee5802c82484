// Effect 4 edition of idle.ts as of efded59e795ee434.
/** Reads ahead of who pulls, and watches the time that it takes. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { Pull } from "./pull.js"

/** The number of chunks that are read ahead; sockets give 64 KiB each. */
const capacity = 4

/**
 * Fails if a pull takes longer than `limit`. One fiber watches all pulls, because a race for each pull would cost more than
 * the rest of the download.
 */
export const failWhenIdle: <E, E2>(
  pull: Pull<E>,
  limit: Duration.Duration,
  error: () => E2
) => Effect.Effect<Pull<E | E2>, never, Scope.Scope> = Effect.fnUntraced(function* <E, E2>(
  pull: Pull<E>,
  limit: Duration.Duration,
  error: () => E2
) {
  const queue = yield* Queue.bounded<Uint8Array, Option.Option<E | E2>>(capacity)
  yield* Effect.addFinalizer(() => Queue.shutdown(queue))
  const millis = Duration.toMillis(limit)
  let pulledAt: number | undefined
  const produce: Effect.Effect<void, Option.Option<E>> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    pulledAt = now
    return Effect.flatMap(pull, (chunk) => {
      pulledAt = undefined
      return Effect.andThen(Queue.offerAll(queue, chunk), produce)
    })
  })
  const watch: Effect.Effect<void> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const left = millis - (pulledAt === undefined ? 0 : now - pulledAt)
    return left > 0
      ? Effect.andThen(Effect.sleep(Duration.millis(left)), watch)
      : Effect.asVoid(Queue.fail(queue, Option.some(error())))
  })
  yield* produce.pipe(
    Effect.catchCause((cause) => Queue.failCause(queue, cause)),
    Effect.forkScoped
  )
  yield* Effect.forkScoped(watch)
  const next: Pull<E | E2> = Effect.map(Queue.takeAll(queue), Chunk.fromArrayUnsafe)
  return next
})
