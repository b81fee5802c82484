/** Umbrellas, rented without paying a deposit: WeChat Pay Score vouches for the user, and collects the fee afterwards. */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as BusinessView from "@effect-wechatpay/payscore/BusinessView"
import * as OrderSignals from "@effect-wechatpay/payscore/OrderSignals"
import * as OrderState from "@effect-wechatpay/payscore/OrderState"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as ServiceOrderFlow from "@effect-wechatpay/payscore/ServiceOrderFlow"
import * as RefundFlow from "@effect-wechatpay/refund/RefundFlow"
import * as RefundNotification from "@effect-wechatpay/refund/RefundNotification"
import * as RefundSignals from "@effect-wechatpay/refund/RefundSignals"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export class Settings extends Context.Tag("rental/Settings")<
  Settings,
  { readonly appid: string; readonly serviceId: string; readonly notifyUrl: string }
>() {}

/** What an umbrella costs that does not come back, in fen. The service's limit at WeChat Pay is at least as high. */
const deposit = 3900

/** 1 yuan for each hour that has begun, at most the deposit. The first five minutes are free. */
export const feeOf = (rented: Duration.Duration): number =>
  Duration.lessThanOrEqualTo(rented, Duration.minutes(5))
    ? 0
    : Math.min(deposit, 100 * Math.ceil(Duration.toHours(rented)))

const keyOf = (out_order_no: string) =>
  Effect.map(Settings, ({ appid, serviceId }) => ({ out_order_no, appid, service_id: serviceId }))

/**
 * Begins a rental, and returns what the mini program passes to `wx.openBusinessView`: there the user confirms. `None` if the
 * order does not wait for that any more. Store the number before; the call may be repeated with it.
 */
export const begin = (number: string) =>
  Effect.gen(function* () {
    const { notifyUrl } = yield* Settings
    const created = yield* ServiceOrderFlow.create({
      ...(yield* keyOf(number)),
      service_introduction: "umbrella",
      time_range: { start_time: "OnAccept" },
      risk_fund: { name: "DEPOSIT", amount: deposit, description: "returned with the umbrella" },
      notify_url: notifyUrl
    })
    if (created.package === undefined) return Option.none()
    return Option.some(BusinessView.toMiniProgram(yield* BusinessView.use({ package: created.package })))
  })

/** Waits until the user confirms. The station opens only if this returns true. */
export const isConfirmed = (number: string, within: Duration.DurationInput) =>
  Effect.gen(function* () {
    const until = DateTime.addDuration(yield* DateTime.now, within)
    const key = yield* keyOf(number)
    const { state } = yield* ServiceOrderFlow.awaitConfirmationOrCancel(
      { ...key, reason: "not confirmed" },
      until
    )
    return OrderState.is("InService")(state)
  })

/**
 * The umbrella is back. Collects the fee and waits for the money: for seconds normally, for days if the user has none. Both
 * times are those of the station.
 */
export const end = (
  number: string,
  station: { readonly takenAt: DateTime.Utc; readonly returnedAt: DateTime.Utc }
) =>
  Effect.gen(function* () {
    const { returnedAt, takenAt } = station
    const fee = feeOf(DateTime.distanceDuration(takenAt, returnedAt))
    const key = yield* keyOf(number)
    yield* ServiceOrderFlow.complete({
      ...key,
      post_payments: [{ name: "rental fee", amount: fee, description: "1 yuan an hour" }],
      time_range: { end_time: BeijingTime.fromDateTime(returnedAt) }
    })
    const { order, state } = yield* ServiceOrderFlow.awaitFinal(key)
    return { fee, state, isPaid: fee === 0 || OrderState.isPaid(order, fee) }
  })

/** Returns a part of the fee, for example because the umbrella was broken. Refunds use the number of the collection. */
export const refund = (number: string, options: { readonly fee: number; readonly back: number }) =>
  Effect.gen(function* () {
    const { notifyUrl } = yield* Settings
    const state = OrderState.of(yield* ServiceOrder.query(yield* keyOf(number)))
    const [transaction_id] = OrderState.is("Paid")(state) ? state.transactionIds : []
    if (transaction_id === undefined) return Option.none()
    const out_refund_no = `${number}R`
    yield* RefundFlow.create({
      transaction_id,
      out_refund_no,
      notify_url: notifyUrl,
      amount: { refund: options.back, total: options.fee, currency: "CNY" }
    })
    return Option.some(yield* RefundFlow.awaitEnd({ out_refund_no }))
  })

/** Notifications wake the programs above, which query then: a duplicate or a late one does no harm. */
export const notifications = NotificationHandler.make(
  [PayscoreNotification.userConfirmed, PayscoreNotification.userPaid, ...RefundNotification.all],
  {
    "PAYSCORE.USER_CONFIRM": ({ resource }) => OrderSignals.publish(resource),
    "PAYSCORE.USER_PAID": ({ resource }) => OrderSignals.publish(resource),
    "REFUND.SUCCESS": ({ resource }) => RefundSignals.publish(resource),
    "REFUND.ABNORMAL": ({ resource }) => RefundSignals.publish(resource),
    "REFUND.CLOSED": ({ resource }) => RefundSignals.publish(resource),
    unknown: ({ event_type }) => Effect.logWarning(`nobody handles ${event_type}`)
  }
)
