/**
 * Fields of batches, in requests and responses.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Request from "./Request.js"

const text = Schema.optional(Schema.String)

/**
 * An item of a new batch.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Item = Schema.Struct({
  /** Item number, unique in the batch: 1 to 32 digits and letters. */
  out_detail_no: Request.MerchantNo,
  /** Amount in fen, at least 1. */
  transfer_amount: Wire.amount(1),
  /** Shown to the user, at most 32 characters. */
  transfer_remark: Wire.text(32),
  /** ID of the user under the appid, at most 64 characters. Personal data. */
  openid: Request.OpenId,
  /** The user's real name. The client encrypts it. Required from 200,000 fen, rejected below 30 fen. */
  user_name: Schema.optional(Sensitive.text),
  /** The user's identity number. The client encrypts it. */
  user_id_card: Schema.optional(Sensitive.text)
})

/**
 * Fields of every new batch.
 *
 * @since 1.0.0
 * @category schemas
 */
export const batch = {
  /** Batch number, unique per merchant: 1 to 32 digits and letters. Store it before the call. */
  out_batch_no: Request.MerchantNo,
  /** At most 32 characters. */
  batch_name: Wire.text(32),
  /** At most 32 characters. */
  batch_remark: Wire.text(32),
  /** Sum of the items, in fen. */
  total_amount: Wire.amount(1),
  /** Number of items, 1 to 1,000. */
  total_num: Wire.integer(1, 1000),
  /** 1 to 1,000 items with unique numbers. */
  transfer_detail_list: Wire.list(Item, 1000, 1)
}

/**
 * Path parameters that identify a batch by WeChat Pay's number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const byBatchId = {
  /** Batch number assigned by WeChat Pay, at most 64 characters. */
  batch_id: Wire.text(64)
}

/**
 * Path parameters that identify a batch by the merchant's number.
 *
 * @since 1.0.0
 * @category schemas
 */
export const byNumber = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Request.MerchantNo
}

/**
 * Path parameters that identify an item by WeChat Pay's numbers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const detailById = {
  ...byBatchId,
  /** Item number assigned by WeChat Pay, at most 64 characters. */
  detail_id: Wire.text(64)
}

/**
 * Path parameters that identify an item by the merchant's numbers.
 *
 * @since 1.0.0
 * @category schemas
 */
export const detailByNumber = {
  ...byNumber,
  /** Item number assigned by the merchant. */
  out_detail_no: Request.MerchantNo
}

/**
 * Which items a query of a batch returns.
 *
 * @since 1.0.0
 * @category schemas
 */
export const paging = {
  /** Whether to return the items. A batch has items only if it is `FINISHED`. */
  need_query_detail: Schema.Boolean,
  /** Number of skipped items. Default: 0. */
  offset: Schema.optional(Wire.integer(0)),
  /** Number of returned items, 20 to 100. Default: 20. */
  limit: Schema.optional(Wire.integer(20, 100))
}

/**
 * An accepted batch.
 *
 * @since 1.0.0
 * @category schemas
 */
export const accepted = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Schema.String,
  /** Batch number assigned by WeChat Pay. */
  batch_id: Schema.String,
  /** RFC 3339. */
  create_time: Schema.String
}

const DetailStatus = Wire.openEnum("INIT", "WAIT_PAY", "PROCESSING", "SUCCESS", "FAIL")

/**
 * An item in the list of a batch.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Detail = Schema.Struct({
  /** Item number assigned by WeChat Pay. */
  detail_id: Schema.String,
  /** Item number assigned by the merchant. */
  out_detail_no: Schema.String,
  detail_status: DetailStatus
})

/**
 * Fields of every queried batch.
 *
 * @since 1.0.0
 * @category schemas
 */
export const found = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Schema.String,
  /** Batch number assigned by WeChat Pay. */
  batch_id: Schema.String,
  /** `FINISHED` means that every item is final, not that it was paid: check the items. */
  batch_status: Wire.openEnum("WAIT_PAY", "ACCEPTED", "PROCESSING", "FINISHED", "CLOSED"),
  /** Type of the batch. */
  batch_type: Schema.String,
  /** Name of the batch. */
  batch_name: Schema.String,
  /** Remark of the batch. */
  batch_remark: Schema.String,
  /** Amount in fen. */
  total_amount: Schema.Int,
  /** Number of items. */
  total_num: Schema.Int,
  /** RFC 3339. */
  create_time: text,
  /** RFC 3339. */
  update_time: text,
  /** Amount in fen. */
  success_amount: Schema.optional(Schema.Int),
  /** Number of paid items. */
  success_num: Schema.optional(Schema.Int),
  /** Amount in fen. */
  fail_amount: Schema.optional(Schema.Int),
  /** Number of failed items. */
  fail_num: Schema.optional(Schema.Int)
}

/**
 * Fields of every queried item.
 *
 * @since 1.0.0
 * @category schemas
 */
export const detail = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Schema.String,
  /** Batch number assigned by WeChat Pay. */
  batch_id: Schema.String,
  /** Item number assigned by the merchant. */
  out_detail_no: Schema.String,
  /** Item number assigned by WeChat Pay. */
  detail_id: Schema.String,
  /** `SUCCESS` and `FAIL` are final. */
  detail_status: DetailStatus,
  /** Amount in fen. */
  transfer_amount: Schema.Int,
  /** Remark that is shown to the user. */
  transfer_remark: Schema.String,
  /** Reason for the failure. */
  fail_reason: text,
  /** Personal data. */
  openid: Schema.String,
  /** RFC 3339. */
  initiate_time: Schema.String,
  /** RFC 3339. */
  update_time: Schema.String
}
