/**
 * The random text in every signature.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"

const random = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let text = ""
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16)
  return text.toUpperCase()
}

/**
 * Makes a nonce. The default gives 32 hexadecimal digits (128 bits) of the platform's secure random source.
 *
 * Replace it only to make signatures repeatable in a test.
 *
 * @since 1.0.0
 * @category references
 */
export class Nonce extends Context.Reference<Nonce>()("@effect-wechatpay/core/Nonce", {
  defaultValue: (): (() => string) => random
}) {}
