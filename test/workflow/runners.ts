/** Processes that run workflows, and what they print. */
import { assert } from "@effect/vitest"
import { Environment, Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Exit, Layer, Queue, Ref, Schedule, Schema, Scope } from "effect"
import * as Children from "../sql/processes/children.js"
import type { Order } from "./orders.js"
import { Command } from "./processes/protocol.js"

const encode = Schema.encodeSync(Schema.parseJson(Command))

/** What the runners have printed: the orders in a slow step of the application, and results. */
export const makeBoard = Effect.gen(function* () {
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

export type Board = Effect.Effect.Success<typeof makeBoard>

export const startRunner = (program: string, env: Readonly<Record<string, string>>, board: Board) =>
  Effect.gen(function* () {
    const variables = Environment.variables(yield* Simulator.Simulator)
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const child = yield* Scope.extend(Children.start(program, { ...variables, ...env }), scope)
    const first = yield* Effect.raceFirst(Queue.take(child.lines), Effect.as(child.ended, "ended"))
    assert.strictEqual(first, "ready")
    // What it has printed before it is killed counts.
    yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(child.lines), board.note)))
    return {
      pid: child.pid,
      send: (command: Command) => Effect.sync(() => child.send(encode(command))),
      kill: Scope.close(scope, Exit.void)
    }
  })

export type Runner = Effect.Effect.Success<ReturnType<typeof startRunner>>

export const retried = <A, E, R>(name: string, effect: Effect.Effect<A, E, R>, millis = 20_000) =>
  Effect.gen(function* () {
    let last: unknown
    return yield* effect.pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          last = error
        })
      ),
      Effect.retry({ schedule: Schedule.spaced("100 millis") }),
      Effect.timeoutFail({ duration: millis, onTimeout: () => ({ _tag: "TooLate", name, last }) as const })
    )
  })

/** Does everything else about an order until the application has its result. */
export const finish = (runner: Runner, board: Board, { actions, no, result }: Order) =>
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

/** The simulator, as the tests call it themselves. */
export const simulator = Layer.mergeAll(Simulator.layerClient(), Simulator.layerV2Client()).pipe(
  Layer.provideMerge(Simulator.layerServer({ keepCalls: 20_000 })),
  Layer.provideMerge(UndiciHttpClient.layer())
)
