/**
 * Whether a failed operation happened.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import type * as ApiError from "./ApiError.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * - `NotSent`: nothing was sent. The operation did not happen.
 * - `Refused`: WeChat Pay rejected the request. The operation did not happen.
 * - `Unknown`: the operation may have happened (a timeout after sending, a reset, 5xx, 202, a response that does not
 *   verify or decode). Query it, or repeat the identical request; never report it as failed.
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

/**
 * The same error with the outcome `Unknown`. Use it if an earlier request of the operation may have taken effect, or
 * if the result could not be queried: the error of the last request, rejected or not sent, then does not describe the
 * operation.
 *
 * Class, tag, fields and `Request-ID` stay; `message` says that the operation may have taken effect.
 *
 * ```ts
 * const cancelled = Effect.andThen(
 *   ServiceOrder.cancel(input),
 *   // The order is cancelled, even if the query fails.
 *   Effect.mapError(ServiceOrder.query(key), Outcome.markUnknown)
 * )
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const markUnknown = <E extends ApiError.Any | WechatPayError>(error: E): E => {
  if (error.outcome === "Unknown") return error
  const Class = error.constructor as new (props: object) => E
  return new Class({ ...error, outcome: "Unknown" })
}
