/**
 * Electronic receipts of batches and of their items, of merchants and service providers. Apply for a receipt, query
 * it until it is finished, then download it.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @deprecated Use `TransferReceipt` for transfers of the new product.
 *
 * @since 1.0.0
 */
import * as Download from "@effect-wechatpay/core/Download"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Batch from "./schemas/Batch.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

const text = Schema.optional(Schema.String)

const signature = {
  /** Receipt number assigned by WeChat Pay. */
  signature_no: Schema.String,
  /** `ACCEPTED`: not ready, query again. `FINISHED`: ready. */
  signature_status: text,
  /** Only if finished. */
  hash_type: text,
  ...Response.receiptFile
}

const ofBatch = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Schema.String,
  ...signature,
  /** RFC 3339. */
  create_time: text,
  /** RFC 3339. */
  update_time: text
}

const ofDetail = {
  /** Type of the payment: an item of a batch, or a payment of APIv2. */
  accept_type: Schema.String,
  /** Batch number assigned by the merchant. */
  out_batch_no: text,
  /** Item number assigned by the merchant. */
  out_detail_no: Schema.String,
  ...signature
}

const detail = {
  /** Type of the payment: an item of a batch, or a payment of APIv2 to a balance or a bank card. */
  accept_type: Wire.oneOf("BATCH_TRANSFER", "TRANSFER_TO_POCKET", "TRANSFER_TO_BANK"),
  /** Batch number assigned by the merchant; for items of batches. */
  out_batch_no: Schema.optional(Request.MerchantNo),
  /** Number of the item or of the payment, assigned by the merchant. */
  out_detail_no: Request.MerchantNo
}

/**
 * Applies for the receipt of a batch. An unknown batch gives `NotFound`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the receipt.
 *
 * @deprecated Use `TransferReceipt.apply` for transfers of the new product.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458946 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("transfer.transferBatchReceipt.apply", {
  method: "POST",
  path: "/v3/transfer/bill-receipt",
  payload: Batch.byNumber,
  success: ofBatch,
  errors: TransferError.query
})

/**
 * Queries the receipt of a batch. Repeat the query until the response has a `download_url`.
 *
 * @deprecated Use `TransferReceipt.query` for transfers of the new product.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458950 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.transferBatchReceipt.query", {
  method: "GET",
  path: "/v3/transfer/bill-receipt/{out_batch_no}",
  params: Batch.byNumber,
  success: ofBatch,
  errors: TransferError.query
})

/**
 * Applies for the receipt of an item of a batch. An unknown item gives `NotFound`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the receipt.
 *
 * @deprecated Use `TransferReceipt.apply` for transfers of the new product.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458967 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const applyForDetail = Endpoint.make("transfer.transferBatchReceipt.applyForDetail", {
  method: "POST",
  path: "/v3/transfer-detail/electronic-receipts",
  payload: detail,
  success: ofDetail,
  errors: TransferError.query
})

/**
 * Queries the receipt of an item of a batch. Repeat the query until the response has a `download_url`.
 *
 * @deprecated Use `TransferReceipt.query` for transfers of the new product.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458972 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryForDetail = Endpoint.make("transfer.transferBatchReceipt.queryForDetail", {
  method: "GET",
  path: "/v3/transfer-detail/electronic-receipts",
  query: detail,
  success: ofDetail,
  errors: TransferError.query
})

/**
 * Downloads a receipt whose address has the path `/v3/transferdownload/signfile`. Use `TransferReceipt.download` for
 * other addresses. The stream fails if the bytes do not have the hash of the query.
 *
 * Use the address unchanged and within 10 minutes. `TransferReceipt.file` reads it from a response.
 *
 * @deprecated Use `TransferReceipt.download` for transfers of the new product.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012269010 page of 2025
 * @since 1.0.0
 * @category downloads
 */
export const download = Download.make("transfer.transferBatchReceipt.download", {
  path: "/v3/transferdownload/signfile",
  errors: TransferError.download
})
