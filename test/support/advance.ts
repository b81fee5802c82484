/**
 * Lets test time pass until a fiber ends. Between the steps real time passes too, which signing takes: enough of it for a
 * slow machine, or test time would run away from the call.
 */
import { sign } from "node:crypto"
import { Clock, Duration, Effect, Fiber, Option, TestClock } from "effect"
import { merchant } from "./scripted.js"

const data = Buffer.from("turn")

/** As long as a call waits for one of its signatures: by the same threads. */
const signature = () =>
  new Promise<void>((resolve, reject) =>
    sign("RSA-SHA256", data, merchant.privateKey, (error) => (error === null ? resolve() : reject(error)))
  )

/**
 * So many signatures and turns of the event loop. On a busy machine they take as much longer as what is under way; a pause
 * of so many milliseconds does not.
 */
const turns = (count: number) =>
  Effect.promise(async () => {
    for (let turn = 0; turn < count; turn++) {
      await signature()
      for (let index = 0; index < 3; index++) await new Promise((resolve) => setImmediate(resolve))
    }
  })

/** Lets what waits for the network or a signature go on, until it sleeps or waits for something else. */
export const breathe = turns(10)

/** A part of it. */
export const glance = turns(1)

/** The same for programs that wait for no network and no other thread but a digest. */
export const turn = Effect.promise(async () => {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setTimeout(resolve, 2))
})

export const advanceUntilDone = <A, E>(
  fiber: Fiber.RuntimeFiber<A, E>,
  step: `${number} seconds` = "5 seconds",
  between: Effect.Effect<unknown> = breathe
): Effect.Effect<A, E> =>
  Effect.gen(function* () {
    const millis = Duration.toMillis(step)
    let asleep = yield* TestClock.sleeps()
    yield* between
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      const end = (yield* Clock.currentTimeMillis) + millis
      asleep = yield* TestClock.sleeps()
      const isWoken = Array.from(asleep).some((time) => time <= end)
      yield* TestClock.adjust(step)
      yield* isWoken ? between : glance
    }
    return yield* Fiber.join(fiber)
  })

/** Runs an effect while test time passes. */
export const runThrough = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: `${number} seconds` = "5 seconds"
): Effect.Effect<A, E, R> => Effect.flatMap(Effect.fork(effect), (fiber) => advanceUntilDone(fiber, step))
