/**
 * Images of complaints: those that a merchant sends with a response, and those that a user sent.
 *
 * Tested in `test/simulator/media.test.ts`.
 *
 * @since 1.0.0
 */
import * as CommonError from "@effect-wechatpay/core/CommonError"
import * as Download from "@effect-wechatpay/core/Download"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as Schema from "effect/Schema"
import * as formats from "./internal/formats.js"

/**
 * Uploads an image for the response to a complaint: JPG, BMP or PNG of at most 2 MiB, named by at most 128 ASCII characters.
 *
 * Repeating the call makes another id for the same image, which does no harm.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467250 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const upload = Endpoint.make("media.complaintImage.upload", {
  method: "POST",
  path: "/v3/merchant-service/images/upload",
  payload: Upload.file(formats.complaintImage),
  success: {
    /** Names the image in the response to a complaint, at most 512 characters. */
    media_id: Schema.String
  },
  errors: CommonError.all,
  idempotent: true
})

/**
 * Fetches an image of a complaint by the address that the complaint has for it.
 *
 * It comes without signature and without a hash: that it is whole, only the connection tells.
 *
 * ```ts
 * ComplaintImage.download({ download_url: media.media_url[0] })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467251 page of 2026-07
 * @since 1.0.0
 * @category downloads
 */
export const download = Download.make("media.complaintImage.download", {
  path: "/v3/merchant-service/images/{media_id}",
  hashed: false,
  errors: CommonError.all
})
