/** What a merchant's process holds after calls: in its memory, and of handles and fibers. The process is one of its own. */
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, layer } from "@effect/vitest"
import { Domain, Faults, Simulator } from "@effect-wechatpay/simulator"
import { Console, Context, Effect, Layer, Redacted } from "effect"
import { build } from "esbuild"
import { isLong, timeout, times } from "../support/long.js"
import { type Given, register, type Sample, type SoakReport, switchFaults } from "./people.js"

let setFaults: (on: boolean) => Effect.Effect<void> = () => Effect.void

const domain = Domain.make("test.soak", {
  handlers: [
    Domain.handler(register, ({ id, name, note }) => Effect.succeed({ id, name, note })),
    Domain.handler(switchFaults, ({ on }) => Effect.as(setFaults(on), { on }))
  ],
  seed: Effect.void
})

/** Applied to three of ten requests while faults are on. */
const injected: ReadonlyArray<Faults.Fault> = [
  Faults.reset(),
  Faults.reset({ effect: true }),
  Faults.systemError(),
  Faults.badGateway({ effect: true }),
  Faults.frequencyLimited(),
  Faults.accepted({ effect: true }),
  Faults.signatureMissing,
  Faults.signatureWrong,
  Faults.signatureStale,
  Faults.signatureProbe,
  Faults.errorEnvelope,
  Faults.notJson,
  Faults.truncated,
  Faults.corrupted,
  Faults.delayed("100 millis"),
  // Each takes the timeout of an attempt.
  ...(isLong ? [Faults.hang()] : [])
]

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechatpay-soak-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** The program of the merchant's process. */
class Program extends Context.Tag("test/SoakProgram")<
  Program,
  { readonly folder: string; readonly path: string }
>() {}

const program = Layer.scoped(
  Program,
  Effect.gen(function* () {
    const path = yield* folder
    const outfile = join(path, "merchant.mjs")
    yield* Effect.promise(() =>
      build({
        entryPoints: [fileURLToPath(new URL("merchant.ts", import.meta.url))],
        outfile,
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node20",
        banner: {
          js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
        }
      })
    )
    return { folder: path, path: outfile }
  })
)

/** Runs the merchant's process to its end and returns what it printed. */
const runMerchant = (given: Partial<Given>) =>
  Effect.gen(function* () {
    const { path } = yield* Program
    const { baseUrl, faults, merchant, platform } = yield* Simulator.Simulator
    setFaults = (on) =>
      on
        ? Effect.forEach(
            injected,
            (fault, index) =>
              faults.inject(fault, {
                endpoint: register,
                // The first of the queue whose probability is high enough applies.
                probability: (0.3 * (index + 1)) / injected.length
              }),
            { discard: true }
          )
        : faults.clear
    const input: Partial<Given> = {
      origin: baseUrl,
      mchid: merchant.mchid,
      serialNo: merchant.serialNo,
      privateKey: Redacted.value(merchant.privateKey),
      apiV3Key: Redacted.value(merchant.apiV3Key),
      publicKeyId: platform.publicKeyId,
      publicKey: platform.publicKey,
      ...given
    }
    return yield* Effect.async<string>((resume) => {
      const child = spawn(process.execPath, [path], { stdio: ["pipe", "pipe", "inherit"] })
      let output = ""
      child.stdout.on("data", (chunk) => {
        output += chunk
      })
      child.on("close", (code) =>
        resume(code === 0 ? Effect.succeed(output) : Effect.dieMessage(`the process ended with ${code}`))
      )
      child.stdin.end(JSON.stringify(input))
      return Effect.sync(() => child.kill())
    })
  })

const median = (values: ReadonlyArray<number>): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number

/** Handles that a request opens. The others belong to the process and its standard streams. */
const ofCalls = ({ handles }: Sample) =>
  Object.entries(handles)
    .filter(([kind]) => !/^(TTY|Pipe|FSReq|FileHandle)/.test(kind))
    .reduce((sum, [, count]) => sum + count, 0)

const mebibyte = 1024 ** 2

const minutes = times("minutes of calls at 80 % of capacity, with faults on and off", {
  ci: 0,
  long: Number(process.env.WECHATPAY_SOAK_MINUTES ?? 30)
})

const fixture = Layer.merge(Simulator.layerServer({ domains: [domain], keepCalls: 100 }), program)

describe("a merchant's process after many calls", () => {
  layer(fixture, { timeout: 30_000, excludeTestServices: true })((it) => {
    it.effect(
      "no personal data of calls and notifications is left in the memory of the process",
      () =>
        Effect.gen(function* () {
          const snapshot = join((yield* Program).folder, "heap.heapsnapshot")
          yield* runMerchant({ mode: "heap", snapshot })
          const text = yield* Effect.promise(() => readFile(snapshot, "utf8"))
          const { strings } = JSON.parse(text) as { readonly strings: ReadonlyArray<string> }
          assert.isAbove(strings.length, 10_000)
          assert.deepStrictEqual(
            strings.filter((each) => /KANARI[a-z]\d{6}/.test(each)),
            []
          )
          // The search finds what is there: each key, once, as the value of its `Redacted`.
          const { merchant } = yield* Simulator.Simulator
          const apiV3Key = Redacted.value(merchant.apiV3Key)
          const line = Redacted.value(merchant.privateKey).split("\n")[3] ?? apiV3Key
          for (const key of [apiV3Key, line]) {
            // The snapshot itself describes each pair of a `WeakMap` in a text.
            const found = strings.filter((each) => each.includes(key))
            assert.lengthOf(
              found.filter((each) => !each.includes("pair in WeakMap")),
              1
            )
          }
        }),
      60_000
    )

    it.effect(
      "calls at 80 % of the capacity leave memory, handles and fibers flat, with and without faults",
      () =>
        Effect.gen(function* () {
          const phaseMillis = isLong ? 15_000 : 300
          const cycles = isLong ? Math.max(2, Math.round((minutes * 60_000) / (2 * phaseMillis))) : 3
          const output = yield* runMerchant({
            mode: "soak",
            calibrationMillis: isLong ? 10_000 : 200,
            phaseMillis,
            cycles
          })
          const report = JSON.parse(output) as SoakReport
          const { before, closed, samples } = report
          const third = Math.ceil(samples.length / 3)
          const early = median(samples.slice(0, third).map(({ heapBytes }) => heapBytes))
          const late = median(samples.slice(-third).map(({ heapBytes }) => heapBytes))
          if (isLong) {
            yield* Console.log(
              JSON.stringify({
                ...report,
                samples: samples.length,
                earlyMiB: (early / mebibyte).toFixed(2),
                lateMiB: (late / mebibyte).toFixed(2),
                fibers: [
                  Math.min(...samples.map((each) => each.fibers)),
                  Math.max(...samples.map((each) => each.fibers))
                ],
                handles: [Math.min(...samples.map(ofCalls)), Math.max(...samples.map(ofCalls))]
              })
            )
          }
          assert.deepStrictEqual(report.failedWithoutFaults, {})
          assert.notProperty(report.failedUnderFaults, "defect")
          assert.isAbove(Object.keys(report.failedUnderFaults).length, 0)
          assert.isAbove(report.succeeded, report.started / 2)
          assert.isAbove(report.rejectedNotifications, 0)
          // A leak of 1 KiB for each call would be many times as much.
          assert.isBelow(late - early, Math.max(2 * mebibyte, early * 0.05))
          for (const each of samples) {
            assert.strictEqual(each.fibers, samples[0]?.fibers)
            // Not more than the connections that may stay open, with a timer each.
            assert.isAtMost(ofCalls(each), 300)
          }
          assert.strictEqual(closed.fibers, before.fibers)
          assert.isAtMost(ofCalls(closed), ofCalls(before) + 1)
        }),
      timeout(60_000)
    )
  })
})
