/**
 * The business errors that WeChat Pay returns.
 *
 * @since 1.0.0
 */
import type * as Cause from "effect/Cause"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { outcomeAdvice } from "./internal/call/outcomeAdvice.js"
import { printable } from "./internal/codec/printable.js"
import { Outcome } from "./Outcome.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/ApiError")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * The fields of every business error.
 *
 * @since 1.0.0
 * @category schemas
 */
export const fields = {
  /** Id of the endpoint that was called. */
  endpoint: Schema.String,
  /** HTTP status of the response. */
  status: Schema.Number,
  /** WeChat Pay's code, such as `ORDER_NOT_EXIST`; absent when the response had none (a gateway's HTML page). */
  code: Schema.optional(Schema.String),
  /** WeChat Pay's own text, in Chinese unless `Accept-Language` asked for another; not stable, never branch on it. */
  wechatMessage: Schema.optional(Schema.String),
  /** WeChat Pay's `detail`. Redacted because it repeats what was sent. */
  detail: Schema.optional(Schema.RedactedFromSelf(Schema.Unknown)),
  /** The response body, truncated to 8,192 characters. Redacted because it repeats what was sent. */
  text: Schema.RedactedFromSelf(Schema.String),
  /** `Request-ID` of the response; WeChat Pay's support asks for it. */
  requestId: Schema.optional(Schema.String),
  /** The number after the last `-` of `Request-ID`: WeChat Pay's internal error code. */
  internalCode: Schema.optional(Schema.Number),
  /** `Retry-After` of the response, in milliseconds. */
  retryAfter: Schema.optional(Schema.Number),
  /** Whether the response had a valid signature. WeChat Pay signs few of its errors. */
  verified: Schema.Boolean,
  /** Whether the operation happened. */
  outcome: Outcome,
  /**
   * What the client found out about the cause; printed in place of the general advice. It contains no value of the
   * request.
   */
  hint: Schema.optional(Schema.String)
} as const

/**
 * The fields of every error of WeChat Pay.
 *
 * @since 1.0.0
 * @category models
 */
export type Fields = typeof fields

type Values = Schema.Struct.Type<Fields>

/**
 * The shape shared by {@link ApiError} and by the class of every business code.
 *
 * It has no `_tag`: each class has its own, as a literal. A `_tag` of type `string` here would keep `catchTag` and
 * comparisons from narrowing a union with this type. Its `name` is the tag, for logs and metrics.
 *
 * @since 1.0.0
 * @category models
 */
export interface Any extends Values, Cause.YieldableError {
  readonly [TypeId]: TypeId
  /** The advice that `message` prints; absent where it follows from the status alone. */
  readonly advice: string | undefined
}

/**
 * The class of one business code.
 *
 * @since 1.0.0
 * @category models
 */
export interface AnyClass {
  new (props: Values): Any
  readonly codes: ReadonlyArray<string>
  /** Whether the operation happened, where WeChat Pay documents more than status and code say. */
  readonly outcome: Values["outcome"] | undefined
}

/**
 * Whether a value is a business error of WeChat Pay, whatever its code.
 *
 * @since 1.0.0
 * @category guards
 */
export const isApiError = (u: unknown): u is Any => Predicate.hasProperty(u, TypeId)

const adviceByStatus = (status: number): string => {
  switch (status) {
    case 400:
      return "change the request before sending it again;"
    case 401:
      return "check merchant number, certificate serial, private key and clock;"
    case 403:
      return "check the permissions of merchant, product and user;"
    case 404:
      return "check the number and the merchant that created it;"
    case 429:
      return "call less often;"
    default:
      return ""
  }
}

const line = (error: Values, advice: string | undefined): string => {
  const what = [
    String(error.status),
    error.code && printable(error.code),
    error.wechatMessage && `(${printable(error.wechatMessage)})`
  ]
  const todo = [error.hint ?? advice ?? adviceByStatus(error.status), outcomeAdvice[error.outcome]]
  const id = error.requestId === undefined ? "none" : printable(error.requestId)
  return `${error.endpoint}: ${what.filter(Boolean).join(" ")}: ${todo.filter(Boolean).join(" ")} Request-ID ${id}`
}

/**
 * Advice for one error, such as what its internal code means; `undefined` if there is only the advice of its class.
 *
 * @since 1.0.0
 * @category models
 */
export type Explain = (error: Values) => string | undefined

/**
 * Base of the class of one business code.
 *
 * ```ts
 * class OrderNotExist extends ApiError.forCode<OrderNotExist>("@acme/OrderNotExist")("OrderNotExist", {
 *   codes: ["ORDER_NOT_EXIST"],
 *   advice: "check out_order_no and the merchant that created it;"
 * }) {}
 * ```
 *
 * Its `message` is one line that says what failed, why and what to do. A subclass of an existing class, such as one of
 * `CommonError`, sets `explain` if it knows more: `static override readonly explain = …`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const forCode =
  <Self>(identifier?: string) =>
  <const Tag extends string>(
    tag: Tag,
    options: {
      /**
       * The codes that this class represents. Spellings differ between products. A class without codes represents every
       * code that no other class of the endpoint represents.
       */
      readonly codes: ReadonlyArray<string>
      /** What to do about the error; part of `message`. */
      readonly advice?: string
      /** Takes precedence over `advice` for the errors that it knows. */
      readonly explain?: Explain
      /**
       * Whether the operation happened. Default: derived from status and code. Set it where the documentation says
       * something else, such as a 429 for an operation that may have been accepted.
       */
      readonly outcome?: Values["outcome"]
    }
  ): Class<Self, Tag> => {
    class Base extends Schema.TaggedError<Base>(identifier)(tag, fields) {
      static readonly codes = options.codes
      static readonly outcome = options.outcome
      static readonly explain: Explain | undefined = options.explain
      readonly [TypeId]: TypeId = TypeId
      get advice(): string | undefined {
        return (this.constructor as typeof Base).explain?.(this) ?? options.advice
      }
      override get message(): string {
        return line(this, this.advice)
      }
    }
    return Base as unknown as Class<Self, Tag>
  }

/**
 * The class of a business error.
 *
 * @since 1.0.0
 * @category models
 */
export interface Class<Self, Tag extends string>
  extends Schema.Class<
    Self,
    { readonly _tag: Schema.tag<Tag> } & Fields,
    Schema.Struct.Encoded<Fields> & { readonly _tag: Tag },
    never,
    Values,
    {},
    Cause.YieldableError & Pick<Any, TypeId | "advice">
  > {
  readonly _tag: Tag
  readonly codes: ReadonlyArray<string>
  readonly outcome: Values["outcome"] | undefined
  readonly explain: Explain | undefined
}

/**
 * A business error whose code the endpoint does not list, or an unsuccessful response without a code, such as a
 * gateway's 502 page.
 *
 * @since 1.0.0
 * @category errors
 */
export class ApiError extends forCode<ApiError>("@effect-wechatpay/core/ApiError")("ApiError", {
  codes: []
}) {}
