/** The HTTP server of the simulator: exact request targets, exact bytes, and real connection resets. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { Duplex } from "node:stream"
import { TLSSocket } from "node:tls"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Reply, Request, Response } from "./message.js"
import { malformedHttp } from "./responses.js"

/** The `Content-Length` of a truncated response that has no body. */
const declared = 64

const writeCut = (response: ServerResponse, { body, headers, status }: Response): void => {
  response.writeHead(status, { ...headers, "Content-Length": body.length || declared })
  response.flushHeaders()
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
}

const write = (to: ServerResponse, response: Response): void => {
  if (response.cut) return writeCut(to, response)
  const { body, headers, status } = response
  to.writeHead(status, status === 204 ? headers : { ...headers, "Content-Length": body.length })
  to.end(body)
}

/** Completes when the connection is closed. (`Effect.never` would keep the process alive.) */
const closed = (response: ServerResponse): Effect.Effect<void> =>
  Effect.async((resume) => {
    const { socket } = response
    if (socket === null || socket.destroyed) return resume(Effect.void)
    const gone = () => resume(Effect.void)
    socket.once("close", gone)
    return Effect.sync(() => socket.off("close", gone))
  })

/** Completes when the bytes are flushed, so that a file of any length needs little memory. */
const writePiece = (response: ServerResponse, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.async((resume) => {
    response.write(bytes, () => resume(Effect.void))
  })

/** Writes a file. A truncated one ends within its first chunk. */
const writeStream = (
  response: ServerResponse,
  { cut, headers, status }: Response,
  stream: Stream.Stream<Uint8Array>
): Effect.Effect<void> =>
  Effect.gen(function* () {
    response.writeHead(status, headers)
    const pieces = cut ? Stream.take(stream, 1) : stream
    yield* Stream.runForEach(pieces, (bytes) =>
      writePiece(response, cut ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes)
    )
    if (cut) response.socket?.destroy()
    else response.end()
  }).pipe(Effect.raceFirst(closed(response)))

const send = (response: ServerResponse, reply: Reply): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (reply._tag === "Response" && reply.stream !== undefined) {
      return writeStream(response, reply, reply.stream)
    }
    const gone = closed(response)
    if (reply._tag === "Response") {
      write(response, reply)
      return reply.cut ? gone : Effect.void
    }
    response.socket?.resetAndDestroy()
    return gone
  })

const headersOf = (headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : value.join(", ")]]
    )
  )

/**
 * The merchant number in a client certificate of a trusted authority: the common name, as in WeChat Pay's certificates.
 */
const certificateOf = ({ socket }: IncomingMessage): Pick<Request, "certificate"> => {
  if (!(socket instanceof TLSSocket)) return {}
  const subject = socket.authorized ? socket.getPeerCertificate().subject : undefined
  return { certificate: { mchid: subject === undefined ? undefined : String(subject.CN) } }
}

/** How long the server reads from a client that has its response and still sends its request, in milliseconds. */
const linger = 1000

/**
 * Sends the response to a request that is not read completely. If the connection closed at once, the client could lose
 * the response; so the rest of the request is read and discarded for a moment.
 */
const sendEarly = (source: IncomingMessage, response: ServerResponse, reply: Reply): Effect.Effect<void> =>
  reply._tag === "Reset"
    ? send(response, reply)
    : Effect.async((resume) => {
        const { body, headers, status } = reply
        response.writeHead(status, { ...headers, "Content-Length": body.length })
        response.write(body)
        const end = () => {
          clearTimeout(timer)
          response.end()
          resume(Effect.void)
        }
        const timer = setTimeout(end, linger)
        source.once("end", end).once("close", end).resume()
      })

interface Body {
  readonly body: Uint8Array
  readonly cutOff: boolean
}

/** Reads at most `limit` bytes and does not wait for more. */
const readBody = (source: IncomingMessage, limit: number): Effect.Effect<Body> =>
  Effect.async((resume) => {
    const chunks: Array<Buffer> = []
    let length = 0
    const end = (cutOff: boolean) => {
      source.off("data", take).off("end", finish).off("close", finish)
      if (cutOff) source.pause()
      resume(Effect.sync(() => ({ body: new Uint8Array(Buffer.concat(chunks)), cutOff })))
    }
    const finish = () => end(false)
    const take = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) end(true)
      else chunks.push(chunk)
    }
    if (Number(source.headers["content-length"] ?? 0) > limit) return end(true)
    source.on("data", take).on("end", finish).on("close", finish)
  })

const app = (
  handle: (request: Request) => Effect.Effect<Reply>,
  limitOf: (method: string, target: string) => number
) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const source = NodeHttpServerRequest.toIncomingMessage(request) as IncomingMessage
    const [method, target] = [source.method ?? "", source.url ?? ""]
    const { body, cutOff } = yield* readBody(source, limitOf(method, target))
    const response = NodeHttpServerRequest.toServerResponse(request) as ServerResponse
    const reply = yield* handle({
      method,
      target,
      origin: `${source.socket instanceof TLSSocket ? "https" : "http"}://${source.headers.host ?? ""}`,
      headers: headersOf(source.headers),
      body,
      ...(cutOff ? { cutOff } : {}),
      ...certificateOf(source)
    })
    yield* cutOff ? sendEarly(source, response, reply) : send(response, reply)
    // Ignored: the response has been written.
    return HttpServerResponse.empty()
    // The platform runs applications uninterruptibly; here a disconnecting client must interrupt.
  }).pipe(Effect.interruptible)

/** Responds to a request that the HTTP parser rejected, such as one whose target was not percent-encoded. */
const rejectMalformed = (error: Error, socket: Duplex): void => {
  if (!socket.writable) return
  const { body, headers, status } = malformedHttp(error.message)
  const lines = Object.entries({ ...headers, "Content-Length": body.length, Connection: "close" })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Bad Request\r\n${head}\r\n`), body]))
}

export interface ServerOptions {
  /** Default: 0, any free port. */
  readonly port?: number
  /** Default: `127.0.0.1`. */
  readonly host?: string
  /**
   * The base URL that clients use, if it differs from `host` and `port`, such as `http://wechat:4010` between
   * containers.
   */
  readonly publicUrl?: string
  /** Serves https instead of http, and requests client certificates. */
  readonly tls?: TlsOptions
}

export interface TlsOptions {
  /** The server's certificate, PEM text. It must be issued for `host` or `localhost`. */
  readonly cert: string
  /** Its private key, PEM text. */
  readonly key: string
  /**
   * The authority that issues the certificates of merchants, PEM text. The common name of such a certificate is the
   * merchant number.
   */
  readonly clientAuthority: string
}

/**
 * Responds over HTTP/1.1 to clients that offer another protocol, as Java's `HttpClient` offers HTTP/2. While a server handles
 * upgrades, Node.js takes each offer for one and does not read the body.
 */
export const ignoreUpgrades = (server: Server): void => {
  server.removeAllListeners("upgrade")
}

const makeServer = (tls: TlsOptions | undefined): Server => {
  const options = { keepAliveTimeout: 8000 }
  return tls === undefined
    ? createServer(options)
    : createTlsServer({
        ...options,
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientAuthority,
        requestCert: true,
        // Most calls need no certificate.
        rejectUnauthorized: false
      })
}

/** Replaces an address that means all addresses of the machine (`0.0.0.0`, `::`) by one that clients can call. */
export const reachable = (address: string): string =>
  address.replace(/\/\/(?:0\.0\.0\.0|\[?::\]?)(?=:\d+$)/, "//127.0.0.1")

/** Serves until the scope closes, which also closes open connections. Returns the base URL. */
export const serve = Effect.fnUntraced(function* (
  handle: (request: Request) => Effect.Effect<Reply>,
  limitOf: (method: string, target: string) => number,
  { host = "127.0.0.1", port = 0, publicUrl, tls }: ServerOptions
) {
  const node = makeServer(tls).on("clientError", rejectMalformed)
  const server = yield* NodeHttpServer.make(() => node, { port, host })
  yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
  // Its spans would contain targets, which contain openids.
  yield* HttpMiddleware.withTracerDisabledWhenEffect(server.serve(app(handle, limitOf)), () => true)
  ignoreUpgrades(node)
  if (publicUrl !== undefined) return publicUrl
  const address = reachable(HttpServer.formatAddress(server.address))
  return tls === undefined ? address : address.replace(/^http:/, "https:")
})
