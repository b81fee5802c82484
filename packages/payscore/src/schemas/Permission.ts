/**
 * Fields of requests and responses of authorisations.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { Goods } from "./Goods.js"

/**
 * `AVAILABLE`: authorised. `UNAVAILABLE`: no longer authorised. `UNBINDUSER`: requested with a code that no user has
 * accepted yet.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AuthorizationState = Wire.openEnum("UNAVAILABLE", "AVAILABLE", "UNBINDUSER")

/**
 * The state of an authorisation, and the time of its change.
 *
 * @since 1.0.0
 * @category schemas
 */
export const state = {
  /** ID of the user under `appid`; absent while no user has accepted. */
  openid: Schema.optional(Schema.String),
  /** `AVAILABLE`, `UNAVAILABLE`, `UNBINDUSER`, or an unknown state. */
  authorization_state: AuthorizationState,
  /** Time when it ended, RFC 3339. */
  cancel_authorization_time: Schema.optional(Schema.String),
  /** Time when the user last accepted, RFC 3339. */
  authorization_success_time: Schema.optional(Schema.String)
} as const

/**
 * WeChat Pay's risk rating of the user, for services that are enabled for it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const risk = {
  /** Risk level of the user. The range is not documented. */
  user_risk_level: Schema.optional(Schema.Int),
  /** Version of the risk levels; `PartnerServiceQuota.query` needs it. */
  risk_level_version: Schema.optional(Schema.Int)
} as const

const token = Schema.Struct({
  /** Token for the front end, which passes it to `wxpayScoreEnable`; valid for one hour. At most 300 characters. */
  apply_permissions_token: Schema.String
})

/**
 * The token for the front end.
 *
 * @since 1.0.0
 * @category models
 */
export interface Token extends Schema.Schema.Type<typeof token> {}

/**
 * Schema of {@link Token}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Token: Schema.Schema<Token> = token

const shoppingInfo = Schema.Struct({
  /** The goods. */
  goods: Schema.Array(Goods)
})

/**
 * Goods that the user wants to buy, for the risk assessment of a purchase.
 *
 * @since 1.0.0
 * @category models
 */
export interface ShoppingInfo extends Schema.Schema.Type<typeof shoppingInfo> {}

/**
 * Schema of {@link ShoppingInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ShoppingInfo: Schema.Schema<ShoppingInfo> = shoppingInfo

/**
 * Response of a risk assessment. The pages of merchants also list the fields of service providers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const assessment = {
  ...state,
  ...risk,
  /** The merchant's code of the authorisation. */
  authorization_code: Schema.optional(Schema.String),
  /** The `notify_url` of the request. */
  notify_url: Schema.optional(Schema.String),
  /** The sub-merchant. */
  sub_mchid: Schema.optional(Schema.String),
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** ID of the user under `sub_appid`. */
  sub_openid: Schema.optional(Schema.String),
  /** Label of the user. Values are not documented. */
  user_label: Schema.optional(Schema.String),
  /** Channel merchant number of the institution. */
  channel_id: Schema.optional(Schema.String)
} as const
