/**
 * Profit sharing of the standard, the ecommerce and the brand product: rules, state, and the actions that end shares.
 *
 * A payment can be shared if its record in `Transactions` has `profit_sharing`.
 *
 * @since 1.0.0
 */
import * as BrandConfig from "@effect-wechatpay/profit-sharing/BrandConfig"
import * as BrandProfitSharing from "@effect-wechatpay/profit-sharing/BrandProfitSharing"
import * as BrandReceiver from "@effect-wechatpay/profit-sharing/BrandProfitSharingReceiver"
import * as BrandReturn from "@effect-wechatpay/profit-sharing/BrandProfitSharingReturn"
import * as EcommerceAfterSales from "@effect-wechatpay/profit-sharing/EcommerceAfterSales"
import * as EcommerceProfitSharing from "@effect-wechatpay/profit-sharing/EcommerceProfitSharing"
import * as EcommerceReceiver from "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReceiver"
import * as EcommerceReturn from "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReturn"
import * as PartnerConfig from "@effect-wechatpay/profit-sharing/PartnerConfig"
import * as ProfitSharing from "@effect-wechatpay/profit-sharing/ProfitSharing"
import * as ProfitSharingBill from "@effect-wechatpay/profit-sharing/ProfitSharingBill"
import * as ProfitSharingReceiver from "@effect-wechatpay/profit-sharing/ProfitSharingReceiver"
import * as ProfitSharingReturn from "@effect-wechatpay/profit-sharing/ProfitSharingReturn"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Domain from "../../Domain.js"
import { requireSubMerchant } from "../subMerchants.js"
import * as AfterSales from "./afterSales.js"
import { getDownloadLink } from "./bill.js"
import { panels } from "./panels.js"
import * as Receivers from "./receivers.js"
import * as Responses from "./responses.js"
import * as Rules from "./rules.js"
import { settingsOf } from "./tables.js"
import { timers } from "./timers.js"

export { closePart, failReturn, finish, succeedReturn, type WhichReturn } from "./endings.js"
export {
  configure,
  type Part,
  type Product,
  type Receiver,
  type Return,
  returns,
  type Settings,
  type Share,
  shares,
  type Who
} from "./tables.js"

const plain = (name: Redacted.Redacted | undefined): string | undefined =>
  name === undefined ? undefined : Redacted.value(name)

const standard = { product: "standard" } as const
const ecommerce = { product: "ecommerce" } as const
const brand = { product: "brand" } as const

const standardHandlers = [
  Domain.handler(ProfitSharing.create, ({ receivers, unfreeze_unsplit, ...input }, context) =>
    Effect.flatMap(
      Rules.share(
        {
          ...input,
          ...standard,
          receivers: receivers.map((one) => ({ ...one, name: plain(one.name) })),
          last: unfreeze_unsplit
        },
        context
      ),
      Responses.toShare
    )
  ),
  Domain.handler(ProfitSharing.query, (input, context) =>
    Effect.flatMap(Rules.query("standard", input, context), Responses.toShareOrUnfreeze)
  ),
  Domain.handler(ProfitSharing.unfreeze, (input, context) =>
    Effect.flatMap(Rules.unfreeze({ ...input, ...standard }, context), Responses.toShareOrUnfreeze)
  ),
  Domain.handler(ProfitSharing.queryUnsplitAmount, (input, context) =>
    Rules.unsplitAmount("standard", input, context)
  ),
  Domain.handler(ProfitSharingReturn.create, (input, context) =>
    Effect.map(Rules.giveBack({ ...input, ...standard }, context), Responses.toReturn)
  ),
  Domain.handler(ProfitSharingReturn.query, (input, context) =>
    Effect.map(Rules.queryReturn({ ...input, ...standard }, context), Responses.toReturn)
  ),
  Domain.handler(
    ProfitSharingReceiver.add,
    ({ account, custom_relation, name, relation_type, sub_mchid, type }, { merchant }) =>
      Effect.gen(function* () {
        yield* requireSubMerchant(merchant, sub_mchid)
        const owner = Receivers.ownerOf("standard", merchant.mchid, { sub_mchid })
        const kept = yield* Receivers.add({
          owner,
          type,
          account,
          relation_type,
          custom_relation,
          name: plain(name)
        })
        return {
          ...(sub_mchid === undefined ? {} : { sub_mchid }),
          type: kept.type,
          account: kept.account,
          ...(kept.name === undefined ? {} : { name: Redacted.make(kept.name) }),
          relation_type: kept.relation_type,
          ...(kept.custom_relation === undefined ? {} : { custom_relation: kept.custom_relation })
        }
      })
  ),
  Domain.handler(ProfitSharingReceiver.remove, ({ account, sub_mchid, type }, { merchant }) =>
    Effect.gen(function* () {
      yield* requireSubMerchant(merchant, sub_mchid)
      const owner = Receivers.ownerOf("standard", merchant.mchid, { sub_mchid })
      yield* Receivers.remove({ owner, type, account })
      return { ...(sub_mchid === undefined ? {} : { sub_mchid }), type, account }
    })
  ),
  Domain.handler(PartnerConfig.query, ({ sub_mchid }, { merchant }) =>
    Effect.andThen(
      requireSubMerchant(merchant, sub_mchid),
      Effect.map(settingsOf(sub_mchid), ({ max_ratio }) => ({ sub_mchid, max_ratio }))
    )
  ),
  Domain.handler(ProfitSharingBill.getDownloadLink, getDownloadLink)
]

const ecommerceHandlers = [
  Domain.handler(EcommerceProfitSharing.create, ({ finish, receivers, ...input }, context) =>
    Effect.map(
      Rules.share(
        {
          ...input,
          ...ecommerce,
          receivers: receivers.map(({ receiver_account, receiver_name, ...one }) => ({
            ...one,
            account: receiver_account,
            name: plain(receiver_name)
          })),
          last: finish
        },
        context
      ),
      Responses.toEcommerce
    )
  ),
  Domain.handler(EcommerceProfitSharing.query, (input, context) =>
    Effect.map(Rules.query("ecommerce", input, context), Responses.toEcommerceQuery)
  ),
  Domain.handler(EcommerceProfitSharing.finish, (input, context) =>
    Effect.map(Rules.unfreeze({ ...input, ...ecommerce }, context), Responses.toFinish)
  ),
  Domain.handler(EcommerceProfitSharing.queryUnsplitAmount, (input, context) =>
    Rules.unsplitAmount("ecommerce", input, context)
  ),
  Domain.handler(EcommerceReturn.create, ({ transaction_id: _, ...input }, context) =>
    Effect.map(Rules.giveBack({ ...input, ...ecommerce }, context), Responses.toEcommerceReturn)
  ),
  Domain.handler(EcommerceReturn.query, (input, context) =>
    Effect.map(Rules.queryReturn({ ...input, ...ecommerce }, context), Responses.toEcommerceReturn)
  ),
  Domain.handler(
    EcommerceReceiver.add,
    ({ account, encrypted_name, name, relation_type, type }, { merchant }) =>
      Effect.as(
        Receivers.add({
          owner: Receivers.ownerOf("ecommerce", merchant.mchid, {}),
          type,
          account,
          relation_type,
          name: name ?? plain(encrypted_name)
        }),
        { type, account }
      )
  ),
  Domain.handler(EcommerceReceiver.remove, ({ account, type }, { merchant }) =>
    Effect.as(
      Receivers.remove({ owner: Receivers.ownerOf("ecommerce", merchant.mchid, {}), type, account }),
      { type, account }
    )
  ),
  Domain.handler(EcommerceAfterSales.create, AfterSales.create),
  Domain.handler(EcommerceAfterSales.query, AfterSales.query)
]

const brandHandlers = [
  Domain.handler(BrandProfitSharing.create, ({ finish, receivers, ...input }, context) =>
    Effect.map(
      Rules.share(
        {
          ...input,
          ...brand,
          receivers: receivers.map((one) => ({ ...one, name: plain(one.name) })),
          last: finish
        },
        context
      ),
      (share) => ({ brand_mchid: input.brand_mchid, ...Responses.toBrand(share) })
    )
  ),
  Domain.handler(BrandProfitSharing.query, (input, context) =>
    Effect.map(Rules.query("brand", input, context), Responses.toBrandQuery)
  ),
  Domain.handler(BrandProfitSharing.finish, (input, context) =>
    Effect.map(Rules.unfreeze({ ...input, ...brand }, context), Responses.toFinish)
  ),
  Domain.handler(BrandProfitSharing.queryUnsplitAmount, (input, context) =>
    Rules.unsplitAmount("brand", input, context)
  ),
  Domain.handler(BrandReturn.create, (input, context) =>
    Effect.map(Rules.giveBack({ ...input, ...brand }, context), Responses.toBrandReturn)
  ),
  Domain.handler(BrandReturn.query, (input, context) =>
    Effect.map(Rules.queryReturn({ ...input, ...brand }, context), Responses.toBrandReturn)
  ),
  Domain.handler(BrandConfig.query, ({ brand_mchid }) =>
    Effect.map(settingsOf(brand_mchid), ({ max_ratio }) => ({ brand_mchid, max_ratio }))
  ),
  Domain.handler(BrandReceiver.add, ({ account, brand_mchid, name, relation_type, type }, { merchant }) =>
    Effect.as(
      Receivers.add({
        owner: Receivers.ownerOf("brand", merchant.mchid, { brand_mchid }),
        type,
        account,
        relation_type,
        name
      }),
      { brand_mchid, type, account }
    )
  ),
  Domain.handler(BrandReceiver.remove, ({ account, brand_mchid, type }, { merchant }) =>
    Effect.as(
      Receivers.remove({ owner: Receivers.ownerOf("brand", merchant.mchid, { brand_mchid }), type, account }),
      { brand_mchid, type, account }
    )
  )
]

/**
 * The domain.
 *
 * @since 1.0.0
 * @category domains
 */
export const profitSharing: Domain.Domain = Domain.make("profitSharing", {
  handlers: [...standardHandlers, ...ecommerceHandlers, ...brandHandlers],
  panels,
  timers
})
