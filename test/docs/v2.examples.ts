/** The examples of docs/v2.md. */

import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as ClientCertificate from "@effect-wechatpay/core/ClientCertificate"
import * as V2Client from "@effect-wechatpay/core/V2Client"
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"
import * as V2Error from "@effect-wechatpay/core/V2Error"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as FacePayment from "@effect-wechatpay/facepay/FacePayment"
import * as FacePaymentError from "@effect-wechatpay/facepay/FacePaymentError"
import * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow"
import * as OnlineDevice from "@effect-wechatpay/facepay/OnlineDevice"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

export const layer = Layer.merge(WechatPayClient.layerConfig(), V2Client.layerConfig()).pipe(
  Layer.provide([NodeHttpClient.layerUndici, NodeContext.layer])
)

/** The texts of apiclient_cert.pem and apiclient_key.pem. */
export const layerWithCertificate = (files: { readonly cert: string; readonly key: string }) =>
  V2Client.layerConfig().pipe(
    Layer.provide(
      ClientCertificate.layer(
        NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer(files)))
      )
    )
  )

export const authorise = (appid: string, rawdata: string) =>
  OnlineDevice.authinfo({ appid, store_id: "S01", store_name: "North gate", device_id: "D01", rawdata })

export interface Sale {
  readonly appid: string
  readonly out_trade_no: string
  readonly total_fee: number
}

export const sell = (sale: Sale, face_code: string) =>
  FacePaymentFlow.pay({
    ...sale,
    body: "Coffee",
    fee_type: "CNY",
    spbill_create_ip: "203.0.113.7",
    face_code
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

/** Orders that were stored before they were paid, and have no result. */
export const recover = (sales: ReadonlyArray<Sale>) =>
  Effect.forEach(sales, FacePaymentFlow.reconcile, { concurrency: 4 })

export const stateOf = ({ appid, out_trade_no }: Sale) =>
  FacePayment.query({ appid, out_trade_no }).pipe(
    Effect.map(({ trade_state }): string => trade_state),
    Effect.catchTags({
      OrderNotExist: () => Effect.succeed("never arrived"),
      WechatPayError: (error) =>
        error.outcome === "Unknown" ? Effect.succeed("ask again") : Effect.fail(error)
    })
  )

/** Closes an order of payment by code or of a prepared payment. */
export const closeOrder = V2Endpoint.make("acme.order.close", {
  path: "/pay/closeorder",
  signType: "HMAC-SHA256",
  payload: { appid: Wire.AppId, out_trade_no: Wire.OutOrderNo },
  success: { appid: Schema.String, mch_id: Schema.String },
  errors: V2Error.all
})

const deposit = { appid: Wire.AppId, sub_mch_id: Wire.Mchid, out_trade_no: Wire.OutOrderNo }

export const queryDeposit = V2Endpoint.make("acme.deposit.query", {
  path: "/deposit/orderquery",
  signType: "HMAC-SHA256",
  payload: deposit,
  success: { trade_state: Schema.String, transaction_id: Schema.optional(Schema.String) },
  errors: FacePaymentError.query,
  idempotent: true
})

/** Not before 15 seconds after the payment, and again while `recall` is `Y`. */
export const reverseDeposit = V2Endpoint.make("acme.deposit.reverse", {
  path: "/deposit/reverse",
  signType: "HMAC-SHA256",
  clientCertificate: true,
  payload: deposit,
  success: { recall: Wire.openEnum("Y", "N") },
  errors: FacePaymentError.reverse,
  idempotent: true
})

export const closeByHand = (appid: string, out_trade_no: string) =>
  Effect.flatMap(V2Client.V2Client, (client) =>
    client.request("/pay/closeorder", { appid, out_trade_no }, { signType: "HMAC-SHA256" })
  )
