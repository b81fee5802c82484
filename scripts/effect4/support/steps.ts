/** Schedules step by step, as Effect 3 has them. */
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"

export interface ScheduleDriver<out Out, in In, out R = never> {
  /** Sleeps for the next delay; fails when the schedule is complete. */
  readonly next: (input: In) => Effect.Effect<Out, void, R>
}

/** `Schedule.driver`. */
export const driver = <Out, In, R>(
  schedule: Schedule.Schedule<Out, In, never, R>
): Effect.Effect<ScheduleDriver<Out, In, R>> =>
  Effect.sync(() => {
    let started: ((input: In) => Pull.Pull<Out, never, Out, R>) | undefined
    const start = Effect.suspend(() =>
      started === undefined
        ? Effect.tap(Schedule.toStepWithSleep(schedule), (step) =>
            Effect.sync(() => {
              started = step
            })
          )
        : Effect.succeed(started)
    )
    return {
      next: (input) =>
        Effect.flatMap(start, (step) =>
          Pull.matchEffect(step(input), {
            onDone: () => Effect.fail<void>(undefined),
            onFailure: (cause) => Effect.failCause(cause),
            onSuccess: (output) => Effect.succeed(output)
          })
        )
    }
  })
