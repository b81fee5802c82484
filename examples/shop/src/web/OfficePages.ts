/** The pages of the staff. */
import * as Reconciliation from "@effect-wechatpay/bill/Reconciliation"
import type { Result } from "../Books.js"
import { type Order, statusOf } from "../Orders.js"
import * as Refunds from "../Refunds.js"
import { type Content, type Html, html, yuan } from "./Html.js"
import { layout } from "./Pages.js"
import type { Words } from "./Words.js"

const orderRow = (words: Words, order: Order): Html => html`<tr>
<td><a href="/orders/${order.number}">${order.number}</a></td>
<td>${order.description}</td>
<td class="amount">${yuan(order.total)}</td>
<td>${words.shortStatus(statusOf(order))}</td>
<td>${
  Refunds.isPossible(order)
    ? html`<form method="post" action="/office/refund/${order.number}"><button aria-label="${words.refund}: ${order.number}">${words.refund}</button></form>`
    : ""
}</td>
</tr>`

const orderTable = (words: Words, orders: ReadonlyArray<Order>): Html =>
  orders.length === 0
    ? html`<p>${words.none}</p>`
    : html`<div class="wide" tabindex="0" role="region" aria-label="${words.orders}"><table>
<thead><tr><th>${words.order}</th><th>${words.product}</th><th class="amount">${words.amount}</th><th>${words.state}</th><td></td></tr></thead>
<tbody>${orders.map((order) => orderRow(words, order))}</tbody>
</table></div>`

const differenceItem = (words: Words, difference: Reconciliation.Difference): Html => {
  const { amount, kind, number } = Reconciliation.match(difference, {
    Missing: ({ books }) => books,
    Unexpected: ({ bill }) => bill,
    Different: ({ bill }) => bill
  })
  return html`<li>${words[difference._tag]}: ${words[kind]} ${number}, ${yuan(amount)}</li>`
}

const result = (words: Words, { day, differences, movements }: Result): Html => html`<div role="status">
<p><strong>${day}</strong> · ${words.movements}: ${movements}</p>
${
  differences.length === 0
    ? html`<p class="good">${words.explained}</p>`
    : html`<ul class="bad">${differences.map((difference) => differenceItem(words, difference))}</ul>`
}
</div>`

/** A reconciliation that was asked for: its result, or why there is none. */
export type Compared = { readonly result: Result } | { readonly problem: string }

const outcome = (words: Words, compared: Compared | undefined): Content => {
  if (compared === undefined) return ""
  return "result" in compared
    ? result(words, compared.result)
    : html`<p role="alert" class="bad">${compared.problem}</p>`
}

export const office = (words: Words, orders: ReadonlyArray<Order>, day: string, compared?: Compared): Html =>
  layout(
    words,
    words.office,
    html`<h1>${words.office}</h1>
<section><h2>${words.reconciliation}</h2>
<p>${words.explain}</p>
<form method="get" action="/office" class="line"><label>${words.day} <input type="date" name="day" value="${day}" required></label> <button>${words.compare}</button></form>
${outcome(words, compared)}
</section>
<section><h2>${words.orders}</h2>${orderTable(words, orders)}</section>`
  )
