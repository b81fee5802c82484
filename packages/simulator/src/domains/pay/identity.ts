/** The rules about merchants, applications and users of a request. */
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { internalCode, make, noAuth, paramError, type SimulatedError } from "../../SimulatedError.js"
import { isUserOf, kindOf, type Product, settingsOf } from "./settings.js"
import type { Channel, Order } from "./tables.js"

type Form = Order["form"]

/** Combined payment spells this code in another way. */
const forbidden = (form: Form, message: string, internal?: number): SimulatedError =>
  form === "combined" ? make(403, "NOAUTH", message, internal) : noAuth(message, internal)

const appidMismatch = make(
  400,
  "APPID_MCHID_NOT_MATCH",
  "appid和mch_id不匹配",
  internalCode.appidMchidMismatch
)

const requireActive = Effect.fnUntraced(function* (form: Form, mchid: string) {
  const { exists, isRestricted } = yield* settingsOf(mchid)
  if (!exists) return yield* make(400, "MCH_NOT_EXISTS", "商户号不存在")
  if (isRestricted) return yield* forbidden(form, "商户号已被限制或注销", 268448010)
})

/** The number in the request is that of the caller, which may use the path: R2, R6, R11, R14. Returns the caller. */
export const requireCaller = Effect.fnUntraced(function* (
  { merchant }: Context,
  mchid: string | undefined,
  form: Form
) {
  if (mchid !== merchant.mchid) return yield* paramError("请求中的商户号与签名的商户号不一致")
  yield* requireActive(form, mchid)
  if (form === "merchant" && (yield* settingsOf(mchid)).isProviderOnly) {
    return yield* paramError("服务商商户号不能调用普通商户接口", undefined, 268443704)
  }
  return mchid
})

/** The appid is bound to the caller: R7. */
export const requireBound = (
  { merchant }: Context,
  appid: string | undefined
): Effect.Effect<void, SimulatedError> =>
  appid === undefined || merchant.appids.includes(appid) ? Effect.void : Effect.fail(appidMismatch)

/** The appid is bound to a merchant that is not the caller, as far as its appids are known: R8, R74. */
export const requireBoundTo = Effect.fnUntraced(function* (mchid: string, appid: string | undefined) {
  const { appids } = yield* settingsOf(mchid)
  if (appid !== undefined && appids !== undefined && !appids.includes(appid)) return yield* appidMismatch
})

/** The sub-merchant is one of the provider's, and not the provider: R6, R8, R11 to R13, R75. */
export const requireSubMerchant = Effect.fnUntraced(function* (
  { merchant }: Context,
  form: Form,
  sub_mchid: string,
  sub_appid?: string
) {
  if (sub_mchid === merchant.mchid) {
    return yield* paramError("sub_mchid不能与sp_mchid相同", undefined, 268443705)
  }
  yield* requireActive(form, sub_mchid)
  if (!merchant.subMchids.includes(sub_mchid)) {
    return yield* forbidden(form, "服务商与子商户无受理关系", 268443701)
  }
  yield* requireBoundTo(sub_mchid, sub_appid)
})

/** A payee of a merchant's combined order: R6, R11, R74. */
export const requirePayee = Effect.fnUntraced(function* (mchid: string, appid: string) {
  yield* requireActive("combined", mchid)
  yield* requireBoundTo(mchid, appid)
})

const productOf: { readonly [Name in Channel]: Product } = {
  JSAPI: "JSAPI",
  MINI_PROGRAM: "JSAPI",
  APP: "APP",
  MWEB: "H5",
  NATIVE: "NATIVE",
  SCANNED_POS: "NATIVE",
  MICROPAY: "CODE"
}

/** Each merchant has the product, and in combined payment the permission for it: R10, R76. */
export const requireProducts = Effect.fnUntraced(function* (
  form: Form,
  channel: Channel,
  mchids: ReadonlyArray<string | undefined>
) {
  for (const mchid of new Set(mchids)) {
    if (mchid === undefined) continue
    const { products } = yield* settingsOf(mchid)
    if (!products.includes(productOf[channel]) || (form === "combined" && !products.includes("COMBINED"))) {
      return yield* forbidden(form, "商户未开通该支付产品")
    }
  }
})

const kindsOf: { readonly [Name in Channel]?: ReadonlyArray<string> } = {
  APP: ["mobile"],
  JSAPI: ["officialAccount", "miniProgram"],
  MINI_PROGRAM: ["miniProgram"]
}

/** The application fits the channel: R9. */
export const requireKind = Effect.fnUntraced(function* (channel: Channel, appid: string | undefined) {
  const kind = appid === undefined ? undefined : yield* kindOf(appid)
  if (kind !== undefined && kindsOf[channel]?.includes(kind) === false) {
    return yield* paramError("appid类型与支付方式不匹配")
  }
})

/** The openid belongs to the application: R23, R79. */
export const requireUser = Effect.fnUntraced(function* (
  form: Form,
  openid: string | undefined,
  appid: string | undefined
) {
  if (openid === undefined || (yield* isUserOf(openid, appid))) return
  return yield* form === "combined"
    ? make(500, "OPENID_MISMATCH", "openid与appid不匹配")
    : paramError("appid与openid不匹配")
})
