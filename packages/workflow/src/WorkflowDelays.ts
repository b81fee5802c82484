/**
 * How long workflows wait before they query or repeat.
 *
 * Tested in `test/workflow/workflows.test.ts`.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Schedule from "effect/Schedule"

/**
 * The delays of the workflows. The waits are durable: they continue after a restart. They end up to
 * `entityMessagePollInterval` later (2 seconds by `Runners.config`).
 *
 * A delay may be changed at any time; waits that have begun keep theirs.
 *
 * @since 1.0.0
 * @category models
 */
export interface Delays {
  /** Before an activity whose result stayed unknown, or that could not run, is run again. `attempt` is 1 at first. */
  readonly retry: (attempt: number) => Duration.DurationInput
  /** Before what is awaited is queried again without a notification. */
  readonly polling: (attempt: number) => Duration.DurationInput
  /** Before an order in service is queried again, in case somebody ended it in the merchant platform. */
  readonly inService: (attempt: number) => Duration.DurationInput
  /** How an activity repeats while another process acts on its number, without ending. */
  readonly busy: Schedule.Schedule<unknown>
}

const list =
  (first: ReadonlyArray<Duration.DurationInput>, last: Duration.DurationInput) => (attempt: number) =>
    first[attempt - 1] ?? last

/**
 * The delays of the workflows. Default: an activity is run again after 2, 5, 15 and 30 seconds, after 1, 2, 5, 10 and 30
 * minutes, and then every hour; what is awaited is queried after 10, 30 and 60 seconds, 3, 5, 10 and 30 minutes, 1, 2 and 3
 * hours, and then every 6 hours; an order in service is queried once a day.
 *
 * @since 1.0.0
 * @category references
 */
export class WorkflowDelays extends Context.Reference<WorkflowDelays>()(
  "@effect-wechatpay/workflow/WorkflowDelays",
  {
    defaultValue: (): Delays => ({
      retry: list(
        [
          "2 seconds",
          "5 seconds",
          "15 seconds",
          "30 seconds",
          "1 minute",
          "2 minutes",
          "5 minutes",
          "10 minutes",
          "30 minutes"
        ],
        "1 hour"
      ),
      polling: list(
        [
          "10 seconds",
          "30 seconds",
          "1 minute",
          "3 minutes",
          "5 minutes",
          "10 minutes",
          "30 minutes",
          "1 hour",
          "2 hours",
          "3 hours"
        ],
        "6 hours"
      ),
      inService: () => Duration.days(1),
      busy: Schedule.compose(Schedule.spaced("1 second"), Schedule.recurs(40))
    })
  }
) {}
