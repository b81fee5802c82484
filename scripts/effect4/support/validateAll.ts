/** What Effect 3 has as `Effect.all` in the mode `validate`. */
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Result from "effect/Result"

type Effects = Readonly<Record<string, Effect.Effect<unknown, unknown, unknown>>>

/** Runs all effects of a record, whatever fails, and fails with all errors. */
export const validateAll = <const R extends Effects>(
  effects: R
): Effect.Effect<
  { readonly [K in keyof R]: Effect.Success<R[K]> },
  Readonly<Record<string, Option.Option<Effect.Error<R[keyof R]>>>>,
  Effect.Services<R[keyof R]>
> =>
  Effect.flatMap(Effect.all(effects as Effects, { mode: "result" }), (results) => {
    const entries = Object.entries(results)
    return entries.some(([, result]) => Result.isFailure(result))
      ? Effect.fail(Object.fromEntries(entries.map(([key, result]) => [key, Result.getFailure(result)])))
      : Effect.succeed(Object.fromEntries(entries.map(([key, result]) => [key, Result.getOrThrow(result)])))
  }) as never
