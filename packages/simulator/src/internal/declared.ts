/** The tables of all domains, and the decoding of an exported state with them. */
import * as Effect from "effect/Effect"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Table } from "../State.js"
import { isOwnTable } from "./ownTables.js"

/** The tables by name. */
export const declared = new Map<string, Table<unknown>>()

/** The records for a table. */
export interface Imported {
  readonly table: Table<unknown>
  readonly records: ReadonlyArray<readonly [key: string, row: unknown]>
}

/** Records of the simulator's own tables are ignored. */
const recordsOf = ({ name, schema }: Table<unknown>) =>
  Schema.Array(Schema.Tuple(Schema.String, isOwnTable(name) ? Schema.Unknown : schema)).annotations({
    identifier: name,
    // Unknown members of records are ignored: a later version may have added them.
    parseOptions: { onExcessProperty: "ignore" }
  })

/** The records of every table of a domain, or the reason why a record cannot be decoded. */
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
