// Effect 4 edition of printing.ts as of 906a28a27b043109.
/** Where a program of others prints, whose texts go through the console. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

interface Printers {
  readonly log: (text: string) => Effect.Effect<void>
  readonly error?: (text: string) => Effect.Effect<void>
}

/** Runs an effect whose console prints with these functions; they get texts without their last line feed. */
export const printingTo = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  { error, log }: Printers
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    // A console prints at once, in order, and waits for nothing: what is still being printed is waited for at the end.
    const printing = new Set<Fiber.Fiber<void>>()
    const joined =
      (print: (text: string) => Effect.Effect<void>) =>
      (...texts: ReadonlyArray<unknown>): void => {
        const fiber = Effect.runFork(print(texts.map(String).join(" ")))
        printing.add(fiber)
        fiber.addObserver(() => printing.delete(fiber))
      }
    const own = Object.assign(Object.create(globalThis.console) as Console.Console, {
      log: joined(log),
      ...(error === undefined ? {} : { error: joined(error) })
    })
    return effect.pipe(
      Effect.provideService(Console.Console, own),
      Effect.ensuring(Effect.suspend(() => Fiber.awaitAll(printing)))
    )
  })
