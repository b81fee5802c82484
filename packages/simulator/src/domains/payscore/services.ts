/** The registry of services, which WeChat Pay's operations configure for a merchant or a service provider. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Merchant } from "../../Merchant.js"
import { internalCode, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"

/** One merchant number can have all roles, but services of one role are not visible to the others. */
export const Role = Schema.Literal("merchant", "partner", "acquiringBank", "overseas")
export type Role = typeof Role.Type

export const Service = Schema.Struct({
  role: Role,
  /** The direct merchant, or the service provider. */
  mchid: Schema.String,
  service_id: Schema.String,
  /** Whether the user confirms each order, or authorises the service once. */
  mode: Schema.Literal("CONFIRM", "NO_CONFIRM"),
  appids: Schema.Array(Schema.String),
  /** The sub-merchants that the provider may use the service for. */
  sub_mchids: Schema.Array(Schema.String),
  /** The appids of the sub-merchants. */
  sub_appids: Schema.optional(Schema.Array(Schema.String)),
  /** The channel merchants of an acquiring institution. */
  channel_ids: Schema.optional(Schema.Array(Schema.String)),
  /** The allowed names of `risk_fund`. */
  risk_names: Schema.Array(Schema.String),
  /** The ceiling of an order's risk and cost, in fen. */
  risk_ceiling: Schema.Number,
  /** Whether an order may cost at most its own `risk_fund` (先免); otherwise only the ceiling applies (先享). */
  waivesDeposit: Schema.Boolean,
  /** Users who may use the service before it is online. Absent: it is online for all users. */
  testers: Schema.optional(Schema.Array(Schema.String)),
  /** The limits of plans. Absent: the service has no plans. */
  plans: Schema.optional(Schema.Struct({ duration: Schema.Number, deductions: Schema.Number })),
  /** How many orders a user may have in service or unpaid. Absent: any number. */
  openOrders: Schema.optional(Schema.Number),
  /** Whether sub-merchants can apply for the service. */
  takesApplications: Schema.optional(Schema.Boolean),
  /** The address for events whose call has no `notify_url`. */
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

/** The caller and the service; `appid` if the call has one. */
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

/** The service, if this merchant and appid may use it; otherwise 403 `NO_AUTH`. Does not check the sub-merchant. */
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

/**
 * The service, if this merchant, appid, sub-merchant, its appid and the channel may use it; otherwise 403 `NO_AUTH`.
 */
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
 * The service, if it is in no-confirm mode. A service in confirm mode cannot be pre-authorised: 403 `NO_AUTH`.
 */
export const requireAuthorizableService = Effect.fnUntraced(function* (access: Access) {
  const service = yield* requireService(access)
  return service.mode === "NO_CONFIRM" ? service : yield* noAuth("商户暂无权限使用此服务")
})
