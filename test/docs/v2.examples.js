/** The examples of docs/v2.md. */
import { NodeContext, NodeHttpClient } from "@effect/platform-node";
import * as ClientCertificate from "@effect-wechatpay/core/ClientCertificate";
import * as V2Client from "@effect-wechatpay/core/V2Client";
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint";
import * as V2Error from "@effect-wechatpay/core/V2Error";
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient";
import * as Wire from "@effect-wechatpay/core/Wire";
import * as FacePayment from "@effect-wechatpay/facepay/FacePayment";
import * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow";
import * as OnlineDevice from "@effect-wechatpay/facepay/OnlineDevice";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Schema from "effect/Schema";
export const layer = Layer.merge(WechatPayClient.layerConfig(), V2Client.layerConfig()).pipe(Layer.provide([NodeHttpClient.layerUndici, NodeContext.layer]));
/** The texts of apiclient_cert.pem and apiclient_key.pem. */
export const layerWithCertificate = (files) => V2Client.layerConfig().pipe(Layer.provide(ClientCertificate.layer(NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer(files))))));
export const authorise = (appid, rawdata) => OnlineDevice.authinfo({ appid, store_id: "S01", store_name: "North gate", device_id: "D01", rawdata });
export const sell = (sale, face_code) => FacePaymentFlow.pay({
    ...sale,
    body: "Coffee",
    fee_type: "CNY",
    spbill_create_ip: "203.0.113.7",
    face_code
}).pipe(Effect.map(FacePaymentFlow.match({
    Paid: ({ transactionId }) => `paid: ${transactionId}`,
    Failed: ({ error }) => `not paid: ${error.message}`,
    Reversed: () => "not paid: reversed",
    Refunded: () => "refunded",
    Unknown: ({ error }) => `look at it later: ${error.message}`
})));
/** Orders that were stored before they were paid, and have no result. */
export const recover = (sales) => Effect.forEach(sales, FacePaymentFlow.settle, { concurrency: 4 });
export const standing = ({ appid, out_trade_no }) => FacePayment.query({ appid, out_trade_no }).pipe(Effect.map(({ trade_state }) => trade_state), Effect.catchTags({
    OrderNotExist: () => Effect.succeed("never arrived"),
    WechatPayError: (error) => error.outcome === "Unknown" ? Effect.succeed("ask again") : Effect.fail(error)
}));
/** Closes an order of payment by code or of a prepared payment. */
export const closeOrder = V2Endpoint.make("acme.order.close", {
    path: "/pay/closeorder",
    signType: "HMAC-SHA256",
    payload: { appid: Wire.AppId, out_trade_no: Wire.OutOrderNo },
    success: { appid: Schema.String, mch_id: Schema.String },
    errors: V2Error.all
});
export const closeByHand = (appid, out_trade_no) => Effect.flatMap(V2Client.V2Client, (client) => client.request("/pay/closeorder", { appid, out_trade_no }, { signType: "HMAC-SHA256" }));
