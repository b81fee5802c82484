/**
 * Orders of a merchant that are paid from a mobile browser outside WeChat.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { withRedirect } from "./internal/h5Address.js"
import * as PayError from "./PayError.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"

/**
 * Creates an order and returns the `h5_url` that opens WeChat from a mobile browser.
 *
 * May be repeated with the same parameters while the order is not paid, and the client retries it. Each response
 * contains a new `h5_url` of the same order. The expiry time does not change. The same number with other parameters
 * gives `InvalidRequest` or `OutTradeNoUsed`. A paid order gives `OrderPaid`, and a closed order gives `OrderClosed`.
 * After an `Unknown` outcome, repeat the identical request.
 *
 * The `h5_url` is valid for 5 minutes. It works only from the registered domain, and only for the IP address in
 * `scene_info.payer_client_ip`. After the payment WeChat Pay sends `TRANSACTION.SUCCESS`. It does not notify failed
 * payments or closed orders. The return of the browser does not prove a payment.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791834 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.h5.create", {
  method: "POST",
  path: "/v3/pay/transactions/h5",
  merchantMember: "mchid",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** Identity of the person who must pay, which WeChat Pay checks. Available on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
    /** Scene of the payment. */
    scene_info: Request.H5Scene,
    /** Options for the settlement of the order. */
    settle_info: Schema.optional(Request.Settlement)
  },
  success: Response.h5,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates an order and returns the address to open in the browser. The percent-encoded `redirect_url`, to which the
 * browser returns, is appended. `redirect_url` must be under the domain that is registered for H5 payment. Without it
 * the browser returns to the page that it came from.
 *
 * Call it again with the same input when the user tries again, also after 5 minutes. See {@link create} for the
 * conditions.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = ({
  redirect_url,
  ...input
}: Endpoint.Input<typeof create> & {
  /** Address to which the browser returns. */
  readonly redirect_url?: string | undefined
}): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  withRedirect(create(input), redirect_url)
