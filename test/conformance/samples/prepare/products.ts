/** Payments, transfers and complaints that the samples of the other products speak of. */
import { ComplaintNotificationUrl } from "@effect-wechatpay/merchant-complaint"
import { Refund } from "@effect-wechatpay/refund"
import {
  Complaints,
  Ledger,
  Refunds,
  Samples,
  Simulator,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Transfer, TransferAuthorization, TransferScene } from "@effect-wechatpay/transfer"
import { Effect, Redacted } from "effect"
import type { Sample } from "../data.js"
import { complained, given, millis, type Preparations, subMerchantOf } from "./world.js"

const { mchid, openid } = Samples
const { act } = Simulator

/** A payment that can be shared, and as much available money: the samples refund from both. */
const payment = (sample: Pick<Sample, "body" | "query">) =>
  act(
    Effect.andThen(
      Ledger.topUp(subMerchantOf(sample).sub_mchid ?? mchid, 888),
      Transactions.register({
        transaction_id: String(sample.body?.transaction_id ?? 1),
        out_trade_no: "1217752501201407033233368018",
        mchid,
        ...subMerchantOf(sample),
        total: 888,
        paid_at: millis("2026-05-01T09:00:00+08:00"),
        profit_sharing: "standard"
      })
    )
  )

/** Something is in the bills of the day of the samples. */
const paidOnDay = (who: { readonly sub_mchid?: string }) =>
  act(
    Transactions.register({
      transaction_id: "1",
      out_trade_no: "1",
      mchid,
      ...who,
      total: 888,
      paid_at: millis("2019-06-11T12:00:00+08:00")
    })
  )

const requestAuthorisation = TransferAuthorization.request({
  out_authorization_no: "plfk2020042013",
  appid: "wxf636efh567hg4356",
  openid,
  transfer_scene_id: "1000",
  user_display_name: "wx_123456",
  authorization_notify_url: "https://www.weixin.qq.com/wxpay/pay.php"
})

/** A transfer that has a receipt once it is paid. */
const transfer = Transfer.create({
  ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
  appid: "wxf636efh567hg4356",
  openid,
  out_bill_no: "plfk2020042013",
  user_name: Redacted.make("张三"),
  transfer_amount: 500,
  transfer_remark: "新会员开通有礼"
})

const paidTransfer = Effect.zipLeft(
  transfer,
  act(Transfers.confirm({ mchid, out_bill_no: "plfk2020042013" }))
)

const complaint = () =>
  Effect.map(act(Complaints.complain({ complainted_mchid: complained })), (complaint_id) => ({
    complaint_id
  }))

const refundComplaint = () =>
  Effect.gen(function* () {
    const transaction_id = "1"
    yield* act(
      Transactions.register({
        transaction_id,
        out_trade_no: "1",
        mchid,
        total: 888,
        paid_at: millis("2026-05-01T09:00:00+08:00")
      })
    )
    const complaint_id = yield* act(Complaints.complain({ transaction_id, apply_refund_amount: 100 }))
    return { complaint_id }
  })

export const products: Preparations = {
  "refund.refund.create": (sample) => given(payment(sample)),
  "refund.refund.query": (sample) =>
    given(
      Effect.andThen(
        payment(sample),
        Refund.create({
          ...subMerchantOf(sample),
          transaction_id: "1",
          out_refund_no: String(sample.path?.out_refund_no),
          amount: { refund: 888, total: 888, currency: "CNY" }
        })
      )
    ),
  "refund.refund.applyAbnormal": ({ body }) =>
    Effect.gen(function* () {
      const out_refund_no = String(body?.out_refund_no)
      yield* payment({ body: { transaction_id: "1" } })
      const { refund_id } = yield* Refund.create({
        transaction_id: "1",
        out_refund_no,
        amount: { refund: 888, total: 888, currency: "CNY" }
      })
      yield* act(Refunds.bounce({ mchid, out_refund_no }))
      return { refund_id }
    }),
  "transfer.transfer.createAuthorized": () =>
    Effect.gen(function* () {
      yield* requestAuthorisation
      const key = { mchid, out_authorization_no: "plfk2020042013" }
      const { authorization_id } = yield* act(Transfers.authorize(key))
      return { authorization_id }
    }),
  "transfer.transfer.cancel": () => given(transfer),
  "transfer.transferReceipt.apply": () => given(paidTransfer),
  "transfer.transferReceipt.applyByTransferBillNo": () =>
    Effect.map(paidTransfer, ({ transfer_bill_no }) => ({ transfer_bill_no })),
  "transfer.transferAuthorization.close": () =>
    given(
      Effect.andThen(
        requestAuthorisation,
        act(Transfers.authorize({ mchid, out_authorization_no: "plfk2020042013" }))
      )
    ),
  "merchantComplaint.complaint.respond": complaint,
  "merchantComplaint.complaint.complete": complaint,
  "merchantComplaint.complaint.updateRefundProgress": refundComplaint,
  "merchantComplaint.complaintNotificationUrl.update": () =>
    given(ComplaintNotificationUrl.create({ url: "https://www.xxx.com/before" })),
  "merchantComplaint.complaint.listHistory": complaint,
  "bill.tradeBill.getDownloadLink": () => given(paidOnDay({})),
  "bill.fundFlowBill.getDownloadLink": () => given(paidOnDay({})),
  "bill.subMerchantFundFlowBill.getDownloadLinks": ({ query }) =>
    given(paidOnDay({ sub_mchid: String(query?.sub_mchid) }))
}
