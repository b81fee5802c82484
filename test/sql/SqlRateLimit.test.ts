/** Rate limits that instances share in a database. */
import { SqlClient } from "@effect/sql"
import { assert, describe, layer } from "@effect/vitest"
import { RateLimit } from "@effect-wechatpay/core"
import { SqlMigrations, SqlRateLimit } from "@effect-wechatpay/sql"
import { Duration, Effect, Layer, Logger, LogLevel, Option } from "effect"
import { ping } from "../support/endpoints.js"
import * as Postgres from "../support/postgres.js"
import { response, scripted } from "../support/scripted.js"
import * as Sqlite from "../support/sqlite.js"

const databases = [
  ["SQLite", Sqlite.layerSqlite, true],
  [`PostgreSQL${Postgres.whySkipped}`, Postgres.layerPostgres, Postgres.isInstalled]
] as const

/** When each of many requests got its place, in milliseconds since all were sent. */
const placesOf = <E>(take: Effect.Effect<boolean, E>, count: number) =>
  Effect.gen(function* () {
    // From the start: on a busy machine the first one may be noticed late.
    const start = performance.now()
    const at = yield* Effect.forEach(
      Array.from({ length: count }),
      () => Effect.map(take, () => performance.now() - start),
      { concurrency: "unbounded" }
    )
    return at.sort((a, b) => a - b)
  })

for (const [name, database, isPossible] of databases) {
  describe.skipIf(!isPossible)(`rate limits in ${name}`, () => {
    layer(Layer.provideMerge(SqlMigrations.layer, database), { excludeTestServices: true })((it) => {
      it.effect(`instances share a token bucket, and each name and merchant has its own: ${name}`, () =>
        Effect.gen(function* () {
          const [one, other] = [yield* SqlRateLimit.make, yield* SqlRateLimit.make]
          const limit: RateLimit.Limit = { requests: 4, per: "400 millis" }
          let turn = 0
          const take = Effect.suspend(() => (++turn % 2 === 0 ? one : other).take("A", limit, undefined))
          const [at] = yield* Effect.all([placesOf(take, 7), one.take("B", limit, Duration.zero)], {
            concurrency: 2
          })
          assert.isAtLeast(at[4] ?? 0, 60)
          assert.isAtLeast(at[6] ?? 0, 260)
          // There is no place at once, and the attempt takes none.
          const slow: RateLimit.Limit = { requests: 2, per: "1 hour" }
          for (const limits of [one, other]) assert.isTrue(yield* limits.take("C", slow, Duration.zero))
          assert.isFalse(yield* one.take("C", slow, Duration.zero))
          assert.isFalse(yield* other.take("C", slow, Duration.millis(10)))
          assert.isTrue(yield* other.take("B", limit, Duration.zero))
        })
      )

      it.effect(`instances share a window: ${name}`, () =>
        Effect.gen(function* () {
          const [one, other] = [yield* SqlRateLimit.make, yield* SqlRateLimit.make]
          const limit: RateLimit.Limit = { requests: 3, per: "1 hour", algorithm: "fixed-window" }
          const taken = yield* Effect.forEach([one, other, one, other, one], ({ take }) =>
            take("W", limit, Duration.zero)
          )
          // A test that runs as the hour changes has three more.
          assert.include([3, 5], taken.filter((isTaken) => isTaken).length)
          const short: RateLimit.Limit = { requests: 2, per: "300 millis", algorithm: "fixed-window" }
          const at = yield* placesOf(one.take("S", short, undefined), 6)
          assert.isAtLeast(at[5] ?? 0, 290)
        })
      )

      it.effect(`clients of one merchant count together, and alone while the database fails: ${name}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const rateLimit = {
            all: { requests: 3, per: "1 hour" },
            maxWait: "0 millis"
          } as const
          const shared = Option.some(yield* SqlRateLimit.make)
          const client = () =>
            Layer.provide(
              scripted(() => Effect.succeed(response(204)), { rateLimit }).layer,
              Layer.succeed(RateLimit.SharedRateLimits, shared)
            )
          const count = (results: ReadonlyArray<boolean>) => results.filter((isSent) => isSent).length
          const sent = Effect.forEach([1, 2, 3, 4], () => Effect.isSuccess(ping({})))
          const [first, second] = [
            yield* Effect.provide(sent, client()),
            yield* Effect.provide(sent, client())
          ]
          assert.strictEqual(count(first) + count(second), 3)
          // Not in a transaction, whose lock all others would wait for.
          const inside = yield* Effect.provide(sql.withTransaction(sent), client())
          assert.strictEqual(count(inside), 3)
          yield* sql`DROP TABLE wechatpay_rate`
          assert.strictEqual(count(yield* Effect.provide(sent, client())), 3)
        }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
      )
    })
  })
}
