/**
 * Orders of the first generation, 先享后付 and 智慧零售: the same states under other names. Their documentation is offline, and
 * no source states limits, formats of times or error codes: only what is documented is checked, and the codes are those
 * of service orders.
 */
import { createHash } from "node:crypto"
import * as PayAfterOrder from "@effect-wechatpay/payscore/PayAfterOrder"
import * as SmartRetailOrder from "@effect-wechatpay/payscore/SmartRetailOrder"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Domain from "../../Domain.js"
import type { Merchant } from "../../Merchant.js"
import { internalCode, invalidRequest, noAuth, paramError } from "../../SimulatedError.js"
import { onOrder, onQuery } from "./calls.js"
import * as Creation from "./orderCreation.js"
import { reference } from "./orderResponse.js"
import * as Rules from "./orderRules.js"
import { type Kind, type Order, save, type Terms } from "./orders.js"
import type { Service } from "./services.js"
import { millisOf } from "./times.js"
import { opaque, present, sum } from "./values.js"

interface Fee {
  readonly fee_name?: string | undefined
  readonly fee_count?: number | undefined
  readonly fee_amount?: number | undefined
  readonly fee_desc?: string | undefined
}

interface Discount {
  readonly discount_name?: string | undefined
  readonly discount_desc?: string | undefined
  readonly discount_amount?: number | undefined
}

const paymentOf = ({ fee_amount, fee_count, fee_desc, fee_name }: Fee) =>
  present({ name: fee_name, amount: fee_amount, description: fee_desc, count: fee_count })

const discountOf = ({ discount_amount, discount_desc, discount_name }: Discount) =>
  present({ name: discount_name, amount: discount_amount, description: discount_desc })

type Item = NonNullable<Terms["post_payments"]>[number]

const feeOf = ({ amount, count, description, name }: Item) =>
  present({ fee_name: name, fee_count: count, fee_amount: amount, fee_desc: description })

const discountResponseOf = ({ amount, description, name }: Item) =>
  present({ discount_name: name, discount_desc: description, discount_amount: amount })

// --- create --------------------------------------------------------------------------------------------------------

interface Input {
  readonly appid: string
  readonly service_id: string
  readonly out_order_no: string
  readonly service_start_time?: string | undefined
  readonly service_end_time?: string | undefined
  readonly service_start_location?: string | undefined
  readonly service_end_location?: string | undefined
  readonly service_introduction?: string | undefined
  readonly fees?: ReadonlyArray<Fee> | undefined
  readonly discounts?: ReadonlyArray<Discount> | undefined
  readonly risk_amount?: number | undefined
  readonly attach?: string | undefined
  readonly need_user_confirm?: boolean | undefined
  readonly openid?: string | undefined
}

/** The input as stored: personal data is replaced by hashes, which suffice to recognise repetitions. */
const sealed = (input: Input): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      Redacted.isRedacted(value)
        ? createHash("sha256")
            .update(String(Redacted.value(value)))
            .digest("hex")
        : value
    ])
  )

const termsOf = (input: Input, service: { readonly risk_names: ReadonlyArray<string> }): Terms => ({
  service_introduction: input.service_introduction ?? "",
  time_range: present({
    start_time: input.service_start_time ?? "OnAccept",
    end_time: input.service_end_time
  }),
  location: present({
    start_location: input.service_start_location,
    end_location: input.service_end_location
  }),
  ...present({
    attach: input.attach,
    post_payments: input.fees?.map(paymentOf),
    post_discounts: input.discounts?.map(discountOf),
    risk_fund:
      input.risk_amount === undefined
        ? undefined
        : { name: service.risk_names[0] ?? "", amount: input.risk_amount }
  })
})

const create = Effect.fnUntraced(function* (kind: Kind, input: Input, merchant: Merchant) {
  const creation: Creation.Creation = {
    ...input,
    kind,
    merchant,
    role: "merchant",
    input: sealed(input),
    terms: termsOf(input, { risk_names: [] })
  }
  const { known, now, scope, service } = yield* Creation.begin(creation)
  if (known !== undefined) return known
  const byUser = Creation.isConfirmedByUser(creation)
  if (byUser !== (service.mode === "CONFIRM")) return yield* noAuth("商户暂无权限使用此服务")
  if (Math.max(input.risk_amount ?? 0, sum(creation.terms.post_payments)) > service.risk_ceiling) {
    const message = "创建订单的订单风险金额超过此服务的服务风险金额"
    return yield* paramError(message, undefined, internalCode.aboveCeiling)
  }
  const order = Creation.newOrder({ ...creation, terms: termsOf(input, service) }, now)
  if (byUser) return yield* save({ ...order, package: opaque() })
  yield* Creation.requireUser(scope, service, creation)
  return yield* save(Creation.confirmed(order, now))
})

const created = (order: Order) => ({
  ...reference(order),
  ...(order.package === undefined
    ? {}
    : {
        miniprogram_businesstype: "wxpayScoreUse",
        miniprogram_appid: "wxd8f3793ea3b935b8",
        miniprogram_path: "pages/use/use",
        miniprogram_username: "gh_ecb6b8ac8f2c",
        package: order.package
      })
})

// --- complete ------------------------------------------------------------------------------------------------------

interface Completion {
  readonly finish_type?: 1 | 2 | undefined
  readonly cancel_reason?: string | undefined
  readonly real_service_start_time?: string | undefined
  readonly real_service_end_time?: string | undefined
  readonly real_service_end_location?: string | undefined
  readonly fees?: ReadonlyArray<Fee> | undefined
  readonly discounts?: ReadonlyArray<Discount> | undefined
  readonly total_amount?: number | undefined
  readonly finish_ticket?: string | undefined
}

/** 1: the user did not use the service; it costs nothing, and a reason is required. 2 (default): used. */
const checkFinish = ({ cancel_reason, finish_type, total_amount }: Completion, total: number) => {
  if ((total_amount ?? total) !== total || total < 0) return paramError("最终总金额计算非法")
  if (finish_type !== 1) return undefined
  if (cancel_reason === undefined) return paramError("用户未使用服务时，取消原因必填")
  return total === 0 ? undefined : paramError("用户未使用服务时，总金额必须为0")
}

const complete = Effect.fnUntraced(function* (order: Order, input: Completion, service: Service) {
  if (Rules.completedBefore(order, input)) return order
  yield* Rules.requireInService(order)
  if (input.finish_ticket !== order.finish_ticket) {
    return yield* invalidRequest("完结凭证与订单不一致", internalCode.reentryMismatch)
  }
  const post_payments = (input.fees ?? []).map(paymentOf)
  const post_discounts = (input.discounts ?? []).map(discountOf)
  const total_amount = sum(post_payments) - sum(post_discounts)
  const problem = checkFinish(input, total_amount)
  if (problem !== undefined) return yield* problem
  if (total_amount > Rules.ceilingOf(order, service)) {
    return yield* paramError("总金额超过此服务的服务风险金额", undefined, internalCode.aboveCeiling)
  }
  const now = yield* Clock.currentTimeMillis
  const { real_service_end_time = "", real_service_start_time = "" } = input
  if (millisOf(real_service_end_time) > now) {
    return yield* paramError("实际结束时间不能晚于使用完结接口的时间")
  }
  if (millisOf(real_service_end_time) < millisOf(real_service_start_time)) {
    return yield* paramError("真实结束时间小于预计开始时间", undefined, internalCode.endBeforeStart)
  }
  const charged = Rules.charge(order, { post_payments, post_discounts, total_amount }, now)
  return yield* save(Rules.did(charged, "complete", input))
})

// --- query ---------------------------------------------------------------------------------------------------------

const stateOf = (order: Order): string => {
  switch (order.state) {
    case "DOING":
      return order.state_description === "USER_CONFIRM" ? "USER_ACCEPTED" : "FINISHED"
    case "DONE":
      // An order that costs nothing is never paid.
      return order.collection === undefined ? "FINISHED" : "USER_PAID"
    default:
      return order.state
  }
}

const recordOf = (order: Order) => {
  const { terms } = order
  const completion = (order.done.complete ?? {}) as Completion
  const payment = order.collection?.details?.[0]
  return {
    ...reference(order),
    state: stateOf(order),
    service_introduction: terms.service_introduction,
    ...present({
      finish_type: completion.finish_type as number | undefined,
      service_start_time: terms.time_range.start_time,
      service_end_time: terms.time_range.end_time,
      real_service_start_time: completion.real_service_start_time,
      real_service_end_time: completion.real_service_end_time,
      pay_succ_time: payment?.paid_time,
      service_start_location: terms.location?.start_location,
      service_end_location: terms.location?.end_location,
      real_service_end_location: completion.real_service_end_location,
      fees: terms.post_payments?.map(feeOf),
      discounts: terms.post_discounts?.map(discountResponseOf),
      risk_amount: terms.risk_fund?.amount,
      total_amount: order.total_amount,
      attach: terms.attach,
      finish_ticket: order.finish_ticket,
      finish_transaction_id: payment?.transaction_id,
      pay_type: payment?.paid_type === "MCH" ? "MchChannelPayType" : undefined
    })
  }
}

// --- calls ---------------------------------------------------------------------------------------------------------

const payAfter = onOrder("merchant", "payAfter")
const smartRetail = onOrder("merchant", "smartRetail")

export const handlers = [
  Domain.handler(PayAfterOrder.create, (input, { merchant }) =>
    Effect.map(create("payAfter", input, merchant), created)
  ),
  onQuery("merchant", "payAfter")(PayAfterOrder.query, recordOf),
  payAfter(PayAfterOrder.cancel, (order, input) => Effect.map(Rules.cancel(order, input), reference)),
  payAfter(PayAfterOrder.complete, (order, input, service) =>
    Effect.map(complete(order, input, service), reference)
  ),
  payAfter(PayAfterOrder.sync, (order, input) => Effect.map(Rules.sync(order, input.detail), reference)),
  Domain.handler(SmartRetailOrder.create, (input, { merchant }) =>
    Effect.map(create("smartRetail", input, merchant), created)
  ),
  onQuery("merchant", "smartRetail")(SmartRetailOrder.query, recordOf),
  smartRetail(SmartRetailOrder.cancel, (order, input) => Effect.map(Rules.cancel(order, input), reference)),
  smartRetail(SmartRetailOrder.complete, (order, input, service) =>
    Effect.map(complete(order, input, service), reference)
  )
]
