/** `wechatpay migrate`: from platform certificates to WeChat Pay's public key. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as Certificates from "@effect-wechatpay/core/Certificates"
import * as SelfTest from "@effect-wechatpay/core/SelfTest"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { configProblem } from "./configProblems.js"
import { silently } from "./logger.js"
import type { Problem } from "./problem.js"
import { exitCode } from "./problem.js"
import { type Result, Session } from "./session.js"
import { secretOf, valueOf, where } from "./settings.js"
import { plain, type Text } from "./text.js"
import { copyPublicKey, whyFailed, whyRejected } from "./why.js"

interface Step {
  readonly id: "configured" | "certificates" | "publicKey" | "remaining"
  readonly status: "done" | "todo" | "failed"
  readonly text: Text
  readonly todo?: Text
}

/** Whether WeChat Pay still gives certificates to this merchant. */
const certificates = Effect.gen(function* () {
  const apiV3Key = yield* secretOf("WECHATPAY_API_V3_KEY")
  if (apiV3Key === undefined) return "notConfigured" as const
  const { baseUrl, region } = yield* where
  const options = { apiV3Key, region, ...(baseUrl === undefined ? {} : { baseUrl }) }
  const result = yield* Effect.either(
    Effect.scoped(Effect.flatMap(Certificates.make(options), ({ refresh }) => refresh))
  )
  if (Either.isRight(result)) return "available" as const
  return result.left._tag === "CertificatesUnavailable" && result.left.none
    ? ("none" as const)
    : plain(result.left.message)
})

const download: Text = {
  en: "apply for the public key in the merchant console (Account > API security > WeChat Pay public key), download pub_key.pem, and set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY_FILE. Keep WECHATPAY_API_V3_KEY: with both, either is accepted",
  zh: "请在商户平台 账户中心 > API安全 > 微信支付公钥 申请并下载 pub_key.pem，设置 WECHATPAY_PUBLIC_KEY_ID 与 WECHATPAY_PUBLIC_KEY_FILE，并保留 WECHATPAY_API_V3_KEY：两者同时配置时均可验签"
}

const configuredStep = (id: string | undefined): Step =>
  id === undefined
    ? {
        id: "configured",
        status: "todo",
        text: { en: "the public key is not configured", zh: "尚未配置微信支付公钥" },
        todo: download
      }
    : id.startsWith("PUB_KEY_ID_")
      ? {
          id: "configured",
          status: "done",
          text: { en: `the public key ${id} is configured`, zh: `已配置公钥 ${id}` }
        }
      : {
          id: "configured",
          status: "todo",
          text: {
            en: `${id} is a platform certificate, not the public key`,
            zh: `${id} 是平台证书，不是微信支付公钥`
          },
          todo: download
        }

const certificatesStep = (found: "notConfigured" | "available" | "none" | Text): Step => {
  if (found === "available") {
    return {
      id: "certificates",
      status: "done",
      text: {
        en: "WeChat Pay still provides platform certificates, so notifications may be signed with either",
        zh: "微信支付仍提供平台证书，通知可能以任一方式签名"
      }
    }
  }
  if (found === "none") {
    return {
      id: "certificates",
      status: "done",
      text: {
        en: "WeChat Pay provides no platform certificates to this merchant any more",
        zh: "微信支付已不再为该商户提供平台证书"
      }
    }
  }
  if (found === "notConfigured") {
    return {
      id: "certificates",
      status: "todo",
      text: {
        en: "WECHATPAY_API_V3_KEY is not set: notifications that are signed with a certificate would be rejected",
        zh: "未设置 WECHATPAY_API_V3_KEY：以平台证书签名的通知会被拒绝"
      },
      todo: { en: "set it until the migration is complete", zh: "迁移完成前请保持设置" }
    }
  }
  return {
    id: "certificates",
    status: "failed",
    text: found,
    todo: { en: "run wechatpay doctor", zh: "请运行 wechatpay doctor" }
  }
}

/** The request names the public key, so that WeChat Pay signs its response with it. */
const publicKeyStep = Effect.map(SelfTest.run(), ({ checks, error, ok }): Step => {
  if (ok) {
    return {
      id: "publicKey",
      status: "done",
      text: {
        en: "a call that names the public key works: WeChat Pay signs its response with it, and decrypts what is encrypted to it",
        zh: "使用公钥的调用成功：响应以公钥签名，微信支付可解密密文"
      }
    }
  }
  const failed = checks.find(({ result }) => result === "Failed")
  const { todo, why } =
    error === undefined
      ? { why: plain(failed?.text ?? ""), todo: copyPublicKey }
      : ApiError.isApiError(error)
        ? failed?.step === "encrypt"
          ? {
              why: {
                en: "WeChat Pay cannot decrypt what is encrypted to it: the key is not the one of its id",
                zh: "微信支付无法解密：公钥与公钥ID不对应"
              },
              todo: copyPublicKey
            }
          : whyRejected(error)
        : whyFailed(error.reason)
  return { id: "publicKey", status: "failed", text: why, todo }
})

const remaining: Step = {
  id: "remaining",
  status: "todo",
  text: {
    en: "then switch in the merchant console, which can be rolled back; this configuration works before, during and after the switch",
    zh: "随后在商户平台切换（可暂停、可回退）；该配置在切换前、中、后均可用"
  },
  todo: {
    en: "when the console says that the migration is complete, nothing has to be changed; the receivers of notifications need both keys until then",
    zh: "商户平台显示切换完成后无需再修改；在此之前，接收通知的服务需同时配置两种密钥"
  }
}

const complete: Step = {
  id: "remaining",
  status: "done",
  text: { en: "the migration is complete", zh: "迁移已完成" }
}

const marks = { done: "ok  ", todo: "todo", failed: "FAIL" } as const

/** Checks whether the merchant can use WeChat Pay's public key, and lists what is left to do. */
export const migrate: Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> = Effect.gen(
  function* () {
    const { say, style } = yield* Session
    const id = yield* valueOf("WECHATPAY_PUBLIC_KEY_ID")
    const isConfigured = id?.startsWith("PUB_KEY_ID_") === true
    const client = Layer.provideMerge(
      Layer.catchAll(WechatPayClient.layerConfig(), (error) => Layer.fail(configProblem(error))),
      UndiciHttpClient.layer()
    )
    const steps = yield* silently(
      Effect.gen(function* () {
        const found = yield* certificates
        const first = [configuredStep(id), certificatesStep(found)]
        if (!isConfigured) return first
        const third = yield* publicKeyStep
        if (third.status !== "done") return [...first, third]
        return [...first, third, found === "none" ? complete : remaining]
      }).pipe(Effect.provide(client))
    )
    const isReady = isConfigured && steps.every(({ id, status }) => id === "remaining" || status === "done")
    const summary: Text = isReady
      ? { en: "Ready for the public key.", zh: "已可使用微信支付公钥。" }
      : { en: "Not ready for the public key yet.", zh: "尚未具备切换条件。" }
    const colours = { done: style.good, todo: style.warn, failed: style.bad }
    return {
      text: [
        ...steps.flatMap(({ status, text, todo }) => [
          `${colours[status](marks[status])}  ${say(text)}`,
          ...(todo === undefined ? [] : [`      → ${say(todo)}`])
        ]),
        "",
        style.bold(say(summary))
      ].join("\n"),
      json: {
        ready: isReady,
        steps: steps.map(({ id, status, text, todo }) => ({
          id,
          status,
          text: say(text),
          ...(todo === undefined ? {} : { advice: say(todo) })
        }))
      },
      code: isReady ? exitCode.done : exitCode.failed
    }
  }
)
