/**
 * Complaints of consumers (消费者投诉 2.0): list, read, respond, approve or reject a refund, report as handled.
 *
 * Merchants, service providers and institutions make the same calls; a service provider sees the complaints about all its
 * sub-merchants. Images of complaints are `ComplaintImage` of `@effect-wechatpay/media`.
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
 * How often a merchant may read, for the client's `rateLimit`: lists and histories 200 times a minute each.
 *
 * @since 1.0.0
 * @category constants
 */
export const readLimit = { requests: 200, per: "1 minute" } as const satisfies RateLimit.Limit

/**
 * How often a merchant may respond: 60 times a minute.
 *
 * @since 1.0.0
 * @category constants
 */
export const respondLimit = { requests: 60, per: "1 minute" } as const satisfies RateLimit.Limit

/**
 * How often a merchant may report a complaint as handled: 1,500 times a minute.
 *
 * @since 1.0.0
 * @category constants
 */
export const completeLimit = { requests: 1500, per: "1 minute" } as const satisfies RateLimit.Limit

const params = {
  /** WeChat Pay's number of the complaint, at most 64 characters. */
  complaint_id: Wire.text(64)
}

const about = {
  /** The merchant that the user complained about, as the complaint names it; at most 64 characters. */
  complainted_mchid: Wire.text(64)
}

/**
 * Lists the complaints of a range of days, by the time of the complaint. May be repeated as often as 200 times a minute.
 *
 * The range is at most 30 days; go through longer times range by range, and through each range page by page until
 * `total_count`. Notifications can get lost: list at regular times as well.
 *
 * Another merchant's complaints are `NoAuth`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533431
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691285 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const list = Endpoint.make("merchantComplaint.complaint.list", {
  method: "GET",
  path: "/v3/merchant-service/complaints-v2",
  query: Rule.check(
    {
      /** How many, 1 to 50. Without it 10, as far as is known. */
      limit: Schema.optional(Wire.integer(1, 50)),
      /** How many are left out at the beginning; 0 without it. */
      offset: Schema.optional(Wire.integer(0)),
      /** First day in Beijing, `yyyy-MM-dd`. */
      begin_date: Wire.IsoDate,
      /** Last day in Beijing, `yyyy-MM-dd`; at most 30 days after the first. */
      end_date: Wire.IsoDate,
      /** One sub-merchant; service providers only. Without it, all of them. At most 64 characters. */
      complainted_mchid: Schema.optional(Wire.text(64))
    },
    rules.daysInOrder
  ),
  success: { data: Schema.optional(Schema.Array(Response.Complaint)), ...Response.page },
  errors: ComplaintError.complaint
})

/**
 * Reads a complaint, with its user. May be repeated.
 *
 * An unknown complaint is `InvalidRequest`, another merchant's `NoAuth`, as far as is known.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533436
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691648 service providers
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
 * Lists what happened in a complaint: what the user, the merchant and WeChat Pay's staff wrote and did. May be repeated as
 * often as 200 times a minute.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012533439
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691802 service providers
 * @since 1.0.0
 * @category endpoints
 */
export const listHistory = Endpoint.make("merchantComplaint.complaint.listHistory", {
  method: "GET",
  path: "/v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys",
  params,
  query: {
    /** How many, 1 to 300. Without it 100, as far as is known. */
    limit: Schema.optional(Wire.integer(1, 300)),
    /** How many are left out at the beginning; 0 without it. */
    offset: Schema.optional(Wire.integer(0))
  },
  success: { data: Schema.optional(Schema.Array(Response.Entry)), ...Response.page },
  errors: ComplaintError.complaint
})

/**
 * Responds to the user, who sees it at once.
 *
 * It carries no idempotency key: a request that is repeated is shown twice, so the client sends it once. After an `Unknown`
 * outcome read the history ({@link listHistory}) before you send it again. The complaint goes from `PENDING` to `PROCESSING`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467254
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467213 service providers
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
 * Reports a complaint as handled: it becomes `PROCESSED`, and the user is asked for a rating.
 *
 * Report it only when it is handled: the user can complain again, which counts against the merchant. What a second report
 * gives is not documented, so the client sends it once; after an `Unknown` outcome read the complaint, which is `PROCESSED` if
 * it arrived.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467255
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467217 service providers
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
 * An approval moves no money: refund the order by `Refund.create` of `@effect-wechatpay/refund`, and the complaint becomes
 * `PROCESSED` when the money has arrived. A rejection makes it `PROCESSED` at once.
 *
 * The client sends it once. After an `Unknown` outcome read the history ({@link listHistory}) before you send it again.
 *
 * ```ts
 * Complaint.updateRefundProgress({ complaint_id, action: "APPROVE", launch_refund_day: 0 })
 * Complaint.updateRefundProgress({ complaint_id, action: "REJECT", reject_reason: "the parcel was delivered" })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467256
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012467218 service providers
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
      /** In how many working days the refund starts; 0 is today. */
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
 * Responds to a complaint that needs immediate service (`need_immediate_service`), with texts, images, links, questions and
 * buttons. What the user clicks is in the history as `USER_CLICK_RESPONSE`.
 *
 * Repeating the identical request with the same `idempotent_id` shows it once.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4017151596
 * @see https://pay.weixin.qq.com/doc/v3/partner/4017151726 service providers
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
      /** What the user sees: at least one block. */
      message: Message.Message,
      /** The merchant's own id of the response, 1 to 128 characters. Store it before the call. */
      idempotent_id: Wire.text(128)
    },
    success: {
      /** Names the response in the history. */
      log_id: Schema.String
    },
    errors: ComplaintError.complaint,
    idempotent: true
  }
)
