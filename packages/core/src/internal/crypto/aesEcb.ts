/**
 * AES-256-ECB with PKCS#7 padding. Only the refund notifications of the XML interface use it.
 *
 * WebCrypto has CBC but no ECB. CBC decryption gives each block XORed with the preceding ciphertext block, the first one
 * with the initial vector, which is zero here. A second XOR gives ECB. WebCrypto requires padding at the end, so a block
 * that decrypts to padding is appended.
 */
import * as Effect from "effect/Effect"
import { EncryptionFailure } from "../../WechatPayError.js"
import { decodeBase64 } from "./base64.js"

const blockBytes = 16
const zero = new Uint8Array(blockBytes)

const decryptBlocks = async (
  rawKey: Uint8Array<ArrayBuffer>,
  blocks: Uint8Array<ArrayBuffer>
): Promise<Uint8Array> => {
  const key = await crypto.subtle.importKey("raw", rawKey, "AES-CBC", false, ["encrypt", "decrypt"])
  const last = blocks.subarray(blocks.length - blockBytes)
  const padding = await crypto.subtle.encrypt({ name: "AES-CBC", iv: last }, key, new Uint8Array(0))
  const padded = new Uint8Array(blocks.length + blockBytes)
  padded.set(blocks)
  padded.set(new Uint8Array(padding), blocks.length)
  const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: zero }, key, padded))
  for (let index = blockBytes; index < plain.length; index++) {
    plain[index] = (plain[index] as number) ^ (blocks[index - blockBytes] as number)
  }
  return plain
}

/** The text without its PKCS#7 padding; `undefined` if the padding is invalid. */
const unpad = (plain: Uint8Array): Uint8Array | undefined => {
  const count = plain[plain.length - 1] as number
  if (count < 1 || count > blockBytes) return undefined
  const end = plain.length - count
  return plain.subarray(end).every((byte) => byte === count) ? plain.subarray(0, end) : undefined
}

/** `key` has 32 bytes. The failure does not say which check failed. */
export const decryptAesEcb = (
  key: Uint8Array<ArrayBuffer>,
  ciphertext: string
): Effect.Effect<Uint8Array, EncryptionFailure> =>
  Effect.suspend(() => {
    const blocks = decodeBase64(ciphertext)
    if (blocks === undefined || blocks.length === 0 || blocks.length % blockBytes !== 0) {
      return new EncryptionFailure({
        problem: `the ciphertext is not base64 of blocks of ${blockBytes} bytes`
      })
    }
    const misfit = () =>
      new EncryptionFailure({
        problem: "the ciphertext does not fit the APIv2 key (another key, or changed bytes)"
      })
    return Effect.flatMap(
      Effect.tryPromise({ try: () => decryptBlocks(key, blocks), catch: misfit }),
      (plain) => Effect.mapError(Effect.fromNullable(unpad(plain)), misfit)
    )
  })
