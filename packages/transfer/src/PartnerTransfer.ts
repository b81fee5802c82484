/**
 * Transfers of a sub-merchant to its users, made by its service provider.
 *
 * The sub-merchant must grant the permission first (`PartnerTransferPermission`). Transfers have the states of
 * `Transfer`.
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

/**
 * Creates a transfer of a sub-merchant that the user confirms.
 *
 * The response contains the `package_info` for the front end, but no state: query the transfer, or wait for
 * `MCHTRANSFER.BILL.FINISHED`. If the user does not confirm within 24 hours, the transfer fails.
 *
 * It is safe to repeat the identical request: one `out_bill_no` is one transfer. The client retries it. Other
 * parameters under the same number give `InvalidRequest`. After an `Unknown` outcome, query the number. If the query
 * fails with `NotFound`, repeat the identical request. Never use a new number before the transfer is `FAIL` or
 * `CANCELLED`. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015469096 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.partnerTransfer.create", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/transfer-bills",
  payload: Rule.check(
    { ...Request.subMerchant, ...Request.transfer, ...Request.receiver, ...Request.scene },
    transferRules.name,
    transferRules.perception,
    transferRules.report
  ),
  success: Response.partnerCreated,
  errors: TransferError.create,
  idempotent: true
})

/**
 * Queries a transfer of a sub-merchant. The query finds transfers of the last 30 days. A number that was never
 * accepted gives `NotFound`. May be repeated.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015469131 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.partnerTransfer.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/transfer-bills/out-bill-no/{out_bill_no}",
  params: Request.byNumber,
  query: Request.subMerchant,
  success: Response.subMerchantTransfer,
  errors: TransferError.query
})

/**
 * Cancels a transfer of a sub-merchant.
 *
 * Allowed until the user confirms. Later the call fails with `InvalidRequest`. The response contains the state: query
 * the transfer until it is final, and do not pay the same amount in another way before. A repeated cancellation
 * returns the same state, so the client retries it. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015469118 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("transfer.partnerTransfer.cancel", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/transfer-bills/out-bill-no/{out_bill_no}/cancel",
  params: Request.byNumber,
  payload: Request.subMerchant,
  success: { sub_mchid: Schema.String, ...Response.cancelledInFull },
  errors: TransferError.cancel,
  idempotent: true
})

/**
 * Creates a transfer of a sub-merchant whose confirmation page also asks the user to authorise further transfers.
 *
 * The rules of {@link create} apply: only the identical request may be repeated, and the client retries it. Send
 * `openid`, `authorization_info`, or both. If the user accepts the money
 * without authorising further transfers, there is no authorisation and no notification of it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016809843 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const createWithAuthorization = Endpoint.make("transfer.partnerTransfer.createWithAuthorization", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/transfer-bills/pre-transfer-with-authorization",
  payload: Rule.check(
    Rule.atLeastOne(
      {
        ...Request.subMerchant,
        ...Request.transfer,
        /**
         * ID of the user under `appid`, at most 64 characters; optional with `authorization_info`. Personal data.
         */
        openid: Schema.optional(Request.OpenId),
        ...Request.scene,
        /** The requested authorisation. */
        authorization_info: Schema.optional(Request.AuthorizationInfo)
      },
      ["openid", "authorization_info"]
    ),
    transferRules.name,
    transferRules.perception,
    transferRules.report
  ),
  success: Response.partnerCreated,
  errors: TransferError.create,
  idempotent: true
})

/**
 * Transfers to a user who authorised transfers (`PartnerTransferAuthorization`), without confirmation.
 *
 * The usual response is `SUCCESS`. Query any other state until it is final. The authorisation must be
 * `TAKING_EFFECT`, and it must have the appid and scene of the transfer. Otherwise the call fails with
 * `InvalidRequest` or `NoAuth`. As with {@link create}, only the identical request may be repeated, and the client
 * retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4016809837 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const createAuthorized = Endpoint.make("transfer.partnerTransfer.createAuthorized", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/transfer-bills/transfer",
  payload: Rule.check(
    {
      ...Request.subMerchant,
      ...Request.transfer,
      ...Request.scene,
      /** Authorisation number assigned by WeChat Pay. */
      authorization_id: Wire.nonEmptyText
    },
    transferRules.name,
    transferRules.perception,
    transferRules.report
  ),
  success: Response.partnerAuthorizedTransfer,
  errors: TransferError.create,
  idempotent: true
})
