/**
 * Payments: orders of merchants, of service providers and combined orders, payment codes, and user actions.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as App from "@effect-wechatpay/pay/App"
import * as CodePayment from "@effect-wechatpay/pay/CodePayment"
import * as CombinedApp from "@effect-wechatpay/pay/CombinedApp"
import * as CombinedH5 from "@effect-wechatpay/pay/CombinedH5"
import * as CombinedJsapi from "@effect-wechatpay/pay/CombinedJsapi"
import * as CombinedNative from "@effect-wechatpay/pay/CombinedNative"
import * as CombinedPayment from "@effect-wechatpay/pay/CombinedPayment"
import * as H5 from "@effect-wechatpay/pay/H5"
import * as Jsapi from "@effect-wechatpay/pay/Jsapi"
import * as Native from "@effect-wechatpay/pay/Native"
import * as PartnerApp from "@effect-wechatpay/pay/PartnerApp"
import * as PartnerCodePayment from "@effect-wechatpay/pay/PartnerCodePayment"
import * as PartnerH5 from "@effect-wechatpay/pay/PartnerH5"
import * as PartnerJsapi from "@effect-wechatpay/pay/PartnerJsapi"
import * as PartnerMiniProgram from "@effect-wechatpay/pay/PartnerMiniProgram"
import * as PartnerNative from "@effect-wechatpay/pay/PartnerNative"
import * as PartnerPayment from "@effect-wechatpay/pay/PartnerPayment"
import * as PartnerScannedPos from "@effect-wechatpay/pay/PartnerScannedPos"
import * as Payment from "@effect-wechatpay/pay/Payment"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import * as Domain from "../../Domain.js"
import type { SimulatedError } from "../../SimulatedError.js"
import type * as State from "../../State.js"
import { timerOf } from "../timerOf.js"
import * as CodePayments from "./codePayments.js"
import { combinedCreation, merchantCreation, partnerCreation } from "./creations.js"
import { checkoutPath } from "./frontEnd.js"
import { requireBound, requireCaller, requireSubMerchant } from "./identity.js"
import { current, dueAt } from "./life.js"
import * as Orders from "./orders.js"
import { panels } from "./panels.js"
import * as responses from "./responses.js"
import { type Channel, orders } from "./tables.js"

export { ActionRejected } from "../actionRejected.js"
export { showCode } from "./codePayments.js"
export { type FrontEnd, open, type Visitor } from "./frontEnd.js"
export { configure, type Kind, type Product, registerUser, type Settings, setKind } from "./settings.js"
export {
  type Channel,
  type Code,
  type Coupon,
  type Order,
  orderKey,
  orders,
  type Part,
  type Result,
  type Who
} from "./tables.js"
export { abandon, enterWrongPassword, fail, type Means, pay } from "./userActions.js"

type Respond<Success> = (token: string, context: Context) => Success

const prepared = (prepay_id: string) => ({ prepay_id })

// In place of WeChat's own addresses: the checkout page of the simulator.
const h5 = (token: string, { origin }: Context) => ({ h5_url: `${origin}${checkoutPath(token)}` })
const native = (token: string, { origin }: Context) => ({ code_url: `${origin}${checkoutPath(token)}` })

/** Handlers that create an order, by what they read of the input. */
const creating =
  <Base>(
    creationOf: (
      input: Base,
      channel: Channel,
      context: Context
    ) => Effect.Effect<Orders.Creation, SimulatedError, State.State>
  ) =>
  <Input extends Base, Success, Failure>(
    endpoint: Endpoint.Endpoint<Input, Success, Failure>,
    channel: Channel,
    respond: Respond<NoInfer<Success>>
  ) =>
    Domain.handler(endpoint, (input: Input, context) =>
      Effect.flatMap(creationOf(input, channel, context), (creation) =>
        Effect.map(Orders.create(creation, context.now), (token) => respond(token, context))
      )
    )

const ofMerchant = creating(merchantCreation)
const ofPartner = creating(partnerCreation)
const ofCombined = creating(combinedCreation)

interface PartnerKey {
  readonly sp_mchid?: string | undefined
  readonly sub_mchid: string
}

/** Returns the provider. */
const requirePartner = ({ sp_mchid, sub_mchid }: PartnerKey, context: Context) =>
  Effect.zipLeft(
    requireCaller(context, sp_mchid, "partner"),
    requireSubMerchant(context, "partner", sub_mchid)
  )

/**
 * The domain.
 *
 * @since 1.0.0
 * @category domains
 */
export const payments: Domain.Domain = Domain.make("pay", {
  handlers: [
    ofMerchant(Jsapi.create, "JSAPI", prepared),
    ofMerchant(App.create, "APP", prepared),
    ofMerchant(H5.create, "MWEB", h5),
    ofMerchant(Native.create, "NATIVE", native),
    ofPartner(PartnerJsapi.create, "JSAPI", prepared),
    ofPartner(PartnerApp.create, "APP", prepared),
    ofPartner(PartnerH5.create, "MWEB", h5),
    ofPartner(PartnerNative.create, "NATIVE", native),
    ofPartner(PartnerMiniProgram.create, "MINI_PROGRAM", prepared),
    ofPartner(PartnerScannedPos.create, "SCANNED_POS", prepared),
    ofCombined(CombinedJsapi.create, "JSAPI", prepared),
    ofCombined(CombinedApp.create, "APP", prepared),
    ofCombined(CombinedH5.create, "MWEB", h5),
    ofCombined(CombinedNative.create, "NATIVE", native),

    Domain.handler(Payment.query, ({ out_trade_no, ...input }, context) =>
      Effect.gen(function* () {
        const mchid = yield* requireCaller(context, input.mchid, "merchant")
        return yield* responses.merchantOrder(yield* Orders.require({ mchid, out_trade_no }, "merchant"))
      })
    ),
    Domain.handler(Payment.queryById, ({ transaction_id, ...input }, context) =>
      Effect.gen(function* () {
        const mchid = yield* requireCaller(context, input.mchid, "merchant")
        const order = yield* Orders.requireByPayment(mchid, transaction_id, "merchant")
        return responses.byPayment(order, yield* responses.merchantOrder(order))
      })
    ),
    Domain.handler(Payment.close, ({ out_trade_no, ...input }, context) =>
      Effect.flatMap(requireCaller(context, input.mchid, "merchant"), (mchid) =>
        Orders.close({ mchid, out_trade_no }, "merchant", context.now)
      )
    ),
    Domain.handler(PartnerPayment.query, (input, context) =>
      Effect.gen(function* () {
        const { out_trade_no, sub_mchid } = input
        const mchid = yield* requirePartner(input, context)
        return yield* responses.partnerOrder(
          yield* Orders.require({ mchid, out_trade_no }, "partner", sub_mchid)
        )
      })
    ),
    Domain.handler(PartnerPayment.queryById, (input, context) =>
      Effect.gen(function* () {
        const { sub_mchid, transaction_id } = input
        const mchid = yield* requirePartner(input, context)
        const order = yield* Orders.requireByPayment(mchid, transaction_id, "partner", sub_mchid)
        return responses.byPayment(order, yield* responses.partnerOrder(order))
      })
    ),
    Domain.handler(PartnerPayment.close, (input, context) =>
      Effect.flatMap(requirePartner(input, context), (mchid) =>
        Orders.close({ mchid, out_trade_no: input.out_trade_no }, "partner", context.now, input.sub_mchid)
      )
    ),
    Domain.handler(CombinedPayment.query, ({ combine_out_trade_no: out_trade_no }, { merchant: { mchid } }) =>
      Effect.flatMap(Orders.require({ mchid, out_trade_no }, "combined"), responses.combinedOrder)
    ),
    Domain.handler(CombinedPayment.close, (input, context) =>
      Effect.andThen(
        requireBound(context, input.combine_appid),
        Orders.closeCombined(
          { mchid: context.merchant.mchid, out_trade_no: input.combine_out_trade_no },
          input.sub_orders
        )
      )
    ),

    Domain.handler(CodePayment.charge, (input, context) =>
      Effect.gen(function* () {
        const creation = yield* merchantCreation(input, "MICROPAY", context)
        const order = yield* CodePayments.charge(creation, input.payer.auth_code, context.now)
        return yield* responses.merchantOrder(order)
      })
    ),
    Domain.handler(PartnerCodePayment.charge, (input, context) =>
      Effect.gen(function* () {
        const creation = yield* partnerCreation(input, "MICROPAY", context)
        const order = yield* CodePayments.charge(creation, input.payer.auth_code, context.now)
        return yield* responses.partnerOrder(order)
      })
    ),
    Domain.handler(CodePayment.reverse, ({ appid, out_trade_no, ...input }, context) =>
      Effect.gen(function* () {
        const mchid = yield* requireCaller(context, input.mchid, "merchant")
        yield* requireBound(context, appid)
        yield* CodePayments.reverse({ mchid, out_trade_no }, "merchant", context.now)
        return { appid, mchid, out_trade_no }
      })
    ),
    Domain.handler(PartnerCodePayment.reverse, (input, context) =>
      Effect.gen(function* () {
        const { out_trade_no, sp_appid, sub_appid, sub_mchid } = input
        const sp_mchid = yield* requirePartner(input, context)
        yield* requireBound(context, sp_appid)
        yield* CodePayments.reverse({ mchid: sp_mchid, out_trade_no }, "partner", context.now, sub_mchid)
        return {
          ...(sp_appid === undefined ? {} : { sp_appid }),
          sp_mchid,
          ...(sub_appid === undefined ? {} : { sub_appid }),
          sub_mchid,
          out_trade_no
        }
      })
    )
  ],
  panels,
  timers: [timerOf(orders, dueAt, current)]
})
