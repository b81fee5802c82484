/**
 * What the simulated WeChat Pay remembers: tables of records.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { declared } from "./internal/declared.js"

/**
 * A kind of record. By the schema it is kept in a file, exported and imported as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface Table<A> {
  readonly name: string
  readonly schema: Schema.Schema<A, unknown>
}

/**
 * Names a table; the domain's name comes first. Make it beside the domain, so that a state can be imported before the table
 * is used.
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
 * The records of one table. They are values: to change one, set a new one under its key.
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
}

/**
 * The state of one simulator. Handlers run one at a time, so what a handler reads does not change under it.
 * What it wrote stays even if it fails: check first, then write.
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
 * One key out of several parts; a part that is absent is part of the key too.
 *
 * @since 1.0.0
 * @category combinators
 */
export const key = (...parts: ReadonlyArray<string | undefined>): string => JSON.stringify(parts)
