/**
 * The random text in every signature.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import { toHex } from "./internal/codec/bytes.js"

/** A call to the random source costs more than its bytes, so the bytes of many nonces are fetched at once. */
const pool = new Uint8Array(256 * 16)
let used = pool.length

const random = (): string => {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const bytes = pool.subarray(used, used + 16)
  used += 16
  return toHex(bytes).toUpperCase()
}

/**
 * Makes a nonce. The default returns 32 hexadecimal digits (128 bits) from the secure random source of the platform.
 *
 * Replace it only to make signatures reproducible in a test.
 *
 * @since 1.0.0
 * @category references
 */
export class Nonce extends Context.Reference<Nonce>()("@effect-wechatpay/core/Nonce", {
  defaultValue: (): (() => string) => random
}) {}
