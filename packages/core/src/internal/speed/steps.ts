/**
 * `flatMap` and `matchEffect` that continue synchronously if the effect is already a value. Without them a call takes a
 * hundred steps of the fiber, whose allocations are held across the await of the response.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** Use it only if the result is run immediately: `next` may be called when the effect is made, not when it is run. */
export const andThen = <A, E, R, B, E2, R2>(
  self: Effect.Effect<A, E, R>,
  next: (value: A) => Effect.Effect<B, E2, R2>
): Effect.Effect<B, E | E2, R | R2> =>
  Exit.isExit(self) && Exit.isSuccess(self) ? next(self.value as A) : Effect.flatMap(self, next)

/** Use it only if the result is run immediately: `onSuccess` may be called when the effect is made, not when it is run. */
export const match = <A, E, R, B, E2, R2, C, E3, R3>(
  self: Effect.Effect<A, E, R>,
  onFailure: (error: E) => Effect.Effect<B, E2, R2>,
  onSuccess: (value: A) => Effect.Effect<C, E3, R3>
): Effect.Effect<B | C, E2 | E3, R | R2 | R3> =>
  Exit.isExit(self) && Exit.isSuccess(self)
    ? onSuccess(self.value as A)
    : Effect.matchEffect(self, { onFailure, onSuccess })
