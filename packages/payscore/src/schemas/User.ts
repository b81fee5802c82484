/**
 * The user in requests of service providers, under the provider's application or under the sub-merchant's
 * application.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"

/**
 * Requests have exactly one of these fields: `Rule.exactlyOne(fields, User.choices, User.needs)`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const choices = {
  /** ID of the user under `appid`, at most 128 characters. */
  openid: Wire.OpenId,
  /** ID of the user under `sub_appid`, at most 128 characters. */
  sub_openid: Wire.OpenId
} as const

/**
 * `sub_openid` needs the application to which it belongs.
 *
 * @since 1.0.0
 * @category schemas
 */
export const needs = { sub_openid: "sub_appid" } as const
