/** What a shop does when WeChat Pay reports a payment. It is the same in every server. */
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as PayNotification from "@effect-wechatpay/pay/PayNotification"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The orders of the shop, in its database. */
export class Orders extends Context.Tag("shop/Orders")<
  Orders,
  {
    /** Marks an order as paid, if its total is the one that was paid. */
    readonly paid: (number: string, fen: number) => Effect.Effect<void>
  }
>() {}

export const handler = NotificationHandler.make([...PayNotification.all], {
  "TRANSACTION.SUCCESS": (event) =>
    event.shape === "merchant"
      ? Effect.flatMap(Orders, ({ paid }) => paid(event.resource.out_trade_no, event.resource.amount.total))
      : Effect.void,
  unknown: ({ event_type }) => Effect.logWarning(`nobody handles ${event_type}`)
})

/** Verifies, decrypts, recognises duplicates, handles, and responds: a server of `@effect/platform` mounts it as it is. */
export const app = NotificationServer.toHttpApp(handler)

/**
 * `WECHATPAY_MCHID`, `WECHATPAY_API_V3_KEY`, `WECHATPAY_PUBLIC_KEY_ID` and `WECHATPAY_PUBLIC_KEY`. The marks of handled
 * notifications are in memory here: in production in the database of the orders (docs/sql.md).
 */
export const layerConfig = Layer.merge(NotificationKeys.layerConfig(), NotificationStore.layerMemory()).pipe(
  Layer.provideMerge(Verifier.layerConfig())
)

/** The same as a function from a `Request` to a `Response`, for all other servers. */
export const web = <E, R>(
  services: Layer.Layer<
    Orders | NotificationKeys.NotificationKeys | NotificationStore.NotificationStore | R,
    E
  >
) => NotificationServer.toWebHandler(app, services)

/** The path at which all servers of this folder are notified. */
export const path = "/wechatpay/notify"

/** A server that listens. */
export interface Listening {
  readonly port: number
  readonly stop: () => Promise<unknown>
}
