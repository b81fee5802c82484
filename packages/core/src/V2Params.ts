/**
 * Parameters that a front end passes to WeChat and that are signed with the APIv2 key, such as those of WeChat Pay
 * Score.
 *
 * @since 1.0.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { compileInput, notSent } from "./internal/codec/inputCheck.js"
import { Nonce } from "./Nonce.js"
import { V2Key } from "./V2Key.js"
import type { WechatPayError } from "./WechatPayError.js"

/** Fields whose values are text. */
type TextFields = Readonly<Record<string, Schema.Schema<string>>>

/**
 * The text members that `Fields` describe.
 *
 * @since 1.0.0
 * @category models
 */
export type Params<Fields extends TextFields> = { readonly [Name in keyof Fields]: string }

/**
 * The members that {@link signed} adds.
 *
 * @since 1.0.0
 * @category models
 */
export interface Signature {
  /** Merchant number that signs; for service providers their own number. */
  readonly mch_id: string
  /** Unix time in seconds, as text. */
  readonly timestamp: string
  readonly nonce_str: string
  readonly sign_type: "HMAC-SHA256"
  readonly sign: string
}

/**
 * A function that checks parameters without signing them. It fails with `InvalidInput` that names the field; `id` is
 * the name in errors.
 *
 * @since 1.0.0
 * @category constructors
 */
export const unsigned = <const Fields extends TextFields>(
  id: string,
  fields: Fields
): ((params: Params<Fields>) => Effect.Effect<Params<Fields>, WechatPayError>) =>
  compileInput(id, fields as {}) as never

/**
 * A function that checks parameters and signs them by HMAC-SHA256 with the APIv2 key, together with merchant number,
 * time, nonce and `sign_type`. It fails with `InvalidInput` that names the field; `id` is the name in errors.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signed = <const Fields extends TextFields>(
  id: string,
  fields: Fields
): ((params: Params<Fields>) => Effect.Effect<Params<Fields> & Signature, WechatPayError, V2Key>) => {
  const check = unsigned(id, fields)
  return Effect.fnUntraced(function* (params: Params<Fields>) {
    const key = yield* V2Key
    const makeNonce = yield* Nonce
    const members = {
      ...(yield* check(params)),
      mch_id: key.mchid,
      timestamp: String(Math.floor((yield* Clock.currentTimeMillis) / 1000)),
      nonce_str: makeNonce(),
      sign_type: "HMAC-SHA256" as const
    }
    const sign = yield* Effect.mapError(key.sign(members, "HMAC-SHA256"), (reason) => notSent(id, reason))
    return { ...members, sign }
  })
}
