/** What to do about the business codes of WeChat Pay, in both languages. */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import { chineseOf, chineseOfInternal } from "./chinese.js"
import type { Text } from "./text.js"

/** The codes that all products share; others have the advice of their class. */
export const meanings: Readonly<Record<string, { readonly meaning: Text; readonly todo: Text }>> = {
  PARAM_ERROR: {
    meaning: {
      en: "a parameter is malformed, missing, too long or not allowed",
      zh: "参数错误、缺失、过长或取值不允许"
    },
    todo: { en: "correct the parameter before sending it again", zh: "请更正参数后再发送" }
  },
  INVALID_REQUEST: {
    meaning: {
      en: "the request breaks a business rule, or reuses a number with other parameters",
      zh: "请求不符合业务规则，或同一单号使用了不同参数"
    },
    todo: {
      en: "check the rule that the text names; repeat a number only with identical parameters",
      zh: "请检查提示中的规则；同一单号只能以相同参数重试"
    }
  },
  SIGN_ERROR: {
    meaning: {
      en: "the signature or the Authorization header was rejected",
      zh: "签名或 Authorization 头未通过校验"
    },
    todo: {
      en: "run wechatpay doctor: it finds out whether merchant number, serial number, private key, clock or a proxy is the cause",
      zh: "请运行 wechatpay doctor：可判断是商户号、序列号、私钥、时间还是代理所致"
    }
  },
  NO_AUTH: {
    meaning: {
      en: "the merchant, appid, product or sub-merchant lacks a permission, or the user's authorisation is missing",
      zh: "商户、appid、产品或子商户没有权限，或缺少用户授权"
    },
    todo: {
      en: "check in the merchant console that the product is opened and the appid is bound to this merchant",
      zh: "请在商户平台确认已开通产品、appid 已绑定该商户"
    }
  },
  RESOURCE_NOT_EXISTS: {
    meaning: { en: "the resource does not exist for this merchant", zh: "该商户下不存在此资源" },
    todo: { en: "check the number and the merchant that created it", zh: "请检查单号及创建它的商户" }
  },
  ORDER_NOT_EXIST: {
    meaning: { en: "the order does not exist for this merchant", zh: "该商户下不存在此订单" },
    todo: { en: "check the number and the merchant that created it", zh: "请检查单号及创建它的商户" }
  },
  FREQUENCY_LIMITED: {
    meaning: { en: "called too often; the request was not accepted", zh: "频率超限，请求未被受理" },
    todo: { en: "call less often", zh: "请降低调用频率" }
  },
  SYSTEM_ERROR: {
    meaning: {
      en: "an internal failure of WeChat Pay; the outcome is unknown",
      zh: "微信支付系统错误，结果未知"
    },
    todo: {
      en: "query the result, or repeat the identical request",
      zh: "请查询结果，或以完全相同的参数重试"
    }
  }
}

/** Other spellings of the same codes. */
const spellings: Readonly<Record<string, string>> = {
  NOAUTH: "NO_AUTH",
  SYSTEMERROR: "SYSTEM_ERROR",
  FREQUENCY_LIMIT_EXCEED: "FREQUENCY_LIMITED",
  RATELIMIT_EXCEEDED: "FREQUENCY_LIMITED",
  RATELIMIT_EXCEED: "FREQUENCY_LIMITED"
}

export const meaningOf = (code: string) => meanings[spellings[code] ?? code]

const byStatus = (status: number): Text => {
  if (status === 404) return { en: "check the path and the number", zh: "请检查路径与单号" }
  if (status === 429) return { en: "call less often", zh: "请降低调用频率" }
  if (status >= 500) return { en: "try again later", zh: "请稍后再试" }
  return { en: "change the request before sending it again", zh: "请修改请求后再发送" }
}

/** The advice of the error's class where it has one of its own, which is in English, else that of its code or status. */
export const adviceOf = (error: ApiError.Any): Text => {
  const known = error.code === undefined ? undefined : meaningOf(error.code)
  const advice = (error.hint ?? error.advice)?.replace(/;$/, "")
  const { en, zh } = known?.todo ?? byStatus(error.status)
  const product =
    error.endpoint.split(".")[0]?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) ?? ""
  const chinese =
    (error.internalCode === undefined ? undefined : chineseOfInternal(error.internalCode)) ??
    (error.code === undefined ? undefined : chineseOf(error.code, product))
  return {
    en: advice ?? en,
    zh: chinese?.[1] ?? (known === undefined && advice !== undefined ? advice : zh)
  }
}
