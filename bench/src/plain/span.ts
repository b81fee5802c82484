/** `internal/speed/span` as Effect has it. */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as Tracer from "effect/Tracer"

export type Running = Fiber.RuntimeFiber<unknown, unknown>

interface Spanned<A, E, R> {
  readonly run: (span: Tracer.Span) => Effect.Effect<A, E, R>
  readonly succeeded: (span: Tracer.Span) => void
  readonly failed: (span: Tracer.Span, error: E) => void
  readonly interrupted: () => void
}

export const inSpan = <A, E, R>(
  _: Running,
  name: string,
  options: Tracer.SpanOptions,
  { failed, interrupted, run, succeeded }: Spanned<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.useSpan(name, options, (span) =>
    run(span).pipe(
      Effect.tapBoth({
        onFailure: (error) => Effect.sync(() => failed(span, error)),
        onSuccess: () => Effect.sync(() => succeeded(span))
      }),
      Effect.onInterrupt(() => Effect.sync(interrupted))
    )
  )

export const withParent = <A, E, R>(
  span: Tracer.Span,
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => Effect.withParentSpan(self, span) as Effect.Effect<A, E, R>
