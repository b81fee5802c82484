/** A server that does what no HTTP server would do. */
import { createServer } from "node:net";
import { Effect, Queue } from "effect";
/** Listens on a free port until the scope closes. `serve` gets every connection, and is told when a request has arrived. */
export const rawServer = (serve) => Effect.gen(function* () {
    const requests = yield* Queue.unbounded();
    const closed = yield* Queue.unbounded();
    const sockets = new Set();
    let connections = 0;
    const server = createServer((socket) => {
        connections++;
        sockets.add(socket);
        let text = "";
        let told = false;
        socket.on("error", () => { });
        socket.on("close", () => {
            sockets.delete(socket);
            closed.unsafeOffer(socket.bytesWritten);
        });
        socket.on("data", (chunk) => {
            text += chunk.toString("latin1");
            const end = text.indexOf("\r\n\r\n");
            if (end === -1 || told)
                return;
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
            if (text.length < end + 4 + length)
                return;
            told = true;
            requests.unsafeOffer(text);
            serve.requested?.(socket, text);
        });
        serve.connected?.(socket);
    });
    yield* Effect.acquireRelease(Effect.async((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void));
    }), () => Effect.async((resume) => {
        for (const socket of sockets)
            socket.destroy();
        server.close(() => resume(Effect.void));
    }));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return {
        baseUrl: `http://127.0.0.1:${port}`,
        connections: Effect.sync(() => connections),
        requests,
        closed
    };
});
/** A port where nobody listens. */
export const closedPort = Effect.scoped(Effect.map(rawServer({}), ({ baseUrl }) => baseUrl));
