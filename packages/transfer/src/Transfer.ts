/**
 * Transfers of a merchant to its users (商家转账). The user confirms each transfer, or authorises the merchant once.
 *
 * The states of a transfer are `ACCEPTED`, `PROCESSING` while WeChat Pay locks the money, `WAIT_USER_CONFIRM` for at
 * most 24 hours, `TRANSFERING`, then `SUCCESS` or `FAIL`. A cancelled transfer is `CANCELING`, then `CANCELLED`.
 * `TransferState.of` returns the state.
 *
 * Never pay the same amount again under another number before the first transfer is `FAIL` or `CANCELLED`.
 *
 * Tested in `test/simulator/transferRules.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as RateLimit from "@effect-wechatpay/core/RateLimit"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as transferRules from "./internal/transferRules.js"
import * as Request from "./schemas/Request.js"
import * as Response from "./schemas/Response.js"
import * as TransferError from "./TransferError.js"

/**
 * The number of transfers, and the number of queries, that WeChat Pay accepts from a merchant: 100 a second each.
 * Pass it as the client's `rateLimit`: `{ endpoints: [{ of: [Transfer.create], limit: Transfer.rateLimit }] }`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 100, per: "1 second" } as const satisfies RateLimit.Limit

/**
 * Creates a transfer that the user confirms.
 *
 * The usual response is `WAIT_USER_CONFIRM` with a `package_info`. The front end passes it to
 * `requestMerchantTransfer`, whose success only means that the page was shown. `MCHTRANSFER.BILL.FINISHED` or a query
 * shows the result. If the user does not confirm within 24 hours, the transfer fails.
 *
 * It is safe to repeat the identical request: the same `out_bill_no` returns the state of the same transfer. The
 * client retries it. Other parameters under the same number give `InvalidRequest`, and so does a repetition after
 * about 24 hours. After an `Unknown` outcome, query the number. If the query fails with `NotFound`, repeat the
 * identical request. Never use a new number.
 *
 * If the balance is too low, the call fails with `NotEnough`, or the transfer stays `ACCEPTED` or `PROCESSING`: top
 * up the operation account and repeat the identical request. A scene without permission, or an IP address that is not
 * listed for the merchant, gives `NoAuth`. Limit: 100 a second.
 *
 * ```ts
 * Transfer.create({
 *   ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
 *   appid: "wxf636efh567hg4356",
 *   out_bill_no: "plfk2020042013",
 *   openid: "o-MYE42l80oelYMDE34nYD456Xoy",
 *   transfer_amount: 500,
 *   transfer_remark: "新会员有礼",
 *   notify_url: "https://shop.example.com/wechatpay/notify"
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716434 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.transfer.create", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-bills",
  payload: Rule.check(
    {
      ...Request.transfer,
      ...Request.receiver,
      ...Request.scene,
      /** Display for the user. Default: the confirmation page. */
      user_recv_style: Schema.optional(
        Schema.Struct({
          /** `RED_PACKET`: a red packet of at most 20,000 fen; not in the scenes 1004, 1009, 1010 and 1013. */
          type: Wire.oneOf("CONFIRM_PAGE", "RED_PACKET")
        })
      )
    },
    transferRules.name,
    transferRules.perception,
    transferRules.report,
    transferRules.redPacket
  ),
  success: Response.createdOrFailed,
  errors: TransferError.create,
  idempotent: true
})

/**
 * Queries a transfer by the number of the merchant.
 *
 * The query finds transfers of the last 30 days. An older transfer, or a number that was never accepted, gives
 * `NotFound`. May be repeated. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716437 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.transfer.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}",
  params: Request.byNumber,
  success: Response.transfer,
  errors: TransferError.query
})

/**
 * Queries a transfer by the number of WeChat Pay. May be repeated. Otherwise the same as {@link query}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716457 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const queryByTransferBillNo = Endpoint.make("transfer.transfer.queryByTransferBillNo", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}",
  params: Request.byTransferBillNo,
  success: Response.transfer,
  errors: TransferError.query
})

/**
 * Cancels a transfer.
 *
 * Allowed until the user confirms. Later the call fails with `InvalidRequest`. The response is `CANCELING` or
 * `CANCELLED`. While it is `CANCELING`, the money is being returned, and the transfer may still become `FAIL`. Query
 * it until it is final, and do not pay the same amount in another way before. A repeated cancellation returns the
 * same state, so the client retries it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716458 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const cancel = Endpoint.make("transfer.transfer.cancel", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel",
  params: Request.byNumber,
  success: {
    ...Response.cancelled,
    /** `CANCELING`: the money is being returned. `CANCELLED`: final. */
    state: Wire.openEnum("CANCELING", "CANCELLED")
  },
  errors: TransferError.cancel,
  idempotent: true
})

/**
 * Creates a transfer whose confirmation page also asks the user to authorise further transfers.
 *
 * The rules of {@link create} apply: only the identical request may be repeated, and the client retries it. Send
 * `openid`, `authorization_info`, or both. Without `authorization_info` the
 * page asks for no authorisation. If the user accepts the money without authorising further transfers, there is no
 * authorisation and no notification of it. Query the authorisation with `TransferAuthorization.query`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014399293 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const createWithAuthorization = Endpoint.make("transfer.transfer.createWithAuthorization", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-bills/pre-transfer-with-authorization",
  payload: Rule.check(
    Rule.atLeastOne(
      {
        ...Request.transfer,
        /**
         * ID of the user under `appid`, at most 64 characters; optional with `authorization_info`. Personal data.
         */
        openid: Schema.optional(Request.OpenId),
        ...Request.scene,
        /** The requested authorisation. */
        authorization_info: Schema.optional(Request.AuthorizationInfo),
        /** The merchant that pays for it, at most 32 characters. */
        sponsor_mchid: Schema.optional(Wire.Mchid)
      },
      ["openid", "authorization_info"]
    ),
    transferRules.name,
    transferRules.perception,
    transferRules.report
  ),
  success: {
    ...Response.created,
    /** Name of the user at the merchant. */
    user_display_name: Schema.optional(Schema.String),
    /** Authorisation number assigned by the merchant. */
    out_authorization_no: Schema.optional(Schema.String)
  },
  errors: TransferError.create,
  idempotent: true
})

/**
 * Transfers to a user who authorised transfers (`TransferAuthorization`), without confirmation.
 *
 * The usual response is `SUCCESS`. Query any other state until it is final. The authorisation must be
 * `TAKING_EFFECT`, and it must have the appid and scene of the transfer. Otherwise the call fails with
 * `InvalidRequest` or `NoAuth`. Send exactly one of `authorization_id` and `out_authorization_no`. As with
 * {@link create}, only the identical request may be repeated, and the client retries it. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014399371 page of 2026-07
 * @since 1.0.0
 * @category endpoints
 */
export const createAuthorized = Endpoint.make("transfer.transfer.createAuthorized", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/transfer-bills/transfer",
  payload: Rule.check(
    Rule.exactlyOne(
      {
        ...Request.transfer,
        ...Request.scene,
        /** The merchant that pays for it, at most 32 characters. */
        sponsor_mchid: Schema.optional(Wire.Mchid)
      },
      {
        /** Authorisation number assigned by WeChat Pay. */
        authorization_id: Wire.nonEmptyText,
        /** Authorisation number assigned by the merchant, 1 to 32 characters. */
        out_authorization_no: Wire.text(32)
      }
    ),
    transferRules.name,
    transferRules.perception,
    transferRules.report
  ),
  success: Response.authorizedTransfer,
  errors: TransferError.create,
  idempotent: true
})
