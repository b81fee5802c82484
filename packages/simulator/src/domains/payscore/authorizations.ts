/** What users authorised: one record per user and service, and the codes that the merchant gave out for it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { internalCode, invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { hasUnfinished } from "./orders.js"
import { Role } from "./services.js"

/** How an authorisation was ended, to recognise the same call when it comes again. */
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
  service_id: Schema.String,
  appid: Schema.String,
  openid: Schema.String,
  /** The code that the user authorised with last. */
  authorization_code: Schema.optional(Schema.String),
  state: Schema.Literal("AVAILABLE", "UNAVAILABLE"),
  /** Unix time in milliseconds. */
  authorized_at: Schema.Number,
  termination: Schema.optional(Termination)
})
export interface Authorization extends Schema.Schema.Type<typeof Authorization> {}

/** A code is unique under the merchant, for a service provider under the provider. */
export const Code = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  service_id: Schema.String,
  authorization_code: Schema.String,
  /** Who used it; absent while nobody has. */
  openid: Schema.optional(Schema.String)
})
export interface Code extends Schema.Schema.Type<typeof Code> {}

export const authorizations = State.table("payscore.authorizations", Authorization)
export const codes = State.table("payscore.authorizationCodes", Code)

type Scope = Pick<Authorization, "role" | "mchid" | "sub_mchid" | "service_id">

export const authorizationKey = (scope: Scope & { readonly openid: string }): string =>
  State.key(scope.role, scope.mchid, scope.sub_mchid, scope.service_id, scope.openid)

export const codeKey = ({
  authorization_code,
  mchid,
  role
}: Pick<Code, "role" | "mchid" | "authorization_code">) => State.key(role, mchid, authorization_code)

/** The user authorises a service, by a code or without one. */
export const authorize = Effect.fnUntraced(function* (
  given: Omit<Authorization, "state" | "authorized_at" | "termination">
) {
  const known = yield* State.rows(authorizations)
  known.set(authorizationKey(given), {
    ...given,
    state: "AVAILABLE",
    authorized_at: yield* Clock.currentTimeMillis
  })
  const { authorization_code } = given
  if (authorization_code === undefined) return
  const { mchid, openid, role, service_id, sub_mchid } = given
  const code: Code = { role, mchid, sub_mchid, service_id, authorization_code, openid }
  ;(yield* State.rows(codes)).set(codeKey(code), code)
})

export const notExist = () =>
  make(404, "ORDER_NOT_EXIST", "请求操作的授权记录不存在", internalCode.orderNotExist)

/**
 * Ends an authorisation. The same call again (same way, same reason) is answered as before; no source says so for
 * this call, but the family's other calls work like that.
 */
const terminate = Effect.fnUntraced(function* (
  authorization: Authorization,
  termination: Omit<typeof Termination.Type, "at">
) {
  if (authorization.state === "UNAVAILABLE") {
    const { by, reason } = authorization.termination ?? {}
    if (by === termination.by && reason === termination.reason) return
    return yield* make(400, "INVALID_ORDER_STATE", "用户授权已解除", internalCode.stateIllegal)
  }
  if (yield* hasUnfinished(authorization)) return yield* invalidRequest("存在未完成订单")
  ;(yield* State.rows(authorizations)).set(authorizationKey(authorization), {
    ...authorization,
    state: "UNAVAILABLE",
    termination: { ...termination, at: yield* Clock.currentTimeMillis }
  })
})

export const terminateByOpenid = Effect.fnUntraced(function* (
  scope: Scope & { readonly openid: string; readonly reason: string }
) {
  const authorization = (yield* State.rows(authorizations)).get(authorizationKey(scope))
  if (authorization === undefined) return yield* notExist()
  return yield* terminate(authorization, { by: "openid", reason: scope.reason })
})

export const terminateByCode = Effect.fnUntraced(function* (
  scope: Scope & { readonly authorization_code: string; readonly reason: string }
) {
  const code = (yield* State.rows(codes)).get(codeKey(scope))
  if (code === undefined || code.service_id !== scope.service_id || code.sub_mchid !== scope.sub_mchid) {
    return yield* notExist()
  }
  const { openid } = code
  if (openid === undefined) {
    return yield* make(400, "INVALID_ORDER_STATE", "用户未完成授权", internalCode.stateIllegal)
  }
  const authorization = (yield* State.rows(authorizations)).get(authorizationKey({ ...scope, openid }))
  if (authorization === undefined) return yield* notExist()
  if (authorization.authorization_code !== scope.authorization_code) {
    return yield* invalidRequest("商户解除授权的授权码不是这个用户签约的授权")
  }
  return yield* terminate(authorization, { by: "authorization_code", reason: scope.reason })
})
