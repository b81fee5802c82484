/**
 * The rules on the items of an order that no single field can state. Each names the field, never the value.
 */
import type * as Schema from "effect/Schema"

type Issue = Schema.FilterIssue

interface Payment {
  readonly name?: string | undefined
  readonly amount?: number | undefined
  readonly description?: string | undefined
}

interface Discount {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly amount?: number | undefined
}

/** The name that the documentation lets several payments of an order share. */
export const sharedName = "商品信息"

export const namedPayment = (payment: Payment): Issue | undefined =>
  payment.name !== undefined && payment.amount === undefined && payment.description === undefined
    ? { path: ["amount"], message: "is missing: a payment with a name needs an amount or a description" }
    : undefined

export const wholeDiscount = ({ description, name }: Discount): Issue | undefined =>
  (name === undefined) === (description === undefined)
    ? undefined
    : {
        path: [name === undefined ? "name" : "description"],
        message: "is missing: name and description of a discount are given together"
      }

const repeated = (
  items: ReadonlyArray<{ readonly name?: string | undefined }>,
  message: string,
  mayRepeat?: string
): ReadonlyArray<Issue> => {
  const seen = new Set<string>()
  const issues: Array<Issue> = []
  for (const [index, { name }] of items.entries()) {
    if (name === undefined || name === mayRepeat) continue
    if (seen.has(name)) issues.push({ path: [index, "name"], message })
    seen.add(name)
  }
  return issues
}

export const uniquePayments = (items: ReadonlyArray<Payment>): ReadonlyArray<Issue> =>
  repeated(items, `is the name of an earlier payment: only ${sharedName} may repeat in an order`, sharedName)

export const uniqueDiscounts = (items: ReadonlyArray<Discount>): ReadonlyArray<Issue> =>
  repeated(items, "is the name of an earlier discount: names are unique in an order")
