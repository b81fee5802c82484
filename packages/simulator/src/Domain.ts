/**
 * A family of calls that the simulator answers: endpoint values, each with the rules of WeChat Pay for it.
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
  /** Where the request was sent, such as `http://127.0.0.1:4010`: for the addresses of files. */
  readonly origin: string
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
  /** Whether what it gives is a `File`, which is sent as it is, unsigned. */
  readonly isFile?: boolean
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
 * What a download gives.
 *
 * @since 1.0.0
 * @category models
 */
export interface File {
  readonly content: Stream.Stream<Uint8Array>
  readonly mediaType: string
}

/**
 * The rules of one download. As the addresses of files are WeChat Pay's own, so are their parameters: `params` are those of
 * the path, `query` those of the query. The response is sent piece by piece and not signed.
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
  /** What the page and the admin API show of it. */
  readonly panels: ReadonlyArray<Panel>
  /** What happens by itself as time passes. */
  readonly timers: ReadonlyArray<Timer>
}

/**
 * Something that happens by itself as the time of the simulator passes, such as a refund that arrives.
 *
 * @since 1.0.0
 * @category models
 */
export interface Timer {
  /** When `run` is due, Unix time in milliseconds; undefined if nothing is going to happen. Asked often: keep it cheap. */
  readonly next: Effect.Effect<number | undefined, never, State>
  /** Does what is due. Afterwards `next` is later, or undefined. */
  readonly run: Effect.Effect<void, never, State>
}

/**
 * A domain. If two domains have a handler of the same method and path, that of the later domain runs.
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
  }
): Domain => ({
  name,
  handlers: options.handlers ?? [],
  v2Handlers: options.v2Handlers ?? [],
  seed: options.seed ?? Effect.void,
  panels: options.panels ?? [],
  timers: options.timers ?? []
})
