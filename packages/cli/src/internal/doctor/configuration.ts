/** Whether the variables are complete, valid and belong together. */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Certificate from "@effect-wechatpay/core/Certificate"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { configProblems } from "../configProblems.js"
import { textOf, valueOf } from "../settings.js"
import type { Text } from "../text.js"
import { attention, type Finding, failed, notTested, ok } from "./finding.js"

const day = 86_400_000

/** WeChat Pay advises an alarm 30 days before the end. */
const warnedDays = 30

export interface Configured {
  readonly findings: ReadonlyArray<Finding>
  /** Absent if the configuration is not valid. */
  readonly services: Context.Context<WechatPayClient.Services> | undefined
}

const faultOf = (variable: string, kind: string, text: string): string => {
  if (kind === "missing") return "missingVariable"
  if (/does not match the certificate/.test(text)) return "keyPair"
  if (/serial number is wrong/.test(text)) return "serialNo"
  if (/not WeChat Pay's public key/.test(text)) return "platformCertificate"
  return `invalid ${variable}`
}

const mode: Effect.Effect<Text, never, FileSystem.FileSystem> = Effect.gen(function* () {
  const id = yield* valueOf("WECHATPAY_PUBLIC_KEY_ID")
  const apiV3Key = yield* valueOf("WECHATPAY_API_V3_KEY")
  const mchid = yield* valueOf("WECHATPAY_MCHID")
  if (id === undefined) {
    return { en: `merchant ${mchid}, platform certificates`, zh: `商户 ${mchid}，平台证书模式` }
  }
  const key = id.startsWith("PUB_KEY_ID_")
    ? { en: `WeChat Pay's public key ${id}`, zh: `微信支付公钥 ${id}` }
    : { en: `WeChat Pay's certificate ${id}`, zh: `平台证书 ${id}` }
  const also =
    apiV3Key === undefined ? { en: "", zh: "" } : { en: ", with an APIv3 key", zh: "，已设置 APIv3密钥" }
  return { en: `merchant ${mchid}, ${key.en}${also.en}`, zh: `商户 ${mchid}，${key.zh}${also.zh}` }
})

/** Builds the client, which checks everything that can be checked without the network. */
export const checkConfiguration: Effect.Effect<
  Configured,
  never,
  HttpClient.HttpClient | FileSystem.FileSystem | Scope.Scope
> = Effect.gen(function* () {
  const built = yield* Effect.either(Layer.build(WechatPayClient.layerConfig()))
  if (Either.isLeft(built)) {
    const findings = configProblems(built.left).map(({ kind, text, todo, variable }) =>
      failed(
        "configuration",
        faultOf(variable, kind, text.en),
        { en: `${variable} ${text.en}`, zh: `${variable} ${text.zh}` },
        todo
      )
    )
    return { findings, services: undefined }
  }
  const text = yield* mode
  return { findings: [ok("configuration", text)], services: built.right }
})

const dateOf = (date: Date): string => date.toISOString().slice(0, 10)

const renewal: Text = {
  en: "request a new certificate in the merchant console (Account > API security > API certificate) and deploy it before the end; up to three are in force at a time",
  zh: "请在商户平台 账户中心 > API安全 > API证书 申请新证书并在到期前部署；同时可有三张证书生效"
}

/** How long the merchant's certificate is valid. */
export const checkCertificate: Effect.Effect<
  ReadonlyArray<Finding>,
  never,
  FileSystem.FileSystem
> = Effect.gen(function* () {
  const pem = yield* textOf("WECHATPAY_CERTIFICATE")
  const findings: Array<Finding> = []
  const now = yield* Clock.currentTimeMillis
  if (pem === undefined) {
    findings.push(
      notTested(
        "certificate",
        { en: "no certificate is configured, so its end is unknown", zh: "未配置商户证书，无法检查到期时间" },
        {
          en: "set WECHATPAY_CERTIFICATE_FILE to apiclient_cert.pem: every call fails after its end, five years after its issue",
          zh: "请将 WECHATPAY_CERTIFICATE_FILE 设为 apiclient_cert.pem：证书五年到期后所有调用都会失败"
        }
      )
    )
  } else {
    const parsed = yield* Effect.option(Certificate.parse(pem))
    if (parsed._tag === "Some") {
      const { notAfter, serialNo } = parsed.value
      const days = Math.floor((notAfter.getTime() - now) / day)
      if (days < 0) {
        findings.push(
          failed(
            "certificate",
            "certificateExpired",
            {
              en: `the merchant's certificate ${serialNo} expired on ${dateOf(notAfter)}`,
              zh: `商户证书 ${serialNo} 已于 ${dateOf(notAfter)} 到期`
            },
            renewal
          )
        )
      } else if (days <= warnedDays) {
        findings.push(
          attention(
            "certificate",
            "certificateExpires",
            {
              en: `the merchant's certificate ${serialNo} is about to expire: on ${dateOf(notAfter)}, in ${days} days`,
              zh: `商户证书 ${serialNo} 即将到期：${dateOf(notAfter)}，剩余 ${days} 天`
            },
            renewal
          )
        )
      } else {
        findings.push(
          ok("certificate", {
            en: `belongs to the private key, valid until ${dateOf(notAfter)}`,
            zh: `与私钥匹配，有效期至 ${dateOf(notAfter)}`
          })
        )
      }
    }
  }
  const platform = yield* textOf("WECHATPAY_PUBLIC_KEY")
  if (platform?.includes("BEGIN CERTIFICATE")) {
    const parsed = yield* Effect.option(Certificate.parse(platform))
    const end = parsed._tag === "Some" ? dateOf(parsed.value.notAfter) : "?"
    findings.push(
      attention(
        "certificate",
        "platformCertificate",
        {
          en: `WECHATPAY_PUBLIC_KEY is a platform certificate in place of the public key: it ends on ${end}, and WeChat Pay replaces it earlier`,
          zh: `WECHATPAY_PUBLIC_KEY 是平台证书而非微信支付公钥：${end} 到期，且会被提前更换`
        },
        {
          en: "use WeChat Pay's public key, which does not expire; wechatpay migrate shows the steps",
          zh: "请改用不会过期的微信支付公钥；wechatpay migrate 会列出步骤"
        }
      )
    )
  }
  return findings
})
