/**
 * Transfers of a merchant to QQ wallets, for activity rewards.
 *
 * If the user does not receive the transfer within 24 hours, WeChat Pay closes it and returns the money.
 *
 * Tested in `test/simulator/transferRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as transferRules from "./internal/transferRules.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

const infoTypes = ["活动名称", "奖励说明"] as const

/**
 * Creates a transfer to a QQ wallet.
 *
 * It is safe to repeat the identical request: the same `out_bill_no` returns the state of the same transfer. The
 * client retries it. Other parameters under the same number give `InvalidRequest`. After an `Unknown` outcome, query
 * the number. If the query fails with `NotFound`, repeat the identical request. Never use a new number before the
 * transfer is `FAIL` or `CANCELLED`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014297386 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.qqWalletTransfer.create", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills",
  payload: Rule.check(
    {
      ...Request.transfer,
      ...Request.receiver,
      /** The user's QQ number. Personal data. */
      user_qq: Schema.optional(Wire.nonEmptyText),
      /** `1401`: activity reward to a QQ wallet. */
      transfer_scene_id: Wire.oneOf("1401"),
      /** `活动名称`: name of the activity. `奖励说明`: description of the reward. */
      transfer_scene_report_infos: Wire.list(
        Schema.Struct({
          /** `活动名称` or `奖励说明`. */
          info_type: Wire.oneOf(...infoTypes),
          /** 1 to 32 characters. */
          info_content: Wire.text(32)
        }),
        3,
        1
      )
    },
    transferRules.name,
    transferRules.reportOf(infoTypes)
  ),
  success: Response.qqWalletTransfer,
  errors: TransferError.create,
  idempotent: true
})

/**
 * Queries a transfer to a QQ wallet. The query finds transfers of the last 30 days. A number that was never accepted
 * gives `NotFound`. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014297440 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.qqWalletTransfer.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills/{out_bill_no}",
  params: Request.byNumber,
  success: Response.qqWalletTransfer,
  errors: TransferError.query
})

/**
 * Cancels a transfer to a QQ wallet. Allowed until the user receives it. Later the call fails with `InvalidRequest`.
 * The response contains the state: query the transfer until it is final. A repeated cancellation returns the same
 * state, so the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014297396 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("transfer.qqWalletTransfer.cancel", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills/{out_bill_no}/cancel",
  params: Request.byNumber,
  success: {
    /** The merchant. */
    mchid: Schema.optional(Schema.String),
    appid: Schema.optional(Schema.String),
    ...Response.cancelledInFull,
    /** The user's QQ number. Personal data. */
    user_qq: Schema.optional(Schema.String)
  },
  errors: TransferError.cancel,
  idempotent: true
})
