/** Lists that official samples contain as a single object. */
import * as Schema from "effect/Schema"

/**
 * A list that may arrive as a single object: the tables of responses document an array, but their official samples
 * contain a single object. It is encoded as a list.
 */
export const listOrOne = <A>(item: Schema.Schema<A>): Schema.Schema<ReadonlyArray<A>, unknown> =>
  Schema.transform(Schema.Unknown, Schema.Array(item), {
    strict: true,
    decode: (value) => (Array.isArray(value) ? value : [value]) as ReadonlyArray<A>,
    encode: (value) => value
  })
