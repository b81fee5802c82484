/**
 * The bill of a day's shares and returns.
 *
 * The file is fetched and read by `@effect-wechatpay/bill`, as every bill: amounts are in yuan, values begin with a grave
 * accent, and the hash covers the unpacked file.
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
 * Asks for the address of a profit sharing bill. Fetch it at once: it is valid for about 30 seconds.
 *
 * May be repeated; ask again when the address has expired. A bill can be asked for during three months.
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
    /** One sub-merchant; service providers only. Without it, all of them. */
    sub_mchid: Schema.optional(Wire.Mchid),
    /** A day in Beijing, `yyyy-MM-dd`, at most three months back. */
    bill_date: Wire.IsoDate,
    /** `GZIP`: the file is compressed. The client unpacks it by itself. */
    tar_type: Schema.optional(Wire.oneOf("GZIP"))
  },
  success: {
    /** Where the file is; fetch it with the client, which signs the request. */
    download_url: Schema.String,
    /** `SHA1`. */
    hash_type: Wire.openEnum("SHA1"),
    /** Hash of the unpacked file, in hex. */
    hash_value: Schema.String
  },
  errors: ProfitSharingError.common
})
