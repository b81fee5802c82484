/** Runs a program against given responses and tells what it sent, for rules about which request follows which response. */
import { Timeout, WechatPayClient } from "@effect-wechatpay/core"
import { Clock, Effect, type Exit } from "effect"
import { advanceUntilDone, turn } from "./advance.js"
import { type Response, scripted } from "./scripted.js"

export interface Walked<A, E> {
  readonly exit: Exit.Exit<A, E>
  /** Method and target of each. */
  readonly requests: ReadonlyArray<string>
  /** Test time until the end. */
  readonly seconds: number
}

/** The last response is repeated. `step`: the steps of test time. */
export const walk = <A, E>(
  program: Effect.Effect<A, E, WechatPayClient.WechatPayClient>,
  responses: ReadonlyArray<Response | Error>,
  step: `${number} seconds` = "10 seconds"
): Effect.Effect<Walked<A, E>> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    const { layer, received } = scripted(
      (_, count) => responses[Math.min(count, responses.length) - 1] as Response | Error
    )
    const whole = program.pipe(
      Timeout.perAttempt("1 hour"),
      Effect.provide(layer),
      Effect.exit,
      Effect.zip(Clock.currentTimeMillis)
    )
    const [exit, end] = yield* advanceUntilDone(yield* Effect.fork(whole), step, turn)
    return {
      exit,
      requests: received.map(({ method, target }) => `${method} ${target}`),
      seconds: (end - start) / 1000
    }
  })

/** Runs calls as another merchant, as the client tells it. */
export const asMerchant =
  (mchid: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.updateService(effect, WechatPayClient.WechatPayClient, (client) => ({ ...client, mchid }))
