/**
 * The parameters with which a front end opens a page of WeChat Pay Score (`openBusinessView`): to authorise a
 * service, to confirm an order, to view and pay an order, or to sign a plan.
 *
 * The constructors validate and sign the parameters. `toJsapi`, `toMiniProgram` and `toApp` convert them for each
 * front end. Do not trust the result that the front end reports: query, or wait for the notification.
 *
 * Only {@link detail} and {@link useSigned} are signed. They use the APIv2 key, not the APIv3 key and not RSA, so
 * only they need a `V2Key`.
 *
 * @since 1.0.0
 */
import type { V2Key } from "@effect-wechatpay/core/V2Key"
import * as V2Params from "@effect-wechatpay/core/V2Params"
import type { WechatPayError } from "@effect-wechatpay/core/WechatPayError"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Effect from "effect/Effect"

/**
 * The page to open.
 *
 * @since 1.0.0
 * @category models
 */
export type BusinessType = "wxpayScoreEnable" | "wxpayScoreUse" | "wxpayScoreDetail" | "wxpayScorePlan"

/**
 * A page and its parameters, signed if required.
 *
 * @since 1.0.0
 * @category models
 */
export interface BusinessView<out Type extends BusinessType = BusinessType> {
  readonly businessType: Type
  readonly params: Readonly<Record<string, string>>
}

const view =
  <const Type extends BusinessType>(businessType: Type) =>
  (params: Readonly<Record<string, string>>): BusinessView<Type> => ({ businessType, params })

const token = (max: number) =>
  Wire.pattern(new RegExp(`^[\\x21-\\x7e]{1,${max}}$`), `text of 1 to ${max} printable ASCII characters`)

const enableParams = V2Params.unsigned("payscore.businessView.enable", {
  apply_permissions_token: token(300)
})

/**
 * The page on which a user authorises a service. `apply_permissions_token` is the response of `Permission.apply`,
 * valid for one hour.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter6_1_8.shtml page of 2020
 * @since 1.0.0
 * @category constructors
 */
export const enable = (params: {
  readonly apply_permissions_token: string
}): Effect.Effect<BusinessView<"wxpayScoreEnable">, WechatPayError> =>
  Effect.map(enableParams(params), view("wxpayScoreEnable"))

/** The official pages contain limits from 128 to 2,048. */
const packageFields = { package: token(2048) }

const useParams = V2Params.unsigned("payscore.businessView.use", packageFields)

/**
 * The page on which a user confirms an order. `package` is in the response of `ServiceOrder.create` and opens the page
 * once.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter6_1_12.shtml page of 2020
 * @since 1.0.0
 * @category constructors
 */
export const use = (params: {
  readonly package: string
}): Effect.Effect<BusinessView<"wxpayScoreUse">, WechatPayError> =>
  Effect.map(useParams(params), view("wxpayScoreUse"))

const useSignedParams = V2Params.signed("payscore.businessView.useSigned", packageFields)

/**
 * The same page as {@link use}, with the signature that older official pages require. Current pages require only
 * `package`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter6_1_12.shtml page of 2020
 * @since 1.0.0
 * @category constructors
 */
export const useSigned = (params: {
  readonly package: string
}): Effect.Effect<BusinessView<"wxpayScoreUse">, WechatPayError, V2Key> =>
  Effect.map(useSignedParams(params), (signed) => view("wxpayScoreUse")({ ...signed }))

const detailParams = V2Params.signed("payscore.businessView.detail", {
  /** Service number assigned by WeChat Pay. */
  service_id: Wire.ServiceId,
  /** Order number assigned by the merchant. */
  out_order_no: Wire.OutOrderNo
})

/**
 * The page on which the user views an order and pays the outstanding amount. Create it each time, because it contains
 * the current time.
 *
 * For service providers the merchant number is the provider's.
 *
 * ```ts
 * const view = yield* BusinessView.detail({ service_id, out_order_no })
 * return BusinessView.toMiniProgram(view)
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter6_1_24.shtml page of 2020
 * @since 1.0.0
 * @category constructors
 */
export const detail = (params: {
  readonly service_id: string
  readonly out_order_no: string
}): Effect.Effect<BusinessView<"wxpayScoreDetail">, WechatPayError, V2Key> =>
  Effect.map(detailParams(params), (signed) => view("wxpayScoreDetail")({ ...signed }))

const planParams = V2Params.unsigned("payscore.businessView.plan", packageFields)

/**
 * The page on which a user signs a plan. `package` is in the response of `SignPlan.create`.
 *
 * @see https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/sign-plan/jsapi-payment-sign-plan.html page of 2025
 * @since 1.0.0
 * @category constructors
 */
export const plan = (params: {
  readonly package: string
}): Effect.Effect<BusinessView<"wxpayScorePlan">, WechatPayError> =>
  Effect.map(planParams(params), view("wxpayScorePlan"))

/**
 * Parameters of `wx.invoke("openBusinessView", …)` in WeChat's browser, from WeChat 7.0.5 on.
 *
 * @since 1.0.0
 * @category models
 */
export interface Jsapi {
  readonly businessType: BusinessType
  /** Values are percent-encoded. WeChat accepts at most 2,048 characters. */
  readonly queryString: string
}

/** Signed parameters in the order of the signature, which comes last. WeChat accepts any order. */
const queryOf = ({ params }: BusinessView): string => {
  const { sign, ...others } = params
  const members = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))
  if (sign !== undefined) members.push(["sign", sign])
  return members.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")
}

/**
 * Converts a page into the parameters for WeChat's browser.
 *
 * @since 1.0.0
 * @category front ends
 */
export const toJsapi = (view: BusinessView): Jsapi => ({
  businessType: view.businessType,
  queryString: queryOf(view)
})

/**
 * Options of `wx.openBusinessView` in a mini program, from WeChat 7.0.5 on.
 *
 * @since 1.0.0
 * @category models
 */
export interface MiniProgram {
  readonly businessType: BusinessType
  /** Values are not encoded. */
  readonly extraData: Readonly<Record<string, string>>
}

/**
 * Converts a page into the options of `wx.openBusinessView`. They have no `envVersion`: the page of the call does not
 * list it, and WeChat opens the released mini program without it.
 *
 * @since 1.0.0
 * @category front ends
 */
export const toMiniProgram = (view: BusinessView): MiniProgram => ({
  businessType: view.businessType,
  extraData: view.params
})

/**
 * Members of `WXOpenBusinessView` of the app SDK, from 7.0.5 on.
 *
 * @since 1.0.0
 * @category models
 */
export interface App {
  readonly businessType: BusinessType
  /** Values are percent-encoded. WeChat accepts at most 2,048 characters. */
  readonly query: string
  /** JSON text: `miniProgramType` 0, the released mini program. */
  readonly extInfo: string
}

/**
 * Converts a page into the members of `WXOpenBusinessView`. `extInfo` always selects the released mini program
 * (`miniProgramType` 0), the only version that the page of the call allows.
 *
 * @since 1.0.0
 * @category front ends
 */
export const toApp = (view: BusinessView): App => ({
  businessType: view.businessType,
  query: queryOf(view),
  extInfo: JSON.stringify({ miniProgramType: 0 })
})
