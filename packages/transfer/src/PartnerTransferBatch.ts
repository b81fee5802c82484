/**
 * Batches of transfers of service providers, the predecessor of `PartnerTransfer`. Not available to new merchants.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @deprecated Use `PartnerTransfer`, one call for each user.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as batchRules from "./internal/batchRules.js"
import * as Batch from "./schemas/Batch.js"
import * as Request from "./schemas/Request.js"
import * as TransferError from "./TransferError.js"

const found = {
  /** The service provider. */
  sp_mchid: Schema.String,
  /** The sub-merchant. */
  sub_mchid: Schema.String,
  /** Appid of the sub-merchant. */
  sub_appid: Schema.optional(Schema.String),
  /** Appid of the service provider. */
  sp_appid: Schema.optional(Schema.String),
  ...Batch.found,
  /** The permission of the sub-merchant that the batch uses. */
  authorization_type: Schema.String,
  /** Reason for closing. */
  close_reason: Schema.optional(
    Wire.openEnum("MERCHANT_REVOCATION", "OVERDUE_CLOSE", "PAYER_ACCOUNT_ABNORMAL")
  ),
  /** Purpose of the transfers. */
  transfer_purpose: Schema.optional(
    Wire.openEnum("GOODSPAYMENT", "COMMISSION", "REFUND", "REIMBURSEMENT", "FREIGHT", "OTHERS")
  ),
  /** Scene of the transfers. */
  transfer_scene: Schema.optional(Wire.openEnum("ORDINARY_TRANSFER", "PAYROLL_CARD_TRANSFER"))
}

const detail = {
  /** The service provider. */
  sp_mchid: Schema.String,
  appid: Schema.optional(Schema.String),
  ...Batch.detail,
  /** The user's name, as returned by WeChat Pay. Personal data. */
  username: Schema.String,
  /** Type of the account. */
  account_type: Schema.optional(Schema.String),
  /** Name of the bank. */
  bank_name: Schema.optional(Schema.String),
  /** The last digits of the card. */
  bank_card_number_tail: Schema.optional(Schema.String)
}

/**
 * Creates a batch of transfers of a sub-merchant.
 *
 * It is safe to repeat the identical request: for 3 days the same `out_batch_no` is the same batch. The client
 * retries it. After `SystemError`, `NotEnough` or `FrequencyLimited`, repeat it with the same number. Never change
 * the number before a query.
 *
 * @deprecated Use `PartnerTransfer.create`.
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012465738 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.partnerTransferBatch.create", {
  method: "POST",
  path: "/v3/partner-transfer/batches",
  payload: Rule.check(
    {
      ...Request.subMerchant,
      /** Appid of the sub-merchant, at most 32 characters. */
      sub_appid: Schema.optional(Wire.AppId),
      /** The provider's application, at most 32 characters. */
      sp_appid: Schema.optional(Wire.AppId),
      /** The permission of the sub-merchant that the batch uses. */
      authorization_type: Wire.oneOf(
        "INFORMATION_AUTHORIZATION_TYPE",
        "FUND_AUTHORIZATION_TYPE",
        "INFORMATION_AND_FUND_AUTHORIZATION_TYPE"
      ),
      ...Batch.batch,
      /** Purpose of the transfers. */
      transfer_purpose: Schema.optional(
        Wire.oneOf("GOODSPAYMENT", "COMMISSION", "REFUND", "REIMBURSEMENT", "FREIGHT", "OTHERS")
      ),
      /** Scene of the transfers. */
      transfer_scene: Schema.optional(Wire.oneOf("ORDINARY_TRANSFER", "PAYROLL_CARD_TRANSFER"))
    },
    batchRules.batch
  ),
  success: Batch.accepted,
  errors: TransferError.batch,
  idempotent: true
})

/**
 * Queries a batch by the number of WeChat Pay. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `PartnerTransfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012715990 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByBatchId = Endpoint.make("transfer.partnerTransferBatch.queryByBatchId", {
  method: "GET",
  path: "/v3/partner-transfer/batches/batch-id/{batch_id}",
  params: Batch.byBatchId,
  query: {
    ...Batch.paging,
    /** Which items to return. Required with `need_query_detail`. */
    detail_status: Schema.optional(Wire.oneOf("ALL", "SUCCESS", "FAIL"))
  },
  success: { ...found, transfer_detail_list: Schema.optional(Schema.Array(Batch.Detail)) },
  errors: TransferError.query
})

/**
 * Queries a batch by the number of the provider. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `PartnerTransfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012718112 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByOutBatchNo = Endpoint.make("transfer.partnerTransferBatch.queryByOutBatchNo", {
  method: "GET",
  path: "/v3/partner-transfer/batches/out-batch-no/{out_batch_no}",
  params: Batch.byNumber,
  query: {
    ...Batch.paging,
    /** Which items to return. Required with `need_query_detail`. */
    detail_status: Schema.optional(Wire.oneOf("ALL", "SUCCESS", "FAIL", "REFUND"))
  },
  success: { ...found, transfer_detail_list: Schema.Array(Batch.Detail) },
  errors: TransferError.query
})

/**
 * Queries an item of a batch by the number of WeChat Pay. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `PartnerTransfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012718324 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryDetailById = Endpoint.make("transfer.partnerTransferBatch.queryDetailById", {
  method: "GET",
  path: "/v3/partner-transfer/batches/batch-id/{batch_id}/details/detail-id/{detail_id}",
  params: Batch.detailById,
  success: detail,
  errors: TransferError.query
})

/**
 * Queries an item of a batch by the number of the provider. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `PartnerTransfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012718434 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryDetail = Endpoint.make("transfer.partnerTransferBatch.queryDetail", {
  method: "GET",
  path: "/v3/partner-transfer/batches/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}",
  params: Batch.detailByNumber,
  success: detail,
  errors: TransferError.query
})
