/**
 * Bills of PayScore.
 *
 * Tested in `test/simulator/payscoreProviderRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as PayscoreError from "./PayscoreError.js"

const link = Schema.Struct({
  /** Number of the part, from 1. */
  bill_sequence: Schema.Int,
  /** Algorithm of `hash_value`, such as `SHA1`. */
  hash_type: Schema.String,
  /** Hash of the file; of other bills it is that of the file decrypted and unzipped. */
  hash_value: Schema.String,
  /** Where the encrypted file is, for minutes: see {@link getDownloadLinks}. It holds a token: do not log it. */
  download_url: Schema.String,
  /** Key of the file. It comes encrypted for the merchant; the client decrypts it with the merchant's private key. */
  encrypt_key: Sensitive.text,
  /** Nonce of the encryption of the file. */
  nonce: Schema.String
})

/**
 * Where one part of a bill is, and how it is encrypted.
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
 * Gets the download links of a day's bill.
 *
 * The same call for merchants and service providers. May be repeated. Which errors a day without a bill gives is not
 * documented.
 *
 * Each part is encrypted (AES-GCM) with its own `encrypt_key`. Fetch it with `BillFile.download` of `@effect-wechatpay/bill`,
 * which decrypts it, unzips it and checks its hash. Parts are to be joined in their order. What a bill looks like inside is
 * not documented.
 *
 * Nor is the path of the addresses. `BillFile.download` takes `/v3/billdownload/file`, where the other bills are; the samples
 * of all of them print another path, this one's `/v3/payscore/bill/downloadurl`. An address of another path is refused as
 * `InvalidInput` of `download_url` before anything is sent: report its path then, without the token.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013394586 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLinks = Endpoint.make("payscore.merchantBill.getDownloadLinks", {
  method: "GET",
  path: "/v3/payscore/merchant-bill",
  query: {
    /** Day of the bill in Beijing, `yyyy-MM-dd`. */
    bill_date: Wire.IsoDate,
    /** `GZIP`: the file is compressed. */
    tar_type: Schema.optional(Wire.oneOf("GZIP")),
    /** How the file is encrypted. */
    encryption_algorithm: Wire.oneOf("AEAD_AES_256_GCM"),
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId
  },
  success: {
    /** How many parts the bill has. */
    download_bill_count: Schema.Int,
    download_bill_list: Schema.Array(Link)
  },
  errors: PayscoreError.all
})
