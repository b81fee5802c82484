/**
 * A family of calls that the simulator answers: endpoint values, each with the rules of WeChat Pay for it.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Effect from "effect/Effect"
import type { Merchant } from "./Merchant.js"
import type { SimulatedError } from "./SimulatedError.js"
import type { State } from "./State.js"
import type * as V2Domain from "./V2Domain.js"

/**
 * What a handler is told beside its input. All checks of the protocol have passed.
 *
 * @since 1.0.0
 * @category models
 */
export interface Context {
  /** Who signed the request. */
  readonly merchant: Merchant
  /** When the request arrived, Unix time in milliseconds. */
  readonly now: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * An endpoint and what it does.
 *
 * @since 1.0.0
 * @category models
 */
export interface Handler {
  readonly endpoint: Endpoint.Description
  readonly run: (input: never, context: Context) => Effect.Effect<unknown, SimulatedError, State>
}

/**
 * The rules of one endpoint. The input was decoded with the endpoint's own schemas, the answer is encoded
 * with its success schema. Check first, then change the state; fail with a `SimulatedError`.
 *
 * ```ts
 * Domain.handler(Permission.terminateByOpenid, (input, { merchant, now }) => …)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const handler = <Input, Success, Failure>(
  endpoint: Endpoint.Endpoint<Input, Success, Failure>,
  run: (input: Input, context: Context) => Effect.Effect<NoInfer<Success>, SimulatedError, State>
): Handler => ({ endpoint, run })

/**
 * @since 1.0.0
 * @category models
 */
export interface Domain {
  readonly name: string
  readonly handlers: ReadonlyArray<Handler>
  /** Of the XML interface. */
  readonly v2Handlers: ReadonlyArray<V2Domain.Handler>
  /** Fills the state when a simulator starts. */
  readonly seed: Effect.Effect<void, never, State>
}

/**
 * A domain of handlers. Where two domains answer the same method and path, the later one does.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (
  name: string,
  options: {
    readonly handlers?: ReadonlyArray<Handler>
    readonly v2Handlers?: ReadonlyArray<V2Domain.Handler>
    readonly seed?: Effect.Effect<void, never, State>
  }
): Domain => ({
  name,
  handlers: options.handlers ?? [],
  v2Handlers: options.v2Handlers ?? [],
  seed: options.seed ?? Effect.void
})
