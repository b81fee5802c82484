/**
 * What was sent to merchants, byte for byte, and what they answered.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"

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
  /** Where it really went. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The envelope with its encrypted resource. */
  readonly body: string
  /** Whether the signature was wrong on purpose. */
  readonly probe: boolean
  /** HTTP status of the merchant's response, and the begin of its text; absent when none came. */
  readonly status?: number
  readonly response?: string
  /** Why no response came. */
  readonly problem?: string
  readonly durationMillis: number
}

/**
 * The latest attempts, the oldest first.
 *
 * @since 1.0.0
 * @category models
 */
export interface Deliveries {
  readonly all: Effect.Effect<ReadonlyArray<Delivery>>
}

/** The side that writes. */
export interface Recorder extends Deliveries {
  readonly add: (delivery: Delivery) => Effect.Effect<void>
}

/** An empty log that keeps the latest `capacity` attempts. */
export const make = (capacity: number): Effect.Effect<Recorder> =>
  Effect.sync(() => {
    const log = new Set<Delivery>()
    return {
      all: Effect.sync(() => [...log]),
      add: (delivery) =>
        Effect.sync(() => {
          if (log.size >= capacity) log.delete(log.values().next().value as Delivery)
          log.add(delivery)
        })
    }
  })
