/**
 * Orders of a service provider that are paid by scanning a QR code.
 *
 * Tested in `test/pay/pay.test.ts`.
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
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `code_url` of the same order, which replaces the previous one. The expiry time does not change. The
 * same number with other parameters gives `InvalidRequest` or `OutTradeNoUsed`. A paid order gives `OrderPaid`, and a
 * closed order gives `OrderClosed`. After an `Unknown` outcome, repeat the identical request.
 *
 * The `code_url` is valid for 2 hours. After the payment WeChat Pay sends `TRANSACTION.SUCCESS`. It does not notify
 * failed payments or closed orders.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012738659 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.partnerNative.create", {
  method: "POST",
  path: "/v3/pay/partner/transactions/native",
  merchantMember: "sp_mchid",
  payload: {
    ...Request.partner,
    ...Request.order,
    /** Identity of the person who must pay, which WeChat Pay checks. Available on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
    /** Scene of the payment. */
    scene_info: Schema.optional(Request.Scene),
    /** Options for the settlement of the order. */
    settle_info: Schema.optional(Request.PartnerSettlement)
  },
  success: Response.native,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates an order and returns the text of the QR code. `NativeCode.svg` draws it:
 *
 * ```ts
 * const svg = yield* Effect.map(PartnerNative.prepay(order), NativeCode.svg)
 * ```
 *
 * Call it again with the same input for a new code, also after 2 hours. See {@link create} for the conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = (
  input: Endpoint.Input<typeof create>
): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  Effect.map(create(input), ({ code_url }) => code_url)
