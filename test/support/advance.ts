/**
 * Lets test time pass until a fiber ends. Between the steps real time passes too, which signing takes: enough of it for a
 * slow machine, or test time would run away from the call.
 */
import { Effect, Fiber, Option, TestClock } from "effect"

/** Lets what waits for the network go on. */
export const breathe = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 25)))

/**
 * The same for programs that wait for no network and no other thread but a digest: turns of the event loop, so that a busy
 * machine only makes it slower.
 */
export const turn = Effect.promise(async () => {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setTimeout(resolve, 2))
})

export const advanceUntilDone = <A, E>(
  fiber: Fiber.RuntimeFiber<A, E>,
  step: `${number} seconds` = "5 seconds",
  between: Effect.Effect<unknown> = breathe
): Effect.Effect<A, E> =>
  Effect.gen(function* () {
    yield* between
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      yield* TestClock.adjust(step)
      yield* between
    }
    return yield* Fiber.join(fiber)
  })

/** Runs an effect while test time passes. */
export const runThrough = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: `${number} seconds` = "5 seconds"
): Effect.Effect<A, E, R> => Effect.flatMap(Effect.fork(effect), (fiber) => advanceUntilDone(fiber, step))
