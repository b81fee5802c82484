/**
 * The log of attempts to deliver notifications, byte for byte, and the routing of notifications.
 *
 * Tested in `test/simulator/delivery.test.ts`.
 *
 * @since 1.0.0
 */
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Kept } from "./Calls.js"

/**
 * Why an attempt got no response:
 *
 * - `blocked`: the address is not on this machine, and no rule names another one.
 * - `connectionRefused`, `unreachable`, `dns`, `tls`: no connection.
 * - `notHttp`, `closed`, `timeout`: a connection, but no response.
 * - `unsendable`: the notification cannot be sent at all, such as one with a malformed address.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Reason = Schema.Literal(
  "blocked",
  "connectionRefused",
  "unreachable",
  "dns",
  "tls",
  "notHttp",
  "closed",
  "timeout",
  "unsendable"
)

/**
 * The reason why an attempt got no usable response.
 *
 * @since 1.0.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * An attempt to deliver a notification.
 *
 * @since 1.0.0
 * @category models
 */
export const Attempt = Schema.Struct({
  /** Unix time in milliseconds. */
  at: Schema.Number,
  /** HTTP status of the merchant's response; absent when none came within 5 s. */
  status: Schema.optional(Schema.Number),
  /** Why there is no response. */
  problem: Schema.optional(Schema.String),
  reason: Schema.optional(Reason),
  /** Whether it was a signature probe. */
  probe: Schema.optional(Schema.Boolean),
  /** Whether a user requested it: it is not an attempt of the schedule. */
  manual: Schema.optional(Schema.Boolean)
})

/**
 * A reason, and a sentence that names the address and what to do.
 *
 * @since 1.0.0
 * @category models
 */
export interface DeliveryProblem {
  readonly reason: Reason
  readonly problem: string
}

/**
 * One attempt to deliver a notification.
 *
 * @since 1.0.0
 * @category models
 */
export interface Delivery {
  /** `id` of the notification. */
  readonly id: string
  /** Unix time in milliseconds. */
  readonly at: number
  /** The address that it was sent to. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The envelope with its encrypted resource. */
  readonly body: string
  /** Whether the attempt is a signature probe: its signature is invalid on purpose. */
  readonly probe: boolean
  /** HTTP status of the merchant's response, and the first characters of its body; absent without a response. */
  readonly status?: number
  readonly response?: string
  /** Why there is no response. */
  readonly problem?: string
  readonly reason?: Reason
  readonly durationMillis: number
}

/**
 * A notification that is sent once and that is in no list, to test a merchant's webhook.
 *
 * @since 1.0.0
 * @category models
 */
export interface Trial {
  readonly id: string
  readonly mchid: string
  readonly url: string
  readonly event_type: string
  readonly summary: string
  readonly original_type: string
  readonly associated_data: string
  /** The content before encryption. */
  readonly resource: unknown
  /** Unix time in milliseconds. */
  readonly created_at: number
  /** A text in place of the envelope. */
  readonly body?: string
  /** `probe`: with the prefix of a signature probe. `wrong`: a signature of nothing. */
  readonly signature: "valid" | "probe" | "wrong"
  /** How long ago it was signed, in milliseconds. */
  readonly age: number
  /** How long the second half of the body is held back, in milliseconds. */
  readonly slow: number
}

/**
 * Replaces the prefix `from` of an address by `to`. An empty `from` matches every address: scheme, host and port are
 * replaced, the path is kept. The longest matching `from` applies.
 *
 * @since 1.0.0
 * @category models
 */
export interface Rule {
  readonly from: string
  readonly to: string
}

/**
 * Where notifications are delivered to.
 *
 * @since 1.0.0
 * @category models
 */
export interface Routing {
  readonly rules: ReadonlyArray<Rule>
  /** Whether addresses that no rule matches and that are not loopback addresses are notified. */
  readonly anywhere: boolean
}

/**
 * The latest attempts, the oldest first, and the routing of notifications.
 *
 * @since 1.0.0
 * @category models
 */
export interface Deliveries {
  readonly all: Effect.Effect<ReadonlyArray<Delivery>>
  /** How many attempts the log contains, and how many it has dropped. */
  readonly kept: Effect.Effect<Kept>
  readonly routing: Effect.Effect<Routing>
  /** Replaces the routing for all further attempts. */
  readonly setRouting: (routing: Routing) => Effect.Effect<void, InvalidOptions>
  /** Sends one notification and returns the attempt, which is not in the log. */
  readonly test: (trial: Trial) => Effect.Effect<Delivery>
}

/** The log of attempts, with its writing side. */
export interface Recorder extends Pick<Deliveries, "all" | "kept"> {
  readonly add: (delivery: Delivery) => Effect.Effect<void>
}

/** An empty log that keeps the latest `capacity` attempts. */
export const make = (capacity: number): Effect.Effect<Recorder> =>
  Effect.sync(() => {
    const log = new Set<Delivery>()
    let evicted = 0
    return {
      kept: Effect.sync(() => ({ kept: log.size, evicted, limit: capacity })),
      all: Effect.sync(() => [...log]),
      add: (delivery) =>
        Effect.sync(() => {
          if (log.size >= capacity) {
            log.delete(log.values().next().value as Delivery)
            evicted++
          }
          log.add(delivery)
        })
    }
  })
