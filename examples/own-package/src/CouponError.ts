/** The business codes of coupons. */
import { ApiError, CommonError } from "@effect-wechatpay/core"

/** No coupons are left. */
export class NoCouponsLeft extends ApiError.forCode<NoCouponsLeft>("acme/NoCouponsLeft")("NoCouponsLeft", {
  codes: ["NOT_ENOUGH"],
  advice: "add to the budget of the stock, then repeat the identical request;"
}) {}

/** The codes that every product has, and ours. */
export const all = [...CommonError.all, NoCouponsLeft] as const
