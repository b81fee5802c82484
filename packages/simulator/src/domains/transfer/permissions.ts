/** The permissions of sub-merchants to transfer their money, and the invitations to grant them. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as EcommercePermission from "@effect-wechatpay/transfer/EcommerceTransferPermission"
import type * as Permission from "@effect-wechatpay/transfer/PartnerTransferPermission"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { invalidRequest, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { requireSubMerchant } from "../subMerchants.js"

const Invitation = Schema.Struct({
  mchid: Schema.String,
  sub_mchid: Schema.String,
  out_apply_no: Schema.String,
  state: Schema.Literal("INVITED", "PASSED", "REJECTED", "EXPIRED"),
  /** Unix time in milliseconds, like all times. */
  accepted_at: Schema.Number,
  updated_at: Schema.Number
})
export interface Invitation extends Schema.Schema.Type<typeof Invitation> {}

/** The last invitation of each sub-merchant. */
export const invitations = State.table("transfer.invitations", Invitation)

const permissions = State.table(
  "transfer.permissions",
  Schema.Struct({
    state: Schema.Literal("AUTHORIZED", "UNAUTHORIZED", "CANCELED"),
    authorized_at: Schema.optional(Schema.Number),
    cancelled_at: Schema.optional(Schema.Number)
  })
)

interface Parties {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
}

const keyOf = ({ mchid, sub_mchid }: Parties): string => State.key(mchid, sub_mchid)

/** A sub-merchant without a record has granted the permission. */
const permissionOf = (parties: Parties) =>
  Effect.map(State.rows(permissions), (rows) => rows.get(keyOf(parties)) ?? { state: "AUTHORIZED" as const })

/** Only a sub-merchant that granted the permission pays transfers of its provider. */
export const requirePermission = Effect.fnUntraced(function* (parties: Parties) {
  const { state } = yield* permissionOf(parties)
  if (state !== "AUTHORIZED") return yield* noAuth("子商户未授权服务商使用商家转账")
})

/**
 * Sets whether a sub-merchant permits its service provider to transfer its money. Without this call it does.
 *
 * @since 1.0.0
 * @category user actions
 */
export const setPermission = Effect.fnUntraced(function* (
  parties: { readonly mchid: string; readonly sub_mchid: string },
  state: "AUTHORIZED" | "UNAUTHORIZED" | "CANCELED"
) {
  const now = yield* Clock.currentTimeMillis
  const rows = yield* State.rows(permissions)
  const before = rows.get(keyOf(parties))
  rows.set(keyOf(parties), {
    state,
    authorized_at: state === "AUTHORIZED" ? now : before?.authorized_at,
    cancelled_at: state === "CANCELED" ? now : undefined
  })
})

/**
 * A sub-merchant accepts or rejects the invitation of its service provider, or lets it expire. `PASSED` grants the permission.
 *
 * @since 1.0.0
 * @category user actions
 */
export const endInvitation = Effect.fnUntraced(function* (
  parties: { readonly mchid: string; readonly sub_mchid: string },
  state: "PASSED" | "REJECTED" | "EXPIRED"
) {
  const rows = yield* State.rows(invitations)
  const found = rows.get(keyOf(parties))
  if (found?.state !== "INVITED") {
    return yield* new ActionRejected({ problem: "the sub-merchant has no open invitation" })
  }
  rows.set(keyOf(parties), { ...found, state, updated_at: yield* Clock.currentTimeMillis })
  if (state === "PASSED") yield* setPermission(parties, "AUTHORIZED")
})

const toInvitation = ({ accepted_at, out_apply_no, state, sub_mchid, updated_at }: Invitation) => ({
  sub_mchid,
  out_apply_no,
  state,
  accept_time: rfc3339(accepted_at),
  update_time: rfc3339(updated_at)
})

/** A repetition returns the invitation; another number is a new invitation once the last one has ended. */
export const invite = Effect.fnUntraced(function* (
  { out_apply_no, sub_mchid }: Endpoint.Input<typeof Permission.request>,
  { merchant, now }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const rows = yield* State.rows(invitations)
  const key = keyOf({ mchid: merchant.mchid, sub_mchid })
  const before = rows.get(key)
  if (before !== undefined && before.out_apply_no === out_apply_no) return toInvitation(before)
  if (before?.state === "INVITED") return yield* invalidRequest("子商户有未处理的授权邀请")
  const made: Invitation = {
    mchid: merchant.mchid,
    sub_mchid,
    out_apply_no,
    state: "INVITED",
    accepted_at: now,
    updated_at: now
  }
  rows.set(key, made)
  return toInvitation(made)
})

const time = (name: string, millis: number | undefined) =>
  millis === undefined ? {} : { [name]: rfc3339(millis) }

export const query = Effect.fnUntraced(function* (
  { sub_mchid }: Endpoint.Input<typeof Permission.query>,
  { merchant }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const parties = { mchid: merchant.mchid, sub_mchid }
  const { authorized_at, cancelled_at, state } = { ...noTimes, ...(yield* permissionOf(parties)) }
  const invitation = (yield* State.rows(invitations)).get(keyOf(parties))
  return {
    sub_mchid,
    state,
    ...(invitation === undefined ? {} : { apply_order: toInvitation(invitation) }),
    ...time("authorization_time", authorized_at),
    ...time("cancel_authorization_time", cancelled_at)
  }
})

const noTimes: { readonly authorized_at?: number; readonly cancelled_at?: number } = {}

/** A platform reports the agreements of its second-level merchant, which has the permission then. */
export const grant = Effect.fnUntraced(function* (
  { sub_mchid }: Endpoint.Input<typeof EcommercePermission.request>,
  { merchant, now }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  yield* setPermission({ mchid: merchant.mchid, sub_mchid }, "AUTHORIZED")
  return {
    sub_mchid,
    authorization_state: "AUTHORIZED",
    authorize_time: rfc3339(now),
    accept_time: rfc3339(now)
  }
})

export const queryGranted = Effect.fnUntraced(function* (
  { sub_mchid }: Endpoint.Input<typeof EcommercePermission.query>,
  { merchant }: Context
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const { authorized_at, state } = {
    ...noTimes,
    ...(yield* permissionOf({ mchid: merchant.mchid, sub_mchid }))
  }
  return { sub_mchid, authorization_state: state, ...time("authorize_time", authorized_at) }
})
