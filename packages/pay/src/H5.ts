/**
 * Orders of a merchant that are paid from a mobile browser outside WeChat.
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
 * May be repeated with the same parameters while the order is not paid, and is retried: each response has a fresh
 * `h5_url` of the same order, and the last moment for paying stays what it was. The same number with other parameters gives
 * `InvalidRequest` or `OutTradeNoUsed`, a paid order `OrderPaid`, a closed one `OrderClosed`. After an `Unknown` outcome
 * repeat it identically.
 *
 * The `h5_url` is valid for 5 minutes, works from the registered domain only, and for the address in
 * `scene_info.payer_client_ip` only. `TRANSACTION.SUCCESS` follows the payment; a payment that fails and an order that is closed
 * are not notified. That the browser comes back proves nothing.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791834
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("pay.h5.create", {
  method: "POST",
  path: "/v3/pay/transactions/h5",
  payload: {
    ...Request.merchant,
    ...Request.order,
    /** The person that has to pay. Access on request. */
    payer: Schema.optional(Request.IdentifiedPayer),
    /** Where the order is paid. */
    scene_info: Request.H5Scene,
    /** How the order is settled. */
    settle_info: Schema.optional(Request.Settlement)
  },
  success: Response.h5,
  errors: PayError.create,
  idempotent: true
})

/**
 * Creates an order and returns the address for the browser, with `redirect_url`, where the browser goes back to, appended
 * percent-encoded. `redirect_url` has to be under the domain that is registered for H5 payment; without one the browser
 * goes back to the page that it came from.
 *
 * Call it again with the same input for a user who tries again, also after 5 minutes: {@link create} says what may be repeated.
 *
 * @since 1.0.0
 * @category programs
 */
export const prepay = ({
  redirect_url,
  ...input
}: Endpoint.Input<typeof create> & {
  /** Where the browser goes back to. */
  readonly redirect_url?: string | undefined
}): Effect.Effect<string, Endpoint.Failure<typeof create>, WechatPayClient> =>
  withRedirect(create(input), redirect_url)
