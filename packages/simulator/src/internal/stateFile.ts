/** Stores the state in a SQLite file, so that it survives the end of the process. */
import * as Effect from "effect/Effect"
import type { Exported } from "../State.js"
import { StateFileError } from "../StateFileError.js"
import type { Change } from "./tables.js"

export interface StateFile {
  readonly initial: Exported
  /** Stores all of the changes or none. They are on disk when the effect completes. */
  readonly keep: (changes: ReadonlyArray<Change>) => Effect.Effect<void, StateFileError>
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
  const file: StateFile = {
    initial,
    keep: (changes) => (changes.length === 0 ? Effect.void : attempt(() => void write(changes)))
  }
  return file
})
