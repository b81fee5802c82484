/** The formula of an order's total, and what hangs on it. */
import type { Rule } from "./section.js"

interface Item {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly amount?: number | undefined
  readonly count?: number | undefined
}

interface Items {
  readonly post_payments?: ReadonlyArray<Item> | undefined
  readonly post_discounts?: ReadonlyArray<Item> | undefined
}

const sum = (items: ReadonlyArray<Item>): number =>
  items.reduce((total, { amount }) => total + (amount ?? 0), 0)

/**
 * What an order costs, in fen: the amounts of its payments less those of its discounts. Items without an amount count 0;
 * `count` does not multiply.
 *
 * ```ts
 * const post_payments = [{ name: "rent", amount: 500 }]
 * ServiceOrder.complete({ …, post_payments, total_amount: ServiceOrder.total(post_payments) })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const total = (payments: ReadonlyArray<Item>, discounts: ReadonlyArray<Item> = []): number =>
  sum(payments) - sum(discounts)

const totalOf = ({ post_discounts, post_payments }: Items): number =>
  total(post_payments ?? [], post_discounts)

/** `total_amount` is what the items make. */
export const totalled: Rule = {
  check: (input: Items & { readonly total_amount: number }) =>
    input.total_amount === totalOf(input)
      ? []
      : [
          {
            path: ["total_amount"],
            message: "must be the sum of the amounts of post_payments less those of post_discounts"
          }
        ],
  repair: (input: Items) => {
    const { post_discounts, ...others } = input
    return totalOf(input) >= 0
      ? { ...input, total_amount: totalOf(input) }
      : { ...others, total_amount: totalOf(others) }
  }
}

/** An order that collects money needs a place to announce it. */
export const notifiedWhenCollected: Rule = {
  check: (input: { readonly total_amount: number; readonly notify_url?: string | undefined }) =>
    input.total_amount > 0 && input.notify_url === undefined
      ? [{ path: ["notify_url"], message: "is missing: an order that collects money needs it" }]
      : [],
  repair: (input) => ({ notify_url: "https://merchant.example.com/notify", ...input })
}
