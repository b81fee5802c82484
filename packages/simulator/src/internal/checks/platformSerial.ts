import * as Effect from "effect/Effect"
import { invalidRequest, paramError, type SimulatedError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { KnownMerchant, PlatformKey } from "../world.js"

const withoutZeros = (serial: string): string => serial.replace(/^0+/, "")

/** The serial number that a request names; undefined for an empty header. */
export const namedSerial = ({ headers }: Request): string | undefined =>
  headers["wechatpay-serial"] === "" ? undefined : headers["wechatpay-serial"]

/**
 * The key of WeChat Pay that `Wechatpay-Serial` names; it decrypts sensitive fields. Serial numbers that are not WeChat
 * Pay's (such as the merchant's own, or of a removed certificate) are rejected. A serial number without its leading
 * zeros is accepted here, because a client that encrypts nothing may send it; `decryptBody` rejects it. Brands must
 * name a key in each request.
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
          issue: "does not name a key of WeChat Pay",
          location: "header"
        })
  )
}
