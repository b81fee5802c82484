/** The address that opens the payment of an H5 order. */
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Effect from "effect/Effect"

/** Placeholder for the address of the order. */
const example = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx"

/** Creates an order and appends the return address. The return address is checked before the order is created. */
export const withRedirect = <E, R>(
  create: Effect.Effect<{ readonly h5_url: string }, E, R>,
  redirect_url: string | undefined
): Effect.Effect<string, E | WechatPayError, R> =>
  Effect.andThen(
    PaymentParams.h5({ h5_url: example, redirect_url }),
    Effect.flatMap(create, ({ h5_url }) => PaymentParams.h5({ h5_url, redirect_url }))
  )
