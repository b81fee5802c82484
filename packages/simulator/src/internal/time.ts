/** The clock of the simulated WeChat Pay: the caller's clock or a stopped one, plus the advanced time. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Mode } from "../Time.js"
import type { TimeRow } from "./remembered.js"
import { shiftedClock } from "./shiftedClock.js"

export interface BusinessTime {
  readonly mode: Mode
  /** The simulator's time at a real time. Both are Unix time in milliseconds. */
  readonly at: (real: number) => number
  readonly now: Effect.Effect<number>
  /** The time by which clients sign and verify, also inside `shift`. */
  readonly realNow: Effect.Effect<number>
  readonly set: (now: number) => Effect.Effect<void>
  /** Runs an effect whose `Clock` reads the simulator's time. Sleeping is unchanged. */
  readonly shift: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const nanos = (millis: number): bigint => BigInt(Math.round(millis * 1_000_000))

export const makeTime = Effect.fnUntraced(function* (
  mode: Mode,
  kept: TimeRow | undefined,
  remember: (row: TimeRow) => Effect.Effect<void>
) {
  let offset = kept?.offset ?? 0
  let stopped = kept?.stoppedAt ?? (yield* Clock.currentTimeMillis) + offset
  const at = (real: number) => (mode === "virtual" ? stopped : real + offset)

  const shiftedFrom = new WeakMap<Clock.Clock, Clock.Clock>()
  const realOf = (clock: Clock.Clock) => shiftedFrom.get(clock) ?? clock

  const shifted = (real: Clock.Clock): Clock.Clock => {
    const now = () => at(real.unsafeCurrentTimeMillis())
    const clock = shiftedClock(real, now, () => nanos(now()))
    shiftedFrom.set(clock, real)
    return clock
  }

  const realNow = Effect.clockWith((clock) => realOf(clock).currentTimeMillis)

  const time: BusinessTime = {
    mode,
    at,
    realNow,
    now: Effect.map(realNow, at),
    set: (next) =>
      Effect.flatMap(realNow, (real) => {
        offset = mode === "virtual" ? 0 : next - real
        stopped = next
        return remember(mode === "virtual" ? { offset, stoppedAt: next } : { offset })
      }),
    shift: (effect) => Effect.clockWith((clock) => Effect.withClock(effect, shifted(realOf(clock))))
  }
  return time
})
