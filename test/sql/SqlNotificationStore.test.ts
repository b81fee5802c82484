/** Notifications are handled once by all instances that share a database, together with what their handlers write. */
import { SqlClient } from "@effect/sql"
import { assert, describe, it, layer } from "@effect/vitest"
import {
  Notification,
  NotificationHandler,
  type NotificationReceiver,
  NotificationStore
} from "@effect-wechatpay/core"
import { SqlMigrations, SqlNotificationStore } from "@effect-wechatpay/sql"
import { Array as Arr, Context, Effect, Exit, Layer, Schema } from "effect"
import { bodyOf, deliveryOf, keysLayer } from "../support/notifications.js"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"

const now = 1_800_000_000

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String },
  businessKey: ({ out_trade_no }) => out_trade_no
})

const write = (order: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql`INSERT INTO ledger (trade) VALUES (${order})`)

const handler = NotificationHandler.make([paid], {
  "TRANSACTION.SUCCESS": ({ resource }) => write(resource.out_trade_no),
  unknown: () => Effect.void
})

const createLedger = Layer.effectDiscard(
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE ledger (trade VARCHAR(64) NOT NULL)`)
)

const ledger = (order?: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql<{
        readonly trade: string
      }>`SELECT trade FROM ledger ${order === undefined ? sql`` : sql`WHERE trade = ${order}`}`
  )

const prepared = <E, R>(database: Layer.Layer<SqlClient.SqlClient, E, R>) =>
  Layer.mergeAll(SqlNotificationStore.layer(), createLedger).pipe(
    Layer.provideMerge(SqlMigrations.layer),
    Layer.provideMerge(database),
    Layer.merge(keysLayer)
  )

const databases = [
  ["SQLite", Sqlite.layerSqlite, true],
  [`PostgreSQL${Postgres.whySkipped}`, Postgres.layerPostgres, Postgres.isInstalled]
] as const

for (const [name, database, isPossible] of databases) {
  describe.skipIf(!isPossible)(`notifications in ${name}`, () => {
    layer(prepared(database), { excludeTestServices: true })((it) => {
      it.effect(`a notification is handled once, by its id and by its business key: ${name}`, () =>
        Effect.gen(function* () {
          const handle = (order: string, id: string) =>
            Effect.map(
              NotificationHandler.handle(handler, deliveryOf(bodyOf({ out_trade_no: order }, { id }), now)),
              ({ _tag }) => _tag
            )
          assert.strictEqual(yield* handle("A1", "id-1"), "Handled")
          assert.strictEqual(yield* handle("A1", "id-1"), "Duplicate")
          assert.strictEqual(yield* handle("A1", "id-2"), "Duplicate")
          // What was recognized by one key is known by the other one.
          assert.strictEqual(yield* handle("A2", "id-2"), "Duplicate")
          assert.lengthOf(yield* ledger("A1"), 1)
          assert.lengthOf(yield* ledger("A2"), 0)
        })
      )

      it.effect(`a handler that fails has written nothing, and the next delivery is handled: ${name}`, () =>
        Effect.gen(function* () {
          const store = yield* NotificationStore.NotificationStore
          const failed = yield* Effect.flip(
            store.once(["B1"], Effect.zipRight(write("B1"), Effect.fail("later")))
          )
          assert.strictEqual(failed, "later")
          assert.isTrue(
            Exit.isInterrupted(
              yield* Effect.exit(store.once(["B1"], Effect.zipRight(write("B1"), Effect.interrupt)))
            )
          )
          assert.lengthOf(yield* ledger("B1"), 0)
          assert.deepStrictEqual(yield* store.once(["B1"], Effect.as(write("B1"), 7)), {
            _tag: "Handled",
            value: 7
          })
          assert.deepStrictEqual(yield* store.once(["B1"], write("B1")), { _tag: "Duplicate" })
          assert.lengthOf(yield* ledger("B1"), 1)
        })
      )

      it.effect(
        `a handler that catches the failure of a statement counts as handled only if all is committed: ${name}`,
        () =>
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            const store = yield* NotificationStore.NotificationStore
            const wrong = Effect.ignore(sql`INSERT INTO no_such_table (id) VALUES (1)`)
            const exit = yield* Effect.exit(store.once(["C1", "C2"], Effect.zipRight(write("C1"), wrong)))
            const isCommitted = (yield* ledger("C1")).length === 1
            assert.strictEqual(Exit.isSuccess(exit), isCommitted)
            if (!isCommitted) {
              const error = yield* Effect.flip(store.once(["C1", "C2"], Effect.zipRight(write("C1"), wrong)))
              assert.include(error.message, "the transaction failed with SqlError")
            }
            // A transaction of its own keeps the failure from the others.
            const inner = Effect.ignore(sql.withTransaction(sql`INSERT INTO no_such_table (id) VALUES (1)`))
            const kept = yield* store.once(["C3"], Effect.zipRight(write("C3"), inner))
            assert.strictEqual(kept._tag, "Handled")
            assert.lengthOf(yield* ledger("C3"), 1)
          })
      )

      it.effect(
        `old notifications are removed, in batches, and the others are still recognized: ${name}`,
        () =>
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            const store = yield* NotificationStore.NotificationStore
            yield* sql`DELETE FROM wechatpay_notification`
            yield* sql`INSERT INTO wechatpay_notification ${sql.insert(
              Arr.makeBy(2500, (index) => ({ id: `old-${index}`, handled_at: index }))
            )}`
            yield* store.once(["new"], Effect.void)
            assert.strictEqual(yield* SqlNotificationStore.removeOld("1 day"), 2500)
            assert.deepStrictEqual(yield* store.once(["new"], Effect.void), { _tag: "Duplicate" })
          })
      )

      it.effect(
        `a database that fails does not count as handled, and its problem has no values: ${name}`,
        () =>
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            const store = yield* NotificationStore.NotificationStore
            yield* sql`ALTER TABLE wechatpay_notification RENAME TO wechatpay_away`
            const error = yield* Effect.flip(store.once(["D1"], Effect.void))
            yield* sql`ALTER TABLE wechatpay_away RENAME TO wechatpay_notification`
            assert.strictEqual(error._tag, "StoreFailure")
            assert.include(error.message, "the transaction failed with SqlError")
          })
      )

      it.effect(`migrations run again without an effect: ${name}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* SqlMigrations.run
          assert.lengthOf(
            yield* sql`SELECT * FROM wechatpay_migration`,
            Object.keys(SqlMigrations.migrations).length
          )
        })
      )
    })
  })
}

/** Two instances with connections of their own. */
const twoInstances = <E>(client: Layer.Layer<SqlClient.SqlClient, E>) =>
  Effect.gen(function* () {
    const one = SqlMigrations.layer.pipe(Layer.provideMerge(Layer.fresh(client)))
    const both = yield* Effect.all([Layer.build(one), Layer.build(one)], { concurrency: "unbounded" })
    yield* Effect.provide(Layer.build(createLedger), both[0])
    return yield* Effect.forEach(both, (context) =>
      Effect.map(Layer.build(SqlNotificationStore.layer()), (store) => Context.merge(context, store)).pipe(
        Effect.provide(context)
      )
    )
  })

describe.skipIf(!Postgres.isInstalled)("two instances", () => {
  it.scopedLive(
    `the same notification that arrives at two instances at once is handled once, 1,000 times: PostgreSQL${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const given = yield* Postgres.createDatabase
        // They create the tables at the same moment, too.
        const [one, other] = yield* twoInstances(Postgres.layerOf(given))
        if (one === undefined || other === undefined) throw new Error("two instances expected")
        const results = yield* Effect.forEach(
          Array.from({ length: 1000 }, (_, index) => `E${index}`),
          (order) => {
            // Some orders have two notifications, with different ids.
            const signed = (id: string) => deliveryOf(bodyOf({ out_trade_no: order }, { id }), now)
            const first = signed(order)
            const second = order.endsWith("1") ? signed(`other-${order}`) : first
            const handle = (
              delivery: NotificationReceiver.Delivery,
              at: Context.Context<SqlClient.SqlClient | NotificationStore.NotificationStore>
            ) =>
              NotificationHandler.handle(handler, delivery).pipe(
                Effect.map(({ _tag }) => _tag),
                Effect.provide(at)
              )
            return Effect.all([handle(first, one), handle(second, other)], { concurrency: "unbounded" })
          },
          { concurrency: 8 }
        ).pipe(Effect.provide(keysLayer))
        for (const result of results) assert.sameMembers(result, ["Handled", "Duplicate"])
        const rows = yield* Effect.provide(ledger(), one)
        assert.lengthOf(rows, 1000)
        assert.strictEqual(new Set(rows.map(({ trade }) => trade)).size, 1000)
      }),
    60_000
  )
})
