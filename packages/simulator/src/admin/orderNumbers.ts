/** The merchant's number of the order that a call or a notification is about. */
import type { Call } from "../Calls.js"

const names = ["out_order_no", "out_trade_no", "combine_out_trade_no"] as const

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The first of the members that is a text. */
const memberOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined
  for (const name of names) {
    const found = value[name]
    if (typeof found === "string" && found !== "") return found
  }
  return undefined
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const ofPath = (target: string, route: string | undefined): string | undefined => {
  const [path = "", query = ""] = target.split("?")
  const parts = path.split("/")
  const template = route?.split("/") ?? []
  const index = template.findIndex((part) => names.map((name) => `{${name}}`).includes(part))
  const found = index === -1 ? undefined : parts[index]
  return found === undefined ? memberOf(Object.fromEntries(new URLSearchParams(query))) : decoded(found)
}

const xmlMember = /<(out_trade_no)>(?:<!\[CDATA\[)?([^<\]]+)/

const ofBody = (body: Uint8Array): string | undefined => {
  const text = Buffer.from(body).toString("utf8")
  if (text.startsWith("<")) return xmlMember.exec(text)?.[2]
  try {
    return memberOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

const known = new WeakMap<Call, { readonly order: string | undefined }>()

/** The number in the path, the query, the body or the response of a call, in this order. */
export const orderOfCall = (call: Call): string | undefined => {
  const found = known.get(call)
  if (found !== undefined) return found.order
  const order =
    ofPath(call.target, call.route) ??
    ofBody(call.body) ??
    (call.response === undefined ? undefined : ofBody(call.response.body))
  known.set(call, { order })
  return order
}

/** The number in the content of a notification. */
export const orderOfResource = (resource: unknown): string | undefined => memberOf(resource)
