/** The whole shop: its pages, and the programs in the background. */
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as PaymentSignals from "@effect-wechatpay/pay/PaymentSignals"
import * as RefundSignals from "@effect-wechatpay/refund/RefundSignals"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Background from "./Background.js"
import * as Books from "./Books.js"
import * as Orders from "./Orders.js"
import * as Payments from "./Payments.js"
import * as Refunds from "./Refunds.js"
import * as Server from "./Server.js"
import * as Settings from "./Settings.js"

/** What was not finished when the shop stopped is continued, and every day is compared with its bill. */
const programs = Layer.scopedDiscard(
  Effect.gen(function* () {
    yield* Payments.resume
    yield* Refunds.resume
    yield* Effect.forkScoped(Books.daily)
  })
)

/** WeChat Pay: keys from the variables of the README. */
const wechatPay = Layer.provideMerge(NotificationKeys.layerConfig(), WechatPayClient.layerConfig())

/**
 * The shop, on the HTTP server and with the HTTP client of the context. Handling a notification only wakes programs, so
 * a store in memory is enough: one that is handled again does no harm.
 */
export const layer = Layer.merge(Server.layer, programs).pipe(
  Layer.provide([Background.layer, NotificationStore.layerMemory()]),
  Layer.provide([PaymentSignals.layer, RefundSignals.layer]),
  Layer.provide(Layer.provideMerge(Orders.layer, Settings.layer)),
  Layer.provide(wechatPay)
)
