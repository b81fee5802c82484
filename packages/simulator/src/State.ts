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
  readonly isOver?: IsOver<A>
}

/**
 * Whether nothing can happen to a record any more, so that the simulator may remove it when there are too many. It may
 * read other tables, such as those of records that refer to this one.
 *
 * @since 1.0.0
 * @category models
 */
export type IsOver<A> = (row: A, read: <B>(table: Table<B>) => Rows<B>, key: string) => boolean

/**
 * Makes a table. Its name begins with that of the domain. Make it at module level, so that a state can be imported
 * before the table is used.
 *
 * ```ts
 * export const orders = State.table("payscore.orders", Order, { isOver: ({ state }) => state === "DONE" })
 * ```
 *
 * Without `isOver` its records are never removed to save memory.
 *
 * @since 1.0.0
 * @category constructors
 */
export const table = <A, I>(
  name: string,
  schema: Schema.Schema<A, I>,
  options: { readonly isOver?: IsOver<A> } = {}
): Table<A> => {
  const made = { name, schema: schema as unknown as Schema.Schema<A, unknown>, ...options }
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
