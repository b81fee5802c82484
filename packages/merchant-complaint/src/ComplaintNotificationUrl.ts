/**
 * The address that receives notifications of complaints. Each merchant number has one address. The address of a
 * service provider receives the events of all its sub-merchants.
 *
 * Tested in `test/simulator/complaintRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ComplaintError from "./ComplaintError.js"

const path = "/v3/merchant-service/complaint-notifications"

const payload = {
  /** https, reachable from the internet, without query and without Chinese characters; at most 255 characters. */
  url: Wire.notifyUrl(255)
}

const success = { mchid: Schema.String, url: Schema.String }

/**
 * Creates the address. Allowed once; use {@link update} afterwards.
 *
 * The result of a second creation is not documented (expect `InvalidRequest`), so the client sends the request once.
 * After an `Unknown` outcome, {@link query} the address.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458679 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012458106 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("merchantComplaint.complaintNotificationUrl.create", {
  method: "POST",
  path,
  payload,
  success,
  errors: ComplaintError.complaint
})

/**
 * Queries the address. May be repeated. If there is no address, it fails with `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012459014 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012459065 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("merchantComplaint.complaintNotificationUrl.query", {
  method: "GET",
  path,
  success,
  errors: ComplaintError.notificationUrl
})

/**
 * Changes the address. May be repeated. If there is no address, it fails with `ResourceNotExists`: {@link create} it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012459282 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012459287 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const update = Endpoint.make("merchantComplaint.complaintNotificationUrl.update", {
  method: "PUT",
  path,
  payload,
  success,
  errors: ComplaintError.notificationUrl,
  idempotent: true
})

/**
 * Removes the address, which stops the notifications. May be repeated. If there is no address, it fails with
 * `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012460452 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012460474 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const remove = Endpoint.make("merchantComplaint.complaintNotificationUrl.remove", {
  method: "DELETE",
  path,
  errors: ComplaintError.notificationUrl,
  idempotent: true
})
