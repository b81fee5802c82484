/** What is printed through Effect's console. */
import { type Console, Effect } from "effect"

/** The console of the context, except that each line that is logged goes to `into`. */
export const recordedConsole = (into: Array<string>) =>
  Effect.map(
    Effect.console,
    (real): Console.Console => ({
      ...real,
      log: (...parts) => Effect.sync(() => void into.push(parts.join(" ")))
    })
  )
