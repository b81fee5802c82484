/**
 * What became of an operation that failed.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"

/**
 * - `NotSent`: nothing left this machine. The operation did not happen.
 * - `Refused`: WeChat Pay answered no. The operation did not happen.
 * - `Unknown`: it may have taken effect (time-out after sending, reset, 5xx, 202, an answer that
 *   does not verify or decode). Query it, or repeat the identical request; never report it as failed.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Outcome = Schema.Literal("NotSent", "Refused", "Unknown")

/**
 * @since 1.0.0
 * @category models
 */
export type Outcome = typeof Outcome.Type
