/**
 * The log of calls: the requests that arrived, and what happened to each of them.
 *
 * Tested in `test/simulator/server.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import type * as ParseResult from "effect/ParseResult"
import * as PubSub from "effect/PubSub"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Fault } from "./Faults.js"
import type { Diagnosis } from "./internal/diagnosis/diagnose.js"
import { ExportedCalls } from "./internal/storedCall.js"

/**
 * The checks of the protocol, in the order in which they run.
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
 * One request. The log contains it from its arrival on, and replaces the entry as more becomes known.
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
  /** The path template of that endpoint, with braces. */
  readonly route?: string
  /** The parameters of `Authorization`; absent if the header cannot be parsed. */
  readonly mchid?: string
  readonly serialNo?: string
  readonly timestamp?: number
  readonly nonce?: string
  /** Whether the merchant sent the same nonce before. WeChat Pay does not reject that, but a client must not do it. */
  readonly nonceReplayed: boolean
  readonly signature: "unchecked" | "valid" | "invalid"
  /** The known mistakes that explain a wrong signature or a timestamp out of range. */
  readonly diagnosis?: Diagnosis
  /**
   * Whether the endpoint's handler completed: the operation took effect, was rejected by a business rule, or has an
   * unknown outcome.
   */
  readonly handled: boolean
  /** Whether the handler returned an error that leaves the outcome of the operation unknown. Absent means false. */
  readonly markUnknown?: boolean
  /** The check that rejected the request, also if a fault replaced the response. */
  readonly rejectedBy?: Check
  /** The fault that was injected into the request, if any. */
  readonly fault?: Fault
  /**
   * When a held-back request arrived, Unix time in milliseconds. Absent if the request was not held back or has not
   * arrived yet.
   */
  readonly arrivedAt?: number
  /**
   * `aborted`: the client closed the connection, or was interrupted, before it had the response. `reset`: a fault
   * closed the connection.
   */
  readonly state: "open" | "responded" | "aborted" | "reset"
  readonly status?: number
  /** The response that was sent. `cut`: the connection was closed before the end of the response. */
  readonly response?: {
    readonly headers: Readonly<Record<string, string>>
    /** The first 64 KiB. */
    readonly body: Uint8Array
    readonly cut: boolean
  }
  /** WeChat Pay's code in the response. */
  readonly errorCode?: string
  readonly requestId?: string
  /** Time from the arrival to the response, by the `Clock`. */
  readonly durationMillis?: number
  /** The defect of the handler; the client received 500. */
  readonly defect?: string
}

/**
 * An exported log of calls, as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export type Exported = typeof ExportedCalls.Encoded

/**
 * The size of a log.
 *
 * @since 1.0.0
 * @category models
 */
export interface Kept {
  readonly kept: number
  /** How many entries were removed to save memory, since the start. */
  readonly evicted: number
  /** The largest number of entries, except those that are still in progress. */
  readonly limit: number
}

/**
 * The log of calls: the latest calls, oldest first.
 *
 * @since 1.0.0
 * @category models
 */
export interface Calls {
  readonly all: Effect.Effect<ReadonlyArray<Call>>
  /** The call with this id; `undefined` if the log does not contain it. */
  readonly find: (id: number) => Effect.Effect<Call | undefined>
  /** How many calls the log contains, and how many it has dropped. */
  readonly kept: Effect.Effect<Kept>
  /** Empties the log. The ids of later calls continue. */
  readonly clear: Effect.Effect<void>
  /** The log as JSON, to show it to others. It contains requests and responses as they were sent, and no keys. */
  readonly exportAll: Effect.Effect<Exported>
  /**
   * Replaces the log by an exported one; the calls keep their ids, and later calls have larger ones. Nothing is changed if
   * a call cannot be decoded.
   */
  readonly importAll: (exported: unknown) => Effect.Effect<void, ParseResult.ParseError>
  /** Emits a call when it arrives and whenever its entry changes. */
  readonly changes: Stream.Stream<Call>
  /** The first call that satisfies the predicate, from the log or in the future. */
  readonly waitFor: (predicate: (call: Call) => boolean) => Effect.Effect<Call>
}

/** The writing side of the log. */
export interface Recorder extends Calls {
  readonly begin: (call: Omit<Call, "id">) => Effect.Effect<Call>
  readonly update: (id: number, change: Partial<Omit<Call, "id">>) => Effect.Effect<void>
}

/** Where calls are stored besides the memory. */
export interface Store {
  /** The stored calls, the oldest first. */
  readonly initial: ReadonlyArray<Call>
  /** The largest id that a call has ever had. */
  readonly lastId: number
  readonly put: (call: Call) => Effect.Effect<void>
  readonly remove: (ids: ReadonlyArray<number>) => Effect.Effect<void>
  /** Replaces all stored calls. */
  readonly replaceAll: (calls: ReadonlyArray<Call>) => Effect.Effect<void>
}

/** Stores nothing. */
export const notStored: Store = {
  initial: [],
  lastId: 0,
  put: () => Effect.void,
  remove: () => Effect.void,
  replaceAll: () => Effect.void
}

/**
 * A log that keeps the latest `capacity` calls. It begins with the stored ones; those that had no response when the
 * simulator ended never get one.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (capacity: number, store: Store = notStored) {
  const log = new Map<number, Call>()
  const changes = yield* PubSub.sliding<Call>(1024)
  let count = store.lastId
  let evicted = 0
  for (const call of store.initial) {
    log.set(call.id, call.state === "open" ? { ...call, state: "aborted" } : call)
  }

  /** Makes room for a call. A call without a response is not removed. */
  const evict = Effect.suspend(() => {
    const removed: Array<number> = []
    for (const { id, state } of log.values()) {
      if (log.size < capacity) break
      if (state === "open") continue
      log.delete(id)
      evicted++
      removed.push(id)
    }
    return removed.length === 0 ? Effect.void : store.remove(removed)
  })

  const put = (call: Call) => {
    log.set(call.id, call)
    return Effect.as(PubSub.publish(changes, call), call)
  }

  const recorder: Recorder = {
    all: Effect.sync(() => [...log.values()]),
    find: (id) => Effect.sync(() => log.get(id)),
    kept: Effect.sync(() => ({ kept: log.size, evicted, limit: capacity })),
    clear: Effect.suspend(() => {
      log.clear()
      return store.replaceAll([])
    }),
    exportAll: Effect.suspend(() =>
      Effect.orDie(
        Schema.encode(ExportedCalls)({
          format: "wechatpay-simulator.calls",
          version: 1,
          calls: [...log.values()]
        })
      )
    ),
    importAll: (exported) =>
      Effect.flatMap(Schema.decodeUnknown(ExportedCalls)(exported), ({ calls }) => {
        const latest = [...calls].sort((one, other) => one.id - other.id).slice(-capacity)
        log.clear()
        for (const call of latest) log.set(call.id, call)
        count = Math.max(count, latest.at(-1)?.id ?? 0)
        return Effect.andThen(store.replaceAll([...log.values()]), PubSub.publishAll(changes, log.values()))
      }),
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
        const begun = { id: count, ...call }
        // Stored at once, so that no later call gets the same id, even after a crash.
        return Effect.zipRight(
          Effect.andThen(evict, store.put(begun)),
          Effect.suspend(() => put(begun))
        )
      }),
    update: (id, change) =>
      Effect.suspend(() => {
        const known = log.get(id)
        if (known === undefined) return Effect.void
        const changed = { ...known, ...change }
        return Effect.andThen(put(changed), changed.state === "open" ? Effect.void : store.put(changed))
      })
  }
  return recorder
})
