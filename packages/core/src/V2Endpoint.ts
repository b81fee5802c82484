/**
 * The description of one operation of the XML interface (APIv2), and the function that calls it.
 *
 * Tested in `test/core/V2Client.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Effect from "effect/Effect"
import type * as Pipeable from "effect/Pipeable"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as ApiError from "./ApiError.js"
import type { AnySchema, FailureOf, InputOf, Section, SuccessOf } from "./Endpoint.js"
import { buildEndpoint } from "./internal/call/endpoint.js"
import { type Indexed, indexedId } from "./internal/codec/indexed.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { V2Client } from "./V2Client.js"
import type { SignType } from "./V2Signature.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/V2Endpoint")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * How a call is signed, sent and read, apart from its members.
 *
 * @since 1.0.0
 * @category models
 */
export interface CallOptions {
  /** Host of calls that do not go to the merchant host, such as `payapp.weixin.qq.com`. */
  readonly host?: string
  /**
   * Signature of request and response. `HMAC-SHA256` is sent as `sign_type`; `MD5` is WeChat Pay's default and is not
   * sent.
   */
  readonly signType: SignType
  /** WeChat Pay rejects the call unless the connection presents the merchant's API certificate. Default: no. */
  readonly clientCertificate?: boolean
  /**
   * WeChat Pay does not sign the response of this call, not even a success. Default: no, a response without `sign` is
   * rejected. Set it only if WeChat Pay documents no `sign` in the response.
   */
  readonly unsignedResponse?: boolean
  /** The response has only a `return_code`, no `result_code`. Default: no. */
  readonly withoutResultCode?: boolean
  /** Whether resending the identical request is harmless. Default: no. Only such calls are retried once sent. */
  readonly idempotent?: boolean
  /** Name of the member with the merchant number. Default: `mch_id`. */
  readonly merchantMember?: string
  /** Name of the member with the Unix time in seconds, set anew for each attempt. Default: none. */
  readonly timeMember?: string
}

/**
 * Description of an endpoint of APIv2.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options extends CallOptions {
  readonly path: string
  /**
   * Members of the request except those that the client sets: merchant number, `nonce_str`, `sign_type`, `sign`, the
   * time and `constants`. Numbers are sent in decimal.
   */
  readonly payload: Section
  /** Members with a constant value, such as `version`. */
  readonly constants?: Readonly<Record<string, string>>
  /**
   * Members of a successful response. They are text; empty ones count as absent. A response with another number
   * (`_no`, `_id`), identity (`appid`, `openid`) or `total_fee` than the request belongs to another request and is an
   * `InvalidResponse` whose outcome is `Unknown`.
   */
  readonly success?: Section
  /** Classes of the documented codes. */
  readonly errors?: ReadonlyArray<ApiError.AnyClass>
}

/**
 * The description that an interpreter (client, simulator, conformance test) reads.
 *
 * @since 1.0.0
 * @category models
 */
export interface Description {
  readonly [TypeId]: TypeId
  /** Names the endpoint in spans, errors and metrics, such as `facepay.facePayment.pay`. */
  readonly id: string
  readonly path: string
  readonly payload: AnySchema
  readonly constants: Readonly<Record<string, string>>
  readonly success: AnySchema | undefined
  readonly errors: ReadonlyArray<ApiError.AnyClass>
  readonly host: string | undefined
  readonly signType: SignType
  readonly clientCertificate: boolean
  readonly unsignedResponse: boolean
  readonly withoutResultCode: boolean
  readonly idempotent: boolean
  readonly merchantMember: string
  readonly timeMember: string | undefined
}

/**
 * One operation of the XML interface: call it with its input, or read its description.
 *
 * The call fails with a class of `Failure` for the codes that the endpoint lists, with `ApiError` for every other
 * unsuccessful response, and with `WechatPayError` in all other cases.
 *
 * @since 1.0.0
 * @category models
 */
export interface V2Endpoint<in Input, out Success, out Failure> extends Description, Pipeable.Pipeable {
  (input: Input): Effect.Effect<Success, Failure | ApiError.ApiError | WechatPayError, V2Client>
}

/**
 * Any endpoint of APIv2.
 *
 * @since 1.0.0
 * @category models
 */
export type Any = V2Endpoint<never, unknown, unknown>

/**
 * Whether a value is an endpoint of APIv2.
 *
 * @since 1.0.0
 * @category guards
 */
export const isV2Endpoint = (u: unknown): u is Any => Predicate.isFunction(u) && TypeId in u

/**
 * Describes an operation. The result is a function with one flat input.
 *
 * ```ts
 * export const query = V2Endpoint.make("micropay.query", {
 *   path: "/pay/orderquery",
 *   signType: "HMAC-SHA256",
 *   payload: { appid: Wire.AppId, out_trade_no: Wire.OutOrderNo },
 *   success: { trade_state: Schema.String, total_fee: Schema.optional(Wire.AmountFromText) },
 *   errors: V2Error.all,
 *   idempotent: true
 * })
 * ```
 *
 * Fields that `payload` does not name are rejected, because a misspelt field can cost money.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <const O extends Options>(
  id: string,
  options: O
): V2Endpoint<InputOf<O>, SuccessOf<O>, FailureOf<O>> => {
  const given: Options = options
  const description: Description = {
    [TypeId]: TypeId,
    id,
    path: given.path,
    payload: toSchema(given.payload),
    constants: given.constants ?? {},
    success: given.success && toSchema(given.success),
    errors: given.errors ?? [],
    host: given.host,
    signType: given.signType,
    clientCertificate: given.clientCertificate ?? false,
    unsignedResponse: given.unsignedResponse ?? false,
    withoutResultCode: given.withoutResultCode ?? false,
    idempotent: given.idempotent ?? false,
    merchantMember: given.merchantMember ?? "mch_id",
    timeMember: given.timeMember
  }
  return buildEndpoint(V2Client, description)
}

/**
 * A list in a response. XML responses are flat: lists are members with an index, `coupon_id_0`, `coupon_id_1`. A
 * member of `success` with this schema collects them into records, in the order of the index; without such members
 * the list is empty.
 *
 * ```ts
 * success: { coupons: V2Endpoint.indexed({ coupon_id: Schema.String, coupon_fee: Wire.AmountFromText }) }
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const indexed = <Fields extends Schema.Struct.Fields>(
  fields: Fields
): Schema.Array$<Schema.Struct<Fields>> =>
  Schema.Array(Schema.Struct(fields)).annotations({ [indexedId]: Object.keys(fields) satisfies Indexed })
