/**
 * What arrived, and what became of it.
 *
 * Tested in `test/simulator/server.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type { Fault } from "./Faults.js"
import type { Diagnosis } from "./internal/diagnosis/diagnose.js"

/**
 * The checks of the protocol, in their order.
 *
 * @since 1.0.0
 * @category models
 */
export type Check =
  | "size"
  | "clientHeaders"
  | "authorization"
  | "merchant"
  | "timestamp"
  | "nonce"
  // of uploads
  | "multipart"
  | "signature"
  | "platformSerial"
  | "route"
  | "contentType"
  | "json"
  | "input"
  | "rules"
  // of the XML interface
  | "certificate"
  | "xml"

/**
 * One request. It is in the log from its arrival on, and is replaced as more is known.
 *
 * @since 1.0.0
 * @category models
 */
export interface Call {
  /** Counts from 1. */
  readonly id: number
  /** Unix time in milliseconds. */
  readonly receivedAt: number
  readonly method: string
  /** The request target exactly as received. */
  readonly target: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 64 KiB. */
  readonly body: Uint8Array
  readonly bodyLength: number
  /** Id of the endpoint that the method and path belong to. */
  readonly endpoint?: string
  /** Its path with the braces. */
  readonly route?: string
  /** The parameters of `Authorization`, once they could be read. */
  readonly mchid?: string
  readonly serialNo?: string
  readonly timestamp?: number
  readonly nonce?: string
  /** Whether the merchant sent the same nonce before. WeChat Pay does not refuse that, but a client must not do it. */
  readonly nonceReplayed: boolean
  readonly signature: "unchecked" | "valid" | "invalid"
  /** Which known mistakes explain a wrong signature, or a time that is too far off. */
  readonly diagnosis?: Diagnosis
  /** Whether the endpoint's handler ran to its end, so that the operation took effect, was refused by its rules, or is open. */
  readonly handled: boolean
  /** Whether the rules answered with an error that does not say what became of the operation; absent for no. */
  readonly markUnknown?: boolean
  /** The check that refused the request, also when a fault hid that from the client. */
  readonly rejectedBy?: Check
  /** What was injected into it; absent for none. */
  readonly fault?: Fault
  /** When a request that was held on its way arrived, Unix time in milliseconds; absent for one that was not, or did not arrive yet. */
  readonly arrivedAt?: number
  /**
   * `aborted`: the client closed the connection, or was interrupted, before it had the response.
   * `reset`: we closed it, by a fault.
   */
  readonly state: "open" | "responded" | "aborted" | "reset"
  readonly status?: number
  /** What was sent; `cut` when the connection was broken before its end. */
  readonly response?: {
    readonly headers: Readonly<Record<string, string>>
    /** The first 64 KiB. */
    readonly body: Uint8Array
    readonly cut: boolean
  }
  /** WeChat Pay's code in the response. */
  readonly errorCode?: string
  readonly requestId?: string
  /** From arrival to answer, by the `Clock`. */
  readonly durationMillis?: number
  /** What broke inside a handler; the client got 500. */
  readonly defect?: string
}

/**
 * The log of calls: the latest ones, oldest first.
 *
 * @since 1.0.0
 * @category models
 */
export interface Calls {
  readonly all: Effect.Effect<ReadonlyArray<Call>>
  readonly clear: Effect.Effect<void>
  /** Every call as it arrives and whenever more is known of it. */
  readonly changes: Stream.Stream<Call>
  /** The first call that fits, of the log or still to come. */
  readonly waitFor: (predicate: (call: Call) => boolean) => Effect.Effect<Call>
}

/** The side that writes. */
export interface Recorder extends Calls {
  readonly begin: (call: Omit<Call, "id">) => Effect.Effect<Call>
  readonly update: (id: number, change: Partial<Omit<Call, "id">>) => Effect.Effect<void>
}

/**
 * An empty log that keeps the latest `capacity` calls.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (capacity: number) {
  const log = new Map<number, Call>()
  const changes = yield* PubSub.sliding<Call>(1024)
  let count = 0

  const put = (call: Call) => {
    log.set(call.id, call)
    return Effect.as(PubSub.publish(changes, call), call)
  }

  const recorder: Recorder = {
    all: Effect.sync(() => [...log.values()]),
    clear: Effect.sync(() => log.clear()),
    changes: Stream.fromPubSub(changes),
    waitFor: (predicate) =>
      Effect.scoped(
        Effect.gen(function* () {
          const later = yield* Stream.fromPubSub(changes, { scoped: true })
          const known = [...log.values()].find(predicate)
          if (known !== undefined) return known
          const found = yield* Stream.runHead(Stream.filter(later, predicate))
          return found._tag === "Some" ? found.value : yield* Effect.never
        })
      ),
    begin: (call) =>
      Effect.suspend(() => {
        count++
        if (log.size >= capacity) log.delete(log.keys().next().value as number)
        return put({ id: count, ...call })
      }),
    update: (id, change) =>
      Effect.suspend(() => {
        const known = log.get(id)
        return known === undefined ? Effect.void : Effect.asVoid(put({ ...known, ...change }))
      })
  }
  return recorder
})
