/** The examples of docs/front-end.md. */

import * as PaymentParams from "@effect-wechatpay/core/PaymentParams"
import * as BusinessView from "@effect-wechatpay/payscore/BusinessView"
import * as Effect from "effect/Effect"

export const inWechat = (appid: string, prepay_id: string) => PaymentParams.jsapi({ appid, prepay_id })

export const inMiniProgram = (appid: string, prepay_id: string) =>
  PaymentParams.miniProgram({ appid, prepay_id })

export const inApp = (appid: string, prepay_id: string) => PaymentParams.app({ appid, prepay_id })

export const inBrowser = (h5_url: string) =>
  PaymentParams.h5({ h5_url, redirect_url: "https://shop.example.com/paid?order=1" })

export const authorise = (apply_permissions_token: string) =>
  Effect.map(BusinessView.enable({ apply_permissions_token }), BusinessView.toJsapi)

export const confirm = (created: { readonly package: string }) =>
  Effect.map(BusinessView.use(created), (view) => BusinessView.toMiniProgram(view))

export const look = (service_id: string, out_order_no: string) =>
  Effect.map(BusinessView.detail({ service_id, out_order_no }), (view) => BusinessView.toApp(view))
