// Effect 4 edition of recordedConsole.ts as of e8eacdb3c57fdc8f.
/** What is printed through Effect's console. */
import { Console, Effect } from "effect"

/** The console of the context, except that each line that is logged goes to `into`. */
export const recordedConsole = (into: Array<string>) =>
  Effect.map(
    Console.Console,
    (real): Console.Console => ({ ...real, log: (...parts) => void into.push(parts.join(" ")) })
  )
