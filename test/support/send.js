/** What WeChat Pay's side does with a URL: post bytes and look at the answer, whatever becomes of the connection. */
import { request } from "node:http";
import { Effect } from "effect";
export const send = ({ body, chunked, headers, path, port }) => Effect.async((resume) => {
    const bytes = Buffer.from(body);
    let answer = { status: 0, body: "", headers: {} };
    const done = () => resume(Effect.succeed(answer));
    const outgoing = request({
        host: "127.0.0.1",
        port,
        path: path ?? "/notify",
        method: "POST",
        agent: false,
        headers: { ...headers, ...(chunked ? {} : { "content-length": String(bytes.length) }) }
    }, (incoming) => {
        const parts = [];
        incoming.on("data", (part) => parts.push(part));
        incoming.on("close", () => {
            answer = {
                status: incoming.statusCode ?? 0,
                body: Buffer.concat(parts).toString(),
                headers: incoming.headers
            };
            done();
        });
    });
    outgoing.on("error", () => done());
    if (chunked) {
        const size = 64 * 1024;
        for (let at = 0; at < bytes.length; at += size)
            outgoing.write(bytes.subarray(at, at + size));
        outgoing.end();
    }
    else {
        outgoing.end(bytes);
    }
});
