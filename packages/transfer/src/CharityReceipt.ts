/**
 * Electronic receipts of the donations of a budget, for a range of days. Apply for a receipt, query it until it is
 * finished, then download it with `TransferReceipt.download`.
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

const key = {
  /** Budget number assigned by the provider. */
  out_budget_no: Request.MerchantNo
}

const receipt = {
  /** Budget number assigned by the provider. */
  out_budget_no: Schema.String,
  /** `yyyy-MM-dd`. */
  start_date: Schema.String,
  /** `yyyy-MM-dd`. */
  end_date: Schema.String,
  /** The merchant that donates. */
  sponsor_mchid: Schema.String,
  /** Merchant number of the charity. */
  receiver_mchid: Schema.optional(Schema.String),
  /** `ACCEPTED`: not ready, query again. `FINISHED`: ready. */
  receipt_state: Wire.openEnum("ACCEPTED", "FINISHED"),
  /** ID of the application for the query. */
  accept_id: Schema.String,
  /** Only if finished. */
  hash_type: Schema.optional(Response.HashType),
  ...Response.receiptFile
}

/**
 * Applies for the receipts of a budget's donations. Query them by the `accept_id` of the response.
 *
 * The result of a repeated call is not documented, so the client sends the request once. It moves no money: after an
 * `Unknown` outcome, apply again.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016209966 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("transfer.charityReceipt.apply", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/budget/{out_budget_no}/electronic-receipts",
  params: key,
  payload: {
    /** The first day, `yyyy-MM-dd`. */
    start_date: Wire.IsoDate,
    /** The last day, `yyyy-MM-dd`. */
    end_date: Wire.IsoDate,
    /** The merchant that donated, at most 32 characters. */
    sponsor_mchid: Wire.Mchid,
    /** The charity, at most 32 characters. Default: all charities. */
    receiver_mchid: Schema.optional(Wire.Mchid)
  },
  success: receipt,
  errors: TransferError.apply
})

/**
 * Queries the receipts of an application. Repeat the query until they are `FINISHED`. Each query returns a new
 * address, valid for 10 minutes. `TransferReceipt.file` converts the response into the input of
 * `TransferReceipt.download`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016209977 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.charityReceipt.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/budget/{out_budget_no}/electronic-receipts",
  params: key,
  query: {
    /** The `accept_id` of the application's response. */
    accept_id: Wire.nonEmptyText
  },
  success: receipt,
  errors: TransferError.query
})
