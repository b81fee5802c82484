/**
 * Orders as WeChat Pay returns and notifies them. Responses carry no limits, and values that nobody knows yet come through.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.String)
const integer = Schema.optional(Schema.Int)

/**
 * - `NOTPAY`: created and not paid.
 * - `SUCCESS`: paid.
 * - `REFUND`: paid, and a refund was accepted, also a partial one, also one that failed later.
 * - `CLOSED`: closed; it cannot be paid any more.
 * - `USERPAYING`: the user enters the password; payment codes only.
 * - `PAYERROR`: failed; payment codes only.
 * - `REVOKED`: reversed; payment codes only.
 * - `ACCEPT`: accepted, and waits for the deduction; on older pages only.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TradeState = Wire.openEnum(
  "SUCCESS",
  "REFUND",
  "NOTPAY",
  "CLOSED",
  "REVOKED",
  "USERPAYING",
  "PAYERROR",
  "ACCEPT"
)

/**
 * Where the user paid: `JSAPI` (official account or mini program), `NATIVE`, `APP`, `MWEB` (H5), `MICROPAY` (payment code),
 * `FACEPAY`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TradeType = Wire.openEnum("JSAPI", "NATIVE", "APP", "MICROPAY", "MWEB", "FACEPAY")

const promotionGoods = Schema.Struct({
  goods_id: Schema.String,
  quantity: Schema.Int,
  /** Fen. */
  unit_price: Schema.Int,
  /** Fen. */
  discount_amount: Schema.Int,
  goods_remark: text
})

const promotionFields = {
  /** Number of the coupon. */
  coupon_id: Schema.String,
  /** `GLOBAL`: for the whole order. `SINGLE`: for some goods. */
  scope: Schema.optional(Wire.openEnum("GLOBAL", "SINGLE")),
  /** `CASH`: pre-charged, WeChat Pay settles it. `NOCASH`: not pre-charged, nothing is settled for it. */
  type: Schema.optional(Wire.openEnum("CASH", "NOCASH")),
  /** What the coupon paid, in fen. */
  amount: Schema.Int,
  /** The batch of the coupon. */
  stock_id: text,
  /** What WeChat Pay contributed, in fen. One of the three contributions is the whole amount. */
  wechatpay_contribute: integer,
  /** What the merchant contributed, in fen. */
  merchant_contribute: integer,
  /** What others contributed, in fen. */
  other_contribute: integer,
  currency: text,
  /** Only with the scope `SINGLE`. */
  goods_detail: Schema.optional(Schema.Array(promotionGoods))
}

const promotion = Schema.Struct({ ...promotionFields, name: Schema.String })

/**
 * A coupon that paid a part of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Promotion extends Schema.Schema.Type<typeof promotion> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Promotion: Schema.Schema<Promotion> = promotion

const loosePromotion = Schema.Struct({ ...promotionFields, name: text })

/**
 * A coupon that paid a part of an order, where its name is not promised.
 *
 * @since 1.0.0
 * @category models
 */
export interface LoosePromotion extends Schema.Schema.Type<typeof loosePromotion> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const LoosePromotion: Schema.Schema<LoosePromotion> = loosePromotion

const amountFields = {
  /** What the user paid, in fen: `total` less all coupons. After the payment only. */
  payer_total: integer,
  /** `CNY`. */
  currency: text,
  /** `CNY`. After the payment only. */
  payer_currency: text
}

const amount = Schema.Struct({
  /** What the order costs, in fen, coupons included. Compare it with your own order. */
  total: integer,
  ...amountFields
})

/**
 * The amount of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Amount extends Schema.Schema.Type<typeof amount> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.Schema<Amount> = amount

const codeAmount = Schema.Struct({
  /** What the order costs, in fen, coupons included. Compare it with your own order. */
  total: Schema.Int,
  ...amountFields
})

/**
 * The amount of a charged payment code.
 *
 * @since 1.0.0
 * @category models
 */
export interface CodeAmount extends Schema.Schema.Type<typeof codeAmount> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CodeAmount: Schema.Schema<CodeAmount> = codeAmount

const payer = Schema.Struct({
  /** The user under `appid`. Personal data. */
  openid: text
})

const partnerPayer = Schema.Struct({
  /** The user under `sp_appid`. Personal data. */
  sp_openid: text,
  /** The user under `sub_appid`; only where the order was created with one. Personal data. */
  sub_openid: text
})

const scene = Schema.Struct({ device_id: text })

const installment = Schema.Struct({
  use_subsidy: Schema.Boolean,
  /** How many instalments the user chose. */
  selected_installment_number: Schema.Int
})

/** What every order says of itself. */
const common = {
  /** The merchant's number of the order. */
  out_trade_no: Schema.String,
  /** Where the order is: `PaymentState.of` reads it. */
  trade_state: TradeState
}

/** After the payment only. */
const afterPayment = {
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. After the payment only. */
  bank_type: text,
  /** As it was sent. After the payment only. */
  attach: text,
  /** When it was paid, RFC 3339. After the payment only. */
  success_time: text
}

const numbered = {
  /** WeChat Pay's number of the payment, which refunds and profit sharing need. After the payment only. */
  transaction_id: text,
  /** Where the user paid. After the payment only. */
  trade_type: Schema.optional(TradeType)
}

const found = {
  /** WeChat Pay's number of the payment, which refunds and profit sharing need. */
  transaction_id: Schema.String,
  /** Where the user paid. */
  trade_type: TradeType
}

const queried = {
  ...common,
  ...afterPayment,
  /** The state in Chinese, for people. */
  trade_state_desc: Schema.String,
  /** What the order costs. */
  amount: Schema.optional(Amount),
  /** Where it was paid; only what was sent. */
  scene_info: Schema.optional(scene),
  /** Coupons that paid a part; only where some did. */
  promotion_detail: Schema.optional(Schema.Array(Promotion))
}

const byMerchant = {
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  /** Who paid. After the payment only. */
  payer: Schema.optional(payer)
}

const byPartner = {
  sp_appid: Schema.String,
  /** The service provider. */
  sp_mchid: Schema.String,
  /** Only where the order was created with one. */
  sub_appid: text,
  /** The sub-merchant that gets the money. */
  sub_mchid: Schema.String,
  /** Who paid. After the payment only. */
  payer: Schema.optional(partnerPayer)
}

/**
 * WeChat Fenfu only, where the user took a subsidised plan.
 *
 * @since 1.0.0
 * @category schemas
 */
export const installmentInfo = Schema.optional(installment)

const fenfu = {
  /** WeChat Fenfu only, where the user took a subsidised plan. */
  installment_info: installmentInfo
}

const order = Schema.Struct({ ...byMerchant, ...queried, ...numbered, ...fenfu })

/**
 * An order of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Order extends Schema.Schema.Type<typeof order> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Order: Schema.Schema<Order> = order

const orderById = Schema.Struct({ ...byMerchant, ...queried, ...found })

/**
 * An order of a merchant, found by WeChat Pay's number.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderById extends Schema.Schema.Type<typeof orderById> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const OrderById: Schema.Schema<OrderById> = orderById

const partnerOrder = Schema.Struct({ ...byPartner, ...queried, ...numbered, ...fenfu })

/**
 * An order of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerOrder extends Schema.Schema.Type<typeof partnerOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerOrder: Schema.Schema<PartnerOrder> = partnerOrder

const partnerOrderById = Schema.Struct({ ...byPartner, ...queried, ...found })

/**
 * An order of a service provider, found by WeChat Pay's number.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerOrderById extends Schema.Schema.Type<typeof partnerOrderById> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerOrderById: Schema.Schema<PartnerOrderById> = partnerOrderById

const charged = {
  ...common,
  ...afterPayment,
  ...numbered,
  /** The state in Chinese, for people. */
  trade_state_desc: text,
  /** What the order costs. */
  amount: Schema.optional(CodeAmount),
  /** Coupons that paid a part; only where some did. */
  promotion_detail: Schema.optional(Schema.Array(LoosePromotion))
}

const codeOrder = Schema.Struct({ ...byMerchant, appid: text, ...charged })

/**
 * A charged payment code of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface CodeOrder extends Schema.Schema.Type<typeof codeOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CodeOrder: Schema.Schema<CodeOrder> = codeOrder

const partnerCodeOrder = Schema.Struct({ ...byPartner, sp_appid: text, ...charged })

/**
 * A charged payment code of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerCodeOrder extends Schema.Schema.Type<typeof partnerCodeOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerCodeOrder: Schema.Schema<PartnerCodeOrder> = partnerCodeOrder

const subAmount = Schema.Struct({
  /** What the sub order costs, in fen, coupons included. Compare it with your own order. */
  total_amount: Schema.Int,
  /** What the user paid, in fen: `total_amount` less all coupons. */
  payer_amount: Schema.Int,
  /** `CNY`. */
  currency: Schema.String,
  /** `CNY`. */
  payer_currency: text,
  /** The rate times 10^8; only where the settlement has another currency. */
  settlement_rate: integer
})

const subOrder = Schema.Struct({
  /** The payee; for service providers the provider itself. */
  mchid: Schema.String,
  /** The sub-merchant that gets the money; for service providers always, else never. */
  sub_mchid: text,
  /** Only where the sub order was created with one. */
  sub_appid: text,
  /** The user under `sub_appid`. After the payment only. Personal data. */
  sub_openid: text,
  /** The merchant's number of the sub order. */
  out_trade_no: Schema.String,
  ...numbered,
  trade_type: Schema.optional(Wire.openEnum("JSAPI", "NATIVE", "APP", "MWEB")),
  /** `SUCCESS`, `NOTPAY` or `CLOSED`; `REFUND` and `PAYERROR` on an older page only. */
  trade_state: Wire.openEnum("SUCCESS", "REFUND", "NOTPAY", "CLOSED", "PAYERROR"),
  ...afterPayment,
  /** After the payment only. */
  amount: Schema.optional(subAmount),
  /** Coupons that paid a part; only where some did. */
  promotion_detail: Schema.optional(Schema.Array(LoosePromotion)),
  /** Collection by individuals only. */
  individual_auth_id: text,
  /** Collection by individuals only. */
  individual_name: text
})

/**
 * A sub order of a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export interface SubOrder extends Schema.Schema.Type<typeof subOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const SubOrder: Schema.Schema<SubOrder> = subOrder

const combinedOrder = Schema.Struct({
  combine_appid: Schema.String,
  /** The initiator. */
  combine_mchid: Schema.String,
  /** The initiator's number of the whole order. */
  combine_out_trade_no: Schema.String,
  /** WeChat Pay's number of the whole order, on an older page only. Refunds need those of the sub orders. */
  combine_transaction_id: text,
  /** Where it was paid; only what was sent. */
  scene_info: Schema.optional(scene),
  sub_orders: Schema.optional(Schema.Array(SubOrder)),
  /** Who paid. After the payment only. */
  combine_payer_info: Schema.optional(payer),
  /** `RECOMMERCE`: second-hand trade; collection by individuals only. */
  trade_scenario: Schema.optional(Wire.openEnum("RECOMMERCE")),
  ...fenfu
})

/**
 * A combined order.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedOrder extends Schema.Schema.Type<typeof combinedOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CombinedOrder: Schema.Schema<CombinedOrder> = combinedOrder

/**
 * What JSAPI, mini programs and apps pay by.
 *
 * @since 1.0.0
 * @category schemas
 */
export const prepared = {
  /** What a front end opens the cashier with. Valid for 2 hours, whatever `time_expire` says; then create the order again. */
  prepay_id: Schema.String
}

/**
 * What a browser outside WeChat pays by.
 *
 * @since 1.0.0
 * @category schemas
 */
export const h5 = {
  /** The address that opens WeChat, valid for 5 minutes; then create the order again. Only `redirect_url` may be appended. */
  h5_url: Schema.String
}

/**
 * What is paid by scanning.
 *
 * @since 1.0.0
 * @category schemas
 */
export const native = {
  /** The text of a QR code, valid for 2 hours; a newer one of the same order replaces it. Never open it as an address. */
  code_url: Schema.String
}

/**
 * A reversed charge of a merchant.
 *
 * @since 1.0.0
 * @category schemas
 */
export const reversed = {
  appid: text,
  /** The merchant. */
  mchid: Schema.String,
  /** The merchant's number of the order. */
  out_trade_no: Schema.String
}

/**
 * A reversed charge of a service provider.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerReversed = {
  sp_appid: text,
  /** The service provider. */
  sp_mchid: Schema.String,
  sub_appid: text,
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** The provider's number of the order. */
  out_trade_no: Schema.String
}
