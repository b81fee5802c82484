/** The two fronts of the simulator, to run one table of tests on both. */
import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform";
import { Simulator } from "@effect-wechatpay/simulator";
import { Clock, Effect, Layer } from "effect";
import { send } from "./RawRequest.js";
const sendInProcess = Effect.fnUntraced(function* (raw) {
    const { baseUrl } = yield* Simulator.Simulator;
    const { "content-type": contentType, ...headers } = raw.headers;
    const bare = HttpClientRequest.make(raw.method)(baseUrl + raw.target, { headers });
    const bytes = typeof raw.body === "string" ? new TextEncoder().encode(raw.body) : raw.body;
    const request = bytes.length === 0 ? bare : HttpClientRequest.bodyUint8Array(bare, bytes, contentType);
    const withType = contentType === undefined
        ? {
            ...request,
            headers: Object.fromEntries(Object.entries(request.headers).filter(([k]) => k !== "content-type"))
        }
        : request;
    const response = yield* HttpClient.execute(withType);
    return {
        status: response.status,
        headers: response.headers,
        body: Buffer.from(yield* response.arrayBuffer)
    };
});
const sendOverHttp = (raw) => Effect.flatMap(Simulator.Simulator, ({ baseUrl }) => send(baseUrl, raw));
export const fronts = [
    { name: "in process", layer: (options) => Simulator.layer(options), send: sendInProcess },
    {
        name: "over HTTP",
        layer: (options) => Layer.merge(Simulator.layerServer(options), FetchHttpClient.layer),
        send: sendOverHttp
    }
];
/** Unix time in seconds, by the clock of the test. */
export const seconds = Effect.map(Clock.currentTimeMillis, (millis) => Math.floor(millis / 1000));
/** The call that the log saw last. */
export const lastCall = Effect.flatMap(Simulator.Simulator, ({ calls }) => Effect.map(calls.all, (all) => {
    const last = all.at(-1);
    if (last === undefined)
        throw new Error("nothing arrived");
    return last;
}));
