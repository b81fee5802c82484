/** The command `wechatpay-simulator` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { Effect, type Scope } from "effect"

const bin = new URL("../../packages/simulator/src/bin.ts", import.meta.url).pathname

export interface Ended {
  readonly code: number | null
  readonly output: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** The first line that fits. */
  readonly line: (pattern: RegExp) => Promise<string>
}

/** The process, ended with the scope. */
export const start = (...args: ReadonlyArray<string>): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      // Node 20 reads --env-file behind the script too, unless "--" goes before; the shebang of the command does that.
      const child = spawn(process.execPath, ["--import", "tsx", "--", bin, ...args])
      const lines: Array<string> = []
      const waiting: Array<() => void> = []
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", (line) => {
          lines.push(line)
          for (const look of waiting) look()
        })
      }
      const ended = new Promise<Ended>((resolve) => {
        child.on("close", (code) => resolve({ code, output: lines.join("\n") }))
      })
      const line = (pattern: RegExp) =>
        new Promise<string>((resolve) => {
          const look = () => {
            const found = lines.find((text) => pattern.test(text))
            if (found !== undefined) resolve(found)
          }
          waiting.push(look)
          look()
        })
      return { child, ended, line }
    }),
    ({ child, ended }) =>
      Effect.promise(() => {
        child.kill("SIGKILL")
        return ended
      })
  )
