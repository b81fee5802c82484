/**
 * Umbrellas that are rented while the backend is killed: with DATABASE_URL (PostgreSQL) two instances, of which one is killed and
 * not replaced; without it one instance with SQLite, which is killed and started again.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Environment, Payscore, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"

const { mchid, openid } = Samples
const databaseUrl = process.env.DATABASE_URL
const first = Number(process.env.RENTAL_PORT ?? 34_600)

const patient = { schedule: Schedule.spaced("200 millis"), times: 600 }

const call = (method: "GET" | "POST", port: number, path: string) =>
  Effect.flatMap(HttpClient.HttpClient, (client) =>
    HttpClient.filterStatusOk(client).execute(
      HttpClientRequest.make(method)(`http://127.0.0.1:${port}/rentals/${path}`)
    )
  ).pipe(
    Effect.flatMap(({ text }) => text),
    Effect.retry(patient)
  )

/** Starts an instance, and waits until it responds. The result kills it as `kill -9` does. */
const instance = (port: number, folder: string) =>
  Effect.gen(function* () {
    const variables = Environment.variables(yield* Simulator.Simulator)
    const child = spawn(
      process.execPath,
      ["--import", "tsx", fileURLToPath(new URL("./instance.ts", import.meta.url))],
      {
        stdio: "inherit",
        env: {
          ...process.env,
          ...variables,
          PORT: String(port),
          RUNNER_PORT: String(port + 10),
          SQLITE_FILE: join(folder, "rentals.db")
        }
      }
    )
    const kill = Effect.async<void>((resume) => {
      if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
      child.once("exit", () => resume(Effect.void))
      child.kill("SIGKILL")
    })
    yield* Effect.addFinalizer(() => kill)
    yield* call("GET", port, "none")
    return { kill }
  })

const simulated = <A, E, R>(action: Effect.Effect<A, E, R>) => Effect.retry(Simulator.act(action), patient)

const reach = (port: number, no: string, state: string) =>
  Effect.retry(
    Effect.filterOrFail(call("GET", port, no), (found) => found === state),
    patient
  )

const run = Date.now().toString(36).toUpperCase()

const demo = Effect.gen(function* () {
  const isShared = databaseUrl !== undefined
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "rentals-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const [one, two] = [first, isShared ? first + 1 : first]
  yield* Console.log(isShared ? "Two instances share PostgreSQL." : "One instance, with SQLite.")
  const [{ kill }] = yield* Effect.all(
    [instance(two, folder), ...(isShared ? [instance(one, folder)] : [])],
    {
      concurrency: 2
    }
  )
  const numbers = [1, 2, 3, 4].map((index) => `RENTAL_${run}_${index}`)
  const [waiting = "", rented = "", paid = "", broken = ""] = numbers
  yield* Effect.forEach(numbers, (no) => call("POST", two, no))

  yield* Console.log("Three users confirm, and two of them bring the umbrella back. The fourth one waits.")
  for (const no of [rented, paid, broken]) {
    yield* reach(two, no, "created")
    yield* simulated(Payscore.confirm({ mchid, out_order_no: no }, openid))
  }
  for (const no of [paid, broken]) yield* call("POST", two, `${no}/return`)
  yield* simulated(Payscore.payByUser({ mchid, out_order_no: broken }))
  yield* reach(two, broken, "Paid")
  yield* Console.log("One rental is paid. Its umbrella was broken: the money goes back.")
  yield* call("POST", two, `${broken}/refund`)

  const killedAt = yield* Clock.currentTimeMillis
  yield* kill
  yield* Console.log(`kill -9 of ${isShared ? "one instance" : "the instance"}.`)
  if (!isShared) yield* instance(one, folder)

  yield* simulated(Payscore.payByUser({ mchid, out_order_no: paid }))
  yield* simulated(Refunds.succeed({ mchid, out_refund_no: `${broken}R` }))
  yield* simulated(Payscore.confirm({ mchid, out_order_no: waiting }, openid))
  for (const no of [waiting, rented]) {
    yield* call("POST", one, `${no}/return`)
    yield* simulated(Payscore.payByUser({ mchid, out_order_no: no }))
  }
  yield* reach(one, paid, "Paid")
  yield* reach(one, broken, "Refunded")
  for (const no of [waiting, rented]) yield* reach(one, no, "Paid")
  const seconds = Math.round(((yield* Clock.currentTimeMillis) - killedAt) / 1000)
  yield* Console.log(
    `All four rentals have ended, ${seconds} seconds later: three are paid, and one is refunded.`
  )
}).pipe(Effect.scoped)

const world = Simulator.layerServer({
  deliverTo: { "https://rental.example": `http://127.0.0.1:${first}` }
}).pipe(Layer.provideMerge(UndiciHttpClient.layer()))

NodeRuntime.runMain(Effect.provide(demo, world))
