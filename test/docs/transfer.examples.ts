/** The examples of docs/transfer.md. */
import { NotificationHandler, OperationRecords } from "@effect-wechatpay/core"
import {
  FailReason,
  Transfer,
  TransferFlow,
  TransferNotification,
  TransferScene,
  TransferSignals,
  TransferState
} from "@effect-wechatpay/transfer"
import { DateTime, Effect, Layer, Option } from "effect"

const mchid = "1230000109"
const appid = "wxd678efh567hg6787"

const terms = (out_bill_no: string, fen: number) => ({
  ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
  appid,
  out_bill_no,
  transfer_amount: fen,
  transfer_remark: "新会员有礼",
  notify_url: "https://shop.example/wechatpay/notify"
})

export const start = (out_bill_no: string, openid: string, fen: number) =>
  Effect.map(TransferFlow.create({ ...terms(out_bill_no, fen), openid }), ({ package_info }) =>
    // Absent if the transfer no longer waits for its user.
    package_info === undefined
      ? Option.none()
      : Option.some({ mchId: mchid, appId: appid, package: package_info })
  )

export const finish = (out_bill_no: string, fen: number) =>
  Effect.gen(function* () {
    const until = DateTime.add(yield* DateTime.now, { minutes: 30 })
    const bill = yield* TransferFlow.awaitEndOrCancel({ out_bill_no }, until)
    if (TransferState.isPaid(bill, fen)) return "paid"
    const reason = FailReason.explain(bill.fail_reason)
    if (!TransferState.isReturned(TransferState.of(bill))) return "run it again"
    return Option.match(reason, { onNone: () => "not paid", onSome: ({ meaning }) => `not paid: ${meaning}` })
  })

export const handler = NotificationHandler.make([TransferNotification.finished], {
  "MCHTRANSFER.BILL.FINISHED": ({ resource }) => TransferSignals.publish(resource),
  unknown: () => Effect.void
})

export const payAuthorised = (out_bill_no: string, out_authorization_no: string, fen: number) =>
  Transfer.createAuthorized({ ...terms(out_bill_no, fen), out_authorization_no }).pipe(
    Effect.andThen(TransferFlow.awaitEnd({ out_bill_no })),
    Effect.map((bill) => TransferState.isPaid(bill, fen))
  )

export const programs = Layer.merge(TransferSignals.layer, OperationRecords.layerMemory())
