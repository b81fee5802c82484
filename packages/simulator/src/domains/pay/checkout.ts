/** The page that stands in for WeChat's cashier: `/pay/<prepay_id>`. `h5_url` and `code_url` lead to it. */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import type { Reply, Request, Response } from "../../internal/message.js"
import { type Text, text, yuan } from "../../Panel.js"
import type { State } from "../../State.js"
import { byToken, open } from "./frontEnd.js"
import { type Order, totalOf } from "./tables.js"
import * as UserActions from "./userActions.js"

type Language = keyof Text

const style =
  "body{font-family:system-ui,sans-serif;line-height:1.5;margin:0;background:#ededed;color:#111}" +
  "header{padding:.75rem 1rem;background:#06753d;color:#fff;text-align:center}" +
  "main{max-width:24rem;margin:0 auto;padding:1.5rem 1rem;text-align:center}" +
  "section{padding:1.5rem 1rem;border-radius:.75rem;background:#fff}" +
  "h1{font-size:2.5rem;line-height:1.2;margin:.5rem 0}p{margin:.5rem 0}.quiet{color:#555}" +
  ".SUCCESS{color:#06753d;font-weight:600}.problem{color:#a3261c}a{color:#06753d}" +
  "button{display:block;width:100%;margin:.75rem 0 0;padding:.75rem;font-size:1rem;border:1px solid #767676;border-radius:.5rem;background:#fff;color:#111}" +
  "button.main{margin-top:1.5rem;background:#06753d;border-color:#06753d;color:#fff}"

const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (value: string): string => value.replaceAll(/[&<>"']/g, (one) => escapes[one] ?? one)

const words = {
  title: text("Simulated WeChat Pay", "模拟微信支付"),
  merchant: text("Merchant", "商户号"),
  pay: text("Pay", "支付"),
  fail: text("Let the payment fail", "模拟支付失败"),
  cancel: text("Cancel", "取消支付"),
  back: text("Return to the merchant", "返回商家"),
  failed: text("The last attempt failed.", "上一次支付失败。"),
  SUCCESS: text("Paid.", "支付成功。"),
  CLOSED: text("The order is closed.", "订单已关闭。"),
  open: text("The order waits for the payment.", "订单待支付。")
}

const stateOf = ({ state }: Order): Text =>
  state === "SUCCESS" || state === "CLOSED" ? words[state] : words.open

/** The address that a merchant appended to its `h5_url`. */
const returnTo = (query: string): string | undefined => {
  const address = new URLSearchParams(query).get("redirect_url") ?? ""
  return /^https?:\/\//.test(address) && URL.canParse(address) ? address : undefined
}

const button = (name: "pay" | "fail" | "cancel", language: Language): string =>
  `<button name="action" value="${name}"${name === "pay" ? ' class="main"' : ""}>${words[name][language]}</button>`

const orderContent = (order: Order, language: Language): ReadonlyArray<string> => [
  `<p>${order.parts.map(({ description }) => escaped(description)).join("<br>")}</p>`,
  `<h1>${yuan(totalOf(order))}</h1>`,
  `<p class="quiet">${words.merchant[language]} ${escaped(order.parts[0]?.sub_mchid ?? order.mchid)}</p>`,
  `<p role="status" class="${order.state}">${stateOf(order)[language]}</p>`,
  ...(order.failure === undefined || order.state !== "NOTPAY"
    ? []
    : [`<p class="problem">${words.failed[language]}</p>`]),
  ...(order.state === "NOTPAY"
    ? [
        `<form method="post">${(["pay", "fail", "cancel"] as const).map((name) => button(name, language)).join("")}</form>`
      ]
    : [])
]

interface Page {
  readonly status: number
  readonly language: Language
  readonly order?: Order
  readonly problem?: string
  readonly back?: string | undefined
}

const render = ({ back, language, order, problem, status }: Page): Response => {
  const content = [
    ...(problem === undefined ? [] : [`<p role="alert" class="problem">${escaped(problem)}</p>`]),
    ...(order === undefined ? [] : orderContent(order, language)),
    ...(back === undefined ? [] : [`<p><a href="${escaped(back)}">${words.back[language]}</a></p>`])
  ]
  const html =
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${words.title[language]}</title>` +
    `<style>${style}</style></head><body><header>${words.title[language]}</header><main><section>${content.join("")}</section></main></body></html>`
  return {
    _tag: "Response",
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff"
    },
    body: new TextEncoder().encode(html),
    cut: false
  }
}

const seeOther = (target: string): Response => ({
  _tag: "Response",
  status: 303,
  headers: { Location: target },
  body: new Uint8Array(0),
  cut: false
})

/** What a button does. */
const press = (token: string, action: string | null) =>
  Effect.gen(function* () {
    const order = yield* open(token)
    if (action === "pay") return yield* UserActions.pay(order)
    if (action === "fail") return yield* UserActions.fail(order)
    return yield* UserActions.abandon(order)
  })

const target = /^\/pay\/([A-Za-z0-9]{1,64})(?:\?(.*))?$/

/** Handles the requests of the page; `undefined` for other requests. */
export const makeCheckout =
  (act: <A, E>(effect: Effect.Effect<A, E, State>) => Effect.Effect<A, E>) =>
  (request: Request): Effect.Effect<Reply> | undefined => {
    const [matched, token = "", query = ""] = target.exec(request.target) ?? []
    if (matched === undefined || (request.method !== "GET" && request.method !== "POST")) return undefined
    const page = {
      language: /\bzh\b/i.test(request.headers["accept-language"] ?? "") ? "zh" : "en",
      back: returnTo(query)
    } as const
    const shown = byToken(token).pipe(
      Effect.match({
        onFailure: ({ problem }) => render({ ...page, status: 404, problem }),
        onSuccess: (order) => render({ ...page, status: 200, order })
      })
    )
    if (request.method === "GET") return act(shown)
    const action = new URLSearchParams(new TextDecoder().decode(request.body)).get("action")
    return act(
      press(token, action).pipe(
        Effect.match({
          onFailure: ({ problem }) => render({ ...page, status: 409, problem }),
          onSuccess: () => seeOther(request.target)
        })
      )
    )
  }
