/**
 * Goods that the user buys first and pays later.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const goods = Schema.Struct({
  /** Shown to the user. */
  name: Wire.nonEmptyText,
  /** Address of a picture. */
  picture: Wire.nonEmptyText,
  /** Price of one item, in fen. */
  amount: Wire.Amount,
  /** Quantity. */
  count: Wire.integer(1),
  /** WeChat Pay's categories of the goods. */
  category_id: Schema.optional(Schema.Array(Wire.nonEmptyText))
})

/**
 * One type of goods.
 *
 * @since 1.0.0
 * @category models
 */
export interface Goods extends Schema.Schema.Type<typeof goods> {}

/**
 * Schema of {@link Goods}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Goods: Schema.Schema<Goods> = goods
