/** Orders in the state: of every mode, and of the first generation. */
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

const ShoppingInfo = Schema.Struct({
  real_merchant_appid: Schema.optional(Schema.String),
  jump_link: Schema.Struct({
    jump_link_type: Schema.optional(Schema.String),
    appid: Schema.optional(Schema.String),
    path: Schema.optional(Schema.String)
  }),
  goods: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      picture: Schema.String,
      amount: Schema.Number,
      count: Schema.Number,
      category_id: Schema.optional(Schema.Array(Schema.String))
    })
  )
})

/** The merchant's description of the service, which responses repeat. */
const Terms = Schema.Struct({
  service_introduction: Schema.String,
  notify_url: Schema.optional(Schema.String),
  attach: Schema.optional(Schema.String),
  post_payments: Schema.optional(Items),
  post_discounts: Schema.optional(Items),
  risk_fund: Schema.optional(
    Schema.Struct({
      name: Schema.String,
      amount: Schema.Number,
      description: Schema.optional(Schema.String)
    })
  ),
  /** Seconds or days of Beijing, or `OnAccept`; overseas, times with offset. */
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
  ),
  /** Only orders that are paid on delivery. */
  shopping_info: Schema.optional(ShoppingInfo)
})
export interface Terms extends Schema.Schema.Type<typeof Terms> {}

/** The deduction that an acquiring institution registered: its own payment, outside WeChat Pay. */
const Deduction = Schema.Struct({
  out_trade_no: Schema.String,
  description: Schema.String,
  /** Unix time in milliseconds. */
  registered_at: Schema.Number,
  /** Whether the institution has closed it at the clearing house. */
  closed: Schema.Boolean
})

/** Service orders, or one of the two kinds of the first generation. */
export const Kind = Schema.Literal("service", "payAfter", "smartRetail")
export type Kind = typeof Kind.Type

export const Order = Schema.Struct({
  /** Absent: `service`. */
  kind: Schema.optional(Kind),
  role: Role,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  channel_id: Schema.optional(Schema.String),
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
  /** The signed plan that the order is an item of. */
  sign_plan_id: Schema.optional(Schema.String),
  /** Only overseas orders. */
  currency: Schema.optional(Schema.String),
  /** The ceiling of the order in fen, if it is not that of the service. */
  ceiling: Schema.optional(Schema.Number),
  /** The creation as received, for comparison with repetitions. */
  creation: Schema.Unknown,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  completed_at: Schema.optional(Schema.Number),
  package: Schema.optional(Schema.String),
  /** Whether the package was used: it opens the confirmation page once. */
  packageUsed: Schema.Boolean,
  /** The user who has the confirmation page open. */
  openedBy: Schema.optional(Schema.String),
  /** When it was opened, Unix time in milliseconds. */
  opened_at: Schema.optional(Schema.Number),
  /** Whether the user paid a deposit because the assessment failed. */
  depositPaid: Schema.optional(Schema.Boolean),
  query_id: Schema.optional(Schema.String),
  /** The ticket that the completion of an order of the first generation must repeat. */
  finish_ticket: Schema.optional(Schema.String),
  total_amount: Schema.optional(Schema.Number),
  need_collection: Schema.optional(Schema.Boolean),
  collection: Schema.optional(Collection),
  /** Whether a deduction is in progress; some calls must wait for its end. */
  inFlight: Schema.Boolean,
  deduction: Schema.optional(Deduction),
  /** Whether the user has the institution's cashier open. */
  cashierOpen: Schema.optional(Schema.Boolean),
  /** The last call of each kind that took effect, to recognise repetitions. */
  done: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

export const orders = State.table("payscore.orders", Order)

/** The owner of orders. */
export type Scope = Pick<Order, "kind" | "role" | "mchid" | "sub_mchid">
export type Reference = Scope & Pick<Order, "out_order_no">

export const orderKey = ({ kind = "service", mchid, out_order_no, role, sub_mchid }: Reference): string =>
  State.key(kind, role, mchid, sub_mchid, out_order_no)

export const save = (order: Order): Effect.Effect<Order, never, State.State> =>
  Effect.map(State.rows(orders), (rows) => {
    rows.set(orderKey(order), order)
    return order
  })

export const isCollecting = (order: Order): boolean =>
  order.state === "DOING" && order.state_description === "MCH_COMPLETE"

interface UsersOrders extends Pick<Order, "role" | "mchid" | "sub_mchid" | "service_id"> {
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
}

/** The user's orders of the service that are in service or unpaid. */
export const unfinished = (user: UsersOrders): Effect.Effect<ReadonlyArray<Order>, never, State.State> =>
  Effect.map(State.rows(orders), (rows) =>
    rows.filter(
      (order) =>
        order.state === "DOING" &&
        order.role === user.role &&
        order.mchid === user.mchid &&
        order.sub_mchid === user.sub_mchid &&
        order.service_id === user.service_id &&
        ((user.openid !== undefined && order.openid === user.openid) ||
          (user.sub_openid !== undefined && order.sub_openid === user.sub_openid))
    )
  )
