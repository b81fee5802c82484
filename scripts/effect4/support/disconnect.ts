/** What Effect 3 has as `Effect.disconnect`. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** Returns at once when it is interrupted; an effect that cannot be interrupted continues in the background. */
export const disconnect = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDetach(Effect.interruptible(effect), { startImmediately: true }), (fiber) =>
      Effect.onInterrupt(restore(Fiber.join(fiber)), () => Effect.sync(() => fiber.interruptUnsafe()))
    )
  )
