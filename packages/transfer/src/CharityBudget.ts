/**
 * Budgets for donations between merchants. A sponsor locks money, and a service provider donates from it.
 *
 * A budget is `PENDING` until the sponsor confirms it and `LOCKED` while donations are possible. The final states are
 * `FINISHED` and `CLOSED`.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Request from "./schemas/Request.js"
import * as TransferError from "./TransferError.js"

const key = {
  /** Budget number assigned by the provider. */
  out_budget_no: Request.MerchantNo
}

const sponsor = {
  /** The merchant that donates, at most 32 characters. */
  sponsor_mchid: Wire.Mchid
}

const described = {
  /** The service provider. */
  sp_mchid: Schema.String,
  /** Budget number assigned by the provider. */
  out_budget_no: Schema.String,
  /** Budget number assigned by WeChat Pay. */
  budget_id: Schema.String,
  /** Locked amount, in fen. */
  amount: Schema.Int,
  /** The merchant that donates. */
  sponsor_mchid: Schema.String,
  /** Name of the activity. */
  activity_name: Schema.String,
  /** Remark of the activity. */
  activity_remark: Schema.String
}

const budget = {
  ...described,
  /** `PENDING`: waits for the sponsor. `LOCKED`: donations are possible. `FINISHED`, `CLOSED`: final. */
  state: Schema.optional(Wire.openEnum("PENDING", "LOCKED", "FINISHED", "CLOSED")),
  /** Address at which the sponsor confirms. */
  confirm_url: Schema.optional(Schema.String),
  /** Masked WeChat ID of the sponsor's administrator. */
  super_admin_wxid_mask: Schema.optional(Schema.String),
  /** Remaining amount, in fen. */
  remain_amount: Schema.optional(Schema.Int),
  /** Reason for the end. */
  unlock_remark: Schema.optional(Schema.String),
  /** RFC 3339. */
  locked_time: Schema.optional(Schema.String),
  /** RFC 3339. */
  finished_time: Schema.optional(Schema.String),
  /** RFC 3339. */
  closed_time: Schema.optional(Schema.String)
}

/**
 * Applies for a budget. The sponsor confirms it at `confirm_url`; query it until it is `LOCKED`.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the number. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015554763 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const apply = Endpoint.make("transfer.charityBudget.apply", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/charity-budget",
  payload: {
    /** Budget number, unique per provider: 1 to 32 digits and letters. Store it before the call. */
    out_budget_no: Request.MerchantNo,
    ...sponsor,
    /** Name of the sponsor's company. */
    sponsor_subject_name: Wire.nonEmptyText,
    /** Name of the activity. */
    activity_name: Wire.nonEmptyText,
    /** Remark of the activity. */
    activity_remark: Wire.nonEmptyText,
    /** Amount to lock, in fen; at least 1. */
    amount: Wire.amount(1),
    /** Address that WeChat Pay notifies of changes: `https`, without query, at most 256 characters. */
    notify_url: Schema.optional(Wire.notifyUrl(256))
  },
  success: budget,
  errors: TransferError.apply
})

/**
 * Queries a budget. A number that was never accepted gives `NotFound`. May be repeated. Limit: 50 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015554788 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.charityBudget.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/charity-budget/{out_budget_no}",
  params: key,
  query: sponsor,
  success: budget,
  errors: TransferError.query
})

/**
 * Ends a budget. The remaining amount goes back to the sponsor.
 *
 * The result of a repeated call is not documented, so the client sends the request once. After an `Unknown` outcome,
 * query the budget. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015554795 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const unlock = Endpoint.make("transfer.charityBudget.unlock", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/charity-budget/{out_budget_no}/unlock",
  params: key,
  payload: {
    ...sponsor,
    /** Reason for the end. */
    activity_remark: Wire.nonEmptyText
  },
  success: {
    ...described,
    /** `FINISHED`: final. */
    state: Wire.openEnum("FINISHED"),
    /** Reason for the end. */
    unlock_remark: Schema.String,
    /** RFC 3339. */
    locked_time: Schema.String,
    /** RFC 3339. */
    finished_time: Schema.String,
    /** Returned amount, in fen. */
    unlocked_amount: Schema.optional(Schema.Int)
  },
  errors: TransferError.apply
})
