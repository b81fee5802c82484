/** Calls and notifications as the admin API shows them. */

import type { Call, Check } from "../Calls.js"
import type { Delivery } from "../Deliveries.js"
import type { Waiting } from "../Faults.js"
import { isUnreadable, parseMultipart } from "../internal/multipart.js"
import type { Message } from "../Outbox.js"
import type { Page, Panel, Text } from "../Panel.js"
import type * as Api from "./Api.js"
import { orderOfCall, orderOfResource } from "./orderNumbers.js"
import { remediesOf } from "./remedies.js"
import { verdictsOf } from "./verdicts.js"

const optional = <A, K extends string>(name: K, value: A | undefined): { readonly [_ in K]?: A } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [_ in K]?: A }

export const summaryOf = (call: Call): typeof Api.CallSummary.Type => ({
  id: call.id,
  receivedAt: call.receivedAt,
  method: call.method,
  target: call.target,
  ...optional("endpoint", call.endpoint),
  ...optional("mchid", call.mchid),
  ...optional("order", orderOfCall(call)),
  state: call.state,
  ...optional("status", call.status),
  ...optional("errorCode", call.errorCode),
  ...optional("requestId", call.requestId),
  ...optional("durationMillis", call.durationMillis),
  signature: call.signature,
  ...optional("rejectedBy", call.rejectedBy),
  ...optional("fault", call.fault?._tag),
  mistakes: call.diagnosis?.mistakes ?? []
})

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const bodyOf = (bytes: Uint8Array, length = bytes.length) => {
  try {
    return { text: strict.decode(bytes), encoding: "utf8", length } as const
  } catch {
    return { text: Buffer.from(bytes).toString("base64"), encoding: "base64", length } as const
  }
}

/** Parsed leniently: also headers that the server rejects. */
const authorizationOf = (header: string | undefined) => {
  if (header === undefined || header === "") return undefined
  const space = header.indexOf(" ")
  const [scheme, rest] = space === -1 ? [header, ""] : [header.slice(0, space), header.slice(space + 1)]
  return {
    scheme,
    parameters: [...rest.matchAll(/([^=,\s]+)\s*=\s*(?:"([^"]*)"|([^,]*))/g)].map(
      ([, name = "", quoted, bare = ""]) => ({ name, value: quoted ?? bare })
    )
  }
}

/** The body, or the part `meta` of an upload. */
const lastLineOf = ({ body, headers }: Call): Uint8Array => {
  const type = headers["content-type"] ?? ""
  if (!/^multipart\/form-data\b/i.test(type)) return body
  const parts = parseMultipart(type, body)
  return isUnreadable(parts) ? body : (parts.get("meta")?.content ?? body)
}

const textToSign = (call: Call): string | undefined => {
  const given = new Map(
    authorizationOf(call.headers.authorization)?.parameters.map(({ name, value }) => [name, value])
  )
  const [timestamp, nonce] = [given.get("timestamp"), given.get("nonce_str")]
  return timestamp === undefined || nonce === undefined
    ? undefined
    : `${call.method}\n${call.target}\n${timestamp}\n${nonce}\n${Buffer.from(lastLineOf(call)).toString("utf8")}\n`
}

const notSimulated: Text = {
  en: "Not simulated: WeChat Pay has this endpoint, the simulator does not.",
  zh: "微信支付有此接口，但模拟器尚未支持。"
}

const rejections: Readonly<Record<Check, Text>> = {
  size: { en: "The body is longer than allowed.", zh: "请求报文过大。" },
  clientHeaders: { en: "Accept or User-Agent is missing.", zh: "缺少 Accept 或 User-Agent 请求头。" },
  authorization: { en: "The Authorization header is malformed.", zh: "无法解析 Authorization 请求头。" },
  merchant: { en: "The merchant or its certificate is unknown.", zh: "商户号或证书序列号有误。" },
  timestamp: { en: "The timestamp is more than 5 minutes off.", zh: "时间戳相差超过 5 分钟。" },
  nonce: { en: "The nonce is malformed.", zh: "随机串格式错误。" },
  multipart: { en: "The multipart body is malformed.", zh: "无法解析 multipart/form-data 报文。" },
  signature: { en: "The signature does not match the request.", zh: "签名与请求不符。" },
  platformSerial: {
    en: "Wechatpay-Serial does not name a key of WeChat Pay.",
    zh: "Wechatpay-Serial 不是微信支付的密钥。"
  },
  route: { en: "There is no endpoint with this path and method.", zh: "没有这个接口，或请求方法不对。" },
  contentType: {
    en: "The Content-Type is not application/json.",
    zh: "Content-Type 不是 application/json。"
  },
  json: { en: "The body is not JSON that WeChat Pay accepts.", zh: "请求报文不是合法的 JSON。" },
  input: { en: "A parameter is missing, malformed or unknown.", zh: "参数缺失、格式错误或未定义。" },
  certificate: {
    en: "The call needs the merchant's client certificate.",
    zh: "该接口（XML）需要商户证书。"
  },
  xml: { en: "The body is not XML that WeChat Pay accepts.", zh: "请求报文不是合法的 XML。" },
  rules: {
    en: "Well formed and signed, but a business rule rejected it.",
    zh: "格式与签名正确，但不符合业务规则。"
  }
}

const sentence = (call: Call): Text => {
  if (call.defect !== undefined)
    return { en: "The simulator itself failed; see the defect.", zh: "模拟器自身出错，见下方信息。" }
  if (call.state === "open") return { en: "No response yet.", zh: "尚未应答。" }
  if (call.errorCode === "NOT_SIMULATED") return notSimulated
  if (call.rejectedBy !== undefined) return rejections[call.rejectedBy]
  if (call.markUnknown)
    return {
      en: "All checks passed; the response leaves the outcome unknown: the client has to query.",
      zh: "全部校验通过；应答未给出结果，客户端须查询。"
    }
  return call.handled
    ? { en: "All checks passed; the operation took effect.", zh: "全部校验通过，操作已生效。" }
    : { en: "All checks passed; the operation did not take effect.", zh: "全部校验通过，但操作未生效。" }
}

const verdictOf = (call: Call): Text => {
  const parts = [
    sentence(call),
    ...(call.diagnosis?.mistakes ?? []),
    ...(call.fault === undefined
      ? []
      : [{ en: `A fault was injected: ${call.fault._tag}.`, zh: `注入了故障：${call.fault._tag}。` }]),
    ...(call.state === "aborted"
      ? [{ en: "The client closed the connection before the response.", zh: "客户端在应答前断开。" }]
      : []),
    ...(call.nonceReplayed ? [{ en: "The nonce was sent before.", zh: "随机串曾经使用过。" }] : [])
  ]
  return { en: parts.map(({ en }) => en).join(" "), zh: parts.map(({ zh }) => zh).join("") }
}

export const detailOf = (call: Call): typeof Api.CallDetail.Type => ({
  ...summaryOf(call),
  ...optional("route", call.route),
  headers: call.headers,
  body: bodyOf(call.body, call.bodyLength),
  ...optional("authorization", authorizationOf(call.headers.authorization)),
  ...optional("textToSign", textToSign(call)),
  ...optional("signedText", call.diagnosis?.signedText),
  ...optional("v2", call.diagnosis?.v2),
  remedies: remediesOf(call),
  nonceReplayed: call.nonceReplayed,
  handled: call.handled,
  verdict: verdictOf(call),
  ...optional(
    "response",
    call.response && {
      headers: call.response.headers,
      body: bodyOf(call.response.body),
      cut: call.response.cut
    }
  ),
  ...optional("defect", call.defect)
})

export const panelOf = (
  { actions, id, title }: Panel,
  { evicted, records, total }: Page
): typeof Api.Panel.Type => ({ id, title, total, evicted, records, actions })

export const notificationOf = (
  message: Message,
  /** The latest attempts of the message. */
  deliveries: ReadonlyArray<Delivery>
): typeof Api.Notification.Type => {
  const { attempts, created_at, due_at, event_type, id, mchid, resource, state, summary, url } = message
  return {
    id,
    mchid,
    url,
    event_type,
    summary,
    ...optional("order", orderOfResource(resource)),
    state,
    created_at,
    due_at,
    resource: JSON.stringify(resource, null, 2),
    attempts,
    verdicts: verdictsOf(attempts, deliveries),
    deliveries
  }
}

export const waitingOf = ({ fault, id, left, matching, probability }: Waiting) => ({
  id,
  kind: fault._tag,
  ...("effect" in fault ? { effect: fault.effect } : {}),
  ...optional("endpoint", matching.endpoint?.id),
  probability,
  ...(Number.isFinite(left) ? { left } : {})
})
