/** The tables of all domains, used or not, and how a state that was exported is read by them. */
import * as Effect from "effect/Effect"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Table } from "../State.js"
import { isOwnTable } from "./ownTables.js"

/** By their names. */
export const declared = new Map<string, Table<unknown>>()

/** What a table shall hold. */
export interface Imported {
  readonly table: Table<unknown>
  readonly records: ReadonlyArray<readonly [key: string, row: unknown]>
}

/** Those of the simulator's own tables are passed over, whatever they are. */
const recordsOf = ({ name, schema }: Table<unknown>) =>
  Schema.Array(Schema.Tuple(Schema.String, isOwnTable(name) ? Schema.Unknown : schema)).annotations({
    identifier: name,
    // Only a table that is not known is a mistake: a later version may know more of a record.
    parseOptions: { onExcessProperty: "ignore" }
  })

/** Every table of a domain with its records, or why something cannot be read. */
export const decodeExported = (
  exported: unknown
): Effect.Effect<ReadonlyArray<Imported>, ParseResult.ParseError> => {
  const tables = [...declared.values()]
  const fields = tables.map((table) => [table.name, Schema.optional(recordsOf(table))] as const)
  const state = Schema.Struct(Object.fromEntries(fields)).annotations({ identifier: "State" })
  return Effect.map(Schema.decodeUnknown(state, { onExcessProperty: "error" })(exported), (records) =>
    tables
      .filter(({ name }) => !isOwnTable(name))
      .map((table) => ({ table, records: records[table.name] ?? [] }))
  )
}
