/** Runners that are killed (SIGKILL) at each step of each workflow: money moves once, and every order ends at another runner. */
import { assert, describe, it } from "@effect/vitest"
import { Faults } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import * as Children from "../sql/processes/children.js"
import { isLong, timeout } from "../support/long.js"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"
import { callCount, given, inject, type Step, steps } from "./orders.js"
import { type Board, finish, makeBoard, type Runner, retried, simulator, startRunner } from "./runners.js"

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
