/** Measures orders per second, rows and bytes of an order, and what open orders cost. It prints figures for docs/performance.md. */
import { readFileSync, statSync } from "node:fs"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { PayscoreOrder } from "@effect-wechatpay/workflow"
import { Effect, Schedule, type Scope } from "effect"
import * as Children from "../sql/processes/children.js"
import { isLong, timeout } from "../support/long.js"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"
import * as Orders from "./orders.js"
import { type Board, makeBoard, type Runner, simulator, startRunner } from "./runners.js"

const { mchid } = Samples

/** Seconds of CPU that a process has used. */
const cpuOf = ({ pid }: Runner): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

let count = 0

/** Rents at each runner in turn, many at once, and gives the orders per second. */
const rent = (runners: ReadonlyArray<Runner>, board: Board, orders: number) =>
  Effect.gen(function* () {
    const begun = performance.now()
    yield* Effect.forEach(
      Array.from({ length: orders }),
      () =>
        Effect.gen(function* () {
          const no = `RENT${String(++count).padStart(6, "0")}`
          const runner = runners[count % runners.length]
          if (runner === undefined) return
          const { actions, details, start } = Orders.payscoreOrder(no)
          yield* runner.send({ _tag: "Store", no, details })
          yield* runner.send(start)
          for (const action of actions) {
            yield* Effect.retry(action(runner.send), { times: 1200, schedule: Schedule.spaced("50 millis") })
          }
          while ((yield* board.resultOf(no)) === undefined) yield* Effect.sleep("20 millis")
        }),
      { concurrency: 20, discard: true }
    )
    return orders / ((performance.now() - begun) / 1000)
  })

const report = (title: string, figures: Readonly<Record<string, number>>) =>
  Effect.sync(() =>
    console.log(
      `${title}: ${Object.entries(figures)
        .map(([name, value]) => `${value.toFixed(value < 10 ? 2 : 0)} ${name}`)
        .join(", ")}`
    )
  )

const rowsOf = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<{ readonly messages: number; readonly replies: number }>`SELECT
      (SELECT count(*) FROM cluster_messages) AS messages, (SELECT count(*) FROM cluster_replies) AS replies`,
    ([row]) => Number(row?.messages ?? 0) + Number(row?.replies ?? 0)
  )

const bytesOf = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<{ readonly bytes: string }>`SELECT
      pg_total_relation_size('cluster_messages') + pg_total_relation_size('cluster_replies')
        + pg_total_relation_size('wechatpay_operation') AS bytes`,
    ([row]) => Number(row?.bytes ?? 0)
  )

/** Copies the rows of an open order, as if there were more of them. */
const copy = (sql: SqlClient.SqlClient, executionId: string, copies: number) =>
  Effect.gen(function* () {
    yield* sql`INSERT INTO cluster_messages
      (id, message_id, shard_id, entity_type, entity_id, kind, tag, payload, headers, trace_id, span_id, sampled, processed,
        request_id, reply_id, last_reply_id, last_read, deliver_at)
      SELECT m.id + g::bigint * 1000000, replace(m.message_id, m.entity_id, md5(g::text)),
        'default:' || (g % 300 + 1), m.entity_type, md5(g::text), m.kind, m.tag, m.payload, m.headers, m.trace_id, m.span_id, m.sampled,
        m.processed, m.request_id + g::bigint * 1000000, m.reply_id, m.last_reply_id + g::bigint * 1000000, m.last_read, m.deliver_at
      FROM cluster_messages m, generate_series(1, ${copies}) g WHERE m.entity_id = ${executionId}`
    yield* sql`INSERT INTO cluster_replies (id, kind, request_id, payload, sequence, acked)
      SELECT r.id + g::bigint * 1000000, r.kind, r.request_id + g::bigint * 1000000, r.payload, r.sequence, r.acked
      FROM cluster_replies r JOIN cluster_messages m ON m.id = r.request_id, generate_series(1, ${copies}) g
      WHERE m.entity_id = ${executionId}`
    yield* sql`ANALYZE cluster_messages`
    yield* sql`ANALYZE cluster_replies`
  })

const idle = (runner: Runner) =>
  Effect.gen(function* () {
    const before = cpuOf(runner)
    yield* Effect.sleep("10 seconds")
    return (cpuOf(runner) - before) * 100
  })

interface Measured {
  readonly board: Board
  readonly one: Runner
  /** Starts another runner with the same database. */
  readonly start: (port: number) => Effect.Effect<Runner, never, Scope.Scope | Simulator.Simulator>
}

/** Measures a runner that has done its first orders, with PostgreSQL. */
const onPostgres = <E, R>(measure: (given: Measured) => Effect.Effect<void, E, R>) =>
  Effect.gen(function* () {
    const database = yield* Postgres.createDatabase
    const env = { DATABASE_HOST: database.host, DATABASE_NAME: database.database }
    const board = yield* makeBoard
    const program = yield* Children.bundled("processes/runner", import.meta.url)
    const start = (port: number) => startRunner(program, { ...env, PORT: String(port) }, board)
    const one = yield* start(34521)
    yield* rent([one], board, 10)
    yield* Effect.provide(measure({ board, one, start }), Postgres.layerOf(database))
  }).pipe(Effect.provide(simulator))

describe.skipIf(!isLong || !Postgres.isInstalled)("the cost of workflows", () => {
  it.scopedLive(
    "orders per second through one runner with SQLite",
    () =>
      Effect.gen(function* () {
        const file = yield* Sqlite.createDatabase
        const board = yield* makeBoard
        const program = yield* Children.bundled("processes/runner", import.meta.url)
        const runner = yield* startRunner(program, { SQLITE_FILE: file }, board)
        yield* rent([runner], board, 10)
        const perSecond = yield* rent([runner], board, 60)
        yield* runner.kill
        const { rows } = yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          return { rows: yield* rowsOf(sql) }
        }).pipe(Effect.provide(Sqlite.layerOf(file)))
        yield* report("SQLite, one runner", {
          "orders/s": perSecond,
          "rows/order": rows / 70,
          "bytes/order": statSync(file).size / 70
        })
        assert.isAbove(perSecond, 0.2)
      }).pipe(Effect.provide(simulator)),
    timeout(60_000)
  )

  it.scopedLive(
    `orders per second through one and two runners with PostgreSQL${Postgres.whySkipped}`,
    () =>
      onPostgres(({ board, one, start }) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const [rows, bytes] = [yield* rowsOf(sql), yield* bytesOf(sql)]
          const perSecond = yield* rent([one], board, 60)
          yield* report("PostgreSQL, one runner", {
            "orders/s": perSecond,
            "rows/order": ((yield* rowsOf(sql)) - rows) / 60,
            "bytes/order": ((yield* bytesOf(sql)) - bytes) / 60,
            "% CPU idle": yield* idle(one)
          })
          const two = yield* start(34522)
          yield* Effect.sleep("8 seconds")
          yield* report("PostgreSQL, two runners", { "orders/s": yield* rent([one, two], board, 60) })
        })
      ),
    timeout(120_000)
  )

  it.scopedLive(
    `orders per second and the load of an idle runner with 10,000 open orders${Postgres.whySkipped}`,
    () =>
      onPostgres(({ board, one }) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* report("no open orders", {
            "% CPU idle": yield* idle(one),
            "orders/s": yield* rent([one], board, 60)
          })
          const no = "OPENORDER1"
          const open = Orders.payscoreOrder(no)
          yield* one.send({ _tag: "Store", no, details: {} })
          yield* one.send(open.start)
          yield* Effect.retry(Simulator.act(Payscore.confirm({ mchid, out_order_no: no }, Samples.openid)), {
            times: 100,
            schedule: Schedule.spaced("100 millis")
          })
          for (const action of open.actions.slice(1, 2)) yield* action(one.send)
          yield* Effect.sleep("5 seconds")
          const executionId = yield* PayscoreOrder.workflow.executionId({
            mchid,
            appid: "",
            service_id: "",
            out_order_no: no
          })
          const [before, size] = [yield* rowsOf(sql), yield* bytesOf(sql)]
          yield* copy(sql, executionId, 10_000)
          yield* report("10,000 open orders", {
            "rows/open order": ((yield* rowsOf(sql)) - before) / 10_000,
            "bytes/open order": ((yield* bytesOf(sql)) - size) / 10_000,
            "% CPU idle": yield* idle(one),
            "orders/s": yield* rent([one], board, 60)
          })
        })
      ),
    timeout(120_000)
  )
})
