/** Notifications over real HTTP, signed and encrypted with real keys, on each kind of server that they mount in. */
import { createServer, type RequestListener } from "node:http"
import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import {
  Notification,
  NotificationHandler,
  NotificationServer,
  NotificationStore
} from "@effect-wechatpay/core"
import { getRequestListener } from "@hono/node-server"
import { Duration, Effect, Fiber, Layer, Logger, Schema, type Scope } from "effect"
import express from "express"
import { Hono } from "hono"
import * as Listen from "../support/listen.js"
import {
  bodyOf,
  type Envelope,
  headersOf,
  keysLayer,
  merchant,
  type Sender
} from "../support/notifications.js"
import { type Response, send } from "../support/send.js"
import * as Listeners from "./listeners.js"

/** What the handlers did and what was logged. */
class Seen {
  readonly handled: Array<string> = []
  readonly logs: Array<string> = []
  crashes = 1
}

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: {
    out_trade_no: Schema.String,
    behaviour: Schema.optional(Schema.Literal("hang", "crash"))
  },
  businessKey: ({ out_trade_no }) => out_trade_no
})

const appOf = (seen: Seen) => {
  const handler = NotificationHandler.make([paid], {
    "TRANSACTION.SUCCESS": ({ resource }) => {
      if (resource.behaviour === "crash" && seen.crashes-- > 0) throw new Error("crashed")
      if (resource.behaviour === "hang") return Effect.never
      return Effect.andThen(
        Effect.sleep("20 millis"),
        Effect.sync(() => void seen.handled.push(resource.out_trade_no))
      )
    },
    unknown: ({ event_type }) => Effect.sync(() => void seen.handled.push(event_type))
  })
  return Effect.provideService(
    NotificationServer.toHttpApp(handler),
    NotificationHandler.Timeout,
    Duration.millis(1000)
  )
}

const layerOf = (seen: Seen) =>
  Layer.mergeAll(
    keysLayer,
    NotificationStore.layerMemory(),
    Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ message }) => void seen.logs.push(String(message)))
    )
  )

const listen = (listener: RequestListener) => Listen.listen(createServer(listener))

const webHandler = (seen: Seen) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => NotificationServer.toWebHandler(appOf(seen), layerOf(seen))),
      ({ dispose }) => Effect.promise(dispose)
    ),
    ({ handler }) => handler
  )

type Start = (seen: Seen) => Effect.Effect<number, never, Scope.Scope>

const servers: ReadonlyArray<readonly [string, Start]> = [
  [
    "@effect/platform",
    (seen) => Effect.flatMap(Effect.provide(Listeners.ofRoute("/notify", appOf(seen)), layerOf(seen)), listen)
  ],
  [
    "Express, as web handler",
    Effect.fn(function* (seen) {
      const notify = yield* webHandler(seen)
      const app = express()
      app.post("/notify", getRequestListener(notify))
      // What comes after it may read bodies.
      app.use(express.json())
      return yield* listen(app)
    })
  ],
  [
    "Express, as app of @effect/platform",
    Effect.fn(function* (seen) {
      const notify = yield* Effect.provide(Listeners.of(appOf(seen)), layerOf(seen))
      const app = express()
      app.post("/notify", notify)
      app.use(express.json())
      return yield* listen(app)
    })
  ],
  [
    "Hono",
    Effect.fn(function* (seen) {
      const notify = yield* webHandler(seen)
      const app = new Hono()
      app.post("/notify", (context) => notify(context.req.raw))
      return yield* listen(getRequestListener(app.fetch))
    })
  ]
]

const nowInSeconds = () => Math.floor(Date.now() / 1000)

const deliver = (port: number, plaintext: unknown, envelope: Envelope = {}, sender: Partial<Sender> = {}) => {
  const body = bodyOf(plaintext, envelope)
  return send({ port, body, headers: headersOf(body, { at: nowInSeconds(), ...sender }) })
}

const signed = (port: number, body: string | Uint8Array) =>
  send({ port, body, headers: headersOf(body, { at: nowInSeconds() }) })

const order = (no: string, behaviour?: "hang" | "crash") => ({ out_trade_no: no, behaviour })

const assertRejected = (response: Response, status: number) => {
  assert.strictEqual(response.status, status)
  const { code, message } = JSON.parse(response.body)
  assert.strictEqual(code, "FAIL")
  assert.isString(message)
}

describe.each(servers)("%s", (_name, start) => {
  const withServer = (
    name: string,
    test: (port: number, seen: Seen) => Effect.Effect<void, never, Scope.Scope>
  ) =>
    it.scopedLive(name, () =>
      Effect.suspend(() => {
        const seen = new Seen()
        return Effect.flatMap(start(seen), (port) => test(port, seen))
      })
    )

  withServer("a notification gets 204 and is handled once, for any number of deliveries", (port, seen) =>
    Effect.gen(function* () {
      const first = yield* deliver(port, order("1"), { id: "a" })
      assert.strictEqual(first.status, 204)
      assert.strictEqual(first.body, "")
      assert.strictEqual((yield* deliver(port, order("1"), { id: "a" })).status, 204)
      assert.strictEqual((yield* deliver(port, order("1"), { id: "b" })).status, 204)
      assert.strictEqual((yield* deliver(port, {}, { id: "c", eventType: "NEW.EVENT" })).status, 204)
      assert.deepStrictEqual(seen.handled, ["1", "NEW.EVENT"])
      assert.deepStrictEqual(seen.logs, [])
    })
  )

  withServer("handles one of many that come at the same time", (port, seen) =>
    Effect.gen(function* () {
      const responses = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, index) => `id-${index % 4}`),
        (id) => deliver(port, order("1"), { id }),
        { concurrency: "unbounded" }
      )
      for (const { status } of responses) assert.include([204, 503], status)
      assert.deepStrictEqual(seen.handled, ["1"])
      assert.strictEqual((yield* deliver(port, order("1"))).status, 204)
    })
  )

  withServer("a message that WeChat Pay did not sign is rejected", (port, seen) =>
    Effect.gen(function* () {
      const body = bodyOf(order("1"))
      const headers = headersOf(body, { at: nowInSeconds() })
      const probe = `WECHATPAY/SIGNTEST/${headers["wechatpay-signature"]}`
      assertRejected(yield* deliver(port, order("1"), {}, { privateKey: merchant.privateKey }), 401)
      assertRejected(yield* deliver(port, order("1"), {}, { at: nowInSeconds() - 400 }), 401)
      assertRejected(yield* deliver(port, order("1"), {}, { serialNo: "PUB_KEY_ID_1" }), 401)
      assertRejected(yield* send({ port, body, headers: {} }), 401)
      assertRejected(yield* send({ port, body: `${body} `, headers }), 401)
      assertRejected(yield* send({ port, body, headers: { ...headers, "wechatpay-signature": probe } }), 401)
      assert.strictEqual(seen.logs.filter((line) => line.includes("probe")).length, 1)
      assert.deepStrictEqual(seen.handled, [])
      // The same content comes again with a good signature.
      assert.strictEqual((yield* send({ port, body, headers })).status, 204)
    })
  )

  withServer("a request that is not a notification is rejected", (port, seen) =>
    Effect.gen(function* () {
      const invalid = Uint8Array.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d])
      for (const body of [
        invalid,
        "{xxx",
        "[".repeat(100_000),
        '{"id":"1","id":"2"}',
        '{"__proto__":{}}',
        "null"
      ]) {
        assertRejected(yield* signed(port, body), 400)
      }
      assertRejected(yield* signed(port, ""), 400)
      assert.deepStrictEqual(seen.handled, [])
    })
  )

  withServer("a body of 10 MiB is not read", (port, seen) =>
    Effect.gen(function* () {
      const body = "x".repeat(10 * 1024 * 1024)
      const headers = headersOf("x", { at: nowInSeconds() })
      const declared = yield* send({ port, body, headers })
      assertRejected(declared, 413)
      const undeclared = yield* send({ port, body, headers, chunked: true })
      // The connection may break before a sender that does not listen has read the response.
      assert.include([413, 0], undeclared.status)
      assert.strictEqual(seen.logs.filter((line) => line.includes("longer than 131072 bytes")).length, 2)
      assert.strictEqual((yield* deliver(port, order("1"))).status, 204)
    })
  )

  withServer(
    "a handler that hangs or crashes gets a response in time, and the resend is handled",
    (port, seen) =>
      Effect.gen(function* () {
        const started = Date.now()
        assertRejected(yield* deliver(port, order("1", "hang")), 500)
        assert.isBelow(Date.now() - started, 5000)
        assert.strictEqual((yield* deliver(port, order("1"))).status, 204)
        assertRejected(yield* deliver(port, order("2", "crash"), { id: "c" }), 500)
        assert.strictEqual((yield* deliver(port, order("2", "crash"), { id: "c" })).status, 204)
        assert.deepStrictEqual(seen.handled, ["1", "2"])
      })
  )

  withServer(
    "a sender that stops in the middle of the body gets a response, and the server continues",
    (port, seen) =>
      Effect.gen(function* () {
        const body = bodyOf(order("1"))
        const headers = {
          ...headersOf(body, { at: nowInSeconds() }),
          "content-length": String(body.length + 500)
        }
        const response = yield* send({ port, body, headers, chunked: true })
        assert.include([400, 0], response.status)
        assert.deepStrictEqual(seen.handled, [])
        assert.strictEqual((yield* deliver(port, order("1"))).status, 204)
      })
  )
})

describe("behind a body parser", () => {
  const mounted: ReadonlyArray<
    readonly [string, (seen: Seen) => Effect.Effect<RequestListener, never, Scope.Scope>]
  > = [
    [
      "the web handler",
      Effect.fn(function* (seen) {
        return getRequestListener(yield* webHandler(seen))
      })
    ],
    ["the app of @effect/platform", (seen) => Effect.provide(Listeners.of(appOf(seen)), layerOf(seen))]
  ]

  it.scopedLive.each(mounted)(
    "a notification behind %s in Express gets 500, and the log says what to do",
    ([, mount]) =>
      Effect.gen(function* () {
        const seen = new Seen()
        const app = express()
        app.use(express.json())
        app.post("/notify", yield* mount(seen))
        const port = yield* listen(app)
        assertRejected(yield* deliver(port, order("1")), 500)
        assert.strictEqual(seen.logs.length, 1)
        assert.include(seen.logs[0], "mount this handler before body parsers (express.json()")
      })
  )

  it.scopedLive("a notification behind a body parser in Hono gets 500, and the log says what to do", () =>
    Effect.gen(function* () {
      const seen = new Seen()
      const notify = yield* webHandler(seen)
      const app = new Hono()
      app.use(async (context, next) => {
        await context.req.raw.json()
        await next()
      })
      app.post("/notify", (context) => notify(context.req.raw))
      const port = yield* listen(getRequestListener(app.fetch))
      assertRejected(yield* deliver(port, order("1")), 500)
      assert.include(seen.logs[0], "mount this handler before body parsers (express.json()")
    })
  )
})

describe("connections that are slow or half open", () => {
  it.scopedLive(
    "slow and broken bodies are rejected after the timeout, and notifications are accepted meanwhile",
    () =>
      Effect.gen(function* () {
        const seen = new Seen()
        const port = yield* listen(yield* Effect.provide(Listeners.of(appOf(seen)), layerOf(seen)))
        const body = bodyOf({ out_trade_no: "1" })
        const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
        const head = [
          "POST /notify HTTP/1.1",
          "host: localhost",
          ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
        ].join("\r\n")
        const length = Buffer.byteLength(body)

        /** The status line that a connection gets until it is closed. */
        const connection = (begin: string, more: (socket: Socket) => () => void) =>
          Effect.async<string>((resume) => {
            const socket = connect(port, "127.0.0.1", () => socket.write(begin))
            const stop = more(socket)
            let text = ""
            socket.on("data", (chunk) => {
              text += chunk
              if (text.includes("\r\n")) socket.destroy()
            })
            socket.on("error", () => {})
            socket.on("close", () => {
              stop()
              resume(Effect.succeed(text.split("\r\n")[0] ?? ""))
            })
          })
        const dripping = (socket: Socket) => {
          const timer = setInterval(() => socket.write(" "), 50)
          return () => clearInterval(timer)
        }
        const closing = (socket: Socket) => {
          socket.end()
          return () => {}
        }
        const silent = () => () => {}
        const started = `${head}\r\ncontent-length: ${length}\r\n\r\n${body.slice(0, 20)}`
        const slow = [
          connection(started, dripping),
          connection(started, silent),
          connection(`${head}\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n`, silent),
          connection(started, closing)
        ].flatMap((each) => Array.from({ length: 10 }, () => each))

        const fiber = yield* Effect.fork(Effect.all(slow, { concurrency: "unbounded" }))
        yield* Effect.sleep("100 millis")
        const response = yield* connection(
          `${head}\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`,
          silent
        )
        assert.match(response, /^HTTP\/1\.1 204/)
        for (const status of yield* Fiber.join(fiber)) {
          // A connection that the sender closed gets no response.
          assert.match(status, /^$|^HTTP\/1\.1 400/)
        }
        assert.deepStrictEqual(seen.handled, ["1"])
      })
  )
})
