/** Handles a delivery: receives it, checks whether it was handled before, and runs the handler, within the timeout. */
import { sha256 } from "@noble/hashes/sha2.js"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Envelope, ResponseDescription } from "../../Notification.js"
import { InProgress, NotFinished, type NotificationError, type Reason } from "../../NotificationError.js"
import type { NotificationHandler, Outcome } from "../../NotificationHandler.js"
import type { NotificationKeys } from "../../NotificationKeys.js"
import type { Delivery } from "../../NotificationReceiver.js"
import { NotificationStore } from "../../NotificationStore.js"
import { toHex } from "../codec/bytes.js"
import { type Decoded, decodeEvent } from "./decode.js"
import { aboutEvent, failure, openDelivery } from "./open.js"
import { makeReply } from "./reply.js"

/** The handler failed or died. A class of its own distinguishes it from other failures of the delivery. */
export class HandlerStopped<out E> {
  readonly _tag = "HandlerStopped"
  constructor(
    readonly envelope: Envelope,
    readonly stopped: Cause.Cause<E>
  ) {}

  /** Fibers log their failures at the level Debug, with all members and with one named `cause`: the event is personal data. */
  toString(): string {
    return this._tag
  }
}

const utf8 = new TextEncoder()

/** Keys are digests, so that stores contain no order numbers. */
export const digest = (parts: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.sync(() => toHex(sha256(utf8.encode(JSON.stringify(parts)))))

const keysOf = (decoded: Decoded): Effect.Effect<ReadonlyArray<string>> => {
  const { event_type, id, mchid } = decoded.event
  const names = [["id", mchid, id]]
  if (decoded._tag === "Known") {
    const businessKey = decoded.notification.businessKey?.(decoded.event.resource as never)
    if (businessKey !== undefined) names.push(["business", mchid, event_type, businessKey])
  }
  return Effect.forEach(names, digest)
}

/**
 * Interrupts an effect that exceeds its deadline, without waiting for its end: an uninterruptible part continues in the
 * background and keeps its claim.
 */
export const until = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  start: number,
  limit: Duration.Duration,
  tooLate: (reason: NotFinished) => NotificationError
): Effect.Effect<A, E | NotificationError, R> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const millis = Duration.toMillis(limit)
    // Servers run their apps uninterruptibly.
    return Effect.interruptible(Effect.disconnect(effect)).pipe(
      Effect.timeoutOption(Duration.millis(Math.max(0, start + millis - now))),
      Effect.flatMap(
        Option.match({
          onNone: () => tooLate(new NotFinished({ millis })),
          onSome: Effect.succeed
        })
      )
    )
  })

export const stoppable = <A, E, R>(envelope: Envelope, effect: () => Effect.Effect<A, E, R>) =>
  Effect.suspend(effect).pipe(
    Effect.sandbox,
    Effect.mapError((cause) => new HandlerStopped(envelope, cause))
  )

const run = <E, R>(handler: NotificationHandler<E, R>, decoded: Decoded) =>
  stoppable(decoded.event, () =>
    decoded._tag === "Unknown"
      ? handler.unknown(decoded.event)
      : handler.handle(decoded.notification, decoded.event as never)
  )

const runOnce = Effect.fnUntraced(function* <E, R>(handler: NotificationHandler<E, R>, decoded: Decoded) {
  const store = yield* NotificationStore
  const keys = yield* keysOf(decoded)
  const fail = (reason: Reason) => aboutEvent(reason, decoded.event)
  const once = yield* Effect.mapError(store.once(keys, run(handler, decoded)), (error) =>
    error._tag === "HandlerStopped" ? error : fail(error)
  )
  if (once._tag === "InProgress") return yield* fail(new InProgress())
  return { _tag: once._tag, envelope: decoded.event, reply: undefined } satisfies Outcome
})

/** WeChat Pay needs the response to every delivery, so the handler runs for each, duplicates included. */
const runSynchronous = Effect.fnUntraced(function* <E, R>(
  handler: NotificationHandler<E, R>,
  decoded: Decoded,
  synchronous: ResponseDescription,
  delivery: Delivery
) {
  const response = yield* run(handler, decoded)
  const reply = yield* makeReply(synchronous, response, decoded.event, delivery)
  return { _tag: "Handled", envelope: decoded.event, reply } satisfies Outcome
})

/** `startedAt`: the time from which the timeout counts, in milliseconds. Default: now. */
export const handleDelivery = <E, R>(
  handler: NotificationHandler<E, R>,
  delivery: Delivery,
  timeout: Duration.Duration,
  startedAt?: number
): Effect.Effect<
  Outcome,
  HandlerStopped<E> | NotificationError,
  R | NotificationKeys | NotificationStore
> => {
  const work = (
    decoded: Decoded,
    start: number
  ): Effect.Effect<Outcome, HandlerStopped<E> | NotificationError, R | NotificationStore> => {
    const synchronous = decoded._tag === "Known" ? decoded.notification.response : undefined
    if (synchronous === undefined) return runOnce(handler, decoded)
    const responded = runSynchronous(handler, decoded, synchronous, delivery)
    const limit = Duration.decode(synchronous.timeout)
    return until(responded, start, limit, (reason) => aboutEvent(reason, decoded.event))
  }

  return Effect.gen(function* () {
    const start = startedAt ?? (yield* Clock.currentTimeMillis)
    let envelope: Envelope | undefined
    const received = Effect.flatMap(openDelivery(delivery), (opened) =>
      decodeEvent(handler.notifications, opened)
    )
    const handled = Effect.flatMap(received, (decoded) => {
      envelope = decoded.event
      return work(decoded, start)
    })
    return yield* until(handled, start, timeout, (reason) =>
      envelope === undefined ? failure(reason, delivery) : aboutEvent(reason, envelope)
    )
  })
}

/** Saves a delivery that is verified and can be decrypted. */
export const storeDelivery = Effect.fnUntraced(function* <E, R>(
  save: (delivery: Delivery) => Effect.Effect<unknown, E, R>,
  delivery: Delivery,
  timeout: Duration.Duration,
  start: number
) {
  const { envelope } = yield* until(openDelivery(delivery), start, timeout, (reason) =>
    failure(reason, delivery)
  )
  const saved = stoppable(envelope, () => save(delivery))
  yield* until(saved, start, timeout, (reason) => aboutEvent(reason, envelope))
  return { _tag: "Stored", envelope, reply: undefined } as const
})
