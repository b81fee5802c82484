/**
 * Transfers of a platform's (平台收付通) second-level merchants to users.
 *
 * The second-level merchant must grant the permission first (`EcommerceTransferPermission`). Transfers have the
 * states of `Transfer`.
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

const transfer = {
  ...Response.subMerchantTransfer,
  /** Scene of the transfer. */
  transfer_scene_id: Schema.String
}

/**
 * Creates a transfer of a second-level merchant that the user confirms.
 *
 * The usual response is `WAIT_USER_CONFIRM` with a `package_info`, with which the front end opens the confirmation
 * page. Query the transfer for its result.
 *
 * It is safe to repeat the identical request: the same `out_bill_no` returns the state of the same transfer. The
 * client retries it. Other parameters under the same number give `InvalidRequest`. After an `Unknown` outcome, query
 * the number. If the query fails with `NotFound`, repeat the identical request. Never use a new number before the
 * transfer is `FAIL` or `CANCELLED`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504211 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.ecommerceTransfer.create", {
  method: "POST",
  path: "/v3/ecommerce/mch-transfer/transfer-bills",
  payload: Rule.check(
    {
      ...Request.subMerchant,
      ...Request.transfer,
      /** A scene of the platform's settings, at most 16 characters. */
      transfer_scene_id: Wire.text(16),
      ...Request.receiver
    },
    transferRules.name
  ),
  success: { sub_mchid: Schema.String, ...Response.createdOrFailed },
  errors: TransferError.create,
  idempotent: true
})

/**
 * Queries a transfer by the number of the platform. The query finds transfers of the last 30 days. A number that was
 * never accepted gives `NotFound`. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504213 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.ecommerceTransfer.query", {
  method: "GET",
  path: "/v3/ecommerce/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}",
  params: Request.byNumber,
  query: Request.subMerchant,
  success: transfer,
  errors: TransferError.query
})

/**
 * Queries a transfer by the number of WeChat Pay. May be repeated. Otherwise the same as {@link query}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504214 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const queryByTransferBillNo = Endpoint.make("transfer.ecommerceTransfer.queryByTransferBillNo", {
  method: "GET",
  path: "/v3/ecommerce/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}",
  params: Request.byTransferBillNo,
  query: Request.subMerchant,
  success: transfer,
  errors: TransferError.query
})

/**
 * Cancels a transfer of a second-level merchant.
 *
 * Allowed until the user confirms. Later the call fails with `InvalidRequest`. The response contains the state: query
 * the transfer until it is final, and do not pay the same amount in another way before. A repeated cancellation
 * returns the same state, so the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4013504212 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("transfer.ecommerceTransfer.cancel", {
  method: "POST",
  path: "/v3/ecommerce/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel",
  params: Request.byNumber,
  payload: Request.subMerchant,
  success: { sub_mchid: Schema.String, ...Response.cancelled, state: Response.State },
  errors: TransferError.cancel,
  idempotent: true
})
