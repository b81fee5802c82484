/** The backend of a merchant: it receives notifications with its own server, and calls WeChat Pay. */
import { createServer } from "node:http"
import { HttpServer } from "@effect/platform"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import {
  NotificationHandler,
  NotificationKeys,
  NotificationServer,
  NotificationStore
} from "@effect-wechatpay/core"
import { PayscoreNotification } from "@effect-wechatpay/payscore"
import { RefundNotification } from "@effect-wechatpay/refund"
import { Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"

/** The public notification URL of the merchant; the simulator delivers to the server on this machine instead. */
export const notifyUrl = "https://merchant.example/wechatpay/notify"

/** The types of the handled events. */
export class Handled extends Context.Tag("example/Handled")<Handled, Queue.Queue<string>>() {}

const { userConfirmed, userPaid } = PayscoreNotification

const serve = Effect.gen(function* () {
  const handled = yield* Handled
  const say = (event: { readonly event_type: string; readonly summary: string }) =>
    Effect.andThen(
      Console.log(`      notification: ${event.event_type} (${event.summary}), verified and decrypted`),
      Queue.offer(handled, event.event_type)
    )
  const handler = NotificationHandler.make([userConfirmed, userPaid, ...RefundNotification.all], {
    "PAYSCORE.USER_CONFIRM": say,
    "PAYSCORE.USER_PAID": say,
    "REFUND.SUCCESS": say,
    "REFUND.ABNORMAL": say,
    "REFUND.CLOSED": say,
    unknown: say
  })
  yield* HttpServer.serveEffect(NotificationServer.toHttpApp(handler))
})

const keys = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, ({ merchant }) =>
    NotificationKeys.layer({ mchid: merchant.mchid, apiV3Key: merchant.apiV3Key })
  )
)

const simulator = Layer.unwrapEffect(
  HttpServer.addressFormattedWith((address) =>
    Effect.succeed(Simulator.layerServer({ deliverTo: { "https://merchant.example": address } }))
  )
)

export const layer = Layer.scopedDiscard(serve).pipe(
  Layer.provide([keys, NotificationStore.layerMemory()]),
  Layer.provideMerge(Layer.effect(Handled, Queue.unbounded<string>())),
  Layer.provideMerge(Simulator.layerClient()),
  Layer.provideMerge(simulator),
  Layer.provideMerge(UndiciHttpClient.layer()),
  Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
)
