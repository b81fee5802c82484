/**
 * Processes bytes as they arrive, on the pull under the stream: a file has some ten thousand chunks, and a `Stream`
 * combinator makes ten kilobytes of garbage per chunk.
 */
// Functions of this module return a pull, which is an effect that the caller runs for each chunk.
// @effect-diagnostics returnEffectInGen:off
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
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
