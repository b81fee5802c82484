/**
 * Electronic receipts of the transfers of a sub-merchant. Apply for a receipt, query it until it is finished, then
 * download it with `TransferReceipt.download`.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

const receipt = {
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Transfer number assigned by the merchant. */
  out_bill_no: Schema.String,
  /** `GENERATING`: not ready, query again. `FINISHED`: ready. */
  state: Wire.openEnum("GENERATING", "FINISHED"),
  /** Time when it was applied for, RFC 3339. */
  create_time: Schema.String,
  /** Time of the last change of the state, RFC 3339. */
  update_time: Schema.optional(Schema.String),
  /** `SM3`; only if finished. */
  hash_type: Schema.optional(Wire.openEnum("SM3")),
  ...Response.receiptFile
}

/**
 * Applies for the receipt of a transfer.
 *
 * A transfer that is not `SUCCESS`, or that was sent without a name, gives `InvalidRequest`. A repeated application
 * returns the same receipt, as far as is known, so the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016315516 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("transfer.partnerTransferReceipt.apply", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/electronic-receipts",
  payload: { ...Request.subMerchant, ...Request.byNumber },
  success: receipt,
  errors: TransferError.query,
  idempotent: true
})

/**
 * Queries a receipt. Repeat the query until the receipt is `FINISHED`. Each query returns a new address, valid for 10
 * minutes. `TransferReceipt.file` converts the response into the input of `TransferReceipt.download`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016315544 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.partnerTransferReceipt.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/electronic-receipts/{out_bill_no}",
  params: Request.byNumber,
  query: Request.subMerchant,
  success: receipt,
  errors: TransferError.query
})
