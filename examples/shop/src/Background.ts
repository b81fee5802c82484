/** Programs that continue after the request that started them. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"

export class Background extends Context.Tag("shop/Background")<Background, FiberMap.FiberMap<string>>() {}

/** The programs end with the shop. They can be interrupted at any point, and started again by a later shop. */
export const layer = Layer.scoped(Background, FiberMap.make<string>())

/**
 * Starts a program, unless one of this name is running. A program that fails is run again every minute until it
 * succeeds: an error of the library says what failed, and contains no personal data.
 */
export const start = <A, E extends { readonly message: string }, R>(
  name: string,
  program: Effect.Effect<A, E, R>
): Effect.Effect<void, never, Background | R> =>
  Effect.gen(function* () {
    const running = yield* Background
    const persistent = program.pipe(
      Effect.tapError((error) => Effect.logWarning(`${name}: ${error.message}`)),
      Effect.retry(Schedule.spaced("1 minute")),
      // A bug, or a disk that is full: a restarted shop continues.
      Effect.tapErrorCause((cause) =>
        Cause.isInterruptedOnly(cause) ? Effect.void : Effect.logFatal(`${name} died: ${Cause.pretty(cause)}`)
      ),
      Effect.annotateLogs("program", name)
    )
    yield* FiberMap.run(running, name, persistent, { onlyIfMissing: true })
  })
