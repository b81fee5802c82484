/** Users' advance authorisations of transfers. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import { invalidRequest, make, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { hasScene } from "./accounts.js"
import { packageInfo, requireAppid, textOf } from "./bills.js"
import * as responses from "./responses.js"
import { type Authorization, authorizationKey, authorizations, saveAuthorization } from "./tables.js"

const day = 24 * 60 * 60 * 1000

/** How many authorisations of one user may be pending or valid, per merchant and scene: R17. */
const atMost = 5

const notify = (row: Authorization) =>
  Outbox.send({
    mchid: row.mchid,
    url: row.notify_url,
    event_type:
      row.state === "CLOSED" ? "MCHTRANSFER.AUTHORIZATION.CLOSED" : "MCHTRANSFER.AUTHORIZATION.CONFIRMED",
    summary: "商家转账用户授权通知",
    original_type: "mch_payment",
    associated_data: "mch_payment",
    resource: responses.authorization(row)
  })

/** Ends an authorisation. An end without the user's earlier consent is not notified. */
export const end = Effect.fnUntraced(function* (row: Authorization, close_reason: string, at?: number) {
  const closed = yield* saveAuthorization({
    ...row,
    state: "CLOSED",
    close_reason,
    closed_at: at ?? (yield* Clock.currentTimeMillis)
  })
  if (row.state === "TAKING_EFFECT") yield* notify(closed)
  return closed
})

/** The user agrees. */
export const agree = Effect.fnUntraced(function* (row: Authorization) {
  const agreed = yield* saveAuthorization({
    ...row,
    state: "TAKING_EFFECT",
    authorized_at: yield* Clock.currentTimeMillis
  })
  yield* notify(agreed)
  return agreed
})

/** When time closes an authorisation; undefined if it does not. */
export const dueAt = (row: Authorization): number | undefined =>
  row.state === "WAIT_USER_CONFIRM" ? row.created_at + day : undefined

/** The authorisation with the changes that time has made: R18. */
export const current = Effect.fnUntraced(function* (row: Authorization) {
  const at = dueAt(row)
  return at !== undefined && (yield* Clock.currentTimeMillis) >= at
    ? yield* end(row, "USER_OVERDUE_UNCONFIRMED", at)
    : row
})

/** The current authorisation with this number; `undefined` if there is none. */
export const find = (key: {
  readonly mchid: string
  readonly out_authorization_no: string
}): Effect.Effect<Authorization | undefined, never, State.State> =>
  Effect.flatMap(State.rows(authorizations), (rows) => {
    const row = rows.get(authorizationKey(key))
    return row === undefined ? Effect.succeed(row) : current(row)
  })

/** An authorisation that ended without the user's consent is kept for 30 days. */
export const require = Effect.fnUntraced(function* (
  out_authorization_no: string,
  { merchant, now }: Context
) {
  const row = yield* find({ mchid: merchant.mchid, out_authorization_no })
  const isGone = row?.close_reason === "USER_OVERDUE_UNCONFIRMED" && now > (row.closed_at ?? now) + 30 * day
  return row === undefined || isGone ? yield* make(404, "NOT_FOUND", "记录不存在") : row
})

interface Asked {
  readonly out_authorization_no: string
  readonly appid: string
  readonly openid: string
  readonly transfer_scene_id: string
  readonly user_display_name: string
  readonly user_recv_perception?: string | undefined
}

/** The authorisation of a repeated request. A new one is checked: R3, R4, R17. */
export const check = Effect.fnUntraced(function* (input: Asked, { merchant }: Context) {
  const { mchid } = merchant
  const known = yield* find({ mchid, out_authorization_no: input.out_authorization_no })
  if (known !== undefined) {
    return known.request === textOf(input) && known.state !== "CLOSED"
      ? known
      : yield* invalidRequest("商户授权单号已存在但信息不一致")
  }
  yield* requireAppid(merchant, input.appid)
  if (!(yield* hasScene({ mchid }, input.transfer_scene_id))) {
    return yield* noAuth("商户未获得该转账场景的权限")
  }
  const ofUser = yield* Effect.forEach(
    (yield* State.rows(authorizations)).filter(
      (row) =>
        row.mchid === mchid &&
        row.openid === input.openid &&
        row.transfer_scene_id === input.transfer_scene_id
    ),
    current
  )
  if (ofUser.filter(({ state }) => state !== "CLOSED").length >= atMost) {
    return yield* invalidRequest("该用户的授权数量已达上限")
  }
  return undefined
})

/** Requests an authorisation of a user: R3, R4, R17, R18. */
export const request = Effect.fnUntraced(function* (input: Asked, notify_url: string, context: Context) {
  const known = yield* check(input, context)
  if (known !== undefined) return known
  const { mchid } = context.merchant
  return yield* saveAuthorization({
    mchid,
    out_authorization_no: input.out_authorization_no,
    authorization_id: digits(28),
    appid: input.appid,
    openid: input.openid,
    transfer_scene_id: input.transfer_scene_id,
    user_display_name: input.user_display_name,
    user_recv_perception: input.user_recv_perception,
    notify_url,
    state: "WAIT_USER_CONFIRM",
    package_info: packageInfo(),
    request: textOf(input),
    created_at: context.now
  })
})

/** Closes an authorisation; returns the state of one that is closed or pending: R22. */
export const close = Effect.fnUntraced(function* (out_authorization_no: string, context: Context) {
  const row = yield* require(out_authorization_no, context)
  return row.state === "CLOSED" ? row : yield* end(row, "CLOSE_VIA_MCH_API")
})

/** The authorisation that a transfer names: R20, R21. */
export const requireUsable = Effect.fnUntraced(function* (
  input: {
    readonly authorization_id?: string | undefined
    readonly out_authorization_no?: string | undefined
    readonly appid: string
    readonly transfer_scene_id: string
  },
  { merchant }: Context
) {
  const row = (yield* State.rows(authorizations)).find(
    ({ authorization_id, mchid, out_authorization_no }) =>
      mchid === merchant.mchid &&
      (input.authorization_id === undefined
        ? out_authorization_no === input.out_authorization_no
        : authorization_id === input.authorization_id)
  )
  if (row?.state !== "TAKING_EFFECT") return yield* invalidRequest("用户授权不存在或未生效")
  return row.appid === input.appid && row.transfer_scene_id === input.transfer_scene_id
    ? row
    : yield* invalidRequest("用户授权与appid或转账场景不匹配")
})
