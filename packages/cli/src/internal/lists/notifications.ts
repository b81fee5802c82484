/** Written by `node scripts/endpoints.mjs` from the sources of the packages. */
import type { Modules } from "../endpoints/listed.js"

export type ListedNotification = readonly [eventType: string, module: string, name: string, summary: string]

export const list: ReadonlyArray<ListedNotification> = [
  [
    "COMPLAINT.CREATE",
    "@effect-wechatpay/merchant-complaint/ComplaintNotification",
    "created",
    "A user complained."
  ],
  [
    "COMPLAINT.STATE_CHANGE",
    "@effect-wechatpay/merchant-complaint/ComplaintNotification",
    "changed",
    "Something happened in a complaint."
  ],
  [
    "FACEPAY.USER_STATE_CHANGE",
    "@effect-wechatpay/facepay/FacepayNotification",
    "userStateChanged",
    "A face user signed, the contract ended, or the user was disabled or enabled."
  ],
  [
    "MCHTRANSFER.AUTHORIZATION.CLOSED",
    "@effect-wechatpay/transfer/TransferNotification",
    "authorizationClosed",
    "An authorisation was closed by the user, the merchant or WeChat Pay. close_info contains the reason."
  ],
  [
    "MCHTRANSFER.AUTHORIZATION.CONFIRMED",
    "@effect-wechatpay/transfer/TransferNotification",
    "authorized",
    "A user authorised transfers without confirmation."
  ],
  [
    "MCHTRANSFER.BATCH.CLOSED",
    "@effect-wechatpay/transfer/TransferNotification",
    "batchClosed",
    "A batch was closed without payment."
  ],
  [
    "MCHTRANSFER.BATCH.FINISHED",
    "@effect-wechatpay/transfer/TransferNotification",
    "batchFinished",
    "A batch is finished: every item is final."
  ],
  [
    "MCHTRANSFER.BILL.FINISHED",
    "@effect-wechatpay/transfer/TransferNotification",
    "finished",
    "A transfer is final: SUCCESS, FAIL or CANCELLED."
  ],
  [
    "MCHTRANSFER.QQWALLETBILL.FINISHED",
    "@effect-wechatpay/transfer/TransferNotification",
    "qqWalletFinished",
    "A transfer to a QQ wallet is final."
  ],
  [
    "PAYSCORE.BIND_SERVICE_ACCOUNT",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "serviceAccountBound",
    "The application to bind a sub-merchant to a service was approved or rejected."
  ],
  [
    "PAYSCORE.MCH_PREPAY",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "merchantPrepay",
    "The user pays an order of an acquiring institution actively."
  ],
  [
    "PAYSCORE.USER_ACCEPTED",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userAccepted",
    "The user confirmed an order of the first generation (PayAfterOrder, SmartRetailOrder)."
  ],
  [
    "PAYSCORE.USER_CANCEL_SIGN_PLAN",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userCancelledSignPlan",
    "A sign plan ended, because the user cancelled it or closed its service."
  ],
  [
    "PAYSCORE.USER_CLOSE_SERVICE",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userClosedService",
    "The user or the merchant ended a user's authorisation of a service."
  ],
  [
    "PAYSCORE.USER_CONFIRM",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userConfirmed",
    "The user confirmed an order."
  ],
  [
    "PAYSCORE.USER_OPEN_SERVICE",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userOpenedService",
    "A user authorised a service. event.shape is the mode: merchant, partner, acquiringBank, or campus for the campus product, which uses the same event type."
  ],
  [
    "PAYSCORE.USER_PAID",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userPaid",
    "An order is paid: it is DONE, and its collection is USER_PAID."
  ],
  [
    "PAYSCORE.USER_SIGN_PLAN",
    "@effect-wechatpay/payscore/PayscoreNotification",
    "userSignedPlan",
    "A user signed a plan."
  ],
  [
    "PROFITSHARING.RETURN",
    "@effect-wechatpay/profit-sharing/ProfitSharingNotification",
    "returned",
    "A share of the merchant was taken back."
  ],
  [
    "PROFITSHARING.SUCCESS",
    "@effect-wechatpay/profit-sharing/ProfitSharingNotification",
    "succeeded",
    "The merchant received a share."
  ],
  [
    "REFUND.ABNORMAL",
    "@effect-wechatpay/refund/RefundNotification",
    "abnormal",
    "The user's card or account cannot receive the money."
  ],
  [
    "REFUND.CLOSED",
    "@effect-wechatpay/refund/RefundNotification",
    "closed",
    "The refund ended, and nothing was refunded."
  ],
  ["REFUND.SUCCESS", "@effect-wechatpay/refund/RefundNotification", "succeeded", "The refund succeeded."],
  [
    "SECURITY_ECHO.SUCCESS",
    "@effect-wechatpay/core/SelfTest",
    "notification",
    "The notification that WeChat Pay sends to the notify_url of echo."
  ],
  [
    "TRANSACTION.SUCCESS",
    "@effect-wechatpay/pay/PayNotification",
    "succeeded",
    "An order was paid. event.shape is merchant, partner (an order of a service provider) or combined (sent once for the whole combined order)."
  ],
  [
    "TRANSACTION.SUCCESS",
    "@effect-wechatpay/profit-sharing/ProfitSharingNotification",
    "transactionSucceeded",
    "A share or a return under the event type of payments, which the official pages also mention."
  ]
]

export const modules: Modules = {
  "@effect-wechatpay/core/SelfTest": () => import("@effect-wechatpay/core/SelfTest"),
  "@effect-wechatpay/facepay/FacepayNotification": () =>
    import("@effect-wechatpay/facepay/FacepayNotification"),
  "@effect-wechatpay/merchant-complaint/ComplaintNotification": () =>
    import("@effect-wechatpay/merchant-complaint/ComplaintNotification"),
  "@effect-wechatpay/pay/PayNotification": () => import("@effect-wechatpay/pay/PayNotification"),
  "@effect-wechatpay/payscore/PayscoreNotification": () =>
    import("@effect-wechatpay/payscore/PayscoreNotification"),
  "@effect-wechatpay/profit-sharing/ProfitSharingNotification": () =>
    import("@effect-wechatpay/profit-sharing/ProfitSharingNotification"),
  "@effect-wechatpay/refund/RefundNotification": () => import("@effect-wechatpay/refund/RefundNotification"),
  "@effect-wechatpay/transfer/TransferNotification": () =>
    import("@effect-wechatpay/transfer/TransferNotification")
}
