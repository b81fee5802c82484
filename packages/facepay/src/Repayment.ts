/**
 * Repayment of what WeChat Pay advanced for a face user, for service providers.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import * as OrganizationUser from "./schemas/OrganizationUser.js"

/**
 * Gets the link for repaying the debts of a face user.
 *
 * For a user with a deduction whose `debt_state` is `DEBT`. Agree first who will repay, then forward the link to that
 * person only. To change the paying WeChat account, have the debt repaid, terminate the contract and have a new one
 * signed. The response for a user without debts is not documented: expect `InvalidRequest`.
 *
 * The call changes nothing. Repeating it is not documented, so the client sends it once; call it again for another
 * link.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html#_1-3-%E8%A7%A3%E7%BA%A6 page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const getUrl = Endpoint.make("facepay.repayment.getUrl", {
  method: "POST",
  path: "/v3/offlineface/repayment-url",
  payload: OrganizationUser.names,
  success: {
    repayment_url: Schema.String,
    /** Expiry of the link; the format is not documented. */
    expire_at: Schema.String
  },
  errors: FacepayError.all
})
