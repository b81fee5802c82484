/** SM4-GCM: `AEAD_SM4_GCM` of notifications and certificates, `SM4_GCM` of files. */
import * as Decrypter from "@effect-wechatpay/core/Decrypter"
import type { FileCipher } from "@effect-wechatpay/core/Download"
import * as Effect from "effect/Effect"
import { sm4 } from "sm-crypto-v2"
import { sm3 } from "./digest.js"

const keyBytes = 16
const nonceBytes = 12
const tagBytes = 16

const decrypt = (key: Uint8Array, { associatedData, bytes, nonce }: Decrypter.Parts) =>
  Effect.option(
    Effect.try(() => {
      if (nonce.length !== nonceBytes || bytes.length < tagBytes)
        throw new Error("GCM is given 12 bytes and a tag")
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

export const sm4Gcm: Decrypter.Algorithm = Decrypter.make("AEAD_SM4_GCM", (apiV3Key) =>
  Effect.sync(() => {
    const key = sm3(apiV3Key).subarray(0, keyBytes)
    return (parts: Decrypter.Parts) => decrypt(key, parts)
  })
)

export const sm4File: FileCipher = {
  keyBytes,
  decrypt: (key, nonce, bytes) => decrypt(key, { associatedData: new Uint8Array(), bytes, nonce })
}
