/** The examples of docs/refunds.md. */
import { NotificationHandler } from "@effect-wechatpay/core";
import { OrderState, PayscoreNotification } from "@effect-wechatpay/payscore";
import { Refund, RefundNotification } from "@effect-wechatpay/refund";
import { Context, Effect, Schedule } from "effect";
export const refundOrder = ({ order, out_refund_no, refund, total }) => Effect.gen(function* () {
    const state = OrderState.of(order);
    const [transaction_id] = state._tag === "Paid" ? state.transactionIds : [];
    if (transaction_id === undefined)
        return yield* Effect.fail("nothing was paid by WeChat Pay");
    return yield* Refund.create({
        transaction_id,
        out_refund_no,
        notify_url: "https://shop.example/wechatpay/notify",
        amount: { refund, total, currency: "CNY" }
    });
});
export class Books extends Context.Tag("shop/Books")() {
}
export const handler = NotificationHandler.make([PayscoreNotification.userPaid, ...RefundNotification.all], {
    "PAYSCORE.USER_PAID": ({ resource }) => Effect.flatMap(Books, (books) => books.paid(resource.out_order_no)),
    "REFUND.SUCCESS": ({ resource }) => Effect.flatMap(Books, (books) => books.refunded(resource.out_refund_no, resource.amount.refund)),
    "REFUND.ABNORMAL": ({ resource }) => Effect.flatMap(Books, (books) => books.redirect(resource.refund_id, resource.out_refund_no)),
    "REFUND.CLOSED": ({ resource }) => Effect.flatMap(Books, (books) => books.notRefunded(resource.out_refund_no)),
    unknown: () => Effect.void
});
export const awaitEnd = (out_refund_no) => Refund.query({ out_refund_no }).pipe(Effect.filterOrFail(({ status }) => status !== "PROCESSING", () => "still under way"), Effect.retry({
    while: (error) => error === "still under way",
    schedule: Schedule.spaced("1 minute"),
    times: 30
}));
export const payTheMerchant = (refund_id, out_refund_no) => Refund.applyAbnormal({ refund_id, out_refund_no, type: "MERCHANT_BANK_CARD" });
