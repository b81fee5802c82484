/** Refunds in the state, and their responses and notifications. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import * as Complaints from "../merchantComplaint/userActions.js"

export const Refund = Schema.Struct({
  /** WeChat Pay's number. */
  refund_id: Schema.String,
  out_refund_no: Schema.String,
  mchid: Schema.String,
  sub_mchid: Schema.optional(Schema.String),
  transaction_id: Schema.String,
  out_trade_no: Schema.String,
  status: Schema.Literal("PROCESSING", "SUCCESS", "CLOSED", "ABNORMAL"),
  /** The total of the payment, in fen. */
  total: Schema.Number,
  /** The refunded amount, in fen. */
  refund: Schema.Number,
  /**
   * The part of the payment that the user paid, and the part of it that is refunded, in fen. Absent without coupons:
   * all of it.
   */
  payer_total: Schema.optional(Schema.Number),
  payer_refund: Schema.optional(Schema.Number),
  /**
   * The settlement amount of the payment, and the part of it that is taken back, in fen. Absent without coupons: all of
   * it.
   */
  settlement_total: Schema.optional(Schema.Number),
  settlement_refund: Schema.optional(Schema.Number),
  channel: Schema.Literal("ORIGINAL", "OTHER_BANKCARD"),
  user_received_account: Schema.String,
  notify_url: Schema.optional(Schema.String),
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  succeeded_at: Schema.optional(Schema.Number),
  /** The application as received, for comparison with repetitions. */
  application: Schema.Unknown
})

/**
 * A refund.
 *
 * @since 1.0.0
 * @category models
 */
export interface Refund extends Schema.Schema.Type<typeof Refund> {}

/**
 * Every refund that was accepted.
 *
 * @since 1.0.0
 * @category tables
 */
export const refunds: State.Table<Refund> = State.table("refund.refunds", Refund)

/** The receiver of an abnormal refund whose money goes to the merchant, which pays the user itself. */
export const toMerchant = "商户结算银行账户"

/**
 * The key of a refund: of a merchant, or of a service provider for a sub-merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Who {
  readonly mchid: string
  readonly sub_mchid?: string | undefined
  readonly out_refund_no: string
}

/**
 * The key of a refund in its table.
 *
 * @since 1.0.0
 * @category combinators
 */
export const refundKey = ({ mchid, out_refund_no, sub_mchid }: Who): string =>
  State.key(mchid, sub_mchid, out_refund_no)

export const find = (who: Who): Effect.Effect<Refund | undefined, never, State.State> =>
  Effect.map(State.rows(refunds), (rows) => rows.get(refundKey(who)))

export const save = (refund: Refund): Effect.Effect<Refund, never, State.State> =>
  Effect.map(State.rows(refunds), (rows) => {
    rows.set(refundKey(refund), refund)
    return refund
  })

/** The refunds of a payment that are not closed. */
export const snapshot = (transaction_id: string): Effect.Effect<ReadonlyArray<Refund>, never, State.State> =>
  Effect.map(State.rows(refunds), (rows) =>
    rows.filter((refund) => refund.transaction_id === transaction_id && refund.status !== "CLOSED")
  )

/** Whether a refund of the payment has succeeded. The trade state is `REFUND` then. */
export const isRefunded = (transaction_id: string | undefined): Effect.Effect<boolean, never, State.State> =>
  transaction_id === undefined
    ? Effect.succeed(false)
    : Effect.map(snapshot(transaction_id), (all) => all.some(({ status }) => status === "SUCCESS"))

/** Values of the application that the response repeats. */
interface Echo {
  readonly funds_account?: "AVAILABLE" | "UNSETTLED" | undefined
  readonly amount?: {
    readonly from?:
      | ReadonlyArray<{ readonly account: "AVAILABLE" | "UNAVAILABLE"; readonly amount: number }>
      | undefined
  }
}

export const toResponse = (refund: Refund) => {
  const { amount, funds_account = "UNSETTLED" } = refund.application as Echo
  return {
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    transaction_id: refund.transaction_id,
    out_trade_no: refund.out_trade_no,
    channel: refund.channel,
    user_received_account: refund.user_received_account,
    create_time: rfc3339(refund.created_at),
    status: refund.status,
    funds_account,
    ...(refund.succeeded_at === undefined ? {} : { success_time: rfc3339(refund.succeeded_at) }),
    amount: {
      total: refund.total,
      refund: refund.refund,
      ...(amount?.from === undefined ? {} : { from: amount.from }),
      payer_total: refund.payer_total ?? refund.total,
      payer_refund: refund.payer_refund ?? refund.refund,
      settlement_refund: refund.settlement_refund ?? refund.refund,
      settlement_total: refund.settlement_total ?? refund.total,
      discount_refund: refund.refund - (refund.payer_refund ?? refund.refund),
      currency: "CNY"
    }
  }
}

const summaries = { SUCCESS: "退款成功", CLOSED: "退款关闭", ABNORMAL: "退款异常" } as const

/**
 * Notifies the merchant of the result of a refund. Without a `notify_url` WeChat Pay sends APIv2 XML to an address from
 * the console; the simulator sends nothing.
 */
const notify = (refund: Refund, status: keyof typeof summaries) =>
  refund.notify_url === undefined
    ? Effect.void
    : Outbox.send({
        mchid: refund.mchid,
        url: refund.notify_url,
        event_type: `REFUND.${status}`,
        summary: summaries[status],
        original_type: "refund",
        associated_data: "refund",
        resource: {
          ...(refund.sub_mchid === undefined
            ? { mchid: refund.mchid }
            : { sp_mchid: refund.mchid, sub_mchid: refund.sub_mchid }),
          out_trade_no: refund.out_trade_no,
          transaction_id: refund.transaction_id,
          out_refund_no: refund.out_refund_no,
          refund_id: refund.refund_id,
          refund_status: status,
          ...(refund.succeeded_at === undefined ? {} : { success_time: rfc3339(refund.succeeded_at) }),
          user_received_account: refund.user_received_account,
          amount: {
            total: refund.total,
            refund: refund.refund,
            payer_total: refund.payer_total ?? refund.total,
            payer_refund: refund.payer_refund ?? refund.refund
          }
        }
      })

/** Ends a refund and notifies the merchant. */
export const end = Effect.fnUntraced(function* (refund: Refund, status: keyof typeof summaries) {
  const now = yield* Clock.currentTimeMillis
  const ended = yield* save({
    ...refund,
    status,
    ...(status === "SUCCESS" ? { succeeded_at: now } : {})
  })
  yield* notify(ended, status)
  if (status !== "SUCCESS") return
  const arrived = (yield* snapshot(refund.transaction_id)).filter((one) => one.status === "SUCCESS")
  const sum = arrived.reduce((total, one) => total + one.refund, 0)
  yield* Complaints.refundArrived(refund.transaction_id, sum === refund.total)
})
