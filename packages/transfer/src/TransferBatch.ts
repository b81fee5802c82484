/**
 * Batches of transfers (商家转账到零钱), the predecessor of `Transfer`. Not available to new merchants.
 *
 * For a merchant that uses the new product the calls fail with `NoAuth`.
 *
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @deprecated Use `Transfer`, one call for each user.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as batchRules from "./internal/batchRules.js"
import * as Batch from "./schemas/Batch.js"
import * as TransferError from "./TransferError.js"

const query = {
  ...Batch.paging,
  /** Which items to return. Required with `need_query_detail`. */
  detail_status: Schema.optional(Wire.oneOf("WAIT_PAY", "ALL", "SUCCESS", "FAIL"))
}

const found = {
  /** The batch. */
  transfer_batch: Schema.Struct({
    /** The merchant. */
    mchid: Schema.String,
    appid: Schema.String,
    ...Batch.found,
    /** Reason for closing. */
    close_reason: Schema.optional(Wire.openEnum("OVERDUE_CLOSE", "TRANSFER_SCENE_INVALID")),
    /** Scene of the transfer. */
    transfer_scene_id: Schema.optional(Schema.String)
  }),
  /** The items of the batch. */
  transfer_detail_list: Schema.optional(Schema.Array(Batch.Detail))
}

const detail = {
  /** The merchant. */
  mchid: Schema.String,
  appid: Schema.String,
  ...Batch.detail,
  /** The user's name, decrypted; only if the request contained it. */
  user_name: Schema.optional(Sensitive.text)
}

/**
 * Creates a batch of transfers to users' balances.
 *
 * It is safe to repeat the identical request: for 3 days the same `out_batch_no` is the same batch. The client
 * retries it. After `SystemError`, `NotEnough` or `FrequencyLimited`, repeat it with the same number. Never change
 * the number before a query.
 *
 * @deprecated Use `Transfer.create`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458841 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.transferBatch.create", {
  method: "POST",
  path: "/v3/transfer/batches",
  payload: Rule.check(
    {
      /** Appid of the application whose users receive the money, bound to the merchant; at most 32 characters. */
      appid: Wire.AppId,
      ...Batch.batch,
      /** Scene of the transfers, at most 36 characters. Default: the scene of the merchant. */
      transfer_scene_id: Schema.optional(Wire.text(36)),
      /** Address that WeChat Pay notifies of the end of the batch: `https`, without query, at most 256 characters. */
      notify_url: Schema.optional(Wire.notifyUrl(256))
    },
    batchRules.batch
  ),
  success: {
    ...Batch.accepted,
    /** State of the batch. */
    batch_status: Schema.optional(Wire.openEnum("ACCEPTED", "PROCESSING", "FINISHED", "CLOSED"))
  },
  errors: TransferError.batch,
  idempotent: true
})

/**
 * Queries a batch by the number of WeChat Pay. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `Transfer.queryByTransferBillNo`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458868 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByBatchId = Endpoint.make("transfer.transferBatch.queryByBatchId", {
  method: "GET",
  path: "/v3/transfer/batches/batch-id/{batch_id}",
  params: Batch.byBatchId,
  query,
  success: found,
  errors: TransferError.query
})

/**
 * Queries a batch by the number of the merchant. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `Transfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458877 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByOutBatchNo = Endpoint.make("transfer.transferBatch.queryByOutBatchNo", {
  method: "GET",
  path: "/v3/transfer/batches/out-batch-no/{out_batch_no}",
  params: Batch.byNumber,
  query,
  success: {
    ...found,
    /** Number of skipped items. */
    offset: Schema.optional(Schema.Int),
    /** Maximum number of returned items. */
    limit: Schema.optional(Schema.Int)
  },
  errors: TransferError.query
})

/**
 * Queries an item of a batch by the number of WeChat Pay. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `Transfer.queryByTransferBillNo`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458886 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryDetailById = Endpoint.make("transfer.transferBatch.queryDetailById", {
  method: "GET",
  path: "/v3/transfer/batches/batch-id/{batch_id}/details/detail-id/{detail_id}",
  params: Batch.detailById,
  success: detail,
  errors: TransferError.query
})

/**
 * Queries an item of a batch by the number of the merchant. An unknown number gives `NotFound`. May be repeated.
 *
 * @deprecated Use `Transfer.query`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012458902 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryDetail = Endpoint.make("transfer.transferBatch.queryDetail", {
  method: "GET",
  path: "/v3/transfer/batches/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}",
  params: Batch.detailByNumber,
  success: detail,
  errors: TransferError.query
})
