/** Signs responses as WeChat Pay does. */
import { randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import type { PlatformKey } from "./world.js"

/** `now` is Unix time in milliseconds. */
export const signatureHeaders = (
  key: PlatformKey,
  body: Uint8Array,
  now: number
): Effect.Effect<Record<string, string>> => {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = randomBytes(16).toString("hex").toUpperCase()
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from("\n")])
  const { scheme, sign } = key.cipherSuite
  return Effect.map(
    Effect.promise(() => sign(message, key.privateKey)),
    (signature) => ({
      "Wechatpay-Timestamp": timestamp,
      "Wechatpay-Nonce": nonce,
      "Wechatpay-Serial": key.serialNo,
      "Wechatpay-Signature": signature.toString("base64"),
      "Wechatpay-Signature-Type": scheme
    })
  )
}
