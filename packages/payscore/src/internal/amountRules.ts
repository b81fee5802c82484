/** The formula of an order's total, and the rules that depend on it. */
import type { Rule } from "./section.js"

interface Item {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly amount?: number | undefined
  readonly count?: number | undefined
}

/** An item with an amount. */
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
 * Computes the total of an order, in fen: the sum of its payments minus the sum of its discounts. Amounts are not
 * multiplied by `count`.
 *
 * Every item needs an amount; 0 is free. If an item has no amount, set `total_amount` yourself.
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

/** Returns the total of the items; `undefined` if an item has no amount. */
export const totalOf = ({ post_discounts = [], post_payments = [] }: Items): number | undefined =>
  arePriced(post_payments) && arePriced(post_discounts) ? total(post_payments, post_discounts) : undefined

/**
 * `total_amount` must be the sum of the items. The official pages contain this formula, but the item tables of some
 * trades (power banks, charging of cars and bicycles) require items without an amount. No page documents how the two
 * fit together, so the rule applies only if every item has an amount.
 */
export const totalled: Rule = {
  check: (input: Items & { readonly total_amount: number }) =>
    (totalOf(input) ?? input.total_amount) === input.total_amount
      ? []
      : [
          {
            path: ["total_amount"],
            message: "must be the sum of the amounts of post_payments minus those of post_discounts"
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
