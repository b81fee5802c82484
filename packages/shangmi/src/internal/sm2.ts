/**
 * SM2 as WeChat Pay uses it. The library only computes; input from outside is parsed and checked here, because the
 * library accepts numbers out of range, points off the curve, its own ASN.1, and trailing bytes.
 */
import type { Bytes, PrivateKey, PublicKey } from "@effect-wechatpay/core/CipherSuite"
import { EncryptionFailure, SignerFailure } from "@effect-wechatpay/core/WechatPayError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { sm2 } from "sm-crypto-v2"
import { readCiphertext, readSignature, writeCiphertext, writeSignature } from "./der.js"
import { toHex } from "./hex.js"

const userId = "1234567812345678"

const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n

/** C1, C3, C2: point, digest, encrypted bytes. */
const pointDigestBytes = 1

const isScalar = (hex: string): boolean => {
  const value = BigInt(`0x${hex}`)
  return value > 0n && value < order
}

/** Throws if the number is not a private key of the curve. */
export const makePrivateKey = (scalar: string): PrivateKey => {
  // Signing divides by the number plus one.
  if (scalar.length !== 64 || !isScalar(scalar) || BigInt(`0x${scalar}`) === order - 1n) {
    throw new Error("no private key of this curve")
  }
  // Without the byte that marks the point as uncompressed.
  const publicKey = sm2.getPublicKeyFromPrivateKey(scalar).slice(2)
  return {
    sign: (content) =>
      Effect.try({
        try: () => writeSignature(sm2.doSignature(content, scalar, { hash: true, publicKey, userId })),
        catch: () => new SignerFailure({ problem: "the runtime failed to sign with the private key" })
      }),
    decrypt: (ciphertext) =>
      Effect.sync(() =>
        Option.flatMap(Option.fromNullable(readCiphertext(ciphertext)), (hex) => decrypt(hex, scalar))
      )
  }
}

const decrypt = Option.liftThrowable((hex: string, scalar: string): Uint8Array => {
  const bytes: unknown = sm2.doDecrypt(hex, scalar, pointDigestBytes, { output: "array" })
  // On a mismatch the library returns an empty array, not a `Uint8Array`.
  if (!(bytes instanceof Uint8Array)) throw new Error("does not fit")
  return bytes
})

/** Throws if the point is not on the curve. */
export const makePublicKey = (point: string): PublicKey => {
  if (!/^(?:04.{128}|0[23].{64})$/.test(point) || !sm2.verifyPublicKey(point)) {
    throw new Error("no point of this curve")
  }
  const key = sm2.precomputePublicKey(point)
  return {
    verify: (content, signature) =>
      Effect.orElseSucceed(
        Effect.try(() => {
          const hex = readSignature(signature)
          if (hex === undefined || !isScalar(hex.slice(0, 64)) || !isScalar(hex.slice(64))) return false
          return sm2.doVerifySignature(content, hex, key, { hash: true, userId })
        }),
        () => false
      ),
    maxBytes: Number.POSITIVE_INFINITY,
    encrypt: (text) =>
      text.length === 0
        ? new EncryptionFailure({ problem: "SM2 cannot encrypt an empty text" })
        : Effect.try({
            try: () => encrypt(text, key),
            catch: () => new EncryptionFailure({ problem: "the runtime cannot encrypt with this key" })
          })
  }
}

const encrypt = (text: Bytes, key: ReturnType<typeof sm2.precomputePublicKey>): Uint8Array => {
  const plain = toHex(text)
  for (;;) {
    const hex = sm2.doEncrypt(text, key, pointDigestBytes)
    // An all-zero key stream, likely for one byte, would send the text in the clear: the standard draws another one.
    if (hex.slice(192) !== plain) return writeCiphertext(hex)
  }
}
