/**
 * Electronic receipts of transfers (电子回单): apply, query until it is finished, download.
 *
 * A receipt is made for a transfer that is `SUCCESS` and was sent with the user's name.
 *
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as Download from "@effect-wechatpay/core/Download"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

const applied = {
  state: Response.ReceiptState,
  /** Time when it was applied for, RFC 3339. */
  create_time: Schema.String
}

const found = {
  ...applied,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.String,
  /** Only when finished. */
  hash_type: Schema.optional(Response.HashType),
  ...Response.receiptFile,
  /** Reason for the failure. */
  fail_reason: Schema.optional(Schema.String)
}

/**
 * Applies for the receipt of a transfer, by the merchant's number.
 *
 * A transfer that is not `SUCCESS`, or that was sent without a name, is `InvalidRequest`. A repeated application gives the same
 * receipt, as far as is known; the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716452 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("transfer.transferReceipt.apply", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/elecsign/out-bill-no",
  payload: Request.byNumber,
  success: applied,
  errors: TransferError.query,
  idempotent: true
})

/**
 * Queries a receipt by the merchant's number of the transfer. Repeat it until it is `FINISHED`; each query gives a new
 * address, valid for 10 minutes. {@link file} reads what {@link download} needs.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716436 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.transferReceipt.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/elecsign/out-bill-no/{out_bill_no}",
  params: Request.byNumber,
  success: found,
  errors: TransferError.query
})

/**
 * Applies for the receipt of a transfer, by WeChat Pay's number. Otherwise the same as {@link apply}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716456 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const applyByTransferBillNo = Endpoint.make("transfer.transferReceipt.applyByTransferBillNo", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/elecsign/transfer-bill-no",
  payload: Request.byTransferBillNo,
  success: applied,
  errors: TransferError.query,
  idempotent: true
})

/**
 * Queries a receipt by WeChat Pay's number of the transfer. Otherwise the same as {@link query}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716455 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryByTransferBillNo = Endpoint.make("transfer.transferReceipt.queryByTransferBillNo", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/elecsign/transfer-bill-no/{transfer_bill_no}",
  params: Request.byTransferBillNo,
  success: found,
  errors: TransferError.query
})

/**
 * The members of a receipt that say where its file is: the response of any query or application of a receipt.
 *
 * @since 1.0.0
 * @category models
 */
export interface Located {
  readonly hash_type?: string | undefined
  readonly hash_value?: string | undefined
  readonly download_url?: string | undefined
}

/**
 * Address and hash of a finished receipt, as {@link download} takes them; `None` while it is being made.
 *
 * ```ts
 * const receipt = yield* TransferReceipt.query({ out_bill_no })
 * const bytes = Option.map(TransferReceipt.file(receipt), TransferReceipt.download)
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const file = ({ download_url, hash_type, hash_value }: Located): Option.Option<Download.HashedFile> =>
  download_url === undefined || hash_type === undefined || hash_value === undefined
    ? Option.none()
    : Option.some({ download_url, hash_type, hash_value })

/**
 * The bytes of a receipt. The stream fails if they do not have the hash of the query (SHA256 or SM3).
 *
 * Use the address as it was given out, within 10 minutes. Receipts of service providers and of donations are downloaded with it
 * too; those of batches with `TransferBatchReceipt.download`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716436 page of 2026-07
 * @since 1.0.0
 * @category downloads
 */
export const download = Download.make("transfer.transferReceipt.download", {
  path: "/v3/transferdownload/elecvoucherfile",
  errors: TransferError.download
})
