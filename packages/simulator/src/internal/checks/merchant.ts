import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"
import type { KnownMerchant, World } from "../world.js"
import type { Authorization } from "./authorization.js"

/**
 * Checks that the merchant number is known and that the serial number is one of that merchant's certificates. Serial
 * numbers are compared as text.
 */
export const knownMerchant = (
  { merchants }: World,
  { mchid, scheme, serialNo }: Authorization
): Effect.Effect<KnownMerchant, SimulatedError> => {
  const own = merchants.filter(({ merchant }) => merchant.mchid === mchid && merchant.scheme === scheme)
  if (own.length === 0) {
    return Effect.fail(
      signError("商户号不存在", internalCode.unknownMerchant, {
        field: "mchid",
        location: "authorization",
        issue: "no such merchant"
      })
    )
  }
  const known = own.find((one) => one.serialNo === serialNo)
  if (known !== undefined) return Effect.succeed(known)
  return Effect.fail(
    signError("商户证书序列号有误。请使用签名私钥匹配的证书序列号", internalCode.wrongSerial, {
      field: "serial_no",
      location: "authorization",
      issue: merchants.some((one) => one.serialNo === serialNo)
        ? "is the serial number of another merchant's certificate: number, certificate and serial belong together"
        : "no certificate of this merchant has that serial number (upper-case hexadecimal, leading zeros kept)"
    })
  )
}
