/** Child processes of these tests: programs bundled into one file, so that they start fast, which print lines. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Queue, type Scope } from "effect"
import { build, type PluginBuild } from "esbuild"

/** The package of SQLite has a binary, which stays where it is installed. */
const binaries = {
  name: "binaries",
  setup: (given: PluginBuild) =>
    given.onResolve({ filter: /^(?:better-sqlite3|libsql)$/ }, ({ importer, path }) => ({
      path: createRequire(importer).resolve(path),
      external: true
    }))
}

/** The program of this folder, or of another one, as one file. */
export const bundled = (
  name: string,
  folder: string = import.meta.url
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const target = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "wechatpay-child-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const outfile = join(target, "program.mjs")
    yield* Effect.promise(() =>
      build({
        entryPoints: [fileURLToPath(new URL(`./${name}.ts`, folder))],
        bundle: true,
        platform: "node",
        format: "esm",
        outfile,
        external: ["pg-native"],
        plugins: [binaries],
        banner: {
          js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);'
        }
      })
    )
    return outfile
  })

export interface Child {
  readonly pid: number | undefined
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
    return {
      pid: child.pid,
      lines,
      ended: Deferred.await(ended),
      send: (line) => child.stdin.write(`${line}\n`),
      kill
    }
  })
