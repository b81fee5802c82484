/**
 * A family of calls that the simulator serves: endpoint values, each with WeChat Pay's rules for it.
 *
 * Tested in `test/simulator/domains.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Download from "@effect-wechatpay/core/Download"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Merchant } from "./Merchant.js"
import type { Panel } from "./Panel.js"
import type { SimulatedError } from "./SimulatedError.js"
import type { Retention, State } from "./State.js"
import type * as V2Domain from "./V2Domain.js"

/**
 * What a handler receives besides its input. The request has passed all checks of the protocol.
 *
 * @since 1.0.0
 * @category models
 */
export interface Context {
  /** The merchant that signed the request. */
  readonly merchant: Merchant
  /** When the request arrived, Unix time in milliseconds. */
  readonly now: number
  /** The origin that the request was sent to, such as `http://127.0.0.1:4010`. Addresses of files begin with it. */
  readonly origin: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * An endpoint and its handler.
 *
 * @since 1.0.0
 * @category models
 */
export interface Handler {
  readonly endpoint: Endpoint.Description
  /** Whether the handler returns a `File`, which is sent unchanged and unsigned. */
  readonly isFile?: boolean
  /** See {@link allowEmptyObject}. */
  readonly allowsEmptyObject?: boolean
  readonly run: (input: never, context: Context) => Effect.Effect<unknown, SimulatedError, State>
}

/**
 * The rules of one endpoint. The input was decoded with the endpoint's own schemas, the response is encoded
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
 * A handler of a call without a body that also accepts `{}` as its body. Calls without a body reject every body otherwise.
 *
 * @since 1.0.0
 * @category combinators
 */
export const allowEmptyObject = (handler: Handler): Handler => ({ ...handler, allowsEmptyObject: true })

/**
 * The content of a download.
 *
 * @since 1.0.0
 * @category models
 */
export interface File {
  readonly content: Stream.Stream<Uint8Array>
  readonly mediaType: string
}

/**
 * The rules of one download. WeChat Pay issues the addresses of files; `params` and `query` describe the parameters in
 * path and query. The response is streamed and not signed.
 *
 * ```ts
 * Domain.file(BillFile.download, { query: { token: Schema.String } }, ({ token }, { merchant }) => …)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const file = <Params extends Schema.Struct.Fields = {}, Query extends Schema.Struct.Fields = {}>(
  { errors, id, path }: Pick<Download.Description, "errors" | "id" | "path">,
  parameters: { readonly params?: Params; readonly query?: Query },
  run: (
    input: Schema.Struct.Type<Params> & Schema.Struct.Type<Query>,
    context: Context
  ) => Effect.Effect<File, SimulatedError, State>
): Handler => ({
  endpoint: Endpoint.make(id, { method: "GET", path, errors, ...parameters } as never),
  isFile: true,
  run
})

/**
 * A part of WeChat Pay that the simulator contains.
 *
 * @since 1.0.0
 * @category models
 */
export interface Domain {
  readonly name: string
  readonly handlers: ReadonlyArray<Handler>
  /** Handlers of the XML interface. */
  readonly v2Handlers: ReadonlyArray<V2Domain.Handler>
  /** Fills the state when a simulator starts. */
  readonly seed: Effect.Effect<void, never, State>
  /** The panels that the page and the admin API show. */
  readonly panels: ReadonlyArray<Panel>
  /** Events that time triggers. */
  readonly timers: ReadonlyArray<Timer>
  /** Which records may be removed when there are too many. */
  readonly retention: ReadonlyArray<Retention>
}

/**
 * An event that the time of the simulator triggers, such as the arrival of a refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface Timer {
  /** When `run` is due, Unix time in milliseconds; undefined if nothing is scheduled. It runs often: keep it cheap. */
  readonly next: Effect.Effect<number | undefined, never, State>
  /** Executes what is due. Afterwards `next` must be later or undefined. */
  readonly run: Effect.Effect<void, never, State>
}

/**
 * Makes a domain. If two domains have a handler for the same method and path, the handler of the later domain runs.
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
    readonly panels?: ReadonlyArray<Panel>
    readonly timers?: ReadonlyArray<Timer>
    readonly retention?: ReadonlyArray<Retention>
  }
): Domain => ({
  name,
  handlers: options.handlers ?? [],
  v2Handlers: options.v2Handlers ?? [],
  seed: options.seed ?? Effect.void,
  panels: options.panels ?? [],
  timers: options.timers ?? [],
  retention: options.retention ?? []
})
