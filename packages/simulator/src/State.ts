/**
 * What the simulated WeChat Pay remembers: tables of records.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

/**
 * A kind of record. The schema makes it possible to export and import the state as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface Table<A> {
  readonly name: string
  readonly schema: Schema.Schema<A, unknown>
}

/**
 * Names a table; the domain's name comes first.
 *
 * ```ts
 * export const orders = State.table("payscore.orders", Order)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const table = <A, I>(name: string, schema: Schema.Schema<A, I>): Table<A> => ({
  name,
  schema: schema as unknown as Schema.Schema<A, unknown>
})

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
 * One key out of several parts; a part that is absent is part of the key too.
 *
 * @since 1.0.0
 * @category combinators
 */
export const key = (...parts: ReadonlyArray<string | undefined>): string => JSON.stringify(parts)

const rowsOf = <A>(map: Map<string, A>): Rows<A> => ({
  get: (key) => map.get(key),
  set: (key, row) => {
    map.set(key, row)
  },
  remove: (key) => {
    map.delete(key)
  },
  find: (predicate) => {
    for (const row of map.values()) if (predicate(row)) return row
    return undefined
  },
  filter: (predicate) => [...map.values()].filter(predicate)
})

/**
 * An empty state in memory.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: Effect.Effect<Context.Tag.Service<typeof State>> = Effect.sync(() => {
  const tables = new Map<string, Map<string, unknown>>()
  return State.of({
    rows: <A>({ name }: Table<A>): Rows<A> => {
      const known = tables.get(name)
      if (known !== undefined) return rowsOf(known as Map<string, A>)
      const map = new Map<string, A>()
      tables.set(name, map)
      return rowsOf(map)
    }
  })
})
