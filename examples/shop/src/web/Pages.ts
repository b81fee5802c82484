/** The pages of the buyer. */
import * as NativeCode from "@effect-wechatpay/pay/NativeCode"
import { type Order, statusOf } from "../Orders.js"
import type { Product } from "../Products.js"
import { type Content, type Html, html, trusted, yuan } from "./Html.js"
import type { Words } from "./Words.js"

/** A page. The script of a page with an order reloads it when the status of the order changes. */
export const layout = (words: Words, title: string, content: Content, order?: Order): Html =>
  html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · ${words.shop}</title>
<link rel="stylesheet" href="/shop.css">
<link rel="icon" href="data:,">
${order === undefined ? "" : html`<script src="/shop.js" data-order="${order.number}" data-status="${statusOf(order)}" defer></script>`}
</head>
<body>
<header><a href="/">${words.shop}</a></header>
<main>${content}</main>
</body>
</html>`

const button = (action: string, label: string, name: string, kind: string): Html =>
  html`<form method="post" action="${action}"><button class="${kind}" aria-label="${label}: ${name}">${label}</button></form>`

const productItem = (words: Words, { id, name, price, text }: Product): Html => html`<li>
<h2>${name[words.language]}</h2>
<p>${text[words.language]}</p>
<p class="price">${yuan(price)}</p>
${button(`/buy/${id}/native`, words.code, name[words.language], "byCode")}
${button(`/buy/${id}/h5`, words.phone, name[words.language], "byPhone")}
</li>`

export const products = (words: Words, all: ReadonlyArray<Product>): Html =>
  layout(
    words,
    words.motto,
    html`<h1>${words.motto}</h1><ul class="products">${all.map((product) => productItem(words, product))}</ul>`
  )

/** How an open order is paid. */
export type HowToPay = { readonly _tag: "Code"; readonly codeUrl: string } | { readonly _tag: "Link" }

/** WeChat Pay's own codes are opened by WeChat only, those of the simulator by any browser. */
const checkoutLink = (words: Words, codeUrl: string): Content =>
  /^https?:/.test(codeUrl) ? html`<p><a href="${codeUrl}" target="_blank">${words.checkout}</a></p>` : ""

const payment = (words: Words, number: string, how: HowToPay): Html =>
  how._tag === "Link"
    ? html`<p><a class="button main" href="/orders/${number}/pay">${words.openWechat}</a></p>`
    : html`<figure><div role="img" aria-label="${words.scan}">${trusted(NativeCode.svg(how.codeUrl))}</div>
<figcaption>${words.scan}</figcaption></figure>${checkoutLink(words, how.codeUrl)}`

/** The page of an order. `how` is absent if the order is not to be paid. */
export const order = (words: Words, shown: Order, name: string, how?: HowToPay): Html =>
  layout(
    words,
    `${words.order} ${shown.number}`,
    html`<section class="order ${statusOf(shown)}">
<h1>${name}</h1>
<p class="price">${yuan(shown.total)}</p>
<p class="status" role="status">${words.status(statusOf(shown))}</p>
${how === undefined ? "" : payment(words, shown.number, how)}
${shown.state === "Open" ? html`<form method="post" action="/orders/${shown.number}/cancel"><button>${words.cancel}</button></form>` : html`<p><a href="/">${words.again}</a></p>`}
<p class="number">${words.order} ${shown.number}</p>
</section>`,
    shown
  )

/** A page with one sentence. */
export const message = (words: Words, text: string): Html =>
  layout(
    words,
    words.shop,
    html`<section class="order"><h1>${text}</h1><p><a href="/">${words.again}</a></p></section>`
  )
