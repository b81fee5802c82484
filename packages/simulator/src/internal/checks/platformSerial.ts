import * as Effect from "effect/Effect"
import { invalidRequest, paramError, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { KnownMerchant, PlatformKey } from "../world.js"

const withoutZeros = (serial: string): string => serial.replace(/^0+/, "")

/** The serial that a request names; an empty header is none. */
export const namedSerial = ({ headers }: Request): string | undefined =>
  headers["wechatpay-serial"] === "" ? undefined : headers["wechatpay-serial"]

/**
 * The key of WeChat Pay that `Wechatpay-Serial` names, which decrypts sensitive fields. A serial that is none of WeChat
 * Pay's (the merchant's own by mistake, a certificate that was removed) is rejected. A serial that lost its leading zeros finds its
 * key, as a client that encrypts nothing may send it; `decryptBody` rejects it. Brands have to name a key in each request.
 */
export const namedPlatformKey = (
  { cipherSuite, platform }: KnownMerchant,
  request: Request
): Effect.Effect<PlatformKey, SimulatedError> => {
  const serial = namedSerial(request)
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
  const key =
    platform.find(serial) ??
    platform.known().find(({ serialNo }) => withoutZeros(serialNo) === withoutZeros(serial.toUpperCase()))
  if (key !== undefined) return Effect.succeed(key)
  return Effect.fail(
    cipherSuite.identity === "brand_id"
      ? invalidRequest("请求头中的Wechatpay-Serial有误，请使用品牌的微信支付公钥ID")
      : paramError("请求头中的Wechatpay-Serial有误，请使用微信支付公钥ID或平台证书序列号", {
          field: "Wechatpay-Serial",
          value: serial,
          issue: "names no key of WeChat Pay",
          location: "header"
        })
  )
}
