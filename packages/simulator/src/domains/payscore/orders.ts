/** Service orders as they stand in the state. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"
import { Role } from "./services.js"

const Items = Schema.Array(
  Schema.Struct({
    name: Schema.optional(Schema.String),
    amount: Schema.optional(Schema.Number),
    description: Schema.optional(Schema.String),
    count: Schema.optional(Schema.Number)
  })
)

const Collection = Schema.Struct({
  state: Schema.Literal("USER_PAYING", "USER_PAID"),
  total_amount: Schema.Number,
  paying_amount: Schema.Number,
  paid_amount: Schema.Number,
  details: Schema.optional(
    Schema.Array(
      Schema.Struct({
        seq: Schema.Number,
        amount: Schema.Number,
        paid_type: Schema.Literal("NEWTON", "MCH"),
        paid_time: Schema.String,
        transaction_id: Schema.optional(Schema.String)
      })
    )
  )
})

/** What the merchant said of the service, as it is answered. */
const Terms = Schema.Struct({
  service_introduction: Schema.String,
  notify_url: Schema.String,
  attach: Schema.optional(Schema.String),
  post_payments: Schema.optional(Items),
  post_discounts: Schema.optional(Items),
  risk_fund: Schema.Struct({
    name: Schema.String,
    amount: Schema.Number,
    description: Schema.optional(Schema.String)
  }),
  time_range: Schema.Struct({
    start_time: Schema.String,
    end_time: Schema.optional(Schema.String),
    start_time_remark: Schema.optional(Schema.String),
    end_time_remark: Schema.optional(Schema.String)
  }),
  location: Schema.optional(
    Schema.Struct({
      start_location: Schema.optional(Schema.String),
      end_location: Schema.optional(Schema.String)
    })
  )
})
export interface Terms extends Schema.Schema.Type<typeof Terms> {}

export const Order = Schema.Struct({
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  openid: Schema.optional(Schema.String),
  sub_openid: Schema.optional(Schema.String),
  out_order_no: Schema.String,
  /** WeChat Pay's number. */
  order_id: Schema.String,
  state: Schema.Literal("CREATED", "DOING", "DONE", "REVOKED", "EXPIRED"),
  state_description: Schema.optional(Schema.Literal("USER_CONFIRM", "MCH_COMPLETE")),
  terms: Terms,
  /** The creation as it came, to compare a repeated one with. */
  creation: Schema.Unknown,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  package: Schema.optional(Schema.String),
  /** A package opens the confirmation page once. */
  packageUsed: Schema.Boolean,
  query_id: Schema.optional(Schema.String),
  total_amount: Schema.optional(Schema.Number),
  need_collection: Schema.optional(Schema.Boolean),
  collection: Schema.optional(Collection),
  /** A deduction that is under way; some calls have to wait for its end. */
  inFlight: Schema.Boolean,
  /** The last call of each kind that took effect, to recognise its repetition. */
  done: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

export const orders = State.table("payscore.orders", Order)

type Reference = Pick<Order, "role" | "mchid" | "sub_mchid" | "out_order_no">

export const orderKey = ({ mchid, out_order_no, role, sub_mchid }: Reference): string =>
  State.key(role, mchid, sub_mchid, out_order_no)

export const save = (order: Order): Effect.Effect<Order, never, State.State> =>
  Effect.map(State.rows(orders), (rows) => {
    rows.set(orderKey(order), order)
    return order
  })

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
