/** The actions of users and of WeChat Pay's staff on complaints. */
import type { File as UploadedFile } from "@effect-wechatpay/core/Upload"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Samples from "../../Samples.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { addComplaintImage } from "../media/index.js"
import { transactions } from "../transactions.js"
import { type Happening, happen } from "./events.js"
import { type Complaint, complaints, find } from "./tables.js"

/**
 * The content of a complaint.
 *
 * @since 1.0.0
 * @category models
 */
export interface Complaining {
  /** The merchant. Default: the merchant of the payment, or the one of `Samples`. */
  readonly complainted_mchid?: string
  readonly openid?: string
  /** Only with the user's consent. */
  readonly phone?: string
  /** The payment. */
  readonly transaction_id?: string
  readonly complaint_detail?: string
  readonly problem_description?: string
  /** Default: `OTHERS`, or `REFUND` with an amount. */
  readonly problem_type?: Complaint["problem_type"]
  /** Fen. */
  readonly apply_refund_amount?: number
  readonly images?: ReadonlyArray<UploadedFile>
  /** Whether the user requests an immediate response of the merchant. Default: false. */
  readonly need_immediate_service?: boolean
}

/**
 * A user complains; the merchant is notified with `COMPLAINT.CREATE`. Returns the number of the complaint.
 *
 * @since 1.0.0
 * @category combinators
 */
export const complain = Effect.fnUntraced(function* (complaining: Complaining = {}) {
  const { apply_refund_amount, transaction_id } = complaining
  const payment =
    transaction_id === undefined ? undefined : (yield* State.rows(transactions)).get(transaction_id)
  if (transaction_id !== undefined && payment === undefined) {
    return yield* new ActionRejected({ problem: "no such payment" })
  }
  const complainted_mchid =
    complaining.complainted_mchid ?? payment?.sub_mchid ?? payment?.mchid ?? Samples.mchid
  const images = yield* Effect.forEach(complaining.images ?? [], (image) =>
    addComplaintImage(complainted_mchid, image)
  )
  const now = yield* Clock.currentTimeMillis
  const complaint_id = digits(28)
  const details = complaining.complaint_detail ?? "商品没有收到"
  yield* happen(
    {
      complaint_id,
      complainted_mchid,
      complained_at: now,
      complaint_detail: details,
      complaint_state: "PENDING",
      payer_openid: complaining.openid ?? payment?.openid ?? Samples.openid,
      payer_phone: complaining.phone,
      orders:
        payment === undefined
          ? []
          : [
              {
                transaction_id: payment.transaction_id,
                out_trade_no: payment.out_trade_no,
                amount: payment.total
              }
            ],
      images,
      problem_type: complaining.problem_type ?? (apply_refund_amount === undefined ? "OTHERS" : "REFUND"),
      apply_refund_amount,
      problem_description: complaining.problem_description ?? "其他",
      user_complaint_times: 1,
      incoming_user_response: true,
      complaint_full_refunded: false,
      refund_approved: false,
      in_platform_service: false,
      need_immediate_service: complaining.need_immediate_service ?? false,
      history: []
    },
    { by: "user", operate_type: "USER_CREATE_COMPLAINT", action_type: "CREATE_COMPLAINT", details, images }
  )
  return complaint_id
})

type Change = (complaint: Complaint) => Complaint

const unchanged: Change = (complaint) => complaint

/** Runs an action on a complaint, which may have to be open. */
const act = (
  complaint_id: string,
  happening: Happening,
  change: Change = unchanged,
  isPossible: (complaint: Complaint) => string | undefined = () => undefined
): Effect.Effect<void, ActionRejected, State.State> =>
  Effect.gen(function* () {
    const complaint = yield* find(complaint_id)
    if (complaint === undefined) return yield* new ActionRejected({ problem: "no such complaint" })
    const problem = isPossible(complaint)
    if (problem !== undefined) return yield* new ActionRejected({ problem })
    yield* happen(change(complaint), happening)
  })

const whileOpen = ({ complaint_state }: Complaint): string | undefined =>
  complaint_state === "PROCESSED" ? "the complaint is PROCESSED" : undefined

/**
 * The user writes to the merchant.
 *
 * @since 1.0.0
 * @category combinators
 */
export const write = (
  complaint_id: string,
  details: string
): Effect.Effect<void, ActionRejected, State.State> =>
  act(
    complaint_id,
    { by: "user", operate_type: "USER_RESPONSE", action_type: "USER_RESPONSE", details },
    (complaint) => ({ ...complaint, incoming_user_response: true }),
    whileOpen
  )

/**
 * The user complains again after the complaint was reported as handled.
 *
 * @since 1.0.0
 * @category combinators
 */
export const complainAgain = (
  complaint_id: string,
  details: string
): Effect.Effect<void, ActionRejected, State.State> =>
  act(
    complaint_id,
    { by: "user", operate_type: "USER_CONTINUE_COMPLAINT", action_type: "CONTINUE_COMPLAINT", details },
    (complaint) => ({
      ...complaint,
      complaint_state: "PENDING",
      incoming_user_response: true,
      refund_approved: false,
      user_complaint_times: complaint.user_complaint_times + 1
    }),
    ({ complaint_state }) =>
      complaint_state === "PROCESSED" ? undefined : `the complaint is ${complaint_state}`
  )

const closed: Change = (complaint) => ({
  ...complaint,
  complaint_state: "PROCESSED",
  incoming_user_response: false,
  need_immediate_service: false
})

/**
 * The user withdraws the complaint.
 *
 * @since 1.0.0
 * @category combinators
 */
export const withdraw = (complaint_id: string): Effect.Effect<void, ActionRejected, State.State> =>
  act(complaint_id, { by: "user", operate_type: "USER_REVOKE_COMPLAINT" }, closed, whileOpen)

/**
 * The user requests an immediate response.
 *
 * @since 1.0.0
 * @category combinators
 */
export const requestImmediateService = (
  complaint_id: string,
  details: string
): Effect.Effect<void, ActionRejected, State.State> =>
  act(
    complaint_id,
    { by: "user", operate_type: "USER_RESPONSE", action_type: "USER_RESPONSE", details },
    (complaint) => ({ ...complaint, incoming_user_response: true, need_immediate_service: true }),
    whileOpen
  )

/**
 * The element of an immediate-service response that the user clicked.
 *
 * @since 1.0.0
 * @category models
 */
export interface Click {
  /** The `log_id` of the response in the history. */
  readonly log_id: string
  readonly action_id: string
  readonly content: string
}

/**
 * The user clicks an element of an immediate-service response. The history gets an entry; no notification is
 * documented.
 *
 * @since 1.0.0
 * @category combinators
 */
export const click = (
  complaint_id: string,
  { action_id, content, log_id }: Click
): Effect.Effect<void, ActionRejected, State.State> =>
  act(
    complaint_id,
    {
      by: "user",
      operate_type: "USER_CLICK_RESPONSE",
      entry: { click: { message_content: content, action_id, clicked_log_id: log_id } }
    },
    unchanged,
    ({ history }) =>
      history.some((entry) => entry.log_id === log_id && entry.message !== undefined)
        ? undefined
        : "no such message"
  )

/**
 * WeChat Pay's staff writes a message.
 *
 * @since 1.0.0
 * @category combinators
 */
export const respondByPlatform = (
  complaint_id: string,
  details: string
): Effect.Effect<void, ActionRejected, State.State> =>
  act(complaint_id, {
    by: "platform",
    operate_type: "PLATFORM_RESPONSE",
    action_type: "RESPONSE_BY_PLATFORM",
    details
  })

/**
 * The user requests assistance of WeChat Pay's staff or withdraws the request, or the assistance ends.
 *
 * @since 1.0.0
 * @category combinators
 */
export const setPlatformService = (
  complaint_id: string,
  to: "APPLY" | "CANCEL" | "FINISH"
): Effect.Effect<void, ActionRejected, State.State> => {
  const type = {
    APPLY: "USER_APPLY_PLATFORM_SERVICE",
    CANCEL: "USER_CANCEL_PLATFORM_SERVICE",
    FINISH: "PLATFORM_SERVICE_FINISHED"
  }[to]
  return act(
    complaint_id,
    { by: to === "FINISH" ? "platform" : "user", operate_type: type, action_type: type },
    (complaint) => ({ ...complaint, in_platform_service: to === "APPLY" }),
    ({ in_platform_service }) =>
      in_platform_service === (to === "APPLY")
        ? `platform service is ${in_platform_service ? "on" : "off"}`
        : undefined
  )
}

// --- effects of refunds on complaints ---------------------------------------------------------------------------

const aboutPayment = (transaction_id: string) =>
  Effect.map(State.rows(complaints), (rows) =>
    rows.filter(({ orders }) => orders.some((order) => order.transaction_id === transaction_id))
  )

/** Must be called when a refund of a payment is accepted. */
export const refundStarted = (transaction_id: string): Effect.Effect<void, never, State.State> =>
  Effect.flatMap(aboutPayment(transaction_id), (complaints) =>
    Effect.forEach(
      complaints,
      (complaint) =>
        happen(complaint, {
          by: "merchant",
          operate_type: "COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE",
          action_type: "SELLER_REFUND"
        }),
      { discard: true }
    )
  )

/** Must be called when a refund of a payment succeeds: a complaint whose refund was approved is handled then. */
export const refundArrived = (
  transaction_id: string,
  isFull: boolean
): Effect.Effect<void, never, State.State> =>
  Effect.flatMap(aboutPayment(transaction_id), (complaints) =>
    Effect.forEach(
      complaints,
      (complaint) =>
        happen(
          {
            ...(complaint.refund_approved ? closed(complaint) : complaint),
            complaint_full_refunded: isFull
          },
          {
            by: "system",
            operate_type: isFull
              ? "COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE"
              : "COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE",
            action_type: "REFUND_SUCCESS"
          }
        ),
      { discard: true }
    )
  )
