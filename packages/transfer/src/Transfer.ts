/**
 * Transfers of a merchant to its users (商家转账): the user confirms each one, or authorises the merchant once.
 *
 * A transfer's life: `ACCEPTED`, `PROCESSING` while the money is locked, `WAIT_USER_CONFIRM` for at most 24 hours, `TRANSFERING`,
 * then `SUCCESS` or `FAIL`; or `CANCELING` and `CANCELLED`. `TransferState.of` reads it, `TransferFlow` waits for its end.
 *
 * Never pay the same thing under another number before the first transfer is `FAIL` or `CANCELLED`.
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
 * How many transfers, and how many queries, WeChat Pay takes of a merchant:
 * `{ endpoints: [{ of: [Transfer.create], limit: Transfer.rateLimit }] }` as the client's `rateLimit` keeps it.
 *
 * @since 1.0.0
 * @category constants
 */
export const rateLimit = { requests: 100, per: "1 second" } as const satisfies RateLimit.Limit

/**
 * Creates a transfer that the user confirms.
 *
 * The good response is `WAIT_USER_CONFIRM` with a `package_info`, which the front end opens with `requestMerchantTransfer`. That
 * call's success only says that the page was shown: the end is told by `MCHTRANSFER.BILL.FINISHED` or by a query. A user who
 * does not confirm within 24 hours gets nothing, and the transfer fails.
 *
 * Repeating the identical request with the same `out_bill_no` gives the state of the same transfer, however often;
 * the client retries it. Other parameters under the same number are `InvalidRequest`, and so is a repetition after
 * about 24 hours. After an `Unknown` outcome query the number; if it is `NotFound`, repeat the identical request.
 * Never use a new number.
 *
 * A balance that is too low is `NotEnough`, or a response that stays `ACCEPTED` or `PROCESSING`: top up the operation account and
 * repeat the identical request. A scene that was not granted, or an address that is not listed for the merchant, is `NoAuth`.
 * Limit: 100 a second.
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
      /** What the user sees. Default: the confirmation page. */
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
 * Queries a transfer by the merchant's number.
 *
 * Reaches 30 days back; an older transfer, or one that was never accepted, is `NotFound`. May be repeated. Limit: 100 a second.
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
 * Queries a transfer by WeChat Pay's number. Otherwise the same as {@link query}.
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
 * Allowed until the user confirms; later it is `InvalidRequest`. The response is `CANCELING` or `CANCELLED`; while it is
 * `CANCELING` the money is on its way back, and the transfer may still end as `FAIL`. Query it, and pay nothing else for the same
 * purpose before it is final. A repeated cancellation gives the same state; the client retries it.
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
    /** `CANCELING`: the money is on its way back. `CANCELLED`: final. */
    state: Wire.openEnum("CANCELING", "CANCELLED")
  },
  errors: TransferError.cancel,
  idempotent: true
})

/**
 * Creates a transfer whose page also asks the user to authorise further ones.
 *
 * As {@link create}. Give `openid`, or `authorization_info`, or both; without `authorization_info` nothing is asked for. A user
 * who takes the money without authorising causes no authorisation and no notification of one. The authorisation is then
 * found by `TransferAuthorization.query`.
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
         * ID of the user under `appid`, at most 64 characters: optional with `authorization_info`. Personal data.
         */
        openid: Schema.optional(Request.OpenId),
        ...Request.scene,
        /** The authorisation that is asked for. */
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
    user_display_name: Schema.optional(Schema.String),
    out_authorization_no: Schema.optional(Schema.String)
  },
  errors: TransferError.create,
  idempotent: true
})

/**
 * Transfers to a user who authorised it (`TransferAuthorization`): nothing has to be confirmed.
 *
 * The good response is `SUCCESS`. Query any other state until it is final. The authorisation has to be
 * `TAKING_EFFECT`, and its appid and scene those of the transfer. Otherwise the call fails with `InvalidRequest` or
 * `NoAuth`. Send exactly one of `authorization_id` and `out_authorization_no`. Numbers and repetition are as for
 * {@link create}. Limit: 100 a second.
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
