/** Runners that are killed (SIGKILL) at each step of each workflow: money moves once, and every order ends at another runner. */
import { assert, describe, it } from "@effect/vitest"
import { Environment, Faults, Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Exit, Layer, Queue, Ref, Schedule, Schema, Scope } from "effect"
import * as Children from "../sql/processes/children.js"
import { isLong, timeout } from "../support/long.js"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"
import { callCount, given, inject, type Order, type Step, steps } from "./orders.js"
import { Command } from "./processes/protocol.js"

const encode = Schema.encodeSync(Schema.parseJson(Command))

/** What the runners have printed: the orders in a slow step of the application, and results. */
const makeBoard = Effect.gen(function* () {
  const slow = yield* Ref.make<ReadonlySet<string>>(new Set())
  const ended = yield* Ref.make<ReadonlyMap<string, string>>(new Map())
  return {
    note: (line: string) => {
      const [word, no = "", ...rest] = line.split(" ")
      return word === "slow"
        ? Ref.update(slow, (known) => new Set([...known, no]))
        : Ref.update(ended, (known) => new Map([...known, [no, rest.join(" ")]]))
    },
    isSlow: (no: string) => Effect.map(Ref.get(slow), (known) => known.has(no)),
    resultOf: (no: string) => Effect.map(Ref.get(ended), (known) => known.get(no))
  }
})

type Board = Effect.Effect.Success<typeof makeBoard>

const startRunner = (program: string, env: Readonly<Record<string, string>>, board: Board) =>
  Effect.gen(function* () {
    const variables = Environment.variables(yield* Simulator.Simulator)
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const child = yield* Scope.extend(Children.start(program, { ...variables, ...env }), scope)
    const first = yield* Effect.raceFirst(Queue.take(child.lines), Effect.as(child.ended, "ended"))
    assert.strictEqual(first, "ready")
    yield* Effect.forkIn(Effect.forever(Effect.flatMap(Queue.take(child.lines), board.note)), scope)
    return {
      send: (command: Command) => Effect.sync(() => child.send(encode(command))),
      kill: Scope.close(scope, Exit.void)
    }
  })

type Runner = Effect.Effect.Success<ReturnType<typeof startRunner>>

const retried = <A, E, R>(name: string, effect: Effect.Effect<A, E, R>, millis = 20_000) =>
  Effect.gen(function* () {
    let last: unknown
    return yield* effect.pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          last = error
        })
      ),
      Effect.retry({ schedule: Schedule.spaced("100 millis") }),
      Effect.timeoutFail({ duration: millis, onTimeout: () => new Error(`${name}: ${String(last)}`) })
    )
  })

/** Brings an order to its step, and waits until the process is in it. */
const bring = (runner: Runner, board: Board, { after = 0, call, name, order: made }: Step) =>
  Effect.gen(function* () {
    const order = yield* made
    const { details, no } = order
    yield* runner.send({ _tag: "Store", no, details })
    const hang = call === undefined ? Effect.void : inject(Faults.hang({ effect: true }), call, no)
    if (after === 0) yield* hang
    yield* runner.send(order.start)
    for (const [index, action] of order.actions.slice(0, after).entries()) {
      if (index === after - 1) yield* hang
      yield* retried(name, action(runner.send))
    }
    const isThere =
      call !== undefined
        ? Effect.map(callCount(call, no), (count) => count > 0)
        : order.details.slowIn !== undefined
          ? board.isSlow(no)
          : Effect.as(Effect.sleep("300 millis"), true)
    yield* retried(
      name,
      Effect.filterOrFail(
        isThere,
        (is) => is,
        () => "not in the step"
      )
    )
    return order
  })

/** Does everything else about an order until the application has its result. */
const finish = (runner: Runner, board: Board, { actions, no, result }: Order) =>
  Effect.gen(function* () {
    const all = Effect.forEach(actions, (action) => Effect.ignore(action(runner.send)), { discard: true })
    const look = Effect.flatMap(board.resultOf(no), Effect.fromNullable)
    const stored = yield* retried(
      no,
      Effect.tapError(look, () => Effect.andThen(all, Effect.sleep("400 millis"))),
      58_000
    )
    assert.include(stored, result, no)
  })

const simulator = Layer.mergeAll(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
  Layer.provideMerge(Simulator.layerServer({ keepCalls: 20_000 })),
  Layer.provideMerge(UndiciHttpClient.layer())
)

const killAtEachStep = (
  chosen: ReadonlyArray<Step>,
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>
) =>
  Effect.gen(function* () {
    yield* given
    const board = yield* makeBoard
    const program = yield* Children.bundled("processes/runner", import.meta.url)
    const killed = yield* startRunner(program, { ...first, SLOW_MILLIS: "600000" }, board)
    const orders = yield* Effect.forEach(chosen, (step) => bring(killed, board, step), { concurrency: 10 })
    // With one database file there is one runner at a time.
    const isShared = first !== second
    const other = isShared ? yield* startRunner(program, second, board) : undefined
    const begun = performance.now()
    yield* killed.kill
    const runner = other ?? (yield* startRunner(program, second, board))
    yield* Effect.forEach(orders, (order) => finish(runner, board, order), { concurrency: "unbounded" })
    const seconds = (performance.now() - begun) / 1000
    for (const { effects, no, sent } of orders) {
      assert.strictEqual(yield* effects, 1, no)
      if (sent !== undefined) assert.strictEqual(yield* callCount(sent.endpoint, no), sent.times, no)
    }
    return seconds
  })

describe("runners that are killed", () => {
  it.scopedLive(
    "every workflow ends after its only runner was killed at a step, with SQLite",
    () =>
      Effect.gen(function* () {
        const env = { SQLITE_FILE: yield* Sqlite.createDatabase, LEASE_SECONDS: "1" }
        yield* killAtEachStep(isLong ? steps : steps.filter(({ isInShortForm }) => isInShortForm), env, env)
      }).pipe(Effect.provide(simulator)),
    timeout(90_000)
  )
})

describe.skipIf(!isLong || !Postgres.isInstalled)("runners that share PostgreSQL", () => {
  it.scopedLive(
    `each workflow ends at the second runner after the first one was killed at each step${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const database = yield* Postgres.createDatabase
        const env = { DATABASE_HOST: database.host, DATABASE_NAME: database.database }
        const seconds = yield* killAtEachStep(steps, { ...env, PORT: "34501" }, { ...env, PORT: "34502" })
        assert.isBelow(seconds, 60)
        console.log(`ended ${seconds} s after the kill`)
      }).pipe(Effect.provide(simulator)),
    timeout(120_000)
  )
})
