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
  /** Hash of the file. For other bills it is the hash of the decrypted and unzipped file. */
  hash_value: Schema.String,
  /**
   * Address of the encrypted file, valid for a few minutes: see {@link getDownloadLinks}. It contains a token: do not
   * log it.
   */
  download_url: Schema.String,
  /** Key of the file, encrypted for the merchant. The client decrypts it with the merchant's private key. */
  encrypt_key: Sensitive.text,
  /** Nonce of the encryption of the file. */
  nonce: Schema.String
})

/**
 * Address of one part of a bill, and the data for its decryption.
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
 * Gets the download links of a day's bill.
 *
 * Merchants and service providers use the same call. May be repeated. The errors for a day without a bill are not
 * documented.
 *
 * Each part is encrypted (AES-GCM) with its own `encrypt_key`. Download it with `BillFile.download` of
 * `@effect-wechatpay/bill`, which decrypts it, unzips it and checks its hash. Join the parts in order. The content of
 * the bills is not documented.
 *
 * The path of the addresses is not documented either. `BillFile.download` accepts `/v3/billdownload/file`, the path
 * of the other bills. The official samples of all bills contain another path, here `/v3/payscore/bill/downloadurl`.
 * The client rejects an address with another path as `InvalidInput` of `download_url` before it sends anything:
 * report the path without the token.
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
    /** Cipher of the file. */
    encryption_algorithm: Wire.oneOf("AEAD_AES_256_GCM"),
    /** Number of the service, at most 32 characters. */
    service_id: Wire.ServiceId
  },
  success: {
    /** Number of parts of the bill. */
    download_bill_count: Schema.Int,
    /** The parts of the bill. */
    download_bill_list: Schema.Array(Link)
  },
  errors: PayscoreError.all
})
