/** The services of an application that has orders of all workflows. */
import { BeijingTime } from "@effect-wechatpay/core"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import { TransferScene } from "@effect-wechatpay/transfer"
import {
  Deduction,
  FaceSale,
  Payment,
  PayscoreOrder,
  ProfitSharing,
  RefundWorkflow,
  Transfer
} from "@effect-wechatpay/workflow"
import { type Cause, Context, Effect, Layer } from "effect"
import type { Details } from "./protocol.js"

const { appid, serviceId: service_id } = Samples

/** What the application does about an order. */
export class App extends Context.Tag("test/workflow/App")<
  App,
  {
    readonly find: (no: string) => Effect.Effect<Details, Cause.YieldableError>
    /** A step of the application that may take long. */
    readonly slow: (
      no: string,
      step: "created" | "pay" | "ended"
    ) => Effect.Effect<void, Cause.YieldableError>
    readonly ended: (no: string, result: unknown) => Effect.Effect<void, Cause.YieldableError>
  }
>() {}

/** The services of all workflows. */
export const services = Layer.mergeAll(
  Layer.effect(
    PayscoreOrder.Orders,
    Effect.map(App, ({ ended, slow }) => ({
      create: ({ out_order_no }) =>
        Effect.succeed({
          out_order_no,
          appid,
          service_id,
          service_introduction: "power bank",
          time_range: { start_time: "OnAccept" },
          risk_fund: { name: "DEPOSIT" as const, amount: 10_000 },
          notify_url: "https://shop.example/notify"
        }),
      created: ({ out_order_no }) => slow(out_order_no, "created"),
      complete: ({ out_order_no }, decidedAt) =>
        Effect.succeed({
          out_order_no,
          appid,
          service_id,
          post_payments: [{ name: "rental", amount: 500 }],
          time_range: { end_time: BeijingTime.fromDateTime(decidedAt) }
        }),
      ended: ({ out_order_no }, result) => ended(out_order_no, result),
      failed: ({ out_order_no }, { message }) => ended(out_order_no, { message })
    }))
  ),
  Layer.effect(
    FaceSale.Sales,
    Effect.map(App, ({ ended, find, slow }) => ({
      pay: ({ out_trade_no, total_fee }) =>
        Effect.gen(function* () {
          yield* slow(out_trade_no, "pay")
          const { code = "" } = yield* find(out_trade_no)
          return {
            appid,
            out_trade_no,
            total_fee,
            body: "Coffee",
            fee_type: "CNY",
            spbill_create_ip: "203.0.113.7",
            face_code: code
          }
        }),
      payer: () => Effect.succeed({}),
      ended: ({ out_trade_no }, result) => ended(out_trade_no, result),
      failed: ({ out_trade_no }, { message }) => ended(out_trade_no, { message })
    }))
  ),
  Layer.effect(
    Deduction.Deductions,
    Effect.map(App, ({ ended, find }) => ({
      deduct: ({ mchid, out_trade_no, sub_mchid }) =>
        Effect.map(find(out_trade_no), ({ code = "" }) => ({
          sp_appid: appid,
          sp_mchid: mchid,
          sub_mchid,
          out_trade_no,
          auth_code: code,
          amount: { total: 850, currency: "CNY" as const },
          business: { business_product_id: 2 as const, business_scene_id: 3 as const }
        })),
      ended: ({ out_trade_no }, result) => ended(out_trade_no, result),
      failed: ({ out_trade_no }, { message }) => ended(out_trade_no, { message })
    }))
  ),
  Layer.effect(
    RefundWorkflow.Refunds,
    Effect.map(App, ({ ended, find }) => ({
      create: ({ out_refund_no }) =>
        Effect.map(find(out_refund_no), ({ code = "" }) => ({
          out_refund_no,
          transaction_id: code,
          amount: { refund: 100, total: 1000, currency: "CNY" as const }
        })),
      abnormal: () => Effect.succeedNone,
      ended: ({ out_refund_no }, result) => ended(out_refund_no, result),
      failed: ({ out_refund_no }, { message }) => ended(out_refund_no, { message })
    }))
  ),
  Layer.effect(
    Payment.Payments,
    Effect.map(App, ({ ended }) => ({
      ended: ({ out_trade_no }, result) => ended(out_trade_no, result),
      failed: ({ out_trade_no }, { message }) => ended(out_trade_no, { message })
    }))
  ),
  Layer.effect(
    Transfer.Transfers,
    Effect.map(App, ({ ended, find, slow }) => ({
      create: ({ out_bill_no }) =>
        Effect.map(find(out_bill_no), ({ code = "" }) => ({
          ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
          appid,
          openid: code,
          out_bill_no,
          transfer_amount: 500,
          transfer_remark: "新会员有礼"
        })),
      created: ({ out_bill_no }) => slow(out_bill_no, "created"),
      ended: ({ out_bill_no }, result) => ended(out_bill_no, result),
      failed: ({ out_bill_no }, { message }) => ended(out_bill_no, { message })
    }))
  ),
  Layer.effect(
    ProfitSharing.Shares,
    Effect.map(App, ({ ended, find }) => ({
      create: ({ out_order_no, transaction_id }) =>
        Effect.map(find(out_order_no), ({ code = "" }) => ({
          transaction_id,
          out_order_no,
          receivers: [{ type: "MERCHANT_ID", account: code, amount: 100, description: "share" }] as const,
          unfreeze_unsplit: false
        })),
      ended: ({ out_order_no }, { state }) => ended(out_order_no, { state }),
      failed: ({ out_order_no }, { message }) => ended(out_order_no, { message }),
      unfreeze: ({ out_order_no, transaction_id }) =>
        Effect.succeedSome({ transaction_id, out_order_no: `${out_order_no}U`, description: "rest" })
    }))
  )
)

export const workflows = Layer.mergeAll(
  PayscoreOrder.layer,
  FaceSale.layer,
  Deduction.layer,
  RefundWorkflow.layer,
  Payment.layer,
  Transfer.layer,
  ProfitSharing.layer
)
