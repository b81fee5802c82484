/**
 * Electronic receipts of transfers (电子回单). Apply for a receipt, query it until it is finished, then download it.
 *
 * A receipt is available for a transfer that is `SUCCESS` and was sent with the user's name.
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
  /** `GENERATING`: not ready, query again. `FINISHED`: ready. `FAILED`: see `fail_reason`. */
  state: Response.ReceiptState,
  /** Time when it was applied for, RFC 3339. */
  create_time: Schema.String
}

const found = {
  ...applied,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.String,
  /** Only if finished. */
  hash_type: Schema.optional(Response.HashType),
  ...Response.receiptFile,
  /** Reason for the failure. */
  fail_reason: Schema.optional(Schema.String)
}

/**
 * Applies for the receipt of a transfer by the number of the merchant.
 *
 * A transfer that is not `SUCCESS`, or that was sent without a name, gives `InvalidRequest`. A repeated application
 * returns the same receipt, as far as is known, so the client retries it.
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
 * Queries a receipt by the transfer number of the merchant. Repeat the query until the receipt is `FINISHED`. Each
 * query returns a new address, valid for 10 minutes. {@link file} converts the response into the input of {@link
 * download}.
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
 * Applies for the receipt of a transfer by the number of WeChat Pay. The client retries it. Otherwise the same as
 * {@link apply}.
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
 * Queries a receipt by the transfer number of WeChat Pay. May be repeated. Otherwise the same as {@link query}.
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
 * The fields of a receipt that locate its file, from the response of any query or application.
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
 * Returns the address and hash of a finished receipt as input of {@link download}; `None` if it is not ready.
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
 * Downloads a receipt as bytes. The stream fails if the bytes do not have the hash of the query (SHA256 or SM3).
 *
 * Use the address unchanged and within 10 minutes. It also downloads receipts of service providers and of donations.
 * For receipts of batches use `TransferBatchReceipt.download`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716436 page of 2026-07
 * @since 1.0.0
 * @category downloads
 */
export const download = Download.make("transfer.transferReceipt.download", {
  path: "/v3/transferdownload/elecvoucherfile",
  errors: TransferError.download
})
