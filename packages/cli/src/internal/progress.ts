/** A progress bar on a terminal; nothing elsewhere. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Host } from "../Host.js"

export interface Progress {
  /** All bytes so far. */
  readonly add: (bytes: number) => Effect.Effect<void>
  readonly end: Effect.Effect<void>
}

const interval = 100

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`

/** WeChat Pay does not say how long a zipped bill is, so the bar moves and counts, and has no end. */
const frame = (name: string, bytes: number, perSecond: number, tick: number, columns: number): string => {
  const text = `${name}  ${size(bytes)}  ${size(perSecond)}/s`
  const width = Math.max(0, Math.min(20, columns - text.length - 4))
  const at = width === 0 ? 0 : tick % width
  return `${text}  ${"─".repeat(at)}${width === 0 ? "" : "█"}${"─".repeat(Math.max(0, width - at - 1))}`
}

const clear = `\r${String.fromCharCode(27)}[2K`

const silent: Progress = { add: () => Effect.void, end: Effect.void }

export const progressBar = (name: string): Effect.Effect<Progress, never, Host> =>
  Effect.gen(function* () {
    const { columns, err, isTerminal } = yield* Host
    if (!isTerminal.err) return silent
    const started = yield* Clock.currentTimeMillis
    let shownAt = 0
    let tick = 0
    const shown: Progress = {
      add: (bytes) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          if (now - shownAt < interval) return Effect.void
          shownAt = now
          const seconds = Math.max(0.1, (now - started) / 1000)
          return err(`${clear}${frame(name, bytes, bytes / seconds, tick++, columns)}`)
        }),
      end: err(clear)
    }
    return shown
  })
