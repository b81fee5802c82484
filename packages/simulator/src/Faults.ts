/**
 * What goes wrong on demand.
 *
 * Answers of the XML interface go wrong likewise, in its own words: a system error is `err_code` `SYSTEMERROR`, a missing
 * signature a missing `sign`. They name neither time nor key, so that a stale, foreign or probing signature is a wrong one.
 *
 * @since 1.0.0
 */
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
      readonly _tag: "ClockSkewed"
      readonly duration: Duration.Duration
      readonly direction: "ahead" | "behind"
    }

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
   * be spared, and without `times` there is no end of it until `clear`.
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
  return {
    inject: (fault, { probability, times, ...matching } = {}) =>
      Effect.sync(() => {
        const left = times ?? (probability === undefined ? 1 : Number.POSITIVE_INFINITY)
        if (left > 0)
          queue = [...queue, { id: ++count, fault, matching, probability: probability ?? 1, left }]
      }),
    clear: Effect.sync(() => {
      queue = []
    }),
    waiting: Effect.sync(() => queue),
    remove: (id) =>
      Effect.sync(() => {
        queue = queue.filter((one) => one.id !== id)
      }),
    pending: Effect.sync(() => queue.reduce((sum, { left }) => sum + left, 0)),
    take: (call) =>
      Effect.map(Random.next, (chance) => {
        const next = queue.find(({ matching, probability }) => chance < probability && fits(matching, call))
        if (next === undefined) return none
        queue = queue.flatMap((one) =>
          one !== next ? [one] : one.left > 1 ? [{ ...one, left: one.left - 1 }] : []
        )
        return next.fault
      })
  }
})
