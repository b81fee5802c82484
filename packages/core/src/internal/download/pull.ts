/**
 * Processes bytes as they arrive, on the pull under the stream: a file has some ten thousand chunks, and a `Stream`
 * combinator makes ten kilobytes of garbage per chunk.
 */
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
import { concatBytes } from "../codec/bytes.js"

/** The next bytes; fails with `None` at the end. */
export type Pull<E> = Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<E>>

export const ended: Pull<never> = Effect.fail(Option.none())

/** A pull of bytes in memory. */
export const once = (bytes: Uint8Array): Pull<never> => {
  let isTaken = false
  return Effect.suspend(() => {
    if (isTaken) return ended
    isTaken = true
    return Effect.succeed(Chunk.of(bytes))
  })
}

/** Runs `see` for each piece of bytes, and `atEnd` at the end. */
export const inspect = <E, E2>(
  pull: Pull<E>,
  see: (bytes: Uint8Array) => Effect.Effect<void, E2> | undefined,
  atEnd: Effect.Effect<void, E2> = Effect.void
): Pull<E | E2> =>
  Effect.matchEffect(pull, {
    onFailure: (end): Pull<E | E2> =>
      Option.isSome(end) ? Effect.fail(end) : Effect.andThen(Effect.mapError(atEnd, Option.some), ended),
    onSuccess: (chunk): Pull<E | E2> => {
      for (const bytes of chunk) {
        const problem = see(bytes)
        if (problem !== undefined) return Effect.as(Effect.mapError(problem, Option.some), chunk)
      }
      return Effect.succeed(chunk)
    }
  })

const untilEnd = <E>(pull: Pull<E>): Effect.Effect<Chunk.Chunk<Uint8Array> | undefined, E> =>
  Effect.catchAll(pull, (end) => (Option.isNone(end) ? Effect.succeed(undefined) : Effect.fail(end.value)))

/** The first bytes of a pull, and a pull of all of its bytes. */
export interface Ahead<E> {
  readonly first: Uint8Array
  readonly pull: Pull<E>
}

/** Reads ahead at least `atLeast` bytes, or to the end. */
export const lookAhead = <E>(pull: Pull<E>, atLeast: number): Effect.Effect<Ahead<E>, E> =>
  Effect.suspend(() => {
    let taken: Chunk.Chunk<Uint8Array> = Chunk.empty()
    let size = 0
    let isEnd = false
    const whole: Pull<E> = Effect.suspend(() => {
      if (Chunk.isEmpty(taken)) return isEnd ? ended : pull
      const beginning = taken
      taken = Chunk.empty()
      return Effect.succeed(beginning)
    })
    const read: Effect.Effect<Ahead<E>, E> = Effect.suspend(() =>
      size >= atLeast || isEnd
        ? Effect.succeed({ first: concatBytes([...taken]), pull: whole })
        : Effect.flatMap(untilEnd(pull), (next) => {
            isEnd = next === undefined
            for (const bytes of next ?? []) size += bytes.length
            taken = Chunk.appendAll(taken, next ?? Chunk.empty())
            return read
          })
    )
    return read
  })

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
