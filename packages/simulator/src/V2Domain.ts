/**
 * Calls of the XML interface (APIv2) that the simulator answers: endpoint values, each with the rules of WeChat Pay for it.
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
 * What a handler is told beside its input. All checks of the protocol have passed.
 *
 * @since 1.0.0
 * @category models
 */
export interface Context {
  /** Who signed the request. */
  readonly merchant: Merchant
  /** When the request arrived by the time of the simulator, Unix time in milliseconds. */
  readonly now: number
  /** When it arrived by the clock of this machine, which times that a client sends are compared with. */
  readonly receivedAt: number
  /** Every member as it came, those that the client adds included. */
  readonly members: Readonly<Record<string, string>>
}

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The signatures that WeChat Pay accepts. Default: both. */
  readonly signTypes?: ReadonlyArray<SignType>
  /** Members of which the first that is given counts, whatever the others say. Default: none. */
  readonly firstOf?: ReadonlyArray<string>
}

/**
 * An endpoint and what it does.
 *
 * @since 1.0.0
 * @category models
 */
export interface Handler extends Required<Options> {
  readonly endpoint: V2Endpoint.Description
  readonly run: (input: never, context: Context) => Effect.Effect<unknown, SimulatedError, State>
}

/**
 * The rules of one endpoint. The input was decoded with the endpoint's own schema, the response is encoded with its success
 * schema, completed with the envelope and signed. Check first, then change the state; fail with a `SimulatedError`, of which
 * `code` and `message` become `err_code` and `err_code_des`, or `return_code` and `return_msg` where the call has no
 * `result_code`.
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
