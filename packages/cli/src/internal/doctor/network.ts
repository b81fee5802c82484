/** Whether WeChat Pay can be reached, and how far this machine's clock is from WeChat Pay's. */
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { where } from "../settings.js"
import { plain } from "../text.js"
import { networkAdvice, setClock } from "../why.js"
import { attention, type Finding, failed, notTested, ok } from "./finding.js"

const timeout = Duration.seconds(10)

/** WeChat Pay rejects a difference of more than 5 minutes. */
const toleranceSeconds = 300

/** A clock that is kept by NTP differs by less. */
const noticedSeconds = 60

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

/** The code of the runtime, such as `ENOTFOUND`, however deep it is. */
const codeOf = (error: unknown, depth = 0): string => {
  const code = member(error, "code")
  if (typeof code === "string") return code
  const cause = member(error, "cause")
  return cause === undefined || depth > 4 ? "" : codeOf(cause, depth + 1)
}

interface Reached {
  readonly millis: number
  /** Seconds that this machine's clock is ahead; `undefined` if the response has no date. */
  readonly ahead: number | undefined
}

/** Any response will do: it is neither signed nor verified, and nothing of it is used but its `Date`. */
const reach = (origin: string): Effect.Effect<Reached, HttpClientError | "TimedOut", HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const started = yield* Clock.currentTimeMillis
    const response = yield* Effect.scoped(
      Effect.tap(http.get(`${origin}/v3/certificates`), (response) => Effect.ignore(response.arrayBuffer))
    ).pipe(Effect.timeoutFail({ duration: timeout, onTimeout: () => "TimedOut" as const }))
    const ended = yield* Clock.currentTimeMillis
    const date = Date.parse(response.headers.date ?? "")
    return {
      millis: ended - started,
      ahead: Number.isNaN(date) ? undefined : Math.round(((started + ended) / 2 - date - 500) / 1000)
    }
  })

const clockFinding = (ahead: number | undefined): Finding => {
  if (ahead === undefined) {
    return notTested("clock", { en: "the response has no date", zh: "响应没有日期" })
  }
  const seconds = Math.abs(ahead)
  const direction = ahead > 0 ? { en: "ahead of", zh: "快" } : { en: "behind", zh: "慢" }
  const text = {
    en: `this machine's clock is ${seconds} s ${direction.en} WeChat Pay's`,
    zh: `本机时间比微信支付${direction.zh} ${seconds} 秒`
  }
  if (seconds > toleranceSeconds) {
    return failed(
      "clock",
      "clock",
      {
        en: `${text.en}; it rejects requests from ${toleranceSeconds} s on`,
        zh: `${text.zh}，超过 ${toleranceSeconds} 秒的请求会被拒绝`
      },
      setClock
    )
  }
  return seconds > noticedSeconds
    ? attention("clock", "clock", text, setClock)
    : ok("clock", {
        en: `differs from WeChat Pay's by less than ${Math.max(2, seconds + 1)} s`,
        zh: `与微信支付相差不到 ${Math.max(2, seconds + 1)} 秒`
      })
}

const proxyVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]

/** The findings about network and clock. `isReached` is false if no call can succeed. */
export const checkNetwork = (
  env: Readonly<Record<string, string | undefined>>
): Effect.Effect<
  { readonly findings: ReadonlyArray<Finding>; readonly isReached: boolean },
  never,
  HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    const { origins } = yield* where
    const findings: Array<Finding> = []
    let isReached = false
    let clock: Finding = notTested("clock", {
      en: "not tested, because WeChat Pay could not be reached",
      zh: "未检查：无法连接微信支付"
    })
    for (const [index, origin] of origins.entries()) {
      const { host } = yield* Effect.orElseSucceed(
        Effect.try(() => new URL(origin)),
        () => ({ host: origin })
      )
      const result = yield* Effect.either(reach(origin))
      if (Either.isRight(result)) {
        findings.push(
          ok("network", {
            en: `${host} responds within ${Math.max(1, Math.abs(result.right.millis))} ms`,
            zh: `${host} 在 ${Math.max(1, Math.abs(result.right.millis))} 毫秒内响应`
          })
        )
        if (!isReached) clock = clockFinding(result.right.ahead)
        isReached = true
        continue
      }
      const code = result.left === "TimedOut" ? "ETIMEDOUT" : codeOf(result.left)
      const proxy = proxyVariables.find((name) => env[name])
      const unused =
        proxy === undefined
          ? plain("")
          : {
              en: ` (${proxy} is set, but the HTTP client of this library does not use it)`,
              zh: `（已设置 ${proxy}，但本库的 HTTP 客户端不使用它）`
            }
      const text = {
        en: `${host} cannot be reached: ${code || "the connection failed"}${unused.en}`,
        zh: `无法连接 ${host}：${code || "连接失败"}${unused.zh}`
      }
      findings.push(
        index === 0
          ? failed("network", "network", text, networkAdvice(code))
          : attention("network", "network", text, networkAdvice(code))
      )
    }
    return { findings: [...findings, clock], isReached }
  })
