/** The HTTP clients that users may bring, each talking to a simulator over real sockets. */
import { FetchHttpClient } from "@effect/platform";
import { NodeHttpClient } from "@effect/platform-node";
import { Domain, Samples, Simulator } from "@effect-wechatpay/simulator";
import { UndiciHttpClient } from "@effect-wechatpay/undici";
import { Effect, Layer } from "effect";
import { look, ping, put } from "../support/endpoints.js";
export const clients = [
    { name: "@effect-wechatpay/undici", layer: UndiciHttpClient.layer() },
    { name: "undici", layer: NodeHttpClient.layerUndici },
    { name: "node:http", layer: NodeHttpClient.layer },
    { name: "fetch", layer: FetchHttpClient.layer }
];
/** Handlers for the endpoints of the tests. */
export const testDomain = Domain.make("test", {
    handlers: [
        Domain.handler(ping, () => Effect.void),
        Domain.handler(put, () => Effect.void),
        Domain.handler(look, ({ out_order_no }) => Effect.succeed({ state: `state of ${out_order_no}` }))
    ]
});
/** The same merchant everywhere, so that one client may talk to two simulators. */
const merchant = {
    mchid: Samples.mchid,
    serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    appids: [Samples.appid],
    subMchids: [Samples.subMchid]
};
export const serverWith = (...domains) => Simulator.layerServer({ domains: [testDomain, ...domains], merchants: [merchant] });
export const server = serverWith();
/** A simulator behind a real server, and a client of its merchant. */
export const setup = (client, options = {}) => Simulator.layerClient(options).pipe(Layer.provideMerge(server), Layer.provideMerge(client.layer), Layer.orDie);
