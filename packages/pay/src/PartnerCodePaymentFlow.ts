/**
 * The programs of `CodePaymentFlow` for service providers: a payment by the code that the user shows, until its result is
 * known.
 *
 * Tested in `test/pay/CodePaymentFlow.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import type * as Effect from "effect/Effect"
import type { Result } from "./CodePaymentResult.js"
import { makeCodeFlow } from "./internal/codePaymentFlow.js"
import * as PartnerCodePayment from "./PartnerCodePayment.js"
import * as PartnerPayment from "./PartnerPayment.js"

/**
 * The number of an order, and the amount that is compared with its payment.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order {
  readonly sp_appid?: string | undefined
  /** Default: the merchant of the client. */
  readonly sp_mchid?: string | undefined
  readonly sub_mchid: string
  readonly out_trade_no: string
  readonly amount: {
    /** Fen. */
    readonly total: number
  }
}

const flow = makeCodeFlow<Endpoint.Input<typeof PartnerCodePayment.charge>, Order>({
  charge: (input) => PartnerCodePayment.charge(input),
  query: ({ out_trade_no, sp_mchid, sub_mchid }) =>
    PartnerPayment.query({ out_trade_no, sp_mchid, sub_mchid }),
  reverse: ({ out_trade_no, sp_appid, sp_mchid, sub_mchid }) =>
    PartnerCodePayment.reverse({
      out_trade_no,
      sp_mchid,
      sub_mchid,
      ...(sp_appid === undefined ? {} : { sp_appid })
    }),
  number: ({ out_trade_no, sp_mchid, sub_mchid }) => [sp_mchid, sub_mchid, out_trade_no],
  own: (order, mchid) => ({ ...order, sp_mchid: order.sp_mchid ?? mchid })
})

/**
 * Charges the user whose code was scanned, and finds out the result, as `CodePaymentFlow.charge` does.
 *
 * @since 1.0.0
 * @category programs
 */
export const charge: (
  input: Endpoint.Input<typeof PartnerCodePayment.charge>
) => Effect.Effect<Result, never, WechatPayClient> = flow.charge

/**
 * Finds out the result of a charge after an interruption, a crash or an `Unknown` result, as `CodePaymentFlow.reconcile`
 * does.
 *
 * @since 1.0.0
 * @category programs
 */
export const reconcile: (
  order: Order & { readonly reversing?: boolean | undefined; readonly sentAt?: number | undefined }
) => Effect.Effect<Result, never, WechatPayClient> = flow.reconcile
