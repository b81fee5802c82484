/** Responses spell the face user's id `user_id` or, by a misprint of the documentation, `use_id`. */
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"

interface Loose {
  readonly user_id?: string | undefined
  readonly use_id?: string | undefined
}

/** A response with `user_id`, which is also read from `use_id`. */
export const eitherSpelling = <
  const Fields extends Schema.Struct.Fields & { readonly user_id: Schema.Struct.Field }
>(
  fields: Fields
): Schema.Schema<Types.Simplify<Schema.Struct.Type<Fields>>, unknown> => {
  const to: Schema.Schema.AnyNoContext = Schema.Struct(fields as {}) as never
  const from: Schema.Schema.AnyNoContext = Schema.Struct({
    ...fields,
    user_id: Schema.optional(Schema.String),
    use_id: Schema.optional(Schema.String)
  } as {}) as never
  return Schema.transform(from, to, {
    strict: false,
    decode: ({ use_id, ...others }: Loose) =>
      others.user_id === undefined && use_id !== undefined ? { ...others, user_id: use_id } : others,
    encode: (response: Loose) => response
  })
}
