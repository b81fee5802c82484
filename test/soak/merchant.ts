/**
 * A merchant's process: a client, and a receiver of notifications. `heap`: makes calls with marked data and writes a snapshot of
 * its memory. `soak`: makes calls at 80 % of its capacity, while the simulator switches faults on and off, and reports
 * what it holds when nothing is in flight.
 */
import { readFileSync, writeSync } from "node:fs"
import { getActiveResourcesInfo } from "node:process"
import { setFlagsFromString, writeHeapSnapshot } from "node:v8"
import { runInNewContext } from "node:vm"
import { HttpServerRequest } from "@effect/platform"
import {
  NotificationHandler,
  NotificationKeys,
  NotificationServer,
  NotificationStore,
  Signer,
  Timeout,
  Verifier,
  WechatPayClient
} from "@effect-wechatpay/core"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Cause, Effect, Exit, Layer, Logger, Redacted, Scope } from "effect"
import { countingFibers, fibersNow } from "./fibers.js"
import { type Given, register, type Sample, type SoakReport, switchFaults } from "./people.js"

const { apiV3Key, privateKey, ...given } = JSON.parse(readFileSync(0, "utf8")) as Given

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const client = NotificationKeys.layer({ mchid: given.mchid, apiV3Key: Redacted.make(apiV3Key) }).pipe(
  Layer.provideMerge(WechatPayClient.layer({ baseUrl: given.origin })),
  Layer.provideMerge(
    Layer.mergeAll(
      Signer.layer({
        mchid: given.mchid,
        serialNo: given.serialNo,
        privateKey: Redacted.make(privateKey)
      }),
      Verifier.layerPublicKey({ keys: [{ id: given.publicKeyId, publicKey: given.publicKey }] }),
      UndiciHttpClient.layer(),
      NotificationStore.layerMemory(),
      Logger.remove(Logger.defaultLogger)
    )
  ),
  Layer.orDie
)

const quickly = Timeout.perAttempt("5 seconds")

const app = NotificationServer.toHttpApp(NotificationHandler.make([], { unknown: () => Effect.void }))

/** Made at run time, in one piece: no text of the program is found in its place, and a snapshot shows it whole. */
const mark = (kind: string, number: number) =>
  Buffer.from(`KANARI${kind}${String(number).padStart(6, "0")}`).toString("latin1")

/** The status of the response to a notification that anybody could have sent. */
const forged = (number: number) =>
  app.pipe(
    Effect.provideService(
      HttpServerRequest.HttpServerRequest,
      HttpServerRequest.fromWeb(
        new Request("http://localhost/notify", {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "wechatpay-nonce": mark("f", number),
            "wechatpay-serial": given.publicKeyId,
            "wechatpay-signature": Buffer.alloc(256, number).toString("base64"),
            "wechatpay-timestamp": String(Math.floor(Date.now() / 1000))
          },
          body: JSON.stringify({ id: mark("g", number), event_type: "TRANSACTION.SUCCESS", resource: {} })
        })
      )
    ),
    Effect.map(({ status }) => status)
  )

const marked = (number: number) =>
  register({ id: mark("a", number), name: Redacted.make(mark("b", number)), note: mark("c", number) })

const neutral = register({ id: "id", name: Redacted.make("name"), note: "note" })

const heap = Effect.gen(function* () {
  for (let number = 0; number < 20; number++) {
    yield* Effect.exit(quickly(marked(number)))
    yield* forged(number)
    if (number === 10) yield* switchFaults({ on: true })
  }
  yield* switchFaults({ on: false })
  // A rejected input.
  yield* Effect.exit(
    register({ id: mark("d", 0).repeat(10), name: Redacted.make(mark("e", 0)), note: mark("h", 0) })
  )
  // Connections keep their last request.
  yield* Effect.all(
    Array.from({ length: 8 }, () => neutral),
    { concurrency: 8, discard: true }
  )
  yield* Effect.sleep("50 millis")
  collectGarbage()
  writeHeapSnapshot(given.snapshot)
  return {}
}).pipe(Effect.provide(client))

const sample: Effect.Effect<Sample> = Effect.gen(function* () {
  // Timers of the last calls end.
  yield* Effect.sleep("50 millis")
  collectGarbage()
  yield* Effect.sleep("10 millis")
  collectGarbage()
  const handles: Record<string, number> = {}
  for (const kind of getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  return { heapBytes: process.memoryUsage().heapUsed, fibers: yield* fibersNow, handles }
})

/** The share of the capacity that is used. */
const share = 0.8

/** More calls would wait for the machine, if its other work slows it down, and end by their timeout. */
const mostAtOnce = 64

const kindOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "success"
  if (Cause.isDie(exit.cause)) return "defect"
  const error = Cause.squash(exit.cause)
  if (typeof error !== "object" || error === null || !("_tag" in error)) return "defect"
  const reason = "reason" in error ? (error.reason as { readonly _tag?: unknown })._tag : undefined
  return reason === undefined ? String(error._tag) : `${error._tag} ${reason}`
}

const soak = Effect.gen(function* () {
  const before = yield* sample
  const startedAt = performance.now()
  const scope = yield* Scope.make()
  const context = yield* Layer.buildWithScope(client, scope)

  let number = 0
  let inFlight = 0
  let mostInFlight = 0
  let succeeded = 0
  let rejectedNotifications = 0
  let faulty = false
  const failed = { under: {} as Record<string, number>, without: {} as Record<string, number> }

  const one = Effect.suspend(() => {
    inFlight++
    mostInFlight = Math.max(mostInFlight, inFlight)
    return Effect.map(Effect.exit(quickly(marked(++number))), (exit) => {
      inFlight--
      if (Exit.isSuccess(exit)) {
        succeeded++
        return
      }
      const into = faulty ? failed.under : failed.without
      const kind = kindOf(exit)
      into[kind] = (into[kind] ?? 0) + 1
    })
  })

  const forgery = Effect.suspend(() =>
    Effect.map(forged(number), (status) => {
      if (status === 401) rejectedNotifications++
    })
  )

  const idle = Effect.sleep("5 millis").pipe(Effect.repeat({ until: () => inFlight === 0 }))

  const calibrate = Effect.gen(function* () {
    const until = performance.now() + given.calibrationMillis
    const from = number
    const loop = Effect.repeat(one, { until: () => performance.now() >= until })
    yield* Effect.all(
      Array.from({ length: 16 }, () => loop),
      { concurrency: 16, discard: true }
    )
    return ((number - from) * 1000) / given.calibrationMillis
  })

  /** Calls begin at a fixed rate, whether or not earlier ones have ended. */
  const phase = (rate: number) =>
    Effect.gen(function* () {
      const start = performance.now()
      const from = number
      while (performance.now() < start + given.phaseMillis) {
        const due = from + Math.floor(((performance.now() - start) * rate) / 1000)
        for (let missing = due - number; missing > 0 && inFlight < mostAtOnce; missing--) {
          yield* Effect.forkDaemon(one)
          yield* Effect.yieldNow()
        }
        yield* forgery
        yield* Effect.sleep("10 millis")
      }
      yield* idle
    })

  const { capacity, samples } = yield* Effect.gen(function* () {
    // Compiled, and connections open.
    yield* calibrate
    const capacity = yield* calibrate
    const samples: Array<Sample> = []
    for (let cycle = 0; cycle < given.cycles; cycle++) {
      yield* phase(capacity * share)
      faulty = true
      yield* switchFaults({ on: true })
      yield* phase(capacity * share)
      yield* switchFaults({ on: false })
      faulty = false
      samples.push(yield* sample)
    }
    return { capacity, samples }
  }).pipe(Effect.provide(context))

  yield* Scope.close(scope, Exit.void)
  const report: SoakReport = {
    capacity,
    before,
    samples,
    closed: yield* sample,
    started: number,
    succeeded,
    failedUnderFaults: failed.under,
    failedWithoutFaults: failed.without,
    rejectedNotifications,
    mostInFlight,
    seconds: (performance.now() - startedAt) / 1000
  }
  return report
}).pipe(countingFibers)

const report = await Effect.runPromise(given.mode === "heap" ? heap : soak)
writeSync(1, JSON.stringify(report))
