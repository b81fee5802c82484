/**
 * The address that a notification is really sent to: merchants give public https addresses, but their backend is on
 * this machine.
 */
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Effect from "effect/Effect"
import type { Routing, Rule } from "../Deliveries.js"
import { parseUrl } from "./parseUrl.js"

const isWebUrl = (text: string): boolean =>
  /^https?:$/.test(parseUrl(text)?.protocol ?? "") && !/[?#\s]/.test(text)

const withoutSlash = (text: string): string => text.replace(/\/+$/, "")

/** The rules of `deliverTo`: one address for all notifications, or an address for each prefix. */
export const rulesOf = (deliverTo: string | Readonly<Record<string, string>>): ReadonlyArray<Rule> =>
  typeof deliverTo === "string"
    ? [{ from: "", to: deliverTo }]
    : Object.entries(deliverTo).map(([from, to]) => ({ from, to }))

export const checked = (routing: Routing): Effect.Effect<Routing, InvalidOptions> => {
  for (const { from, to } of routing.rules) {
    if (from !== "" && !isWebUrl(from)) {
      return new InvalidOptions({
        setting: "deliverTo",
        problem: "expected the prefix of the addresses that merchants give, such as https://shop.example"
      })
    }
    if (!isWebUrl(to)) {
      return new InvalidOptions({
        setting: "deliverTo",
        problem: "expected an http or https address without a query, such as http://127.0.0.1:8080"
      })
    }
  }
  return Effect.succeed({
    anywhere: routing.anywhere,
    rules: routing.rules.map(({ from, to }) => ({ from: withoutSlash(from), to: withoutSlash(to) }))
  })
}

/** `https://shop.example/pay` matches `https://shop.example/pay/notify`, but not `https://shop.example/payments`. */
const fits = (url: string, { from }: Rule): boolean =>
  from === "" || (url.startsWith(from) && /^(?:$|[/?#])/.test(url.slice(from.length)))

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

export type Address =
  | { readonly _tag: "Send"; readonly url: string }
  | { readonly _tag: "Blocked"; readonly host: string }

/**
 * Applies the rule with the longest matching prefix. Malformed addresses are unchanged: the HTTP client reports them.
 */
export const addressOf = (url: string, { anywhere, rules }: Routing): Address => {
  const parsed = parseUrl(url)
  if (parsed === undefined) return { _tag: "Send", url }
  const [rule] = rules
    .filter((one) => fits(url, one))
    .sort((left, right) => right.from.length - left.from.length)
  if (rule !== undefined) {
    const rest =
      rule.from === ""
        ? url.slice(url.indexOf(parsed.host) + parsed.host.length)
        : url.slice(rule.from.length)
    return { _tag: "Send", url: rule.to + rest }
  }
  return anywhere || loopback.test(parsed.hostname)
    ? { _tag: "Send", url }
    : { _tag: "Blocked", host: parsed.host }
}
