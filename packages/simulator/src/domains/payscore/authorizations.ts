/** Authorisations: one record per user and service, and the codes that the merchant issued. */
import { isDeepStrictEqual } from "node:util"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Outbox from "../../Outbox.js"
import { internalCode, invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { unfinished } from "./orders.js"
import { findService, Role } from "./services.js"
import { revokeSignPlans } from "./signPlanRecords.js"
import { rfc3339, secondOf } from "./times.js"
import { userOf } from "./users.js"
import { opaque, present } from "./values.js"

/** How an authorisation was ended, to recognise repetitions of the call. */
const Termination = Schema.Struct({
  by: Schema.Literal("openid", "authorization_code", "user"),
  reason: Schema.String,
  /** Unix time in milliseconds. */
  at: Schema.Number
})

export const Authorization = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  channel_id: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  openid: Schema.String,
  /** The same user under `sub_appid`. */
  sub_openid: Schema.optional(Schema.String),
  /** The code of the latest authorisation. */
  authorization_code: Schema.optional(Schema.String),
  notify_url: Schema.optional(Schema.String),
  state: Schema.Literal("AVAILABLE", "UNAVAILABLE"),
  /** Unix time in milliseconds. */
  authorized_at: Schema.Number,
  termination: Schema.optional(Termination)
})
export interface Authorization extends Schema.Schema.Type<typeof Authorization> {}

/** A code is unique per merchant, or per service provider. */
export const Code = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  channel_id: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.optional(Schema.String),
  sub_appid: Schema.optional(Schema.String),
  authorization_code: Schema.String,
  notify_url: Schema.optional(Schema.String),
  /** The token that opens the authorisation page, valid for an hour. */
  token: Schema.optional(Schema.String),
  /** Unix time in milliseconds. */
  token_at: Schema.optional(Schema.Number),
  /** The application as received, for comparison with repetitions. */
  application: Schema.optional(Schema.Unknown),
  /** The user who used it; absent if unused. */
  openid: Schema.optional(Schema.String)
})
export interface Code extends Schema.Schema.Type<typeof Code> {}

export const authorizations = State.table("payscore.authorizations", Authorization)
export const codes = State.table("payscore.authorizationCodes", Code)

type Scope = Pick<Authorization, "role" | "mchid" | "sub_mchid" | "service_id">

/** A user under the appid of the service or of the sub-merchant. */
export interface Openids {
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
}

export const authorizationKey = (scope: Scope & { readonly openid: string }): string =>
  State.key(scope.role, scope.mchid, scope.sub_mchid, scope.service_id, scope.openid)

export const codeKey = ({
  authorization_code,
  mchid,
  role
}: Pick<Code, "role" | "mchid" | "authorization_code">) => State.key(role, mchid, authorization_code)

export const notExist = () =>
  make(404, "ORDER_NOT_EXIST", "请求操作的授权记录不存在", internalCode.orderNotExist)

// --- finding -----------------------------------------------------------------------------------------------------

export const findAuthorization = (
  scope: Scope,
  { openid, sub_openid }: Openids
): Effect.Effect<Authorization | undefined, never, State.State> =>
  Effect.map(State.rows(authorizations), (rows) => {
    if (openid !== undefined) return rows.get(authorizationKey({ ...scope, openid }))
    return rows.find(
      (row) =>
        row.sub_openid === sub_openid &&
        row.role === scope.role &&
        row.mchid === scope.mchid &&
        row.sub_mchid === scope.sub_mchid &&
        row.service_id === scope.service_id
    )
  })

/** Fails with 404 for a user who never authorised the service. An ended authorisation still has a record. */
export const requireAuthorization = Effect.fnUntraced(function* (scope: Scope, user: Openids) {
  return (yield* findAuthorization(scope, user)) ?? (yield* notExist())
})

export const requireCode = Effect.fnUntraced(function* (
  scope: Scope & Pick<Code, "authorization_code" | "channel_id">
) {
  const code = (yield* State.rows(codes)).get(codeKey(scope))
  if (
    code === undefined ||
    code.service_id !== scope.service_id ||
    code.sub_mchid !== scope.sub_mchid ||
    code.channel_id !== scope.channel_id
  ) {
    return yield* notExist()
  }
  return code
})

// --- responses ---------------------------------------------------------------------------------------------------

/** The response to a query of an authorisation. */
export const recordOf = Effect.fnUntraced(function* (authorization: Authorization) {
  const { authorized_at, role: _, state, termination, ...rest } = authorization
  const { risk_level } = yield* userOf(authorization.openid)
  return present({
    ...rest,
    authorization_state: state as string,
    authorization_success_time: rfc3339(authorized_at),
    cancel_authorization_time: termination === undefined ? undefined : rfc3339(termination.at),
    user_risk_level: risk_level,
    risk_level_version: 1
  })
})

/** The response to a query by code: unused, authorised, or ended. */
export const codeRecordOf = Effect.fnUntraced(function* (code: Code) {
  const { authorization_code, openid } = code
  const authorization = openid === undefined ? undefined : yield* findAuthorization(code, { openid })
  if (authorization === undefined) {
    const { application: _, role: __, token: ___, token_at: ____, ...rest } = code
    return present({
      ...rest,
      appid: code.appid ?? "",
      openid: undefined as string | undefined,
      authorization_state: "UNBINDUSER"
    })
  }
  const superseded = authorization.authorization_code !== authorization_code
  return {
    ...(yield* recordOf(authorization)),
    ...(superseded ? { authorization_state: "UNAVAILABLE" } : {}),
    authorization_code
  }
})

// --- authorising -----------------------------------------------------------------------------------------------------

const notify = (
  authorization: Authorization,
  status: "USER_OPEN_SERVICE" | "USER_CLOSE_SERVICE",
  at: number
) => {
  const { appid, authorization_code, channel_id, mchid, notify_url, openid, service_id, sub_appid } =
    authorization
  if (notify_url === undefined) return Effect.void
  return Outbox.send({
    mchid,
    url: notify_url,
    event_type: `PAYSCORE.${status}`,
    summary: status === "USER_OPEN_SERVICE" ? "授权成功" : "解除授权成功",
    original_type: "payscore",
    resource: present({
      appid,
      mchid,
      service_id,
      openid,
      user_service_status: status,
      openorclose_time: secondOf(at),
      authorization_code,
      sub_mchid: authorization.sub_mchid,
      sub_appid,
      sub_openid: authorization.sub_openid,
      channel_id
    })
  })
}

/** The address of the pre-authorisation with this code, or that of the service. */
const notifyUrlOf = Effect.fnUntraced(function* (user: Omit<Authorization, "state" | "authorized_at">) {
  const { authorization_code, mchid, role } = user
  const code =
    authorization_code === undefined
      ? undefined
      : (yield* State.rows(codes)).get(codeKey({ role, mchid, authorization_code }))
  return code?.notify_url ?? (yield* findService(user))?.notify_url
})

/**
 * The user authorises a service, with or without a code. The merchant is notified at the `notify_url` of the
 * pre-authorisation, or at that of the service.
 */
export const authorize = Effect.fnUntraced(function* (
  user: Omit<Authorization, "state" | "authorized_at" | "termination">
) {
  const now = yield* Clock.currentTimeMillis
  const notify_url = user.notify_url ?? (yield* notifyUrlOf(user))
  const authorization: Authorization = {
    ...user,
    ...(notify_url === undefined ? {} : { notify_url }),
    state: "AVAILABLE",
    authorized_at: now
  }
  ;(yield* State.rows(authorizations)).set(authorizationKey(user), authorization)
  const { appid, authorization_code, channel_id, mchid, openid, role, service_id, sub_mchid } = user
  if (authorization_code !== undefined) {
    const rows = yield* State.rows(codes)
    const code: Code = { role, mchid, sub_mchid, channel_id, service_id, appid, authorization_code, openid }
    rows.set(codeKey(code), { ...rows.get(codeKey(code)), ...code })
  }
  yield* notify(authorization, "USER_OPEN_SERVICE", now)
})

/** How long a token opens the authorisation page. */
export const tokenLife = Duration.hours(1)

/**
 * Issues a token for a code. A repeated application gets the same token while it is valid, then a new one; the same
 * code with other parameters is rejected.
 */
export const apply = Effect.fnUntraced(function* (
  application: Omit<Code, "openid" | "token" | "token_at" | "application">
) {
  const rows = yield* State.rows(codes)
  const now = yield* Clock.currentTimeMillis
  const known = rows.get(codeKey(application))
  if (known !== undefined && !isDeepStrictEqual(known.application, application)) {
    return yield* invalidRequest("授权协议号已被使用，且参数与之前不一致", internalCode.reentryMismatch)
  }
  const good = known?.token_at !== undefined && now - known.token_at < Duration.toMillis(tokenLife)
  const token = good ? (known.token as string) : opaque()
  rows.set(codeKey(application), {
    ...known,
    ...application,
    application,
    token,
    token_at: good ? known.token_at : now
  })
  return token
})

// --- ending ------------------------------------------------------------------------------------------------------

/**
 * Ends an authorisation and the plans signed under it. A repetition (same method, same reason) has the same response:
 * no source says so for this call, but PayScore's other calls work like this. The merchant is also notified of its own
 * call: the documentation does not say so explicitly, but the event is for every end of an authorisation.
 */
export const terminate = Effect.fnUntraced(function* (
  authorization: Authorization,
  termination: Omit<typeof Termination.Type, "at">
) {
  if (authorization.state === "UNAVAILABLE") {
    const { by, reason } = authorization.termination ?? {}
    if (by === termination.by && reason === termination.reason) return
    return yield* make(400, "INVALID_ORDER_STATE", "用户授权已解除", internalCode.stateIllegal)
  }
  if ((yield* unfinished(authorization)).length > 0) return yield* invalidRequest("存在未完成订单")
  const at = yield* Clock.currentTimeMillis
  ;(yield* State.rows(authorizations)).set(authorizationKey(authorization), {
    ...authorization,
    state: "UNAVAILABLE",
    termination: { ...termination, at }
  })
  yield* revokeSignPlans(authorization, termination.by === "user")
  yield* notify(authorization, "USER_CLOSE_SERVICE", at)
})

export const terminateByOpenid = Effect.fnUntraced(function* (
  scope: Scope & Openids & { readonly reason: string }
) {
  const authorization = yield* requireAuthorization(scope, scope)
  return yield* terminate(authorization, { by: "openid", reason: scope.reason })
})

export const terminateByCode = Effect.fnUntraced(function* (
  scope: Scope & Pick<Code, "authorization_code" | "channel_id"> & { readonly reason: string }
) {
  const { authorization_code, openid } = yield* requireCode(scope)
  if (openid === undefined) {
    return yield* make(400, "INVALID_ORDER_STATE", "用户未完成授权", internalCode.stateIllegal)
  }
  const authorization = yield* requireAuthorization(scope, { openid })
  if (authorization.authorization_code !== authorization_code) {
    return yield* invalidRequest("商户解除授权的授权码不是这个用户签约的授权")
  }
  return yield* terminate(authorization, { by: "authorization_code", reason: scope.reason })
})
