/** `internal/speed/parser` as Effect has it. */
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"

const once = <Value>(make: (schema: Schema.Schema.AnyNoContext) => Value) => {
  const known = new WeakMap<Schema.Schema.AnyNoContext, Value>()
  return (schema: Schema.Schema.AnyNoContext): Value => {
    const before = known.get(schema) ?? make(schema)
    known.set(schema, before)
    return before
  }
}

export const decoder = once((schema) =>
  ParseResult.decodeUnknownEither(schema, { onExcessProperty: "ignore", errors: "all" })
)

export const encoder = once((schema) =>
  ParseResult.encodeUnknownEither(schema, { onExcessProperty: "error", errors: "all" })
)
