/** Signs answers as WeChat Pay does. */
import { randomBytes, sign } from "node:crypto"
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
  return Effect.async((resume) => {
    // With a callback the signature is made outside of the main thread.
    sign("RSA-SHA256", message, key.privateKey, (error, signature) => {
      resume(
        error === null
          ? Effect.succeed({
              "Wechatpay-Timestamp": timestamp,
              "Wechatpay-Nonce": nonce,
              "Wechatpay-Serial": key.serialNo,
              "Wechatpay-Signature": signature.toString("base64"),
              "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048"
            })
          : Effect.die(error)
      )
    })
  })
}
