/**
 * The business errors of WeChat Pay Score. All its products share one table of errors.
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
 * Explains WeChat Pay's internal code, which is the last number of `Request-ID`: its meaning, and what to do. `None`
 * for an undocumented code. The `message` of these errors also contains the explanation.
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
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4020801380 page of 2026-07
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
 * A parameter is malformed, missing or too long, or violates a rule of amounts or times (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class ParamError extends CommonError.ParamError {
  static override readonly explain = explained
}

/**
 * The request is well formed but violates a business rule, or it has the number of an earlier request with other
 * parameters (400).
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidRequest extends CommonError.InvalidRequest {
  static override readonly explain = explained
}

/**
 * WeChat Pay rejected the signature or the `Authorization` header (401).
 *
 * @since 1.0.0
 * @category errors
 */
export class SignError extends CommonError.SignError {
  static override readonly explain = explained
}

/**
 * A permission is missing: of the merchant, appid, service or sub-merchant, or the user's authorisation (403).
 *
 * @since 1.0.0
 * @category errors
 */
export class NoAuth extends CommonError.NoAuth {
  static override readonly explain = explained
}

/**
 * The state of the order or authorisation does not allow the operation (400).
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
 * The order is already cancelled (400).
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
    advice: "the order is final; to return money, refund it;",
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
    advice: "the user could not be charged; the automatic collection continues;",
    explain: explained
  }
) {}

/**
 * The order or authorisation does not exist for this merchant (404).
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
 * Too many requests (429).
 *
 * @since 1.0.0
 * @category errors
 */
export class FrequencyLimited extends CommonError.FrequencyLimited {
  static override readonly explain = explained
}

/**
 * All errors of this product.
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
