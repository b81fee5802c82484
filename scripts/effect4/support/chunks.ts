/** Streams by their chunks, as Effect 3 has them. */
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

type Lists<A, B, E2, R2> = (chunk: Chunk.Chunk<A>) => Effect.Effect<Chunk.Chunk<B>, E2, R2>

/** `Stream.mapChunksEffect`. */
export const mapChunksEffect: {
  <A, B, E2, R2>(
    f: Lists<A, B, E2, R2>
  ): <E, R>(self: Stream.Stream<A, E, R>) => Stream.Stream<B, E | E2, R | R2>
  <A, E, R, B, E2, R2>(self: Stream.Stream<A, E, R>, f: Lists<A, B, E2, R2>): Stream.Stream<B, E | E2, R | R2>
} = dual(
  2,
  <A, E, R, B, E2, R2>(
    self: Stream.Stream<A, E, R>,
    f: Lists<A, B, E2, R2>
  ): Stream.Stream<B, E | E2, R | R2> =>
    Stream.flattenIterable(
      Stream.mapArrayEffect(self, (list) =>
        Effect.map(f(Chunk.fromArrayUnsafe(list)), (found) => [found] as const)
      )
    )
)

/** `Stream.toPull`: the next chunk; fails with `None` at the end. */
export const toPull = <A, E, R>(
  stream: Stream.Stream<A, E, R>
): Effect.Effect<Effect.Effect<Chunk.Chunk<A>, Option.Option<E>, R>, never, R | Scope.Scope> =>
  Effect.map(Stream.toPull(stream), (pull) =>
    Pull.matchEffect(pull, {
      onDone: () => Effect.fail(Option.none<E>()),
      onFailure: (cause) => Effect.failCause(Cause.map(cause, Option.some)),
      onSuccess: (list) => Effect.succeed(Chunk.fromArrayUnsafe(list))
    })
  )

/** `Stream.repeatEffectChunkOption`: a stream of the chunks of a pull. */
export const repeatEffectChunkOption = <A, E, R>(
  pull: Effect.Effect<Chunk.Chunk<A>, Option.Option<E>, R>
): Stream.Stream<A, E, R> => {
  const next: Pull.Pull<readonly [A, ...Array<A>], E, void, R> = Effect.matchEffect(pull, {
    onFailure: (end): Pull.Pull<never, E> => (Option.isNone(end) ? Cause.done() : Effect.fail(end.value)),
    onSuccess: (chunk): Pull.Pull<readonly [A, ...Array<A>], E, void, R> =>
      Chunk.isNonEmpty(chunk)
        ? Effect.succeed(Chunk.toReadonlyArray(chunk) as readonly [A, ...Array<A>])
        : next
  })
  return Stream.fromPull(Effect.succeed(next))
}

/** `Stream.zipAllWith`: goes on with the elements of one stream when the other ends. */
export const zipAllWith = <A, E, R, A2, E2, R2, A3, A4, A5>(
  self: Stream.Stream<A, E, R>,
  options: {
    readonly other: Stream.Stream<A2, E2, R2>
    readonly onSelf: (a: A) => A3
    readonly onOther: (a: A2) => A4
    readonly onBoth: (a: A, a2: A2) => A5
  }
): Stream.Stream<A3 | A4 | A5, E | E2, R | R2> => {
  const endless = <B, EB, RB>(stream: Stream.Stream<B, EB, RB>) =>
    Stream.concat(Stream.map(stream, Option.some), Stream.forever(Stream.succeed(Option.none<B>())))
  return Stream.zipWith(endless(self), endless(options.other), (one, other) => ({ one, other })).pipe(
    Stream.takeWhile(({ one, other }) => Option.isSome(one) || Option.isSome(other)),
    Stream.map(({ one, other }): A3 | A4 | A5 => {
      if (Option.isNone(one)) return options.onOther(Option.getOrThrow(other))
      return Option.isNone(other) ? options.onSelf(one.value) : options.onBoth(one.value, other.value)
    })
  )
}
