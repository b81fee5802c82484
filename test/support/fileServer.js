/**
 * A host that hands out files over real HTTP, and takes them: for what a download or an upload does to a connection. It
 * checks the signature of each request with node:crypto and shares no code with the client.
 */
import { createVerify } from "node:crypto";
import { createServer } from "node:http";
import { FetchHttpClient } from "@effect/platform";
import { NodeHttpClient } from "@effect/platform-node";
import { Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core";
import { Deferred, Effect, Layer, Redacted } from "effect";
import { merchant, platform } from "./scripted.js";
/** Whether the merchant signed the request with `lastLine` as the last line of the text. */
export const isSigned = ({ authorization, method, target }, lastLine) => createVerify("RSA-SHA256")
    .update(`${method}\n${target}\n${authorization.timestamp}\n${authorization.nonce_str}\n${lastLine}\n`)
    .verify(merchant.publicKey, authorization.signature ?? "", "base64");
const receive = async (request) => {
    const chunks = [];
    for await (const chunk of request)
        chunks.push(chunk);
    return {
        method: request.method ?? "",
        target: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks),
        authorization: Object.fromEntries([...(request.headers.authorization ?? "").matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [
            name,
            value
        ]))
    };
};
/** The server of one test. */
export const serve = (answer) => Effect.gen(function* () {
    const received = [];
    /** Completed when a client closes its connection before the answer is whole. */
    const aborted = yield* Deferred.make();
    const server = createServer((request, response) => {
        response.on("close", () => {
            if (!response.writableFinished)
                Deferred.unsafeDone(aborted, Effect.void);
        });
        receive(request)
            .then((arrived) => {
            received.push(arrived);
            return answer(arrived, response);
        })
            .catch((error) => response.destroy(error));
    });
    yield* Effect.acquireRelease(Effect.async((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void));
    }), () => Effect.async((resume) => {
        server.closeAllConnections();
        server.close(() => resume(Effect.void));
    }));
    const origin = `http://127.0.0.1:${server.address().port}`;
    return { origin, received, aborted };
});
export const transports = {
    undici: NodeHttpClient.layerUndici,
    "node:http": NodeHttpClient.layer,
    fetch: FetchHttpClient.layer
};
/** A client of the sample merchant that sends to a server. */
export const clientOf = (origin, http = transports.undici, options = {}) => WechatPayClient.layer({ ...options, baseUrl: origin }).pipe(Layer.provide([
    Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) }),
    Verifier.layerPublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] }),
    http
]), Layer.orDie);
