/**
 * What has to be the case before the simulator accepts a generated input of a payment: orders and payment codes. WeChat
 * Pay's own numbers are put into the input.
 */
import { CodePayment, Native, PartnerCodePayment, PartnerNative } from "@effect-wechatpay/pay"
import { Pay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Clock, Effect } from "effect"
import type { Input } from "./inputs.js"
import { ours, type Prepare, type SubOrder } from "./parties.js"

const { appid, mchid, subAppid: sub_appid, subMchid: sub_mchid } = Samples

const { act } = Simulator

const terms = (out_trade_no: unknown) => ({
  out_trade_no: String(out_trade_no),
  description: "coffee",
  notify_url: "https://shop.example.com/notify",
  amount: { total: 1800 }
})

const merchant = { appid, mchid }
const partner = { sp_appid: appid, sp_mchid: mchid, sub_appid, sub_mchid }

const codeTerms = (out_trade_no: unknown) =>
  Effect.map(act(Pay.showCode()), (auth_code) => {
    const { notify_url: _, ...rest } = terms(out_trade_no)
    return { ...rest, payer: { auth_code }, scene_info: { store_info: { id: "1" } } }
  })

const created: Prepare = (input) =>
  Effect.as(Native.create({ ...merchant, ...terms(input.out_trade_no) }), ours(input))

const createdByPartner: Prepare = (input) =>
  Effect.as(PartnerNative.create({ ...partner, ...terms(input.out_trade_no) }), ours(input))

const paid = (input: Input) =>
  Effect.map(act(Pay.pay({ mchid, out_trade_no: "order_1" })), ({ parts }) => ({
    ...ours(input),
    transaction_id: parts[0]?.transaction_id ?? ""
  }))

/** A combined order with these sub orders, of whatever mode. */
const combined: Prepare = (given) =>
  Effect.gen(function* () {
    const input = ours(given)
    const now = yield* Clock.currentTimeMillis
    const sub_orders = (input.sub_orders ?? [
      { mchid, out_trade_no: "sub_order_1" }
    ]) as ReadonlyArray<SubOrder>
    const order: Pay.Order = {
      form: "combined",
      channel: "NATIVE",
      mchid,
      out_trade_no: String(input.combine_out_trade_no),
      appid,
      parts: sub_orders.map((sub) => ({ ...sub, total: 1, description: "coffee", profit_sharing: false })),
      request: "",
      state: "NOTPAY",
      created_at: now,
      payable_until: now + 1000
    }
    yield* act(Effect.map(State.rows(Pay.orders), (rows) => rows.set(Pay.orderKey(order), order)))
    return input
  })

const shown: Prepare = (input) =>
  Effect.as(
    act(Pay.showCode({ auth_code: (input.payer as { readonly auth_code: string }).auth_code })),
    ours(input)
  )

/** By the id of the endpoint; creations need nothing. */
export const preparations: Readonly<Record<string, Prepare>> = {
  "pay.payment.query": created,
  "pay.payment.close": created,
  "pay.payment.queryById": (input) => Effect.andThen(created({ out_trade_no: "order_1" }), paid(input)),
  "pay.partnerPayment.query": createdByPartner,
  "pay.partnerPayment.close": createdByPartner,
  "pay.partnerPayment.queryById": (input) =>
    Effect.andThen(createdByPartner({ out_trade_no: "order_1" }), paid(input)),
  "pay.combinedPayment.query": combined,
  "pay.combinedPayment.close": combined,
  "pay.codePayment.charge": shown,
  "pay.partnerCodePayment.charge": shown,
  "pay.codePayment.reverse": (input) =>
    Effect.gen(function* () {
      yield* CodePayment.charge({ ...merchant, ...(yield* codeTerms(input.out_trade_no)) })
      return ours(input)
    }),
  "pay.partnerCodePayment.reverse": (input) =>
    Effect.gen(function* () {
      yield* PartnerCodePayment.charge({ ...partner, ...(yield* codeTerms(input.out_trade_no)) })
      return ours(input)
    })
}
