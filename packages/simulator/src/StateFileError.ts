/**
 * Tested in `test/simulator/state.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The file that keeps the state cannot be opened, read or written: it is none of the simulator's, another simulator has
 * it open, or there is no room.
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
      `The state of the simulator cannot be kept in ${this.path} (${reason}). ` +
      "Take a file that no other simulator has open, or remove it to begin anew."
    )
  }
}
