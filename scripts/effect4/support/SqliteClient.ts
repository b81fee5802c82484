/** A client of SQLite over libsql: `@effect/sql-sqlite-node` has no release for Effect 4. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import Database from "libsql"

export interface SqliteClientConfig {
  readonly filename: string
}

interface Connection extends SqlConnection.Connection {
  readonly isTransaction: () => boolean
}

const failed = (operation: "connect" | "execute") => (cause: unknown) =>
  new SqlError.SqlError({
    reason: SqlError.classifySqliteError(cause, {
      message: operation === "connect" ? "Failed to connect" : "Failed to execute statement",
      operation
    })
  })

const connect = (filename: string): Effect.Effect<Connection, SqlError.SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* Effect.acquireRelease(
      Effect.try({ try: () => new Database(filename), catch: failed("connect") }),
      (opened) => Effect.sync(() => opened.close())
    )
    // Readers do not wait for the process that writes.
    yield* Effect.try({ try: () => database.pragma("journal_mode = WAL"), catch: failed("connect") })

    const statements = new Map<string, Database.Statement>()
    const prepared = (text: string): Database.Statement => {
      const known = statements.get(text)
      if (known !== undefined) return known
      const statement = database.prepare(text)
      if (statements.size >= 200) statements.clear()
      statements.set(text, statement)
      return statement
    }

    const rows = (statement: Database.Statement, params: ReadonlyArray<unknown>): ReadonlyArray<object> => {
      if (statement.reader) return statement.all(...params) as ReadonlyArray<object>
      statement.run(...params)
      return []
    }
    const attempt = <A>(run: () => A): Effect.Effect<A, SqlError.SqlError> =>
      Effect.try({ try: run, catch: failed("execute") })
    const values = (text: string, params: ReadonlyArray<unknown>) =>
      attempt(() => rows(prepared(text), params).map(Object.values) as ReadonlyArray<ReadonlyArray<unknown>>)

    return {
      isTransaction: () => database.inTransaction,
      execute: (text, params, transform) =>
        attempt(() => {
          const found = rows(prepared(text), params)
          return transform === undefined ? found : transform(found)
        }),
      executeRaw: (text, params) =>
        attempt(() => {
          const statement = prepared(text)
          return statement.reader ? statement.all(...params) : statement.run(...params)
        }),
      executeUnprepared: (text, params, transform) =>
        attempt(() => {
          const found = rows(database.prepare(text), params)
          return transform === undefined ? found : transform(found)
        }),
      executeValues: values,
      executeValuesUnprepared: values,
      executeStream: () => Stream.die(new Error("streams of rows are not implemented"))
    }
  })

const make = ({ filename }: SqliteClientConfig) =>
  Effect.gen(function* () {
    const connection = yield* connect(filename)
    const semaphore = yield* Semaphore.make(1)
    return yield* SqlClient.make({
      ...SqlClient.makeSqliteAcquirers({
        connection: Effect.succeed(connection),
        semaphore,
        isTransaction: (own) => own.isTransaction()
      }),
      compiler: Statement.makeCompilerSqlite(),
      driver: "libsql",
      spanAttributes: [["db.system.name", "sqlite"]]
    })
  })

/** The client of a file, which has one connection. */
export const layer = (config: SqliteClientConfig): Layer.Layer<SqlClient.SqlClient, SqlError.SqlError> =>
  Layer.provide(
    Layer.effectContext(Effect.map(make(config), (client) => Context.make(SqlClient.SqlClient, client))),
    Reactivity.layer
  )
