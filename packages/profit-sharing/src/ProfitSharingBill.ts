/**
 * The daily bill of shares and returns.
 *
 * Download and read the file with `@effect-wechatpay/bill`, like every bill. Amounts are in yuan, values begin with a
 * backtick, and the hash is that of the unzipped file.
 *
 * ```ts
 * const rows = ProfitSharingBill.getDownloadLink({ bill_date: "2024-05-01", tar_type: "GZIP" }).pipe(
 *   Stream.flatMap((link) => BillFile.entries(BillFile.download(link)))
 * )
 * ```
 *
 * Tested in `test/simulator/profitSharingRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as ProfitSharingError from "./ProfitSharingError.js"

/**
 * Gets the download link of a profit sharing bill. The link is valid for about 30 seconds, so download the bill
 * immediately.
 *
 * May be repeated, for example after the link has expired. A bill is available for three months.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012529628 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012761131 service providers, page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLink = Endpoint.make("profitSharing.profitSharingBill.getDownloadLink", {
  method: "GET",
  path: "/v3/profitsharing/bills",
  query: {
    /** One sub-merchant; service providers only. Default: all sub-merchants. */
    sub_mchid: Schema.optional(Wire.Mchid),
    /** A day in Beijing, `yyyy-MM-dd`, at most three months back. */
    bill_date: Wire.IsoDate,
    /** `GZIP`: the file is zipped. The client unzips it. */
    tar_type: Schema.optional(Wire.oneOf("GZIP"))
  },
  success: {
    /** Address of the file. Download it with the client, which signs the request. */
    download_url: Schema.String,
    /** `SHA1`. */
    hash_type: Wire.openEnum("SHA1"),
    /** Hexadecimal hash of the unzipped file. */
    hash_value: Schema.String
  },
  errors: ProfitSharingError.common
})
