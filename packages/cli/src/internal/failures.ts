/** The failures of the client as problems of a command. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import type { CertificatesUnavailable } from "@effect-wechatpay/core/Certificates"
import type { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import type { NotificationError } from "@effect-wechatpay/core/NotificationError"
import type { Outcome } from "@effect-wechatpay/core/Outcome"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import { exitCode, Problem } from "./problem.js"
import { plain, type Text } from "./text.js"
import { copyApiV3Key, proxy, whyFailed, whyRejected } from "./why.js"

const outcomes: Readonly<Record<Outcome, Text>> = {
  NotSent: { en: "Nothing was sent.", zh: "请求未发出。" },
  Refused: { en: "Nothing was changed.", zh: "微信支付已拒绝，未产生任何变更。" },
  Unknown: {
    en: "It may have taken effect: query it, or repeat the identical request.",
    zh: "操作可能已生效：请查询结果，或以完全相同的参数重试。"
  }
}

const joined = (first: Text, second: Text): Text => ({
  en: `${first.en}. ${second.en}`,
  zh: `${first.zh}。${second.zh}`
})

const codeOf = (outcome: Outcome): number => (outcome === "Unknown" ? exitCode.unknown : exitCode.failed)

/** The failure of a call. */
export const callProblem = (error: ApiError.Any | WechatPayError): Problem => {
  const isApi = ApiError.isApiError(error)
  const { cause, todo, why } = isApi ? whyRejected(error) : whyFailed(error.reason)
  const id = error.requestId
  return new Problem({
    what: isApi
      ? {
          en: `${error.endpoint}: WeChat Pay responded ${error.status} ${error.code ?? ""}`.trimEnd(),
          zh: `${error.endpoint}：微信支付返回 ${error.status} ${error.code ?? ""}`.trimEnd()
        }
      : { en: `${error.endpoint} failed`, zh: `${error.endpoint} 失败` },
    why: id === undefined ? why : { en: `${why.en} (Request-ID ${id})`, zh: `${why.zh}（Request-ID ${id}）` },
    todo: joined(todo, outcomes[error.outcome]),
    code: codeOf(error.outcome),
    fields: {
      cause,
      outcome: error.outcome,
      endpoint: error.endpoint,
      ...(isApi ? { status: error.status, code: error.code, internalCode: error.internalCode } : {}),
      requestId: id
    }
  })
}

/** A notification that was not accepted. */
export const notificationProblem = (error: NotificationError): Problem => {
  const { reason } = error
  const known =
    reason._tag === "SignatureInvalid" ||
    reason._tag === "SignatureMissing" ||
    reason._tag === "ClockSkew" ||
    reason._tag === "UnknownSerial"
      ? whyFailed(reason)
      : {
          cause: reason._tag,
          why: plain(error.message),
          todo: reason._tag === "DecryptionFailed" ? copyApiV3Key : proxy
        }
  return new Problem({
    what: { en: "the notification was not accepted", zh: "通知未通过校验" },
    why: known.why,
    todo: known.todo,
    code: exitCode.failed,
    fields: { cause: known.cause, requestId: error.requestId }
  })
}

export const invalidOptions = (error: InvalidOptions): Problem =>
  new Problem({
    what: { en: "the configuration is not valid", zh: "配置无效" },
    why: plain(error.message),
    todo: { en: "run wechatpay doctor", zh: "请运行 wechatpay doctor" },
    code: exitCode.usage
  })

export const certificatesProblem = (error: CertificatesUnavailable): Problem =>
  new Problem({
    what: { en: "the platform certificates are not available", zh: "无法取得平台证书" },
    why: plain(error.problem),
    todo: error.none
      ? {
          en: "this merchant has none and uses WeChat Pay's public key: set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY_FILE",
          zh: "该商户没有平台证书，请使用微信支付公钥：设置 WECHATPAY_PUBLIC_KEY_ID 与 WECHATPAY_PUBLIC_KEY_FILE"
        }
      : { en: "run wechatpay doctor", zh: "请运行 wechatpay doctor" },
    code: exitCode.failed,
    fields: { none: error.none, untrusted: error.untrusted }
  })
