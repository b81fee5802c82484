/**
 * Photos that must be taken again because the old ones have become too poor, for service providers.
 *
 * Tested in `test/simulator/facepayRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import { eitherSpelling } from "./internal/userId.js"

const record = eitherSpelling({
  collection_id: Schema.String,
  /** WeChat Pay's id of the face user; the spelling `use_id` is read too. */
  user_id: Schema.String,
  organization_id: Schema.String,
  /** `COLLECTION_REQUIRED`; `PHOTO_UPLOADED`: the parent must confirm it; `COMPLETE`: the photo is replaced. */
  collection_state: Wire.openEnum("COLLECTION_REQUIRED", "PHOTO_UPLOADED", "COMPLETE"),
  /** Time of the upload of the new photo; the format is not documented. */
  register_photo_upload_time: Schema.optional(Schema.String),
  /** Time of its confirmation; the format is not documented. */
  confirm_time: Schema.optional(Schema.String)
})

/**
 * Lists the face users of an organization whose photos must be taken again.
 *
 * Allowed at any time, any number of times. The response has no total: read pages until one is shorter than `limit`.
 * The school uploads the new photo, the parent confirms it in the official mini program.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const list = Endpoint.make("facepay.faceCollection.list", {
  method: "GET",
  path: "/v3/offlineface/face-collections",
  query: {
    /** The school or company, assigned by WeChat Pay. No length is documented. */
    organization_id: Wire.nonEmptyText,
    /** Number of records to skip. The default is not documented. */
    offset: Schema.optional(Wire.integer(0)),
    /** Maximum number of records, from 1. Default and maximum are not documented. */
    limit: Schema.optional(Wire.integer(1))
  },
  success: { face_collections: Schema.Array(record) },
  errors: FacepayError.all
})

/**
 * Queries one photo that must be taken again.
 *
 * Allowed at any time, any number of times. The response to an unknown number is not documented: expect
 * `ResourceNotExists`.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/k12-development-guidelines.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("facepay.faceCollection.query", {
  method: "GET",
  path: "/v3/offlineface/face-collections/{collection_id}",
  params: {
    /** WeChat Pay's number, from {@link list}. No length is documented. */
    collection_id: Wire.nonEmptyText
  },
  success: record,
  errors: FacepayError.all
})
