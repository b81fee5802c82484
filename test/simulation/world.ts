/** A simulated WeChat Pay, the processes of a merchant, and a network between them that a program disturbs. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { OperationRecords, type V2Client, type WechatPayClient } from "@effect-wechatpay/core"
import { type Faults, Outbox, Simulator, State } from "@effect-wechatpay/simulator"
import { Context, Effect, Exit, Layer, Logger, LogLevel, Option, Random, Scope } from "effect"
import type { Choices } from "./random.js"
import { makeScheduler, type Scheduler } from "./time.js"

export type Clients = WechatPayClient.WechatPayClient | V2Client.V2Client

export type ProcessName = "a" | "b" | "console"

/** A process between its start and its end. */
export interface Life {
  readonly process: ProcessName
  isAlive: boolean
}

/** What happens to a request or to its response. `hangs`: the client waits for its timeout; otherwise its connection is reset. */
export type Disturbance =
  | { readonly _tag: "Lost"; readonly hangs: boolean }
  | { readonly _tag: "ResponseLost"; readonly hangs: boolean }
  | { readonly _tag: "Late"; readonly millis: number; readonly hangs: boolean }
  | { readonly _tag: "Slow"; readonly millis: number }
  | { readonly _tag: "Server"; readonly fault: Faults.Fault }

/** A run of a program of the library. */
export interface Run {
  readonly subject: string
  readonly name: string
  readonly process: ProcessName
  readonly startedAt: number
  readonly requests: Array<Sent>
}

/** A request that a process sent. */
export interface Sent {
  readonly order: number
  readonly kind: string
  readonly process: ProcessName
  readonly sentAt: number
  readonly run: Run | undefined
  /** Whether its response has arrived undamaged. */
  isAnswered: boolean
}

/** What changes the state of WeChat Pay. */
export type Cause =
  | { readonly _tag: "Request"; readonly sent: Sent }
  | { readonly _tag: "Act"; readonly name: string }
  | { readonly _tag: "Time" }

export interface Options {
  readonly choices: Choices
  /** The kind of a request, by its method and path. */
  readonly kindOf: (method: string, path: string) => string
  /** The disturbances of the next requests, by kind. */
  readonly disturbances: Map<string, Array<Disturbance>>
  /** Milliseconds after which nothing is disturbed. */
  readonly healsAt: number
  /** How far the clocks of the processes are ahead, in milliseconds. */
  readonly offsets: Record<ProcessName, number>
  /** Whether the processes share operation records. */
  readonly hasRecords: boolean
  /** How many accesses to the records fail, and after how many successful ones. */
  readonly recordFaults: { readonly after: number; readonly count: number }
  /** Called before and after everything that may change the state of WeChat Pay. */
  readonly observe: (cause: Cause) => Effect.Effect<void, never, State.State>
  /** Called before an interaction of a process. It may end the process. */
  readonly interacting: (life: Life) => void
  readonly note: (text: string) => void
}

export interface World {
  readonly scheduler: Scheduler
  readonly act: (
    name: string,
    act: Effect.Effect<unknown, object, State.State>
  ) => Promise<Exit.Exit<unknown, object>>
  /** Starts something in a process. It stops without an end when the process ends. */
  readonly start: (life: Life, work: Effect.Effect<void, never, Clients>) => void
  /** Runs something before the program begins, undisturbed. */
  readonly prepare: <A, E>(effect: Effect.Effect<A, E, Clients | Simulator.Simulator>) => Promise<A>
  readonly close: () => Promise<void>
}

/** The process that a fiber belongs to. */
class CurrentLife extends Context.Reference<CurrentLife>()("test/simulation/CurrentLife", {
  defaultValue: (): Life | undefined => undefined
}) {}

/** The run that a fiber belongs to. */
class CurrentRun extends Context.Reference<CurrentRun>()("test/simulation/CurrentRun", {
  defaultValue: (): Run | undefined => undefined
}) {}

/** Attributes the requests of an effect to a run. */
export const inRun = <A, E, R>(effect: Effect.Effect<A, E, R>, run: Run): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, CurrentRun, run)

/** The process that runs the effect. */
export const currentProcess: Effect.Effect<ProcessName> = Effect.map(
  CurrentLife,
  (life) => life?.process ?? "console"
)

const reset = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })
  })

/** Removes the notifications: programs learn by queries, which suffice without them. */
const withoutNotifications = Effect.map(State.rows(Outbox.messages), (rows) => {
  for (const { id } of rows.filter(() => true)) rows.remove(id)
})

type Response = Exit.Exit<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

export const makeWorld = async (options: Options): Promise<World> => {
  const { choices, disturbances, healsAt, interacting, kindOf, note, observe, offsets } = options
  const scheduler = makeScheduler()
  const { after, busy, now, wait } = scheduler
  const scope = Effect.runSync(Scope.make())
  const trueClock = scheduler.clock(
    () => 0,
    () => true
  )
  const outside = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.withClock(trueClock),
      Effect.withScheduler(scheduler.tasks),
      Effect.withRandom(Random.make("outside")),
      Logger.withMinimumLogLevel(LogLevel.None),
      Effect.provideService(CurrentLife, undefined)
    )

  const platform = await Effect.runPromise(
    outside(Layer.buildWithScope(Simulator.layer({ keepCalls: 5 }), scope))
  )
  const simulator = Context.get(platform, Simulator.Simulator)
  const direct = Context.get(platform, HttpClient.HttpClient)
  const state = await Effect.runPromise(outside(simulator.act(State.State)))
  const watch = (cause: Cause) => Effect.provideService(observe(cause), State.State, state)

  let count = 0

  /** WeChat Pay handles a request that has arrived. */
  const handle = (
    request: HttpClientRequest.HttpClientRequest,
    sent: Sent,
    fault: Faults.Fault | undefined
  ) =>
    busy(
      Effect.runPromise(
        outside(
          Effect.gen(function* () {
            const mayChange = !sent.kind.endsWith(".query")
            if (mayChange) yield* watch({ _tag: "Time" })
            if (fault !== undefined) yield* simulator.faults.inject(fault)
            const response = yield* Effect.exit(direct.execute(request))
            if (mayChange) yield* watch({ _tag: "Request", sent })
            return response
          })
        )
      )
    )

  const disturbanceOf = (kind: string, process: ProcessName): Disturbance | undefined =>
    process === "console" || now() >= healsAt ? undefined : disturbances.get(kind)?.shift()

  const send = (
    request: HttpClientRequest.HttpClientRequest,
    sent: Sent,
    disturbance: Disturbance | undefined,
    respond: (response: Response) => void
  ) => {
    const arriving = choices.int(5, 150)
    const returning = choices.int(5, 150)
    const arriveAfter = (millis: number, isAnswered: boolean, extra = 0, fault?: Faults.Fault) =>
      after(millis, () => {
        note(`#${sent.order} arrives`)
        void handle(request, sent, fault).then((response) => {
          if (isAnswered) after(returning + extra, () => respond(response))
        })
      })
    const fail = () => after(arriving, () => respond(Exit.fail(reset(request))))
    switch (disturbance?._tag) {
      case undefined:
        arriveAfter(arriving, true)
        return
      case "Lost":
        if (!disturbance.hangs) fail()
        return
      case "ResponseLost":
        arriveAfter(arriving, false)
        if (!disturbance.hangs) after(arriving + returning, () => respond(Exit.fail(reset(request))))
        return
      case "Late":
        arriveAfter(disturbance.millis, disturbance.hangs)
        if (!disturbance.hangs) fail()
        return
      case "Slow":
        arriveAfter(arriving, true, disturbance.millis)
        return
      case "Server":
        arriveAfter(arriving, true, 0, disturbance.fault)
    }
  }

  const network = HttpClient.make((request, url, _signal, fiber) => {
    const life = Context.get(fiber.currentContext, CurrentLife)
    const run = Context.get(fiber.currentContext, CurrentRun)
    if (life === undefined) return direct.execute(request)
    return wait((resume) => {
      interacting(life)
      if (!life.isAlive) return
      const kind = kindOf(request.method, url.pathname)
      const sent: Sent = {
        order: ++count,
        kind,
        process: life.process,
        sentAt: now(),
        run,
        isAnswered: false
      }
      run?.requests.push(sent)
      const disturbance = disturbanceOf(kind, life.process)
      note(
        `${life.process} sends #${sent.order} ${kind}${disturbance === undefined ? "" : ` ${JSON.stringify(disturbance)}`}`
      )
      let isOver = false
      send(request, sent, disturbance, (response) => {
        if (isOver || !life.isAlive) return
        interacting(life)
        if (!life.isAlive) return
        // This fault leaves a response of the XML interface that is an error already as it is.
        const isGiven = disturbance?._tag !== "Server" || disturbance.fault._tag === "ErrorEnvelope"
        sent.isAnswered = isGiven && Exit.isSuccess(response)
        resume(response)
      })
      // The request is on its way: that the client gives up does not stop it.
      return Effect.sync(() => {
        isOver = true
      })
    })
  })

  const memory = Option.getOrThrow(Effect.runSync(OperationRecords.makeMemory())).store
  let accesses = 0
  /** An access to the shared records: it takes a millisecond, and a dead process makes none. */
  const access = <A>(effect: Effect.Effect<A, OperationRecords.StoreError>) =>
    Effect.flatMap(CurrentLife, (life) =>
      wait<A, OperationRecords.StoreError>((resume) => {
        if (life === undefined) return resume(effect)
        interacting(life)
        if (!life.isAlive) return
        const { after: first, count } = options.recordFaults
        const fails = ++accesses > first && accesses <= first + count && now() < healsAt
        after(1, () => {
          if (!life.isAlive) return
          resume(
            fails
              ? Effect.fail(new OperationRecords.StoreError({ problem: "the database does not respond" }))
              : Effect.withClock(effect, trueClock)
          )
        })
      })
    )
  const records = options.hasRecords
    ? OperationRecords.make({
        acquire: (...args) => access(memory.acquire(...args)),
        save: (...args) => access(memory.save(...args)),
        release: (...args) => access(memory.release(...args))
      })
    : Option.none()

  const clients = await Effect.runPromise(
    outside(
      Layer.buildWithScope(
        Layer.merge(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
          Layer.provide(Layer.succeedContext(Context.add(platform, HttpClient.HttpClient, network)))
        ),
        scope
      )
    )
  )
  const clocks = (life: Life) =>
    scheduler.clock(
      () => offsets[life.process],
      () => life.isAlive
    )

  return {
    scheduler,
    act: (name, act) =>
      busy(
        Effect.runPromise(
          outside(
            Effect.gen(function* () {
              yield* watch({ _tag: "Time" })
              const result = yield* Effect.exit(simulator.act(Effect.ensuring(act, withoutNotifications)))
              note(`${name}${Exit.isSuccess(result) ? "" : ": rejected"}`)
              yield* watch({ _tag: "Act", name })
              return result
            }) as Effect.Effect<Exit.Exit<unknown, object>>
          )
        )
      ),
    start: (life, work) => {
      Effect.runFork(
        work.pipe(
          Effect.provide(clients),
          Effect.provideService(OperationRecords.OperationRecords, records),
          Effect.withClock(clocks(life)),
          Effect.withScheduler(scheduler.tasks),
          Effect.withRandom(Random.make(life.process)),
          Effect.provideService(CurrentLife, life),
          Logger.withMinimumLogLevel(LogLevel.None)
        )
      )
    },
    prepare: (effect) => Effect.runPromise(outside(Effect.provide(effect, Context.merge(platform, clients)))),
    close: async () => {
      await scheduler.end()
      await Effect.runPromise(outside(Scope.close(scope, Exit.void)))
    }
  }
}
