/**
 * Fund flow bills of one sub-merchant, for service providers. They are encrypted, and long ones are split into
 * several parts.
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
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
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
  /** Address of the part, valid for 5 minutes. It contains a token: do not log it. */
  download_url: Schema.String,
  /** Key of the part, itself encrypted. The client decrypts it with the merchant's private key. */
  encrypt_key: Sensitive.text,
  /** `SHA1`. */
  hash_type: Schema.String,
  /** Hash of the part, after it is decrypted and unzipped. */
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
 * Schema of {@link Part}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Part: Schema.Schema<Part> = part

/**
 * Gets the download links of the parts of a sub-merchant's fund flow bill, and the keys that encrypt them. May be
 * repeated. The service provider needs the product "download of sub-merchants' fund bills". Bills of about 16 GB and
 * more have several parts.
 *
 * A day without movements gives `NoStatementExist`. A day whose bill is not ready gives `StatementCreating`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012760249 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const getDownloadLinks = Endpoint.make("bill.subMerchantFundFlowBill.getDownloadLinks", {
  method: "GET",
  path: "/v3/bill/sub-merchant-fundflowbill",
  query: {
    ...Link.day,
    /** The sub-merchant, at most 12 characters. */
    sub_mchid: Link.SubMchid,
    /** `BASIC`, `OPERATION`, `FEES` or `DEPOSIT`. */
    account_type: Wire.oneOf("BASIC", "OPERATION", "FEES", "DEPOSIT"),
    /** Cipher of the bill. Read a bill with `SM4_GCM` with the option `{ cipher: Shangmi.fileCipher }`. */
    algorithm: Wire.oneOf("AEAD_AES_256_GCM", "SM4_GCM")
  },
  success: {
    /** Number of parts of the bill. */
    download_bill_count: Schema.Int,
    /** The parts of the bill. */
    download_bill_list: Schema.optional(Schema.Array(Part))
  },
  errors: BillError.all
})

/** Starts the download of a part. The part is decrypted before its first chunk, and unzipped while it is read. */
const open = Effect.fnUntraced(function* (part: Part, options: Download.ReadOptions | undefined) {
  const pull = yield* Stream.toPull(BillFile.download(part, options))
  const first = yield* Effect.forkScoped(pull)
  let isFirst = true
  return Stream.repeatEffectChunkOption(
    Effect.suspend(() => {
      if (!isFirst) return pull
      isFirst = false
      return Fiber.join(first)
    })
  )
})

/**
 * Downloads the parts of a sub-merchant's bill, decrypts them, and reads the rows in order, then the summary.
 *
 * All parts are downloaded at the same time, because their addresses are valid for 5 minutes from the application. Rows
 * arrive while parts are still being downloaded. All rows are known to be correct only when the stream has succeeded.
 * Collect them first, or write them within a transaction, and discard the rows of a stream that failed.
 *
 * Each part is held in memory until it is read: at most 64 MiB, or the number of bytes in `maxEncryptedBytes`.
 *
 * The parts are read as one file that may have been cut anywhere. With `GZIP`, each part is zipped separately. WeChat
 * Pay documents only that the decrypted parts are joined in order; the rest is an assumption.
 *
 * @since 1.0.0
 * @category combinators
 */
export const read = (
  parts: ReadonlyArray<Part>,
  options?: Download.ReadOptions
): Stream.Stream<FundFlowBill.Row | FundFlowBill.Summary, BillError.ReadError, WechatPayClient> =>
  FundFlowBill.parse(
    Stream.unwrapScoped(
      Effect.map(
        Effect.forEach(
          [...parts].sort((a, b) => a.bill_sequence - b.bill_sequence),
          (part) => open(part, options)
        ),
        (opened) => Stream.flatten(Stream.fromIterable(opened))
      )
    )
  )

/**
 * Downloads the parts of a sub-merchant's bill and reads the rows, without the summary; see {@link read}.
 *
 * @since 1.0.0
 * @category combinators
 */
export const rows = (
  parts: ReadonlyArray<Part>,
  options?: Download.ReadOptions
): Stream.Stream<FundFlowBill.Row, BillError.ReadError, WechatPayClient> =>
  Columns.rowsOf<FundFlowBill.Row, BillError.ReadError, WechatPayClient>(read(parts, options))
