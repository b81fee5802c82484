/** The face payment of README.md. */

import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { V2Client } from "@effect-wechatpay/core"
import { FacePaymentFlow } from "@effect-wechatpay/facepay"
import { Effect, Layer } from "effect"

export const sell = (out_trade_no: string, total_fee: number, face_code: string) =>
  FacePaymentFlow.pay({
    appid: "wxd678efh567hg6787",
    body: "Coffee",
    out_trade_no,
    total_fee,
    face_code,
    fee_type: "CNY",
    spbill_create_ip: "203.0.113.7"
  }).pipe(
    Effect.map(
      FacePaymentFlow.match({
        Paid: ({ transactionId }) => `paid: ${transactionId}`,
        Failed: ({ error }) => `not paid: ${error.message}`,
        Reversed: () => "not paid: reversed",
        Refunded: () => "refunded",
        Unknown: ({ error }) => `query it later: ${error.message}`
      })
    )
  )

export const layer = V2Client.layerConfig().pipe(Layer.provide(NodeHttpClient.layerUndici))
