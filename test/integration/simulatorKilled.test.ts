/** The simulator on a state file is killed (SIGKILL) between the calls of a flow: it goes on as if nothing had been. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeContext, NodeHttpServer } from "@effect/platform-node"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { BeijingTime, WechatPayClient } from "@effect-wechatpay/core"
import { OrderState, ServiceOrder } from "@effect-wechatpay/payscore"
import { Samples } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { ConfigProvider, Deferred, Effect, Layer, Queue, Ref, Schema } from "effect"
import { build } from "esbuild"
import { terms } from "../support/serviceOrder.js"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** As one file, so that it starts fast. */
const folder = mkdtempSync(join(tmpdir(), "wechatpay-simulator-"))
const program = join(folder, "program.mjs")

beforeAll(async () => {
  await build({
    entryPoints: [path("./killed/simulator.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    external: ["libsql"],
    logLevel: "error",
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);'
    }
  })
  // A native library is not bundled; it is that of the package.
  symlinkSync(path("../../packages/simulator/node_modules"), join(folder, "node_modules"))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Running {
  readonly variables: Readonly<Record<string, string>>
  readonly does: (what: "confirm" | "pay", out_order_no: string) => Effect.Effect<void>
  readonly kill: Effect.Effect<void>
}

const start = (stateFile: string, port: number, shop: string) =>
  Effect.gen(function* () {
    const ready = yield* Deferred.make<Readonly<Record<string, string>>>()
    const done = yield* Queue.unbounded<string>()
    const child: ChildProcess = spawn(process.execPath, [program, stateFile, String(port), shop], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { PATH: process.env.PATH }
    })
    const { stdin, stdout } = child
    if (stdin === null || stdout === null) throw new Error("no pipes")
    createInterface(stdout).on("line", (line) => {
      const value = JSON.parse(line.slice(line.indexOf(" ") + 1))
      if (line.startsWith("ready ")) Deferred.unsafeDone(ready, Effect.succeed(value))
      else Queue.unsafeOffer(done, value)
    })
    const kill = Effect.async<void>((resume) => {
      if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
      child.once("exit", () => resume(Effect.void))
      child.kill("SIGKILL")
    })
    yield* Effect.addFinalizer(() => kill)
    const running: Running = {
      variables: yield* Effect.timeout(Deferred.await(ready), "15 seconds"),
      does: (what, out_order_no) =>
        Effect.zipRight(
          Effect.sync(() => stdin.write(`${what} ${out_order_no}\n`)),
          Effect.asVoid(Effect.orDie(Effect.timeout(Queue.take(done), "10 seconds")))
        ),
      kill
    }
    return running
  })

const { appid, serviceId: service_id } = Samples

const creation = {
  appid,
  service_id,
  ...terms
} as const

describe("a simulator with a state file", () => {
  it.scopedLive(
    "a simulator with a state file loses nothing if it is killed between any two calls of an order",
    () =>
      Effect.gen(function* () {
        // The merchant's server: what it was told of, and whether it is there.
        const open = yield* Ref.make(false)
        const told = yield* Queue.unbounded<string>()
        const nextEvent = Effect.timeout(Queue.take(told), "40 seconds")
        yield* HttpServer.serveEffect(
          Effect.gen(function* () {
            if (!(yield* Ref.get(open))) return HttpServerResponse.empty({ status: 503 })
            const { event_type } = yield* HttpServerRequest.schemaBodyJson(
              Schema.Struct({ event_type: Schema.String })
            )
            yield* Queue.offer(told, event_type)
            return HttpServerResponse.empty({ status: 204 })
          })
        )
        const shop = yield* HttpServer.addressFormattedWith(Effect.succeed)
        const stateFile = join(mkdtempSync(join(folder, "state-")), "wechatpay.sqlite")

        const first = yield* start(stateFile, 0, shop)
        const port = Number(new URL(first.variables.WECHATPAY_BASE_URL ?? "").port)
        const running = yield* Ref.make(first)
        const restarted = Effect.gen(function* () {
          yield* (yield* Ref.get(running)).kill
          const next = yield* start(stateFile, port, shop)
          // The same merchant with the same keys, the same WeChat Pay.
          assert.deepStrictEqual(next.variables, first.variables)
          yield* Ref.set(running, next)
        })
        const userAction = (what: "confirm" | "pay", out_order_no: string) =>
          Effect.flatMap(Ref.get(running), ({ does }) => does(what, out_order_no))

        const client = WechatPayClient.layerConfig().pipe(
          Layer.provide(UndiciHttpClient.layer()),
          Layer.provide(NodeContext.layer),
          Layer.provide(
            Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(first.variables))))
          )
        )

        yield* Effect.gen(function* () {
          const reference = { out_order_no: "KILLED_1", appid, service_id }
          const query = Effect.map(ServiceOrder.query(reference), (order) => OrderState.of(order)._tag)

          const created = yield* ServiceOrder.create({ out_order_no: "KILLED_1", ...creation })
          yield* restarted
          // Created again with the same parameters: it is the order of before.
          const again = yield* ServiceOrder.create({ out_order_no: "KILLED_1", ...creation })
          assert.strictEqual(again.order_id, created.order_id)
          assert.strictEqual(again.package, created.package)
          const other = yield* Effect.flip(
            ServiceOrder.create({ out_order_no: "KILLED_1", ...creation, service_introduction: "another" })
          )
          assert.notStrictEqual(other.outcome, "Unknown")
          yield* restarted
          assert.strictEqual(yield* query, "AwaitingConfirmation")

          // The merchant's server is down: the notification is still owed after the restart.
          yield* userAction("confirm", "KILLED_1")
          yield* restarted
          assert.strictEqual(yield* query, "InService")
          yield* Ref.set(open, true)
          assert.strictEqual(yield* nextEvent, "PAYSCORE.USER_CONFIRM")

          // The service ends a moment after it began, at the earliest.
          yield* Effect.sleep("1100 millis")
          const completion = {
            ...reference,
            post_payments: [{ name: "rental", amount: 500, description: "2 hours" }],
            total_amount: 500,
            time_range: { end_time: yield* BeijingTime.now }
          }
          yield* ServiceOrder.complete(completion)
          yield* restarted
          yield* ServiceOrder.complete(completion)
          assert.strictEqual(yield* query, "Collecting")
          yield* restarted
          yield* userAction("pay", "KILLED_1")
          yield* restarted
          assert.strictEqual(yield* query, "Paid")
          assert.strictEqual(yield* nextEvent, "PAYSCORE.USER_PAID")
        }).pipe(Effect.provide(client))
      }).pipe(Effect.provide(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))),
    110_000
  )
})
