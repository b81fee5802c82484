/** Parties and orders of the samples of payments. */
import { Pay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import { given, type Preparations, type Prepared } from "./world.js"

const { mchid } = Samples

/** The initiator of these samples is the sub-merchant of the other samples. */
const initiated = (): Prepared => Effect.succeed({ combine_mchid: mchid })

export const pay: Preparations = {
  "pay.combinedApp.create": initiated,
  "pay.combinedNative.create": initiated,
  // The sample has one sub order without a sub-merchant, which cannot be created.
  "pay.combinedPayment.close": ({ body, path }) => {
    const { combine_appid: appid, sub_orders } = body as {
      readonly combine_appid: string
      readonly sub_orders: ReadonlyArray<{ readonly mchid: string; readonly out_trade_no: string }>
    }
    const order: Pay.Order = {
      form: "combined",
      channel: "NATIVE",
      mchid,
      out_trade_no: String(path?.combine_out_trade_no),
      appid,
      parts: sub_orders.map((sub) => ({
        ...sub,
        total: 1,
        description: "会员充值",
        profit_sharing: false
      })),
      request: "",
      state: "NOTPAY",
      created_at: Date.parse("2026-05-01T09:59:00+08:00"),
      payable_until: Date.parse("2026-05-02T10:00:00+08:00")
    }
    return given(
      Simulator.act(Effect.map(State.rows(Pay.orders), (rows) => rows.set(Pay.orderKey(order), order)))
    )
  }
}
