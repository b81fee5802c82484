/**
 * The parameters with which a front end opens WeChat's cashier for a prepared order: JSAPI, mini program, app, H5.
 *
 * The merchant that created the order signs its parameters, with the same merchant number and the appid of the order.
 * The parameters of one channel do not work in another, so each channel has its own type. A `prepay_id` is valid for
 * two hours.
 *
 * @since 1.0.0
 */
import type * as Brand from "effect/Brand"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { compileInput, notSent, rejected } from "./internal/codec/inputCheck.js"
import { Nonce } from "./Nonce.js"
import { Signer } from "./Signer.js"
import { SignerFailure, type WechatPayError } from "./WechatPayError.js"
import * as Wire from "./Wire.js"

/**
 * For `WeixinJSBridge.invoke("getBrandWCPayRequest", …)` and `wx.chooseWXPay` in WeChat's browser.
 *
 * @since 1.0.0
 * @category models
 */
export type Jsapi = Brand.Brand<"@effect-wechatpay/core/PaymentParams/Jsapi"> & {
  readonly appId: string
  /** Unix time in seconds. It is a text, because a number does not work on iOS. */
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: `prepay_id=${string}`
  readonly signType: "RSA"
  readonly paySign: string
}

/**
 * For `wx.requestPayment` in a mini program.
 *
 * @since 1.0.0
 * @category models
 */
export type MiniProgram = Brand.Brand<"@effect-wechatpay/core/PaymentParams/MiniProgram"> & {
  /** Unix time in seconds. It is a text, because a number does not work on iOS. */
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: `prepay_id=${string}`
  readonly signType: "RSA"
  readonly paySign: string
}

/**
 * For the app SDK, with the member names of `PayReq` on Android. On iOS `packageValue` is `package`, and the app
 * converts `timeStamp` to a number.
 *
 * @since 1.0.0
 * @category models
 */
export type App = Brand.Brand<"@effect-wechatpay/core/PaymentParams/App"> & {
  readonly appId: string
  readonly partnerId: string
  readonly prepayId: string
  readonly packageValue: "Sign=WXPay"
  readonly nonceStr: string
  /** Unix time in seconds. */
  readonly timeStamp: string
  readonly sign: string
}

/** The values become lines of a signed text, so they must not contain a line feed or look like a parameter. */
const appid = Wire.pattern(/^[0-9A-Za-z_-]{1,32}$/, "an appid: 1 to 32 letters and digits")
const prepay_id = Wire.pattern(
  /^[0-9A-Za-z_|*.-]{1,128}$/,
  "the bare prepay_id of the order's response, without prepay_id= before it"
)

const fields = { appid, prepay_id }

/**
 * The order that a front end pays.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order {
  /** The appid of the order: of the official account, mini program or app in which the user pays. */
  readonly appid: string
  /** From the response of the order call. */
  readonly prepay_id: string
}

/** Four lines, each followed by a line feed, signed with the merchant's key. */
const sign = /* @__PURE__ */ Effect.fnUntraced(function* (
  endpoint: string,
  appid: string,
  packageText: string
) {
  const signer = yield* Signer
  if (signer.scheme !== "WECHATPAY2-SHA256-RSA2048") {
    const problem = `front-end parameters are signed with RSA, but the Signer uses ${signer.scheme}`
    return yield* notSent(endpoint, new SignerFailure({ problem }))
  }
  const nonceStr = (yield* Nonce)()
  const timeStamp = String(Math.floor((yield* Clock.currentTimeMillis) / 1000))
  const { value } = yield* Effect.mapError(
    signer.sign(`${appid}\n${timeStamp}\n${nonceStr}\n${packageText}\n`),
    (reason) => notSent(endpoint, reason)
  )
  return { mchid: signer.mchid, nonceStr, timeStamp, sign: value }
})

const checkJsapi = compileInput("paymentParams.jsapi", fields)

/**
 * Parameters for WeChat's browser.
 *
 * ```ts
 * const params = yield* PaymentParams.jsapi({ appid, prepay_id })
 * ```
 *
 * Fails with `InvalidInput` or `SignerFailure`; nothing is sent. Call it again for each attempt of the user, because
 * the parameters contain the time.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_1_4.shtml
 * @since 1.0.0
 * @category constructors
 */
export const jsapi = (order: Order): Effect.Effect<Jsapi, WechatPayError, Signer> =>
  Effect.gen(function* () {
    const { appid, prepay_id } = yield* checkJsapi(order)
    const packageText = `prepay_id=${prepay_id}` as const
    const signed = yield* sign("paymentParams.jsapi", appid, packageText)
    return {
      appId: appid,
      timeStamp: signed.timeStamp,
      nonceStr: signed.nonceStr,
      package: packageText,
      signType: "RSA",
      paySign: signed.sign
    } as Jsapi
  })

const checkMiniProgram = compileInput("paymentParams.miniProgram", fields)

/**
 * Parameters for a mini program. `appid` is the one of the mini program, which is also the appid of the order.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_5_4.shtml
 * @since 1.0.0
 * @category constructors
 */
export const miniProgram = (order: Order): Effect.Effect<MiniProgram, WechatPayError, Signer> =>
  Effect.gen(function* () {
    const { appid, prepay_id } = yield* checkMiniProgram(order)
    const packageText = `prepay_id=${prepay_id}` as const
    const signed = yield* sign("paymentParams.miniProgram", appid, packageText)
    return {
      timeStamp: signed.timeStamp,
      nonceStr: signed.nonceStr,
      package: packageText,
      signType: "RSA",
      paySign: signed.sign
    } as MiniProgram
  })

const checkApp = compileInput("paymentParams.app", { ...fields, partnerid: Schema.optional(Wire.Mchid) })

/**
 * Parameters for an app. Unlike in the other channels the signature covers the bare `prepay_id`.
 *
 * `partnerid` is the merchant number of the order. Default: the merchant number of the signer, also for service
 * providers. It belongs to the appid of the order.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_2_4.shtml
 * @since 1.0.0
 * @category constructors
 */
export const app = (
  order: Order & { readonly partnerid?: string | undefined }
): Effect.Effect<App, WechatPayError, Signer> =>
  Effect.gen(function* () {
    const { appid, partnerid, prepay_id } = yield* checkApp(order)
    const signed = yield* sign("paymentParams.app", appid, prepay_id)
    return {
      appId: appid,
      partnerId: partnerid ?? signed.mchid,
      prepayId: prepay_id,
      packageValue: "Sign=WXPay",
      nonceStr: signed.nonceStr,
      timeStamp: signed.timeStamp,
      sign: signed.sign
    } as App
  })

/**
 * The URL that a browser outside WeChat opens to pay: the `h5_url` of the order, which is valid for 5 minutes, with
 * the URL to which WeChat returns. Nothing is signed. `redirect_url` must be under the domain that is registered for
 * H5 payment.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter3_3_4.shtml
 * @since 1.0.0
 * @category constructors
 */
export const h5 = (order: {
  readonly h5_url: string
  readonly redirect_url?: string | undefined
}): Effect.Effect<string, WechatPayError> =>
  Effect.suspend(() => {
    const { h5_url, redirect_url } = order
    const problems = Object.entries({ h5_url, redirect_url })
      .filter(([, url]) => url !== undefined && !/^https?:\/\/[^\s#]+$/.test(url))
      .map(([path]) => ({
        path,
        problem: "expected an address that begins with https:// or http://, without # and blanks"
      }))
    if (problems.length > 0) return Effect.fail(rejected("paymentParams.h5", problems))
    if (redirect_url === undefined) return Effect.succeed(h5_url)
    return Effect.succeed(
      `${h5_url}${h5_url.includes("?") ? "&" : "?"}redirect_url=${encodeURIComponent(redirect_url)}`
    )
  })
