/** The panels of pre-authorisations, which users accept by a token, and of plans that users sign. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import * as Authorizations from "./authorizations.js"
import { authorizeByToken, cancelSignPlan, signPlan } from "./permissionActions.js"
import { type SignPlan, signPlanResponse, signPlans } from "./signPlanRecords.js"

const { action, beijing, fact, text } = Panel

const openidInput: Panel.Input = {
  name: "openid",
  label: text("User (openid)", "用户 openid"),
  value: Samples.openid
}

const codeRecord = (code: Authorizations.Code): Omit<Panel.Record, "id"> => {
  const { token } = code
  return {
    title: code.authorization_code,
    state: code.openid === undefined ? "UNBINDUSER" : "BOUND",
    tone: code.openid === undefined ? "open" : "good",
    facts: [
      ...fact(text("Service", "服务 ID"), code.service_id),
      ...fact(text("Role", "接入模式"), code.role),
      ...fact(text("Merchant", "商户号"), code.mchid),
      ...fact(text("Sub-merchant", "子商户号"), code.sub_mchid),
      ...fact(text("User", "用户"), code.openid),
      ...fact(text("Notification address", "通知地址"), code.notify_url)
    ],
    actions:
      token === undefined || code.openid !== undefined
        ? []
        : [
            action(
              "authorize",
              text("Authorise", "同意授权"),
              ({ openid = "" }) => authorizeByToken(token, openid),
              { tone: "main", inputs: [openidInput] }
            )
          ]
  }
}

const codes: Panel.Panel = {
  id: "payscore.authorizationCodes",
  title: text("Pre-authorisations", "商户预授权"),
  records: Panel.ofTable(Authorizations.codes, codeRecord),
  actions: []
}

const planActions = (plan: SignPlan, state: string): ReadonlyArray<Panel.Action> => {
  const { mchid, merchant_sign_plan_no, role, sub_mchid } = plan
  const which = { role, mchid, merchant_sign_plan_no, ...(sub_mchid === undefined ? {} : { sub_mchid }) }
  if (state === "UNSIGNED") {
    return [action("sign", text("Sign", "签约"), () => signPlan(which), { tone: "main" })]
  }
  return state === "SIGNED"
    ? [action("cancel", text("Cancel", "取消计划"), () => cancelSignPlan(which), { tone: "danger" })]
    : []
}

const planRecord = (plan: SignPlan) =>
  Effect.map(
    signPlanResponse(plan),
    ({ sign_state }): Omit<Panel.Record, "id"> => ({
      title: plan.merchant_sign_plan_no,
      state: sign_state,
      tone: sign_state === "UNSIGNED" ? "open" : sign_state === "SIGNED" ? "good" : "over",
      facts: [
        ...fact(text("Plan", "计划 ID"), plan.plan_id),
        ...fact(text("User", "用户"), plan.openid ?? plan.sub_openid),
        ...fact(text("Merchant", "商户号"), plan.mchid),
        ...fact(text("Sub-merchant", "子商户号"), plan.sub_mchid),
        ...fact(text("Created", "创建时间"), beijing(plan.created_at)),
        ...fact(text("Notification address", "通知地址"), plan.notify_url)
      ],
      actions: planActions(plan, sign_state)
    })
  )

const plans: Panel.Panel = {
  id: "payscore.signPlans",
  title: text("Plans of users", "用户签约计划"),
  records: Panel.ofTable(signPlans, planRecord),
  actions: []
}

export const panels: ReadonlyArray<Panel.Panel> = [codes, plans]
