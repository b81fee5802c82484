/** The examples of docs/errors.md. */
import type { ApiError, WechatPayError } from "@effect-wechatpay/core"
import { Native, Payment } from "@effect-wechatpay/pay"
import { Effect } from "effect"

export type Order = Parameters<typeof Native.prepay>[0]

export const open = (order: Order) =>
  Native.prepay(order).pipe(
    Effect.map((code) => `show ${code}`),
    Effect.catchTags({
      OrderPaid: () => Effect.succeed("it is paid already: query it"),
      OutTradeNoUsed: () => Effect.succeed("the number belongs to another order"),
      NoAuth: (error) => Effect.succeed(`ask the merchant: ${error.message}`)
    }),
    Effect.catchAll((error) =>
      Effect.succeed(
        error.outcome === "Unknown"
          ? "the order may exist: repeat the identical call"
          : `nothing happened: ${error.message}`
      )
    )
  )

export const explain = (error: ApiError.Any) =>
  [error.status, error.code ?? "no code", error.requestId ?? "no Request-ID", error.internalCode ?? ""].join(
    " "
  )

export const find = (out_trade_no: string) =>
  Payment.query({ out_trade_no }).pipe(
    Effect.map((order) => order.trade_state),
    Effect.catchTag("OrderNotExist", () => Effect.succeed("no such order")),
    Effect.catchTag("ApiError", (error) => Effect.succeed(explain(error)))
  )

export const isTransient = (error: WechatPayError.WechatPayError) =>
  error.reason._tag === "Transport" || error.reason._tag === "Timeout"
