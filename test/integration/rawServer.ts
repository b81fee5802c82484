/** A server that does what no HTTP server would do. */
import { createServer, type Socket } from "node:net"
import { Effect, Queue } from "effect"

export interface RawServer {
  readonly baseUrl: string
  /** Number of connections that were made. */
  readonly connections: Effect.Effect<number>
  /** Each request as its text arrives. */
  readonly requests: Queue.Dequeue<string>
  /** Waits for the next connection that is closed by the other side, and says after how many bytes of ours. */
  readonly closed: Queue.Dequeue<number>
}

/** Listens on a free port until the scope closes. `serve` gets every connection, and is told when a request has arrived. */
export const rawServer = (serve: {
  readonly connected?: (socket: Socket) => void
  readonly requested?: (socket: Socket, request: string) => void
}) =>
  Effect.gen(function* () {
    const requests = yield* Queue.unbounded<string>()
    const closed = yield* Queue.unbounded<number>()
    const sockets = new Set<Socket>()
    let connections = 0
    const server = createServer((socket) => {
      connections++
      sockets.add(socket)
      let text = ""
      let told = false
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        Queue.unsafeOffer(closed, socket.bytesWritten)
      })
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1")
        const end = text.indexOf("\r\n\r\n")
        if (end === -1 || told) return
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
        if (text.length < end + 4 + length) return
        told = true
        Queue.unsafeOffer(requests, text)
        serve.requested?.(socket, text)
      })
      serve.connected?.(socket)
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          for (const socket of sockets) socket.destroy()
          server.close(() => resume(Effect.void))
        })
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      connections: Effect.sync(() => connections),
      requests,
      closed
    } satisfies RawServer as RawServer
  })

/** A port where nobody listens. */
export const closedPort = Effect.scoped(Effect.map(rawServer({}), ({ baseUrl }) => baseUrl))
