/**
 * Parts of orders, as they are sent. Every documented limit is checked before a request is signed.
 *
 * @since 1.0.0
 */
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * The merchant's own number of an order: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OutTradeNo: Schema.filter<typeof Schema.String> = Wire.pattern(
  /^[0-9A-Za-z_\-|*]{6,32}$/,
  "an order number: 6 to 32 of digits, letters, _ - | *"
)

const amount = Schema.Struct({
  /** What the order costs, in fen, at least 1. */
  total: Wire.integer(1),
  /** `CNY`, which WeChat Pay assumes. */
  currency: Schema.optional(Wire.oneOf("CNY"))
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

const goodsFields = {
  /** The merchant's own number of the goods: 1 to 32 of digits, letters, `-`, `_`. */
  merchant_goods_id: Wire.pattern(/^[0-9A-Za-z_-]{1,32}$/, "a goods number: 1 to 32 of digits, letters, - _"),
  /** At most 256 characters. */
  goods_name: Schema.optional(Wire.text(256)),
  /** How many of them are bought. */
  quantity: Wire.integer(1),
  /** The price of one in fen, after the merchant's own discounts. */
  unit_price: Wire.Amount
}

const goods = Schema.Struct({
  ...goodsFields,
  /** WeChat Pay's number of the goods, if they have one, at most 32 characters. */
  wechatpay_goods_id: Schema.optional(Wire.text(32))
})

/**
 * Goods of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Goods extends Schema.Schema.Type<typeof goods> {}

const codeGoods = Schema.Struct({
  ...goodsFields,
  /** WeChat Pay's number of the goods, if they have one, at most 32 characters. Payment codes spell it this way. */
  wxpay_goods_id: Schema.optional(Wire.text(32))
})

const utf8 = new TextEncoder()

const compactJson: (detail: object) => ReadonlyArray<Schema.FilterIssue> = (detail) =>
  utf8.encode(JSON.stringify(detail)).length <= 6144
    ? []
    : [{ path: [], message: "must be at most 6144 bytes of UTF-8 as JSON" }]

const detailFields = {
  /** The price before discounts, in fen. If it differs from `amount.total`, no coupon applies. */
  cost_price: Schema.optional(Wire.Amount),
  /** Number of the receipt, at most 32 characters. */
  invoice_id: Schema.optional(Wire.text(32))
}

const detail = Schema.Struct({
  ...detailFields,
  /** 1 to 6,000 goods, which coupons for single goods need. */
  goods_detail: Schema.optional(Wire.list(goods, 6000, 1))
}).pipe(Schema.filter(compactJson))

/**
 * What is bought, for coupons: at most 6,144 bytes as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface Detail extends Schema.Schema.Type<typeof detail> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Detail: Schema.Schema<Detail> = detail

const codeDetail = Schema.Struct({
  ...detailFields,
  /** 1 to 6,000 goods. */
  goods_detail: Wire.list(codeGoods, 6000, 1)
}).pipe(Schema.filter(compactJson))

/**
 * What is bought with a payment code, for coupons: at most 6,144 bytes as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface CodeDetail extends Schema.Schema.Type<typeof codeDetail> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CodeDetail: Schema.Schema<CodeDetail> = codeDetail

const store = Schema.Struct({
  /** The merchant's number of the shop, at most 32 characters. */
  id: Wire.text(32),
  /** At most 256 characters. */
  name: Schema.optional(Wire.text(256)),
  /** Code of its area, at most 32 characters. */
  area_code: Schema.optional(Wire.text(32)),
  /** At most 512 characters. */
  address: Schema.optional(Wire.text(512))
})

const sceneFields = {
  /** IPv4 or IPv6 address of the user's device. */
  payer_client_ip: Wire.IpAddress,
  /** The merchant's number of the device, at most 32 characters. Comes back in queries and notifications. */
  device_id: Schema.optional(Wire.text(32)),
  /** The shop. */
  store_info: Schema.optional(store)
}

const scene = Schema.Struct(sceneFields)

/**
 * Where an order is paid.
 *
 * @since 1.0.0
 * @category models
 */
export interface Scene extends Schema.Schema.Type<typeof scene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Scene: Schema.Schema<Scene> = scene

const shopNumbers = {
  /** The number of the shop, at most 32 characters. */
  id: Schema.optional(Wire.text(32)),
  /** The merchant's number of the shop, at most 256 characters. */
  out_id: Schema.optional(Wire.text(256))
}

const placedScene = Schema.Struct({
  ...sceneFields,
  /** The shop. */
  store_info: Schema.optional(Schema.Struct(shopNumbers))
})

/**
 * Where a mini program order of the separate form is paid.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlacedScene extends Schema.Schema.Type<typeof placedScene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PlacedScene: Schema.Schema<PlacedScene> = placedScene

const counterScene = Schema.Struct({
  ...sceneFields,
  /** The shop: at least one of its numbers. */
  store_info: Rule.atLeastOne(shopNumbers, ["id", "out_id"])
})

/**
 * Where an order is paid at a counter.
 *
 * @since 1.0.0
 * @category models
 */
export interface CounterScene extends Schema.Schema.Type<typeof counterScene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CounterScene: Schema.Schema<CounterScene> = counterScene

/**
 * The page that an H5 order is paid from.
 *
 * @since 1.0.0
 * @category schemas
 */
export const H5Info = Schema.Struct({
  /** `iOS`, `Android`, or `Wap` for other browsers. */
  type: Wire.oneOf("Wap", "iOS", "Android"),
  /** At most 64 characters. */
  app_name: Schema.optional(Wire.text(64)),
  /** At most 128 characters. */
  app_url: Schema.optional(Wire.text(128)),
  /** Of an iOS app, at most 128 characters. */
  bundle_id: Schema.optional(Wire.text(128)),
  /** Of an Android app, at most 128 characters. */
  package_name: Schema.optional(Wire.text(128))
})

const h5Scene = Schema.Struct({
  ...sceneFields,
  /** IPv4 or IPv6 address of the user's device. WeChat Pay compares it: payment fails from another address. */
  payer_client_ip: Wire.IpAddress,
  /** The page that the user pays from. */
  h5_info: H5Info
})

/**
 * Where an H5 order is paid.
 *
 * @since 1.0.0
 * @category models
 */
export interface H5Scene extends Schema.Schema.Type<typeof h5Scene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const H5Scene: Schema.Schema<H5Scene> = h5Scene

const profitSharing = {
  /**
   * Whether the money will be shared out. `true` freezes it until it is shared or unfrozen, at most 30 days. Without it
   * sharing is rejected later. Default: false.
   */
  profit_sharing: Schema.optional(Schema.Boolean)
}

const settlement = Schema.Struct(profitSharing)

/**
 * How an order is settled.
 *
 * @since 1.0.0
 * @category models
 */
export interface Settlement extends Schema.Schema.Type<typeof settlement> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Settlement: Schema.Schema<Settlement> = settlement

const partnerSettlement = Schema.Struct({
  ...profitSharing,
  /** What a platform adds, in fen, at most 500000. Platforms only; it counts only with `profit_sharing`. */
  subsidy_amount: Schema.optional(Wire.integer(0, 500_000))
})

/**
 * How an order of a service provider is settled.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerSettlement extends Schema.Schema.Type<typeof partnerSettlement> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerSettlement: Schema.Schema<PartnerSettlement> = partnerSettlement

const subOrderSettlement = Schema.Struct({
  ...profitSharing,
  /** What a platform adds, in fen. Platforms only; it counts only with `profit_sharing`. */
  subsidy_amount: Schema.optional(Wire.Amount)
})

const subsidy = Schema.Struct({
  /** Whose interest the merchant pays. */
  subsidy_detail: Schema.optional(
    Schema.Array(
      Schema.Struct({
        /** `DAILY`: daily interest. `PERIOD`: instalments. */
        subsidy_period_type: Wire.oneOf("DAILY", "PERIOD"),
        /** What is paid for which number of instalments. */
        subsidy_plan: Schema.Array(
          Schema.Struct({
            /** 3, 6 or 12 instalments. */
            subsidy_installment_num: Schema.Literal(3, 6, 12),
            /** Percent of the interest: 0 or 100. */
            subsidy_percent: Schema.Literal(0, 100)
          })
        )
      })
    )
  )
})

/**
 * Interest that the merchant pays for the user (WeChat Fenfu). Access on request.
 *
 * @since 1.0.0
 * @category models
 */
export interface Subsidy extends Schema.Schema.Type<typeof subsidy> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Subsidy: Schema.Schema<Subsidy> = subsidy

const identity = Schema.Struct({
  /** The kind of document. */
  type: Wire.oneOf(
    "IDCARD",
    "HONGKONG_MACAO",
    "HONGKONG_MACAO_RESIDENT",
    "TAIWAN_RESIDENT",
    "FOREIGN_RESIDENT",
    "OVERSEA_PASSPORT",
    "PHONE_NUMBER"
  ),
  /** Its number. Encrypted by the client. */
  number: Sensitive.text,
  /** The name in it. Encrypted by the client. */
  name: Sensitive.text
})

/**
 * The person that has to pay. Access on request.
 *
 * @since 1.0.0
 * @category models
 */
export interface Identity extends Schema.Schema.Type<typeof identity> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Identity: Schema.Schema<Identity> = identity

/** Who has to pay, where WeChat Pay is to check it. */
const byIdentity = {
  /** The person that has to pay. Access on request. */
  identity: Schema.optional(Identity)
}

const payer = Schema.Struct({
  /** The user under `appid`. Personal data. */
  openid: Wire.OpenId,
  ...byIdentity
})

/**
 * Who pays an order in WeChat.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payer extends Schema.Schema.Type<typeof payer> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Payer: Schema.Schema<Payer> = payer

const identifiedPayer = Schema.Struct(byIdentity)

/**
 * Who pays an order elsewhere.
 *
 * @since 1.0.0
 * @category models
 */
export interface IdentifiedPayer extends Schema.Schema.Type<typeof identifiedPayer> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const IdentifiedPayer: Schema.Schema<IdentifiedPayer> = identifiedPayer

const partnerPayer = Rule.atLeastOne(
  {
    /** The user under `sp_appid`. Personal data. */
    sp_openid: Schema.optional(Wire.OpenId),
    /** The user under `sub_appid`, which it needs. Personal data. */
    sub_openid: Schema.optional(Wire.OpenId),
    ...byIdentity
  },
  ["sp_openid", "sub_openid"]
)

/**
 * Who pays an order of a service provider in WeChat: at least one of the ids.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPayer extends Schema.Schema.Type<typeof partnerPayer> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPayer: Schema.Schema<PartnerPayer> = partnerPayer as never

const partnerPlainPayer = Rule.atLeastOne(
  {
    /** The user under `sp_appid`. Personal data. */
    sp_openid: Schema.optional(Wire.OpenId),
    /** The user under `sub_appid`, which it needs. Personal data. */
    sub_openid: Schema.optional(Wire.OpenId)
  },
  ["sp_openid", "sub_openid"]
)

/**
 * Who pays an order of the forms on request: at least one of the ids.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPlainPayer extends Schema.Schema.Type<typeof partnerPlainPayer> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPlainPayer: Schema.Schema<PartnerPlainPayer> = partnerPlainPayer as never

/**
 * Means that cannot be used: `no_balance` (no wallet balance), `no_credit` (no credit card), `no_debit` (no debit card);
 * `balance_only` leaves the wallet balance only.
 *
 * @since 1.0.0
 * @category schemas
 */
export const LimitPay = Schema.Array(Wire.oneOf("no_balance", "no_credit", "no_debit", "balance_only"))

const number = {
  /**
   * The merchant's number of the order, unique under the merchant that calls: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`.
   * Store it with the amount before the call.
   */
  out_trade_no: OutTradeNo
}

const described = {
  /** What is paid for, shown to the user, 1 to 127 characters. */
  description: Wire.text(127),
  /** Comes back in queries and notifications after the payment. At most 128 characters. */
  attach: Schema.optional(Wire.text(128)),
  /** Coupon tag, at most 32 characters: a coupon with tags applies only if one of them is given. */
  goods_tag: Schema.optional(Wire.text(32)),
  /** Whether the user may ask for an electronic invoice. Default: false. */
  support_fapiao: Schema.optional(Schema.Boolean),
  /** What the order costs. */
  amount: Amount
}

const expiry = {
  /**
   * The last moment at which the user can pay, RFC 3339 with offset. WeChat Pay raises it to a minute from now and lowers it
   * to 15 days. The order stays `NOTPAY` afterwards: close it. Default: 7 days.
   */
  time_expire: Schema.optional(Wire.Rfc3339)
}

const limited = {
  /** Means that cannot be used: `no_balance`, `no_credit`, `no_debit`; `balance_only` leaves the wallet balance only. */
  limit_pay: Schema.optional(LimitPay)
}

const notified = {
  /** Where WeChat Pay reports the payment: https, public, without query, at most 255 characters. */
  notify_url: Wire.notifyUrl(255)
}

const detailed = {
  /** What is bought, for coupons: at most 6,144 bytes as JSON. */
  detail: Schema.optional(Detail)
}

/**
 * What every order of a merchant and of a service provider has.
 *
 * @since 1.0.0
 * @category schemas
 */
export const order = { ...number, ...described, ...expiry, ...notified, ...limited, ...detailed }

/**
 * What an order of the two forms on request has.
 *
 * @since 1.0.0
 * @category schemas
 */
export const orderOnRequest = {
  ...number,
  ...described,
  ...expiry,
  ...detailed,
  /** Where WeChat Pay reports the payment: https, public, without query, at most 255 characters. */
  notify_url: Schema.optional(Wire.notifyUrl(255)),
  /** How the order is settled. */
  settle_info: Schema.optional(Settlement)
}

/**
 * What an order by payment code has.
 *
 * @since 1.0.0
 * @category schemas
 */
export const codeOrder = {
  ...number,
  ...described,
  /** What is bought, for coupons: at most 6,144 bytes as JSON. */
  detail: Schema.optional(CodeDetail),
  /** The code that the user shows. */
  payer: Schema.Struct({
    /** 18 digits, the first two from 10 to 15, read from the user's screen. Valid once, for about a minute. */
    auth_code: Wire.text(32).pipe(
      Schema.filter((value) => /^1[0-5][0-9]{16}$/.test(value), {
        description: "a payment code: 18 digits, the first two from 10 to 15",
        jsonSchema: { pattern: "^1[0-5][0-9]{16}$" },
        arbitrary: () => (fc) => fc.stringMatching(/^1[0-5][0-9]{16}$/)
      })
    )
  }),
  /** Where the code is read. */
  scene_info: Schema.Struct({
    /** The merchant's number of the device, at most 32 characters. */
    device_id: Schema.optional(Wire.text(32)),
    /** IPv4 or IPv6 address of the device. */
    device_ip: Schema.optional(Wire.IpAddress),
    /** The shop: at least one of its numbers. */
    store_info: Rule.atLeastOne(
      {
        /** WeChat Pay's number of the place, at most 32 digits. */
        id: Schema.optional(Wire.pattern(/^[0-9]{1,32}$/, "a place number: 1 to 32 digits")),
        /** The merchant's number of the shop, at most 256 characters. */
        out_id: Schema.optional(Wire.text(256))
      },
      ["id", "out_id"]
    )
  }),
  /** How the order is settled. */
  settle_info: Schema.optional(Settlement)
}

/**
 * The merchant and its application.
 *
 * @since 1.0.0
 * @category schemas
 */
export const merchant = {
  /** Bound to the merchant, and of the kind of the channel. */
  appid: Wire.AppId,
  /** The merchant: that of the client. */
  mchid: Wire.Mchid
}

/**
 * The service provider and its sub-merchant, each with its application.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partner = {
  /** Bound to the service provider. */
  sp_appid: Wire.AppId,
  /** The service provider: that of the client. */
  sp_mchid: Wire.Mchid,
  /** Bound to the sub-merchant. */
  sub_appid: Schema.optional(Wire.AppId),
  /** The sub-merchant that gets the money: one of the provider's, never the provider itself. */
  sub_mchid: Wire.Mchid
}

interface BySubOpenid {
  readonly sub_appid?: string | undefined
  readonly payer?: { readonly sub_openid?: string | undefined } | undefined
}

/**
 * A user under the sub-merchant's application needs that application.
 *
 * @since 1.0.0
 * @category schemas
 */
export const subOpenidNeedsSubAppid: Rule.FieldRule<BySubOpenid> = {
  check: ({ payer, sub_appid }) =>
    payer?.sub_openid !== undefined && sub_appid === undefined
      ? [{ path: ["sub_appid"], message: "is missing: payer.sub_openid needs it" }]
      : [],
  repair: ({ payer, sub_appid }) =>
    payer?.sub_openid === undefined ? {} : { sub_appid: sub_appid ?? "wxd678efh567hg6787" }
}

/** What a sub order has in every channel. */
const subOrderFields = {
  /** The payee: a merchant; for service providers the provider itself. */
  mchid: Wire.Mchid,
  /** Comes back in queries and notifications after the payment. At most 128 characters. */
  attach: Wire.text(128),
  /** What the sub order costs. */
  amount: Schema.Struct({
    /** Fen, 1 to 1,000,000,000. */
    total_amount: Wire.integer(1, 1_000_000_000),
    /** `CNY` for merchants of the mainland. */
    currency: Wire.text(8)
  }),
  /** The merchant's number of the sub order, unique under the initiator: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`. */
  out_trade_no: OutTradeNo,
  /** The sub-merchant that gets the money. Service providers always give it, merchants never. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** What is paid for, shown to the user, 1 to 127 characters. */
  description: Wire.text(127),
  /** How the sub order is settled. */
  settle_info: Schema.optional(subOrderSettlement),
  /** The sub-merchant's application. Service providers only, in one sub order at most. */
  sub_appid: Schema.optional(Wire.AppId),
  /** Coupon tag, at most 32 characters. */
  goods_tag: Schema.optional(Wire.text(32))
}

const subOrder = Schema.Struct(subOrderFields)

/**
 * A sub order of H5 and Native.
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

const olderFields = {
  /** Details of the goods, at most 6,000 characters. On older pages only. */
  detail: Schema.optional(Wire.text(6000)),
  /** On one older page only; `settle_info.profit_sharing` outranks it. */
  profit_sharing: Schema.optional(Schema.Boolean)
}

const jsapiSubOrder = Schema.Struct({ ...subOrderFields, ...olderFields })

/**
 * A sub order of JSAPI.
 *
 * @since 1.0.0
 * @category models
 */
export interface JsapiSubOrder extends Schema.Schema.Type<typeof jsapiSubOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const JsapiSubOrder: Schema.Schema<JsapiSubOrder> = jsapiSubOrder

const appSubOrder = Schema.Struct({
  ...subOrderFields,
  ...olderFields,
  /** Collection by individuals only. */
  individual_auth_id: Schema.optional(Wire.nonEmptyText),
  /** Collection by individuals only. */
  individual_name: Schema.optional(Wire.nonEmptyText)
})

/**
 * A sub order of an app.
 *
 * @since 1.0.0
 * @category models
 */
export interface AppSubOrder extends Schema.Schema.Type<typeof appSubOrder> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const AppSubOrder: Schema.Schema<AppSubOrder> = appSubOrder

const contract = Schema.Struct({
  mchid: Wire.nonEmptyText,
  appid: Wire.nonEmptyText,
  /** The merchant's number of the contract. */
  out_contract_code: Wire.nonEmptyText,
  plan_id: Wire.integer(0),
  /** The user's account with the merchant, shown in the contract. */
  contract_display_account: Wire.nonEmptyText,
  /** Where WeChat Pay reports the contract: https, public, without query. */
  notify_url: Wire.notifyUrl()
})

/**
 * A contract for deductions that is signed with a payment: another product, access on request.
 *
 * @since 1.0.0
 * @category models
 */
export interface ContractInfo extends Schema.Schema.Type<typeof contract> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const ContractInfo: Schema.Schema<ContractInfo> = contract

const combinedScene = Schema.Struct({
  /** The merchant's number of the device, at most 16 characters. */
  device_id: Schema.optional(Wire.text(16)),
  /** IPv4 or IPv6 address of the user's device. */
  payer_client_ip: Wire.IpAddress
})

/**
 * Where a combined order is paid.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedScene extends Schema.Schema.Type<typeof combinedScene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CombinedScene: Schema.Schema<CombinedScene> = combinedScene

const combinedH5Scene = Schema.Struct({
  /** The merchant's number of the device, at most 32 characters. */
  device_id: Wire.text(32),
  /** IPv4 or IPv6 address of the user's device. WeChat Pay compares it: payment fails from another address. */
  payer_client_ip: Wire.IpAddress,
  /** The page that the user pays from. */
  h5_info: Schema.optional(H5Info)
})

/**
 * Where a combined H5 order is paid.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedH5Scene extends Schema.Schema.Type<typeof combinedH5Scene> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CombinedH5Scene: Schema.Schema<CombinedH5Scene> = combinedH5Scene

const combinedPayerFields = {
  /** The user under `combine_appid`. Personal data. */
  openid: Schema.optional(Wire.OpenId),
  /** The user under the `sub_appid` of a sub order; service providers only. Personal data. */
  sub_openid: Schema.optional(Wire.OpenId),
  ...byIdentity
}

const combinedPayer = Schema.Struct(combinedPayerFields)

/**
 * Who pays a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedPayer extends Schema.Schema.Type<typeof combinedPayer> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const CombinedPayer: Schema.Schema<CombinedPayer> = combinedPayer

/**
 * Who pays a combined order in WeChat: at least one of the ids.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedJsapiPayer: Schema.Schema<CombinedPayer> = Rule.atLeastOne(combinedPayerFields, [
  "openid",
  "sub_openid"
]) as never

/**
 * What every combined order has beside its sub orders.
 *
 * @since 1.0.0
 * @category schemas
 */
export const combined = {
  /** Bound to the initiator. */
  combine_appid: Wire.AppId,
  /** The initiator: the merchant of the client. */
  combine_mchid: Wire.Mchid,
  /**
   * The initiator's number of the whole order, unique under the initiator: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`.
   * Store it with the amounts before the call.
   */
  combine_out_trade_no: OutTradeNo,
  /** When the order was made, RFC 3339. On older pages only. */
  time_start: Schema.optional(Wire.Rfc3339),
  /**
   * The last moment at which the user can pay, RFC 3339 with offset. WeChat Pay raises it to a minute from now and lowers it
   * to 7 days. The sub orders stay `NOTPAY` afterwards: close them. Default: 7 days.
   */
  time_expire: Schema.optional(Wire.Rfc3339),
  /** Where WeChat Pay reports the payment of the whole order: https, public, without query, at most 255 characters. */
  notify_url: Wire.notifyUrl(255),
  /** Means that cannot be used: `no_balance`, `no_debit`; `balance_only` leaves the wallet balance only. */
  limit_pay: Schema.optional(Schema.Array(Wire.oneOf("no_balance", "no_debit", "balance_only")))
}

/**
 * 1 to 50 sub orders.
 *
 * @since 1.0.0
 * @category schemas
 */
export const subOrders = <Order>(order: Schema.Schema<Order>): Schema.Schema<ReadonlyArray<Order>> =>
  Wire.list(order, 50, 1)
