/** Payments and receivers that the samples of profit sharing speak of. */
import {
  BrandProfitSharing,
  BrandProfitSharingReceiver,
  EcommerceProfitSharing,
  EcommerceProfitSharingReceiver,
  ProfitSharing,
  ProfitSharingReceiver,
  ProfitSharingReturn
} from "@effect-wechatpay/profit-sharing"
import { ProfitShares, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import type { Sample } from "../data.js"
import { given, millis, type Preparations, receiver, subMerchantOf } from "./world.js"

const { mchid, subMchid } = Samples
const { act } = Simulator

/** The parties of a share of a direct merchant, or of a sub-merchant. */
const partiesOf = ({ body }: Sample) =>
  body?.sub_mchid === undefined
    ? { appid: "wx8888888888888888" }
    : { appid: "wx8888888888888888", sub_mchid: subMchid }

/** The order that is shared was paid with the sharing flag. */
const sharedPayment = (
  sample: Sample,
  profit_sharing: NonNullable<Transactions.Transaction["profit_sharing"]> = "standard"
) =>
  act(
    Transactions.register({
      transaction_id: "4208450740201411110007820472",
      out_trade_no: "1",
      mchid,
      ...subMerchantOf(sample),
      total: 10_000,
      profit_sharing,
      paid_at: millis("2026-05-01T09:00:00+08:00")
    })
  )

const addReceiver = (sample: Sample, account: string) =>
  ProfitSharingReceiver.add({ ...partiesOf(sample), type: "MERCHANT_ID", account, relation_type: "STORE" })

const share = (sample: Sample, out_order_no = "P20150806125346") =>
  ProfitSharing.create({
    ...partiesOf(sample),
    transaction_id: "4208450740201411110007820472",
    out_order_no,
    receivers: [{ type: "MERCHANT_ID", account: receiver, amount: 888, description: "分给商户A" }],
    unfreeze_unsplit: false
  })

/** A share of a sub-merchant of a platform, or of a shop of a brand. */
const partiesOfPlatform = {
  appid: "wx8888888888888888",
  sub_mchid: subMchid,
  transaction_id: "4208450740201411110007820472",
  out_order_no: "P20150806125346"
} as const

const addToPlatform = (account: string) =>
  EcommerceProfitSharingReceiver.add({
    appid: "wx8888888888888888",
    type: "MERCHANT_ID",
    account,
    relation_type: "SUPPLIER"
  })

const addToBrand = (account: string) =>
  BrandProfitSharingReceiver.add({
    brand_mchid: "1900000108",
    appid: "wx8888888888888888",
    type: "MERCHANT_ID",
    account,
    relation_type: "SUPPLIER"
  })

export const profitSharing: Preparations = {
  "profitSharing.profitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample), addReceiver(sample, receiver))),
  "profitSharing.profitSharing.query": (sample) =>
    given(
      sharedPayment(sample).pipe(Effect.andThen(addReceiver(sample, receiver)), Effect.andThen(share(sample)))
    ),
  "profitSharing.profitSharingReturn.query": (sample) =>
    given(
      Effect.gen(function* () {
        const out_order_no = String(sample.query?.out_order_no)
        yield* sharedPayment(sample)
        yield* addReceiver(sample, receiver)
        yield* share(sample, out_order_no)
        yield* act(ProfitShares.finish({ mchid, out_order_no }))
        yield* ProfitSharingReturn.create({
          out_order_no,
          out_return_no: String(sample.path?.out_return_no),
          return_mchid: receiver,
          amount: 10,
          description: "用户退款"
        })
      })
    ),
  "profitSharing.profitSharing.unfreeze": (sample) => given(sharedPayment(sample)),
  "profitSharing.profitSharingReceiver.remove": (sample) => given(addReceiver(sample, "1900000109")),
  "profitSharing.profitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample)
      yield* addReceiver(sample, receiver)
      const { order_id } = yield* share(sample)
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    }),
  "profitSharing.brandProfitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample, "brand"), addToBrand("1900000109"))),
  "profitSharing.brandProfitSharing.finish": (sample) => given(sharedPayment(sample, "brand")),
  "profitSharing.brandProfitSharingReceiver.remove": () => given(addToBrand("1900000109")),
  "profitSharing.brandProfitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample, "brand")
      yield* addToBrand(receiver)
      const { order_id } = yield* BrandProfitSharing.create({
        ...partiesOfPlatform,
        brand_mchid: "1900000108",
        receivers: [{ type: "MERCHANT_ID", account: receiver, amount: 100, description: "分给商户A" }],
        finish: false
      })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    }),
  "profitSharing.ecommerceProfitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample, "ecommerce"), addToPlatform("1900000109"))),
  "profitSharing.ecommerceProfitSharing.finish": (sample) => given(sharedPayment(sample, "ecommerce")),
  "profitSharing.ecommerceProfitSharingReceiver.remove": () => given(addToPlatform("190001001")),
  "profitSharing.ecommerceProfitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample, "ecommerce")
      yield* addToPlatform(receiver)
      const { order_id } = yield* EcommerceProfitSharing.create({
        ...partiesOfPlatform,
        receivers: [
          { type: "MERCHANT_ID", receiver_account: receiver, amount: 100, description: "分给商户A" }
        ],
        finish: false
      })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    })
}
