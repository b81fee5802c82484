import { createServer, type RequestListener } from "node:http"
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { HttpExchange } from "@effect-wechatpay/core"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { listenAt } from "../support/listen.js"

const limits = { millis: 5_000, maxBytes: 1_000 }

/** A real server; the handler gets the raw socket too. */
const serve = (handler: RequestListener) =>
  Effect.suspend(() => {
    const sockets: Array<Socket> = []
    const server = createServer(handler)
    server.keepAliveTimeout = 60_000
    server.on("connection", (socket: Socket) => sockets.push(socket))
    return Effect.map(listenAt(server), (url) => ({ url, sockets, server }))
  })

const exchange = Effect.map(UndiciHttpClient.make(), (client) => {
  const shortcut = HttpExchange.of(client)
  assert.isDefined(shortcut)
  return (request: HttpExchange.Request, limits: HttpExchange.Limits) =>
    Effect.async<HttpExchange.Response, HttpExchange.TransportError>((resume) => {
      const giveUp = shortcut?.(request, limits, {
        onResponse: (response) => resume(Effect.succeed(response)),
        onError: (error) => resume(Effect.fail(error))
      })
      return Effect.sync(() => giveUp?.())
    })
})

const get = (origin: string): HttpExchange.Request => ({
  method: "GET",
  origin,
  target: "/",
  headers: {},
  body: undefined
})

const closed = (sockets: ReadonlyArray<Socket>) =>
  Effect.async<void>((resume) => {
    const socket = sockets[0]
    if (socket === undefined || socket.destroyed) return resume(Effect.void)
    socket.once("close", () => resume(Effect.void))
  }).pipe(Effect.timeout("3 seconds"))

describe("UndiciHttpClient", () => {
  it.scopedLive("UndiciHttpClient returns status, headers and bytes, and sends the given bytes", () =>
    Effect.gen(function* () {
      const received: Array<string> = []
      const { url } = yield* serve((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          received.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`)
          response.writeHead(201, { "X-Twice": ["a", "b"] })
          response.write("ab")
          setTimeout(() => response.end("cd"), 20)
        })
      })
      const direct = yield* exchange
      const request = {
        method: "POST",
        origin: url,
        target: "/v3/a%2Fb?c=%2A",
        headers: { "content-type": "application/json" },
        body: new TextEncoder().encode("{}")
      }
      const response = yield* direct(request, limits)
      assert.deepStrictEqual(received, ["POST /v3/a%2Fb?c=%2A {}"])
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers["x-twice"], "a, b")
      assert.strictEqual(new TextDecoder().decode(response.body), "abcd")
    })
  )

  it.scopedLive("a connection to a closed port fails before sending", () =>
    Effect.gen(function* () {
      const direct = yield* exchange
      const fault = yield* Effect.flip(direct(get("http://127.0.0.1:9"), limits))
      assert.deepStrictEqual(fault, { _tag: "Broken", code: "ECONNREFUSED", sent: false })
    })
  )

  it.scopedLive("a reset after sending may have reached the server", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((request) => request.socket.resetAndDestroy())
      const direct = yield* exchange
      const fault = yield* Effect.flip(direct(get(url), limits))
      assert.strictEqual(fault._tag, "Broken")
      assert.isTrue(fault._tag === "Broken" && fault.sent)
    })
  )

  it.scopedLive("the timeout covers the whole response and closes the connection", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* serve((_, response) => {
        response.writeHead(200)
        response.write("drip")
      })
      const direct = yield* exchange
      const fault = yield* Effect.flip(direct(get(url), { millis: 100, maxBytes: 1_000 }))
      assert.deepStrictEqual(fault, { _tag: "TimedOut", sent: true })
      yield* closed(sockets)
    })
  )

  it.scopedLive("an interruption closes the connection of UndiciHttpClient", () =>
    Effect.gen(function* () {
      const arrived = yield* Effect.makeLatch()
      const { sockets, url } = yield* serve(() => arrived.unsafeOpen())
      const direct = yield* exchange
      const fiber = yield* Effect.fork(direct(get(url), limits))
      yield* arrived.await
      yield* Fiber.interrupt(fiber)
      yield* closed(sockets)
    })
  )

  for (const declared of [true, false]) {
    it.scopedLive(
      `a body above the limit is rejected, ${declared ? "by its Content-Length" : "while it arrives"}`,
      () =>
        Effect.gen(function* () {
          const { sockets, url } = yield* serve((_, response) => {
            response.writeHead(200, declared ? { "Content-Length": "2000" } : {})
            response.write("x".repeat(1_500))
          })
          const direct = yield* exchange
          const fault = yield* Effect.flip(direct(get(url), limits))
          assert.strictEqual(fault._tag, "TooLarge")
          yield* closed(sockets)
        })
    )
  }

  it.scopedLive("UndiciHttpClient does not follow redirects", () =>
    Effect.gen(function* () {
      let calls = 0
      const { url } = yield* serve((_, response) => {
        calls++
        response.writeHead(302, { Location: "/elsewhere" })
        response.end()
      })
      const direct = yield* exchange
      const response = yield* direct(get(url), limits)
      assert.strictEqual(response.status, 302)
      assert.strictEqual(calls, 1)
    })
  )

  it.scopedLive("idle connections are closed before WeChat Pay closes them", () =>
    Effect.gen(function* () {
      const { server, sockets, url } = yield* serve((_, response) => response.end("ok"))
      // As WeChat Pay: closes after 8 s, and says so.
      server.keepAliveTimeout = 8_000
      const direct = yield* exchange
      const response = yield* direct(get(url), limits)
      assert.strictEqual(response.headers["keep-alive"], "timeout=8")
      yield* Effect.sleep("1 second")
      yield* direct(get(url), limits)
      assert.lengthOf(sockets, 1)
      yield* Effect.sleep("6500 millis")
      assert.isTrue(sockets[0]?.destroyed)
      yield* direct(get(url), limits)
      assert.lengthOf(sockets, 2)
    })
  )

  it.scopedLive("connections are used for many exchanges", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* serve((_, response) => response.end("ok"))
      const direct = yield* exchange
      for (let index = 0; index < 20; index++) yield* direct(get(url), limits)
      // The next exchange may begin before the last one has given its connection back.
      assert.isAtMost(sockets.length, 2)
    })
  )
})
