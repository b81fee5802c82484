/**
 * Orders in responses and notifications. Limits are not checked, and unknown values of enumerations are accepted.
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
 * - `REFUND`: paid, and a full or partial refund was accepted, even if it failed later.
 * - `CLOSED`: closed; it can no longer be paid.
 * - `USERPAYING`: the user enters the password; only for payment codes.
 * - `PAYERROR`: failed; only for payment codes.
 * - `REVOKED`: reversed; only for payment codes.
 * - `ACCEPT`: accepted, the deduction is pending; only on older pages.
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
 * Channel of the payment: `JSAPI` (official account or mini program), `NATIVE`, `APP`, `MWEB` (H5), `MICROPAY`
 * (payment code), `FACEPAY`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const TradeType = Wire.openEnum("JSAPI", "NATIVE", "APP", "MICROPAY", "MWEB", "FACEPAY")

const promotionGoods = Schema.Struct({
  /** Number of the goods. */
  goods_id: Schema.String,
  /** Quantity. */
  quantity: Schema.Int,
  /** Amount in fen. */
  unit_price: Schema.Int,
  /** Amount in fen. */
  discount_amount: Schema.Int,
  /** Remark of the goods. */
  goods_remark: text
})

const promotionFields = {
  /** Number of the coupon. */
  coupon_id: Schema.String,
  /** `GLOBAL`: for the whole order. `SINGLE`: for some goods. */
  scope: Schema.optional(Wire.openEnum("GLOBAL", "SINGLE")),
  /**
   * `CASH`: pre-charged, WeChat Pay pays the merchant for it. `NOCASH`: not pre-charged, the merchant receives
   * nothing for it.
   */
  type: Schema.optional(Wire.openEnum("CASH", "NOCASH")),
  /** Amount that the coupon paid, in fen. */
  amount: Schema.Int,
  /** The batch of the coupon. */
  stock_id: text,
  /** Contribution of WeChat Pay, in fen. One of the three contributions is the whole amount. */
  wechatpay_contribute: integer,
  /** Contribution of the merchant, in fen. */
  merchant_contribute: integer,
  /** Contribution of other parties, in fen. */
  other_contribute: integer,
  /** `CNY`. */
  currency: text,
  /** Only with the scope `SINGLE`. */
  goods_detail: Schema.optional(Schema.Array(promotionGoods))
}

const promotion = Schema.Struct({ ...promotionFields, name: Schema.String })

/**
 * A coupon that paid part of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Promotion extends Schema.Schema.Type<typeof promotion> {}

/**
 * Schema of {@link Promotion}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Promotion: Schema.Schema<Promotion> = promotion

const loosePromotion = Schema.Struct({ ...promotionFields, name: text })

/**
 * A coupon that paid part of an order. Its name may be absent.
 *
 * @since 1.0.0
 * @category models
 */
export interface LoosePromotion extends Schema.Schema.Type<typeof loosePromotion> {}

/**
 * Schema of {@link LoosePromotion}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const LoosePromotion: Schema.Schema<LoosePromotion> = loosePromotion

const amountFields = {
  /** Amount that the user paid, in fen: `total` minus all coupons. Only after the payment. */
  payer_total: integer,
  /** `CNY`. */
  currency: text,
  /** `CNY`. Only after the payment. */
  payer_currency: text
}

const amount = Schema.Struct({
  /** Total amount of the order, in fen, coupons included. Compare it with your own order. */
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
 * Schema of {@link Amount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.Schema<Amount> = amount

const codeAmount = Schema.Struct({
  /** Total amount of the order, in fen, coupons included. Compare it with your own order. */
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
 * Schema of {@link CodeAmount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CodeAmount: Schema.Schema<CodeAmount> = codeAmount

const payer = Schema.Struct({
  /** ID of the user under `appid`. Personal data. */
  openid: text
})

const partnerPayer = Schema.Struct({
  /** ID of the user under `sp_appid`. Personal data. */
  sp_openid: text,
  /** ID of the user under `sub_appid`; only if the order was created with one. Personal data. */
  sub_openid: text
})

const scene = Schema.Struct({ device_id: text })

const installment = Schema.Struct({
  /** Whether the subsidy was used. */
  use_subsidy: Schema.Boolean,
  /** Number of instalments that the user chose. */
  selected_installment_number: Schema.Int
})

/** Fields of every order. */
const common = {
  /** Order number assigned by the merchant. */
  out_trade_no: Schema.String,
  /** State of the order. Convert it with `PaymentState.of`. */
  trade_state: TradeState
}

/** Only after the payment. */
const afterPayment = {
  /** The bank with `_DEBIT`, `_CREDIT` or `_ECNY`; `OTHERS` for the wallet and the like. Only after the payment. */
  bank_type: text,
  /** The value of the request. Only after the payment. */
  attach: text,
  /** Time of the payment, RFC 3339. Only after the payment. */
  success_time: text
}

const numbered = {
  /** Payment number assigned by WeChat Pay, which refunds and profit sharing need. Only after the payment. */
  transaction_id: text,
  /** Channel of the payment. Only after the payment. */
  trade_type: Schema.optional(TradeType)
}

const found = {
  /** Payment number assigned by WeChat Pay, which refunds and profit sharing need. */
  transaction_id: Schema.String,
  /** Channel of the payment. */
  trade_type: TradeType
}

const queried = {
  ...common,
  ...afterPayment,
  /** Chinese display text of the state. */
  trade_state_desc: Schema.String,
  /** Amount of the order. */
  amount: Schema.optional(Amount),
  /** Scene of the payment. It contains only fields that the request contained. */
  scene_info: Schema.optional(scene),
  /** Coupons that paid part of the order; absent if there are none. */
  promotion_detail: Schema.optional(Schema.Array(Promotion))
}

const byMerchant = {
  appid: Schema.String,
  /** The merchant. */
  mchid: Schema.String,
  /** The user who paid. Only after the payment. */
  payer: Schema.optional(payer)
}

const byPartner = {
  /** Appid of the service provider. */
  sp_appid: Schema.String,
  /** The service provider. */
  sp_mchid: Schema.String,
  /** Only if the order was created with one. */
  sub_appid: text,
  /** The sub-merchant that receives the money. */
  sub_mchid: Schema.String,
  /** The user who paid. Only after the payment. */
  payer: Schema.optional(partnerPayer)
}

/**
 * Only for WeChat Fenfu, if the user chose a subsidised plan.
 *
 * @since 1.0.0
 * @category schemas
 */
export const installmentInfo = Schema.optional(installment)

const fenfu = {
  /** Only for WeChat Fenfu, if the user chose a subsidised plan. */
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
 * Schema of {@link Order}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Order: Schema.Schema<Order> = order

const orderById = Schema.Struct({ ...byMerchant, ...queried, ...found })

/**
 * An order of a merchant, queried by the number that WeChat Pay assigned.
 *
 * @since 1.0.0
 * @category models
 */
export interface OrderById extends Schema.Schema.Type<typeof orderById> {}

/**
 * Schema of {@link OrderById}.
 *
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
 * Schema of {@link PartnerOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerOrder: Schema.Schema<PartnerOrder> = partnerOrder

const partnerOrderById = Schema.Struct({ ...byPartner, ...queried, ...found })

/**
 * An order of a service provider, queried by the number that WeChat Pay assigned.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerOrderById extends Schema.Schema.Type<typeof partnerOrderById> {}

/**
 * Schema of {@link PartnerOrderById}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerOrderById: Schema.Schema<PartnerOrderById> = partnerOrderById

const charged = {
  ...common,
  ...afterPayment,
  ...numbered,
  /** Chinese display text of the state. */
  trade_state_desc: text,
  /** Amount of the order. */
  amount: Schema.optional(CodeAmount),
  /** Coupons that paid part of the order; absent if there are none. */
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
 * Schema of {@link CodeOrder}.
 *
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
 * Schema of {@link PartnerCodeOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerCodeOrder: Schema.Schema<PartnerCodeOrder> = partnerCodeOrder

const subAmount = Schema.Struct({
  /** Total amount of the sub order, in fen, coupons included. Compare it with your own order. */
  total_amount: Schema.Int,
  /** Amount that the user paid, in fen: `total_amount` minus all coupons. */
  payer_amount: Schema.Int,
  /** `CNY`. */
  currency: Schema.String,
  /** `CNY`. */
  payer_currency: text,
  /** The rate times 10^8; only if the settlement has another currency. */
  settlement_rate: integer
})

const subOrder = Schema.Struct({
  /** The payee; for service providers the provider itself. */
  mchid: Schema.String,
  /** The sub-merchant that receives the money; only for service providers. */
  sub_mchid: text,
  /** Only if the sub order was created with one. */
  sub_appid: text,
  /** ID of the user under `sub_appid`. Only after the payment. Personal data. */
  sub_openid: text,
  /** Sub order number assigned by the merchant. */
  out_trade_no: Schema.String,
  ...numbered,
  /** Channel of the payment. */
  trade_type: Schema.optional(Wire.openEnum("JSAPI", "NATIVE", "APP", "MWEB")),
  /** `SUCCESS`, `NOTPAY` or `CLOSED`; `REFUND` and `PAYERROR` only on an older page. */
  trade_state: Wire.openEnum("SUCCESS", "REFUND", "NOTPAY", "CLOSED", "PAYERROR"),
  ...afterPayment,
  /** Only after the payment. */
  amount: Schema.optional(subAmount),
  /** Coupons that paid part of the order; absent if there are none. */
  promotion_detail: Schema.optional(Schema.Array(LoosePromotion)),
  /** Only for collection by individuals. */
  individual_auth_id: text,
  /** Only for collection by individuals. */
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
 * Schema of {@link SubOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SubOrder: Schema.Schema<SubOrder> = subOrder

const combinedOrder = Schema.Struct({
  /** Appid of the initiator. */
  combine_appid: Schema.String,
  /** The initiator. */
  combine_mchid: Schema.String,
  /** Number of the combined order, assigned by the initiator. */
  combine_out_trade_no: Schema.String,
  /**
   * Number of the combined order, assigned by WeChat Pay, only on an older page. Refunds need the numbers of the sub
   * orders.
   */
  combine_transaction_id: text,
  /** Scene of the payment. It contains only fields that the request contained. */
  scene_info: Schema.optional(scene),
  /** The sub orders. */
  sub_orders: Schema.optional(Schema.Array(SubOrder)),
  /** The user who paid. Only after the payment. */
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
 * Schema of {@link CombinedOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedOrder: Schema.Schema<CombinedOrder> = combinedOrder

/**
 * Response of the creation for JSAPI, mini programs and apps.
 *
 * @since 1.0.0
 * @category schemas
 */
export const prepared = {
  /**
   * ID with which the front end opens the cashier. It is valid for 2 hours, independently of `time_expire`; then
   * create the order again.
   */
  prepay_id: Schema.String
}

/**
 * Response of the creation for browsers outside WeChat.
 *
 * @since 1.0.0
 * @category schemas
 */
export const h5 = {
  /**
   * Address that opens WeChat, valid for 5 minutes; then create the order again. Only `redirect_url` may be appended.
   */
  h5_url: Schema.String
}

/**
 * Response of the creation for payments by scanning.
 *
 * @since 1.0.0
 * @category schemas
 */
export const native = {
  /** Text of a QR code, valid for 2 hours; a newer one of the same order replaces it. Never open it as an address. */
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
  /** Order number assigned by the merchant. */
  out_trade_no: Schema.String
}

/**
 * A reversed charge of a service provider.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partnerReversed = {
  /** Appid of the service provider. */
  sp_appid: text,
  /** The service provider. */
  sp_mchid: Schema.String,
  /** Appid of the sub-merchant. */
  sub_appid: text,
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Order number assigned by the provider. */
  out_trade_no: Schema.String
}
