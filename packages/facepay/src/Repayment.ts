/**
 * Repaying what WeChat Pay advanced for a face user, for service providers.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import * as OrganizationUser from "./schemas/OrganizationUser.js"

/**
 * Gets the link under which the debts of a face user are repaid.
 *
 * For a user with a deduction of `debt_state` `DEBT`. Agree first who will repay, then forward the link: to this person only.
 * To change the paying WeChat account, let the debt be repaid, end the contract and let a new one be signed. What a user
 * without debts gives is not documented: expect `InvalidRequest`.
 *
 * Nothing is changed by it. It is not documented that it may be repeated, so it is sent once; call it again for another link.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html#_1-3-%E8%A7%A3%E7%BA%A6
 * @since 1.0.0
 * @category endpoints
 */
export const getUrl = Endpoint.make("facepay.repayment.getUrl", {
  method: "POST",
  path: "/v3/offlineface/repayment-url",
  payload: OrganizationUser.names,
  success: {
    repayment_url: Schema.String,
    /** Until when the link works; the format is not documented. */
    expire_at: Schema.String
  },
  errors: FacepayError.all
})
