/**
 * Lets test time pass until a fiber ends. Between the steps real time passes too, which signing takes: enough of it for a
 * slow machine, or test time would run away from the call.
 */
import { Effect, Fiber, Option, TestClock } from "effect";
const breathe = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 25)));
export const advanceUntilDone = (fiber, step = "5 seconds") => Effect.gen(function* () {
    yield* breathe;
    while (Option.isNone(yield* Fiber.poll(fiber))) {
        yield* TestClock.adjust(step);
        yield* breathe;
    }
    return yield* Fiber.join(fiber);
});
