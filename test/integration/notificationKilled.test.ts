/** A receiver with its store on disk is killed (SIGKILL) at every point: nothing is lost, nothing is handled twice. */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schedule, type Scope } from "effect"
import { build } from "esbuild"
import { apiV3Key, bodyOf, headersOf, merchant, platform } from "../support/notifications.js"
import { send } from "../support/send.js"

type Kind = "claims" | "transaction"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "wechatpay-notification-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** The receiver as one file, so that it starts fast. */
const bundled = mkdtempSync(join(tmpdir(), "wechatpay-receiver-"))
const program = join(bundled, "server.mjs")

beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL("./killed/server.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);'
    }
  })
)

afterAll(() => rmSync(bundled, { recursive: true, force: true }))

interface Receiver {
  readonly port: number
  /** Resolves with the point where the receiver stands still. */
  readonly point: Effect.Effect<string>
  readonly kill: Effect.Effect<void>
}

const start = (path: string, kind: Kind): Effect.Effect<Receiver, never, Scope.Scope> =>
  Effect.gen(function* () {
    const port = yield* Deferred.make<number>()
    const point = yield* Deferred.make<string>()
    const child: ChildProcess = spawn(process.execPath, [program, path, kind], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        WECHATPAY_MCHID: merchant.mchid,
        WECHATPAY_API_V3_KEY: apiV3Key,
        WECHATPAY_PUBLIC_KEY_ID: platform.id,
        WECHATPAY_PUBLIC_KEY: platform.publicKey
      }
    })
    if (child.stdout === null) throw new Error("no output")
    createInterface(child.stdout).on("line", (line) => {
      const [word, ...rest] = line.split(" ")
      if (word === "port") Deferred.unsafeDone(port, Effect.succeed(Number(rest[0])))
      if (word === "at") Deferred.unsafeDone(point, Effect.succeed(rest.join(" ")))
    })
    const kill = Effect.async<void>((resume) => {
      if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
      child.once("exit", () => resume(Effect.void))
      child.kill("SIGKILL")
    })
    yield* Effect.addFinalizer(() => kill)
    return { port: yield* Deferred.await(port), point: Deferred.await(point), kill }
  })

const deliver = (port: number, order: string, stop?: string) => {
  const body = bodyOf({ out_trade_no: order }, { id: `id-${order}` })
  const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
  return send({ port, body, headers: stop === undefined ? headers : { ...headers, "x-stop": stop } })
}

/** As WeChat Pay does, only faster: again until it is accepted. */
const deliverUntilAccepted = (port: number, order: string) =>
  deliver(port, order).pipe(
    Effect.flatMap(({ status }) => (status === 204 ? Effect.void : Effect.fail(status))),
    Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo("15 seconds")))
  )

/** How often handlers began. */
const begun = (path: string, order: string): number =>
  readFileSync(join(path, "started"), "utf8")
    .split("\n")
    .filter((line) => line === order).length

/** What the handlers wrote, each entry as often as it is there. */
const written = (path: string, kind: Kind): ReadonlyArray<string> => {
  if (kind === "claims") return readdirSync(join(path, "ledger")).sort()
  const journal = join(path, "journal.json")
  return existsSync(journal) ? [...JSON.parse(readFileSync(journal, "utf8")).orders].sort() : []
}

/** Where it is killed, and how often the handler begins until the notification is accepted. */
const points: ReadonlyArray<readonly [Kind, ReadonlyArray<readonly [string, number]>]> = [
  [
    "claims",
    [
      ["before claiming", 1],
      ["after claiming", 1],
      ["handler begins", 2],
      // It wrote and could not say so. It begins again, and writes under the same key.
      ["handler ends", 2],
      ["before completing", 2],
      ["after completing", 1],
      ["before cleaning", 1],
      ["after cleaning", 1]
    ]
  ],
  [
    "transaction",
    [
      ["handler begins", 2],
      ["handler ends", 2],
      ["before commit", 2],
      ["after commit", 1]
    ]
  ]
]

describe.each(points)("killed, with %s", (kind, all) => {
  it.scopedLive(
    "each notification takes effect once if the process is killed at any point",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        let receiver = yield* start(path, kind)
        for (const [stop, times] of all) {
          const order = stop.replaceAll(" ", "-")
          const response = yield* Effect.fork(deliver(receiver.port, order, stop))
          assert.strictEqual(yield* receiver.point, stop)
          yield* receiver.kill
          assert.strictEqual((yield* Fiber.join(response)).status, 0)
          receiver = yield* start(path, kind)
          yield* deliverUntilAccepted(receiver.port, order)
          assert.strictEqual(begun(path, order), times, stop)
          // It is done now, and stays so.
          yield* deliverUntilAccepted(receiver.port, order)
          assert.strictEqual(begun(path, order), times, stop)
        }
        assert.deepStrictEqual(written(path, kind), all.map(([stop]) => stop.replaceAll(" ", "-")).sort())
      }),
    60_000
  )

  it.scopedLive(
    "each notification takes effect once if processes are killed repeatedly under load",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const orders = Array.from({ length: 60 }, (_, index) => `order-${index}`)
        const counts = (some: Iterable<string>) =>
          new Map([...some].map((order) => [order, begun(path, order)]))
        const accepted = new Map<string, number>()
        for (const _ of [1, 2, 3]) {
          const receiver = yield* start(path, kind)
          const sending = yield* Effect.fork(
            Effect.forEach(
              orders,
              (order) => Effect.map(deliver(receiver.port, order), ({ status }) => ({ order, status })),
              { concurrency: 8 }
            )
          )
          yield* Effect.sleep(`${30 + Math.floor(Math.random() * 120)} millis`)
          yield* receiver.kill
          for (const { order, status } of yield* Fiber.join(sending))
            if (status === 204 && !accepted.has(order)) accepted.set(order, begun(path, order))
        }
        const receiver = yield* start(path, kind)
        yield* Effect.forEach(orders, (order) => deliverUntilAccepted(receiver.port, order), {
          concurrency: 8
        })
        assert.deepStrictEqual(written(path, kind), [...orders].sort())
        // It begins once in each receiver at most, and never again when it was accepted.
        const begins = counts(orders)
        for (const [order, times] of begins) assert.isAtMost(times, 4, order)
        assert.deepStrictEqual(counts(accepted.keys()), accepted)
        yield* Effect.forEach(orders, (order) => deliverUntilAccepted(receiver.port, order), {
          concurrency: 8
        })
        assert.deepStrictEqual(counts(orders), begins)
      }),
    60_000
  )
})
