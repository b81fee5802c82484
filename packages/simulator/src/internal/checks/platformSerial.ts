import * as Effect from "effect/Effect"
import { paramError, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { KnownMerchant, PlatformKey } from "../world.js"

/**
 * The key of WeChat Pay that `Wechatpay-Serial` names, which decrypts sensitive fields. A serial that is none of WeChat
 * Pay's (the merchant's own by mistake, a certificate that is retired) is refused. Brands have to name one always.
 */
export const namedPlatformKey = (
  { cipherSuite, platform }: KnownMerchant,
  { headers }: Request
): Effect.Effect<PlatformKey, SimulatedError> => {
  const serial = headers["wechatpay-serial"]
  if (serial === undefined) {
    return cipherSuite.identity === "brand_id"
      ? Effect.fail(
          paramError("请求头中缺少Wechatpay-Serial", {
            field: "Wechatpay-Serial",
            issue: "is missing",
            location: "header"
          })
        )
      : Effect.succeed(platform.signing(undefined))
  }
  const key = platform.find(serial)
  return key === undefined
    ? Effect.fail(
        paramError("请求头中的Wechatpay-Serial有误，请使用微信支付公钥ID或平台证书序列号", {
          field: "Wechatpay-Serial",
          value: serial,
          issue: "names no key of WeChat Pay",
          location: "header"
        })
      )
    : Effect.succeed(key)
}
