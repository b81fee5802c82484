/** Integers that official samples print as text. */
import * as Schema from "effect/Schema"

const decimal = Schema.String.pipe(
  Schema.filter((value) => /^(?:0|-?[1-9][0-9]{0,15})$/.test(value), { description: "decimal digits" })
)

/**
 * An integer, also where it comes as text: the tables of notifications say integer, their official samples print `"40000"`.
 * It is written as an integer.
 */
export const integerOrText: Schema.Schema<number, number | string> = Schema.transform(
  Schema.Union(Schema.Int, decimal),
  Schema.Int,
  { strict: true, decode: Number, encode: (value) => value }
)
