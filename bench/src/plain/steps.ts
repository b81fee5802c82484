/** `internal/speed/steps` as Effect has it. */
import * as Effect from "effect/Effect"

export const andThen = Effect.flatMap

export const match = <A, E, R, B, E2, R2, C, E3, R3>(
  self: Effect.Effect<A, E, R>,
  onFailure: (error: E) => Effect.Effect<B, E2, R2>,
  onSuccess: (value: A) => Effect.Effect<C, E3, R3>
) => Effect.matchEffect(self, { onFailure, onSuccess })
