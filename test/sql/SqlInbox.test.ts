/** Notifications that are stored first and handled later, by any instance. */
import { inspect } from "node:util"
import { HttpApp, type HttpServerRequest } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert, describe, it, layer } from "@effect/vitest"
import {
  InvalidOptions,
  Notification,
  NotificationHandler,
  NotificationReceiver,
  OperationRecords,
  Signals
} from "@effect-wechatpay/core"
import {
  OperationSweeper,
  SqlCertificateStore,
  SqlCipher,
  SqlInbox,
  SqlMigrations,
  SqlNotificationStore,
  SqlOperationRecords,
  SqlRateLimit,
  SqlSignals
} from "@effect-wechatpay/sql"
import {
  ConfigProvider,
  Deferred,
  Duration,
  Effect,
  Encoding,
  Fiber,
  Layer,
  Logger,
  LogLevel,
  Option,
  Redacted,
  Ref,
  Schedule,
  Schema,
  String
} from "effect"
import { bodyOf, headersOf, keysLayer, secrets } from "../support/notifications.js"
import * as Postgres from "../support/postgres.js"
import * as Sqlite from "../support/sqlite.js"

const keyOf = (byte: number) => Redacted.make(Encoding.encodeBase64(new Uint8Array(32).fill(byte)))

const cipher = Layer.orDie(SqlCipher.layer({ key: keyOf(1) }))

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String },
  businessKey: ({ out_trade_no }) => out_trade_no
})

/** What the handler does with an order, after it has written it. */
type Plans = Record<string, Effect.Effect<unknown, { readonly _tag: string }>>

const handlerOf = (plans: Plans) =>
  NotificationHandler.make([paid], {
    "TRANSACTION.SUCCESS": ({ resource }) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO ledger (trade) VALUES (${resource.out_trade_no})`
        yield* plans[resource.out_trade_no] ?? Effect.void
      }),
    unknown: () => Effect.void
  })

const createLedger = Layer.effectDiscard(
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE ledger (trade VARCHAR(64) NOT NULL)`)
)

const ledger = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(sql<{ readonly trade: string }>`SELECT trade FROM ledger ORDER BY trade`, (rows) =>
    rows.map(({ trade }) => trade)
  )
)

const clear = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.all([
    sql`DELETE FROM ledger`,
    sql`DELETE FROM wechatpay_inbox`,
    sql`DELETE FROM wechatpay_notification`
  ])
)

/** As if a claim or the wait for the next attempt were over. */
const timePasses = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE wechatpay_inbox SET due_at = 1 WHERE state = 'waiting'`
)

/** What the app responds to a notification that is signed now. */
const post = (order: string, more: Readonly<Record<string, unknown>> = {}) =>
  Effect.gen(function* () {
    const body = bodyOf({ out_trade_no: order, ...more }, { id: `id-${order}` })
    const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
    const context =
      yield* Effect.context<
        Exclude<
          Effect.Effect.Context<ReturnType<typeof SqlInbox.toHttpApp>>,
          HttpServerRequest.HttpServerRequest
        >
      >()
    const web = HttpApp.toWebHandler(Effect.provide(SqlInbox.toHttpApp(), context))
    const response = yield* Effect.promise(() =>
      web(new Request("http://localhost/notify", { method: "POST", headers, body }))
    )
    return response.status
  })

const databases = [
  ["SQLite", Sqlite.layerSqlite, true],
  [`PostgreSQL${Postgres.whySkipped}`, Postgres.layerPostgres, Postgres.isInstalled]
] as const

for (const [name, database, isPossible] of databases) {
  const prepared = Layer.mergeAll(
    SqlNotificationStore.layer(),
    createLedger,
    SqlSignals.layer({ pollEvery: "20 millis" })
  ).pipe(
    Layer.provideMerge(SqlMigrations.layer),
    Layer.provideMerge(database),
    Layer.merge(keysLayer),
    Layer.merge(cipher)
  )

  describe.skipIf(!isPossible)(`the inbox in ${name}`, () => {
    layer(prepared, { excludeTestServices: true })((it) => {
      it.effect(
        `a verified delivery is stored encrypted, handled once, and forged ones are rejected: ${name}`,
        () =>
          Effect.gen(function* () {
            yield* clear
            const sql = yield* SqlClient.SqlClient
            assert.strictEqual(yield* post("A1", { openid: secrets.openid }), 204)
            const body = bodyOf({ out_trade_no: "forged" })
            const forged = NotificationReceiver.Delivery.make({
              headers: {},
              body: new TextEncoder().encode(body),
              receivedAt: 0
            })
            yield* SqlInbox.put(forged)
            yield* SqlInbox.put(forged)
            const rows = yield* sql`SELECT * FROM wechatpay_inbox`
            assert.lengthOf(rows, 2)
            assert.notMatch(
              inspect(rows, { maxStringLength: null }),
              /TRANSACTION|oUpF8u|wechatpay-signature|out_trade_no/
            )
            assert.strictEqual((yield* SqlInbox.waiting).count, 2)
            assert.strictEqual(yield* SqlInbox.handleDue(handlerOf({}), { maxAttempts: 1 }), 2)
            assert.deepStrictEqual(yield* ledger, ["A1"])
            assert.deepInclude((yield* SqlInbox.dead())[0], {
              problem: "NotificationError: SignatureMissing",
              attempts: 1
            })
            // The same occurrence again, as another delivery.
            assert.strictEqual(yield* post("A1", { again: true }), 204)
            assert.strictEqual(yield* SqlInbox.handleDue(handlerOf({})), 1)
            assert.deepStrictEqual(yield* ledger, ["A1"])
          }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
      )

      it.effect(
        `a failed delivery has written nothing, waits for its next attempt, dies, and can be replayed: ${name}`,
        () =>
          Effect.gen(function* () {
            yield* clear
            const attempts = yield* Ref.make(0)
            const failing = handlerOf({
              B1: Effect.zipRight(
                Ref.update(attempts, (n) => n + 1),
                Effect.fail({ _tag: "Offline", secret: secrets.openid })
              )
            })
            yield* post("B1")
            const options = { maxAttempts: 3 }
            assert.strictEqual(yield* SqlInbox.handleDue(failing, options), 1)
            assert.strictEqual(yield* SqlInbox.handleDue(failing, options), 0)
            assert.isAbove(Duration.toMillis((yield* SqlInbox.waiting).oldest), -1)
            for (const _ of [2, 3, 4]) {
              yield* timePasses
              yield* SqlInbox.handleDue(failing, options)
            }
            assert.strictEqual(yield* Ref.get(attempts), 3)
            assert.deepStrictEqual(yield* ledger, [])
            const [dead, ...others] = yield* SqlInbox.dead()
            assert.deepStrictEqual(others, [])
            assert.deepInclude(dead, { problem: "Offline", attempts: 3 })
            assert.strictEqual(yield* SqlInbox.replay(["other"]), 0)
            assert.strictEqual(yield* SqlInbox.replay([dead?.id ?? ""]), 1)
            assert.strictEqual(yield* SqlInbox.handleDue(handlerOf({})), 1)
            assert.deepStrictEqual(yield* ledger, ["B1"])
            assert.strictEqual(yield* SqlInbox.replay("all"), 0)
          }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
      )

      it.effect(
        `instances share the deliveries, and one that was stopped gives its own back at once: ${name}`,
        () =>
          Effect.gen(function* () {
            yield* clear
            const orders = Array.from({ length: 12 }, (_, index) => `C${index + 10}`)
            yield* Effect.forEach(orders, (order) => post(order))
            const counts = yield* Effect.all(
              [1, 2, 3].map(() => SqlInbox.handleDue(handlerOf({}))),
              { concurrency: "unbounded" }
            )
            assert.strictEqual(
              counts.reduce((sum, n) => sum + n, 0),
              12
            )
            assert.deepStrictEqual(yield* ledger, orders)

            const begun = yield* Deferred.make<void>()
            yield* post("C99")
            const stopped = yield* Effect.fork(
              SqlInbox.handleDue(
                handlerOf({ C99: Effect.zipRight(Deferred.succeed(begun, undefined), Effect.never) })
              )
            )
            yield* Deferred.await(begun)
            yield* Fiber.interrupt(stopped)
            assert.strictEqual(yield* SqlInbox.handleDue(handlerOf({})), 1)
            assert.include(yield* ledger, "C99")
          })
      )

      it.effect(
        `a delivery whose processes die is dead after its attempts, without another one: ${name}`,
        () =>
          Effect.gen(function* () {
            yield* clear
            const sql = yield* SqlClient.SqlClient
            yield* post("D1")
            yield* sql`UPDATE wechatpay_inbox SET attempts = 3`
            assert.strictEqual(
              yield* SqlInbox.handleDue(handlerOf({ D1: Effect.die("again") }), { maxAttempts: 3 }),
              1
            )
            assert.deepInclude((yield* SqlInbox.dead())[0], { problem: "the process died" })
            assert.deepStrictEqual(yield* ledger, [])
          }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
      )

      it.scoped(`a worker handles a delivery as soon as it is stored, and removes old ones: ${name}`, () =>
        Effect.gen(function* () {
          yield* clear
          const sql = yield* SqlClient.SqlClient
          const handled = yield* Deferred.make<void>()
          yield* Layer.build(
            SqlInbox.layerWorker(handlerOf({ E1: Deferred.succeed(handled, undefined) }), {
              pollEvery: "1 hour"
            })
          )
          yield* Effect.sleep("50 millis")
          yield* post("E1")
          yield* Effect.timeout(Deferred.await(handled), "5 seconds")
          yield* Effect.retry(
            Effect.filterOrFail(SqlInbox.waiting, ({ count }) => count === 0),
            Schedule.spaced("10 millis").pipe(Schedule.upTo("5 seconds"))
          )
          assert.strictEqual(yield* SqlInbox.removeOld(), 0)
          yield* sql`UPDATE wechatpay_inbox SET updated_at = 1`
          assert.strictEqual(yield* SqlInbox.removeOld(), 1)
        })
      )

      it.effect(
        `certificates are stored encrypted, for one key, and a changed row is rejected: ${name}`,
        () =>
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            const store = yield* SqlCertificateStore.make
            assert.isTrue(Option.isNone(yield* store.get("one")))
            yield* store.set("one", "first")
            yield* store.set("one", "certificate")
            yield* store.set("two", "other")
            assert.deepStrictEqual(Option.getOrUndefined(yield* store.get("one")), "certificate")
            assert.strictEqual(yield* store.size, 2)
            const rows = yield* sql<{
              readonly certificates: string
            }>`SELECT certificates FROM wechatpay_certificate`
            assert.notInclude(inspect(rows, { maxStringLength: null }), 'certificate"}')
            yield* sql`UPDATE wechatpay_certificate SET certificates = (SELECT certificates FROM (SELECT * FROM wechatpay_certificate) AS c WHERE id = 'two') WHERE id = 'one'`
            const error = yield* Effect.flip(store.get("one"))
            assert.include(error.message, "it was changed, or it belongs to another place")
            yield* store.remove("one")
            yield* store.clear
            assert.strictEqual(yield* store.size, 0)
          })
      )
    })
  })
}

describe.skipIf(!Postgres.isInstalled)("a client of the application", () => {
  const renaming = Effect.map(Postgres.createDatabase, (given) =>
    Postgres.layerOf(given, {
      transformQueryNames: String.camelToSnake,
      transformResultNames: String.snakeToCamel
    })
  ).pipe(Layer.unwrapEffect)
  const prepared = Layer.mergeAll(
    SqlNotificationStore.layer(),
    SqlOperationRecords.layer(),
    SqlSignals.layer(),
    createLedger
  ).pipe(
    Layer.provideMerge(SqlMigrations.layer),
    Layer.provideMerge(renaming),
    Layer.merge(keysLayer),
    Layer.merge(cipher)
  )

  it.scopedLive(
    `a client that renames columns does not change what is read and written${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* post("F1")
        assert.strictEqual((yield* SqlInbox.waiting).count, 1)
        assert.strictEqual(yield* SqlInbox.handleDue(handlerOf({})), 1)
        assert.deepStrictEqual(yield* SqlInbox.dead(), [])
        yield* post("F2")
        yield* Effect.zipRight(
          SqlInbox.handleDue(handlerOf({ F2: Effect.fail({ _tag: "No" }) }), { maxAttempts: 1 }),
          Effect.void
        )
        assert.deepInclude((yield* SqlInbox.dead())[0], { attempts: 1, problem: "No" })

        const key = { kind: "test.renamed", number: ["N1"] }
        yield* Effect.scoped(Effect.flatMap(OperationRecords.hold(key, {}), (held) => held.sending("pay")))
        const { open } = yield* Effect.scoped(
          Effect.flatMap(OperationRecords.hold(key, {}), ({ record }) => record)
        )
        assert.lengthOf(open, 1)
        yield* sql`UPDATE wechatpay_operation SET updated_at = 1`
        assert.lengthOf(yield* OperationSweeper.abandoned(), 1)
        assert.strictEqual(yield* OperationSweeper.sweep({ "test.renamed": () => Effect.void }), 1)

        const { publish, subscribe } = yield* Signals.SharedSignals
        const signal = yield* subscribe("A")
        yield* sql.withTransaction(publish("A"))
        yield* Effect.timeout(signal, "5 seconds")

        const store = yield* SqlCertificateStore.make
        yield* store.set("one", "certificate")
        assert.deepStrictEqual(Option.getOrUndefined(yield* store.get("one")), "certificate")
        const { take } = yield* SqlRateLimit.make
        assert.isTrue(yield* take("A", { requests: 1, per: "1 hour" }, Duration.zero))
        assert.isFalse(yield* take("A", { requests: 1, per: "1 hour" }, Duration.zero))
      }).pipe(Effect.provide(prepared), Logger.withMinimumLogLevel(LogLevel.None))
  )
})

describe("the cipher", () => {
  it.effect("a text is decrypted with its key only, at its place only, and after a change of keys", () =>
    Effect.gen(function* () {
      const first = yield* SqlCipher.make({ key: keyOf(1) })
      const second = yield* SqlCipher.make({ key: keyOf(2), previousKeys: [keyOf(1)] })
      const third = yield* SqlCipher.make({ key: keyOf(2) })
      const text = yield* first.encrypt("支付成功 😀", "here")
      assert.notStrictEqual(text, yield* first.encrypt("支付成功 😀", "here"))
      assert.strictEqual(yield* first.decrypt(text, "here"), "支付成功 😀")
      assert.strictEqual(yield* second.decrypt(text, "here"), "支付成功 😀")
      for (const wrong of [
        first.decrypt(text, "there"),
        third.decrypt(text, "here"),
        first.decrypt(`${text.slice(0, -6)}AAAAA=`, "here"),
        first.decrypt("plain", "here")
      ]) {
        assert.strictEqual((yield* Effect.flip(wrong))._tag, "CipherFailure")
      }
    })
  )

  it.effect("a key that cannot be used is rejected without its value", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(SqlCipher.make({ key: Redacted.make("short") }))
      assert.instanceOf(error, InvalidOptions.InvalidOptions)
      assert.strictEqual(error.message, "key: expected 32 bytes in base64")
      const built = (entries: ReadonlyArray<readonly [string, string]>) =>
        Layer.build(SqlCipher.layerConfig).pipe(
          Effect.scoped,
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map(entries)))
        )
      const text = Redacted.value(keyOf(3))
      yield* built([
        ["WECHATPAY_SQL_KEY", text],
        ["WECHATPAY_SQL_PREVIOUS_KEYS", `${text}, ${Redacted.value(keyOf(1))}`]
      ])
      const wrong = yield* Effect.flip(
        built([
          ["WECHATPAY_SQL_KEY", text],
          ["WECHATPAY_SQL_PREVIOUS_KEYS", "no"]
        ])
      )
      assert.include(JSON.stringify(wrong), "WECHATPAY_SQL_PREVIOUS_KEYS")
    })
  )
})
