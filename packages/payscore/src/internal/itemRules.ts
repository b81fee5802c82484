/**
 * The rules across the items of an order. Each issue contains the name of the field, never its value.
 */
import type * as Schema from "effect/Schema"

type Issue = Schema.FilterIssue

interface Item {
  readonly name?: string | undefined
  readonly amount?: number | undefined
  readonly description?: string | undefined
}

export const namedPayment = ({ amount, description, name }: Item): Issue | undefined =>
  name !== undefined && amount === undefined && description === undefined
    ? { path: ["amount"], message: "is missing: a payment with a name needs an amount or a description" }
    : undefined

export const uniqueDiscounts = (items: ReadonlyArray<Item>): ReadonlyArray<Issue> => {
  const seen = new Set<string>()
  return items.flatMap(({ name }, index) => {
    if (name === undefined) return []
    const repeated = seen.has(name)
    seen.add(name)
    return repeated
      ? [
          {
            path: [index, "name"],
            message: "must be unique: an earlier discount has the same name"
          }
        ]
      : []
  })
}
