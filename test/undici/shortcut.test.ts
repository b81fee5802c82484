/** A call by the shortcut is what every call is: in time, with one span above all that it does, and given up with its fiber. */
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { type InvalidOptions, Signer, Timeout, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Fiber, Layer, Redacted, Schedule } from "effect"
import { ping } from "../support/endpoints.js"
import { listenAt } from "../support/listen.js"
import { merchant, platform, sign } from "../support/scripted.js"
import * as Telemetry from "../support/telemetry.js"

/** Responds with 204 as WeChat Pay does, or never. */
const serve = (responses: boolean) =>
  Effect.gen(function* () {
    let open = 0
    const arrived = yield* Effect.makeLatch()
    const server = createServer((request, response) => {
      request.resume()
      request.on("end", () => {
        arrived.unsafeOpen()
        if (responses) response.writeHead(204, sign("", Math.floor(Date.now() / 1000))).end()
      })
    })
    server.on("connection", (socket) => {
      open++
      socket.on("close", () => open--)
    })
    const url = yield* listenAt(server)
    /** `arrived`: waits for the first request. `open`: how many connections are open. */
    return { url, arrived: arrived.await, open: () => open }
  })

const ownSigner = Signer.make({
  mchid: merchant.mchid,
  serialNo: merchant.serialNo,
  privateKey: Redacted.make(merchant.privateKey)
})

const verifier = Verifier.makePublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] })

const client = (
  url: string,
  signing: Effect.Effect<Signer.Signer["Type"], InvalidOptions.InvalidOptions>,
  verifying: Effect.Effect<Verifier.Verifier["Type"], InvalidOptions.InvalidOptions> = verifier
) =>
  WechatPayClient.layer({ baseUrl: url }).pipe(
    Layer.provide([
      UndiciHttpClient.layer(),
      Layer.effect(Signer.Signer, Effect.orDie(signing)),
      Layer.effect(Verifier.Verifier, Effect.orDie(verifying))
    ])
  )

/** A key service: it has a span of its own, and logs. */
const remote = Effect.map(ownSigner, ({ local: _, ...signer }) =>
  Signer.Signer.of({
    ...signer,
    sign: (message) =>
      Effect.log("signing").pipe(Effect.andThen(signer.sign(message)), Effect.withSpan("kms"))
  })
)

describe("a call by the shortcut", () => {
  it.scopedLive("a call with a key service that does not respond ends in time, with nothing sent", () =>
    Effect.gen(function* () {
      const silent = Effect.map(ownSigner, ({ local: _, ...signer }) =>
        Signer.Signer.of({ ...signer, sign: () => Effect.never })
      )
      const { open, url } = yield* serve(true)
      const error = yield* ping({}).pipe(
        Timeout.perAttempt("50 millis"),
        Effect.provide(client(url, silent)),
        Effect.flip
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "Timeout")
      assert.strictEqual(error.reason.millis, 50)
      assert.strictEqual(error.outcome, "NotSent")
      assert.strictEqual(open(), 0)
    })
  )

  it.scopedLive("the span of a call is the parent of the spans of a key service and a verifier", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(true)
      const verifying = Effect.map(verifier, (inner) =>
        Verifier.Verifier.of({
          ...inner,
          verify: (message) => inner.verify(message).pipe(Effect.withSpan("verify"))
        })
      )
      const into = Telemetry.told()
      yield* ping({}).pipe(
        Effect.withSpan("caller"),
        Effect.provide(Layer.mergeAll(client(url, remote, verifying), Telemetry.layer(into)))
      )
      const named = (name: string) => {
        const span = into.spans.find((each) => each.name === name)
        assert(span !== undefined, name)
        return span
      }
      const parentOf = (name: string) => {
        const { parent } = named(name)
        return parent._tag === "Some" ? parent.value.spanId : undefined
      }
      assert.strictEqual(parentOf("test.ping"), named("caller").spanId)
      assert.strictEqual(parentOf("kms"), named("test.ping").spanId)
      assert.strictEqual(parentOf("verify"), named("test.ping").spanId)
      assert.strictEqual(named("test.ping").status._tag, "Ended")
    })
  )

  it.scopedLive("a call does not change the caller's span", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(true)
      const spans = yield* Effect.all([
        Effect.currentSpan,
        Effect.andThen(ping({}), Effect.currentSpan),
        Effect.andThen(Effect.exit(ping({}).pipe(Timeout.perAttempt("1 nanos"))), Effect.currentSpan)
      ]).pipe(Effect.withSpan("caller"), Effect.provide(client(url, ownSigner)))
      assert.strictEqual(new Set(spans.map(({ spanId }) => spanId)).size, 1)
    })
  )

  it.scopedLive("an interrupted call closes its connection", () =>
    Effect.gen(function* () {
      const { arrived, open, url } = yield* serve(false)
      yield* Effect.gen(function* () {
        const fiber = yield* Effect.fork(ping({}))
        yield* arrived
        assert.strictEqual(open(), 1)
        yield* Fiber.interrupt(fiber)
        yield* Effect.suspend(() => (open() === 0 ? Effect.void : Effect.fail("still open"))).pipe(
          Effect.retry({ times: 100, schedule: Schedule.spaced("10 millis") })
        )
      }).pipe(Effect.provide(client(url, ownSigner)))
    })
  )
})
