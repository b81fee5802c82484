/** A program that waits for an order is woken, whichever instance receives the notification. */
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Signals } from "@effect-wechatpay/core"
import { PaymentSignals } from "@effect-wechatpay/pay"
import { SqlMigrations, SqlSignals } from "@effect-wechatpay/sql"
import {
  Context,
  Deferred,
  Effect,
  Fiber,
  Layer,
  Logger,
  LogLevel,
  Option,
  Schedule,
  type Scope
} from "effect"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"

type Instance = Context.Context<SqlClient.SqlClient | Signals.SharedSignals>

const instanceOf = <E>(client: Layer.Layer<SqlClient.SqlClient, E>, options: SqlSignals.Options = {}) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(Layer.fresh(client))
    return Context.merge(context, yield* Effect.provide(Layer.build(SqlSignals.layer(options)), context))
  })

const clients: ReadonlyArray<
  readonly [string, boolean, Effect.Effect<Layer.Layer<SqlClient.SqlClient>, never, Scope.Scope>]
> = [
  ["SQLite", true, Effect.map(Sqlite.createDatabase, Sqlite.layerOf)],
  [
    `PostgreSQL${Postgres.whySkipped}`,
    Postgres.isInstalled,
    Effect.map(Postgres.createDatabase, (database) => Postgres.layerOf(database))
  ]
]

/** Two instances on an empty database. */
const instances = (
  client: Effect.Effect<Layer.Layer<SqlClient.SqlClient>, never, Scope.Scope>,
  options?: SqlSignals.Options
) =>
  Effect.gen(function* () {
    const made = yield* client
    yield* Effect.provide(SqlMigrations.run, made)
    return [yield* instanceOf(made, options), yield* instanceOf(made, options)] as const
  })

const publish = (at: Instance, name: string) => Context.get(at, Signals.SharedSignals).publish(name)

/** Whether a signal arrives, from now on. */
const subscribe = (at: Instance, name: string) =>
  Effect.gen(function* () {
    const arrived = yield* Deferred.make<void>()
    const signal = yield* Context.get(at, Signals.SharedSignals).subscribe(name)
    yield* Effect.forkScoped(Effect.andThen(signal, Deferred.succeed(arrived, undefined)))
    return arrived
  })

const arrives = (arrived: Deferred.Deferred<void>) =>
  Effect.timeoutFail(Deferred.await(arrived), { duration: "15 seconds", onTimeout: () => "no signal" })

/** Long enough that a signal would have arrived. */
const staysAway = (arrived: Deferred.Deferred<void>) =>
  Effect.gen(function* () {
    yield* Effect.sleep("150 millis")
    assert.isFalse(yield* Deferred.isDone(arrived))
  })

for (const [name, isPossible, client] of clients) {
  describe.skipIf(!isPossible)(`signals in ${name}`, () => {
    it.scopedLive(`a signal wakes the programs of all instances that wait for its name: ${name}`, () =>
      Effect.gen(function* () {
        const [one, other] = yield* instances(client, { pollEvery: "40 millis" })
        const own = yield* subscribe(one, "A")
        const far = yield* subscribe(other, "A")
        const different = yield* subscribe(other, "B")
        yield* publish(one, "A")
        yield* Effect.all([arrives(own), arrives(far)])
        yield* staysAway(different)
        // A subscription that comes later waits for the next signal, also if its name was used before.
        const again = yield* subscribe(other, "A")
        yield* publish(one, "A")
        yield* arrives(again)
      })
    )

    it.scopedLive(
      `a signal of a transaction arrives after the commit, and never if it is undone: ${name}`,
      () =>
        Effect.gen(function* () {
          const [one, other] = yield* instances(client, { pollEvery: "40 millis" })
          const sql = Context.get(one, SqlClient.SqlClient)
          const [own, far, undone] = [
            yield* subscribe(one, "A"),
            yield* subscribe(other, "A"),
            yield* subscribe(other, "B")
          ]
          yield* Effect.ignore(sql.withTransaction(Effect.andThen(publish(one, "B"), Effect.fail("undone"))))
          yield* sql.withTransaction(
            Effect.gen(function* () {
              yield* publish(one, "A")
              yield* staysAway(own)
              yield* staysAway(far)
            })
          )
          yield* Effect.all([arrives(own), arrives(far)])
          yield* staysAway(undone)
        })
    )

    it.scopedLive(
      `a signal that cannot be published does not end the transaction of the application: ${name}`,
      () =>
        Effect.gen(function* () {
          const [one] = yield* instances(client)
          const sql = Context.get(one, SqlClient.SqlClient)
          yield* sql`CREATE TABLE ledger (trade VARCHAR(64) NOT NULL)`
          yield* sql`DROP TABLE wechatpay_signal`
          yield* sql.withTransaction(
            Effect.andThen(sql`INSERT INTO ledger (trade) VALUES ('A')`, publish(one, "A"))
          )
          assert.lengthOf(yield* sql`SELECT trade FROM ledger`, 1)
        }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
    )

    it.scopedLive(`the modules of signals use them, each with its own names: ${name}`, () =>
      Effect.gen(function* () {
        const [one, other] = yield* instances(client, { pollEvery: "40 millis" })
        const shared = (at: Instance) => Layer.build(PaymentSignals.layerShared).pipe(Effect.provide(at))
        const [payments, others] = [yield* shared(one), yield* shared(other)]
        const signal = yield* Context.get(others, PaymentSignals.PaymentSignals).subscribe({
          out_trade_no: "N1"
        })
        const waiting = yield* Effect.fork(signal)
        const partner = yield* Context.get(others, PaymentSignals.PaymentSignals).subscribe({
          out_trade_no: "N1",
          sub_mchid: "1900000109"
        })
        const waitingPartner = yield* Effect.fork(partner)
        yield* Effect.provide(PaymentSignals.publish({ out_trade_no: "N1" }), payments)
        yield* Effect.timeout(Fiber.join(waiting), "10 seconds")
        assert.isTrue(Option.isNone(yield* Fiber.poll(waitingPartner)))
        yield* Fiber.interrupt(waitingPartner)
      })
    )

    it.scopedLive(`old signals are removed: ${name}`, () =>
      Effect.gen(function* () {
        const [one] = yield* instances(client)
        const sql = Context.get(one, SqlClient.SqlClient)
        yield* publish(one, "A")
        assert.strictEqual(yield* Effect.provide(SqlSignals.removeOld, one), 0)
        yield* sql`UPDATE wechatpay_signal SET created_at = 1`
        assert.strictEqual(yield* Effect.provide(SqlSignals.removeOld, one), 1)
      })
    )
  })
}

describe.skipIf(!Postgres.isInstalled)("reports of PostgreSQL", () => {
  const client = Effect.map(Postgres.createDatabase, (database) => Postgres.layerOf(database))

  it.scopedLive(
    `an event is learned across instances in less than 100 ms at the median${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const [one, other] = yield* instances(client)
        const sql = Context.get(one, SqlClient.SqlClient)
        const waits: Array<number> = []
        for (let index = 0; index < 61; index++) {
          const arrived = yield* subscribe(other, `N${index}`)
          // In the transaction of a handler, as it is with notifications.
          yield* sql.withTransaction(publish(one, `N${index}`))
          const start = performance.now()
          yield* arrives(arrived)
          waits.push(performance.now() - start)
        }
        const median = waits.sort((a, b) => a - b)[30] ?? Number.NaN
        if (process.env.WECHATPAY_LONG === "1")
          console.log(`median ${median.toFixed(1)} ms, longest ${waits.at(-1)?.toFixed(1)} ms`)
        assert.isBelow(median, 100)
      }),
    60_000
  )

  it.scopedLive(
    `signals arrive although the connection that listens breaks, and soon without polling${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const [one, other] = yield* instances(client, { checkEvery: "300 millis" })
        const sql = Context.get(one, SqlClient.SqlClient)
        const first = yield* subscribe(other, "A")
        yield* publish(one, "A")
        yield* arrives(first)
        const listening = sql`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`
        const areListening = (count: number) =>
          listening.pipe(
            Effect.filterOrFail((rows) => rows.length >= count),
            Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo("20 seconds")))
          )
        yield* areListening(2)
        yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE 'LISTEN%'`
        const second = yield* subscribe(other, "B")
        yield* sql.withTransaction(publish(one, "B"))
        yield* arrives(second)
        // It listens again; the other one does so when a program waits there.
        yield* areListening(1)
      }),
    60_000
  )
})
