/**
 * The face users of a school or company, for service providers.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as FacepayError from "./FacepayError.js"

/**
 * Ends the payment contract of a face user.
 *
 * The call has no body. Afterwards the user cannot pay by face until a new contract is signed; a device may still
 * recognise the face for about 90 seconds. An advance that is still owed stays owed: get its `repayment_url` before.
 * The notification `FACEPAY.USER_STATE_CHANGE` follows.
 *
 * What a user without a contract or a repeated call gives is not documented, so it is sent once; after an `Unknown`
 * outcome query the contract.
 *
 * The documentation calls the parameter `use_id` in its table; the path has `user_id`, which is right.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html
 * @since 1.0.0
 * @category endpoints
 */
export const terminateContract = Endpoint.make("facepay.organizationUser.terminateContract", {
  method: "POST",
  path: "/v3/offlinefacemch/organizations/{organization_id}/users/user-id/{user_id}/terminate-contract",
  params: {
    /** The school or company, given out by WeChat Pay. No length is documented. */
    organization_id: Wire.nonEmptyText,
    /** WeChat Pay's id of the face user, not `out_user_id`. No length is documented. */
    user_id: Wire.nonEmptyText
  },
  errors: FacepayError.all
})
