/** The scheduler: virtual time, one event at a time. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scheduling from "effect/Scheduler"
import { makeTasks } from "./tasks.js"

interface Event {
  readonly at: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

export interface Scheduler {
  /** Milliseconds since the beginning. */
  readonly now: () => number
  /** Runs something after milliseconds. Returns what cancels it. */
  readonly after: (millis: number, run: () => void) => () => void
  /** Counts work that is not an event: while there is any, no event runs. */
  readonly busy: <A>(work: Promise<A>) => Promise<A>
  /** Runs events until a condition holds or the time is over. Returns whether the condition holds. */
  readonly runUntil: (isDone: () => boolean, limit: number) => Promise<boolean>
  /**
   * As `Effect.async`, but it ends with the program. The fibers of a dead process wait without an end, and Effect keeps every
   * fiber that has not ended.
   */
  readonly wait: <A, E>(
    register: (resume: (effect: Effect.Effect<A, E>) => void) => Effect.Effect<void> | void
  ) => Effect.Effect<A, E>
  /** Ends all that waits. */
  readonly end: () => Promise<void>
  readonly tasks: Scheduling.Scheduler
  /** A clock that is `offset` milliseconds wrong and wakes nobody who is dead. */
  readonly clock: (offset: () => number, isAlive: () => boolean) => Clock.Clock
}

/** The real time at which every program begins. */
export const epoch = Date.UTC(2026, 4, 1, 2)

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Waits until all that follows from the last event is done. */
const settled = async () => {
  await turn()
  await turn()
}

/** Longer sleeps have no event: nothing here lasts as long. */
const longest = Duration.toMillis("20 days")

export const makeScheduler = (): Scheduler => {
  const events: Array<Event> = []
  let now = 0
  let count = 0
  let busy = 0

  const after: Scheduler["after"] = (millis, run) => {
    const event: Event = { at: now + Math.max(0, millis), order: ++count, run, cancelled: false }
    let low = 0
    let high = events.length
    // The next event is the last of the list.
    while (low < high) {
      const middle = (low + high) >> 1
      if ((events[middle] as Event).at <= event.at) high = middle
      else low = middle + 1
    }
    events.splice(low, 0, event)
    return () => {
      event.cancelled = true
    }
  }

  const waiting = new Set<() => void>()
  let hasEnded = false
  const wait: Scheduler["wait"] = (register) =>
    Effect.async((resume) => {
      const end = () => resume(Effect.interrupt)
      if (hasEnded) return end()
      waiting.add(end)
      const cancel = register((effect) => {
        waiting.delete(end)
        resume(effect)
      })
      return Effect.andThen(
        Effect.sync(() => waiting.delete(end)),
        cancel ?? Effect.void
      )
    })

  return {
    wait,
    end: async () => {
      hasEnded = true
      for (const end of waiting) end()
      waiting.clear()
      await settled()
    },
    tasks: makeTasks(),
    now: () => now,
    after,
    busy: (work) => {
      busy++
      return work.finally(() => {
        busy--
      })
    },
    runUntil: async (isDone, limit) => {
      for (;;) {
        do await settled()
        while (busy > 0)
        if (isDone()) return true
        let next = events.pop()
        while (next?.cancelled === true) next = events.pop()
        if (next === undefined || next.at > limit) return false
        now = next.at
        next.run()
      }
    },
    clock: (offset, isAlive) => {
      const millis = () => epoch + now + offset()
      const nanos = () => BigInt(Math.round(now * 1_000)) * 1_000n
      return {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: millis,
        unsafeCurrentTimeNanos: nanos,
        currentTimeMillis: Effect.sync(millis),
        currentTimeNanos: Effect.sync(nanos),
        sleep: (duration) =>
          wait((resume) => {
            const length = Duration.toMillis(duration)
            if (length > longest) return
            const cancel = after(length, () => {
              if (isAlive()) resume(Effect.void)
            })
            return Effect.sync(cancel)
          })
      }
    }
  }
}
