/** The examples of docs/front-end.md. */
import * as PaymentParams from "@effect-wechatpay/core/PaymentParams";
import * as BusinessView from "@effect-wechatpay/payscore/BusinessView";
import * as Effect from "effect/Effect";
export const inWechat = (appid, prepay_id) => PaymentParams.jsapi({ appid, prepay_id });
export const inMiniProgram = (appid, prepay_id) => PaymentParams.miniProgram({ appid, prepay_id });
export const inApp = (appid, prepay_id) => PaymentParams.app({ appid, prepay_id });
export const inBrowser = (h5_url) => PaymentParams.h5({ h5_url, redirect_url: "https://shop.example.com/paid?order=1" });
export const authorise = (apply_permissions_token) => Effect.map(BusinessView.enable({ apply_permissions_token }), BusinessView.toJsapi);
export const confirm = (created) => Effect.map(BusinessView.use(created), (view) => BusinessView.toMiniProgram(view));
export const look = (service_id, out_order_no) => Effect.map(BusinessView.detail({ service_id, out_order_no }), (view) => BusinessView.toApp(view));
