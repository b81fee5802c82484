/** Rules across the sub orders of a combined order, for merchants and for service providers. */
import type * as Rule from "@effect-wechatpay/core/Rule"
import type * as Schema from "effect/Schema"

interface SubOrder {
  readonly mchid: string
  readonly out_trade_no: string
  readonly sub_mchid?: string | undefined
  readonly sub_appid?: string | undefined
}

interface Combined {
  readonly combine_mchid: string
  readonly sub_orders: ReadonlyArray<SubOrder>
  readonly combine_payer_info?:
    | {
        readonly openid?: string | undefined
        readonly sub_openid?: string | undefined
        readonly identity?: unknown
      }
    | undefined
}

/** Both modes use the same path. A sub order with a sub-merchant belongs to a service provider. */
const isPartner = ({ sub_orders }: Combined): boolean =>
  sub_orders.some(({ sub_mchid }) => sub_mchid !== undefined)

const at = (index: number, name: string, message: string): Schema.FilterIssue => ({
  path: ["sub_orders", index, name],
  message
})

const ofPartner = ({
  combine_mchid,
  combine_payer_info,
  sub_orders
}: Combined): ReadonlyArray<Schema.FilterIssue> => {
  const withAppid = sub_orders.flatMap(({ sub_appid }, index) => (sub_appid === undefined ? [] : [index]))
  const [, second] = withAppid
  return [
    ...sub_orders.flatMap(({ mchid, sub_mchid }, index) => [
      ...(sub_mchid === undefined
        ? [at(index, "sub_mchid", "is missing: a service provider must send it in every sub order")]
        : []),
      ...(mchid === combine_mchid
        ? []
        : [at(index, "mchid", "must be combine_mchid, because sub_mchid is given")])
    ]),
    ...(second === undefined
      ? []
      : [at(second, "sub_appid", "must not be given in more than one sub order")]),
    ...(combine_payer_info?.sub_openid !== undefined && withAppid.length === 0
      ? [at(0, "sub_appid", "is missing: combine_payer_info.sub_openid needs it")]
      : [])
  ]
}

const ofMerchant = ({ combine_payer_info, sub_orders }: Combined): ReadonlyArray<Schema.FilterIssue> => [
  ...(sub_orders.length < 2 || sub_orders.length > 10
    ? [{ path: ["sub_orders"], message: "must be 2 to 10 sub orders, unless each has sub_mchid" }]
    : []),
  ...sub_orders.flatMap(({ sub_appid }, index) =>
    sub_appid === undefined ? [] : [at(index, "sub_appid", "must not be given without sub_mchid")]
  ),
  ...(combine_payer_info?.sub_openid === undefined
    ? []
    : [
        {
          path: ["combine_payer_info", "sub_openid"],
          message: "must not be given unless each sub order has sub_mchid"
        }
      ])
]

const unique = ({ sub_orders }: Combined): ReadonlyArray<Schema.FilterIssue> => {
  const seen = new Set<string>()
  return sub_orders.flatMap(({ out_trade_no }, index) => {
    const isNew = !seen.has(out_trade_no)
    seen.add(out_trade_no)
    return isNew ? [] : [at(index, "out_trade_no", "must not be given to two sub orders")]
  })
}

/** Sub orders with unique numbers, in a valid quantity. */
const numbered = (sub_orders: ReadonlyArray<SubOrder>, least: number): ReadonlyArray<SubOrder> => {
  const [first] = sub_orders
  if (first === undefined) return sub_orders
  const missing = Math.max(0, least - sub_orders.length)
  return [...sub_orders, ...Array.from({ length: missing }, () => first)].map((order, index, all) =>
    all.findIndex(({ out_trade_no }) => out_trade_no === order.out_trade_no) === index
      ? order
      : { ...order, out_trade_no: `sub_order_${index}` }
  )
}

const sampleOpenid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

const withoutSubAppid = ({ sub_appid, ...order }: SubOrder): SubOrder => order

const repairPartner = (order: Combined): Combined => {
  const withAppid = order.sub_orders.findIndex(({ sub_appid }) => sub_appid !== undefined)
  const keeper = withAppid === -1 && order.combine_payer_info?.sub_openid !== undefined ? 0 : withAppid
  return {
    ...order,
    sub_orders: numbered(order.sub_orders, 1).map((sub, index) => ({
      ...(index === keeper ? { sub_appid: "wxd678efh567hg6787", ...sub } : withoutSubAppid(sub)),
      mchid: order.combine_mchid,
      sub_mchid: sub.sub_mchid ?? "1900000109"
    }))
  }
}

const repairMerchant = (order: Combined): Combined => {
  const { combine_payer_info: payer } = order
  const sub_orders = numbered(order.sub_orders, 2).slice(0, 10).map(withoutSubAppid)
  if (payer === undefined) return { ...order, sub_orders }
  const { sub_openid, ...others } = payer
  const openid = others.openid ?? (sub_openid === undefined ? undefined : sampleOpenid)
  return {
    ...order,
    sub_orders,
    combine_payer_info: { ...others, ...(openid === undefined ? {} : { openid }) }
  }
}

/**
 * For a service provider, each of 1 to 50 sub orders has a sub-merchant and the provider's own `mchid`, and at most
 * one has the application of a sub-merchant. For a merchant, 2 to 10 sub orders have no sub-merchant. All numbers are
 * unique.
 */
export const combinedRules: Rule.FieldRule<Combined> = {
  check: (order) => [...(isPartner(order) ? ofPartner(order) : ofMerchant(order)), ...unique(order)],
  repair: (order) => (isPartner(order) ? repairPartner(order) : repairMerchant(order))
}
