/**
 * Fund flow bills of one sub-merchant, for service providers: encrypted, and in several parts when they are long.
 *
 * Tested in `test/simulator/bill.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Download from "@effect-wechatpay/core/Download"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as BillError from "./BillError.js"
import * as BillFile from "./BillFile.js"
import * as FundFlowBill from "./FundFlowBill.js"
import * as Columns from "./internal/columns.js"
import * as Link from "./schemas/Link.js"

const part = Schema.Struct({
  /** Number of the part, from 1. */
  bill_sequence: Schema.Int,
  /** Where the part is, for 5 minutes. It holds a token: do not log it. */
  download_url: Schema.String,
  /** The key of the part; the client decrypts it with the merchant's private key. */
  encrypt_key: Sensitive.text,
  /** `SHA1`. */
  hash_type: Schema.String,
  /** Hash of the part, decrypted and unzipped. */
  hash_value: Schema.String,
  /** Nonce of the part's encryption. */
  nonce: Schema.String
})

/**
 * One part of a bill.
 *
 * @since 1.0.0
 * @category models
 */
export interface Part extends Schema.Schema.Type<typeof part> {}

/**
 * @since 1.0.0
 * @category schemas
 */
export const Part: Schema.Schema<Part> = part

/**
 * Asks for the addresses of the parts of a sub-merchant's fund flow bill, with the keys that they are encrypted with. The
 * service provider needs the product "download of sub-merchants' fund bills". There is more than one part from about 16 GB on.
 *
 * A day without movements is `NoStatementExist`, one whose bill is not ready `StatementCreating`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012760249
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLinks = Endpoint.make("bill.subMerchantFundFlowBill.getDownloadLinks", {
  method: "GET",
  path: "/v3/bill/sub-merchant-fundflowbill",
  query: {
    ...Link.day,
    /** The sub-merchant. */
    sub_mchid: Wire.Mchid,
    /** `BASIC`, `OPERATION`, `FEES` or `DEPOSIT`. */
    account_type: Wire.oneOf("BASIC", "OPERATION", "FEES", "DEPOSIT"),
    /** How the bill is encrypted. Of `SM4_GCM` core knows nothing: ask for `AEAD_AES_256_GCM` to read the bill with `read`. */
    algorithm: Wire.oneOf("AEAD_AES_256_GCM", "SM4_GCM")
  },
  success: {
    /** How many parts the bill has. */
    download_bill_count: Schema.Int,
    download_bill_list: Schema.optional(Schema.Array(Part))
  },
  errors: BillError.all
})

/**
 * Fetches the parts of a sub-merchant's bill in their order, decrypts and reads them: rows, then the summary.
 *
 * Rows come part by part; only when the stream ended well is it certain that all of them are right. So collect, or write
 * within a transaction, and throw away what came of a stream that failed.
 *
 * A part is held in memory until it is decrypted: 64 MiB at most, or as many bytes as `maxEncryptedBytes` says.
 *
 * Parts are read as one file that was cut anywhere, with `GZIP` each zipped by itself. WeChat Pay says only that they are
 * to be joined in their order, decrypted; the rest is assumed. A part is fetched when the one before has been read, and
 * addresses are valid for 5 minutes. If reading takes longer, fetch all parts at once, each with
 * `BillFile.download`, keep them, and read them joined with `FundFlowBill.parse`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const read = (
  parts: ReadonlyArray<Part>,
  options?: Download.ReadOptions
): Stream.Stream<FundFlowBill.Row | FundFlowBill.Summary, BillError.ReadError, WechatPayClient> => {
  const inOrder = [...parts].sort((a, b) => a.bill_sequence - b.bill_sequence)
  return FundFlowBill.parse(
    Stream.flatMap(Stream.fromIterable(inOrder), (part) => BillFile.download(part, options))
  )
}

/**
 * Fetches the parts of a sub-merchant's bill and reads its rows; see {@link read}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = (
  parts: ReadonlyArray<Part>,
  options?: Download.ReadOptions
): Stream.Stream<FundFlowBill.Row, BillError.ReadError, WechatPayClient> =>
  Columns.rowsOf<FundFlowBill.Row, BillError.ReadError, WechatPayClient>(read(parts, options))
