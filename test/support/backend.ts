/** A merchant's backend as a fixture: a real server for notifications, a client, and a simulator that delivers to it. */
import { createServer } from "node:http"
import { HttpServer } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
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
import { Context, Effect, Layer, Queue } from "effect"

/** The public address that merchants give WeChat Pay. The simulator delivers to this machine instead. */
export const notifyUrl = "https://shop.example/wechatpay/notify"

export interface Event {
  readonly type: string
  readonly resource: {
    readonly sub_mchid?: string
    /** Of an order. */
    readonly out_order_no?: string
    readonly state?: string
    /** Of a refund. */
    readonly out_refund_no?: string
    readonly refund_status?: string
    readonly transaction_id?: string
    readonly amount?: { readonly total: number; readonly refund: number }
  }
}

/** The handled events, in order. */
export class Events extends Context.Tag("test/Events")<Events, Queue.Queue<Event>>() {}

const { userConfirmed, userPaid } = PayscoreNotification

const queueingHandler = Effect.gen(function* () {
  const events = yield* Events
  const note = (event: { readonly event_type: string; readonly resource: unknown }) =>
    Queue.offer(events, { type: event.event_type, resource: event.resource as Event["resource"] })
  return NotificationHandler.make([userConfirmed, userPaid, ...RefundNotification.all], {
    "PAYSCORE.USER_CONFIRM": note,
    "PAYSCORE.USER_PAID": note,
    "REFUND.SUCCESS": note,
    "REFUND.ABNORMAL": note,
    "REFUND.CLOSED": note,
    unknown: note
  })
})

const keys = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, ({ merchant }) =>
    NotificationKeys.layer({ mchid: merchant.mchid, apiV3Key: merchant.apiV3Key })
  )
)

const simulator = (options: Simulator.Options) =>
  Layer.unwrapEffect(
    HttpServer.addressFormattedWith((address) =>
      Effect.succeed(Simulator.layerServer({ ...options, deliverTo: { "https://shop.example": address } }))
    )
  )

/** A backend with this notification handler. */
export const layerBackend = <E, R, X>(
  handler: Effect.Effect<NotificationHandler.NotificationHandler<E, R>, never, X>,
  options: Simulator.Options = {}
) =>
  Layer.scopedDiscard(
    Effect.flatMap(handler, (made) => HttpServer.serveEffect(NotificationServer.toHttpApp(made)))
  ).pipe(
    Layer.provide(keys),
    Layer.provide(NotificationStore.layerMemory()),
    Layer.provideMerge(Layer.effect(Events, Queue.unbounded<Event>())),
    Layer.provideMerge(Simulator.layerClient()),
    Layer.provideMerge(simulator(options)),
    Layer.provideMerge(UndiciHttpClient.layer()),
    Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" }))
  )

/** A backend that puts all handled events into a queue. */
export const layerEventBackend = (options: Simulator.Options = {}) => layerBackend(queueingHandler, options)

/** The next handled event, within 5 seconds. */
export const nextEvent = Effect.flatMap(Events, (events) => Effect.timeout(Queue.take(events), "5 seconds"))
