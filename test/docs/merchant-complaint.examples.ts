/** The examples of docs/merchant-complaint.md. */
import { NotificationHandler } from "@effect-wechatpay/core"
import {
  Complaint,
  ComplaintNotification,
  ComplaintNotificationUrl
} from "@effect-wechatpay/merchant-complaint"
import { RefundFlow } from "@effect-wechatpay/refund"
import { Chunk, Effect, Option, Stream } from "effect"

export const register = (url: string) =>
  ComplaintNotificationUrl.update({ url }).pipe(
    Effect.catchTag("ResourceNotExists", () => ComplaintNotificationUrl.create({ url }))
  )

export const handler = <E, R>(work: (complaint_id: string) => Effect.Effect<void, E, R>) =>
  NotificationHandler.make(ComplaintNotification.all, {
    "COMPLAINT.CREATE": ({ resource }) => work(resource.complaint_id),
    "COMPLAINT.STATE_CHANGE": ({ resource }) => work(resource.complaint_id),
    unknown: () => Effect.void
  })

export const all = (begin_date: string, end_date: string) =>
  Stream.paginateChunkEffect(0, (offset) =>
    Effect.map(
      Complaint.list({ begin_date, end_date, limit: 50, offset }),
      ({ data = [], total_count = 0 }) => {
        const next = offset + data.length
        return [
          Chunk.fromIterable(data),
          data.length > 0 && next < total_count ? Option.some(next) : Option.none()
        ]
      }
    )
  )

export const respondOnce = (complaint_id: string, complainted_mchid: string, text: string) =>
  Effect.gen(function* () {
    const { data = [] } = yield* Complaint.listHistory({ complaint_id, limit: 300 })
    const isSent = data.some(
      ({ operate_details, operate_type }) => operate_type === "MERCHANT_RESPONSE" && operate_details === text
    )
    if (!isSent) yield* Complaint.respond({ complaint_id, complainted_mchid, response_content: text })
  })

export const approve = (
  complaint_id: string,
  payment: { readonly transaction_id: string; readonly total: number },
  fen: number
) =>
  Effect.gen(function* () {
    const { complaint_state } = yield* Complaint.query({ complaint_id })
    if (complaint_state === "PROCESSED") return "handled before"
    const { data = [] } = yield* Complaint.listHistory({ complaint_id, limit: 300 })
    if (!data.some(({ operate_type }) => operate_type === "MERCHANT_APPROVE_REFUND")) {
      yield* Complaint.updateRefundProgress({ complaint_id, action: "APPROVE", launch_refund_day: 0 })
    }
    const out_refund_no = `complaint-${complaint_id}`
    yield* RefundFlow.create({
      transaction_id: payment.transaction_id,
      out_refund_no,
      amount: { refund: fen, total: payment.total, currency: "CNY" }
    })
    return (yield* RefundFlow.awaitEnd({ out_refund_no })).status
  })

export const reject = (complaint_id: string, reject_reason: string) =>
  Complaint.updateRefundProgress({ complaint_id, action: "REJECT", reject_reason })

export const complete = (complaint_id: string) =>
  Effect.gen(function* () {
    const { complaint_state, complainted_mchid, incoming_user_response } = yield* Complaint.query({
      complaint_id
    })
    if (complaint_state === "PROCESSED") return "handled before"
    if (incoming_user_response) return "the user waits for a response"
    yield* Complaint.complete({ complaint_id, complainted_mchid })
    return "handled"
  })
