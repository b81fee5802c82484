/** What becomes of a notification on its way, over real HTTP. */
import { privateDecrypt } from "node:crypto"
import type { ServerResponse } from "node:http"
import { type AddressInfo, createServer as createTcpServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { SelfTest } from "@effect-wechatpay/core"
import { Outbox, Samples, Simulator, Time } from "@effect-wechatpay/simulator"
import { Effect, Layer, Queue, Redacted, Schema } from "effect"
import { type Received, serve } from "../support/fileServer.js"

const { act } = Simulator

const notify = (url: string, resource: unknown = { out_trade_no: "1" }) =>
  act(
    Outbox.send({
      mchid: Samples.mchid,
      url,
      event_type: "TRANSACTION.SUCCESS",
      summary: "支付成功",
      original_type: "transaction",
      resource
    })
  )

const EchoResource = Schema.Struct({ echo_message: Schema.String, encrypt_echo_message: Schema.String })

const message = (id: string) => Effect.map(act(Outbox.all), (all) => all.find((one) => one.id === id))

const isProbe = ({ headers }: Received) =>
  headers["wechatpay-signature"]?.startsWith("WECHATPAY/SIGNTEST/") === true

/** A backend that responds to each request when the test says so. */
const heldBackend = Effect.gen(function* () {
  const arrived = yield* Queue.unbounded<readonly [Received, ServerResponse]>()
  const { origin } = yield* serve(
    (received, response) => void Queue.unsafeOffer(arrived, [received, response])
  )
  const next = Effect.map(Queue.take(arrived), ([received, response]) => ({
    received,
    response: (status: number) => Effect.sync(() => response.writeHead(status).end())
  }))
  return { url: `${origin}/notify`, next: Effect.timeout(next, "5 seconds") }
})

describe("the delivery of notifications", () => {
  it.scopedLive("delivery continues after a notification that cannot be sent, and reports it", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve((_, response) => void response.writeHead(204).end())
      const unsent = yield* Effect.forEach(
        [
          { url: "https://shop:undefined/notify", resource: {} },
          { url: "shop.example/notify", resource: {} },
          // It has no text in JSON.
          { url: `${origin}/notify`, resource: Symbol("none") }
        ],
        ({ resource, url }) => notify(url, resource)
      )
      const sent = yield* notify(`${origin}/notify`)
      yield* Time.advance("1 minute")
      assert.strictEqual((yield* message(sent))?.state, "received")
      assert.lengthOf(received, 1)
      for (const id of unsent) {
        const { attempts = [], state } = (yield* message(id)) ?? {}
        assert.strictEqual(state, "pending")
        assert.lengthOf(attempts, 4)
        for (const { problem } of attempts) assert.isString(problem)
      }
      yield* Time.advance("3 days")
      for (const id of unsent) assert.strictEqual((yield* message(id))?.state, "givenUp")
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("a failed attempt to deliver has a reason and an advice", () =>
    Effect.gen(function* () {
      const { deliveries } = yield* Simulator.Simulator
      const tcp = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const server = createTcpServer((socket) => void socket.end("SSH-2.0-x\r\n"))
          await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
          return server
        }),
        (server) => Effect.sync(() => void server.close())
      )
      const { port } = tcp.address() as AddressInfo
      const { origin } = yield* serve((_, response) => void response.writeHead(204).end())
      for (const [url, reason, words] of [
        ["https://shop.example/notify", "blocked", /--deliver-to/],
        ["http://127.0.0.1:1/notify", "connectionRefused", /nothing listens on 127\.0\.0\.1:1|bad port/],
        [`http://127.0.0.1:${port}/notify`, "notHttp", /does not speak plain HTTP/],
        [`${origin.replace("http:", "https:")}/notify`, "tls", /does not speak https/]
      ] as const) {
        const id = yield* notify(url)
        yield* Time.advance(0)
        const [attempt] = (yield* message(id))?.attempts ?? []
        assert.match(attempt?.problem ?? "", words)
        if (attempt?.reason !== "unsendable") assert.strictEqual(attempt?.reason, reason)
      }
      yield* deliveries.setRouting({
        rules: [{ from: "https://shop.example/pay", to: origin }],
        anywhere: false
      })
      const routed = yield* notify("https://shop.example/pay/notify")
      const other = yield* notify("https://shop.example/payments")
      yield* Time.advance(0)
      assert.strictEqual((yield* message(routed))?.state, "received")
      assert.strictEqual((yield* message(other))?.attempts[0]?.reason, "blocked")
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("a hanging backend delays an advance by one delivery only, and two advances add up", () =>
    Effect.gen(function* () {
      const { time } = yield* Simulator.Simulator
      const { origin } = yield* serve(() => {})
      yield* notify(`${origin}/notify`)
      const [start, real] = [yield* time.now, Date.now()]
      yield* Effect.all([Time.advance("1 hour"), Time.advance("1 day")], { concurrency: 2 })
      assert.isBelow(Date.now() - real, 9000)
      assert.strictEqual((yield* time.now).epochMillis - start.epochMillis, 25 * 3_600_000)
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("attempts that a user requests do not use up the schedule", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve((_, response) => void response.writeHead(500).end())
      const id = yield* notify(`${origin}/notify`)
      yield* Time.advance(0)
      const planned = (yield* message(id))?.due_at
      for (const probe of [false, true, false]) {
        yield* act(Outbox.resend(id, { probe }))
        yield* Time.advance(0)
        const current = yield* message(id)
        assert.deepStrictEqual([current?.state, current?.due_at], ["pending", planned])
      }
      yield* Time.advance("2 days")
      const { attempts = [], state } = (yield* message(id)) ?? {}
      assert.strictEqual(state, "givenUp")
      assert.lengthOf(
        attempts.filter(({ manual }) => manual),
        3
      )
      assert.lengthOf(
        attempts.filter(({ manual }) => !manual),
        16
      )
      yield* act(Outbox.resend(id))
      yield* Time.advance("1 day")
      assert.strictEqual((yield* message(id))?.state, "givenUp")
      assert.lengthOf((yield* message(id))?.attempts ?? [], 20)
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("a redirection is not followed and does not count as received", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(({ target }, response) => {
        const status = Number(target.slice(1))
        response.writeHead(status, { location: "/200" }).end()
      })
      for (const status of [302, 303, 307, 308]) {
        const id = yield* notify(`${origin}/${status}`)
        yield* Time.advance(0)
        const { attempts, state } = (yield* message(id)) ?? {}
        assert.strictEqual(state, "pending")
        assert.deepStrictEqual(
          attempts?.map((attempt) => attempt.status),
          [status]
        )
      }
      assert.deepStrictEqual(
        received.map(({ target }) => target),
        ["/302", "/303", "/307", "/308"]
      )
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("an attempt that a user requests during another one is made", () =>
    Effect.gen(function* () {
      const { next, url } = yield* heldBackend
      const id = yield* notify(url)
      const first = yield* next
      yield* act(Outbox.resend(id, { probe: true }))
      yield* first.response(500)

      const probe = yield* next
      assert.isFalse(isProbe(first.received))
      assert.isTrue(isProbe(probe.received))
      yield* act(Outbox.resend(id))
      yield* probe.response(401)

      const last = yield* next
      assert.isFalse(isProbe(last.received))
      yield* last.response(200)
      yield* Time.advance(0)
      const { attempts, state } = (yield* message(id)) ?? {}
      assert.strictEqual(state, "received")
      assert.deepStrictEqual(
        attempts?.map(({ status }) => status),
        [500, 401, 200]
      )
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("an attempt in flight does not restore state that was replaced meanwhile", () =>
    Effect.gen(function* () {
      const { importState } = yield* Simulator.Simulator
      const { next, url } = yield* heldBackend
      const id = yield* notify(url)
      const attempt = yield* next
      yield* importState({})
      yield* attempt.response(200)
      yield* Time.advance("1 minute")
      assert.isUndefined(yield* message(id))
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive("a notification is received only with 200 or 204", () =>
    Effect.gen(function* () {
      for (const [status, state] of [
        [200, "received"],
        [204, "received"],
        [201, "pending"],
        [202, "pending"],
        [299, "pending"],
        [500, "pending"]
      ] as const) {
        const { origin } = yield* serve((_, response) => void response.writeHead(status).end())
        const sent = yield* notify(`${origin}/notify`)
        yield* Time.advance("1 second")
        assert.strictEqual((yield* message(sent))?.state, state, String(status))
      }
    }).pipe(Effect.provide(Simulator.layer({ time: "virtual" })))
  )

  it.scopedLive(
    "an echo is delivered ten times, with the text encrypted for the merchant's certificate",
    () =>
      Effect.gen(function* () {
        const { merchant } = yield* Simulator.Simulator
        yield* SelfTest.echo({
          echo_message: "hello",
          encrypted_echo_message: Redacted.make("secret"),
          notify_url: "https://nowhere.example/notify"
        })
        yield* Time.advance("1 day")
        const [echo] = yield* act(Outbox.all)
        assert(echo !== undefined && echo.state === "givenUp")
        const [first = 0, ...times] = echo.attempts.map(({ at }) => at)
        assert.deepStrictEqual(
          times.map((at) => Math.round((at - first) / 1000)),
          [15, 30, 60, 240, 2040, 3840, 5640, 7440, 11040]
        )
        const resource = Schema.decodeUnknownSync(EchoResource)(echo.resource)
        assert.strictEqual(resource.echo_message, "hello")
        const key = { key: Redacted.value(merchant.privateKey), oaepHash: "sha1" }
        const encrypted = Buffer.from(resource.encrypt_echo_message, "base64")
        assert.strictEqual(privateDecrypt(key, encrypted).toString(), "secret")
      }).pipe(
        Effect.provide(Layer.provideMerge(Simulator.layerClient(), Simulator.layer({ time: "virtual" })))
      )
  )
})
