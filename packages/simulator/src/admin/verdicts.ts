/** Verdicts about a merchant's backend, by its responses to notifications. */
import type { Delivery } from "../Deliveries.js"
import type { Message } from "../Outbox.js"
import type { Text } from "../Panel.js"

export interface Verdict extends Text {
  readonly id: "acceptedForgery" | "tooSlow" | "almostTooSlow" | "notReceived" | "parsesFirst"
  readonly tone: "bad" | "open"
}

/** WeChat Pay waits this long for a response, in milliseconds. */
export const deadline = 5000

const isAccepted = (status: number | undefined): boolean =>
  status !== undefined && status >= 200 && status < 300

export const acceptedForgery: Verdict = {
  id: "acceptedForgery",
  tone: "bad",
  en: "Accepted a forged signature: anybody can tell this backend that an order is paid. Verify the signature before anything else.",
  zh: "接受了伪造的签名：任何人都能谎报订单已支付。请先验签，再处理通知。"
}

export const parsesFirst: Verdict = {
  id: "parsesFirst",
  tone: "bad",
  en: "Parses the body before it verifies the signature: what nobody signed reaches the parser.",
  zh: "先解析报文后验签：未经验证的内容进入了解析器。"
}

const tooSlow: Verdict = {
  id: "tooSlow",
  tone: "bad",
  en: "No response within 5 seconds: WeChat Pay counts the attempt as failed and repeats it.",
  zh: "5 秒内没有应答：微信支付视为失败并会重复通知。"
}

const almostTooSlow: Verdict = {
  id: "almostTooSlow",
  tone: "open",
  en: "The response took more than 3 of the 5 seconds that WeChat Pay waits.",
  zh: "应答超过 3 秒，微信支付最多等待 5 秒。"
}

const notReceived: Verdict = {
  id: "notReceived",
  tone: "open",
  en: "Only 200 and 204 count as received; WeChat Pay repeats the notification after any other status.",
  zh: "只有 200 与 204 视为接收成功，其他状态码会重复通知。"
}

/** Words that a backend writes when it failed to parse or decrypt, rather than to verify. */
const parserWords = /\bjson\b|pars(?:e|ing)|decrypt|unexpected token|解密|解析/i

export const verdictsOf = (
  attempts: Message["attempts"],
  deliveries: ReadonlyArray<Delivery>
): ReadonlyArray<Verdict> => {
  const found = new Set<Verdict>()
  for (const { probe, reason, status } of attempts) {
    if (probe === true && isAccepted(status)) found.add(acceptedForgery)
    if (reason === "timeout") found.add(tooSlow)
    if (probe !== true && status !== undefined && status !== 200 && status !== 204) found.add(notReceived)
  }
  for (const { durationMillis, probe, response = "", status } of deliveries) {
    if (status !== undefined && durationMillis > 3000) found.add(almostTooSlow)
    if (probe && !isAccepted(status) && parserWords.test(response)) found.add(parsesFirst)
  }
  return [...found]
}
