/** `wechatpay doctor`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import { Host } from "../../Host.js"
import { silently } from "../logger.js"
import type { Problem } from "../problem.js"
import { exitCode } from "../problem.js"
import { type Result, Session } from "../session.js"
import { valueOf } from "../settings.js"
import { padTo, type Style, widthOf } from "../style.js"
import type { Text } from "../text.js"
import { checkApiV3Key } from "./apiV3Key.js"
import { checkCertificate, checkConfiguration } from "./configuration.js"
import { type Finding, names, notTested, type Status } from "./finding.js"
import { checkNetwork } from "./network.js"
import { type Notifications, withNotifications } from "./notifications.js"
import { checkSelfTest } from "./selfTest.js"

const because = (text: Text): ReadonlyArray<Finding> => [
  notTested("apiV3Key", text),
  notTested("selfTest", text)
]

const invalidConfiguration: Text = {
  en: "not tested, because the configuration is not valid",
  zh: "未检查：配置无效"
}

const notReached: Text = {
  en: "not tested, because WeChat Pay could not be reached",
  zh: "未检查：无法连接微信支付"
}

const wrongClock: Text = {
  en: "not tested, because every call fails with a wrong clock",
  zh: "未检查：时间错误时所有调用都会失败"
}

const findAll = (notifications: Notifications | undefined) =>
  Effect.gen(function* () {
    const { env } = yield* Host
    const { findings: configuration, services } = yield* checkConfiguration
    const certificate = yield* checkCertificate
    const { findings: network, isReached } = yield* checkNetwork(env)
    const before = [...configuration, ...certificate, ...network]
    if (services === undefined) return [...before, ...because(invalidConfiguration)]
    if (!isReached) return [...before, ...because(notReached)]
    if (network.some(({ check, status }) => check === "clock" && status === "failed")) {
      return [...before, ...because(wrongClock)]
    }
    const after = yield* Effect.gen(function* () {
      const apiV3Key = yield* checkApiV3Key
      // Without a public key the certificates verify the response: the self-test would report the same again.
      if (apiV3Key.status === "failed" && (yield* valueOf("WECHATPAY_PUBLIC_KEY_ID")) === undefined) {
        return [
          apiV3Key,
          notTested("selfTest", {
            en: "not tested, because responses are verified with the platform certificates",
            zh: "未检查：响应需用平台证书验签"
          })
        ]
      }
      return [apiV3Key, ...(yield* withNotifications(notifications, checkSelfTest))]
    }).pipe(Effect.provide(services))
    return [...before, ...after]
  }).pipe(Effect.provide(UndiciHttpClient.layer()), Effect.scoped)

const marks: Readonly<Record<Status, (style: Style) => string>> = {
  ok: ({ good }) => good("ok  "),
  attention: ({ warn }) => warn("warn"),
  failed: ({ bad }) => bad("FAIL"),
  notTested: ({ dim }) => dim("-   ")
}

const summary = (failures: number, warnings: number): Text => {
  if (failures > 0) {
    return {
      en: `${failures} ${failures === 1 ? "problem" : "problems"} found.`,
      zh: `发现 ${failures} 个问题。`
    }
  }
  return warnings > 0
    ? {
        en: `Everything works; ${warnings} ${warnings === 1 ? "thing needs" : "things need"} attention soon.`,
        zh: `一切正常；有 ${warnings} 项需尽快处理。`
      }
    : { en: "Everything works.", zh: "一切正常。" }
}

const format = (findings: ReadonlyArray<Finding>, say: (text: Text) => string, style: Style): string => {
  const width = Math.max(...Object.values(names).map((name) => widthOf(say(name))))
  const lines = findings.flatMap(({ check, status, text, todo }) => [
    `${marks[status](style)}  ${padTo(say(names[check]), width)}  ${say(text)}`,
    ...(todo === undefined ? [] : [`${" ".repeat(width + 8)}→ ${say(todo)}`])
  ])
  return lines.join("\n")
}

/** Tests everything, and reports all problems rather than the first one. */
export const doctor = (
  notifications: Notifications | undefined
): Effect.Effect<Result, Problem, Host | Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say, style } = yield* Session
    const findings = yield* silently(findAll(notifications))
    const failures = findings.filter(({ status }) => status === "failed").length
    const warnings = findings.filter(({ status }) => status === "attention").length
    return {
      text: `${format(findings, say, style)}\n\n${style.bold(say(summary(failures, warnings)))}`,
      json: {
        ok: failures === 0,
        findings: findings.map(({ check, fault, status, text, todo }) => ({
          check,
          status,
          ...(fault === undefined ? {} : { fault }),
          text: say(text),
          ...(todo === undefined ? {} : { advice: say(todo) })
        }))
      },
      code: failures > 0 ? exitCode.failed : warnings > 0 ? exitCode.attention : exitCode.done
    }
  })
