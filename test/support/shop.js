/** A merchant's backend: a real server for notifications, a client, and a simulator that delivers to it. */
import { createServer } from "node:http";
import { HttpServer } from "@effect/platform";
import { NodeHttpServer } from "@effect/platform-node";
import { NotificationHandler, NotificationKeys, NotificationServer, NotificationStore } from "@effect-wechatpay/core";
import { PayscoreNotification } from "@effect-wechatpay/payscore";
import { RefundNotification } from "@effect-wechatpay/refund";
import { Simulator } from "@effect-wechatpay/simulator";
import { UndiciHttpClient } from "@effect-wechatpay/undici";
import { Context, Effect, Layer, Queue } from "effect";
/** What merchants give WeChat Pay: a public address. The simulator delivers it to this machine. */
export const notifyUrl = "https://shop.example/wechatpay/notify";
/** The events that the shop has handled, in their order. */
export class Events extends Context.Tag("test/Events")() {
}
const { userConfirmed, userPaid } = PayscoreNotification;
const shopHandler = Effect.gen(function* () {
    const events = yield* Events;
    const note = (event) => Queue.offer(events, { type: event.event_type, resource: event.resource });
    return NotificationHandler.make([userConfirmed, userPaid, ...RefundNotification.all], {
        "PAYSCORE.USER_CONFIRM": note,
        "PAYSCORE.USER_PAID": note,
        "REFUND.SUCCESS": note,
        "REFUND.ABNORMAL": note,
        "REFUND.CLOSED": note,
        unknown: note
    });
});
const keys = Layer.unwrapEffect(Effect.map(Simulator.Simulator, ({ merchant }) => NotificationKeys.layer({ mchid: merchant.mchid, apiV3Key: merchant.apiV3Key })));
const simulator = (options) => Layer.unwrapEffect(HttpServer.addressFormattedWith((address) => Effect.succeed(Simulator.layerServer({ ...options, deliverTo: { "https://shop.example": address } }))));
/** A backend that handles notifications like this. */
export const layerBackend = (handler, options = {}) => Layer.scopedDiscard(Effect.flatMap(handler, (made) => HttpServer.serveEffect(NotificationServer.toHttpApp(made)))).pipe(Layer.provide(keys), Layer.provide(NotificationStore.layerMemory()), Layer.provideMerge(Layer.effect(Events, Queue.unbounded())), Layer.provideMerge(Simulator.layerClient()), Layer.provideMerge(simulator(options)), Layer.provideMerge(UndiciHttpClient.layer()), Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" })));
export const layerShop = (options = {}) => layerBackend(shopHandler, options);
/** The next event of the shop, in reasonable time. */
export const nextEvent = Effect.flatMap(Events, (events) => Effect.timeout(Queue.take(events), "5 seconds"));
