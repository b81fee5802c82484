/** The differences that are meant, each with the contradiction of the sources that it comes from. */
import { Schema } from "effect"
import { catalogued, fact } from "./catalogue.js"

const Listed = Schema.Struct({
  entry: Schema.NonEmptyString,
  at: Schema.NonEmptyString,
  what: Schema.NonEmptyString,
  /**
   * How a `conflict` of the entry begins, or the number of a choice. A conflict of another page of the same resource has
   * that page's entry and `: ` before it.
   */
  cites: Schema.NonEmptyString,
  reason: Schema.NonEmptyString
})

export interface Listed extends Schema.Schema.Type<typeof Listed> {}

const decode = Schema.decodeUnknownSync(Schema.Array(Listed), { onExcessProperty: "error" })

/** Those of a package: its `differences.json`. */
export const listedOf = (name: string): ReadonlyArray<Listed> => decode(fact(name, "differences.json") ?? [])

export const listed: ReadonlyArray<Listed> = catalogued.flatMap(listedOf)

export const keyOf = (difference: {
  readonly entry: string
  readonly at: string
  readonly what: string
}): string => `${difference.entry} ${difference.at} ${difference.what}`
