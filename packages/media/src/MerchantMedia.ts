/**
 * Images and videos for other calls of WeChat Pay, such as applications of sub-merchants. Those calls take the id that an
 * upload returns.
 *
 * Tested in `test/simulator/media.test.ts`.
 *
 * @since 1.0.0
 */
import * as CommonError from "@effect-wechatpay/core/CommonError"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as Schema from "effect/Schema"
import * as formats from "./internal/formats.js"

const success = {
  /** Names the file in other calls, at most 512 characters. */
  media_id: Schema.String
}

/**
 * Uploads an image: JPG, JPEG, BMP or PNG of at most 5 MiB, or a PDF file of at most 7.5 MiB, named by at most 128 ASCII
 * characters. WeChat Pay compares the first bytes with the extension.
 *
 * `FrequencyLimited` also means that the uploads of the day are used up; then only the next day helps. The error table of the
 * page still names 2 MB.
 *
 * Repeating the call makes another id for the same image, which does no harm.
 *
 * ```ts
 * MerchantMedia.uploadImage({ filename: "licence.jpg", content: bytes })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012760490 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const uploadImage = Endpoint.make("media.merchantMedia.uploadImage", {
  method: "POST",
  path: "/v3/merchant/media/upload",
  payload: Upload.file(formats.image),
  success,
  errors: CommonError.all,
  idempotent: true
})

/**
 * Uploads a video: AVI, WMV, MPEG, MP4, MOV, MKV, FLV, F4V, M4V or RMVB of at most 5 MiB, named by at most 128 ASCII
 * characters.
 *
 * Repeating the call makes another id for the same video, which does no harm.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012761084 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const uploadVideo = Endpoint.make("media.merchantMedia.uploadVideo", {
  method: "POST",
  path: "/v3/merchant/media/video_upload",
  payload: Upload.file(formats.video),
  success,
  errors: CommonError.all,
  idempotent: true
})
