/**
 * Orders of a merchant that are paid by scanning a QR code.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates an order and returns the `code_url`, which the user scans as a QR code.
 *
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `code_url` of the same order, which replaces the one before, and the last moment for paying stays what it was. The same
 * number with other parameters gives `InvalidRequest` or `OutTradeNoUsed`, a paid order `OrderPaid`, a closed one
 * `OrderClosed`. After an `Unknown` outcome repeat it identically.
 *
 * The `code_url` is valid for 2 hours. `TRANSACTION.SUCCESS` follows the payment; a payment that fails and an order that is
 * closed are not notified.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791877
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.native.create", {
  method: "POST",
  path: "/v3/pay/transactions/native",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** The person that has to pay. Access on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
    /** Where the order is paid. */
    scene_info: Schema.optional(Request.Scene),
    /** How the order is settled. */
    settle_info: Schema.optional(Request.Settlement)
  },
  success: Response.native,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates an order and returns the text of the QR code. `NativeCode.svg` draws it:
 *
 * ```ts
 * const svg = yield* Effect.map(Native.prepay(order), NativeCode.svg)
 * ```
 *
 * Call it again with the same input for a fresh code, also after 2 hours: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  Effect.map(create(input), ({ code_url }) => code_url)
