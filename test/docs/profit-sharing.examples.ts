/** The examples of docs/profit-sharing.md. */
import { NotificationHandler, OperationRecords } from "@effect-wechatpay/core"
import {
  ProfitSharing,
  ProfitSharingFlow,
  ProfitSharingNotification,
  ProfitSharingReceiver,
  ProfitSharingSignals
} from "@effect-wechatpay/profit-sharing"
import { Effect, Layer, Option, Redacted } from "effect"

export const addSupplier = (account: string, name: string) =>
  ProfitSharingReceiver.add({
    appid: "wxd678efh567hg6787",
    type: "MERCHANT_ID",
    account,
    // The full registered name. The client encrypts it.
    name: Redacted.make(name),
    relation_type: "SUPPLIER"
  })

export const payTheSupplier = (transaction_id: string, out_order_no: string, account: string, fen: number) =>
  ProfitSharingFlow.share({
    transaction_id,
    out_order_no,
    receivers: [{ type: "MERCHANT_ID", account, amount: fen, description: "share of the supplier" }],
    unfreeze_unsplit: false
  }).pipe(
    Effect.map((share) =>
      ProfitSharingFlow.closed(share).map(({ account, fail_reason }) => `${account}: ${fail_reason}`)
    )
  )

export const keepTheRest = (transaction_id: string, out_order_no: string) =>
  ProfitSharingFlow.unfreeze({ transaction_id, out_order_no, description: "rest" }).pipe(
    Effect.map(Option.isSome)
  )

export const left = (transaction_id: string) =>
  Effect.map(ProfitSharing.queryUnsplitAmount({ transaction_id }), ({ unsplit_amount }) => unsplit_amount)

export const takeBack = (
  share: { readonly out_order_no: string; readonly account: string; readonly fen: number },
  out_return_no: string
) =>
  ProfitSharingFlow.takeBack({
    out_order_no: share.out_order_no,
    out_return_no,
    return_mchid: share.account,
    amount: share.fen,
    description: "refund to the user"
  }).pipe(
    Effect.map(({ fail_reason, result }) => (result === "SUCCESS" ? "back" : `not back: ${fail_reason}`))
  )

export const handlerOfReceiver = <E, R>(
  book: (orderId: string, fen: number, kind: "share" | "return") => Effect.Effect<void, E, R>
) =>
  NotificationHandler.make([ProfitSharingNotification.succeeded, ProfitSharingNotification.returned], {
    "PROFITSHARING.SUCCESS": ({ resource }) => book(resource.order_id, resource.receiver.amount, "share"),
    "PROFITSHARING.RETURN": ({ resource }) => book(resource.order_id, resource.receiver.amount, "return"),
    unknown: () => Effect.void
  })

export const programs = Layer.merge(ProfitSharingSignals.layer, OperationRecords.layerMemory())
