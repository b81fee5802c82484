/**
 * Calls of the XML interface (APIv2) that the simulator serves: endpoint values, each with WeChat Pay's rules for it.
 *
 * Tested in `test/simulator/domains.test.ts`.
 *
 * @since 1.0.0
 */
import type * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import type * as Effect from "effect/Effect"
import type { Merchant } from "./Merchant.js"
import type { SimulatedError } from "./SimulatedError.js"
import type { State } from "./State.js"

/**
 * What a handler receives besides its input. The request has passed all checks of the protocol.
 *
 * @since 1.0.0
 * @category models
 */
export interface Context {
  /** The merchant that signed the request. */
  readonly merchant: Merchant
  /** When the request arrived by the time of the simulator, Unix time in milliseconds. */
  readonly now: number
  /** When it arrived by the clock of this machine. Times that clients send are compared with it. */
  readonly receivedAt: number
  /** Every member as received, including those that the client adds. */
  readonly members: Readonly<Record<string, string>>
}

/**
 * Options of an endpoint of APIv2.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The signature types that WeChat Pay accepts. Default: both. */
  readonly signTypes?: ReadonlyArray<SignType>
  /** Alternative members: only the first one that is present is read. Default: none. */
  readonly firstOf?: ReadonlyArray<string>
}

/**
 * An endpoint and its handler.
 *
 * @since 1.0.0
 * @category models
 */
export interface Handler extends Required<Options> {
  readonly endpoint: V2Endpoint.Description
  readonly run: (input: never, context: Context) => Effect.Effect<unknown, SimulatedError, State>
}

/**
 * The rules of one endpoint. The input was decoded with the endpoint's own schema, the response is encoded with its
 * success schema, completed with the envelope and signed. Check first, then change the state; fail with a
 * `SimulatedError`: its `code` and `message` become `err_code` and `err_code_des`, or `return_code` and `return_msg` if
 * the call has no `result_code`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const handler = <Input, Success, Failure>(
  endpoint: V2Endpoint.V2Endpoint<Input, Success, Failure>,
  run: (input: Input, context: Context) => Effect.Effect<NoInfer<Success>, SimulatedError, State>,
  options: Options = {}
): Handler => ({
  endpoint,
  run,
  signTypes: options.signTypes ?? ["MD5", "HMAC-SHA256"],
  firstOf: options.firstOf ?? []
})
