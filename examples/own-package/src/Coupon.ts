/** Coupons (代金券): send one to a user, and see whether it was used. */
import { Endpoint, Wire } from "@effect-wechatpay/core"
import { Schema } from "effect"
import * as CouponError from "./CouponError.js"

/**
 * Sends a coupon to a user. The identical request may be repeated: a number is sent once.
 *
 * Fails with `NoCouponsLeft` if the budget of the stock is spent.
 */
export const send = Endpoint.make("acme.coupon.send", {
  method: "POST",
  path: "/v3/marketing/favor/users/{openid}/coupons",
  params: {
    /** The user, under `appid`. Personal data. */
    openid: Wire.OpenId
  },
  payload: {
    /** The stock, 1 to 20 characters. */
    stock_id: Wire.text(20),
    /** Your number of this coupon, 1 to 128 characters. Store it before the call. */
    out_request_no: Wire.text(128),
    appid: Wire.AppId,
    /** The merchant who made the stock. */
    stock_creator_mchid: Wire.Mchid
  },
  success: {
    /** Number of the coupon, assigned by WeChat Pay. */
    coupon_id: Schema.String
  },
  errors: CouponError.all,
  idempotent: true
})

/** Queries a coupon of a user. */
export const query = Endpoint.make("acme.coupon.query", {
  method: "GET",
  path: "/v3/marketing/favor/users/{openid}/coupons/{coupon_id}",
  params: {
    /** The user, under `appid`. Personal data. */
    openid: Wire.OpenId,
    /** Number of the coupon, assigned by WeChat Pay. */
    coupon_id: Wire.text(20)
  },
  query: { appid: Wire.AppId },
  success: {
    coupon_id: Schema.String,
    /** `SENDED` not used yet, `USED`, `EXPIRED`; others may be added. */
    status: Wire.openEnum("SENDED", "USED", "EXPIRED")
  },
  errors: CouponError.all
})
