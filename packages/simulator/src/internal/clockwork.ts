/** Executes what becomes due: deliveries of notifications, timers of the domains, the rotation of certificates. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Progress } from "../Time.js"
import type { DeliverOptions } from "./deliver.js"
import type { BusinessTime } from "./time.js"
import { first, type Timer } from "./timers.js"

export interface Parts {
  readonly time: BusinessTime
  /** Makes the attempts that are due; returns when the next one is due. */
  readonly deliver: (options: DeliverOptions) => Effect.Effect<number | undefined>
  readonly timers: ReadonlyArray<Timer>
  /** Timers that run only while time is advanced: manual changes of certificates are not disturbed. */
  readonly advancedTimers: ReadonlyArray<Timer>
  /** Receives an element when the state has changed and something may be due. */
  readonly wake: Queue.Dequeue<void>
  /** Publishes that the time or its progress has changed. */
  readonly publish: Effect.Effect<unknown>
}

/** The largest number of timers that run without a delivery between them: a timer that stays due must not block. */
const mostTimers = 10_000

export const makeClockwork = Effect.fnUntraced(function* (parts: Parts) {
  const { deliver, publish, time, wake } = parts
  const advancing = yield* Effect.makeSemaphore(1)
  const timing = yield* Effect.makeSemaphore(1)
  let progress: Progress | undefined

  /** Runs the due timers, the earliest first and each once; returns when the next one is due. */
  const runTimers = Effect.fnUntraced(function* (timers: ReadonlyArray<Timer>) {
    for (let count = 0; count < mostTimers; count++) {
      const timer = yield* first(timers)
      if (timer === undefined || timer.at > (yield* time.now)) return timer?.at
      yield* timer.run
    }
    return undefined
  }, timing.withPermits(1))

  const earliest = (...times: ReadonlyArray<number | undefined>): number | undefined => {
    const known = times.filter((one) => one !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  /** Executes what is due; returns when more becomes due. */
  const catchUp = Effect.fnUntraced(function* (options: DeliverOptions) {
    const timer = yield* runTimers(
      options.hurried ? [...parts.timers, ...parts.advancedTimers] : parts.timers
    )
    return earliest(timer, yield* deliver(options))
  })

  const untilDue = (due: number | undefined) =>
    due === undefined || time.mode === "virtual"
      ? Queue.take(wake)
      : Effect.flatMap(time.now, (now) =>
          Effect.raceFirst(Queue.take(wake), Effect.sleep(Math.max(0, due - now)))
        )

  const setProgress = (next: Progress | undefined) => {
    progress = next
    return publish
  }

  const advance = (duration: Duration.DurationInput): Effect.Effect<void> =>
    Effect.gen(function* () {
      const from = yield* time.now
      const to = from + Duration.toMillis(duration)
      const step = catchUp({ hurried: true })
      yield* setProgress({ from, to, at: from })
      for (let due = yield* step; due !== undefined && due <= to; due = yield* step) {
        const at = Math.max(due, yield* time.now)
        yield* time.set(at)
        yield* setProgress({ from, to, at })
      }
      yield* time.set(Math.max(to, yield* time.now))
    }).pipe(
      Effect.ensuring(Effect.suspend(() => setProgress(undefined))),
      // Overlapping calls run one after the other, so their durations add up.
      advancing.withPermits(1)
    )

  return {
    /** Runs until it is interrupted. */
    run: Effect.forever(Effect.flatMap(advancing.withPermits(1)(catchUp({ hurried: false })), untilDue)),
    advance,
    progress: Effect.sync(() => progress)
  }
})
