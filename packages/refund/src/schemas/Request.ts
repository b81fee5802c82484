/**
 * The parts of a request for a refund.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Refund number assigned by the merchant, unique per merchant: 1 to 64 of digits, letters, `_`, `-`, `|`, `*`, `@`.
 *
 * According to WeChat Pay's page of errors it may reject numbers of fewer than 6 characters. The page of the call has
 * no minimum, so the client also sends shorter numbers. Use 6 or more characters.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4020801246 page of 2026-07
 * @since 1.0.0
 * @category schemas
 */
export const OutRefundNo: Schema.filter<typeof Schema.String> = Wire.pattern(
  /^[0-9A-Za-z_\-|*@]{1,64}$/,
  "a refund number: 1 to 64 of digits, letters, _ - | * @"
)

const fundsFrom = Schema.Struct({
  /** `AVAILABLE`: available balance. `UNAVAILABLE`: unavailable balance. */
  account: Wire.oneOf("AVAILABLE", "UNAVAILABLE"),
  /** In fen. */
  amount: Wire.Amount
})

const amountFields = Schema.Struct({
  /** Amount that is refunded, in fen; at least 1, at most `total`. */
  refund: Wire.amount(1),
  /**
   * Accounts that pay for the refund; only for orders whose money waits for profit sharing. Each account at most
   * once. The amounts must add up to `refund`.
   */
  from: Schema.optional(Schema.Array(fundsFrom)),
  /** Amount of the order, in fen. */
  total: Wire.amount(1),
  /** `CNY`. */
  currency: Wire.oneOf("CNY")
})

const checkAmount = ({
  from = [],
  refund,
  total
}: Schema.Schema.Type<typeof amountFields>): ReadonlyArray<Schema.FilterIssue> => {
  const issues: Array<Schema.FilterIssue> = []
  if (refund > total) issues.push({ path: ["refund"], message: "must not be more than total" })
  if (new Set(from.map(({ account }) => account)).size !== from.length) {
    issues.push({ path: ["from"], message: "must not contain an account twice" })
  }
  if (from.length > 0 && from.reduce((sum, { amount }) => sum + amount, 0) !== refund) {
    issues.push({ path: ["from"], message: "must add up to refund" })
  }
  return issues
}

/**
 * The amounts of a refund, in fen.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount = amountFields.pipe(
  Schema.filter(checkAmount, {
    description: "a refund of at most the total, paid by accounts that add up to it"
  })
)

const goods = Schema.Struct({
  /** Goods number assigned by the merchant: 1 to 32 of digits, letters, `-`, `_`. */
  merchant_goods_id: Wire.pattern(/^[0-9A-Za-z_-]{1,32}$/, "a goods number: 1 to 32 of digits, letters, - _"),
  /** Goods number assigned by WeChat Pay, if there is one; at most 32 characters. */
  wechatpay_goods_id: Schema.optional(Wire.text(32)),
  /** At most 256 characters. */
  goods_name: Schema.optional(Wire.text(256)),
  /** In fen. */
  unit_price: Wire.Amount,
  /** Amount that is refunded for these goods, in fen. */
  refund_amount: Wire.Amount,
  /** Number of returned items. */
  refund_quantity: Wire.integer(1)
})

/**
 * Goods that are refunded.
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
