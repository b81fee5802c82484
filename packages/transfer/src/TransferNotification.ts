/**
 * Notifications of the results of transfers, and of users' authorisations.
 *
 * ```ts
 * const handler = NotificationHandler.make([TransferNotification.finished], {
 *   "MCHTRANSFER.BILL.FINISHED": ({ resource }) => Withdrawals.finish(resource.out_bill_no, TransferState.of(resource)),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * WeChat Pay sends them to the `notify_url` of the call, or to the `authorization_notify_url` of an authorisation.
 * The same event may arrive more than once. Query the transfer before you record its result.
 *
 * Tested in `test/transfer/transfer.test.ts`.
 *
 * @since 1.0.0
 */
import * as Notification from "@effect-wechatpay/core/Notification"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Response from "./schemas/Response.js"

const text = Schema.optional(Schema.String)

/**
 * A transfer is final: `SUCCESS`, `FAIL` or `CANCELLED`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012712115 page of 2026-07
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015468969 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const finished = Notification.make("MCHTRANSFER.BILL.FINISHED", {
  originalType: "mch_payment",
  resource: {
    ...Response.reference,
    /** `SUCCESS`, `FAIL` or `CANCELLED`. */
    state: Response.State,
    /** The merchant; absent for service providers. */
    mch_id: text,
    /** The service provider. */
    mchid: text,
    /** The sub-merchant of the service provider. */
    sub_mchid: text,
    /** Amount that the user receives, in fen. */
    transfer_amount: Schema.Int,
    /** ID of the user under the appid. Personal data. */
    openid: Schema.String,
    /** Reason for the failure; only with `FAIL`. */
    fail_reason: Schema.optional(Response.FailReason),
    /** RFC 3339. */
    create_time: Schema.String,
    /** RFC 3339. */
    update_time: Schema.String,
    /**
     * Destination of the money, only with `SUCCESS`. `CFT`: a wallet in mainland China. `WPHK`: a wallet in Hong
     * Kong.
     */
    payment_method_type: Schema.optional(Wire.openEnum("CFT", "WPHK"))
  },
  businessKey: ({ out_bill_no, sub_mchid }) => Notification.keyOf(sub_mchid, out_bill_no)
})

const authorization = {
  /** Authorisation number assigned by the merchant. */
  out_authorization_no: Schema.String,
  appid: Schema.String,
  /** ID of the user under `appid`. Personal data. */
  openid: Schema.String,
  /** Name of the user at the merchant. */
  user_display_name: Schema.String,
  /** ID of the authorisation in transfers. */
  authorization_id: Schema.String,
  /** State of the authorisation. */
  state: Wire.openEnum("TAKING_EFFECT", "CLOSED"),
  /** Time when the user agreed, RFC 3339. */
  authorize_time: Schema.String,
  /** Reason and time of the end; only with `CLOSED`. */
  close_info: Schema.optional(Response.CloseInfo)
}

/**
 * A user authorised transfers without confirmation. The notification does not contain the scene: compare number,
 * appid and user with your request.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014512908 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const authorized = Notification.make("MCHTRANSFER.AUTHORIZATION.CONFIRMED", {
  originalType: "mch_payment",
  resource: authorization,
  businessKey: ({ out_authorization_no }) => out_authorization_no
})

/**
 * An authorisation was closed by the user, the merchant or WeChat Pay. `close_info` contains the reason.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014512908 page of 2026-07
 * @since 1.0.0
 * @category notifications
 */
export const authorizationClosed = Notification.make("MCHTRANSFER.AUTHORIZATION.CLOSED", {
  originalType: "mch_payment",
  resource: authorization,
  businessKey: ({ out_authorization_no }) => out_authorization_no
})

/**
 * A transfer to a QQ wallet is final.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4014301851 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const qqWalletFinished = Notification.make("MCHTRANSFER.QQWALLETBILL.FINISHED", {
  originalType: "mch_payment",
  resource: {
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    ...Response.reference,
    appid: Schema.String,
    /** `SUCCESS`, `FAIL` or `CANCELLED`. */
    state: Response.State,
    /** Amount that the user receives, in fen. */
    transfer_amount: Schema.Int,
    /** Remark that is shown to the user. */
    transfer_remark: Schema.String,
    /** ID of the user under `appid`. Personal data. */
    openid: text,
    /** The user's QQ number. Personal data. */
    user_qq: text,
    /**
     * The user's name, still encrypted with the merchant's certificate. `QqWalletTransfer.query` returns it
     * decrypted.
     */
    user_name: text,
    /** Reason for the failure; only with `FAIL`. */
    fail_reason: Schema.optional(Response.FailReason),
    /** RFC 3339. */
    create_time: Schema.String,
    /** RFC 3339. */
    update_time: Schema.String
  },
  businessKey: ({ out_bill_no }) => out_bill_no
})

const batch = {
  /** Batch number assigned by the merchant. */
  out_batch_no: Schema.String,
  /** Batch number assigned by WeChat Pay. */
  batch_id: Schema.String,
  /** State of the batch. */
  batch_status: Wire.openEnum("WAIT_PAY", "ACCEPTED", "PROCESSING", "FINISHED", "CLOSED"),
  /** Number of items. */
  total_num: Schema.Int,
  /** Amount in fen. */
  total_amount: Schema.Int,
  /** RFC 3339. */
  update_time: Schema.String
}

/**
 * A batch is finished: every item is final. Query the items for their results.
 *
 * @deprecated Transfers of the new product are reported by `finished`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012269028 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const batchFinished = Notification.make("MCHTRANSFER.BATCH.FINISHED", {
  originalType: "mch_payment",
  resource: {
    ...batch,
    /** Amount in fen. */
    success_amount: Schema.Int,
    /** Number of paid items. */
    success_num: Schema.Int,
    /** Amount in fen. */
    fail_amount: Schema.Int,
    /** Number of failed items. */
    fail_num: Schema.Int
  },
  businessKey: ({ out_batch_no }) => out_batch_no
})

/**
 * A batch was closed without payment.
 *
 * @deprecated Transfers of the new product are reported by `finished`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012269028 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const batchClosed = Notification.make("MCHTRANSFER.BATCH.CLOSED", {
  originalType: "mch_payment",
  resource: {
    /** The merchant, or for service providers the provider. */
    mchid: Schema.String,
    ...batch,
    /** Reason for closing. */
    close_reason: Wire.openEnum("CLOSED", "OVERDUE_CLOSE", "TRANSFER_SCENE_INVALID")
  },
  businessKey: ({ out_batch_no }) => out_batch_no
})

/**
 * All notifications of this module.
 *
 * @since 1.0.0
 * @category notifications
 */
export const all = [
  finished,
  authorized,
  authorizationClosed,
  qqWalletFinished,
  batchFinished,
  batchClosed
] as const
