/** What Effect 3 has as `Schema.TaggedError`: the `name` of an error is its tag. In Effect 4 it is the identifier. */
import * as Schema from "effect/Schema"

type Make = (tag: string, ...rest: ReadonlyArray<unknown>) => { readonly prototype: object }

export const TaggedError = ((identifier?: string) =>
  (tag: string, ...rest: ReadonlyArray<unknown>) => {
    const make = Schema.TaggedError<Error>(identifier) as unknown as Make
    const made = make(tag, ...rest)
    Object.defineProperty(made.prototype, "name", { value: tag, configurable: true, writable: true })
    return made
  }) as unknown as typeof Schema.TaggedError
