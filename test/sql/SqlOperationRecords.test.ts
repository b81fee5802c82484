/** Who acts on an order, among instances that share a database; and what happens to orders that nobody carries on. */
import { SqlClient } from "@effect/sql"
import { assert, describe, layer } from "@effect/vitest"
import { OperationRecords } from "@effect-wechatpay/core"
import { OperationSweeper, SqlMigrations, SqlOperationRecords } from "@effect-wechatpay/sql"
import { Duration, Effect, Exit, Layer, Logger, LogLevel, Option, Ref, Scope } from "effect"
import { isInstalled, layerPostgres, whySkipped } from "../support/postgres.js"
import { layerSqlite } from "../support/sqlite.js"

const databases = [
  ["SQLite", layerSqlite, true],
  [`PostgreSQL${whySkipped}`, layerPostgres, isInstalled]
] as const

let count = 0

const someKey = (kind = "test.payment") => ({ kind, number: ["wx1", undefined, `N${++count}`] })

/** An instance with its own records, in the database of the context. */
const instance = Effect.map(SqlOperationRecords.store, (store) => {
  const records = OperationRecords.make(store)
  return <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, OperationRecords.OperationRecords, records)
})

/** As if the time of the lease were over. */
const endLeases = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE wechatpay_operation SET lease_until = 1, updated_at = 1 WHERE lease_until > 0`
)

const age = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE wechatpay_operation SET updated_at = 1, due_at = 0`
)

const names = (open: ReadonlyArray<{ readonly request: string }>) => open.map(({ request }) => request)

for (const [name, database, isPossible] of databases) {
  describe.skipIf(!isPossible)(`operation records in ${name}`, () => {
    layer(Layer.provideMerge(SqlMigrations.layer, database), { excludeTestServices: true })((it) => {
      it.scoped(`one instance at a time acts on a number, and the next one knows what is open: ${name}`, () =>
        Effect.gen(function* () {
          const [one, other] = [yield* instance, yield* instance]
          const key = someKey()
          const scope = yield* Scope.make()
          const first = yield* Scope.extend(one(OperationRecords.hold(key, { total: 1 })), scope)
          assert.deepStrictEqual(yield* first.record, { open: [] })
          yield* first.sending("pay")
          yield* first.sending("reverse")
          const busy = yield* Effect.flip(Effect.scoped(other(OperationRecords.hold(key))))
          assert.deepInclude(busy, { _tag: "OperationInProgress", outcome: "NotSent" })
          yield* Scope.close(scope, Exit.void)

          const reused = yield* Effect.flip(Effect.scoped(other(OperationRecords.hold(key, { total: 2 }))))
          assert.strictEqual(reused._tag, "NumberReused")

          const second = yield* other(OperationRecords.hold(key, { total: 1 }))
          const record = yield* second.record
          assert.deepStrictEqual(names(record.open), ["pay", "reverse"])
          assert.isDefined(record.digest)
          yield* second.responded("pay")
          yield* second.ended("Reversed")
          const sql = yield* SqlClient.SqlClient
          const rows =
            yield* sql`SELECT kind, number, open_requests, outcome, is_unfinished FROM wechatpay_operation
            WHERE number = ${JSON.stringify(["wx1", null, key.number[2]])}`
          assert.deepStrictEqual(
            rows.map((row) => ({ ...row })),
            [
              {
                kind: "test.payment",
                number: JSON.stringify(["wx1", null, key.number[2]]),
                open_requests: "[]",
                outcome: "Reversed",
                is_unfinished: 0
              }
            ]
          )
        })
      )

      it.scoped(`an instance that has lost its lease fails before it sends: ${name}`, () =>
        Effect.gen(function* () {
          const [one, other] = [yield* instance, yield* instance]
          const key = someKey()
          const frozen = yield* one(OperationRecords.hold(key, {}))
          yield* frozen.sending("pay")
          yield* endLeases
          const taken = yield* other(OperationRecords.hold(key))
          const lost = yield* Effect.flip(frozen.sending("reverse"))
          assert.deepInclude(lost, { _tag: "OperationInProgress", outcome: "Unknown" })
          yield* taken.sending("query")
          assert.deepStrictEqual(names((yield* taken.record).open), ["pay", "query"])
        })
      )

      it.effect(`a write that arrives late does not undo a later one: ${name}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const store = yield* SqlOperationRecords.store
          const lease = Duration.seconds(30)
          const about = someKey()
          yield* store.acquire("late", "me", lease, about)
          assert.isTrue(yield* store.save("late", "me", lease, { open: [{ request: "pay", sentAt: 1 }] }))
          yield* sql`UPDATE wechatpay_operation SET seq = 1000000 WHERE id = 'late'`
          assert.isFalse(yield* store.save("late", "me", lease, { open: [] }))
          assert.isFalse(yield* store.save("late", "other", lease, { open: [] }))
          yield* store.release("late", "other")
          assert.isTrue(Option.isNone(yield* store.acquire("late", "other", lease, about)))
          const again = yield* store.acquire("late", "me", lease, about)
          assert.deepStrictEqual(Option.getOrUndefined(again), { open: [{ request: "pay", sentAt: 1 }] })
        })
      )

      it.effect(`a program does not begin inside a transaction: ${name}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const one = yield* instance
          const error = yield* Effect.flip(
            sql.withTransaction(Effect.scoped(one(OperationRecords.hold(someKey()))))
          )
          assert(error._tag === "RecordsUnavailable")
          assert.strictEqual(error.outcome, "NotSent")
          assert.include(error.message, "inside a transaction")
        })
      )

      it.effect(`only one of many instances that begin at the same time acts on an order: ${name}`, () =>
        Effect.gen(function* () {
          const key = someKey()
          const acting = yield* Ref.make(0)
          const results = yield* Effect.forEach(
            Array.from({ length: 20 }),
            () =>
              Effect.flatMap(instance, (provided) =>
                Effect.exit(
                  Effect.scoped(
                    Effect.andThen(
                      provided(OperationRecords.hold(key, {})),
                      Effect.andThen(
                        Ref.update(acting, (n) => n + 1),
                        Effect.sleep("300 millis")
                      )
                    )
                  )
                )
              ),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(yield* Ref.get(acting), 1)
          assert.lengthOf(results.filter(Exit.isSuccess), 1)
        })
      )

      it.effect(
        `what nobody carries on is listed, resumed once by all instances, and resumed again later: ${name}`,
        () =>
          Effect.gen(function* () {
            const kind = "test.abandoned"
            yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DELETE FROM wechatpay_operation`)
            const one = yield* instance
            const use = (
              key: OperationRecords.Key,
              run: (held: OperationRecords.Held) => Effect.Effect<unknown, OperationRecords.Failure>
            ) => Effect.ignore(Effect.scoped(one(Effect.flatMap(OperationRecords.hold(key, {}), run))))
            const dead = someKey(kind)
            yield* use(dead, (held) => held.sending("pay"))
            // A response came, and the process died before the end.
            yield* use(someKey(kind), (held) => Effect.andThen(held.sending("pay"), held.responded()))
            yield* use(someKey(kind), (held) => Effect.andThen(held.sending("pay"), held.ended("Paid")))
            yield* use(someKey(kind), () => Effect.void)
            assert.deepStrictEqual(yield* OperationSweeper.abandoned(), [])
            yield* age
            const found = yield* OperationSweeper.abandoned()
            assert.lengthOf(found, 2)
            assert.deepStrictEqual(found.filter(({ open }) => open.length === 1)[0]?.number, dead.number)

            const resumed = yield* Ref.make<ReadonlyArray<string>>([])
            const handlers: OperationSweeper.Handlers<{ readonly _tag: string }> = {
              [kind]: ({ number, open }) =>
                Effect.gen(function* () {
                  const last = number.at(-1) as string
                  yield* Ref.update(resumed, (all) => [...all, last])
                  yield* Effect.sleep("50 millis")
                  if (open.length > 0) return yield* Effect.fail({ _tag: "Offline" })
                  return yield* use({ kind, number }, (held) => held.ended("Paid"))
                })
            }
            const sweeps = yield* Effect.all(
              [1, 2, 3].map(() => OperationSweeper.sweep(handlers)),
              {
                concurrency: "unbounded"
              }
            )
            assert.strictEqual(
              sweeps.reduce((sum, n) => sum + n, 0),
              2
            )
            assert.lengthOf(yield* Ref.get(resumed), 2)
            // The failed one waits for its next attempt, and other kinds stay.
            yield* Effect.flatMap(
              SqlClient.SqlClient,
              (sql) => sql`UPDATE wechatpay_operation SET updated_at = 1`
            )
            assert.strictEqual(yield* OperationSweeper.sweep(handlers), 0)
            yield* age
            assert.strictEqual(
              yield* OperationSweeper.sweep({ "other.kind": () => Effect.die("not mine") }),
              0
            )
            assert.strictEqual(yield* OperationSweeper.sweep(handlers), 1)
            assert.deepInclude((yield* OperationSweeper.abandoned())[0], { sweeps: 2, number: dead.number })
          }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
      )

      it.effect(`old records are removed if nothing is open, and the rest stays: ${name}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql`DELETE FROM wechatpay_operation`
          const one = yield* instance
          const end = (ended: boolean) =>
            Effect.scoped(
              one(
                Effect.flatMap(OperationRecords.hold(someKey(), {}), (held) =>
                  Effect.andThen(held.sending("pay"), ended ? held.ended("Paid") : Effect.void)
                )
              )
            )
          yield* Effect.forEach([true, true, false], end)
          assert.strictEqual(yield* SqlOperationRecords.removeOld(), 0)
          yield* age
          assert.strictEqual(yield* SqlOperationRecords.removeOld(), 2)
          assert.lengthOf(yield* sql`SELECT id FROM wechatpay_operation`, 1)
        })
      )

      it.effect(`the layer gives the records to programs: ${name}`, () =>
        Effect.scoped(
          Effect.gen(function* () {
            const { isKept } = yield* OperationRecords.hold(someKey())
            assert.isTrue(isKept)
          })
        ).pipe(Effect.provide(SqlOperationRecords.layer()))
      )
    })
  })
}
