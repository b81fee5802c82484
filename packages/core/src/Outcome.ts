/**
 * What became of an operation that failed.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import type * as ApiError from "./ApiError.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * - `NotSent`: nothing left this machine. The operation did not happen.
 * - `Refused`: WeChat Pay answered no. The operation did not happen.
 * - `Unknown`: it may have taken effect (time-out after sending, reset, 5xx, 202, a response that
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

/**
 * The same error with the outcome `Unknown`: that of an operation of which an earlier request may have taken effect, or whose
 * result could not be looked at. What the last request failed with, refused or not sent, then says nothing of the operation.
 *
 * Class and tag, fields and `Request-ID` stay; `message` says that it may have taken effect.
 *
 * ```ts
 * const cancelled = Effect.andThen(
 *   ServiceOrder.cancel(input),
 *   // It is cancelled, whatever becomes of the query.
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
