/**
 * Tested in `test/simulator/state.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The state file cannot be opened, read or written: it is not a file of the simulator, another simulator has it open,
 * or the disk is full.
 *
 * @since 1.0.0
 * @category errors
 */
export class StateFileError extends Data.TaggedError("StateFileError")<{
  readonly path: string
  readonly cause: unknown
}> {
  override get message(): string {
    const reason = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return (
      `The state of the simulator cannot be stored in ${this.path} (${reason}). ` +
      "Use a file that no other simulator has open, or delete it to start with a new state."
    )
  }
}
