/** Reads ahead of who pulls, and watches the time that it takes. */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Mailbox from "effect/Mailbox"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { ended, type Pull } from "./pull.js"

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
  const mailbox = yield* Mailbox.make<Uint8Array, E | E2>(capacity)
  yield* Effect.addFinalizer(() => mailbox.shutdown)
  const millis = Duration.toMillis(limit)
  let pulledAt: number | undefined
  const produce: Effect.Effect<void, Option.Option<E>> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    pulledAt = now
    return Effect.flatMap(pull, (chunk) => {
      pulledAt = undefined
      return Effect.andThen(mailbox.offerAll(chunk), produce)
    })
  })
  const watch: Effect.Effect<void> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const left = millis - (pulledAt === undefined ? 0 : now - pulledAt)
    return left > 0
      ? Effect.andThen(Effect.sleep(Duration.millis(left)), watch)
      : Effect.asVoid(mailbox.fail(error()))
  })
  yield* produce.pipe(
    Effect.catchAllCause((cause) => {
      const failure = Cause.failureOrCause(cause)
      if (Either.isRight(failure)) return mailbox.failCause(failure.right)
      return Option.isNone(failure.left) ? mailbox.end : mailbox.fail(failure.left.value)
    }),
    Effect.forkScoped
  )
  yield* Effect.forkScoped(watch)
  const next: Pull<E | E2> = Effect.matchEffect(mailbox.takeAll, {
    onFailure: (error) => Effect.fail(Option.some(error)),
    onSuccess: ([chunk, done]) => (Chunk.isEmpty(chunk) && done ? ended : Effect.succeed(chunk))
  })
  return next
})
