/** Responses with complaints and their history. */
import type * as Response from "@effect-wechatpay/merchant-complaint/schemas/Complaint"
import * as Redacted from "effect/Redacted"
import { rfc3339 } from "../../internal/rfc3339.js"
import { operators } from "./events.js"
import type { Complaint, Entry } from "./tables.js"

/** The download address of an image. */
const imageUrl = (origin: string) => (media_id: string) =>
  `${origin}/v3/merchant-service/images/${encodeURIComponent(media_id)}`

/** A complaint in a list. */
export const toResponse = (complaint: Complaint, origin: string): Response.Complaint => ({
  complaint_id: complaint.complaint_id,
  complaint_time: rfc3339(complaint.complained_at),
  complaint_detail: complaint.complaint_detail,
  complaint_state: complaint.complaint_state,
  complainted_mchid: complaint.complainted_mchid,
  ...(complaint.payer_phone === undefined ? {} : { payer_phone: Redacted.make(complaint.payer_phone) }),
  complaint_order_info: complaint.orders,
  ...(complaint.images.length === 0
    ? {}
    : {
        complaint_media_list: [
          { media_type: "USER_COMPLAINT_IMAGE", media_url: complaint.images.map(imageUrl(origin)) }
        ]
      }),
  complaint_full_refunded: complaint.complaint_full_refunded,
  incoming_user_response: complaint.incoming_user_response,
  problem_description: complaint.problem_description,
  user_complaint_times: complaint.user_complaint_times,
  problem_type: complaint.problem_type,
  ...(complaint.apply_refund_amount === undefined
    ? {}
    : { apply_refund_amount: complaint.apply_refund_amount }),
  in_platform_service: complaint.in_platform_service,
  need_immediate_service: complaint.need_immediate_service,
  is_agent_mode: false
})

/** A complaint that was queried by its number. */
export const toDetail = (complaint: Complaint, origin: string): Response.Detail => ({
  ...toResponse(complaint, origin),
  payer_openid: complaint.payer_openid
})

/** An entry of the history. `image_list` does not contain images of the user. */
export const toEntry = (entry: Entry, origin: string): Response.Entry => ({
  log_id: entry.log_id,
  operator: entry.operator,
  operate_time: rfc3339(entry.at),
  operate_type: entry.operate_type,
  ...(entry.operate_details === undefined ? {} : { operate_details: entry.operate_details }),
  ...(entry.images.length === 0 || entry.operator === operators.user
    ? {}
    : { image_list: entry.images.map(imageUrl(origin)) }),
  ...(entry.message === undefined
    ? {}
    : { normal_message: entry.message as NonNullable<Response.Entry["normal_message"]> }),
  ...(entry.click === undefined ? {} : { click_message: entry.click })
})
