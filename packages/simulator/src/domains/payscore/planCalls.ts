/** The calls about plans, of direct merchants and of service providers. */
import * as PartnerPlan from "@effect-wechatpay/payscore/PartnerPlan"
import * as PartnerSignPlan from "@effect-wechatpay/payscore/PartnerSignPlan"
import * as Plan from "@effect-wechatpay/payscore/Plan"
import * as SignPlan from "@effect-wechatpay/payscore/SignPlan"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { common } from "./orderResponse.js"
import { planResponse } from "./planRecords.js"
import * as Rules from "./planRules.js"
import { signPlanResponse } from "./signPlanRecords.js"

const merchantScope = ({ merchant }: Domain.Context) =>
  ({ role: "merchant", mchid: merchant.mchid, sub_mchid: undefined }) as const
const partnerScope = ({ merchant }: Domain.Context, sub_mchid: string) =>
  ({ role: "partner", mchid: merchant.mchid, sub_mchid }) as const

const merchants = [
  Domain.handler(Plan.create, (input, { merchant }) =>
    Effect.map(Rules.createPlan({ ...input, merchant, role: "merchant", input }, input), planResponse)
  ),
  Domain.handler(Plan.query, (input, context) =>
    Effect.map(Rules.requirePlan({ ...merchantScope(context), ...input }), planResponse)
  ),
  Domain.handler(Plan.stop, (input, context) =>
    Effect.map(Rules.stopPlan({ ...merchantScope(context), ...input }), planResponse)
  ),
  Domain.handler(SignPlan.create, (input, { merchant }) =>
    Effect.gen(function* () {
      const signPlan = yield* Rules.createSignPlan({ ...input, merchant, role: "merchant", input }, input)
      return { sign_plan: yield* signPlanResponse(signPlan), package: signPlan.package }
    })
  ),
  Domain.handler(SignPlan.query, (input, context) =>
    Effect.flatMap(Rules.requireSignPlan({ ...merchantScope(context), ...input }), signPlanResponse)
  ),
  Domain.handler(SignPlan.stop, ({ merchant_sign_plan_no, stop_reason }, context) =>
    Effect.flatMap(
      Rules.stopSignPlan({ ...merchantScope(context), merchant_sign_plan_no }, stop_reason),
      signPlanResponse
    )
  ),
  Domain.handler(SignPlan.createServiceOrder, (input, { merchant }) =>
    Effect.map(Rules.createItemOrder({ ...input, merchant, role: "merchant", input }, input), common)
  )
]

const partners = [
  Domain.handler(PartnerPlan.create, (input, { merchant }) =>
    Effect.map(Rules.createPlan({ ...input, merchant, role: "partner", input }, input), (plan) => ({
      ...planResponse(plan),
      sub_mchid: input.sub_mchid
    }))
  ),
  Domain.handler(PartnerPlan.query, ({ merchant_plan_no, sub_mchid }, context) =>
    Effect.map(Rules.requirePlan({ ...partnerScope(context, sub_mchid), merchant_plan_no }), (plan) => ({
      ...planResponse(plan),
      sub_mchid
    }))
  ),
  Domain.handler(PartnerPlan.stop, ({ merchant_plan_no, sub_mchid }, context) =>
    Effect.map(Rules.stopPlan({ ...partnerScope(context, sub_mchid), merchant_plan_no }), (plan) => ({
      ...planResponse(plan),
      sub_mchid
    }))
  ),
  Domain.handler(PartnerSignPlan.create, (input, { merchant }) =>
    Effect.gen(function* () {
      const signPlan = yield* Rules.createSignPlan({ ...input, merchant, role: "partner", input }, input)
      const sign_plan = { ...(yield* signPlanResponse(signPlan)), sub_mchid: input.sub_mchid }
      return { sign_plan, package: signPlan.package }
    })
  ),
  Domain.handler(PartnerSignPlan.query, ({ merchant_sign_plan_no, sub_mchid }, context) =>
    Effect.map(
      Effect.flatMap(
        Rules.requireSignPlan({ ...partnerScope(context, sub_mchid), merchant_sign_plan_no }),
        signPlanResponse
      ),
      (response) => ({ ...response, sub_mchid })
    )
  ),
  Domain.handler(PartnerSignPlan.stop, ({ merchant_sign_plan_no, stop_reason, sub_mchid }, context) =>
    Effect.map(
      Effect.flatMap(
        Rules.stopSignPlan({ ...partnerScope(context, sub_mchid), merchant_sign_plan_no }, stop_reason),
        signPlanResponse
      ),
      (response) => ({ ...response, sub_mchid })
    )
  ),
  Domain.handler(PartnerSignPlan.createServiceOrder, (input, { merchant }) =>
    Effect.map(Rules.createItemOrder({ ...input, merchant, role: "partner", input }, input), (order) => ({
      ...common(order),
      sub_mchid: input.sub_mchid
    }))
  )
]

export const handlers = [...merchants, ...partners]
