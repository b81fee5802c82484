/** The state in memory: tables, the changes since they were last stored, and the export as JSON. */
import * as Schema from "effect/Schema"
import { type Exported, type Retention, type Rows, State, type Table } from "../State.js"
import type { Imported } from "./declared.js"
import { isOwnTable } from "./ownTables.js"

/** A record as JSON; absent once it is removed. */
export interface Change {
  readonly table: string
  readonly key: string
  readonly row: unknown
}

interface Known {
  readonly table: Table<unknown>
  readonly rows: Map<string, unknown>
  evicted: number
  /** Records are removed when the table has more than this; at least its bound. */
  sweepAbove: number
}

export interface Tables {
  readonly state: typeof State.Service
  /** How many records were written in total. A different number means that the state has changed. */
  readonly writes: () => number
  /** The changes since the last call, in no particular order. */
  readonly takeChanges: () => ReadonlyArray<Change>
  readonly exportAll: () => Exported
  /** Removes the oldest records that are over from tables that have grown beyond their bound. `now` is in milliseconds. */
  readonly evict: (now: number) => void
  /** Replaces all records of the domains. */
  readonly replaceAll: (imported: ReadonlyArray<Imported>) => void
}

const encodeRow = ({ schema }: Table<unknown>, row: unknown): unknown =>
  // Members that are undefined are absent.
  JSON.parse(JSON.stringify(Schema.encodeSync(schema)(row)))

/**
 * Starts with stored or exported records; they are decoded when their table is first used. Changes are collected only
 * if they are going to be stored.
 */
export const makeTables = (
  initial: Exported,
  notesChanges: boolean,
  retention: ReadonlyArray<Retention> = [],
  keepRecords = Number.POSITIVE_INFINITY
): Tables => {
  const known = new Map<string, Known>()
  const unread = new Map(Object.entries(initial))
  const changed = new Map<string, Set<string>>()

  let writes = 0

  const touch = (table: string, key: string) => {
    writes++
    if (!notesChanges) return
    const keys = changed.get(table) ?? new Set()
    changed.set(table, keys.add(key))
  }

  const open = (table: Table<unknown>): Known => {
    const opened = known.get(table.name)
    if (opened !== undefined) return opened
    const decode = Schema.decodeUnknownSync(table.schema)
    const made: Known = {
      table,
      rows: new Map((unread.get(table.name) ?? []).map(([key, row]) => [key, decode(row)])),
      evicted: 0,
      sweepAbove: 0
    }
    unread.delete(table.name)
    known.set(table.name, made)
    return made
  }

  const rowsOf = <A>(table: Table<A>): Rows<A> => {
    // A table is only read and written with its own type.
    const opened = open(table as unknown as Table<unknown>)
    const rows = opened.rows as Map<string, A>
    return {
      get: (key) => rows.get(key),
      set: (key, row) => {
        rows.set(key, row)
        touch(table.name, key)
      },
      remove: (key) => {
        if (rows.delete(key)) touch(table.name, key)
      },
      find: (predicate) => {
        for (const row of rows.values()) if (predicate(row)) return row
        return undefined
      },
      filter: (predicate) => {
        const found: Array<A> = []
        for (const row of rows.values()) if (predicate(row)) found.push(row)
        return found
      },
      keys: () => [...rows.keys()],
      size: () => rows.size,
      evicted: () => opened.evicted
    }
  }

  const evictFrom = (one: Known, { isOver, limit }: Retention, now: number) => {
    const { rows, table } = one
    const most = limit(keepRecords)
    // A tenth more than necessary, so that not every new record causes a sweep.
    const wanted = most - Math.floor(most / 10)
    const mayGo = isOver({ rows: rowsOf, now })
    for (const [key, row] of rows) {
      if (rows.size <= wanted) break
      if (!mayGo(row, key)) continue
      rows.delete(key)
      one.evicted++
      touch(table.name, key)
    }
    // A sweep reads all records that are not over, so it is repeated only after the table has grown.
    one.sweepAbove = rows.size < most ? most : rows.size + Math.ceil(rows.size / 10)
  }

  const changesOf = (name: string, keys: ReadonlySet<string>): ReadonlyArray<Change> => {
    const opened = known.get(name)
    const rawRows = new Map(unread.get(name) ?? [])
    return [...keys].map((key) => {
      const row = opened?.rows.get(key)
      return {
        table: name,
        key,
        row:
          opened === undefined
            ? rawRows.get(key)
            : row === undefined
              ? undefined
              : encodeRow(opened.table, row)
      }
    })
  }

  return {
    state: State.of({ rows: rowsOf }),
    writes: () => writes,
    takeChanges: () => {
      const changes = [...changed].flatMap(([table, keys]) => changesOf(table, keys))
      changed.clear()
      return changes
    },
    exportAll: () => {
      const read = [...known.values()].map(
        ({ rows, table }) =>
          [table.name, [...rows].map(([key, row]) => [key, encodeRow(table, row)] as const)] as const
      )
      // An empty table that was only read is not part of the state.
      return Object.fromEntries([...unread, ...read].filter(([, rows]) => rows.length > 0))
    },
    evict: (now) => {
      for (const rule of retention) {
        const one = known.get(rule.table)
        if (one !== undefined && one.rows.size > Math.max(one.sweepAbove, rule.limit(keepRecords))) {
          evictFrom(one, rule, now)
        }
      }
    },
    replaceAll: (imported) => {
      for (const [name, rows] of unread) {
        if (isOwnTable(name)) continue
        for (const [key] of rows) touch(name, key)
        unread.delete(name)
      }
      for (const { records, table } of imported) {
        const { rows } = open(table)
        for (const key of rows.keys()) touch(table.name, key)
        rows.clear()
        for (const [key, row] of records) {
          rows.set(key, row)
          touch(table.name, key)
        }
      }
    }
  }
}
