/** Where a program of others prints, whose texts go through the console. */
import * as Effect from "effect/Effect"

interface Printers {
  readonly log: (text: string) => Effect.Effect<void>
  readonly error?: (text: string) => Effect.Effect<void>
}

const joined =
  (print: (text: string) => Effect.Effect<void>) =>
  (...texts: ReadonlyArray<unknown>): Effect.Effect<void> =>
    print(texts.map(String).join(" "))

/** Runs an effect whose console prints with these functions; they get texts without their last line feed. */
export const printingTo = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  { error, log }: Printers
): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.console, (console) =>
    Effect.withConsole(effect, {
      ...console,
      log: joined(log),
      ...(error === undefined ? {} : { error: joined(error) })
    })
  )
