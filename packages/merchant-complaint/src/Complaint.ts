/**
 * Consumer complaints (消费者投诉 2.0): list them, read them, respond, approve or reject refunds, and mark complaints as
 * handled.
 *
 * Merchants, service providers and institutions use the same calls. A service provider sees the complaints about all
 * its sub-merchants. Images of complaints are in `ComplaintImage` of `@effect-wechatpay/media`.
 *
 * Tested in `test/simulator/complaintRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as RateLimit from "@effect-wechatpay/core/RateLimit"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ComplaintError from "./ComplaintError.js"
import * as rules from "./internal/rules.js"
import * as Response from "./schemas/Complaint.js"
import * as Message from "./schemas/Message.js"

/**
 * Limit for reading, for the client's `rateLimit`: 200 lists and 200 histories a minute per merchant.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533431 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691285 service providers, page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const readLimit = { requests: 200, per: "1 minute" } as const satisfies RateLimit.Limit

/**
 * Limit for responses: 60 a minute per merchant.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467254 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467213 service providers, page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const respondLimit = { requests: 60, per: "1 minute" } as const satisfies RateLimit.Limit

/**
 * Limit for marking complaints as handled: 1,500 a minute per merchant.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467255 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467217 service providers, page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const completeLimit = { requests: 1500, per: "1 minute" } as const satisfies RateLimit.Limit

const params = {
  /** Complaint number assigned by WeChat Pay, at most 64 characters. */
  complaint_id: Wire.text(64)
}

const about = {
  /**
   * The merchant that the user complained about, from the field of the same name of the complaint; at most 64
   * characters.
   */
  complainted_mchid: Wire.text(64)
}

/**
 * Lists the complaints of a range of days, by the time of the complaint. May be repeated, at most 200 times a minute.
 *
 * A range has at most 30 days: split longer times into several ranges. Read each range page by page until
 * `total_count`. Notifications may get lost, so list complaints regularly as well.
 *
 * Complaints about another merchant give `NoAuth`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533431 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691285 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const list = Endpoint.make("merchantComplaint.complaint.list", {
  method: "GET",
  path: "/v3/merchant-service/complaints-v2",
  query: Rule.check(
    {
      /** Page size, 1 to 50. The default is 10, as far as is known. */
      limit: Schema.optional(Wire.integer(1, 50)),
      /** Number of skipped complaints; default 0. */
      offset: Schema.optional(Wire.integer(0)),
      /** First day in Beijing, `yyyy-MM-dd`. */
      begin_date: Wire.IsoDate,
      /** Last day in Beijing, `yyyy-MM-dd`; at most 30 days after the first. */
      end_date: Wire.IsoDate,
      /** One sub-merchant; service providers only. Default: all sub-merchants. At most 64 characters. */
      complainted_mchid: Schema.optional(Wire.text(64))
    },
    rules.daysInOrder
  ),
  success: { data: Schema.optional(Schema.Array(Response.Complaint)), ...Response.page },
  errors: ComplaintError.complaint
})

/**
 * Reads a complaint and its user. May be repeated.
 *
 * An unknown complaint gives `InvalidRequest`, and a complaint about another merchant gives `NoAuth`, as far as is
 * known.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533436 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691648 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("merchantComplaint.complaint.query", {
  method: "GET",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}",
  params,
  success: Response.Detail,
  errors: ComplaintError.complaint
})

/**
 * Lists the history of a complaint: what the user, the merchant and WeChat Pay's staff wrote and did. May be
 * repeated, at most 200 times a minute.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533439 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691802 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const listHistory = Endpoint.make("merchantComplaint.complaint.listHistory", {
  method: "GET",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys",
  params,
  query: {
    /** Page size, 1 to 300. The default is 100, as far as is known. */
    limit: Schema.optional(Wire.integer(1, 300)),
    /** Number of skipped entries; default 0. */
    offset: Schema.optional(Wire.integer(0))
  },
  success: { data: Schema.optional(Schema.Array(Response.Entry)), ...Response.page },
  errors: ComplaintError.complaint
})

/**
 * Sends a response to the user, who sees it immediately. The complaint changes from `PENDING` to `PROCESSING`.
 *
 * The request has no idempotency key, and a repeated request is shown twice, so the client sends it once. After an
 * `Unknown` outcome, read the history ({@link listHistory}) before you send it again.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467254 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467213 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const respond = Endpoint.make("merchantComplaint.complaint.respond", {
  method: "POST",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}/response",
  params,
  payload: Rule.check(
    {
      ...about,
      /** 1 to 500 characters. */
      response_content: Wire.text(500),
      /** At most 4 `media_id`s of `ComplaintImage.upload`. */
      response_images: Schema.optional(Wire.list(Wire.anyText, 4)),
      /** A link below the text: https, at most 512 characters. Needs `jump_url_text`. */
      jump_url: Schema.optional(rules.jumpUrl),
      /** Text of the link, at most 10 characters. */
      jump_url_text: Schema.optional(Wire.text(10)),
      /** A mini program that the user can open: its appid, its page and the text of the link. */
      mini_program_jump_info: Schema.optional(
        Schema.Struct({ appid: Wire.nonEmptyText, path: Wire.nonEmptyText, text: Wire.nonEmptyText })
      )
    },
    rules.linkHasText
  ),
  errors: ComplaintError.complaint
})

/**
 * Marks a complaint as handled. It becomes `PROCESSED`, and WeChat Pay asks the user for a rating.
 *
 * Call it only after the complaint is resolved: the user can complain again, which counts against the merchant. The
 * result of a second call is not documented, so the client sends the request once. After an `Unknown` outcome, read
 * the complaint: it is `PROCESSED` if the request arrived.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467255 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467217 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const complete = Endpoint.make("merchantComplaint.complaint.complete", {
  method: "POST",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}/complete",
  params,
  payload: about,
  errors: ComplaintError.complaint
})

const remark = {
  /** Note for the merchant's own staff, 1 to 200 characters. */
  remark: Schema.optional(Wire.text(200))
}

/**
 * Approves or rejects the refund that a complaint asks for (`problem_type` `REFUND`).
 *
 * An approval moves no money. Refund the order with `Refund.create` of `@effect-wechatpay/refund`; the complaint
 * becomes `PROCESSED` when the money has arrived. After a rejection the complaint is `PROCESSED` immediately.
 *
 * The client sends the request once. After an `Unknown` outcome, read the history ({@link listHistory}) before you
 * send it again.
 *
 * ```ts
 * Complaint.updateRefundProgress({ complaint_id, action: "APPROVE", launch_refund_day: 0 })
 * Complaint.updateRefundProgress({ complaint_id, action: "REJECT", reject_reason: "the parcel was delivered" })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467256 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467218 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const updateRefundProgress = Endpoint.make("merchantComplaint.complaint.updateRefundProgress", {
  method: "POST",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress",
  params,
  payload: Schema.Union(
    Schema.Struct({
      /** The merchant will refund. */
      action: Wire.oneOf("APPROVE"),
      /** Number of working days until the refund starts; 0 is today. */
      launch_refund_day: Wire.integer(0),
      ...remark
    }),
    Schema.Struct({
      /** The merchant will not refund. */
      action: Wire.oneOf("REJECT"),
      /** Shown to the user, 1 to 200 characters. */
      reject_reason: Wire.text(200),
      /** At most 4 `media_id`s of `ComplaintImage.upload`. */
      reject_media_list: Schema.optional(Wire.list(Wire.anyText, 4)),
      ...remark
    })
  ),
  errors: ComplaintError.complaint
})

/**
 * Responds to a complaint that needs immediate service (`need_immediate_service`) with texts, images, links, lists of
 * FAQs and buttons. The history records the clicks of the user as `USER_CLICK_RESPONSE`.
 *
 * It is safe to repeat the identical request: the user sees the response of an `idempotent_id` once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4017151596 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4017151726 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const respondToImmediateService = Endpoint.make(
  "merchantComplaint.complaint.respondToImmediateService",
  {
    method: "POST",
    path: "/v3/merchant-service/complaints-v2/{complaint_id}/response-immediate-service",
    params,
    payload: {
      ...about,
      /** Content of the response: at least one block. */
      message: Message.Message,
      /** ID of the response, assigned by the merchant, 1 to 128 characters. Store it before the call. */
      idempotent_id: Wire.text(128)
    },
    success: {
      /** ID of the response in the history. */
      log_id: Schema.String
    },
    errors: ComplaintError.complaint,
    idempotent: true
  }
)
