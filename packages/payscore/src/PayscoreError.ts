/**
 * The business errors of WeChat Pay Score. One table serves the whole family.
 *
 * @since 1.0.0
 */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as CommonError from "@effect-wechatpay/core/CommonError"
import * as Option from "effect/Option"
import { type Explanation, explanations } from "./internal/explanations.js"

export { SystemError } from "@effect-wechatpay/core/CommonError"

export type { Explanation }

/**
 * What WeChat Pay's internal code, the last number of `Request-ID`, means and what to do about it; `None` for a code that
 * is not documented. The errors of this family say it in their `message` too.
 *
 * ```ts
 * ServiceOrder.create(order).pipe(
 *   Effect.catchTag("InvalidRequest", (error) =>
 *     Option.match(PayscoreError.explain(error), {
 *       onNone: () => Effect.fail(error),
 *       onSome: ({ meaning }) => showUser(meaning)
 *     })
 *   )
 * )
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const explain = (error: { readonly internalCode?: number | undefined }): Option.Option<Explanation> =>
  Option.fromNullable(explanations.get(error.internalCode ?? 0))

const explained: ApiError.Explain = (error) =>
  Option.match(explain(error), {
    onNone: () => undefined,
    onSome: ({ advice, meaning }) => `${meaning}: ${advice};`
  })

/**
 * A parameter is malformed, missing or too long, or breaks a rule of amounts or times (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class ParamError extends CommonError.ParamError {
  static override readonly explain = explained
}

/**
 * Well formed, but against a business rule; or the same number with other parameters (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidRequest extends CommonError.InvalidRequest {
  static override readonly explain = explained
}

/**
 * The signature or the `Authorization` header was refused (401).
 *
 * @since 1.0.0
 * @category errors
 */
export class SignError extends CommonError.SignError {
  static override readonly explain = explained
}

/**
 * Merchant, appid, service, sub-merchant or the user's authorisation is missing (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class NoAuth extends CommonError.NoAuth {
  static override readonly explain = explained
}

/**
 * The operation does not fit the state of the order or authorisation (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidOrderState extends ApiError.forCode<InvalidOrderState>(
  "@effect-wechatpay/payscore/InvalidOrderState"
)("InvalidOrderState", {
  codes: ["INVALID_ORDER_STATE"],
  advice: "query the state and act on it;",
  explain: explained
}) {}

/**
 * The order was cancelled before (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderCanceled extends ApiError.forCode<OrderCanceled>(
  "@effect-wechatpay/payscore/OrderCanceled"
)("OrderCanceled", {
  codes: ["ORDER_CANCELED"],
  advice: "the order is final; create a new one if it is needed;",
  explain: explained
}) {}

/**
 * The order is finished (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderDone extends ApiError.forCode<OrderDone>("@effect-wechatpay/payscore/OrderDone")(
  "OrderDone",
  {
    codes: ["ORDER_DONE"],
    advice: "the order is final; refund it if money has to go back;",
    explain: explained
  }
) {}

/**
 * The user could not be charged (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class TradeError extends ApiError.forCode<TradeError>("@effect-wechatpay/payscore/TradeError")(
  "TradeError",
  {
    codes: ["TRADE_ERROR"],
    advice: "the user could not be charged; automatic collection goes on;",
    explain: explained
  }
) {}

/**
 * No such order or authorisation for this merchant (404).
 *
 * @since 1.0.0
 * @category errors
 */
export class OrderNotExist extends ApiError.forCode<OrderNotExist>(
  "@effect-wechatpay/payscore/OrderNotExist"
)("OrderNotExist", {
  codes: ["ORDER_NOT_EXIST"],
  advice:
    "check the number and the merchant that created it, or whether the user ever authorised the service;",
  explain: explained
}) {}

/**
 * Called too often (429).
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends CommonError.FrequencyLimited {
  static override readonly explain = explained
}

/**
 * Every error of the family.
 *
 * @since 1.0.0
 * @category errors
 */
export const all = [
  ParamError,
  InvalidRequest,
  InvalidOrderState,
  OrderCanceled,
  OrderDone,
  SignError,
  NoAuth,
  TradeError,
  OrderNotExist,
  FrequencyLimited,
  CommonError.SystemError
] as const
