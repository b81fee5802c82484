/** Child processes of these tests: programs bundled into one file, so that they start fast, which print lines. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Queue, type Scope } from "effect"
import { build } from "esbuild"

/** The program as one file. */
export const bundled = (name: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "wechatpay-child-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const outfile = join(folder, `${name}.mjs`)
    yield* Effect.promise(() =>
      build({
        entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
        bundle: true,
        platform: "node",
        format: "esm",
        outfile,
        external: ["pg-native"],
        banner: {
          js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
        }
      })
    )
    return outfile
  })

export interface Child {
  /** The lines that it prints. */
  readonly lines: Queue.Dequeue<string>
  /** Writes a line to its input. */
  readonly send: (line: string) => void
  /** Kills it with SIGKILL and waits for its end. */
  readonly kill: Effect.Effect<void>
  readonly ended: Effect.Effect<void>
}

export const start = (
  program: string,
  env: Readonly<Record<string, string>>
): Effect.Effect<Child, never, Scope.Scope> =>
  Effect.gen(function* () {
    const lines = yield* Queue.unbounded<string>()
    const ended = yield* Deferred.make<void>()
    const child = spawn(process.execPath, [program], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { PATH: process.env.PATH ?? "", ...env }
    })
    child.stdin.on("error", () => undefined)
    child.once("exit", () => Deferred.unsafeDone(ended, Effect.void))
    createInterface(child.stdout).on("line", (line) => Queue.unsafeOffer(lines, line))
    const kill = Effect.suspend(() => {
      child.kill("SIGKILL")
      return Deferred.await(ended)
    })
    yield* Effect.addFinalizer(() => kill)
    return { lines, ended: Deferred.await(ended), send: (line) => child.stdin.write(`${line}\n`), kill }
  })
