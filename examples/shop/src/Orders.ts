/** The shop's own orders. They are the shop's books: what WeChat Pay reports is compared with them. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SynchronizedRef from "effect/SynchronizedRef"
import type { Product } from "./Products.js"
import { Settings } from "./Settings.js"

const Refund = Schema.Struct({
  /** `out_refund_no`. */
  number: Schema.String,
  /**
   * `Requested`: the shop wants it, and WeChat Pay may not know it yet. `Processing`: accepted. `Success`, `Closed`,
   * `Abnormal`: the results. `Rejected`: WeChat Pay has not accepted it.
   */
  state: Schema.Literal("Requested", "Processing", "Success", "Closed", "Abnormal", "Rejected"),
  /** When WeChat Pay accepted it. The refund is in the bill of this day. */
  acceptedAt: Schema.optional(Schema.DateTimeUtc)
})

export interface Refund extends Schema.Schema.Type<typeof Refund> {}

const Order = Schema.Struct({
  /** `out_trade_no`. It cannot be guessed: who has the address of an order sees the order. */
  number: Schema.String,
  product: Schema.String,
  description: Schema.String,
  /** Fen. */
  total: Schema.Int,
  /** How the buyer pays: a QR code on this page, or WeChat on the phone that shows it. */
  channel: Schema.Literal("native", "h5"),
  createdAt: Schema.DateTimeUtc,
  /** `Attention`: WeChat Pay reports something else than this order, such as another total. Somebody has to look. */
  state: Schema.Literal("Open", "Paid", "Closed", "Attention"),
  /** WeChat Pay's number of the payment. */
  transactionId: Schema.optional(Schema.String),
  /** When WeChat Pay took the money. The payment is in the bill of this day. */
  paidAt: Schema.optional(Schema.DateTimeUtc),
  refunds: Schema.Array(Refund)
})

export interface Order extends Schema.Schema.Type<typeof Order> {}

/** What buyer and office see of an order. */
export type Status = Order["state"] | "Refunding" | "Refunded" | "RefundStopped"

export const statusOf = ({ refunds, state }: Order): Status => {
  switch (refunds.at(-1)?.state) {
    case undefined:
      return state
    case "Requested":
    case "Processing":
      return "Refunding"
    case "Success":
      return "Refunded"
    case "Closed":
    case "Abnormal":
    case "Rejected":
      return "RefundStopped"
  }
}

/** Makes an order. Store it before anything is sent: its number is what makes a repeated request the same request. */
export const make = (product: Product, channel: Order["channel"]): Effect.Effect<Order> =>
  Effect.gen(function* () {
    const random = yield* Effect.sync(() => crypto.randomUUID().replaceAll("-", "").slice(16).toUpperCase())
    return {
      number: `${yield* BeijingTime.today}${random}`,
      product: product.id,
      description: product.name.zh,
      total: product.price,
      channel,
      createdAt: yield* DateTime.now,
      state: "Open",
      refunds: []
    }
  })

export class Orders extends Context.Tag("shop/Orders")<
  Orders,
  {
    /** Stores a new order. */
    readonly add: (order: Order) => Effect.Effect<void>
    readonly find: (number: string) => Effect.Effect<Option.Option<Order>>
    /** Changes an order and stores it. One change happens after the other. */
    readonly update: (number: string, change: (order: Order) => Order) => Effect.Effect<Option.Option<Order>>
    /** All orders, the oldest first. */
    readonly all: Effect.Effect<ReadonlyArray<Order>>
  }
>() {}

const Line = Schema.parseJson(Order)

/** The last line of an order counts. A line without its end was not written whole, so nobody relied on it. */
const read = (text: string) =>
  Effect.map(
    Effect.forEach(text.split("\n").slice(0, -1), (line) => Schema.decode(Line)(line)),
    (orders) => HashMap.fromIterable(orders.map((order) => [order.number, order] as const))
  )

/**
 * Keeps the orders in a file with one line for each change, so that a shop that is restarted knows them. A larger shop
 * replaces this layer by one with its database.
 */
export const layer = Layer.effect(
  Orders,
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { ordersFile } = yield* Settings
    const encode = (orders: Iterable<Order>) =>
      Effect.map(
        Effect.forEach(orders, (order) => Schema.encode(Line)(order)),
        (lines) => lines.map((line) => `${line}\n`).join("")
      )

    const known = (yield* fs.exists(ordersFile))
      ? yield* read(yield* fs.readFileString(ordersFile))
      : undefined
    const orders = yield* SynchronizedRef.make(known ?? HashMap.empty<string, Order>())
    // Begins with one line for each order.
    yield* fs.writeFileString(`${ordersFile}.new`, yield* encode(HashMap.values(known ?? HashMap.empty())))
    yield* fs.rename(`${ordersFile}.new`, ordersFile)

    /** A shop that cannot store its orders must not sell: a failure is a defect, and the request gets a 500. */
    const store = (order: Order, all: HashMap.HashMap<string, Order>) =>
      encode([order]).pipe(
        Effect.flatMap((line) => fs.writeFileString(ordersFile, line, { flag: "a" })),
        Effect.orDie,
        Effect.as(HashMap.set(all, order.number, order))
      )

    const find = (number: string) => Effect.map(SynchronizedRef.get(orders), HashMap.get(number))
    return Orders.of({
      find,
      add: (order) =>
        Effect.uninterruptible(SynchronizedRef.updateEffect(orders, (all) => store(order, all))),
      update: (number, change) =>
        SynchronizedRef.updateEffect(orders, (all) =>
          Option.match(HashMap.get(all, number), {
            onNone: () => Effect.succeed(all),
            onSome: (order) => store(change(order), all)
          })
        ).pipe(Effect.uninterruptible, Effect.andThen(find(number))),
      all: Effect.map(SynchronizedRef.get(orders), (all) =>
        HashMap.toValues(all).sort((one, other) => DateTime.Order(one.createdAt, other.createdAt))
      )
    })
  })
)
