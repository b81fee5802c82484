/** The faults that the page offers, by name, and what each of them asks for. */
import type { Text } from "../Desk.js"
import * as Faults from "../Faults.js"

/** What a person may say of a fault. */
export interface FaultOptions {
  readonly effect?: boolean | undefined
  readonly retryAfter?: string | undefined
  readonly millis?: number | undefined
}

export interface FaultKind {
  readonly kind: Faults.Fault["_tag"]
  readonly label: Text
  readonly options: ReadonlyArray<keyof FaultOptions>
  readonly make: (options: FaultOptions) => Faults.Fault
}

const plain = (fault: Faults.Fault, en: string, zh: string): FaultKind => ({
  kind: fault._tag,
  label: { en, zh },
  options: [],
  make: () => fault
})

const withEffect = (
  make: (options: Faults.EffectOptions) => Faults.Fault,
  en: string,
  zh: string
): FaultKind => ({
  kind: make({})._tag,
  label: { en, zh },
  options: ["effect"],
  make: ({ effect = false }) => make({ effect })
})

export const faultKinds: ReadonlyArray<FaultKind> = [
  withEffect(Faults.badGateway, "502 with an HTML page", "502 网关 HTML 页面"),
  withEffect(Faults.systemError, "500 SYSTEM_ERROR", "500 SYSTEM_ERROR"),
  {
    kind: "FrequencyLimited",
    label: { en: "429 FREQUENCY_LIMITED", zh: "429 FREQUENCY_LIMITED" },
    options: ["retryAfter"],
    make: ({ retryAfter }) => Faults.frequencyLimited(retryAfter ? { retryAfter } : {})
  },
  withEffect(Faults.reset, "Connection reset", "连接被重置"),
  withEffect(Faults.hang, "No answer", "不应答"),
  {
    kind: "Delayed",
    label: { en: "Late answer", zh: "应答延迟" },
    options: ["millis"],
    make: ({ millis = 3000 }) => Faults.delayed(millis)
  },
  {
    kind: "ClockSkewed",
    label: { en: "Server with another clock", zh: "服务端时钟偏差" },
    options: ["millis"],
    make: ({ millis = 600_000 }) => Faults.clockSkewed(millis)
  },
  withEffect(Faults.accepted, "202, result open", "202 已受理，结果未知"),
  plain(Faults.errorEnvelope, "200 with an error in it", "200 但内容是错误"),
  plain(Faults.notJson, "200 without JSON", "200 但不是 JSON"),
  plain(Faults.truncated, "Answer cut in the middle", "应答被截断"),
  plain(Faults.signatureMissing, "Answer without signature", "应答没有签名"),
  plain(Faults.signatureWrong, "Answer with a wrong signature", "应答签名错误"),
  plain(Faults.signatureStale, "Answer signed 10 minutes ago", "应答签名已过期"),
  plain(Faults.signatureUnknownSerial, "Answer of an unknown serial", "应答的序列号未知"),
  plain(Faults.signatureProbe, "Signature probe", "签名探测"),
  plain(Faults.none, "None: lets one request pass", "无：放行一次请求")
]
