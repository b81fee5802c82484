/** The examples of docs/payscore.md. */
import { BeijingTime, NotificationHandler, OperationRecords } from "@effect-wechatpay/core"
import {
  BusinessView,
  OrderSignals,
  OrderState,
  PayscoreNotification,
  Permission,
  ServiceOrderFlow
} from "@effect-wechatpay/payscore"
import { DateTime, Effect, Layer, Option } from "effect"

const terms = {
  service_introduction: "power bank",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 9900 },
  notify_url: "https://shop.example/wechatpay/notify"
} as const

export const start = (order: ServiceOrderFlow.Key) =>
  Effect.gen(function* () {
    const created = yield* ServiceOrderFlow.create({ ...order, ...terms })
    // Absent if the order is no longer waiting: an earlier run created it.
    if (created.package === undefined) return Option.none()
    const view = yield* BusinessView.use({ package: created.package })
    return Option.some(BusinessView.toMiniProgram(view))
  })

export const confirmed = (order: ServiceOrderFlow.Key) =>
  Effect.gen(function* () {
    const until = DateTime.add(yield* DateTime.now, { minutes: 10 })
    const { state } = yield* ServiceOrderFlow.awaitConfirmationOrCancel(
      { ...order, reason: "not confirmed" },
      until
    )
    return OrderState.is("InService")(state)
  })

export const finish = (order: ServiceOrderFlow.Key, fen: number) =>
  Effect.gen(function* () {
    yield* ServiceOrderFlow.complete({
      ...order,
      post_payments: [{ name: "rental", amount: fen, description: "2 hours" }],
      time_range: { end_time: yield* BeijingTime.now }
    })
    const { order: last, state } = yield* ServiceOrderFlow.awaitFinal(order)
    return { state, isPaid: OrderState.isPaid(last, fen) }
  })

export const handler = NotificationHandler.make(
  [PayscoreNotification.userConfirmed, PayscoreNotification.userPaid],
  {
    "PAYSCORE.USER_CONFIRM": ({ resource }) => OrderSignals.publish(resource),
    "PAYSCORE.USER_PAID": ({ resource }) => OrderSignals.publish(resource),
    unknown: () => Effect.void
  }
)

export const askForAuthorisation = (service_id: string, appid: string, authorization_code: string) =>
  Effect.gen(function* () {
    const { apply_permissions_token } = yield* Permission.apply({
      service_id,
      appid,
      authorization_code,
      notify_url: "https://shop.example/wechatpay/notify"
    })
    return BusinessView.toMiniProgram(yield* BusinessView.enable({ apply_permissions_token }))
  })

export const startAuthorised = (order: ServiceOrderFlow.Key, openid: string) =>
  Effect.map(
    ServiceOrderFlow.create({
      ...order,
      ...terms,
      // Without confirmation the fund has another name.
      risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 9900 },
      need_user_confirm: false,
      openid
    }),
    ({ state }) => OrderState.is("InService")(state)
  )

export const programs = Layer.merge(OrderSignals.layer, OperationRecords.layerMemory())
