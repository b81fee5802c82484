/** The faults that the page offers, by name, and the options of each. */

import * as Faults from "../Faults.js"
import type { Text } from "../Panel.js"

/** The options of a fault. */
export interface FaultOptions {
  readonly effect?: boolean | undefined
  readonly retryAfter?: string | undefined
  readonly millis?: number | undefined
}

export interface FaultKind {
  readonly kind: Faults.Fault["_tag"]
  readonly label: Text
  readonly options: ReadonlyArray<keyof FaultOptions>
  /** The default duration, long enough for the fault to have an effect. */
  readonly millis?: number
  readonly make: (options: FaultOptions) => Faults.Fault
}

type Offer = Omit<FaultKind, "kind">

const plain = (fault: Faults.Fault, en: string, zh: string): Offer => ({
  label: { en, zh },
  options: [],
  make: () => fault
})

const withEffect = (
  make: (options: Faults.EffectOptions) => Faults.Fault,
  en: string,
  zh: string
): Offer => ({
  label: { en, zh },
  options: ["effect"],
  make: ({ effect = false }) => make({ effect })
})

const lasting = (make: (millis: number) => Faults.Fault, millis: number, en: string, zh: string): Offer => ({
  label: { en, zh },
  options: ["millis"],
  millis,
  make: ({ millis: given = millis }) => make(given)
})

/** A fault that is missing here is a compile error. */
const offers: Readonly<Record<FaultKind["kind"], Offer>> = {
  BadGateway: withEffect(Faults.badGateway, "502 with an HTML page", "502 网关 HTML 页面"),
  SystemError: withEffect(Faults.systemError, "500 SYSTEM_ERROR", "500 SYSTEM_ERROR"),
  FrequencyLimited: {
    label: { en: "429 FREQUENCY_LIMITED", zh: "429 FREQUENCY_LIMITED" },
    options: ["retryAfter"],
    make: ({ retryAfter }) => Faults.frequencyLimited(retryAfter ? { retryAfter } : {})
  },
  Reset: withEffect(Faults.reset, "Connection reset", "连接被重置"),
  Hang: withEffect(Faults.hang, "No response", "不应答"),
  LateArrival: lasting(
    (millis) => Faults.lateArrival(millis),
    60_000,
    "Request arrives after the client's timeout",
    "请求迟到（客户端已放弃后才到达）"
  ),
  Delayed: lasting(Faults.delayed, 3000, "Delayed response", "应答延迟"),
  ClockSkewed: lasting(
    (millis) => Faults.clockSkewed(millis),
    600_000,
    "Wrong clock of the server",
    "服务端时钟偏差"
  ),
  Accepted: withEffect(Faults.accepted, "202, result unknown", "202 已受理，结果未知"),
  ErrorEnvelope: plain(Faults.errorEnvelope, "200 with an error in it", "200 但内容是错误"),
  NotJson: plain(Faults.notJson, "200 without JSON", "200 但不是 JSON"),
  Truncated: plain(Faults.truncated, "Truncated response", "应答被截断"),
  Corrupted: plain(Faults.corrupted, "Response corrupted in transit", "应答在途中被改动"),
  SignatureMissing: plain(Faults.signatureMissing, "Response without signature", "应答没有签名"),
  SignatureWrong: plain(Faults.signatureWrong, "Response with an invalid signature", "应答签名错误"),
  SignatureStale: plain(Faults.signatureStale, "Response signed 10 minutes ago", "应答签名已过期"),
  SignatureUnknownSerial: plain(
    Faults.signatureUnknownSerial,
    "Response with an unknown serial number",
    "应答的序列号未知"
  ),
  SignatureProbe: plain(Faults.signatureProbe, "Signature probe", "签名探测"),
  None: plain(Faults.none, "None: leaves one request unchanged", "无：放行一次请求")
}

export const faultKinds: ReadonlyArray<FaultKind> = Object.entries(offers).map(([kind, offer]) => ({
  kind: kind as FaultKind["kind"],
  ...offer
}))
