/**
 * The simulator in its own process: prints what its clients need and, for each line of input, its resource usage; for the line
 * `cpu` without a garbage collection.
 */
import { createInterface } from "node:readline"
import { setFlagsFromString } from "node:v8"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Admin from "@effect-wechatpay/simulator/Admin"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import * as Simulator from "@effect-wechatpay/simulator/Simulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"

export interface Ready {
  readonly baseUrl: string
  readonly admin: string
  readonly serialNo: string
  readonly privateKey: string
  readonly mchid: string
}

export interface Used {
  /** CPU time since the start, in milliseconds. */
  readonly cpu: number
  /** Heap in use after a garbage collection, in bytes. */
  readonly heap: number
  /** The largest amount of memory that the process has had so far, in bytes. */
  readonly most: number
  /** Calls in the log. */
  readonly calls: number
}

const print = (value: Ready | Used): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

const program = Effect.gen(function* () {
  const { baseUrl, calls, merchant } = yield* Simulator.Simulator
  print({
    baseUrl,
    admin: (yield* Admin.Admin).url,
    serialNo: merchant.serialNo,
    privateKey: Redacted.value(merchant.privateKey),
    mchid: Samples.mchid
  })
  const lines = yield* Queue.unbounded<string>()
  createInterface(process.stdin).on("line", (line) => Queue.unsafeOffer(lines, line))
  const report = (line: string) =>
    Effect.map(calls.kept, ({ kept }) => {
      // Read first: the collection itself needs memory.
      const most = process.resourceUsage().maxRSS * 1024
      if (line !== "cpu") globalThis.gc?.()
      const { system, user } = process.cpuUsage()
      print({ cpu: (user + system) / 1000, heap: process.memoryUsage().heapUsed, most, calls: kept })
    })
  return yield* Effect.forever(Effect.flatMap(Queue.take(lines), report))
})

// As the command does.
setFlagsFromString("--heap-growing-percent=30")

NodeRuntime.runMain(
  Effect.provide(
    program,
    Admin.layer().pipe(Layer.provideMerge(Simulator.layerServer({ platform: { mode: "publicKey" } })))
  )
)
