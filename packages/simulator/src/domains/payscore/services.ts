/** The registry of services: what WeChat Pay's operations set up for a merchant or a service provider. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Merchant } from "../../Merchant.js"
import { internalCode, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"

/** One number can be all of them, but what one side registered the others do not see. */
export const Role = Schema.Literal("merchant", "partner", "acquiringBank", "overseas")
export type Role = typeof Role.Type

export const Service = Schema.Struct({
  role: Role,
  /** The direct merchant, or the service provider. */
  mchid: Schema.String,
  service_id: Schema.String,
  /** Whether the user confirms every order, or authorises the service once. */
  mode: Schema.Literal("CONFIRM", "NO_CONFIRM"),
  appids: Schema.Array(Schema.String),
  /** Sub-merchants whom the provider may use the service for. */
  sub_mchids: Schema.Array(Schema.String),
  /** The appids of the sub-merchants. */
  sub_appids: Schema.optional(Schema.Array(Schema.String)),
  /** The channel merchants of an acquiring institution. */
  channel_ids: Schema.optional(Schema.Array(Schema.String)),
  /** The names that `risk_fund` may have. */
  risk_names: Schema.Array(Schema.String),
  /** Fen that an order may risk, and cost, at most. */
  risk_ceiling: Schema.Number,
  /** Whether an order may cost at most its own `risk_fund` (先免); else the ceiling alone counts (先享). */
  waivesDeposit: Schema.Boolean,
  /** Users who may use the service before it is online. Absent: it is online, for all. */
  testers: Schema.optional(Schema.Array(Schema.String)),
  /** What plans may be at most. Absent: the service has no plans. */
  plans: Schema.optional(Schema.Struct({ duration: Schema.Number, deductions: Schema.Number })),
  /** How many orders a user may have in service or unpaid. Absent: any number. */
  openOrders: Schema.optional(Schema.Number),
  /** Whether sub-merchants may be bound to the service by an application. */
  takesApplications: Schema.optional(Schema.Boolean),
  /** Where events go whose call has no `notify_url`. */
  notify_url: Schema.optional(Schema.String)
})
export interface Service extends Schema.Schema.Type<typeof Service> {}

export const services = State.table("payscore.services", Service)

const keyOf = ({ mchid, role, service_id }: Pick<Service, "role" | "mchid" | "service_id">): string =>
  State.key(role, mchid, service_id)

export const register = (service: Service): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(services), (rows) => rows.set(keyOf(service), service))

export const findService = (
  key: Pick<Service, "role" | "mchid" | "service_id">
): Effect.Effect<Service | undefined, never, State.State> =>
  Effect.map(State.rows(services), (rows) => rows.get(keyOf(key)))

/** Whether the user may use the service: all users, once it is online. */
export const isOpenTo = (service: Service, openid: string): boolean =>
  service.testers === undefined || service.testers.includes(openid)

/** Who asks for which service; `appid` where the call carries one. */
export interface Access {
  readonly merchant: Merchant
  readonly role: Role
  readonly service_id: string
  readonly appid?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly sub_appid?: string | undefined
  readonly channel_id?: string | undefined
}

/** 403 unless the sub-merchant belongs to the service provider. */
export const requireBinding = ({
  merchant,
  role,
  sub_mchid
}: Pick<Access, "merchant" | "role" | "sub_mchid">) =>
  role === "merchant" || merchant.subMchids.includes(sub_mchid ?? "")
    ? Effect.void
    : noAuth("mchid与sub_mchid之间Mma绑定关系不存在")

/** The service, if this merchant and appid may use it, whatever the sub-merchant; else 403 `NO_AUTH`. */
export const requireOwnService = Effect.fnUntraced(function* (access: Access) {
  const { appid, merchant, role, service_id } = access
  yield* requireBinding(access)
  const service = yield* findService({ role, mchid: merchant.mchid, service_id })
  if (service === undefined) return yield* noAuth("商户暂无权限使用此服务", internalCode.unknownService)
  if (appid !== undefined && !service.appids.includes(appid)) {
    const isBound = merchant.appids.includes(appid)
    return yield* noAuth("商户暂无权限使用此服务", isBound ? undefined : internalCode.appidNotBound)
  }
  return service
})

/** The service, if this merchant, appid, sub-merchant, its appid and the channel may use it; else 403 `NO_AUTH`. */
export const requireService = Effect.fnUntraced(function* (access: Access) {
  const service = yield* requireOwnService(access)
  const { channel_id, role, sub_appid, sub_mchid } = access
  if (role === "merchant") return service
  if (!service.sub_mchids.includes(sub_mchid ?? "")) {
    return yield* noAuth("请检查sub_mchid是否授权mchid微信支付分产品权限")
  }
  if (sub_appid !== undefined && !(service.sub_appids ?? []).includes(sub_appid)) {
    return yield* noAuth("商户暂无权限使用此服务")
  }
  if (role === "acquiringBank" && !(service.channel_ids ?? []).includes(channel_id ?? "")) {
    return yield* noAuth("商户暂无权限使用此服务")
  }
  return service
})

/**
 * The service, if users authorise it once. A service whose orders users confirm one by one cannot be pre-authorised: 403 `NO_AUTH`.
 */
export const requireAuthorizableService = Effect.fnUntraced(function* (access: Access) {
  const service = yield* requireService(access)
  return service.mode === "NO_CONFIRM" ? service : yield* noAuth("商户暂无权限使用此服务")
})
