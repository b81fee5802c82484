/**
 * The state of the simulated WeChat Pay: tables of records.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { declared } from "./internal/declared.js"

/**
 * A kind of record. Its schema encodes records for the state file, the export and the import.
 *
 * @since 1.0.0
 * @category models
 */
export interface Table<A> {
  readonly name: string
  readonly schema: Schema.Schema<A, unknown>
}

/**
 * Makes a table. Its name begins with that of the domain. Make it at module level, so that a state can be imported
 * before the table is used.
 *
 * ```ts
 * export const orders = State.table("payscore.orders", Order)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const table = <A, I>(name: string, schema: Schema.Schema<A, I>): Table<A> => {
  const made = { name, schema: schema as unknown as Schema.Schema<A, unknown> }
  declared.set(name, made as unknown as Table<unknown>)
  return made
}

/**
 * The records of one table. Records are immutable: to change one, set a new one under its key.
 *
 * @since 1.0.0
 * @category models
 */
export interface Rows<A> {
  readonly get: (key: string) => A | undefined
  readonly set: (key: string, row: A) => void
  readonly remove: (key: string) => void
  readonly find: (predicate: (row: A) => boolean) => A | undefined
  readonly filter: (predicate: (row: A) => boolean) => ReadonlyArray<A>
  /** All keys, those of the newest records last. */
  readonly keys: () => ReadonlyArray<string>
  /** How many records there are. */
  readonly size: () => number
  /** How many records were removed to save memory, since the start. */
  readonly evicted: () => number
}

/**
 * The state of one simulator. Handlers run one at a time, so the state does not change while a handler runs. The writes
 * of a failing handler are kept: check first, then write.
 *
 * @since 1.0.0
 * @category services
 */
export class State extends Context.Tag("@effect-wechatpay/simulator/State")<
  State,
  {
    readonly rows: <A>(table: Table<A>) => Rows<A>
  }
>() {}

/**
 * The records of a table.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = <A>(table: Table<A>): Effect.Effect<Rows<A>, never, State> =>
  Effect.map(State, (state) => state.rows(table))

/**
 * What a rule of retention can read.
 *
 * @since 1.0.0
 * @category models
 */
export interface RetentionContext {
  readonly rows: <A>(table: Table<A>) => Rows<A>
  /** The simulator's time, Unix time in milliseconds. */
  readonly now: number
}

/**
 * Which records of a table may be removed when there are too many. Tables without a rule are kept completely.
 *
 * @since 1.0.0
 * @category models
 */
export interface Retention {
  readonly table: string
  /** How many records are kept, of those that the option `keepRecords` allows for each table. */
  readonly limit: (keepRecords: number) => number
  /** Whether nothing can happen to a record any more. The outer function runs once for a sweep of the table. */
  readonly isOver: (context: RetentionContext) => (row: unknown, key: string) => boolean
}

/**
 * A rule of retention: records that are over are removed, the oldest first, when the table has more records than
 * `keepRecords`.
 *
 * ```ts
 * State.retention(coupons, () => ({ state }) => state === "USED")
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const retention = <A>(
  table: Table<A>,
  isOver: (context: RetentionContext) => (row: A, key: string) => boolean,
  limit: Retention["limit"] = (keepRecords) => keepRecords
): Retention => ({
  table: table.name,
  limit,
  // A rule only gets rows of its own table.
  isOver: isOver as unknown as Retention["isOver"]
})

/**
 * The state as JSON: the records of each table by their keys, in the order in which they were added.
 *
 * @since 1.0.0
 * @category models
 */
export type Exported = Readonly<Record<string, ReadonlyArray<readonly [key: string, row: unknown]>>>

/**
 * Makes one key from several parts. Absent parts count too: keys with and without them differ.
 *
 * @since 1.0.0
 * @category combinators
 */
export const key = (...parts: ReadonlyArray<string | undefined>): string => JSON.stringify(parts)
