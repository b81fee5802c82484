/** Service orders, as far as other resources depend on them. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import { Role } from "./services.js"

export const Order = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  service_id: Schema.String,
  openid: Schema.optional(Schema.String),
  out_order_no: Schema.String,
  state: Schema.Literal("CREATED", "DOING", "DONE", "REVOKED", "EXPIRED")
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

export const orders = State.table("payscore.orders", Order)

export const orderKey = ({ mchid, out_order_no, role, sub_mchid }: Order): string =>
  State.key(role, mchid, sub_mchid, out_order_no)

/** Whether the user has orders of the service that are in service or unpaid. */
export const hasUnfinished = (
  scope: Pick<Order, "role" | "mchid" | "sub_mchid" | "service_id"> & { readonly openid: string }
): Effect.Effect<boolean, never, State.State> =>
  Effect.map(
    State.rows(orders),
    (rows) =>
      rows.find(
        (order) =>
          order.state === "DOING" &&
          order.role === scope.role &&
          order.mchid === scope.mchid &&
          order.sub_mchid === scope.sub_mchid &&
          order.service_id === scope.service_id &&
          order.openid === scope.openid
      ) !== undefined
  )
