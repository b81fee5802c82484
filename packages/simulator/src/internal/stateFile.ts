/** Stores the state in a SQLite file, so that it survives the end of the process. */
import * as Effect from "effect/Effect"
import type { Exported } from "../State.js"
import { StateFileError } from "../StateFileError.js"
import type { Change } from "./tables.js"

export interface StateFile {
  readonly initial: Exported
  /** Absent without a file. */
  readonly calls?: CallFile
  /** Stores all of the changes or none. They are on disk when the effect completes. */
  readonly keep: (changes: ReadonlyArray<Change>) => Effect.Effect<void, StateFileError>
}

/** Calls as JSON text. */
export interface CallFile {
  /** The oldest first. */
  readonly initial: ReadonlyArray<string>
  /** The largest id that was ever stored, also if that call was removed. */
  readonly lastId: number
  readonly put: (id: number, text: string) => Effect.Effect<void, StateFileError>
  readonly remove: (ids: ReadonlyArray<number>) => Effect.Effect<void, StateFileError>
  readonly replaceAll: (
    calls: ReadonlyArray<readonly [id: number, text: string]>
  ) => Effect.Effect<void, StateFileError>
}

interface Row {
  readonly name: string
  readonly key: string
  readonly row: string
}

// The rowids keep the order in which rows were added; an update does not change it.
const schema = `
  CREATE TABLE IF NOT EXISTS rows (name TEXT NOT NULL, key TEXT NOT NULL, row TEXT NOT NULL, UNIQUE (name, key))
`

// AUTOINCREMENT: SQLite remembers the largest id, also if its row is deleted.
const callSchema = `
  CREATE TABLE IF NOT EXISTS calls (id INTEGER PRIMARY KEY AUTOINCREMENT, call TEXT NOT NULL)
`

const grouped = (rows: ReadonlyArray<Row>): Exported => {
  const tables = new Map<string, Array<readonly [key: string, row: unknown]>>()
  for (const { key, name, row } of rows) {
    const table = tables.get(name) ?? []
    tables.set(name, table)
    table.push([key, JSON.parse(row)])
  }
  return Object.fromEntries(tables)
}

/** Opens or creates the file, exclusively for this process. */
export const openStateFile = Effect.fnUntraced(function* (path: string) {
  const attempt = <A>(evaluate: () => A) =>
    Effect.try({ try: evaluate, catch: (cause) => new StateFileError({ path, cause }) })

  // Loaded only if a state file is used: it is a native library.
  const { default: Database } = yield* Effect.tryPromise({
    try: () => import("libsql"),
    catch: (cause) => new StateFileError({ path, cause })
  })
  const open = (file: string) =>
    Effect.acquireRelease(
      attempt(() => new Database(file)),
      (opened) => Effect.sync(() => opened.close())
    )
  // Two simulators on one file would serve different states. The lock is a separate file: a connection with
  // prepared statements is closed only when they are garbage-collected, one without them at once. The lock ends with the process.
  const lock = yield* open(`${path}-lock`)
  yield* attempt(() => lock.exec("BEGIN EXCLUSIVE"))
  const database = yield* open(path)
  const initial = yield* attempt(() => {
    database.exec("PRAGMA journal_mode = WAL")
    database.exec("PRAGMA synchronous = NORMAL")
    database.exec(schema)
    database.exec(callSchema)
    return grouped(
      database.prepare("SELECT name, key, row FROM rows ORDER BY rowid").all() as ReadonlyArray<Row>
    )
  })
  const upsert = database.prepare(
    "INSERT INTO rows (name, key, row) VALUES (?, ?, ?) ON CONFLICT (name, key) DO UPDATE SET row = excluded.row"
  )
  const remove = database.prepare("DELETE FROM rows WHERE name = ? AND key = ?")
  const write = database.transaction((changes: ReadonlyArray<Change>) => {
    for (const { key, row, table } of changes) {
      if (row === undefined) remove.run(table, key)
      else upsert.run(table, key, JSON.stringify(row))
    }
  })
  const selectCalls = database.prepare("SELECT call FROM calls ORDER BY id")
  const selectLast = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'calls'")
  const upsertCall = database.prepare(
    "INSERT INTO calls (id, call) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET call = excluded.call"
  )
  const removeCall = database.prepare("DELETE FROM calls WHERE id = ?")
  const removeCalls = database.transaction((ids: ReadonlyArray<number>) => {
    for (const id of ids) removeCall.run(id)
  })
  const replaceCalls = database.transaction((calls: ReadonlyArray<readonly [id: number, text: string]>) => {
    database.exec("DELETE FROM calls")
    for (const [id, text] of calls) upsertCall.run(id, text)
  })
  const calls = yield* attempt(
    (): CallFile => ({
      initial: (selectCalls.all() as ReadonlyArray<{ readonly call: string }>).map(({ call }) => call),
      lastId: (selectLast.get() as { readonly seq: number } | undefined)?.seq ?? 0,
      put: (id, text) => attempt(() => void upsertCall.run(id, text)),
      remove: (ids) => attempt(() => void removeCalls(ids)),
      replaceAll: (all) => attempt(() => void replaceCalls(all))
    })
  )
  const file: StateFile = {
    initial,
    calls,
    keep: (changes) => (changes.length === 0 ? Effect.void : attempt(() => void write(changes)))
  }
  return file
})
