/**
 * Parts of orders in requests. The client checks every documented limit before it signs a request.
 *
 * @since 1.0.0
 */
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

/**
 * Order number assigned by the merchant: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OutTradeNo: Schema.filter<typeof Schema.String> = Wire.pattern(
  /^[0-9A-Za-z_\-|*]{6,32}$/,
  "an order number: 6 to 32 of digits, letters, _ - | *"
)

const amount = Schema.Struct({
  /** Total amount of the order, in fen, at least 1. */
  total: Wire.amount(1),
  /** `CNY`, the default. */
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
 * Schema of {@link Amount}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.Schema<Amount> = amount

const goodsFields = {
  /** Goods number assigned by the merchant: 1 to 32 of digits, letters, `-`, `_`. */
  merchant_goods_id: Wire.pattern(/^[0-9A-Za-z_-]{1,32}$/, "a goods number: 1 to 32 of digits, letters, - _"),
  /** At most 256 characters. */
  goods_name: Schema.optional(Wire.text(256)),
  /** Purchased quantity. */
  quantity: Wire.integer(1),
  /** Price of one item in fen, after the merchant's own discounts. */
  unit_price: Wire.Amount
}

const goods = Schema.Struct({
  ...goodsFields,
  /** Goods number assigned by WeChat Pay, if there is one, at most 32 characters. */
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
  /** Goods number assigned by WeChat Pay, if there is one, at most 32 characters. Payment codes spell it this way. */
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
 * The purchased goods, for coupons: at most 6,144 bytes as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface Detail extends Schema.Schema.Type<typeof detail> {}

/**
 * Schema of {@link Detail}.
 *
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
 * The goods that are bought with a payment code, for coupons: at most 6,144 bytes as JSON.
 *
 * @since 1.0.0
 * @category models
 */
export interface CodeDetail extends Schema.Schema.Type<typeof codeDetail> {}

/**
 * Schema of {@link CodeDetail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CodeDetail: Schema.Schema<CodeDetail> = codeDetail

const store = Schema.Struct({
  /** Shop number assigned by the merchant, at most 32 characters. */
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
  /** Device number assigned by the merchant, at most 32 characters. It is returned in queries and notifications. */
  device_id: Schema.optional(Wire.text(32)),
  /** The shop. */
  store_info: Schema.optional(store)
}

const scene = Schema.Struct(sceneFields)

/**
 * Scene of the payment of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Scene extends Schema.Schema.Type<typeof scene> {}

/**
 * Schema of {@link Scene}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Scene: Schema.Schema<Scene> = scene

const shopNumbers = {
  /** The number of the shop, at most 32 characters. */
  id: Schema.optional(Wire.text(32)),
  /** Shop number assigned by the merchant, at most 256 characters. */
  out_id: Schema.optional(Wire.text(256))
}

const placedScene = Schema.Struct({
  ...sceneFields,
  /** The shop. */
  store_info: Schema.optional(Schema.Struct(shopNumbers))
})

/**
 * Scene of the payment of a mini program order of the separate interface.
 *
 * @since 1.0.0
 * @category models
 */
export interface PlacedScene extends Schema.Schema.Type<typeof placedScene> {}

/**
 * Schema of {@link PlacedScene}.
 *
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
 * Scene of a payment at a counter.
 *
 * @since 1.0.0
 * @category models
 */
export interface CounterScene extends Schema.Schema.Type<typeof counterScene> {}

/**
 * Schema of {@link CounterScene}.
 *
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
  /** Only for iOS apps, at most 128 characters. */
  bundle_id: Schema.optional(Wire.text(128)),
  /** Only for Android apps, at most 128 characters. */
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
 * Scene of the payment of an H5 order.
 *
 * @since 1.0.0
 * @category models
 */
export interface H5Scene extends Schema.Schema.Type<typeof h5Scene> {}

/**
 * Schema of {@link H5Scene}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const H5Scene: Schema.Schema<H5Scene> = h5Scene

const profitSharing = {
  /**
   * Whether the payment will be shared. `true` freezes the money until it is shared or unfrozen, at most 30 days.
   * Without it WeChat Pay rejects profit sharing. Default: false.
   */
  profit_sharing: Schema.optional(Schema.Boolean)
}

const settlement = Schema.Struct(profitSharing)

/**
 * Options for the settlement of an order.
 *
 * @since 1.0.0
 * @category models
 */
export interface Settlement extends Schema.Schema.Type<typeof settlement> {}

/**
 * Schema of {@link Settlement}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Settlement: Schema.Schema<Settlement> = settlement

const partnerSettlement = Schema.Struct({
  ...profitSharing,
  /** Amount that a platform adds, in fen, at most 500000. Only for platforms, and only with `profit_sharing`. */
  subsidy_amount: Schema.optional(Wire.amount(0, 500_000))
})

/**
 * Options for the settlement of an order of a service provider.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerSettlement extends Schema.Schema.Type<typeof partnerSettlement> {}

/**
 * Schema of {@link PartnerSettlement}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerSettlement: Schema.Schema<PartnerSettlement> = partnerSettlement

const subOrderSettlement = Schema.Struct({
  ...profitSharing,
  /** Amount that a platform adds, in fen. Only for platforms, and only with `profit_sharing`. */
  subsidy_amount: Schema.optional(Wire.Amount)
})

const subsidy = Schema.Struct({
  /** The interest that the merchant pays. */
  subsidy_detail: Schema.optional(
    Schema.Array(
      Schema.Struct({
        /** `DAILY`: daily interest. `PERIOD`: instalments. */
        subsidy_period_type: Wire.oneOf("DAILY", "PERIOD"),
        /** The subsidy for each number of instalments. */
        subsidy_plan: Schema.Array(
          Schema.Struct({
            /** 3, 6 or 12 instalments. */
            subsidy_installment_num: Schema.Literal(3, 6, 12),
            /** Percentage of the interest: 0 or 100. */
            subsidy_percent: Schema.Literal(0, 100)
          })
        )
      })
    )
  )
})

/**
 * Interest that the merchant pays for the user (WeChat Fenfu). Available on request.
 *
 * @since 1.0.0
 * @category models
 */
export interface Subsidy extends Schema.Schema.Type<typeof subsidy> {}

/**
 * Schema of {@link Subsidy}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Subsidy: Schema.Schema<Subsidy> = subsidy

const identity = Schema.Struct({
  /** Type of the document. */
  type: Wire.oneOf(
    "IDCARD",
    "HONGKONG_MACAO",
    "HONGKONG_MACAO_RESIDENT",
    "TAIWAN_RESIDENT",
    "FOREIGN_RESIDENT",
    "OVERSEA_PASSPORT",
    "PHONE_NUMBER"
  ),
  /** Number of the document. The client encrypts it. */
  number: Sensitive.text,
  /** Name in the document. The client encrypts it. */
  name: Sensitive.text
})

/**
 * Identity of the person who must pay, which WeChat Pay checks. Available on request.
 *
 * @since 1.0.0
 * @category models
 */
export interface Identity extends Schema.Schema.Type<typeof identity> {}

/**
 * Schema of {@link Identity}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Identity: Schema.Schema<Identity> = identity

/** Identity of the person who must pay, which WeChat Pay checks. */
const byIdentity = {
  /** Identity of the person who must pay, which WeChat Pay checks. Available on request. */
  identity: Schema.optional(Identity)
}

const payer = Schema.Struct({
  /** ID of the user under `appid`. Personal data. */
  openid: Wire.OpenId,
  ...byIdentity
})

/**
 * The user who pays an order in WeChat.
 *
 * @since 1.0.0
 * @category models
 */
export interface Payer extends Schema.Schema.Type<typeof payer> {}

/**
 * Schema of {@link Payer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Payer: Schema.Schema<Payer> = payer

const identifiedPayer = Schema.Struct(byIdentity)

/**
 * The user who pays an order outside of WeChat.
 *
 * @since 1.0.0
 * @category models
 */
export interface IdentifiedPayer extends Schema.Schema.Type<typeof identifiedPayer> {}

/**
 * Schema of {@link IdentifiedPayer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const IdentifiedPayer: Schema.Schema<IdentifiedPayer> = identifiedPayer

const partnerPayer = Rule.atLeastOne(
  {
    /** ID of the user under `sp_appid`. Personal data. */
    sp_openid: Schema.optional(Wire.OpenId),
    /** ID of the user under `sub_appid`, which it needs. Personal data. */
    sub_openid: Schema.optional(Wire.OpenId),
    ...byIdentity
  },
  ["sp_openid", "sub_openid"]
)

/**
 * The user who pays an order of a service provider in WeChat: at least one of the ids.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPayer extends Schema.Schema.Type<typeof partnerPayer> {}

/**
 * Schema of {@link PartnerPayer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPayer: Schema.Schema<PartnerPayer> = partnerPayer as never

const partnerPlainPayer = Rule.atLeastOne(
  {
    /** ID of the user under `sp_appid`. Personal data. */
    sp_openid: Schema.optional(Wire.OpenId),
    /** ID of the user under `sub_appid`, which it needs. Personal data. */
    sub_openid: Schema.optional(Wire.OpenId)
  },
  ["sp_openid", "sub_openid"]
)

/**
 * The user who pays an order of the interfaces that are available on request: at least one of the ids.
 *
 * @since 1.0.0
 * @category models
 */
export interface PartnerPlainPayer extends Schema.Schema.Type<typeof partnerPlainPayer> {}

/**
 * Schema of {@link PartnerPlainPayer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const PartnerPlainPayer: Schema.Schema<PartnerPlainPayer> = partnerPlainPayer as never

/**
 * Excluded payment methods: `no_balance` (no wallet balance), `no_credit` (no credit card), `no_debit` (no debit
 * card); `balance_only` allows only the wallet balance.
 *
 * @since 1.0.0
 * @category schemas
 */
export const LimitPay = Schema.Array(Wire.oneOf("no_balance", "no_credit", "no_debit", "balance_only"))

const number = {
  /**
   * Order number assigned by the merchant, unique per calling merchant: 6 to 32 of digits, letters, `_`, `-`, `|`,
   * `*`. Store it with the amount before the call.
   */
  out_trade_no: OutTradeNo
}

const described = {
  /** Description of the order, shown to the user, 1 to 127 characters. */
  description: Wire.text(127),
  /** Returned in queries and notifications after the payment. At most 128 characters. */
  attach: Schema.optional(Wire.text(128)),
  /** Coupon tag, at most 32 characters: a coupon with tags applies only if one of them is given. */
  goods_tag: Schema.optional(Wire.text(32)),
  /** Whether the user may ask for an electronic invoice. Default: false. */
  support_fapiao: Schema.optional(Schema.Boolean),
  /** Amount of the order. */
  amount: Amount
}

const expiry = {
  /**
   * Time until which the user can pay, RFC 3339 with offset. WeChat Pay limits it to between one minute and 15 days
   * from now. Afterwards the order stays `NOTPAY`: close it. Default: 7 days.
   */
  time_expire: Schema.optional(Wire.Rfc3339)
}

const limited = {
  /** Excluded payment methods: `no_balance`, `no_credit`, `no_debit`; `balance_only` allows only the wallet balance. */
  limit_pay: Schema.optional(LimitPay)
}

const notified = {
  /** Address that WeChat Pay notifies of the payment: https, public, without query, at most 255 characters. */
  notify_url: Wire.notifyUrl(255)
}

const detailed = {
  /** The purchased goods, for coupons: at most 6,144 bytes as JSON. */
  detail: Schema.optional(Detail)
}

/**
 * Fields of every order.
 *
 * @since 1.0.0
 * @category schemas
 */
export const order = { ...number, ...described, ...expiry, ...notified, ...limited, ...detailed }

/**
 * Fields of an order of the two interfaces that are available on request.
 *
 * @since 1.0.0
 * @category schemas
 */
export const orderOnRequest = {
  ...number,
  ...described,
  ...expiry,
  ...detailed,
  /** Address that WeChat Pay notifies of the payment: https, public, without query, at most 255 characters. */
  notify_url: Schema.optional(Wire.notifyUrl(255)),
  /** Options for the settlement of the order. */
  settle_info: Schema.optional(Settlement)
}

/**
 * Fields of an order by payment code.
 *
 * @since 1.0.0
 * @category schemas
 */
export const codeOrder = {
  ...number,
  ...described,
  /** The purchased goods, for coupons: at most 6,144 bytes as JSON. */
  detail: Schema.optional(CodeDetail),
  /** The payment code of the user. */
  payer: Schema.Struct({
    /** 18 digits, the first two from 10 to 15, scanned from the user's screen. Valid once, for about a minute. */
    auth_code: Wire.text(32).pipe(
      Schema.filter((value) => /^1[0-5][0-9]{16}$/.test(value), {
        description: "a payment code: 18 digits, the first two from 10 to 15",
        jsonSchema: { pattern: "^1[0-5][0-9]{16}$" },
        arbitrary: () => (fc) => fc.stringMatching(/^1[0-5][0-9]{16}$/)
      })
    )
  }),
  /** The place where the code is scanned. */
  scene_info: Schema.Struct({
    /** Device number assigned by the merchant, at most 32 characters. */
    device_id: Schema.optional(Wire.text(32)),
    /** IPv4 or IPv6 address of the device. */
    device_ip: Schema.optional(Wire.IpAddress),
    /** The shop: at least one of its numbers. */
    store_info: Rule.atLeastOne(
      {
        /** Place number assigned by WeChat Pay, at most 32 digits. */
        id: Schema.optional(Wire.pattern(/^[0-9]{1,32}$/, "a place number: 1 to 32 digits")),
        /** Shop number assigned by the merchant, at most 256 characters. */
        out_id: Schema.optional(Wire.text(256))
      },
      ["id", "out_id"]
    )
  }),
  /** Options for the settlement of the order. */
  settle_info: Schema.optional(Settlement)
}

/**
 * The merchant and its application.
 *
 * @since 1.0.0
 * @category schemas
 */
export const merchant = {
  /** Appid, bound to the merchant, of the type that the channel needs. */
  appid: Wire.AppId,
  /** The merchant of the client, which adds it if it is omitted. */
  mchid: Wire.Mchid
}

/**
 * The service provider and its sub-merchant, each with its application.
 *
 * @since 1.0.0
 * @category schemas
 */
export const partner = {
  /** Appid, bound to the service provider. */
  sp_appid: Wire.AppId,
  /** The service provider: the merchant of the client, which adds it if it is omitted. */
  sp_mchid: Wire.Mchid,
  /** Appid, bound to the sub-merchant. */
  sub_appid: Schema.optional(Wire.AppId),
  /** The sub-merchant that receives the money. It must not be the provider itself. */
  sub_mchid: Wire.Mchid
}

interface BySubOpenid {
  readonly sub_appid?: string | undefined
  readonly payer?: { readonly sub_openid?: string | undefined } | undefined
}

/**
 * A `sub_openid` needs the `sub_appid` to which it belongs.
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

/** Fields of a sub order, for all channels. */
const subOrderFields = {
  /** The payee: a merchant, or for service providers the provider itself. */
  mchid: Wire.Mchid,
  /** Returned in queries and notifications after the payment. At most 128 characters. */
  attach: Wire.text(128),
  /** Amount of the sub order. */
  amount: Schema.Struct({
    /** Amount in fen, 1 to 1,000,000,000. */
    total_amount: Wire.amount(1, 1_000_000_000),
    /** `CNY` for merchants of the mainland. */
    currency: Wire.text(8)
  }),
  /**
   * Sub order number assigned by the merchant, unique per initiator: 6 to 32 of digits, letters, `_`, `-`, `|`, `*`.
   */
  out_trade_no: OutTradeNo,
  /** The sub-merchant that receives the money. Service providers must send it, merchants must not. */
  sub_mchid: Schema.optional(Wire.Mchid),
  /** Description of the order, shown to the user, 1 to 127 characters. */
  description: Wire.text(127),
  /** Options for the settlement of the sub order. */
  settle_info: Schema.optional(subOrderSettlement),
  /** Appid of the sub-merchant. Only for service providers, and in at most one sub order. */
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
 * Schema of {@link SubOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SubOrder: Schema.Schema<SubOrder> = subOrder

const olderFields = {
  /** Details of the goods, at most 6,000 characters. Only on older pages. */
  detail: Schema.optional(Wire.text(6000)),
  /** Only on one older page. `settle_info.profit_sharing` takes precedence. */
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
 * Schema of {@link JsapiSubOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const JsapiSubOrder: Schema.Schema<JsapiSubOrder> = jsapiSubOrder

const appSubOrder = Schema.Struct({
  ...subOrderFields,
  ...olderFields,
  /** Only for collection by individuals. */
  individual_auth_id: Schema.optional(Wire.nonEmptyText),
  /** Only for collection by individuals. */
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
 * Schema of {@link AppSubOrder}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AppSubOrder: Schema.Schema<AppSubOrder> = appSubOrder

const contract = Schema.Struct({
  /** The merchant. */
  mchid: Wire.nonEmptyText,
  appid: Wire.nonEmptyText,
  /** Contract number assigned by the merchant. */
  out_contract_code: Wire.nonEmptyText,
  /** Number of the contract's template. */
  plan_id: Wire.integer(0),
  /** The user's account at the merchant, shown in the contract. */
  contract_display_account: Wire.nonEmptyText,
  /** Address that WeChat Pay notifies of the contract: https, public, without query. */
  notify_url: Wire.notifyUrl()
})

/**
 * A contract for deductions that is signed with a payment. It belongs to another product, which is available on
 * request.
 *
 * @since 1.0.0
 * @category models
 */
export interface ContractInfo extends Schema.Schema.Type<typeof contract> {}

/**
 * Schema of {@link ContractInfo}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ContractInfo: Schema.Schema<ContractInfo> = contract

const combinedScene = Schema.Struct({
  /** Device number assigned by the merchant, at most 16 characters. */
  device_id: Schema.optional(Wire.text(16)),
  /** IPv4 or IPv6 address of the user's device. */
  payer_client_ip: Wire.IpAddress
})

/**
 * Scene of the payment of a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedScene extends Schema.Schema.Type<typeof combinedScene> {}

/**
 * Schema of {@link CombinedScene}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedScene: Schema.Schema<CombinedScene> = combinedScene

const combinedH5Scene = Schema.Struct({
  /** Device number assigned by the merchant, at most 32 characters. */
  device_id: Wire.text(32),
  /** IPv4 or IPv6 address of the user's device. WeChat Pay compares it: payment fails from another address. */
  payer_client_ip: Wire.IpAddress,
  /** The page that the user pays from. */
  h5_info: Schema.optional(H5Info)
})

/**
 * Scene of the payment of a combined H5 order.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedH5Scene extends Schema.Schema.Type<typeof combinedH5Scene> {}

/**
 * Schema of {@link CombinedH5Scene}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedH5Scene: Schema.Schema<CombinedH5Scene> = combinedH5Scene

const combinedPayerFields = {
  /** ID of the user under `combine_appid`. Personal data. */
  openid: Schema.optional(Wire.OpenId),
  /** ID of the user under the `sub_appid` of a sub order; service providers only. Personal data. */
  sub_openid: Schema.optional(Wire.OpenId),
  ...byIdentity
}

const combinedPayer = Schema.Struct(combinedPayerFields)

/**
 * The user who pays a combined order.
 *
 * @since 1.0.0
 * @category models
 */
export interface CombinedPayer extends Schema.Schema.Type<typeof combinedPayer> {}

/**
 * Schema of {@link CombinedPayer}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedPayer: Schema.Schema<CombinedPayer> = combinedPayer

/**
 * The user who pays a combined order in WeChat: at least one of the ids.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CombinedJsapiPayer: Schema.Schema<CombinedPayer> = Rule.atLeastOne(combinedPayerFields, [
  "openid",
  "sub_openid"
]) as never

/**
 * Fields of every combined order besides its sub orders.
 *
 * @since 1.0.0
 * @category schemas
 */
export const combined = {
  /** Appid, bound to the initiator. */
  combine_appid: Wire.AppId,
  /** The initiator: the merchant of the client, which adds it if it is omitted. */
  combine_mchid: Wire.Mchid,
  /**
   * Number of the combined order, assigned by the initiator, unique per initiator: 6 to 32 of digits, letters, `_`,
   * `-`, `|`, `*`. Store it with the amounts before the call.
   */
  combine_out_trade_no: OutTradeNo,
  /** Time when the order was made, RFC 3339. Only on older pages. */
  time_start: Schema.optional(Wire.Rfc3339),
  /**
   * Time until which the user can pay, RFC 3339 with offset. WeChat Pay limits it to between one minute and 7 days
   * from now. Afterwards the sub orders stay `NOTPAY`: close them. Default: 7 days.
   */
  time_expire: Schema.optional(Wire.Rfc3339),
  /**
   * Address that WeChat Pay notifies of the payment of the whole order: https, public, without query, at most 255
   * characters.
   */
  notify_url: Wire.notifyUrl(255),
  /** Excluded payment methods: `no_balance`, `no_debit`; `balance_only` allows only the wallet balance. */
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
