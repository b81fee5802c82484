/**
 * The contract between the runner and the protocols. A protocol defines requests and responses; there are two, APIv3
 * (`v3/`) and the XML interface (`v2/`). The runner (`runner.ts`) depends on neither.
 */
import type * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as ApiError from "../../ApiError.js"
import type { Method } from "../../Endpoint.js"
import type * as HttpExchange from "../../HttpExchange.js"
import { Nonce } from "../../Nonce.js"
import { type Policy, Retry } from "../../Retry.js"
import { Timeout } from "../../Timeout.js"
import type { Reason } from "../../WechatPayError.js"
import { clockOf, type Running, settingOf } from "../speed/fiber.js"
import type { Failure } from "./failure.js"

/** The properties of an operation that the runner needs. */
export interface Operation {
  readonly id: string
  readonly method: Method
  /** Path with its braces, for the span; absent if the path contains values. */
  readonly template: string | undefined
  readonly idempotent: boolean
  /** The least time between two requests that may both have arrived. */
  readonly retryInterval: Duration.Duration
  /** The least time before a retry after WeChat Pay had too many requests. */
  readonly limitedInterval?: Duration.Duration
  readonly errors: ReadonlyArray<ApiError.AnyClass>
}

/** The settings of a call from its context, read once per call. */
export class CallContext {
  readonly clock: Clock.Clock
  readonly makeNonce: () => string
  readonly policy: Policy
  readonly timeout: Duration.Duration

  constructor(fiber: Running) {
    this.clock = clockOf(fiber)
    this.makeNonce = settingOf(fiber, Nonce)
    this.policy = settingOf(fiber, Retry)
    this.timeout = settingOf(fiber, Timeout)
  }
}

export const callContext: Effect.Effect<CallContext> = Effect.withFiberRuntime((fiber) =>
  Effect.succeed(new CallContext(fiber))
)

/** The exchange that a call has in flight. An interruption of the call cancels it. */
export class InFlight {
  giveUp: (() => void) | undefined = undefined
}

/** The request of one attempt. */
export interface SignedRequest extends HttpExchange.Request {
  /** The text that was signed; absent if no response can be compared with it. */
  readonly signedText?: string
}

/**
 * Encodes, signs and interprets the messages of an operation.
 *
 * - `Input`: the input of the caller.
 * - `Message`: the encoded request. The attempts of a call share it, so that they have the same body.
 * - `Received`: the part of a response that the transport reads.
 */
export interface Protocol<
  in Input,
  in out Message,
  out A,
  in Received = HttpExchange.Response,
  out R = never
> {
  readonly operation: Operation
  /** Whether `sign` calls nothing outside of this process. Then it needs no timer, and no parent for spans and logs. */
  readonly local: boolean
  /** Validates and encrypts, once per call. */
  readonly encode: (input: Input) => Effect.Effect<Message, Reason>
  /** Builds the request of one attempt, with its own time, nonce and signature. */
  readonly sign: (
    message: Message,
    origin: string,
    context: CallContext
  ) => Effect.Effect<SignedRequest, Reason>
  /** Verifies and reads a response. */
  readonly interpret: (
    message: Message,
    request: SignedRequest,
    response: Received,
    context: CallContext
  ) => Effect.Effect<A, Failure, R>
}
