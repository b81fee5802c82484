/**
 * What goes wrong on demand.
 *
 * Answers of the XML interface go wrong likewise, in its own words: a system error is `err_code` `SYSTEMERROR`, a missing
 * signature a missing `sign`. They name neither time nor key, so that a stale, foreign or probing signature is a wrong one.
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
      /** Whether the client sees its connection reset at once; else it waits for a response. */
      readonly reset: boolean
    }
  | {
      readonly _tag: "ClockSkewed"
      readonly duration: Duration.Duration
      readonly direction: "ahead" | "behind"
    }

/**
 * When a late request arrives: after a time, or after a later request has been responded to.
 *
 * @since 1.0.0
 * @category models
 */
export type Arrival =
  | { readonly _tag: "After"; readonly duration: Duration.Duration }
  | { readonly _tag: "Behind"; readonly endpoint: string; readonly requests: number }

/**
 * @since 1.0.0
 * @category models
 */
export interface EffectOptions {
  /** Whether the operation takes effect all the same. Default: false. */
  readonly effect?: boolean
}

/**
 * No fault: lets a request pass, to put between others.
 *
 * @since 1.0.0
 * @category constructors
 */
export const none: Fault = { _tag: "None" }

/**
 * A good response without the four signature headers.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureMissing: Fault = { _tag: "SignatureMissing" }

/**
 * A good response whose signature covers other bytes.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureWrong: Fault = { _tag: "SignatureWrong" }

/**
 * A good response, signed 10 minutes ago.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureStale: Fault = { _tag: "SignatureStale" }

/**
 * A good response whose `Wechatpay-Serial` nobody knows.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signatureUnknownSerial: Fault = { _tag: "SignatureUnknownSerial" }

/**
 * The wrong signature `WECHATPAY/SIGNTEST/…` that WeChat Pay sends now and then to see that it is refused.
 * The call took effect.
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
 * 429 `FREQUENCY_LIMITED`; the request is not accepted. `retryAfter` is the value of the header: seconds, or a date.
 *
 * @since 1.0.0
 * @category constructors
 */
export const frequencyLimited = (options: { readonly retryAfter?: number | string } = {}): Fault => ({
  _tag: "FrequencyLimited",
  retryAfter: options.retryAfter === undefined ? undefined : String(options.retryAfter)
})

/**
 * A signed 202 without a body: accepted, the result is open.
 *
 * @since 1.0.0
 * @category constructors
 */
export const accepted = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Accepted", effect })

/**
 * A signed 200 that holds an error `{"code":"SYSTEM_ERROR",…}`. The operation took effect.
 *
 * @since 1.0.0
 * @category constructors
 */
export const errorEnvelope: Fault = { _tag: "ErrorEnvelope" }

/**
 * A signed 200 whose body is no JSON. The operation took effect.
 *
 * @since 1.0.0
 * @category constructors
 */
export const notJson: Fault = { _tag: "NotJson" }

/**
 * The connection breaks in the middle of the response's body. The operation took effect. A response without a body is
 * cut before its end all the same: its `Content-Length` announces more.
 *
 * @since 1.0.0
 * @category constructors
 */
export const truncated: Fault = { _tag: "Truncated" }

/**
 * A good response whose last byte was changed on its way; of a file too. The operation took effect. A response without a body
 * stays as it is.
 *
 * @since 1.0.0
 * @category constructors
 */
export const corrupted: Fault = { _tag: "Corrupted" }

/**
 * A good response that comes late, by the `Clock`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const delayed = (duration: Duration.DurationInput): Fault => ({
  _tag: "Delayed",
  duration: Duration.decode(duration)
})

/**
 * The connection is reset instead of a response.
 *
 * @since 1.0.0
 * @category constructors
 */
export const reset = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Reset", effect })

/**
 * No response ever; the connection stays open.
 *
 * @since 1.0.0
 * @category constructors
 */
export const hang = ({ effect = false }: EffectOptions = {}): Fault => ({ _tag: "Hang", effect })

/**
 * @since 1.0.0
 * @category models
 */
export interface LateArrivalOptions {
  /** Whether the client sees its connection reset at once, instead of waiting until it gives up. Default: false. */
  readonly reset?: boolean
}

/**
 * The request is held on its way and arrives after this time, also when the client gave up long before. Then it is checked and
 * carried out as any request: one of APIv3 is rejected when its timestamp is more than 5 minutes old, one of the XML
 * interface has no timestamp. Its response reaches the client only if the client still waits for it.
 *
 * Time is the `Clock`'s and what `time.advance` lets pass, of which a `virtual` simulator knows the second only. `arrivedAt` of
 * the call in the log says when it arrived.
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
 * The request is held on its way, and arrives when a later request to `endpoint` has been responded to (with `requests`: so
 * many of them). All else is as with {@link lateArrival}.
 *
 * ```ts
 * // the payment arrives after the reversal that found no order
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
 * The request meets a server whose clock is that far ahead, or with `"behind"` that far behind: more than five minutes refuse
 * the request's timestamp, and sign the response's with one that must be refused.
 *
 * @since 1.0.0
 * @category constructors
 */
export const clockSkewed = (
  duration: Duration.DurationInput,
  direction: "ahead" | "behind" = "ahead"
): Fault => ({ _tag: "ClockSkewed", duration: Duration.decode(duration), direction })

/**
 * Which requests a fault is for. All that is given must fit; nothing given fits every request.
 *
 * @since 1.0.0
 * @category models
 */
export interface Matching {
  readonly endpoint?: { readonly id: string }
  /** The `Host` that was called. */
  readonly host?: string
  readonly when?: (call: Call) => boolean
}

/**
 * @since 1.0.0
 * @category models
 */
export interface InjectOptions extends Matching {
  readonly times?: number
  /** From 0 to 1. Default: 1. */
  readonly probability?: number
  /**
   * For how long: every request that fits within this time, an outage. With `times` at most so many of them.
   *
   * ```ts
   * // queries get no response for half a minute; all other calls do
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
  /** Which part of the requests that fit meets it, from 0 to 1. */
  readonly probability: number
  /** How many requests are still going to meet it; infinite for no end. */
  readonly left: number
  /** When it ends, in Unix time in milliseconds. */
  readonly until?: number
}

/**
 * The faults that wait for their requests.
 *
 * @since 1.0.0
 * @category models
 */
export interface Faults {
  /**
   * Queues a fault for the next `times` requests that fit, by default one. A request takes the first fault of the queue that fits it,
   * so injecting one after the other alternates them. With a `probability`, by Effect's `Random`, a request that fits may
   * be spared. With a `probability` or `during` and without `times` there is no end of it until `clear`, or until the time is over.
   */
  readonly inject: (fault: Fault, options?: InjectOptions) => Effect.Effect<void>
  /** Drops all that wait. */
  readonly clear: Effect.Effect<void>
  /** How many requests are still going to meet a fault. */
  readonly pending: Effect.Effect<number>
  /** The queue, the next one first. */
  readonly waiting: Effect.Effect<ReadonlyArray<Waiting>>
  /** Drops one of the queue. */
  readonly remove: (id: number) => Effect.Effect<void>
  /** Takes the fault of a request out of the queue. */
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
