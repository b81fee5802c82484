/** The examples of docs/pay.md. */
import { NotificationHandler, OperationRecords } from "@effect-wechatpay/core"
import {
  CodePaymentFlow,
  CodePaymentResult,
  H5,
  Jsapi,
  Native,
  PaymentFlow,
  PaymentSignals,
  PaymentState,
  PayNotification
} from "@effect-wechatpay/pay"
import * as NativeCode from "@effect-wechatpay/pay/NativeCode"
import { Effect, Layer } from "effect"

const appid = "wxd678efh567hg6787"

const terms = (out_trade_no: string, total: number) => ({
  appid,
  out_trade_no,
  description: "tea",
  notify_url: "https://shop.example/wechatpay/notify",
  amount: { total }
})

// The parameters of wx.requestPayment.
export const inMiniProgram = (out_trade_no: string, total: number, openid: string) =>
  Jsapi.prepayMiniProgram({ ...terms(out_trade_no, total), payer: { openid } })

// An SVG of the QR code. NativeCode needs the package uqr.
export const asQrCode = (out_trade_no: string, total: number) =>
  Effect.map(Native.prepay(terms(out_trade_no, total)), (code) => NativeCode.svg(code))

// The address to which the browser goes.
export const inBrowser = (out_trade_no: string, total: number, payer_client_ip: string) =>
  H5.prepay({
    ...terms(out_trade_no, total),
    scene_info: { payer_client_ip, h5_info: { type: "Wap" } },
    redirect_url: "https://shop.example/orders/1"
  })

export const sell = (out_trade_no: string, total: number) =>
  Effect.map(PaymentFlow.awaitPaymentOrClose({ out_trade_no }), (order) => {
    if (PaymentState.isPaid(order, total)) return "deliver"
    return PaymentState.is("Closed")(PaymentState.of(order)) ? "not paid" : "look at it"
  })

export const cancel = (out_trade_no: string) => PaymentFlow.close({ out_trade_no })

export const handler = NotificationHandler.make([PayNotification.succeeded], {
  "TRANSACTION.SUCCESS": ({ resource }) => PaymentSignals.publish(resource),
  unknown: () => Effect.void
})

export const chargeAtTill = (out_trade_no: string, total: number, auth_code: string) =>
  CodePaymentFlow.charge({
    appid,
    out_trade_no,
    description: "tea",
    amount: { total },
    payer: { auth_code },
    scene_info: { store_info: { out_id: "corner" } }
  }).pipe(
    Effect.map(
      CodePaymentResult.match({
        Paid: () => "hand over the goods",
        Failed: ({ error }) => `not paid: ${error.message}`,
        Reversed: () => "not paid",
        Refunded: () => "refunded",
        Unknown: () => "run reconcile later"
      })
    )
  )

export const programs = Layer.merge(PaymentSignals.layer, OperationRecords.layerMemory())
