/** A span around an effect. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { clockOf, isTimed, type Running } from "./fiber.js"

export interface Spanned<A, E, R> {
  readonly run: (span: Tracer.Span) => Effect.Effect<A, E, R>
  /** Called before the span ends. */
  readonly succeeded: (span: Tracer.Span) => void
  /** Called before the span ends; not for defects and interruption. */
  readonly failed: (span: Tracer.Span, error: E) => void
  /** Called before the span ends after defects and interruption. */
  readonly interrupted: () => void
}

/** `Effect.useSpan`, but the tracer does not get the value of the effect. */
export const inSpan = <A, E, R>(
  fiber: Running,
  name: string,
  options: Tracer.SpanOptions,
  { failed, interrupted, run, succeeded }: Spanned<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.makeSpan(name, options), (span) => {
      const end = (exit: Exit.Exit<void, E>): void => {
        span.end(isTimed(fiber) ? clockOf(fiber).unsafeCurrentTimeNanos() : 0n, exit)
      }
      return Effect.matchCauseEffect(restore(Effect.suspend(() => run(span))), {
        onFailure: (cause) => {
          const error = Cause.failureOption(cause)
          if (Option.isSome(error)) failed(span, error.value)
          else interrupted()
          const exit = Exit.failCause(cause)
          end(exit)
          return exit
        },
        onSuccess: (value) => {
          succeeded(span)
          end(Exit.void)
          return Effect.succeed(value)
        }
      })
    })
  )

/** Makes a span the parent of the spans and logs of an effect, unless the effect is already a value. */
export const withParent = <A, E, R>(
  span: Tracer.Span,
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Exit.isExit(self)
    ? self
    : Effect.mapInputContext(self, (context: Context.Context<R>) =>
        Context.add(context, Tracer.ParentSpan, span)
      )
