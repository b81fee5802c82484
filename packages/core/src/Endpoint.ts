/**
 * The description of one operation of WeChat Pay, and the function that calls it.
 *
 * @since 1.0.0
 */
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Function from "effect/Function"
import type * as Pipeable from "effect/Pipeable"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import type * as ApiError from "./ApiError.js"
import { buildEndpoint } from "./internal/call/endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"
import { widen } from "./internal/codec/widen.js"
import type { Host } from "./Region.js"
import * as Upload from "./Upload.js"
import { WechatPayClient } from "./WechatPayClient.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/Endpoint")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * HTTP method of an endpoint.
 *
 * @since 1.0.0
 * @category models
 */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/**
 * Any schema without requirements.
 *
 * @since 1.0.0
 * @category models
 */
export type AnySchema = Schema.Schema.AnyNoContext

/**
 * Where the fields of an input are sent: a record of schemas, or one schema if a rule spans several fields.
 *
 * @since 1.0.0
 * @category models
 */
export type Section = Schema.Struct.Fields | AnySchema

/**
 * The names between braces in a path.
 *
 * @since 1.0.0
 * @category type utils
 */
export type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never

/**
 * The schema of a path parameter, which is text on the wire.
 *
 * @since 1.0.0
 * @category models
 */
// biome-ignore lint/suspicious/noExplicitAny: the decoded type of a parameter is free
export type ParamSchema = Schema.Schema<any, any> & { readonly Encoded: string }

/**
 * Description of an endpoint.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  readonly method: Method
  /** Path with a `{name}` for each of `params`. */
  readonly path: string
  readonly params?: Readonly<Record<string, ParamSchema>>
  readonly query?: Section
  /** JSON body, or `Upload.file(…)`. Omit it for a call without a body. */
  readonly payload?: Section
  /** Body of the response. Omit it for 204. */
  readonly success?: Section
  /** Status of the documented success, if it is not 200 with a body or 204 without. */
  readonly status?: 200 | 202 | 204
  /**
   * Names of input fields that the response must repeat if it has them; a response with another value belongs to another
   * request and is an `InvalidResponse` whose outcome is `Unknown`. Default: the fields whose names end in `_no`, `_id`,
   * `mchid`, `appid` or `openid`, and `amount`, of which only an integer or `total` is compared. State it only if WeChat Pay
   * documents another value in the response.
   */
  readonly echo?: ReadonlyArray<string>
  /**
   * The input field that names the merchant of the client, such as `mchid`. It may be omitted from the input: the client
   * adds it.
   */
  readonly merchantMember?: string
  /** Classes of the documented business errors. */
  readonly errors?: ReadonlyArray<ApiError.AnyClass>
  /**
   * Whether resending the identical request is harmless. Default: only for `GET`. A request that may have been sent
   * is retried only for such endpoints.
   */
  readonly idempotent?: boolean
  /**
   * The minimum interval between two requests of the same operation, if WeChat Pay requires one. Retries keep it
   * whatever their schedule says. A connection that failed before anything was sent does not count.
   */
  readonly retryInterval?: Duration.DurationInput
  /** The minimum interval before a retry of a request that WeChat Pay rejected because it had too many. */
  readonly limitedInterval?: Duration.DurationInput
  /**
   * The host of the operation, if it is not a mainland host. A client of an overseas region uses its own host, and so
   * does a client whose `baseUrl` is not a host of WeChat Pay.
   */
  readonly host?: Host
}

/**
 * The decoded type of a section.
 *
 * @since 1.0.0
 * @category type utils
 */
export type SectionType<S> = S extends AnySchema
  ? Schema.Schema.Type<S>
  : S extends Schema.Struct.Fields
    ? Types.Simplify<Schema.Struct.Type<S>>
    : unknown

type At<O, Key extends string> = Key extends keyof O ? O[Key] : undefined

/** An input whose field `Key` may be omitted. */
type Omissible<Input, Key> = [Key] extends [undefined]
  ? Types.Simplify<Input>
  : Types.Simplify<
      { readonly [Name in keyof Input as Name extends Key ? never : Name]: Input[Name] } & {
        readonly [Name in keyof Input as Name extends Key ? Name : never]?: Input[Name] | undefined
      }
    >

/**
 * The flat input, made of the sections of `O`.
 *
 * @since 1.0.0
 * @category type utils
 */
export type InputOf<O> = Omissible<
  SectionType<At<O, "params">> & SectionType<At<O, "query">> & SectionType<At<O, "payload">>,
  At<O, "merchantMember">
>

/**
 * The response of an endpoint with these options.
 *
 * @since 1.0.0
 * @category type utils
 */
export type SuccessOf<O> = At<O, "success"> extends undefined ? void : SectionType<At<O, "success">>

/**
 * The business errors of an endpoint with these options.
 *
 * @since 1.0.0
 * @category type utils
 */
export type FailureOf<O> =
  At<O, "errors"> extends ReadonlyArray<infer Class>
    ? Class extends new (
        ...args: ReadonlyArray<never>
      ) => infer Error
      ? Error
      : never
    : never

/** The names in the braces of `path` and the keys of `params` must be the same. */
type CheckParams<O extends Options> = [ParamName<O["path"]>] extends [never]
  ? { readonly params?: never }
  : {
      readonly params: { readonly [Name in ParamName<O["path"]>]: ParamSchema } & {
        readonly [Name in Exclude<keyof At<O, "params">, ParamName<O["path"]>>]: "is not in the path"
      }
    }

/**
 * The description that an interpreter (client, simulator, conformance test, OpenAPI document) reads.
 *
 * @since 1.0.0
 * @category models
 */
export interface Description {
  readonly [TypeId]: TypeId
  /** Names the endpoint in spans, errors and metrics, such as `payscore.permission.terminateByOpenid`. */
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly params: AnySchema | undefined
  readonly query: AnySchema | undefined
  readonly payload: AnySchema | undefined
  /** How the payload is sent: as JSON, or with a file ({@link Upload.file}). */
  readonly bodyType: "json" | "multipart"
  readonly success: AnySchema | undefined
  readonly status: 200 | 202 | 204
  /** Names of input fields that the response must repeat; absent: those of the rule at `Options`. */
  readonly echo: ReadonlyArray<string> | undefined
  /** The input field that the client adds if it is omitted: the merchant of the client. */
  readonly merchantMember: string | undefined
  readonly errors: ReadonlyArray<ApiError.AnyClass>
  readonly idempotent: boolean
  /** The minimum interval between two requests of the same operation; zero if WeChat Pay requires none. */
  readonly retryInterval: Duration.Duration
  /** The minimum interval before a retry after such a rejection as `FREQUENCY_LIMITED`; zero if none is documented. */
  readonly limitedInterval: Duration.Duration
  /** Host of the operation; absent if it is the client's. */
  readonly host: Host | undefined
}

/**
 * One operation of WeChat Pay: call it with its input, or read its description.
 *
 * The call fails with a class of `Failure` for the business codes that the endpoint lists, with `ApiError` for every
 * other unsuccessful response, and with `WechatPayError` in all other cases.
 *
 * @since 1.0.0
 * @category models
 */
export interface Endpoint<in Input, out Success, out Failure> extends Description, Pipeable.Pipeable {
  (input: Input): Effect.Effect<Success, Failure | ApiError.ApiError | WechatPayError, WechatPayClient>
}

/**
 * Any endpoint.
 *
 * @since 1.0.0
 * @category models
 */
export type Any = Endpoint<never, unknown, unknown>

/**
 * The input of an endpoint: `Endpoint.Input<typeof ServiceOrder.create>`.
 *
 * @since 1.0.0
 * @category type utils
 */
export type Input<E> = E extends (input: infer I) => unknown ? I : never

/**
 * The response of an endpoint.
 *
 * @since 1.0.0
 * @category type utils
 */
export type Success<E> = E extends (input: never) => Effect.Effect<infer A, unknown, unknown> ? A : never

/**
 * The errors of an endpoint.
 *
 * @since 1.0.0
 * @category type utils
 */
export type Failure<E> = E extends (input: never) => Effect.Effect<unknown, infer F, unknown> ? F : never

/**
 * Whether a value is an endpoint.
 *
 * @since 1.0.0
 * @category guards
 */
export const isEndpoint = (u: unknown): u is Any => Predicate.isFunction(u) && TypeId in u

const bodyType = (payload: AnySchema | undefined): Description["bodyType"] =>
  payload === undefined || Upload.limits(payload) === undefined ? "json" : "multipart"

const build = (description: Description): Any => buildEndpoint(WechatPayClient, description)

/**
 * Describes an operation. The result is a function with one flat input; each field is sent where it belongs.
 *
 * ```ts
 * export const cancel = Endpoint.make("payscore.serviceOrder.cancel", {
 *   method: "POST",
 *   path: "/v3/payscore/serviceorder/{out_order_no}/cancel",
 *   params: { out_order_no: Wire.OutOrderNo },
 *   payload: { appid: Wire.AppId, service_id: Wire.ServiceId, reason: Wire.text(50) },
 *   success: OrderReference,
 *   errors: PayscoreError.all
 * })
 * ```
 *
 * Path values are percent-encoded. Fields that no section names are rejected, because a misspelt field can cost
 * money.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <const O extends Options>(
  id: string,
  options: O & CheckParams<O>
): Endpoint<InputOf<O>, SuccessOf<O>, FailureOf<O>> => {
  const given: Options = options
  const payload = given.payload && toSchema(given.payload)
  return build({
    [TypeId]: TypeId,
    id,
    method: given.method,
    path: given.path,
    params: given.params && toSchema(given.params),
    query: given.query && toSchema(given.query),
    payload,
    bodyType: bodyType(payload),
    success: given.success && toSchema(given.success),
    status: given.status ?? (given.success === undefined ? 204 : 200),
    echo: given.echo,
    merchantMember: given.merchantMember,
    errors: given.errors ?? [],
    idempotent: given.idempotent ?? given.method === "GET",
    retryInterval: given.retryInterval === undefined ? Duration.zero : Duration.decode(given.retryInterval),
    limitedInterval: Duration.decode(given.limitedInterval ?? Duration.zero),
    host: given.host
  }) as Endpoint<InputOf<O>, SuccessOf<O>, FailureOf<O>>
}

/**
 * The fields and errors that {@link extend} adds.
 *
 * @since 1.0.0
 * @category models
 */
export interface Extension {
  readonly query?: Schema.Struct.Fields
  readonly payload?: Schema.Struct.Fields
  readonly success?: Schema.Struct.Fields
  readonly errors?: ReadonlyArray<ApiError.AnyClass>
}

const widenSection = (
  base: AnySchema | undefined,
  fields: Schema.Struct.Fields | undefined
): AnySchema | undefined => (fields === undefined ? base : widen(base, fields))

/**
 * The endpoint that {@link extend} makes.
 *
 * @since 1.0.0
 * @category type utils
 */
export type Extended<Input, Success, Failure, X> = Endpoint<
  Types.Simplify<Input & InputOf<X>>,
  At<X, "success"> extends undefined ? Success : Types.Simplify<Success & SectionType<At<X, "success">>>,
  Failure | FailureOf<X>
>

/**
 * The same operation with additional fields. WeChat Pay adds fields at any time; use this instead of waiting for a
 * release.
 *
 * ```ts
 * const cancel = ServiceOrder.cancel.pipe(
 *   Endpoint.extend({ payload: { channel_id: Schema.optional(Wire.text(32)) } })
 * )
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const extend: {
  <const X extends Extension>(
    extension: X
  ): <Input, Success, Failure>(
    endpoint: Endpoint<Input, Success, Failure>
  ) => Extended<Input, Success, Failure, X>
  <Input, Success, Failure, const X extends Extension>(
    endpoint: Endpoint<Input, Success, Failure>,
    extension: X
  ): Extended<Input, Success, Failure, X>
} = /* @__PURE__ */ Function.dual(
  2,
  (endpoint: Description, { errors, payload, query, success }: Extension): Any =>
    build({
      ...endpoint,
      query: widenSection(endpoint.query, query),
      payload: widenSection(endpoint.payload, payload),
      success: widenSection(endpoint.success, success),
      status: endpoint.status === 204 && success !== undefined ? 200 : endpoint.status,
      errors: errors === undefined ? endpoint.errors : [...endpoint.errors, ...errors]
    })
)
