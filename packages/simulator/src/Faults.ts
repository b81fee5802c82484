/**
 * Fault injection.
 *
 * Faults also apply to the XML interface, in its own form: a system error is `err_code` `SYSTEMERROR`, a missing
 * signature is a missing `sign`. Its responses name neither time nor key, so a stale signature, an unknown serial
 * number and a probe are all an invalid signature there.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Call } from "./Calls.js"

/**
 * One fault. Make it with the functions of this module.
 *
 * @since 1.0.0
 * @category models
 */
export type Fault =
  | { readonly _tag: "None" }
  | { readonly _tag: "SignatureMissing" }
  | { readonly _tag: "SignatureWrong" }
  | { readonly _tag: "SignatureStale" }
  | { readonly _tag: "SignatureUnknownSerial" }
  | { readonly _tag: "SignatureProbe" }
  | { readonly _tag: "BadGateway"; readonly effect: boolean }
  | { readonly _tag: "SystemError"; readonly effect: boolean }
  | { readonly _tag: "FrequencyLimited"; readonly retryAfter: string | undefined }
  | { readonly _tag: "Accepted"; readonly effect: boolean }
  | { readonly _tag: "ErrorEnvelope" }
  | { readonly _tag: "NotJson" }
  | { readonly _tag: "Truncated" }
  | { readonly _tag: "Corrupted" }
  | { readonly _tag: "Delayed"; readonly duration: Duration.Duration }
  | { readonly _tag: "Reset"; readonly effect: boolean }
  | { readonly _tag: "Hang"; readonly effect: boolean }
  | {
      readonly _tag: "LateArrival"
      readonly arrives: Arrival
      /** Whether the connection of the client is reset at once. Otherwise the client waits for a response. */
      readonly reset: boolean
    }
  | {
      readonly _tag: "ClockSkewed"
      readonly duration: Duration.Duration
      readonly direction: "ahead" | "behind"
    }

/**
 * When a late request arrives: after a duration, or after the response to a later request.
 *
 * @since 1.0.0
 * @category models
 */
export type Arrival =
  | { readonly _tag: "After"; readonly duration: Duration.Duration }
  | { readonly _tag: "Behind"; readonly endpoint: string; readonly requests: number }

/**
 * Whether a faulty request takes effect.
 *
 * @since 1.0.0
 * @category models
 */
export interface EffectOptions {
  /** Whether the operation takes effect despite the fault. Default: false. */
  readonly effect?: boolean
}

/**
 * No fault. Put it between other faults in the queue to leave one request unchanged.
 *
 * @since 1.0.0
 * @category constructors
 */
export const none: Fault = { _tag: "None" }

/**
 * A correct response without the four signature headers.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureMissing: Fault = { _tag: "SignatureMissing" }

/**
 * A correct response whose signature covers other bytes.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureWrong: Fault = { _tag: "SignatureWrong" }

/**
 * A correct response, signed 10 minutes ago.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureStale: Fault = { _tag: "SignatureStale" }

/**
 * A correct response whose `Wechatpay-Serial` is unknown.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureUnknownSerial: Fault = { _tag: "SignatureUnknownSerial" }

/**
 * A signature probe: the invalid signature `WECHATPAY/SIGNTEST/…` that WeChat Pay sometimes sends to check that clients
 * reject it. The operation took effect.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureProbe: Fault = { _tag: "SignatureProbe" }

/**
 * The unsigned 502 page of a gateway, in HTML.
 *
 * @since 1.0.0
 * @category constructors
 */
export const badGateway = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "BadGateway", effect })

/**
 * 500 `SYSTEM_ERROR`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const systemError = ({ effect = false }: EffectOptions = {}): Fault => ({
  _tag: "SystemError",
  effect
})

/**
 * 429 `FREQUENCY_LIMITED`; the request is not executed. `retryAfter` is the value of the header: seconds, or a date.
 *
 * @since 1.0.0
 * @category constructors
 */
export const frequencyLimited = (options: { readonly retryAfter?: number | string } = {}): Fault => ({
  _tag: "FrequencyLimited",
  retryAfter: options.retryAfter === undefined ? undefined : String(options.retryAfter)
})

/**
 * A signed 202 without a body: accepted, with an unknown result.
 *
 * @since 1.0.0
 * @category constructors
 */
export const accepted = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Accepted", effect })

/**
 * A signed 200 whose body is an error `{"code":"SYSTEM_ERROR",…}`. The operation took effect.
 *
 * @since 1.0.0
 * @category constructors
 */
export const errorEnvelope: Fault = { _tag: "ErrorEnvelope" }

/**
 * A signed 200 whose body is not JSON. The operation took effect.
 *
 * @since 1.0.0
 * @category constructors
 */
export const notJson: Fault = { _tag: "NotJson" }

/**
 * The connection is closed in the middle of the response's body. The operation took effect. A response without a body
 * is truncated too: its `Content-Length` is larger than what is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const truncated: Fault = { _tag: "Truncated" }

/**
 * A correct response, or file, whose last byte was changed in transit. The operation took effect. A response without a
 * body is unchanged.
 *
 * @since 1.0.0
 * @category constructors
 */
export const corrupted: Fault = { _tag: "Corrupted" }

/**
 * A correct response that is sent after a delay, by the `Clock`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const delayed = (duration: Duration.DurationInput): Fault => ({
  _tag: "Delayed",
  duration: Duration.decode(duration)
})

/**
 * The connection is reset before a response is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const reset = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Reset", effect })

/**
 * No response is ever sent; the connection stays open.
 *
 * @since 1.0.0
 * @category constructors
 */
export const hang = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Hang", effect })

/**
 * Options of a request that arrives late.
 *
 * @since 1.0.0
 * @category models
 */
export interface LateArrivalOptions {
  /**
   * Whether the connection of the client is reset at once. Otherwise the client waits until its timeout. Default:
   * false.
   */
  readonly reset?: boolean
}

/**
 * The request is delayed in transit and arrives after this duration, even if the client has stopped waiting. It is then
 * checked and executed like any request: APIv3 rejects it if its timestamp is more than 5 minutes old; requests of the
 * XML interface have no timestamp. The client receives the response only if it still waits for it.
 *
 * The duration passes by the `Clock` and by `time.advance`; with `virtual` time, by `time.advance` only. `arrivedAt` of
 * the call in the log is the time of arrival.
 *
 * @since 1.0.0
 * @category constructors
 */
export const lateArrival = (
  duration: Duration.DurationInput,
  { reset = false }: LateArrivalOptions = {}
): Fault => ({
  _tag: "LateArrival",
  arrives: { _tag: "After", duration: Duration.decode(duration) },
  reset
})

/**
 * The request is delayed in transit and arrives after the response to a later request to `endpoint` (with `requests`:
 * after that many responses). Everything else is as with {@link lateArrival}.
 *
 * ```ts
 * // the payment arrives after a reversal that did not find the order
 * yield* faults.inject(Faults.overtakenBy(FacePayment.reverse, { reset: true }), { endpoint: FacePayment.pay })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const overtakenBy = (
  endpoint: { readonly id: string },
  { requests = 1, reset = false }: LateArrivalOptions & { readonly requests?: number } = {}
): Fault => ({
  _tag: "LateArrival",
  arrives: { _tag: "Behind", endpoint: endpoint.id, requests },
  reset
})

/**
 * The clock of the server is ahead by this duration, or behind with `"behind"`. Beyond five minutes the server rejects
 * the request's timestamp, and signs its response with a timestamp that the client must reject.
 *
 * @since 1.0.0
 * @category constructors
 */
export const clockSkewed = (
  duration: Duration.DurationInput,
  direction: "ahead" | "behind" = "ahead"
): Fault => ({ _tag: "ClockSkewed", duration: Duration.decode(duration), direction })

/**
 * The requests that a fault applies to. A request must match all given conditions; without conditions every request
 * matches.
 *
 * @since 1.0.0
 * @category models
 */
export interface Matching {
  readonly endpoint?: { readonly id: string }
  /** The `Host` header of the request. */
  readonly host?: string
  readonly when?: (call: Call) => boolean
}

/**
 * Options of an injected fault.
 *
 * @since 1.0.0
 * @category models
 */
export interface InjectOptions extends Matching {
  readonly times?: number
  /** From 0 to 1. Default: 1. */
  readonly probability?: number
  /**
   * Simulates an outage: the fault applies to every matching request within this duration. With `times`, to at most
   * that many.
   *
   * ```ts
   * // queries fail for half a minute; all other calls succeed
   * yield* faults.inject(Faults.badGateway(), { endpoint: FacePayment.query, during: "30 seconds" })
   * ```
   */
  readonly during?: Duration.DurationInput
}

/**
 * A fault in the queue.
 *
 * @since 1.0.0
 * @category models
 */
export interface Waiting {
  /** Counts from 1. */
  readonly id: number
  readonly fault: Fault
  readonly matching: Matching
  /** The share of the matching requests that it applies to, from 0 to 1. */
  readonly probability: number
  /** How many requests it still applies to; infinite if there is no limit. */
  readonly left: number
  /** When it ends, Unix time in milliseconds. */
  readonly until?: number
}

/**
 * The queue of faults that are to be injected.
 *
 * @since 1.0.0
 * @category models
 */
export interface Faults {
  /**
   * Queues a fault for the next `times` matching requests, by default one. A request takes the first matching fault of
   * the queue, so faults that are injected one after the other apply to successive requests. With a `probability`,
   * Effect's `Random` decides for each matching request. A fault with `probability` or `during` and without `times`
   * stays in the queue until `clear`, or until the duration is over.
   */
  readonly inject: (fault: Fault, options?: InjectOptions) => Effect.Effect<void>
  /** Removes all faults from the queue. */
  readonly clear: Effect.Effect<void>
  /** How many requests the faults in the queue still apply to. */
  readonly pending: Effect.Effect<number>
  /** The queue, the next one first. */
  readonly waiting: Effect.Effect<ReadonlyArray<Waiting>>
  /** Removes one fault from the queue. */
  readonly remove: (id: number) => Effect.Effect<void>
  /** Takes the fault for a request from the queue. */
  readonly take: (call: Call) => Effect.Effect<Fault>
}

const fits = ({ endpoint, host, when }: Matching, call: Call): boolean =>
  (endpoint === undefined || endpoint.id === call.endpoint) &&
  (host === undefined || host === call.headers.host) &&
  (when === undefined || when(call))

/**
 * An empty queue.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: Effect.Effect<Faults> = Effect.sync(() => {
  let queue: ReadonlyArray<Waiting> = []
  let count = 0
  const current = Effect.map(Clock.currentTimeMillis, (now) => {
    queue = queue.filter(({ until }) => until === undefined || now < until)
    return queue
  })
  return {
    inject: (fault, { during, probability, times, ...matching } = {}) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const isEndless = probability !== undefined || during !== undefined
        const left = times ?? (isEndless ? Number.POSITIVE_INFINITY : 1)
        const until = during === undefined ? {} : { until: now + Duration.toMillis(during) }
        if (left > 0) {
          queue = [...queue, { id: ++count, fault, matching, probability: probability ?? 1, left, ...until }]
        }
      }),
    clear: Effect.sync(() => {
      queue = []
    }),
    waiting: current,
    remove: (id) =>
      Effect.sync(() => {
        queue = queue.filter((one) => one.id !== id)
      }),
    pending: Effect.map(current, (waiting) => waiting.reduce((sum, { left }) => sum + left, 0)),
    take: (call) =>
      Effect.zipWith(current, Random.next, (waiting, chance) => {
        const next = waiting.find(({ matching, probability }) => chance < probability && fits(matching, call))
        if (next === undefined) return none
        queue = waiting.flatMap((one) =>
          one !== next ? [one] : one.left > 1 ? [{ ...one, left: one.left - 1 }] : []
        )
        return next.fault
      })
  }
})
