/** Orders as they are requested: their rules of identity, and what the state keeps of them. */
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import {
  requireBound,
  requireCaller,
  requireKind,
  requirePayee,
  requireProducts,
  requireSubMerchant,
  requireUser
} from "./identity.js"
import { type Creation, hashOf } from "./orders.js"
import type { Channel } from "./tables.js"

interface Content {
  readonly out_trade_no: string
  readonly description: string
  readonly attach?: string | undefined
  readonly goods_tag?: string | undefined
  readonly time_expire?: string | undefined
  readonly notify_url?: string | undefined
  readonly limit_pay?: ReadonlyArray<string> | undefined
  readonly amount: { readonly total: number }
  readonly detail?: { readonly cost_price?: number | undefined } | undefined
  readonly scene_info?:
    | { readonly device_id?: string | undefined; readonly payer_client_ip?: string | undefined }
    | undefined
  readonly settle_info?: { readonly profit_sharing?: boolean | undefined } | undefined
}

const contentOf = (input: Content) => ({
  out_trade_no: input.out_trade_no,
  request: hashOf(input),
  time_expire: input.time_expire,
  notify_url: input.notify_url,
  limit_pay: input.limit_pay,
  device_id: input.scene_info?.device_id,
  client_ip: input.scene_info?.payer_client_ip
})

const partOf = (input: Content) => ({
  out_trade_no: input.out_trade_no,
  total: input.amount.total,
  description: input.description,
  attach: input.attach,
  goods_tag: input.goods_tag,
  cost_price: input.detail?.cost_price,
  profit_sharing: input.settle_info?.profit_sharing === true
})

export interface MerchantInput extends Content {
  readonly appid: string
  readonly mchid?: string | undefined
  readonly payer?: { readonly openid?: string | undefined; readonly [member: string]: unknown } | undefined
}

/** An order of a merchant: R2, R6, R7, R9 to R11, R14, R23. */
export const merchantCreation = Effect.fnUntraced(function* (
  input: MerchantInput,
  channel: Channel,
  context: Context
) {
  const { appid, payer } = input
  const mchid = yield* requireCaller(context, input.mchid, "merchant")
  yield* requireBound(context, appid)
  yield* requireProducts("merchant", channel, [mchid])
  yield* requireKind(channel, appid)
  yield* requireUser("merchant", payer?.openid, appid)
  return {
    ...contentOf(input),
    form: "merchant",
    channel,
    mchid,
    appid,
    parts: [{ ...partOf(input), mchid }],
    openid: payer?.openid
  } satisfies Creation
})

export interface PartnerInput extends Content {
  readonly sp_appid?: string | undefined
  readonly sp_mchid?: string | undefined
  readonly sub_appid?: string | undefined
  readonly sub_mchid: string
  readonly payer?:
    | {
        readonly sp_openid?: string | undefined
        readonly sub_openid?: string | undefined
        readonly [member: string]: unknown
      }
    | undefined
}

/** An order of a service provider: R2, R6 to R13, R23. */
export const partnerCreation = Effect.fnUntraced(function* (
  input: PartnerInput,
  channel: Channel,
  context: Context
) {
  const { payer, sp_appid, sub_appid, sub_mchid } = input
  const sp_mchid = yield* requireCaller(context, input.sp_mchid, "partner")
  yield* requireBound(context, sp_appid)
  yield* requireSubMerchant(context, "partner", sub_mchid, sub_appid)
  yield* requireProducts("partner", channel, [sp_mchid, sub_mchid])
  const bySubAppid = channel === "APP" ? sub_appid !== undefined : payer?.sub_openid !== undefined
  yield* requireKind(channel, bySubAppid ? sub_appid : sp_appid)
  yield* requireUser("partner", payer?.sp_openid, sp_appid)
  yield* requireUser("partner", payer?.sub_openid, sub_appid)
  return {
    ...contentOf(input),
    form: "partner",
    channel,
    mchid: sp_mchid,
    appid: sp_appid,
    parts: [{ ...partOf(input), mchid: sp_mchid, sub_mchid, sub_appid }],
    openid: payer?.sp_openid,
    sub_openid: payer?.sub_openid
  } satisfies Creation
})

export interface CombinedInput {
  readonly combine_appid: string
  readonly combine_mchid?: string | undefined
  readonly combine_out_trade_no: string
  readonly notify_url: string
  readonly time_expire?: string | undefined
  readonly limit_pay?: ReadonlyArray<string> | undefined
  readonly scene_info?:
    | { readonly device_id?: string | undefined; readonly payer_client_ip?: string | undefined }
    | undefined
  readonly combine_payer_info?:
    | {
        readonly openid?: string | undefined
        readonly sub_openid?: string | undefined
        readonly [member: string]: unknown
      }
    | undefined
  readonly sub_orders: ReadonlyArray<{
    readonly mchid: string
    readonly sub_mchid?: string | undefined
    readonly sub_appid?: string | undefined
    readonly out_trade_no: string
    readonly description: string
    readonly attach: string
    readonly goods_tag?: string | undefined
    readonly amount: { readonly total_amount: number }
    readonly profit_sharing?: boolean | undefined
    readonly settle_info?: { readonly profit_sharing?: boolean | undefined } | undefined
  }>
}

/** A combined order: R2, R6 to R13, R74 to R76, R79. */
export const combinedCreation = Effect.fnUntraced(function* (
  input: CombinedInput,
  channel: Channel,
  context: Context
) {
  const { combine_appid, combine_payer_info: payer, sub_orders } = input
  const combine_mchid = yield* requireCaller(context, input.combine_mchid, "combined")
  yield* requireBound(context, combine_appid)
  for (const { mchid, sub_appid, sub_mchid } of sub_orders) {
    if (sub_mchid !== undefined) yield* requireSubMerchant(context, "combined", sub_mchid, sub_appid)
    else if (mchid !== combine_mchid) yield* requirePayee(mchid, combine_appid)
  }
  yield* requireProducts("combined", channel, [
    combine_mchid,
    ...sub_orders.map(({ mchid, sub_mchid }) => sub_mchid ?? mchid)
  ])
  yield* requireKind(channel, combine_appid)
  yield* requireUser("combined", payer?.openid, combine_appid)
  const sub_appid = sub_orders.find((sub) => sub.sub_appid !== undefined)?.sub_appid
  yield* requireUser("combined", payer?.sub_openid, sub_appid)
  return {
    form: "combined",
    channel,
    mchid: combine_mchid,
    out_trade_no: input.combine_out_trade_no,
    appid: combine_appid,
    request: hashOf(input),
    time_expire: input.time_expire,
    notify_url: input.notify_url,
    limit_pay: input.limit_pay,
    device_id: input.scene_info?.device_id,
    client_ip: input.scene_info?.payer_client_ip,
    openid: payer?.openid,
    sub_openid: payer?.sub_openid,
    parts: sub_orders.map((sub) => ({
      mchid: sub.mchid,
      sub_mchid: sub.sub_mchid,
      sub_appid: sub.sub_appid,
      out_trade_no: sub.out_trade_no,
      total: sub.amount.total_amount,
      description: sub.description,
      attach: sub.attach,
      goods_tag: sub.goods_tag,
      profit_sharing: sub.settle_info?.profit_sharing ?? sub.profit_sharing ?? false
    }))
  } satisfies Creation
})
