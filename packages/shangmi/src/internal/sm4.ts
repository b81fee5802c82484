/** `AEAD_SM4_GCM`. */
import * as Decrypter from "@effect-wechatpay/core/Decrypter"
import * as Effect from "effect/Effect"
import { sm4 } from "sm-crypto-v2"
import { sm3 } from "./digest.js"

const keyBytes = 16
const nonceBytes = 12
const tagBytes = 16

export const sm4Gcm: Decrypter.Algorithm = Decrypter.make("AEAD_SM4_GCM", (apiV3Key) =>
  Effect.sync(() => {
    const key = sm3(apiV3Key).subarray(0, keyBytes)
    return ({ associatedData, bytes, nonce }: Decrypter.Parts) =>
      Effect.option(
        Effect.try(() => {
          if (nonce.length !== nonceBytes) throw new Error("GCM is given 12 bytes")
          // Without a tag the library would not check it.
          const tag = bytes.subarray(bytes.length - tagBytes)
          return sm4.decrypt(bytes.subarray(0, bytes.length - tagBytes), key, {
            mode: "gcm",
            iv: nonce,
            associatedData,
            tag,
            output: "array"
          })
        })
      )
  })
)
