/** Endpoints for rules of the client that belong to no product. */
import { CommonError, Endpoint, Wire } from "@effect-wechatpay/core";
import { Schema } from "effect";
/** Sent once. */
export const ping = Endpoint.make("test.ping", {
    method: "POST",
    path: "/v3/test/ping",
    errors: CommonError.all
});
/** May be repeated. */
export const look = Endpoint.make("test.look", {
    method: "GET",
    path: "/v3/test/look/{out_order_no}",
    params: { out_order_no: Wire.OutOrderNo },
    success: { state: Schema.String },
    errors: CommonError.all
});
/** A write that may be repeated, with a personal number in path, query and body. */
export const put = Endpoint.make("test.put", {
    method: "POST",
    path: "/v3/test/put/{openid}",
    params: { openid: Schema.String },
    query: { appid: Schema.optional(Schema.String) },
    payload: { reason: Schema.String, openid: Schema.String },
    errors: CommonError.all,
    idempotent: true
});
