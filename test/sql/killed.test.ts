/** Instances that are killed (SIGKILL) at random points: nothing is lost, and nothing takes effect twice. */
import { FetchHttpClient } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert, describe, it, layer } from "@effect/vitest"
import { FacePayment, FacePaymentFlow } from "@effect-wechatpay/facepay"
import { Environment, FacepayV2, Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import { OperationSweeper, SqlInbox, SqlMigrations, SqlOperationRecords } from "@effect-wechatpay/sql"
import { Effect, Encoding, Exit, Fiber, Layer, Queue, Random, Ref, Schedule, Scope } from "effect"
import { timeout, times } from "../support/long.js"
import { apiV3Key, bodyOf, headersOf, merchant, platform } from "../support/notifications.js"
import * as Postgres from "../support/postgres.js"
import { send } from "../support/send.js"
import * as Children from "./processes/children.js"

const environment = ({ database, host }: Postgres.Database) => ({
  DATABASE_HOST: host,
  DATABASE_NAME: database,
  WECHATPAY_MCHID: merchant.mchid,
  WECHATPAY_API_V3_KEY: apiV3Key,
  WECHATPAY_PUBLIC_KEY_ID: platform.id,
  WECHATPAY_PUBLIC_KEY: platform.publicKey,
  WECHATPAY_SQL_KEY: Encoding.encodeBase64(new Uint8Array(32).fill(7))
})

const kills = times("instances killed while they handle notifications", { ci: 3, long: 200 })

describe.skipIf(!Postgres.isInstalled)("instances that are killed", () => {
  it.scopedLive(
    `notifications take effect once, and none is lost, although instances are killed at random points${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const given = yield* Postgres.createDatabase
        const client = Postgres.layerOf(given)
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* SqlMigrations.run
          yield* sql`CREATE TABLE ledger (trade VARCHAR(64) NOT NULL)`
          const program = yield* Children.bundled("instance")

          /** One of two instances, which is replaced when it is killed. */
          const instance = Effect.gen(function* () {
            const scope = yield* Scope.make()
            const child = yield* Scope.extend(Children.start(program, environment(given)), scope)
            const [, port] = (yield* Queue.take(child.lines)).split(" ")
            return { port: Number(port), kill: Scope.close(scope, Exit.void) }
          })
          const [first, second] = yield* Effect.all([instance, instance], { concurrency: 2 })
          const [one, other] = [yield* Ref.make(first), yield* Ref.make(second)]
          yield* Effect.addFinalizer(() =>
            Effect.forEach([one, other], (ref) => Effect.flatMap(Ref.get(ref), ({ kill }) => kill))
          )

          const remaining = yield* Ref.make(kills)
          const killing = Effect.gen(function* () {
            for (let left = kills; left > 0; left--) {
              yield* Effect.sleep(yield* Random.nextRange(5, 150))
              const ref = left % 2 === 0 ? one : other
              yield* Effect.flatMap(Ref.get(ref), ({ kill }) => kill)
              yield* Ref.set(ref, yield* instance)
              yield* Ref.update(remaining, (n) => n - 1)
            }
          })

          let count = 0
          /** As WeChat Pay does, only faster: again, to any instance, until it is accepted. */
          const deliver = Effect.gen(function* () {
            const order = `N${++count}`
            const path = count % 2 === 0 ? "/notify" : "/inbox"
            const body = bodyOf({ out_trade_no: order }, { id: `id-${order}` })
            const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
            yield* Effect.gen(function* () {
              const index = yield* Random.nextIntBetween(0, 2)
              const { port } = yield* Ref.get(index === 0 ? one : other)
              return yield* Effect.filterOrFail(
                send({ port, body, headers, path }),
                ({ status }) => status === 204,
                () => "not accepted" as const
              )
            }).pipe(Effect.retry(Schedule.spaced("10 millis")))
            return order
          })
          const delivering = Effect.gen(function* () {
            const orders: Array<string> = []
            while ((yield* Ref.get(remaining)) > 0 || orders.length < 20) orders.push(yield* deliver)
            return orders
          })

          const [, ...delivered] = yield* Effect.all([killing, delivering, delivering, delivering], {
            concurrency: "unbounded"
          })
          const orders = delivered.flat()
          // As if the claims of killed instances were over.
          yield* sql`UPDATE wechatpay_inbox SET due_at = 1 WHERE state = 'waiting'`
          yield* SqlInbox.waiting.pipe(
            Effect.filterOrFail(({ count }) => count === 0),
            Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo("30 seconds")))
          )
          const rows = yield* sql<{ readonly trade: string }>`SELECT trade FROM ledger`
          assert.deepStrictEqual(
            rows.map(({ trade }) => trade).sort(),
            orders.flatMap((order) => [order, `${order} second`]).sort()
          )
          assert.deepStrictEqual(yield* SqlInbox.dead(), [])
        }).pipe(Effect.provide(client))
      }),
    timeout(60_000)
  )
})

const { appid, mchid, openid } = Samples
const { act } = Simulator

const programs = times("orders on which two processes act", { ci: 4, long: 400 })

interface Sale {
  readonly appid: string
  readonly body: string
  readonly out_trade_no: string
  readonly total_fee: number
  readonly fee_type: string
  readonly spbill_create_ip: string
  readonly records: boolean
}

const truth = ({ out_trade_no }: Sale) =>
  Effect.map(act(FacepayV2.find({ mchid, out_trade_no })), (payment) => payment?.state)

/** A process of a till, which is replaced when it is killed. */
const tillOf = (program: string, given: Postgres.Database) =>
  Effect.gen(function* () {
    const variables = Environment.variables(yield* Simulator.Simulator)
    const begin = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const env = { ...environment(given), ...variables }
      const child = yield* Scope.extend(Children.start(program, env), scope)
      yield* Queue.take(child.lines)
      return { child, close: Scope.close(scope, Exit.void) }
    })
    const ref = yield* Ref.make(yield* begin)
    yield* Effect.addFinalizer(() => Effect.flatMap(Ref.get(ref), ({ close }) => close))
    return {
      /** The result of a sale; `Killed` if the process is killed before. */
      run: (sale: Sale & { readonly face_code?: string }) =>
        Effect.flatMap(Ref.get(ref), ({ child }) => {
          child.send(JSON.stringify(sale))
          return Effect.map(
            Effect.raceFirst(Queue.take(child.lines), Effect.as(child.ended, "result - Killed")),
            (line) => line.split(" ")[2] ?? line
          )
        }),
      kill: Effect.flatMap(Ref.get(ref), ({ close }) => close),
      restart: Effect.flatMap(begin, (next) => Ref.set(ref, next))
    }
  })

type Till = Effect.Effect.Success<ReturnType<typeof tillOf>>

interface Plan {
  /** Whether reversals arrive late. */
  readonly late: boolean
  /** When the second process begins, in milliseconds after the payment. */
  readonly wait: number
  readonly killAfter?: number
  /** Default: true. */
  readonly records?: boolean
}

let sales = 0

const newSale = (records = true): Sale => ({
  appid,
  body: "Coffee",
  out_trade_no: `TWO_${++sales}`,
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7",
  records
})

/** Of a user who enters the password for so long. */
const faceCode = ({ out_trade_no, total_fee }: Sale, afterMillis: number) =>
  act(
    FacepayV2.giveFaceCode({
      ...{ mchid, appid, out_trade_no, total_fee, openid },
      userActions: { response: "USERPAYING", becomes: { state: "SUCCESS", afterMillis } }
    })
  )

const isCalled = (endpoint: { readonly id: string }, { out_trade_no }: Sale) =>
  Effect.flatMap(Simulator.Simulator, ({ calls }) =>
    calls.waitFor(
      (call) => call.endpoint === endpoint.id && new TextDecoder().decode(call.body).includes(out_trade_no)
    )
  )

/** Whether the payment exists: its time counts from here. */
const isBegun = (sale: Sale) =>
  Effect.repeat(truth(sale), { until: (state) => state !== undefined, schedule: Schedule.spaced("5 millis") })

/**
 * One till pays, and its reversal is on its way while the user enters the password; another one reconciles meanwhile. The
 * results of both, and of a run at the end.
 */
const program = (first: Till, second: Till, plan: Plan) =>
  Effect.gen(function* () {
    const { faults, time } = yield* Simulator.Simulator
    const sale = newSale(plan.records)
    const face_code = yield* faceCode(sale, 15_500)
    if (plan.late) {
      yield* faults.inject(Faults.lateArrival("30 seconds", { reset: true }), {
        endpoint: FacePayment.reverse,
        times: 4
      })
    }
    const paying = yield* Effect.fork(first.run({ ...sale, face_code }))
    yield* isBegun(sale)
    yield* time.advance("15 seconds")
    const reconciling = yield* Effect.fork(Effect.delay(second.run(sale), `${plan.wait} millis`))
    if (plan.killAfter !== undefined) yield* Effect.delay(first.kill, `${plan.killAfter} millis`)
    else if (plan.late) yield* isCalled(FacePayment.reverse, sale)
    yield* time.advance("1 second")
    const early = [yield* Fiber.join(paying), yield* Fiber.join(reconciling)]
    if (plan.killAfter !== undefined) yield* first.restart
    // The other till says what it sees, and only then the reversal arrives.
    const seen = yield* second.run(sale)
    yield* time.advance("1 minute")
    yield* faults.inject(Faults.none)
    const last = yield* second.run(sale).pipe(
      Effect.filterOrFail((result) => result !== "Unknown"),
      Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo("20 seconds")))
    )
    return { results: [...early, seen, last], state: yield* truth(sale) }
  })

/** Final results that differ, or differ from what became of the money. */
const isContradiction = ({ results, state }: Effect.Effect.Success<ReturnType<typeof program>>): boolean => {
  const final = new Set(results.filter((result) => result !== "Unknown" && result !== "Killed"))
  return (
    final.size !== 1 ||
    final.has("Paid") !== (state === "SUCCESS") ||
    final.has("Reversed") !== (state === "REVOKED")
  )
}

const shop = Simulator.layerServer({ time: "virtual" })

describe.skipIf(!Postgres.isInstalled)("two processes at one order", () => {
  layer(shop, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped(
      `two processes at one order contradict each other without records, and not with records in PostgreSQL${Postgres.whySkipped}`,
      () =>
        Effect.gen(function* () {
          const given = yield* Postgres.createDatabase
          yield* Effect.provide(SqlMigrations.run, Postgres.layerOf(given))
          const bundle = yield* Children.bundled("till")
          const [first, second] = yield* Effect.all([tillOf(bundle, given), tillOf(bundle, given)], {
            concurrency: 2
          })
          const plan = { late: true, wait: 1000 }
          const planted = yield* program(first, second, { ...plan, records: false })
          assert.isTrue(isContradiction(planted), JSON.stringify(planted))
          const kept = yield* program(first, second, plan)
          assert.isFalse(isContradiction(kept), JSON.stringify(kept))

          for (let index = 0; index < programs; index++) {
            const plan = {
              late: index % 2 === 0,
              wait: yield* Random.nextIntBetween(0, 500),
              ...(index % 3 === 2 ? { killAfter: yield* Random.nextIntBetween(0, 600) } : {})
            }
            const found = yield* program(first, second, plan)
            assert.isFalse(isContradiction(found), JSON.stringify({ plan, found }))
          }
        }),
      timeout(60_000)
    )

    it.scoped(
      `a payment whose process is killed is ended by the sweeper of another instance${Postgres.whySkipped}`,
      () =>
        Effect.gen(function* () {
          const given = yield* Postgres.createDatabase
          const database = Postgres.layerOf(given)
          yield* Effect.provide(SqlMigrations.run, database)
          const first = yield* tillOf(yield* Children.bundled("till"), given)
          const { time } = yield* Simulator.Simulator
          const sale = newSale()
          const paying = yield* Effect.fork(first.run({ ...sale, face_code: yield* faceCode(sale, 12_000) }))
          yield* isBegun(sale)
          yield* first.kill
          assert.strictEqual(yield* Fiber.join(paying), "Killed")
          yield* time.advance("15 seconds")

          const results = yield* Queue.unbounded<string>()
          const sweeper = OperationSweeper.layer(
            {
              "facepay.facePayment": ({ number }) =>
                Effect.gen(function* () {
                  assert.strictEqual(number.at(-1), sale.out_trade_no)
                  const { _tag } = yield* FacePaymentFlow.reconcile(sale)
                  yield* Queue.offer(results, _tag)
                })
            },
            { olderThan: 0, retryAfter: () => "100 millis", schedule: Schedule.spaced("100 millis") }
          )
          const abandoned = Effect.provide(OperationSweeper.abandoned({ olderThan: 0 }), database)
          const abandonedAre = (count: number) =>
            abandoned.pipe(
              Effect.filterOrFail((rows) => rows.length === count),
              Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo("5 seconds")))
            )
          // The lease of the killed process ends first.
          assert.deepStrictEqual(yield* abandoned, [])
          yield* abandonedAre(1)
          yield* Layer.build(
            Layer.provide(sweeper, [
              SqlOperationRecords.layer({ lease: "400 millis" }).pipe(Layer.provide(database)),
              Simulator.layerV2Client().pipe(Layer.provide(FetchHttpClient.layer)),
              database
            ])
          )
          assert.strictEqual(yield* Queue.take(results), "Paid")
          assert.strictEqual(yield* truth(sale), "SUCCESS")
          yield* abandonedAre(0)
        }),
      timeout(30_000)
    )
  })
})
