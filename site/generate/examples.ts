/** Fields of examples that follow from no name: where an endpoint needs one of several, or rules span several fields. */
import * as Redacted from "effect/Redacted"

type Fields = Readonly<Record<string, unknown>>

const subOrder = (mchid: string, out_trade_no: string): Fields => ({
  mchid,
  out_trade_no,
  attach: "shop 17",
  amount: { total_amount: 888, currency: "CNY" },
  description: "tea"
})

const subOrders: Fields = {
  sub_orders: [subOrder("1230000109", "order-1024-1"), subOrder("1900000109", "order-1024-2")]
}

const fees: Fields = { post_payments: [{ name: "rent", amount: 888 }], total_amount: 888 }

const reward: Fields = {
  transfer_scene_id: "1000",
  transfer_scene_report_infos: [
    { info_type: "活动名称", info_content: "spring" },
    { info_type: "奖励说明", info_content: "first prize" }
  ]
}

const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

const device: Fields = { scene_info: { store_info: { id: "0001" } } }

const withoutItems: Fields = { need_query_detail: false }

export const given: Readonly<Record<string, Fields>> = {
  "facepay.organizationUser.update": { user_name: Redacted.make("张三") },
  "merchantComplaint.complaint.updateRefundProgress": { action: "APPROVE", launch_refund_day: 1 },
  "pay.codePayment.charge": device,
  "pay.combinedApp.create": subOrders,
  "pay.combinedH5.create": subOrders,
  "pay.combinedJsapi.create": { ...subOrders, combine_payer_info: { openid } },
  "pay.combinedNative.create": subOrders,
  "pay.partnerCodePayment.charge": device,
  "payscore.acquiringBankServiceOrder.complete": fees,
  "payscore.acquiringBankServiceOrder.modify": fees,
  "payscore.overseasServiceOrder.complete": fees,
  "payscore.partnerPermission.applyForScene": {
    transaction_scene_info: { mchid: "1230000109", sub_mchid: "1900000109" }
  },
  "payscore.partnerServiceOrder.complete": fees,
  "payscore.partnerServiceOrder.directComplete": { ...fees, openid },
  "payscore.partnerServiceOrder.modify": fees,
  "payscore.serviceOrder.complete": fees,
  "payscore.serviceOrder.directComplete": { ...fees, notify_url: "https://shop.example.com/wechatpay" },
  "payscore.serviceOrder.modify": fees,
  "profitSharing.profitSharingReceiver.add": { relation_type: "SUPPLIER" },
  "transfer.partnerTransfer.create": reward,
  "transfer.partnerTransfer.createAuthorized": reward,
  "transfer.partnerTransfer.createWithAuthorization": { ...reward, openid },
  "transfer.partnerTransferBatch.queryByBatchId": withoutItems,
  "transfer.partnerTransferBatch.queryByOutBatchNo": withoutItems,
  "transfer.qqWalletTransfer.create": { ...reward, transfer_scene_id: "1401" },
  "transfer.transfer.create": reward,
  "transfer.transfer.createAuthorized": { ...reward, out_authorization_no: "authorization1024" },
  "transfer.transfer.createWithAuthorization": { ...reward, openid },
  "transfer.transferBatch.queryByBatchId": withoutItems,
  "transfer.transferBatch.queryByOutBatchNo": withoutItems
}
