/** User actions on authorisations and plans. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { authorize, codes, findAuthorization, terminate, tokenLife } from "./authorizations.js"
import { planById } from "./planRecords.js"
import { findService, isOpenTo, type Role } from "./services.js"
import { findSignPlan, notifySignPlan, saveSignPlan, signPlanResponse } from "./signPlanRecords.js"

/**
 * The user authorises a service on the page that a token of `permissions` opens, within an hour. The merchant is
 * notified.
 */
export const authorizeByToken = Effect.fnUntraced(function* (
  token: string,
  openid: string,
  options: { readonly sub_openid?: string } = {}
) {
  const code = (yield* State.rows(codes)).find((one) => one.token === token)
  if (code?.token_at === undefined || code.appid === undefined) {
    return yield* new ActionRejected({ problem: "no such token" })
  }
  const now = yield* Clock.currentTimeMillis
  if (now - code.token_at >= Duration.toMillis(tokenLife)) {
    return yield* new ActionRejected({ problem: "the token is older than an hour" })
  }
  if (code.openid !== undefined && code.openid !== openid) {
    return yield* new ActionRejected({ problem: "another user has used this code" })
  }
  const service = yield* findService(code)
  if (service === undefined || !isOpenTo(service, openid)) {
    return yield* new ActionRejected({ problem: "暂无法使用此服务，微信支付分逐步开放中" })
  }
  const { appid, authorization_code, channel_id, mchid, notify_url, role, service_id } = code
  yield* authorize({
    role,
    mchid,
    sub_mchid: code.sub_mchid,
    sub_appid: code.sub_appid,
    channel_id,
    service_id,
    appid,
    openid,
    sub_openid: options.sub_openid,
    authorization_code,
    notify_url
  })
})

/** The owner of an authorisation or plan: a merchant, or with `sub_mchid` a service provider. */
interface Owner {
  readonly mchid: string
  readonly sub_mchid?: string
  readonly role?: Role
}

const scopeOf = ({ mchid, role, sub_mchid }: Owner) => ({
  role: role ?? (sub_mchid === undefined ? ("merchant" as const) : ("partner" as const)),
  mchid,
  sub_mchid
})

/** The user ends the authorisation of a service, which also ends its plans. The merchant is notified. */
export const closeService = Effect.fnUntraced(function* (
  who: Owner & { readonly service_id: string; readonly openid: string }
) {
  const { openid, service_id } = who
  const authorization = yield* findAuthorization({ ...scopeOf(who), service_id }, { openid })
  if (authorization?.state !== "AVAILABLE") {
    return yield* new ActionRejected({ problem: "the service is not authorised" })
  }
  yield* terminate(authorization, { by: "user", reason: "" }).pipe(
    Effect.mapError(({ message }) => new ActionRejected({ problem: message }))
  )
})

type WhichPlan = Owner & { readonly merchant_sign_plan_no: string }

const signPlanOf = Effect.fnUntraced(function* (who: WhichPlan) {
  const { merchant_sign_plan_no } = who
  const signPlan = yield* findSignPlan({ ...scopeOf(who), merchant_sign_plan_no })
  return signPlan ?? (yield* new ActionRejected({ problem: "no such plan" }))
})

/** The user signs a plan on the page that its `package` opens. The merchant is notified. */
export const signPlan = Effect.fnUntraced(function* (who: WhichPlan) {
  const unsigned = yield* signPlanOf(who)
  const { sign_state } = yield* signPlanResponse(unsigned)
  if (sign_state !== "UNSIGNED") return yield* new ActionRejected({ problem: `the plan is ${sign_state}` })
  const plan = yield* planById(unsigned, unsigned.plan_id)
  if (plan?.stopped_at !== undefined) return yield* new ActionRejected({ problem: "the plan was stopped" })
  const signed = yield* saveSignPlan({ ...unsigned, signed_at: yield* Clock.currentTimeMillis })
  yield* notifySignPlan(signed, "USER_SIGN_PLAN")
})

/** The user cancels a signed plan. The merchant is notified. */
export const cancelSignPlan = Effect.fnUntraced(function* (who: WhichPlan, reason = "") {
  const signed = yield* signPlanOf(who)
  const { sign_state } = yield* signPlanResponse(signed)
  if (sign_state !== "SIGNED") return yield* new ActionRejected({ problem: `the plan is ${sign_state}` })
  const at = yield* Clock.currentTimeMillis
  const cancelled = yield* saveSignPlan({ ...signed, cancelled: { by: "USER", reason, at } })
  yield* notifySignPlan(cancelled, "USER_CANCEL_SIGN_PLAN")
})
