/** A database of SQLite in a file of its own, for one or several clients. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqlClient } from "@effect/sql"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { Effect, Layer } from "effect"

/** The client of a file. It waits for other processes that write. */
export const layerOf = (filename: string) =>
  Layer.provideMerge(
    Layer.effectDiscard(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA busy_timeout = 5000`)),
    SqliteClient.layer({ filename })
  ).pipe(Layer.orDie)

export const createDatabase = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "wechatpay-sqlite-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  ),
  (folder) => join(folder, "test.db")
)

/** A client of an empty database. */
export const layerSqlite = Layer.unwrapScoped(Effect.map(createDatabase, layerOf))
