/** What the doctor finds. */
import type { Text } from "../text.js"

/** The checks of the doctor, in their order. */
export const checks = [
  "configuration",
  "certificate",
  "network",
  "clock",
  "apiV3Key",
  "selfTest",
  "notification"
] as const

export type Check = (typeof checks)[number]

export const names: Readonly<Record<Check, Text>> = {
  configuration: { en: "configuration", zh: "配置" },
  certificate: { en: "certificate", zh: "证书" },
  network: { en: "network", zh: "网络" },
  clock: { en: "clock", zh: "时间" },
  apiV3Key: { en: "APIv3 key", zh: "APIv3密钥" },
  selfTest: { en: "self-test", zh: "自检" },
  notification: { en: "notification", zh: "通知" }
}

/**
 * - `ok`: it works.
 * - `attention`: it works, but something has to be done soon.
 * - `failed`: it does not work.
 * - `notTested`: nothing is known about it.
 */
export type Status = "ok" | "attention" | "failed" | "notTested"

export interface Finding {
  readonly check: Check
  readonly status: Status
  /** Names the fault, for programs. */
  readonly fault?: string
  readonly text: Text
  readonly todo?: Text
}

export const ok = (check: Check, text: Text): Finding => ({ check, status: "ok", text })

export const failed = (check: Check, fault: string, text: Text, todo: Text): Finding => ({
  check,
  status: "failed",
  fault,
  text,
  todo
})

export const attention = (check: Check, fault: string, text: Text, todo: Text): Finding => ({
  check,
  status: "attention",
  fault,
  text,
  todo
})

export const notTested = (check: Check, text: Text, todo?: Text): Finding => ({
  check,
  status: "notTested",
  text,
  ...(todo === undefined ? {} : { todo })
})
