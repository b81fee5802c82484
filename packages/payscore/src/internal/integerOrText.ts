/** Integers that are texts in official samples. */
import * as Schema from "effect/Schema"

const decimal = Schema.String.pipe(
  Schema.filter((value) => /^(?:0|-?[1-9][0-9]{0,15})$/.test(value), { description: "decimal digits" })
)

/**
 * An integer that may arrive as text: the tables of notifications document an integer, but their official samples
 * contain `"40000"`. It is encoded as an integer.
 */
export const integerOrText: Schema.Schema<number, number | string> = Schema.transform(
  Schema.Union(Schema.Int, decimal),
  Schema.Int,
  {
    strict: true,
    decode: (value: number | string) => Number(value),
    encode: (value): number | string => value
  }
)
