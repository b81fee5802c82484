/** The page on several instances: its examples compile, and its tables are those of the database. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { SqlClient } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { SqlMigrations } from "@effect-wechatpay/sql"
import { Effect } from "effect"
import { layerSqlite } from "../support/sqlite.js"
import { ofModule, ofPage } from "./examples.js"

const page = readFileSync(fileURLToPath(new URL("../../docs/sql.md", import.meta.url)), "utf8")

it("docs/sql.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("sql"), ofModule("sql"))
})

/** The columns that the page describes, by table. */
const described = () => {
  const tables = new Map<string, Array<string>>()
  let table = ""
  const [, section = ""] = page.split("## The tables")
  for (const [, name = "", columns = ""] of section.matchAll(
    /^\| (?:`(\w+)` )?\| ((?:`\w+`(?:, )?)+) \|/gm
  )) {
    if (name !== "") table = name
    const names = [...columns.matchAll(/`(\w+)`/g)].map(([, column = ""]) => column)
    tables.set(table, [...(tables.get(table) ?? []), ...names])
  }
  return Object.fromEntries([...tables].map(([name, columns]) => [name, columns.sort()]))
}

it.scoped("docs/sql.md says what is in each column of each table", () =>
  Effect.gen(function* () {
    yield* SqlMigrations.run
    const sql = yield* SqlClient.SqlClient
    const tables = yield* sql<{
      readonly name: string
    }>`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'wechatpay_%' AND name <> 'wechatpay_migration'`
    const columns = yield* Effect.forEach(tables, ({ name }) =>
      Effect.map(sql<{ readonly name: string }>`SELECT name FROM pragma_table_info(${name})`, (found) => [
        name,
        found.map((column) => column.name).sort()
      ])
    )
    assert.deepStrictEqual(described(), Object.fromEntries(columns))
    assert.include(page, "`wechatpay_migration`")
  }).pipe(Effect.provide(layerSqlite))
)
