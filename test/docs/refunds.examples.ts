/** The examples of docs/refunds.md. */
import { NotificationHandler } from "@effect-wechatpay/core"
import { OrderState, PayscoreNotification } from "@effect-wechatpay/payscore"
import { Refund, RefundNotification } from "@effect-wechatpay/refund"
import { Context, Effect, Schedule } from "effect"

export interface Wanted {
  readonly order: OrderState.Order
  /** The number of the refund: stored before the call. */
  readonly out_refund_no: string
  /** Fen. */
  readonly refund: number
  /** What the order cost, from your own books, in fen. */
  readonly total: number
}

export const refundOrder = ({ order, out_refund_no, refund, total }: Wanted) =>
  Effect.gen(function* () {
    const state = OrderState.of(order)
    const [transaction_id] = state._tag === "Paid" ? state.transactionIds : []
    if (transaction_id === undefined) return yield* Effect.fail("nothing was paid by WeChat Pay" as const)
    return yield* Refund.create({
      transaction_id,
      out_refund_no,
      notify_url: "https://shop.example/wechatpay/notify",
      amount: { refund, total, currency: "CNY" }
    })
  })

export class Books extends Context.Tag("shop/Books")<
  Books,
  {
    /** What the order cost, in fen. */
    readonly totalOf: (outOrderNo: string) => Effect.Effect<number>
    readonly paid: (outOrderNo: string) => Effect.Effect<void>
    /** Somebody has to look: it is not paid, or another total is. */
    readonly unexpected: (outOrderNo: string) => Effect.Effect<void>
    readonly refunded: (outRefundNo: string, fen: number) => Effect.Effect<void>
    readonly redirect: (refundId: string, outRefundNo: string) => Effect.Effect<void>
    readonly notRefunded: (outRefundNo: string) => Effect.Effect<void>
  }
>() {}

export const handler = NotificationHandler.make([PayscoreNotification.userPaid, ...RefundNotification.all], {
  "PAYSCORE.USER_PAID": ({ resource }) =>
    Effect.gen(function* () {
      const books = yield* Books
      const total = yield* books.totalOf(resource.out_order_no)
      const book = OrderState.isPaid(resource, total) ? books.paid : books.unexpected
      yield* book(resource.out_order_no)
    }),
  "REFUND.SUCCESS": ({ resource }) =>
    Effect.flatMap(Books, (books) => books.refunded(resource.out_refund_no, resource.amount.refund)),
  "REFUND.ABNORMAL": ({ resource }) =>
    Effect.flatMap(Books, (books) => books.redirect(resource.refund_id, resource.out_refund_no)),
  "REFUND.CLOSED": ({ resource }) =>
    Effect.flatMap(Books, (books) => books.notRefunded(resource.out_refund_no)),
  unknown: () => Effect.void
})

export const awaitEnd = (out_refund_no: string) =>
  Refund.query({ out_refund_no }).pipe(
    Effect.filterOrFail(
      ({ status }) => status !== "PROCESSING",
      () => "still under way" as const
    ),
    Effect.retry({
      while: (error) => error === "still under way",
      schedule: Schedule.spaced("1 minute"),
      times: 30
    })
  )

export const payTheMerchant = (refund_id: string, out_refund_no: string) =>
  Refund.applyAbnormal({ refund_id, out_refund_no, type: "MERCHANT_BANK_CARD" })
