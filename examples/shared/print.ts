/** The output of the demo. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import { Simulator } from "@effect-wechatpay/simulator"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"

const colours = process.stdout.isTTY && process.env.NO_COLOR === undefined
const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)

const bold = paint(1)
const dim = paint(2)
const red = paint(31)
const green = paint(32)

export const title = (text: string) => Console.log(`\n${bold(text)}\n`)

const millis = (duration: Duration.Duration) => `${Duration.toMillis(duration).toFixed(1)} ms`.padStart(10)

/** Status and Request-ID of the last response of the simulator. */
const lastResponse = Effect.gen(function* () {
  const { calls } = yield* Simulator.Simulator
  const last = (yield* calls.all).at(-1)
  return last?.requestId === undefined ? "" : `HTTP ${last.status}  Request-ID ${last.requestId}`
})

export class DemoFailed extends Error {
  override readonly name = "DemoFailed"
}

/** Runs a call that must succeed, and returns its response. */
export const succeeds = <A, E, R>(endpoint: Endpoint.Description, call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const [duration, exit] = yield* Effect.timed(Effect.exit(call))
    if (Exit.isFailure(exit)) {
      return yield* Effect.fail(new DemoFailed(`${endpoint.id} failed: ${Cause.pretty(exit.cause)}`))
    }
    yield* Console.log(`  ${green("ok")}  ${endpoint.id}  ${millis(duration)}`)
    yield* Console.log(dim(`      ${endpoint.method} ${endpoint.path}`))
    yield* Console.log(dim(`      ${yield* lastResponse}`))
    return exit.value
  })

interface Failure {
  readonly _tag: string
  readonly message: string
  readonly outcome: string
  readonly reason?: { readonly _tag: string }
}

/** Runs a call that must fail with the given tag (of the error, or of its reason). */
export const fails = <A, E extends Failure, R>(what: string, tag: string, call: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const [duration, exit] = yield* Effect.timed(Effect.exit(call))
    const failure = Exit.isSuccess(exit) ? Option.none() : Cause.failureOption(exit.cause)
    if (Option.isNone(failure)) {
      return yield* Effect.fail(new DemoFailed(`${what}: expected ${tag}, got ${exit}`))
    }
    const error = failure.value
    const got = error.reason?._tag ?? error._tag
    if (got !== tag)
      return yield* Effect.fail(new DemoFailed(`${what}: expected ${tag}, got ${got}: ${error.message}`))
    yield* Console.log(`  ${red(got)}, outcome ${bold(error.outcome)}: ${what}  ${millis(duration)}`)
    yield* Console.log(`      ${error.message}`)
  })
