/**
 * Whether a failed operation happened.
 *
 * @since 1.0.0
 */
import * as Duration from "effect/Duration"
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
 * What is known about the effect of a failed request.
 *
 * @since 1.0.0
 * @category models
 */
export type Outcome = typeof Outcome.Type

/**
 * How long a request of APIv3 may still take effect after its response was lost: 10 minutes.
 *
 * WeChat Pay rejects a request whose timestamp differs from its own clock by more than 5 minutes. The clock that signed may be up
 * to 5 minutes ahead, so the last moment is 10 minutes after signing. What a query says after that is final.
 *
 * Requests of the XML interface (APIv2) have no timestamp and never expire by themselves.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012072670
 * @since 1.0.0
 * @category constants
 */
export const openFor: Duration.Duration = Duration.minutes(10)

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
