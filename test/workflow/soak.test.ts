/** Many orders of all workflows on two runners, one of which is killed every 10 seconds, while calls fail: all end, money moves once. */
import { assert, describe, it } from "@effect/vitest"
import { FacePayment } from "@effect-wechatpay/facepay"
import { Faults, Simulator } from "@effect-wechatpay/simulator"
import { type Cause, Effect, Fiber, Ref } from "effect"
import { makeChoices } from "../simulation/random.js"
import * as Children from "../sql/processes/children.js"
import { isLong, runs, timeout } from "../support/long.js"
import * as Postgres from "../support/postgres.js"
import * as Orders from "./orders.js"
import { makeBoard, simulator, startRunner } from "./runners.js"

const { numRuns, seed } = runs("orders of all workflows while runners are killed", {
  ci: 0,
  long: 200,
  seed: 1
})

type Kind = (no: string) => Effect.Effect<Orders.Order, Cause.YieldableError, Orders.Clients>

/** The kinds of orders, each as often as it is listed. */
const kinds: ReadonlyArray<Kind> = [
  ...Array.from({ length: 6 }, () => (no: string) => Effect.sync(() => Orders.payscoreOrder(no))),
  ...Array.from(
    { length: 2 },
    () => (no: string) => Effect.sync(() => Orders.payscoreOrder(no, {}, "cancel"))
  ),
  ...Array.from({ length: 3 }, () => (no: string) => Orders.refund(no)),
  ...Array.from({ length: 2 }, () => (no: string) => Orders.payment(no)),
  (no: string) => Orders.payment(no, {}, true),
  ...Array.from({ length: 2 }, () => (no: string) => Effect.sync(() => Orders.transfer(no))),
  (no: string) => Effect.sync(() => Orders.transfer(no, {}, true)),
  (no: string) => Orders.share(no),
  (no: string) => Orders.deduction(no),
  (no: string) => Orders.faceSale(no)
]

const faults = [
  Faults.reset(),
  Faults.reset({ effect: true }),
  Faults.systemError(),
  Faults.systemError({ effect: true }),
  Faults.badGateway({ effect: true }),
  Faults.accepted({ effect: true }),
  Faults.frequencyLimited(),
  Faults.truncated
]

describe.skipIf(!isLong || !Postgres.isInstalled)("many orders", () => {
  it.scopedLive(
    `orders of all workflows end while runners are killed and calls fail${Postgres.whySkipped}`,
    () =>
      Effect.gen(function* () {
        const choices = makeChoices(seed)
        const database = yield* Postgres.createDatabase
        const board = yield* makeBoard
        const program = yield* Children.bundled("processes/runner", import.meta.url)
        yield* Orders.given
        const envs = ["34511", "34512"].map((PORT) => ({
          DATABASE_HOST: database.host,
          DATABASE_NAME: database.database,
          PORT
        }))
        const runners = yield* Effect.forEach(envs, (env) =>
          Effect.flatMap(startRunner(program, env, board), (runner) => Ref.make(runner))
        )
        const { faults: injected } = yield* Simulator.Simulator
        // The simulator sees what the test itself asks for too, which must not fail.
        for (const fault of faults) {
          yield* injected.inject(fault, {
            probability: 0.06 / faults.length,
            times: 1_000_000,
            when: ({ endpoint }) =>
              endpoint !== FacePayment.pay.id && !(endpoint ?? "").startsWith("pay.native")
          })
        }

        let kills = 0
        const killing = yield* Effect.gen(function* () {
          for (;;) {
            yield* Effect.sleep("10 seconds")
            const index = choices.int(0, 1)
            const [env, ref] = [envs[index], runners[index]]
            if (env === undefined || ref === undefined) continue
            yield* Effect.flatMap(Ref.get(ref), ({ kill }) => kill)
            kills++
            yield* Ref.set(ref, yield* startRunner(program, env, board))
          }
        }).pipe(Effect.fork)

        const begun = performance.now()
        const orders: Array<Orders.Order> = []
        /** Starts an order, and does what its people do until it has ended. */
        const run = (index: number) =>
          Effect.gen(function* () {
            const kind = choices.of(...kinds)
            const order = yield* Effect.retry(kind(`SOAK${String(index).padStart(4, "0")}`), { times: 10 })
            orders.push(order)
            const { actions, details, no, start } = order
            const send = (command: Parameters<Parameters<Orders.Action>[0]>[0]) =>
              Effect.gen(function* () {
                const ref = runners[choices.int(0, 1)]
                if (ref !== undefined) yield* Effect.flatMap(Ref.get(ref), ({ send }) => send(command))
              })
            for (;;) {
              // A runner that is killed has not executed its commands: they are repeated until the order has ended.
              yield* send({ _tag: "Store", no, details })
              yield* send(start)
              yield* Effect.forEach(actions, (action) => Effect.ignore(action(send)), { discard: true })
              for (let wait = 0; wait < 30; wait++) {
                if ((yield* board.resultOf(no)) !== undefined) return
                yield* Effect.sleep("100 millis")
              }
            }
          })
        yield* Effect.forEach(
          Array.from({ length: numRuns }, (_, index) => index),
          run,
          {
            concurrency: 25,
            discard: true
          }
        ).pipe(
          Effect.timeoutFail({
            duration: "25 minutes",
            onTimeout: () => "not all orders have ended" as const
          })
        )
        yield* Fiber.interrupt(killing)
        const seconds = Math.round((performance.now() - begun) / 1000)

        for (const { effects, no, result, sent } of orders) {
          const stored = (yield* board.resultOf(no)) ?? ""
          if (sent === undefined) {
            assert.include(stored, result, no)
            assert.strictEqual(yield* effects, 1, no)
          } else {
            // A sale whose process died before it paid is not paid.
            assert.strictEqual(yield* effects, stored.includes('"Paid"') ? 1 : 0, no)
            assert.isAtMost(yield* Orders.callCount(sent.endpoint, no), 1, no)
          }
        }
        assert.strictEqual(orders.length, numRuns)
        console.log(`seed ${seed}: ${orders.length} orders, ${kills} kills, ${seconds} s`)
      }).pipe(Effect.provide(simulator)),
    timeout(60_000)
  )
})
