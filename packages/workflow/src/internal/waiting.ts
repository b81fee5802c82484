/** Durable waits, and activities that are repeated after them. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableClock from "@effect/workflow/DurableClock"
import type * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import { WorkflowEngine, WorkflowInstance } from "@effect/workflow/WorkflowEngine"
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { ActivityFailure } from "../ActivityFailure.js"
import { WorkflowDelays } from "../WorkflowDelays.js"
import { failed, type Step } from "./activity.js"

type Deferred<A, I> = DurableDeferred.DurableDeferred<Schema.Schema<A, I>, typeof Schema.Never>

/** The value of a deferred, without waiting for it. */
export const peek = <A, I>(
  deferred: Deferred<A, I>
): Effect.Effect<Option.Option<A>, never, WorkflowEngine | WorkflowInstance> =>
  Effect.gen(function* () {
    const engine = yield* WorkflowEngine
    const exit: Exit.Exit<A> | undefined = yield* engine.deferredResult(deferred)
    return exit === undefined ? Option.none() : Option.some(yield* exit)
  })

/** Whether a deferred is resolved, without waiting for it. */
const isResolved = (
  deferred: DurableDeferred.Any
): Effect.Effect<boolean, never, WorkflowEngine | WorkflowInstance> =>
  Effect.gen(function* () {
    const engine = yield* WorkflowEngine
    const exit = yield* engine.deferredResult(
      deferred as DurableDeferred.DurableDeferred<typeof Schema.Unknown>
    )
    return exit !== undefined
  })

/** Waits until one of the deferreds is resolved or the time has passed. Gives the deferred; `None` for the time. */
type Wait = (
  name: string,
  duration: Duration.DurationInput
) => Effect.Effect<Option.Option<DurableDeferred.Any>, never, WorkflowEngine | WorkflowInstance>

/**
 * The waits of one repetition. A resolved deferred ends one of them: a notification that changed nothing must not turn the rest
 * into a busy loop.
 *
 * What ended a wait is not stored. A workflow that is run again may find that a deferred ended one that the time had ended: it
 * then runs a query once more or once less, and what was stored of later queries stays.
 */
const makeWait = (deferreds: ReadonlyArray<DurableDeferred.Any>): Wait => {
  const used = new Set<string>()
  return (name, duration) =>
    Effect.gen(function* () {
      const engine = yield* WorkflowEngine
      const instance = yield* WorkflowInstance
      const clock = DurableClock.make({ name, duration })
      // The time first: a wait that it has ended before ends in the same way.
      if (yield* isResolved(clock.deferred)) return Option.none()
      for (const deferred of deferreds) {
        if (used.has(deferred.name) || !(yield* isResolved(deferred))) continue
        used.add(deferred.name)
        return Option.some(deferred)
      }
      yield* engine.scheduleClock(instance.workflow, { executionId: instance.executionId, clock })
      return yield* Workflow.suspend(instance)
    })
}

/** How an activity is repeated. */
interface Repetition<A, I, R> {
  /** The activity of an attempt, by the result of the last attempt that had one, and by the last failure. */
  readonly activity: (last: Option.Option<A>, failure: Option.Option<ActivityFailure>) => Step<A, I, R>
  /** Whether its result ends the repetition. */
  readonly isReached: (result: A) => boolean
  /** The time between attempts. */
  readonly delay: (attempt: number, result: A) => Duration.DurationInput
  /** Whether the time for it is over, by a result that does not end it. */
  readonly isOver?: (result: A) => boolean
  /** Begins with a wait of this duration, because the state is known. */
  readonly waitsFirst?: Duration.DurationInput
  /** What ends a wait early. */
  readonly wake?: ReadonlyArray<DurableDeferred.Any>
  /** What ends a wait and the repetition, if `isStopped`. */
  readonly stop?: DurableDeferred.Any
  readonly isStopped?: Effect.Effect<boolean, never, WorkflowEngine | WorkflowInstance>
}

/**
 * Runs an activity until its result is reached, with durable waits between. Each attempt is stored under its number. Fails
 * with the first failure that a repetition does not change. `None`: it was stopped, or the time was over.
 */
export const repeat = <A, I, R>({
  activity,
  delay,
  isOver = () => false,
  isReached,
  isStopped = Effect.succeed(true),
  stop,
  waitsFirst,
  wake = []
}: Repetition<A, I, R>): Effect.Effect<
  Option.Option<A>,
  ActivityFailure,
  R | WorkflowEngine | WorkflowInstance
> =>
  Effect.gen(function* () {
    const { retry } = yield* WorkflowDelays
    const wait = makeWait(stop === undefined ? wake : [stop, ...wake])
    let last = Option.none<A>()
    let failure = Option.none<ActivityFailure>()
    let failures = 0
    for (let attempt = waitsFirst === undefined ? 1 : 0; ; attempt++) {
      const step = activity(last, failure)
      let duration = waitsFirst ?? 0
      if (attempt > 0) {
        const result = yield* Effect.either(Effect.provideService(step, Activity.CurrentAttempt, attempt))
        if (Either.isRight(result)) {
          if (isReached(result.right)) return Option.some(result.right)
          if (isOver(result.right)) return Option.none()
          last = Option.some(result.right)
          failures = 0
          duration = delay(attempt, result.right)
        } else {
          if (!result.left.isRetried) return yield* result.left
          failure = Option.some(result.left)
          failures++
          duration = retry(failures)
        }
      }
      const woken = yield* wait(`${step.name}/${attempt}`, duration)
      if (stop !== undefined && Option.contains(woken, stop) && (yield* isStopped)) return Option.none()
    }
  })

/**
 * Runs an activity until its outcome is known. Fails only if it did not happen. `next`: the activity that is run after a failure
 * instead of the same one.
 */
export const untilKnown = <A, I, R, R2 = never>(
  step: Step<A, I, R>,
  next: (failure: ActivityFailure) => Option.Option<Step<A, I, R2>> = Option.none
): Effect.Effect<A, ActivityFailure, R | R2 | WorkflowEngine | WorkflowInstance> =>
  Effect.flatMap(
    repeat<A, I, R | R2>({
      activity: (_, failure): Step<A, I, R | R2> =>
        Option.getOrElse(Option.flatMap(failure, next), () => step),
      isReached: () => true,
      delay: () => 0
    }),
    Option.match({
      onNone: () => Effect.dieMessage("an activity without an end has ended"),
      onSome: Effect.succeed
    })
  )

/** Reports the failure of a workflow to the application, until it has received it. */
export const reporting = <A, R, R2>(
  steps: Effect.Effect<A, ActivityFailure, R>,
  report: (failure: ActivityFailure) => Effect.Effect<void, Cause.YieldableError, R2>
): Effect.Effect<A, ActivityFailure, R | R2 | WorkflowEngine | WorkflowInstance> =>
  Effect.tapError(steps, (failure) => untilKnown(failed(report(failure))))
