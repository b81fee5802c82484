/** The formula of an order's total, and what depends on it. */
import type { Rule } from "./section.js"

interface Item {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly amount?: number | undefined
  readonly count?: number | undefined
}

/** An item whose amount counts. */
export interface Priced extends Item {
  /** Amount in fen. */
  readonly amount: number
}

interface Items {
  readonly post_payments?: ReadonlyArray<Item> | undefined
  readonly post_discounts?: ReadonlyArray<Item> | undefined
}

const sum = (items: ReadonlyArray<Priced>): number => items.reduce((total, { amount }) => total + amount, 0)

/**
 * What an order costs, in fen: the amounts of its payments less those of its discounts. `count` does not multiply.
 *
 * Every item needs an amount; 0 is free. An order with an item without one has no computed total: state `total_amount`
 * yourself.
 *
 * ```ts
 * const post_payments = [{ name: "rent", amount: 500 }]
 * ServiceOrder.complete({ …, post_payments, total_amount: ServiceOrder.total(post_payments) })
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const total = (payments: ReadonlyArray<Priced>, discounts: ReadonlyArray<Priced> = []): number =>
  sum(payments) - sum(discounts)

const arePriced = (items: ReadonlyArray<Item>): items is ReadonlyArray<Priced> =>
  items.every(({ amount }) => amount !== undefined)

/** The total of items that all have an amount; `undefined` for others. */
export const totalOf = ({ post_discounts = [], post_payments = [] }: Items): number | undefined =>
  arePriced(post_payments) && arePriced(post_discounts) ? total(post_payments, post_discounts) : undefined

/**
 * `total_amount` is the sum of the items. The official pages print this formula, and the item tables of some trades
 * (power banks, charging of cars and bicycles) demand items without an amount of an order that is charged; no page says how
 * the two go together. So a total is checked only where every item has an amount.
 */
export const totalled: Rule = {
  check: (input: Items & { readonly total_amount: number }) =>
    (totalOf(input) ?? input.total_amount) === input.total_amount
      ? []
      : [
          {
            path: ["total_amount"],
            message: "must be the sum of the amounts of post_payments less those of post_discounts"
          }
        ],
  repair: (input: Items & { readonly total_amount: number }) => {
    const { post_discounts, ...others } = input
    const computed = totalOf(input)
    if (computed === undefined) return input
    return computed >= 0
      ? { ...input, total_amount: computed }
      : { ...others, total_amount: totalOf(others) ?? input.total_amount }
  }
}

/** An order that collects money needs an address for its notifications. */
export const notifiedWhenCollected: Rule = {
  check: (input: { readonly total_amount: number; readonly notify_url?: string | undefined }) =>
    input.total_amount > 0 && input.notify_url === undefined
      ? [{ path: ["notify_url"], message: "is missing: an order that collects money needs it" }]
      : [],
  repair: (input) => ({ notify_url: "https://merchant.example.com/notify", ...input })
}
