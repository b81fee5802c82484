/** The rule of a batch: its totals match its items, and each item is valid. */
import type * as Rule from "@effect-wechatpay/core/Rule"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { nameFor, nameProblem } from "./transferRules.js"

interface Item {
  readonly out_detail_no: string
  readonly transfer_amount: number
  readonly user_name?: Redacted.Redacted | undefined
}

interface Batch {
  readonly total_amount: number
  readonly total_num: number
  readonly transfer_detail_list: ReadonlyArray<Item>
}

const sum = (items: ReadonlyArray<Item>): number =>
  items.reduce((total, { transfer_amount }) => total + transfer_amount, 0)

const itemIssues = (items: ReadonlyArray<Item>): ReadonlyArray<Schema.FilterIssue> =>
  items.flatMap((item, index): ReadonlyArray<Schema.FilterIssue> => {
    const problem = nameProblem(item)
    return problem === undefined
      ? []
      : [{ path: ["transfer_detail_list", index, "user_name"], message: problem }]
  })

const issue = (name: string, message: string): Schema.FilterIssue => ({ path: [name], message })

/**
 * The sum and the count match the items, item numbers are unique, and names are present if the amount requires them.
 */
export const batch: Rule.FieldRule<Batch> = {
  check: ({ total_amount, total_num, transfer_detail_list: items }) => [
    ...(new Set(items.map(({ out_detail_no }) => out_detail_no)).size === items.length
      ? []
      : [issue("transfer_detail_list", "must not have an out_detail_no twice")]),
    ...(total_num === items.length ? [] : [issue("total_num", "must be the number of the items")]),
    ...(total_amount === sum(items)
      ? []
      : [issue("total_amount", "must be the sum of the amounts of the items")]),
    ...itemIssues(items)
  ],
  repair: (input) => {
    const items = input.transfer_detail_list.map((item, index) => ({
      ...item,
      // Sums of generated amounts stay exact.
      transfer_amount: (item.transfer_amount % 1_000_000) + 1,
      out_detail_no: `item${index}`
    }))
    const transfer_detail_list = items.map((item) => ({ ...item, user_name: nameFor(item) }))
    return { transfer_detail_list, total_amount: sum(items), total_num: items.length }
  }
}
