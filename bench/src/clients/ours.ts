/** This library, composed as its README says, over the HttpClient named by OURS_HTTP. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { notification, order, terminateInput } from "../fixtures.js"
import { type Job, main } from "../measure.js"

const transports = {
  undici: UndiciHttpClient.layer(),
  platformUndici: NodeHttpClient.layerUndici,
  node: NodeHttpClient.layer,
  fetch: FetchHttpClient.layer
}

await main(async (baseUrl, fixtures) => {
  const config = ConfigProvider.fromMap(
    new Map([
      ["WECHATPAY_MCHID", fixtures.mchid],
      ["WECHATPAY_SERIAL_NO", fixtures.serialNo],
      ["WECHATPAY_PRIVATE_KEY", fixtures.merchantPrivateKey],
      ["WECHATPAY_PUBLIC_KEY_ID", fixtures.platformKeyId],
      ["WECHATPAY_PUBLIC_KEY", fixtures.platformPublicKey],
      ["WECHATPAY_API_V3_KEY", fixtures.apiV3Key],
      ["WECHATPAY_BASE_URL", baseUrl]
    ])
  )
  const transport = transports[(process.env.OURS_HTTP ?? "undici") as keyof typeof transports]
  const runtime = ManagedRuntime.make(
    NotificationKeys.layerConfig().pipe(
      Layer.provideMerge(WechatPayClient.layerConfig()),
      Layer.provide([transport, NodeContext.layer, Layer.setConfigProvider(config)])
    )
  )
  type Services = ManagedRuntime.ManagedRuntime.Context<typeof runtime>
  const fibers =
    <E>(call: Effect.Effect<unknown, E, Services>) =>
    ({ calls, inFlight, record }: Job) => {
      let left = calls
      const once = Effect.suspend(() => {
        const start = performance.now()
        return Effect.map(call, () => record(performance.now() - start))
      })
      const worker = Effect.whileLoop({ while: () => left-- > 0, body: () => once, step: () => {} })
      return runtime.runPromise(
        Effect.forEach(Array.from({ length: inFlight }), () => worker, {
          concurrency: "unbounded",
          discard: true
        })
      )
    }
  const { appid, out_order_no, service_id } = order
  return {
    post204: fibers(
      Effect.suspend(() => Permission.terminateByOpenid({ openid: order.openid, ...terminateInput }))
    ),
    getOrder: fibers(Effect.suspend(() => ServiceOrder.query({ appid, out_order_no, service_id }))),
    notification: (job) => {
      const request = notification(fixtures)
      return fibers(
        Effect.flatMap(NotificationReceiver.delivery(request), (delivery) =>
          Effect.map(NotificationReceiver.receive([PayscoreNotification.userPaid], delivery), (received) => {
            if (received._tag !== "Known" || received.event.resource.out_order_no !== out_order_no) {
              throw new Error("not the notification that was sent")
            }
          })
        )
      )(job)
    }
  }
})
