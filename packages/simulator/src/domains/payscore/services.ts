/** The registry of services: what WeChat Pay's operations set up for a merchant or a service provider. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Merchant } from "../../Merchant.js"
import { noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"

/** A number can be both, but what one side registered the other does not see. */
export const Role = Schema.Literal("merchant", "partner")
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
  /** The names that `risk_fund` may have. */
  risk_names: Schema.Array(Schema.String),
  /** Fen that an order may risk, and cost, at most. */
  risk_ceiling: Schema.Number,
  /** Whether an order may cost at most its own `risk_fund` (先免); else the ceiling alone counts (先享). */
  waivesDeposit: Schema.Boolean
})
export interface Service extends Schema.Schema.Type<typeof Service> {}

export const services = State.table("payscore.services", Service)

const keyOf = ({ mchid, role, service_id }: Pick<Service, "role" | "mchid" | "service_id">): string =>
  State.key(role, mchid, service_id)

export const register = (service: Service): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(services), (rows) => rows.set(keyOf(service), service))

/** Who asks for which service; `appid` where the call carries one. */
export interface Access {
  readonly merchant: Merchant
  readonly role: Role
  readonly service_id: string
  readonly appid?: string | undefined
  readonly sub_mchid?: string | undefined
}

/** The service, if this merchant, appid and sub-merchant may use it; else 403 `NO_AUTH`. */
export const requireService = Effect.fnUntraced(function* ({
  appid,
  merchant,
  role,
  service_id,
  sub_mchid
}: Access) {
  if (role === "partner" && !merchant.subMchids.includes(sub_mchid ?? "")) {
    return yield* noAuth("mchid与sub_mchid之间Mma绑定关系不存在")
  }
  const service = (yield* State.rows(services)).get(keyOf({ role, mchid: merchant.mchid, service_id }))
  if (service === undefined) return yield* noAuth("商户暂无权限使用此服务")
  if (appid !== undefined && !service.appids.includes(appid)) return yield* noAuth("商户暂无权限使用此服务")
  if (role === "partner" && !service.sub_mchids.includes(sub_mchid ?? "")) {
    return yield* noAuth("请检查sub_mchid是否授权mchid微信支付分产品权限")
  }
  return service
})
