/**
 * What asking for a bill takes and responses.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const link = Schema.Struct({
  /** `SHA1`. */
  hash_type: Schema.String,
  /** Hash of the unzipped bill. */
  hash_value: Schema.String,
  /** Where the bill is, for 5 minutes. It holds a token: do not log it. */
  download_url: Schema.String
})

/**
 * Where a bill is, and its hash.
 *
 * @since 1.0.0
 * @category models
 */
export interface Link extends Schema.Schema.Type<typeof link> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Link: Schema.Schema<Link> = link

/**
 * The day of a bill in Beijing, and how it comes.
 *
 * @since 1.0.0
 * @category schemas
 */
export const day = {
  /** Day in Beijing, `yyyy-MM-dd`: yesterday (from 10:00) or earlier, at most three months ago. */
  bill_date: Wire.IsoDate,
  /** `GZIP`: the bill comes zipped, which saves nine tenths; it is unzipped when it is read. */
  tar_type: Schema.optional(Wire.oneOf("GZIP"))
}
