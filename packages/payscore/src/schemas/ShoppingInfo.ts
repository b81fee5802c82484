/**
 * The purchased goods of a use-first-pay-later order.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import { Goods } from "./Goods.js"

const jumpLink = Schema.Struct({
  /** `JUMP_LINK_MINI_PROGRAM`, the only type. */
  jump_link_type: Schema.optional(Wire.oneOf("JUMP_LINK_MINI_PROGRAM")),
  /** Appid of the mini program. */
  appid: Schema.optional(Wire.AppId),
  /** Page of the mini program. */
  path: Schema.optional(Wire.nonEmptyText)
})

/**
 * Link from the order to the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface JumpLink extends Schema.Schema.Type<typeof jumpLink> {}

/**
 * Schema of {@link JumpLink}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const JumpLink: Schema.Schema<JumpLink> = jumpLink

const shoppingInfo = Schema.Struct({
  /** Appid of the merchant that sells the goods. */
  real_merchant_appid: Schema.optional(Wire.nonEmptyText),
  /** Link from the order to the merchant. */
  jump_link: JumpLink,
  /** The purchased goods. */
  goods: Schema.Array(Goods)
})

/**
 * The purchased goods.
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

const orderShoppingInfo = Schema.Struct({
  /** Appid of the merchant that sells the goods. */
  real_merchant_appid: Schema.optional(Schema.String),
  /** Link from the order to the merchant. */
  jump_link: Schema.Struct({
    /** Type of the link. */
    jump_link_type: Schema.String,
    appid: Schema.optional(Schema.String),
    /** Page of the mini program. */
    path: Schema.optional(Schema.String)
  }),
  /** The goods. */
  goods: Schema.Array(
    Schema.Struct({
      /** Name of the goods. */
      name: Schema.String,
      /** Address of a picture. */
      picture: Schema.String,
      /** Amount in fen. */
      amount: Schema.Int,
      /** Quantity. */
      count: Schema.Int,
      /** WeChat Pay's categories of the goods. */
      category_id: Schema.optional(Schema.Array(Schema.String))
    })
  )
})

/**
 * The purchased goods, in responses.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderShoppingInfo extends Schema.Schema.Type<typeof orderShoppingInfo> {}

/**
 * Schema of {@link OrderShoppingInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OrderShoppingInfo: Schema.Schema<OrderShoppingInfo> = orderShoppingInfo
