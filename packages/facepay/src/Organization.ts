/**
 * The schools and companies for which a service provider operates face payment.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"

/**
 * Queries an organization, by its id or by its registered name.
 *
 * Give exactly one of the two. The name must be the registered one, without abbreviations. Allowed at any time, any
 * number of times. WeChat Pay assigns the ids when it registers a school or company for a provider. The response for
 * an unknown one is not documented: expect `ResourceNotExists`, and `NoAuth` for one of another provider.
 *
 * ```ts
 * Organization.query({ organization_name: "微信支付示范小学" })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.organization.query", {
  method: "GET",
  path: "/v3/offlinefacemch/organizations",
  query: Rule.exactlyOne(
    {},
    {
      /** The school or company, assigned by WeChat Pay; begins with `O`. No length is documented. */
      organization_id: Wire.nonEmptyText,
      /** The registered name. No length is documented. */
      organization_name: Wire.nonEmptyText
    }
  ),
  success: {
    /** Begins with `O`. */
    organization_id: Schema.optional(Schema.String),
    /** The registered name. */
    organization_name: Schema.optional(Schema.String)
  },
  errors: FacepayError.all
})
