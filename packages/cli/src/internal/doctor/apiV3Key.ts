/** Whether the APIv3 key is the merchant's: WeChat Pay encrypts its platform certificates with it. */

import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Certificates from "@effect-wechatpay/core/Certificates"
import type * as Signer from "@effect-wechatpay/core/Signer"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { secretOf, textOf, valueOf, where } from "../settings.js"
import type { Text } from "../text.js"
import { copyApiV3Key } from "../why.js"
import { type Finding, failed, notTested, ok } from "./finding.js"

const notifyUrl: Text = {
  en: "only a notification tests the key then: wechatpay doctor --notify-url https://… --notify-port 8080",
  zh: "此时只有通知能检验该密钥：wechatpay doctor --notify-url https://… --notify-port 8080"
}

export const checkApiV3Key: Effect.Effect<
  Finding,
  never,
  Signer.Signer | HttpClient.HttpClient | FileSystem.FileSystem
> = Effect.gen(function* () {
  const apiV3Key = yield* secretOf("WECHATPAY_API_V3_KEY")
  if (apiV3Key === undefined) {
    return notTested(
      "apiV3Key",
      { en: "WECHATPAY_API_V3_KEY is not set", zh: "未设置 WECHATPAY_API_V3_KEY" },
      { en: "set it to receive notifications", zh: "接收通知需要设置该变量" }
    )
  }
  const { baseUrl, region } = yield* where
  const trust = yield* textOf("WECHATPAY_TRUST")
  const options = {
    apiV3Key,
    region,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(trust === undefined || !trust.includes("BEGIN") ? {} : { trust })
  }
  const result = yield* Effect.either(
    Effect.scoped(
      Effect.flatMap(Certificates.make(options), ({ known, refresh }) => Effect.zipRight(refresh, known))
    )
  )
  if (Either.isRight(result)) {
    return ok("apiV3Key", {
      en: `decrypts WeChat Pay's platform certificates (${result.right.length})`,
      zh: `可解密平台证书（${result.right.length} 张）`
    })
  }
  const error = result.left
  if (/does not fit the APIv3 key/.test(error.message)) {
    return failed(
      "apiV3Key",
      "apiV3Key",
      {
        en: "WECHATPAY_API_V3_KEY is not the APIv3 key of this merchant: WeChat Pay's platform certificates cannot be decrypted with it",
        zh: "WECHATPAY_API_V3_KEY 不是该商户的 APIv3密钥：无法解密平台证书"
      },
      copyApiV3Key
    )
  }
  if (error._tag === "CertificatesUnavailable" && error.none) {
    const isNeeded = (yield* valueOf("WECHATPAY_PUBLIC_KEY_ID")) === undefined
    return isNeeded
      ? failed(
          "apiV3Key",
          "noCertificates",
          {
            en: "this merchant has no platform certificates: it uses WeChat Pay's public key",
            zh: "该商户没有平台证书，需使用微信支付公钥"
          },
          {
            en: "set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY_FILE (merchant console: Account > API security > WeChat Pay public key)",
            zh: "请设置 WECHATPAY_PUBLIC_KEY_ID 与 WECHATPAY_PUBLIC_KEY_FILE（商户平台 账户中心 > API安全 > 微信支付公钥）"
          }
        )
      : notTested(
          "apiV3Key",
          {
            en: "cannot be tested: this merchant has no platform certificates",
            zh: "无法检查：该商户没有平台证书"
          },
          notifyUrl
        )
  }
  return notTested("apiV3Key", {
    en: "not tested, because the certificates could not be downloaded; the self-test says why",
    zh: "未检查：平台证书下载失败，原因见自检"
  })
})
