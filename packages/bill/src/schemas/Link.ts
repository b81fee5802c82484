/**
 * Fields of the requests for a bill's download link, and of their responses.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const link = Schema.Struct({
  /** `SHA1`. */
  hash_type: Schema.String,
  /** Hash of the bill, after it is unzipped. */
  hash_value: Schema.String,
  /** Address of the bill, valid for 5 minutes. It contains a token: do not log it. */
  download_url: Schema.String
})

/**
 * The download link of a bill, with the hash of the bill.
 *
 * @since 1.0.0
 * @category models
 */
export interface Link extends Schema.Schema.Type<typeof link> {}

/**
 * Schema of {@link Link}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Link: Schema.Schema<Link> = link

/**
 * The sub-merchant of a bill, at most 12 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const SubMchid: Schema.filter<typeof Schema.String> = Wire.text(12)

/**
 * The day of a bill and its compression.
 *
 * @since 1.0.0
 * @category schemas
 */
export const day = {
  /** Day in Beijing, `yyyy-MM-dd`: yesterday (from 10:00) or earlier, at most three months ago. */
  bill_date: Wire.IsoDate,
  /** `GZIP`: WeChat Pay sends the bill zipped, about a tenth of the size. The client unzips it while it reads. */
  tar_type: Schema.optional(Wire.oneOf("GZIP"))
}
