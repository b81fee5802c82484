/** What WeChat Pay reports. Notifications wake the programs that wait, which then query: a duplicate or a late one does no harm. */
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as PayNotification from "@effect-wechatpay/pay/PayNotification"
import * as RefundNotification from "@effect-wechatpay/refund/RefundNotification"
import * as RefundSignals from "@effect-wechatpay/refund/RefundSignals"
import * as Effect from "effect/Effect"
import * as Payments from "./Payments.js"

export const handler = NotificationHandler.make([...PayNotification.all, ...RefundNotification.all], {
  "TRANSACTION.SUCCESS": ({ resource }) =>
    "out_trade_no" in resource ? Payments.wake(resource.out_trade_no) : Effect.void,
  "REFUND.SUCCESS": ({ resource }) => RefundSignals.publish(resource),
  "REFUND.ABNORMAL": ({ resource }) => RefundSignals.publish(resource),
  "REFUND.CLOSED": ({ resource }) => RefundSignals.publish(resource),
  unknown: ({ event_type }) => Effect.logWarning(`nobody handles ${event_type}`)
})
