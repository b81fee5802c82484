/** The self-test of core, explained. */
import * as ApiError from "@effect-wechatpay/core/ApiError"
import * as SelfTest from "@effect-wechatpay/core/SelfTest"
import type * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import { plain, type Text } from "../text.js"
import { copyApiV3Key, copyPublicKey, proxy, type Why, whyFailed, whyRejected } from "../why.js"
import { type Finding, failed, notTested, ok } from "./finding.js"

type Failure = NonNullable<SelfTest.Report["error"]>

/**
 * A 200 says that WeChat Pay decrypted the text of the request, so that the configured public key is WeChat Pay's. If
 * the response does not verify with this key, it was changed on its way.
 */
const changedResponse: Why = {
  cause: "proxy",
  why: {
    en: "the response was changed on its way: WeChat Pay accepted the request and decrypted its text, so the public key is right, but the body does not match its signature",
    zh: "响应在途中被修改：微信支付已受理请求并解密其中的密文，说明公钥正确，但响应内容与签名不符"
  },
  todo: proxy
}

const wrongPublicKey: Why = {
  cause: "publicKey",
  why: {
    en: "WeChat Pay cannot decrypt what is encrypted to it: the configured public key is not the one of its id",
    zh: "微信支付无法解密密文：所配置的公钥与公钥ID不对应"
  },
  todo: copyPublicKey
}

const explain = (error: Failure, step: SelfTest.Step): Why => {
  if (ApiError.isApiError(error)) return step === "encrypt" ? wrongPublicKey : whyRejected(error)
  if (error.reason._tag === "SignatureInvalid") return changedResponse
  return whyFailed(error.reason)
}

const skipped: Text = { en: "not tested, because the self-test failed", zh: "未检查：自检未通过" }

const passed: Text = {
  en: "WeChat Pay accepts the signature; encryption works in both directions; the response is verified",
  zh: "签名被接受，双向加解密正常，响应验签通过"
}

const silentNotification: Finding = notTested(
  "notification",
  { en: "not tested: no address was given", zh: "未检查：未提供回调地址" },
  {
    en: "wechatpay doctor --notify-url https://shop.example.com/wechatpay --notify-port 8080 receives one, and tests the APIv3 key with it",
    zh: "wechatpay doctor --notify-url https://shop.example.com/wechatpay --notify-port 8080 会接收一条通知并检验 APIv3密钥"
  }
)

const notificationFinding = ({ result, text }: SelfTest.Check): Finding => {
  if (result === "Passed") {
    return ok("notification", {
      en: "a notification arrived, was verified, and the APIv3 key decrypted it",
      zh: "通知已送达，验签通过并以 APIv3密钥解密"
    })
  }
  if (result === "NotTested") return silentNotification
  if (/does not fit the APIv3 key/.test(text)) {
    return failed(
      "notification",
      "apiV3Key",
      {
        en: "a notification arrived, but WECHATPAY_API_V3_KEY does not decrypt it: it is not the APIv3 key of this merchant",
        zh: "通知已送达，但 WECHATPAY_API_V3_KEY 无法解密：它不是该商户的 APIv3密钥"
      },
      copyApiV3Key
    )
  }
  return failed("notification", "notification", plain(text), {
    en: "the address must be public https without a query and lead to this machine and port; the APIv3 key must be set in the merchant console",
    zh: "回调地址须为公网 https 且不带参数，并指向本机端口；商户平台须已设置 APIv3密钥"
  })
}

export const checkSelfTest = (
  options: SelfTest.Options
): Effect.Effect<ReadonlyArray<Finding>, never, WechatPayClient.WechatPayClient> =>
  Effect.map(SelfTest.run(options), ({ checks, error }) => {
    const failedCheck = checks.find(({ result, step }) => result === "Failed" && step !== "notify")
    const notify = checks.find(({ step }) => step === "notify")
    if (failedCheck === undefined) {
      return [ok("selfTest", passed), ...(notify === undefined ? [] : [notificationFinding(notify)])]
    }
    const { cause, todo, why } =
      error === undefined
        ? { cause: failedCheck.step, why: plain(failedCheck.text), todo: copyPublicKey }
        : explain(error, failedCheck.step)
    const finding = failed("selfTest", cause, why, todo)
    return options.notifications === undefined ? [finding] : [finding, notTested("notification", skipped)]
  })
