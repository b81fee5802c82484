/**
 * What WeChat Pay reports of transfers: their end, and users' authorisations.
 *
 * ```ts
 * const handler = NotificationHandler.make([TransferNotification.finished], {
 *   "MCHTRANSFER.BILL.FINISHED": ({ resource }) => Withdrawals.finish(resource.out_bill_no, TransferState.of(resource)),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * They come to the `notify_url` of the call, or to the `authorization_notify_url` of an authorisation. The same event may come more
 * than once. A notification is a hint: query the transfer before you book its end.
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

/** Identifies an object across all sub-merchants. */
const keyOf = (number: string, sub_mchid: string | undefined): string =>
  JSON.stringify([sub_mchid ?? null, number])

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
    state: Response.State,
    /** The merchant; not for service providers. */
    mch_id: text,
    /** The service provider. */
    mchid: text,
    /** The sub-merchant of the service provider. */
    sub_mchid: text,
    /** What the user gets, in fen. */
    transfer_amount: Schema.Int,
    /** ID of the user under the appid. Personal data. */
    openid: Schema.String,
    /** Reason for the failure; only with `FAIL`. */
    fail_reason: Schema.optional(Response.FailReason),
    /** RFC 3339. */
    create_time: Schema.String,
    /** RFC 3339. */
    update_time: Schema.String,
    /** Where the money went, only with `SUCCESS`: `CFT` a wallet of the mainland, `WPHK` one of Hong Kong. */
    payment_method_type: Schema.optional(Wire.openEnum("CFT", "WPHK"))
  },
  businessKey: ({ out_bill_no, sub_mchid }) => keyOf(out_bill_no, sub_mchid)
})

const authorization = {
  /** Authorisation number assigned by the merchant. */
  out_authorization_no: Schema.String,
  appid: Schema.String,
  /** ID of the user under `appid`. Personal data. */
  openid: Schema.String,
  user_display_name: Schema.String,
  /** Names the authorisation in transfers. */
  authorization_id: Schema.String,
  state: Wire.openEnum("TAKING_EFFECT", "CLOSED"),
  /** Time when the user agreed, RFC 3339. */
  authorize_time: Schema.String,
  close_info: Schema.optional(Response.CloseInfo)
}

/**
 * A user authorised transfers without confirmation. The scene is not said: compare number, appid and user with what you asked for.
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
 * An authorisation was closed, by the user, by the merchant or by WeChat Pay; `close_info` says by whom.
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
    mchid: Schema.String,
    ...Response.reference,
    appid: Schema.String,
    state: Response.State,
    /** What the user gets, in fen. */
    transfer_amount: Schema.Int,
    transfer_remark: Schema.String,
    /** ID of the user under `appid`. Personal data. */
    openid: text,
    /** The user's QQ number. Personal data. */
    user_qq: text,
    /** The user's name, still encrypted with the merchant's certificate; `QqWalletTransfer.query` gives it decrypted. */
    user_name: text,
    fail_reason: Schema.optional(Response.FailReason),
    /** RFC 3339. */
    create_time: Schema.String,
    /** RFC 3339. */
    update_time: Schema.String
  },
  businessKey: ({ out_bill_no }) => out_bill_no
})

const batch = {
  out_batch_no: Schema.String,
  /** Batch number assigned by WeChat Pay. */
  batch_id: Schema.String,
  batch_status: Wire.openEnum("WAIT_PAY", "ACCEPTED", "PROCESSING", "FINISHED", "CLOSED"),
  total_num: Schema.Int,
  /** Amount in fen. */
  total_amount: Schema.Int,
  /** RFC 3339. */
  update_time: Schema.String
}

/**
 * A batch is finished: every item is final. That says nothing of the items; query each.
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
    success_num: Schema.Int,
    /** Amount in fen. */
    fail_amount: Schema.Int,
    fail_num: Schema.Int
  },
  businessKey: ({ out_batch_no }) => out_batch_no
})

/**
 * A batch was closed without being paid.
 *
 * @deprecated Transfers of the new product are reported by `finished`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012269028 page of 2025
 * @since 1.0.0
 * @category notifications
 */
export const batchClosed = Notification.make("MCHTRANSFER.BATCH.CLOSED", {
  originalType: "mch_payment",
  resource: {
    mchid: Schema.String,
    ...batch,
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
