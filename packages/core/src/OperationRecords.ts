/**
 * Records of the requests for a number that may still take effect, and of the process that acts on it. They are stored
 * outside of the process, for other processes and for the same one after a restart.
 *
 * The programs of domain packages (`FacePaymentFlow`, `OfflineContractFlow`, `ServiceOrderFlow`) use the records if
 * {@link OperationRecords} is provided. Then
 *
 * - one process at a time acts on a number; a second one fails with `OperationInProgress` before it sends anything;
 * - a number that was used for another request fails with `NumberReused` before anything is sent;
 * - the next process knows the requests that were open when a process died.
 *
 * Without records, which is the default, each run of a program knows only its own requests.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { toHex } from "./internal/codec/bytes.js"
import * as MonotonicClock from "./MonotonicClock.js"
import { Nonce } from "./Nonce.js"
import * as Outcome from "./Outcome.js"

/**
 * A request that was sent and whose outcome is unknown.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OpenRequest = Schema.Struct({
  /** Name of the request: `pay`, `reverse`, `cancel`, … */
  request: Schema.String,
  /** The latest time at which it was sent, Unix time in milliseconds. */
  sentAt: Schema.Number
})

/**
 * A request that was sent and whose effect is not known.
 *
 * @since 1.0.0
 * @category models
 */
export interface OpenRequest extends Schema.Schema.Type<typeof OpenRequest> {}

/**
 * The record of a number. It contains no personal data, only a digest of the request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OperationRecord = Schema.Struct({
  /** SHA-256 of the first request with the number, hexadecimal. */
  digest: Schema.optional(Schema.String),
  /** The requests that may still take effect. */
  open: Schema.Array(OpenRequest),
  /** The result of the last program that ended, by the name of its case. */
  result: Schema.optional(Schema.String)
})

/**
 * The record of a number.
 *
 * @since 1.0.0
 * @category models
 */
export interface OperationRecord extends Schema.Schema.Type<typeof OperationRecord> {}

/**
 * What a record is about.
 *
 * @since 1.0.0
 * @category models
 */
export interface Key {
  /** The program's kind, such as `facepay.facePayment`. */
  readonly kind: string
  /** What makes the number unique, the number last. */
  readonly number: ReadonlyArray<string | undefined>
}

const fields = { kind: Schema.String, problem: Schema.String }

/**
 * Another process acts on the number, or has taken it over. This run sent nothing, or stopped sending.
 *
 * @since 1.0.0
 * @category errors
 */
export class OperationInProgress extends Schema.TaggedError<OperationInProgress>(
  "@effect-wechatpay/core/OperationInProgress"
)("OperationInProgress", { ...fields, outcome: Outcome.Outcome }) {
  override get message(): string {
    return `${this.kind}: ${this.problem}: wait until the other process has ended, then run it again.`
  }
}

/**
 * The number was used for a request with other data, such as another user or amount. Nothing was sent.
 *
 * @since 1.0.0
 * @category errors
 */
export class NumberReused extends Schema.TaggedError<NumberReused>("@effect-wechatpay/core/NumberReused")(
  "NumberReused",
  { kind: Schema.String }
) {
  readonly outcome = "NotSent"
  override get message(): string {
    return `${this.kind}: the number was used for another request: use another number for each order.`
  }
}

/**
 * The records could not be read or written. The outcome `NotSent` means that this run had sent nothing before.
 *
 * @since 1.0.0
 * @category errors
 */
export class RecordsUnavailable extends Schema.TaggedError<RecordsUnavailable>(
  "@effect-wechatpay/core/RecordsUnavailable"
)("RecordsUnavailable", { ...fields, outcome: Outcome.Outcome }) {
  override get message(): string {
    return `${this.kind}: the operation records failed (${this.problem}): run it again.`
  }
}

/**
 * The reasons why a program could not act on a number.
 *
 * @since 1.0.0
 * @category errors
 */
export type Failure = OperationInProgress | NumberReused | RecordsUnavailable

/**
 * The failure of a store of records.
 *
 * @since 1.0.0
 * @category errors
 */
export class StoreError extends Schema.TaggedError<StoreError>(
  "@effect-wechatpay/core/OperationRecordsStoreError"
)("OperationRecordsStoreError", { problem: Schema.String }) {
  readonly outcome = "NotSent"
}

/**
 * A store of records. Each operation is atomic among all processes that share the store. `key` has at most 64 characters.
 *
 * @since 1.0.0
 * @category models
 */
export interface Store {
  /**
   * Gives the record to `owner` for the duration of `lease` if it has no owner, if its lease is over, or if `owner` has
   * it. `None` if another owner has it. A record that does not exist is created empty. `key` is a digest of `about`, which
   * a store may keep to list what nobody carries on.
   */
  readonly acquire: (
    key: string,
    owner: string,
    lease: Duration.Duration,
    about: Key
  ) => Effect.Effect<Option.Option<OperationRecord>, StoreError>
  /**
   * Writes the record and renews the lease if `owner` still has it; otherwise `false`.
   */
  readonly save: (
    key: string,
    owner: string,
    lease: Duration.Duration,
    record: OperationRecord
  ) => Effect.Effect<boolean, StoreError>
  /** Ends the lease if `owner` still has it. */
  readonly release: (key: string, owner: string) => Effect.Effect<void, StoreError>
}

/**
 * The service that keeps records of operations.
 *
 * @since 1.0.0
 * @category models
 */
export interface Service {
  readonly store: Store
  /** See {@link hold}. It belongs to the service, so that bundles without records do not contain it. */
  readonly hold: (key: Key, request?: unknown) => Effect.Effect<Held, Failure, Scope.Scope>
}

/**
 * The records of the programs inside an effect. Default: none.
 *
 * @since 1.0.0
 * @category references
 */
export class OperationRecords extends Context.Reference<OperationRecords>()(
  "@effect-wechatpay/core/OperationRecords",
  { defaultValue: (): Option.Option<Service> => Option.none() }
) {}

/**
 * Options of the records.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /**
   * How long a record stays reserved for a process that died. While a program runs, the lease of its record is renewed.
   * Default: 30 seconds.
   */
  readonly lease?: Duration.DurationInput
  /**
   * When the lease of a running program is renewed. When the schedule completes, it is no longer renewed. Default: every
   * third of `lease`, so that one renewal may fail.
   */
  readonly renewal?: Schedule.Schedule<unknown>
}

/**
 * Creates records of operations in a store.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (store: Store, { lease = "30 seconds", renewal }: Options = {}): Option.Option<Service> =>
  Option.some({
    store,
    hold: (key, request) =>
      keep(
        key,
        request,
        store,
        Duration.decode(lease),
        renewal ?? Schedule.spaced(Duration.times(Duration.decode(lease), 1 / 3))
      )
  })

/**
 * The record of a number while a program acts on it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Held {
  /** Whether records are kept at all. */
  readonly isKept: boolean
  /** The current record. */
  readonly record: Effect.Effect<OperationRecord>
  /** Notes a request before it is sent. Fails if this process has lost the record: then do not send the request. */
  readonly sending: (request: string) => Effect.Effect<void, OperationInProgress | RecordsUnavailable>
  /** Notes that requests can no longer take effect: all of them, or those with a name. */
  readonly responded: (request?: string) => Effect.Effect<void, OperationInProgress | RecordsUnavailable>
  /** Notes the result, when no request is open. Fails if this process has lost the record. */
  readonly ended: (result: string) => Effect.Effect<void, OperationInProgress | RecordsUnavailable>
}

const empty: OperationRecord = { open: [] }

/** Without records: a run knows only its own requests. */
const unkept = Effect.map(
  Ref.make(empty),
  (ref): Held => ({
    isKept: false,
    record: Ref.get(ref),
    sending: (request) =>
      Effect.flatMap(Clock.currentTimeMillis, (sentAt) => Ref.update(ref, withRequest({ request, sentAt }))),
    responded: (request) => Ref.update(ref, withoutRequest(request)),
    ended: () => Effect.void
  })
)

const withRequest =
  (open: OpenRequest) =>
  (record: OperationRecord): OperationRecord => ({
    ...record,
    open: [...record.open.filter(({ request }) => request !== open.request), open]
  })

const withoutRequest =
  (request: string | undefined) =>
  (record: OperationRecord): OperationRecord => ({
    ...record,
    open: request === undefined ? [] : record.open.filter((open) => open.request !== request)
  })

const canonical = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return canonical(Redacted.value(value))
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)])
  )
}

/**
 * SHA-256 of a value as JSON with sorted members, hexadecimal. Members that are `undefined` do not count.
 *
 * @since 1.0.0
 * @category combinators
 */
export const digest = (value: unknown): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() =>
      crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(canonical(value))))
    ),
    (bytes) => toHex(new Uint8Array(bytes)).toLowerCase()
  )

/**
 * Holds the record of a number until the scope closes, for programs of your own. `request` is the request that the number
 * is used for. Give it in programs that start an operation, and omit it in programs that only find out the result of one.
 *
 * ```ts
 * Effect.scoped(Effect.gen(function* () {
 *   const held = yield* OperationRecords.hold({ kind: "shop.payment", number: [out_trade_no] }, input)
 *   yield* held.sending("pay")
 *   const response = yield* Payment.pay(input)
 *   yield* held.ended("Paid")
 * }))
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const hold = (key: Key, request?: unknown): Effect.Effect<Held, Failure, Scope.Scope> =>
  Effect.flatMap(
    OperationRecords,
    Option.match({
      onNone: () => unkept,
      onSome: (service) => service.hold(key, request)
    })
  )

const keep = /* @__PURE__ */ Effect.fnUntraced(function* (
  about: Key,
  request: unknown,
  store: Store,
  lease: Duration.Duration,
  renewal: Schedule.Schedule<unknown>
) {
  const { kind, number } = about
  const key = yield* digest([kind, ...number.map((part) => part ?? null)])
  const owner = (yield* Nonce)()
  const wanted = request === undefined ? undefined : yield* digest(request)

  const lost = (problem: string, outcome: Outcome.Outcome) =>
    new OperationInProgress({ kind, problem, outcome })
  const unavailable = (outcome: Outcome.Outcome) => (error: StoreError) =>
    new RecordsUnavailable({ kind, problem: error.problem, outcome })

  const found = yield* Effect.acquireRelease(
    Effect.mapError(store.acquire(key, owner, lease, about), unavailable("NotSent")),
    (acquired) => (Option.isSome(acquired) ? Effect.ignore(store.release(key, owner)) : Effect.void)
  )
  if (Option.isNone(found)) return yield* lost("another process acts on it", "NotSent")
  if (wanted !== undefined && found.value.digest !== undefined && found.value.digest !== wanted) {
    return yield* new NumberReused({ kind })
  }

  const record = yield* Ref.make<OperationRecord>(found.value)
  /** One write at a time: the renewal must not undo a write of the program. */
  const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
  const change = (f: (record: OperationRecord) => OperationRecord, outcome: Outcome.Outcome) =>
    oneAtATime(
      Effect.gen(function* () {
        const next = f(yield* Ref.get(record))
        const isSaved = yield* Effect.mapError(store.save(key, owner, lease, next), unavailable(outcome))
        if (!isSaved) return yield* lost("another process has taken it over", outcome)
        yield* Ref.set(record, next)
      })
    )

  // A failed renewal is repeated by the schedule. If none succeeds, the next write fails.
  yield* Effect.ignore(change((same) => same, "Unknown")).pipe(
    Effect.schedule(MonotonicClock.schedule(renewal)),
    Effect.forkScoped
  )

  const outcomeNow = Effect.map(
    Ref.get(record),
    ({ open }): Outcome.Outcome => (open.length === 0 ? "NotSent" : "Unknown")
  )
  const held: Held = {
    isKept: true,
    record: Ref.get(record),
    sending: (name) =>
      Effect.flatMap(Effect.zip(Clock.currentTimeMillis, outcomeNow), ([sentAt, outcome]) =>
        change(
          (now) => ({
            ...withRequest({ request: name, sentAt })(now),
            ...(wanted === undefined ? {} : { digest: now.digest ?? wanted })
          }),
          outcome
        )
      ),
    responded: (name) => change(withoutRequest(name), "Unknown"),
    ended: (result) => change((now) => ({ ...now, open: [], result }), "Unknown")
  }
  return held
})

/**
 * Options of records in memory.
 *
 * @since 1.0.0
 * @category models
 */
export interface MemoryOptions extends Options {
  /** The maximum number of records; the oldest ones that no program holds are forgotten. Default: 100,000. */
  readonly capacity?: number
}

/**
 * Records in memory, for one process until it ends. Its programs do not act on one number at the same time, and recognize
 * a number that is used again. Requests that a crash leaves open are lost: to keep them, store the records in a database.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMemory = ({
  capacity = 100_000,
  ...options
}: MemoryOptions = {}): Effect.Effect<Option.Option<Service>> =>
  Effect.sync(() => {
    const rows = new Map<
      string,
      { readonly record: OperationRecord; readonly owner: string | undefined; readonly until: number }
    >()
    const forget = (now: number) => {
      for (const [key, { owner, until }] of rows) {
        if (rows.size <= capacity) return
        if (owner === undefined || until <= now) rows.delete(key)
      }
    }
    const store: Store = {
      acquire: (key, owner, lease) =>
        Effect.map(MonotonicClock.now, (now) => {
          const row = rows.get(key)
          const isTaken = row?.owner !== undefined && row.owner !== owner && row.until > now
          if (isTaken) return Option.none()
          const record = row?.record ?? empty
          rows.delete(key)
          rows.set(key, { record, owner, until: now + Duration.toMillis(lease) })
          forget(now)
          return Option.some(record)
        }),
      save: (key, owner, lease, record) =>
        Effect.map(MonotonicClock.now, (now) => {
          if (rows.get(key)?.owner !== owner) return false
          rows.set(key, { record, owner, until: now + Duration.toMillis(lease) })
          return true
        }),
      release: (key, owner) =>
        Effect.sync(() => {
          const row = rows.get(key)
          if (row?.owner === owner) rows.set(key, { ...row, owner: undefined, until: 0 })
        })
    }
    return make(store, options)
  })

/**
 * Records in memory. Provide it once, to all programs of the process.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMemory = (options: MemoryOptions = {}): Layer.Layer<OperationRecords> =>
  Layer.effect(OperationRecords, makeMemory(options))
