import { FileSystem, HttpServerRequest } from "@effect/platform"
import { assert, describe, it, vi } from "@effect/vitest"
import {
  Notification,
  NotificationError,
  NotificationHandler,
  NotificationKeys,
  NotificationReceiver,
  NotificationServer,
  NotificationStore,
  Signer,
  Verifier
} from "@effect-wechatpay/core"
import {
  Array as Arr,
  ConfigProvider,
  Data,
  Deferred,
  Effect,
  Fiber,
  Layer,
  Logger,
  Metric,
  Ref,
  Schema,
  TestClock,
  type Tracer
} from "effect"
import { bodyOf, type Envelope, headersOf, keysLayer, merchant, secrets } from "../support/notifications.js"
import { layerSpans, printSpan } from "../support/telemetry.js"

const at = 1_611_368_330

class Full extends Data.TaggedError("Full")<{ readonly openid: string }> {}

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String, payer: Schema.Struct({ openid: Schema.String }) },
  businessKey: ({ out_trade_no }) => out_trade_no
})

const synchronous = Notification.synchronous("PARKING_FEE.QUERY_TRANS_INFO", {
  resource: { plate: Schema.String },
  response: { payable_amount: Schema.Number },
  signature: "none"
})

const content = { out_trade_no: secrets.outTradeNo, payer: { openid: secrets.openid } }

type Behaviour = "succeed" | "fail" | "die" | "throw" | "hang"

const handlerOf = (behaviour: Behaviour, started?: Deferred.Deferred<void>) =>
  NotificationHandler.make([paid, synchronous], {
    "TRANSACTION.SUCCESS": (event) => {
      const { openid } = event.resource.payer
      switch (behaviour) {
        case "succeed":
          return Effect.void
        case "fail":
          return new Full({ openid })
        case "die":
          return Effect.die(new Error(`defect of ${openid}`))
        case "throw":
          throw new RangeError(`thrown for ${openid}`)
        case "hang":
          return Effect.andThen(
            started === undefined ? Effect.void : Deferred.succeed(started, undefined),
            Effect.never
          )
      }
    },
    "PARKING_FEE.QUERY_TRANS_INFO": () => Effect.succeed({ payable_amount: 1500 }),
    unknown: () => Effect.void
  })

/** Everything that was logged and traced. */
class Seen {
  readonly logs: Array<string> = []
  readonly spans: Array<Tracer.Span> = []
  readonly layer = Layer.mergeAll(
    Logger.replace(
      Logger.defaultLogger,
      Logger.make((entry) => void this.logs.push(`${entry.logLevel.label} ${Logger.logfmtLogger.log(entry)}`))
    ),
    layerSpans(this.spans)
  )
  text() {
    return [...this.logs, ...this.spans.map(printSpan)].join("\n")
  }
}

const layer = Layer.merge(keysLayer, NotificationStore.layerMemory())

const call = <E, R>(
  handler: NotificationHandler.NotificationHandler<E, R>,
  request: Request,
  maxBytes?: number
) =>
  Effect.gen(function* () {
    const app = NotificationServer.toHttpApp(handler, maxBytes === undefined ? {} : { maxBytes })
    const response = yield* Effect.provideService(
      app,
      HttpServerRequest.HttpServerRequest,
      HttpServerRequest.fromWeb(request)
    )
    const { body } = response
    return {
      status: response.status,
      headers: response.headers,
      body: body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""
    }
  })

const post = (body: string | Uint8Array | ReadableStream<Uint8Array>, headers: Record<string, string>) =>
  new Request("https://merchant.example/notify", {
    method: "POST",
    headers,
    body: body as string,
    duplex: "half"
  } as RequestInit)

const requestOf = (plaintext: unknown, envelope?: Envelope) => {
  const body = bodyOf(plaintext, envelope)
  return post(body, headersOf(body, { at }))
}

const now = TestClock.setTime(at * 1000)

const counterOf = (eventType: string, outcome: string) =>
  Metric.value(
    Metric.counter("wechatpay_notifications", {
      description:
        "Notifications by event type and outcome (Handled, Duplicate, Stored, Probe, HandlerFailed, HandlerDied, ReceiverDied, or why it was rejected)",
      incremental: true
    }).pipe(Metric.tagged("event_type", eventType), Metric.tagged("outcome", outcome))
  ).pipe(Effect.map(({ count }) => count))

const noSecrets = (text: string) => {
  for (const secret of [...Object.values(secrets), merchant.privateKey.slice(100, 160)]) {
    assert.notInclude(text, secret)
  }
}

const infinite = (chunk: Uint8Array) => {
  let read = 0
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      read += chunk.length
      controller.enqueue(chunk)
    }
  })
  return { stream, read: () => read }
}

describe("responses", () => {
  const body = bodyOf(content)
  const headers = headersOf(body, { at })
  const probe = `WECHATPAY/SIGNTEST/${headers["wechatpay-signature"]}`
  const stale = headersOf(body, { at: at - 301 })
  const deep = "[".repeat(50_000) + "]".repeat(50_000)
  const wrongKey = bodyOf(content, { apiV3Key: "another key of exactly 32 bytes!" })
  const sm4 = bodyOf(content, { algorithm: "AEAD_SM4_GCM" })
  const noJson = bodyOf(`{"openid":"${secrets.openid}"`)
  const other = bodyOf({ out_trade_no: secrets.outTradeNo })
  const missing = { ...headers, "wechatpay-serial": "" }
  const twice = '{"id":"1","id":"1"}'
  const invalid = Uint8Array.from([0x7b, 0xff, 0x7d])

  const cases: ReadonlyArray<
    readonly [
      string,
      () => Request,
      number,
      string,
      { readonly level?: string; readonly type?: string; readonly run?: Behaviour }
    ]
  > = [
    ["a notification", () => post(body, headers), 204, "Handled", { type: "TRANSACTION.SUCCESS" }],
    [
      "an event that nobody listed",
      () => requestOf({}, { eventType: "NEW.EVENT" }),
      204,
      "Handled",
      { type: "other" }
    ],
    ["a GET", () => new Request("https://merchant.example/notify"), 405, "MethodNotAllowed", {}],
    ["no signature", () => post(body, {}), 401, "SignatureMissing", {}],
    ["an empty serial", () => post(body, missing), 401, "SignatureMissing", {}],
    ["an old message", () => post(body, stale), 401, "ClockSkew", {}],
    [
      "an unknown serial",
      () => post(body, headersOf(body, { at, serialNo: "PUB_KEY_ID_9" })),
      401,
      "UnknownSerial",
      {}
    ],
    [
      "a forged message",
      () => post(body, headersOf(body, { at, privateKey: merchant.privateKey })),
      401,
      "SignatureInvalid",
      {}
    ],
    [
      "a probe",
      () => post(body, { ...headers, "wechatpay-signature": probe }),
      401,
      "Probe",
      { level: "INFO" }
    ],
    ["a body that is no JSON", () => post("<xml/>", headersOf("<xml/>", { at })), 400, "InvalidEnvelope", {}],
    ["a body that is no UTF-8", () => post(invalid, headersOf(invalid, { at })), 400, "InvalidEnvelope", {}],
    ["a body that is nested deep", () => post(deep, headersOf(deep, { at })), 400, "InvalidEnvelope", {}],
    ["a member that comes twice", () => post(twice, headersOf(twice, { at })), 400, "InvalidEnvelope", {}],
    ["an empty body", () => post("", headers), 400, "BodyIncomplete", {}],
    [
      "10 MiB by Content-Length",
      () => post("x".repeat(10 * 1024 * 1024), { ...headers, "content-length": "10485760" }),
      413,
      "BodyTooLarge",
      {}
    ],
    [
      "10 MiB without Content-Length",
      () => post(new Uint8Array(10 * 1024 * 1024), headers),
      413,
      "BodyTooLarge",
      {}
    ],
    [
      "another algorithm",
      () => post(sm4, headersOf(sm4, { at })),
      500,
      "UnsupportedAlgorithm",
      { level: "ERROR", type: "TRANSACTION.SUCCESS" }
    ],
    [
      "another key",
      () => post(wrongKey, headersOf(wrongKey, { at })),
      500,
      "DecryptionFailed",
      { level: "ERROR", type: "TRANSACTION.SUCCESS" }
    ],
    [
      "content that is no JSON",
      () => post(noJson, headersOf(noJson, { at })),
      500,
      "InvalidPlaintext",
      { level: "ERROR", type: "TRANSACTION.SUCCESS" }
    ],
    [
      "content of another shape",
      () => post(other, headersOf(other, { at })),
      500,
      "InvalidResource",
      { level: "ERROR", type: "TRANSACTION.SUCCESS" }
    ],
    [
      "a handler that fails",
      () => post(body, headers),
      500,
      "HandlerFailed",
      { level: "ERROR", type: "TRANSACTION.SUCCESS", run: "fail" }
    ],
    [
      "a handler that dies",
      () => post(body, headers),
      500,
      "HandlerDied",
      { level: "ERROR", type: "TRANSACTION.SUCCESS", run: "die" }
    ],
    [
      "a handler that throws",
      () => post(body, headers),
      500,
      "HandlerDied",
      { level: "ERROR", type: "TRANSACTION.SUCCESS", run: "throw" }
    ]
  ]

  it.effect.each(cases)(
    "the notification server responds to %s",
    ([, request, status, outcome, { level = "WARN", run = "succeed", type = "unverified" }]) => {
      const seen = new Seen()
      return Effect.gen(function* () {
        yield* now
        const before = yield* counterOf(type, outcome)
        const response = yield* call(handlerOf(run), request())
        assert.strictEqual(response.status, status)
        assert.strictEqual(yield* counterOf(type, outcome), before + 1)
        if (status === 204) {
          assert.strictEqual(response.body, "")
          assert.deepStrictEqual(seen.logs, [])
        } else {
          const { code, message, ...rest } = JSON.parse(response.body)
          assert.strictEqual(code, "FAIL")
          assert.match(message, /^[a-zA-Z ]{5,30}$/)
          assert.deepStrictEqual(rest, {})
          assert.strictEqual(seen.logs.length, 1, seen.logs.join("\n"))
          assert.isTrue(seen.logs[0]?.startsWith(level), seen.logs[0])
          assert.include(seen.logs[0], "notification")
          if (outcome === "Probe") assert.include(seen.logs[0], "probe")
        }
        const span = seen.spans.find(({ name }) => name === "wechatpay.notification")
        assert.strictEqual(span?.attributes.get("wechatpay.notification.outcome"), outcome)
        assert.strictEqual(span?.attributes.get("http.response.status_code"), status)
        noSecrets(seen.text() + response.body + JSON.stringify(response.headers))
      }).pipe(Effect.provide(Layer.merge(seen.layer, layer)))
    }
  )

  it.effect("the notification server counts probes of signatures", () =>
    Effect.gen(function* () {
      yield* now
      const probes = Metric.value(
        Metric.counter("wechatpay_signature_probes", {
          description:
            "Wrong signatures that WeChat Pay sent on purpose (WECHATPAY/SIGNTEST/) and that were rejected",
          incremental: true
        })
      )
      const before = yield* probes
      yield* call(handlerOf("succeed"), post(body, { ...headers, "wechatpay-signature": probe }))
      assert.strictEqual((yield* probes).count, before.count + 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("the notification server responds to a resend with 204 and does not handle it again", () =>
    Effect.gen(function* () {
      yield* now
      const before = yield* counterOf("TRANSACTION.SUCCESS", "Duplicate")
      for (const _ of [1, 2]) {
        assert.strictEqual((yield* call(handlerOf("succeed"), post(body, headers))).status, 204)
      }
      assert.strictEqual(yield* counterOf("TRANSACTION.SUCCESS", "Duplicate"), before + 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "the notification server responds with 503 to a second delivery while the first is handled, and with 500 to a first that hangs",
    () =>
      Effect.gen(function* () {
        yield* now
        const started = yield* Deferred.make<void>()
        const first = yield* Effect.fork(call(handlerOf("hang", started), post(body, headers)))
        yield* Deferred.await(started)
        const second = yield* call(handlerOf("succeed"), post(body, headers))
        assert.deepInclude(second, { status: 503, body: '{"code":"FAIL","message":"in progress"}' })
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* Fiber.join(first)).status, 500)
        yield* Effect.yieldNow()
        assert.strictEqual((yield* call(handlerOf("succeed"), post(body, headers))).status, 204)
      }).pipe(Effect.provide(layer))
  )

  it.effect(
    "the notification server responds to a synchronous webhook with 200 and the handler's result",
    () =>
      Effect.gen(function* () {
        yield* now
        const response = yield* call(
          handlerOf("succeed"),
          requestOf({ plate: "粤A" }, { eventType: "PARKING_FEE.QUERY_TRANS_INFO" })
        )
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.body, '{"payable_amount":1500}')
        assert.include(response.headers["content-type"], "application/json")
        assert.strictEqual(response.headers.authorization, undefined)
      }).pipe(Effect.provide(layer))
  )

  it.effect(
    "the notification server responds with 500 without details if a layer around the handler dies",
    () => {
      const seen = new Seen()
      const thrown = () => {
        throw new RangeError(`about ${secrets.openid}`)
      }
      return Effect.gen(function* () {
        yield* now
        const key = Notification.make("TRANSACTION.SUCCESS", {
          resource: { out_trade_no: Schema.String },
          businessKey: thrown
        })
        const throwing = NotificationHandler.make([key], {
          "TRANSACTION.SUCCESS": () => Effect.void,
          unknown: () => Effect.void
        })
        const before = yield* counterOf("unverified", "ReceiverDied")
        assert.strictEqual((yield* call(throwing, post(body, headers))).status, 500)
        const keys = NotificationKeys.NotificationKeys.of({ find: thrown })
        const dying = Effect.provideService(
          call(handlerOf("succeed"), post(body, headers)),
          NotificationKeys.NotificationKeys,
          keys
        )
        assert.strictEqual((yield* dying).status, 500)
        const store = NotificationStore.NotificationStore.of({
          once: () => Effect.die(`about ${secrets.openid}`)
        })
        const died = Effect.provideService(
          call(handlerOf("succeed"), post(body, headers)),
          NotificationStore.NotificationStore,
          store
        )
        assert.strictEqual((yield* died).status, 500)
        assert.strictEqual(yield* counterOf("unverified", "ReceiverDied"), before + 3)
        assert.deepStrictEqual(seen.logs.length, 3)
        assert.include(seen.logs[0], "the receiver died with RangeError")
        noSecrets(seen.text())
      }).pipe(Effect.provide(Layer.merge(seen.layer, layer)))
    }
  )

  it.effect("the notification server signs the response to a synchronous webhook over the called path", () =>
    Effect.gen(function* () {
      yield* now
      const asked = Notification.synchronous("CROSS_BORDER_PAY.GET_MCH_INFO", {
        resource: { acq_tid: Schema.String },
        response: { code: Schema.String },
        signature: "request"
      })
      const responding = NotificationHandler.make([asked], {
        "CROSS_BORDER_PAY.GET_MCH_INFO": () => Effect.succeed({ code: "SUCCESS" }),
        unknown: () => Effect.void
      })
      const signer = Signer.Signer.of({
        scheme: "WECHATPAY2-SHA256-RSA2048",
        mchid: merchant.mchid,
        sign: (message) => Effect.succeed({ serialNo: "1", value: message.split("\n").slice(0, 2).join(" ") })
      })
      const request = HttpServerRequest.fromWeb(
        requestOf({ acq_tid: "1" }, { eventType: "CROSS_BORDER_PAY.GET_MCH_INFO" })
      )
      // As a router does that is mounted under a prefix.
      const mounted = request.modify({ url: "/" })
      const response = yield* NotificationServer.toHttpApp(responding).pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, mounted),
        Effect.provideService(Signer.Signer, signer)
      )
      assert.strictEqual(response.status, 200)
      assert.include(response.headers.authorization, 'signature="POST /notify"')
    }).pipe(Effect.provide(layer))
  )

  it.effect("the notification server responds with 500 if the keys or the store are unavailable", () =>
    Effect.gen(function* () {
      yield* now
      const keys = NotificationKeys.NotificationKeys.of({
        find: () => new NotificationError.KeysUnavailable({ problem: "the database did not respond" })
      })
      const store = NotificationStore.NotificationStore.of({
        once: () =>
          Effect.fail(new NotificationError.StoreFailure({ problem: "the database did not respond" }))
      })
      const run = call(handlerOf("succeed"), post(body, headers))
      assert.strictEqual(
        (yield* Effect.provideService(run, NotificationKeys.NotificationKeys, keys)).status,
        500
      )
      const again = call(handlerOf("succeed"), post(body, headers))
      assert.strictEqual(
        (yield* Effect.provideService(again, NotificationStore.NotificationStore, store)).status,
        500
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("the body", () => {
  const body = bodyOf(content)
  const headers = headersOf(body, { at })

  it.effect("the notification server reads the body up to the limit", () =>
    Effect.gen(function* () {
      yield* now
      const endless = infinite(new Uint8Array(64 * 1024))
      const response = yield* call(handlerOf("succeed"), post(endless.stream, headers))
      assert.strictEqual(response.status, 413)
      assert.isBelow(endless.read(), 128 * 1024 + 4 * 64 * 1024)
      assert.strictEqual(response.headers.connection, "close")
    }).pipe(Effect.provide(layer))
  )

  it.effect("the notification server accepts a body exactly as long as the limit", () =>
    Effect.gen(function* () {
      yield* now
      const length = new TextEncoder().encode(body).length
      assert.strictEqual((yield* call(handlerOf("succeed"), post(body, headers), length)).status, 204)
      assert.strictEqual((yield* call(handlerOf("succeed"), post(body, headers), length - 1)).status, 413)
    }).pipe(Effect.provide(layer))
  )

  it.effect.each([
    ["read", (request: Request) => request.text()],
    ["parsed", (request: Request) => request.json()],
    ["locked", (request: Request) => Promise.resolve(request.body?.getReader())]
  ] as const)(
    "the notification server names body parsers as the cause if the body was %s before",
    ([, read]) => {
      const seen = new Seen()
      return Effect.gen(function* () {
        yield* now
        const request = post(body, headers)
        yield* Effect.promise(() => read(request))
        assert.strictEqual((yield* call(handlerOf("succeed"), request)).status, 500)
        assert.match(seen.logs.join(), /ERROR.*express\.json\(\).*body-parser/)
      }).pipe(Effect.provide(Layer.merge(seen.layer, layer)))
    }
  )

  it.effect("the notification server detects from Content-Length that the body was read before", () =>
    Effect.gen(function* () {
      yield* now
      for (const declared of [{ "content-length": "100" }, { "transfer-encoding": "chunked" }]) {
        const request = HttpServerRequest.fromWeb(post("", headers)).modify({
          headers: { ...headers, ...declared } as never
        })
        const response = yield* Effect.provideService(
          NotificationServer.toHttpApp(handlerOf("succeed")),
          HttpServerRequest.HttpServerRequest,
          request
        )
        assert.strictEqual(response.status, 500)
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("a slow body leaves the handler the rest of the 5 seconds", () =>
    Effect.gen(function* () {
      yield* now
      let arrive = () => {}
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve
      })
      const started = yield* Deferred.make<void>()
      const body = bodyOf(content)
      const slow = new ReadableStream<Uint8Array>({
        async pull(controller) {
          await arrived
          controller.enqueue(new TextEncoder().encode(body))
          controller.close()
        }
      })
      const request = post(slow, headersOf(body, { at }))
      const fiber = yield* Effect.fork(call(handlerOf("hang", started), request))
      yield* TestClock.adjust("4 seconds")
      arrive()
      yield* Deferred.await(started)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 500)
    }).pipe(Effect.provide(layer))
  )

  it.effect("a body that is closed early or takes longer than 5 seconds is malformed", () =>
    Effect.gen(function* () {
      yield* now
      const broken = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new Uint8Array(10))
          controller.error(new Error("reset"))
        }
      })
      assert.strictEqual((yield* call(handlerOf("succeed"), post(broken, headers))).status, 400)
      let asked = () => {}
      const reading = new Promise<void>((resolve) => {
        asked = resolve
      })
      const slow = new ReadableStream<Uint8Array>({
        pull: () => {
          asked()
          return new Promise<void>(() => {})
        }
      })
      const fiber = yield* Effect.fork(call(handlerOf("succeed"), post(slow, headers)))
      yield* Effect.promise(() => reading)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).status, 400)
    }).pipe(Effect.provide(layer))
  )
})

describe("toHttpAppStoring", () => {
  const body = bodyOf(content)
  const headers = headersOf(body, { at })

  const store = <E, R>(
    save: (delivery: NotificationReceiver.Delivery) => Effect.Effect<unknown, E, R>,
    request: Request
  ) =>
    Effect.provideService(
      NotificationServer.toHttpAppStoring(save),
      HttpServerRequest.HttpServerRequest,
      HttpServerRequest.fromWeb(request)
    )

  it.effect("toHttpAppStoring stores verified notifications for later handling", () =>
    Effect.gen(function* () {
      yield* now
      const stored = yield* Ref.make<ReadonlyArray<string>>([])
      const save = (delivery: NotificationReceiver.Delivery) =>
        Effect.flatMap(Schema.encode(Schema.parseJson(NotificationReceiver.Delivery))(delivery), (text) =>
          Ref.update(stored, Arr.append(text))
        )
      assert.strictEqual((yield* store(save, post(body, headers))).status, 204)
      assert.strictEqual((yield* store(save, post(body, headers))).status, 204)
      const forged = headersOf(body, { at, privateKey: merchant.privateKey })
      assert.strictEqual((yield* store(save, post(body, forged))).status, 401)
      const wrong = bodyOf(content, { apiV3Key: "another key of exactly 32 bytes!" })
      assert.strictEqual((yield* store(save, post(wrong, headersOf(wrong, { at })))).status, 500)

      yield* TestClock.adjust("2 days")
      const outcomes = yield* Effect.forEach(yield* Ref.get(stored), (text) =>
        Schema.decode(Schema.parseJson(NotificationReceiver.Delivery))(text).pipe(
          Effect.flatMap((delivery) => NotificationHandler.handle(handlerOf("succeed"), delivery)),
          Effect.map(({ _tag }) => _tag)
        )
      )
      assert.deepStrictEqual(outcomes, ["Handled", "Duplicate"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("toHttpAppStoring requests another delivery if the notification cannot be stored", () => {
    const seen = new Seen()
    return Effect.gen(function* () {
      yield* now
      const response = yield* store(() => new Full({ openid: secrets.openid }), post(body, headers))
      assert.strictEqual(response.status, 500)
      assert.include(seen.logs.join(), "failed with Full")
      noSecrets(seen.text())
    }).pipe(Effect.provide(Layer.merge(seen.layer, layer)))
  })
})

describe("toWebHandler", () => {
  it.live("toWebHandler responds to a Request with a Response, and releases its layer", () =>
    Effect.gen(function* () {
      const built = { times: 0, released: 0 }
      const counted = Layer.scopedDiscard(
        Effect.acquireRelease(
          Effect.sync(() => void built.times++),
          () => Effect.sync(() => void built.released++)
        )
      )
      const { dispose, handler } = NotificationServer.toWebHandler(
        NotificationServer.toHttpApp(handlerOf("succeed")),
        Layer.mergeAll(layer, counted, new Seen().layer),
        { build: "request" }
      )
      assert.strictEqual(built.times, 0)
      const body = bodyOf(content)
      const headers = headersOf(body, { at: Math.floor(Date.now() / 1000) })
      const [first, second] = yield* Effect.promise(() =>
        Promise.all([handler(post(body, headers)), handler(post(body, headers))])
      )
      // The second came while the first was handled, or after.
      assert.include([first?.status, second?.status], 204)
      for (const response of [first, second]) assert.include([204, 503], response?.status)
      assert.strictEqual((yield* Effect.promise(() => handler(post(body, headers)))).status, 204)
      assert.strictEqual((yield* Effect.promise(() => handler(post("x", headers)))).status, 401)
      yield* Effect.promise(dispose)
      assert.deepStrictEqual(built, { times: 1, released: 1 })
    })
  )

  it("toWebHandler builds its layer when it is made, and tells a failure in the log, by ready and by the response", async () => {
    const logs = vi.spyOn(console, "log").mockImplementation(() => {})
    try {
      const app = NotificationServer.toHttpApp(handlerOf("succeed"))
      const unconfigured = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))
      const { dispose, handler, ready } = NotificationServer.toWebHandler(
        app,
        Layer.mergeAll(
          NotificationStore.layerMemory(),
          NotificationKeys.layerConfig().pipe(
            Layer.provide(Verifier.layerConfig()),
            Layer.provide([unconfigured, FileSystem.layerNoop({})])
          )
        )
      )
      await vi.waitFor(() => assert.strictEqual(logs.mock.calls.length, 1))
      const logged = logs.mock.calls.flat().join("\n")
      assert.include(logged, "the services of the web handler could not be built")
      assert.include(logged, "WECHATPAY_PUBLIC_KEY")
      const response = await handler(post("x", {}))
      assert.strictEqual(response.status, 500)
      assert.deepStrictEqual(await response.json(), { code: "FAIL", message: "not handled" })
      const failed = await ready().then(
        () => "ready",
        (error: unknown) => String(error)
      )
      assert.include(failed, "WECHATPAY_PUBLIC_KEY")
      await dispose()
    } finally {
      logs.mockRestore()
    }
  })

  it("toWebHandler builds a layer that failed again, at most once per second, and not after it was disposed", async () => {
    const logs = vi.spyOn(console, "log").mockImplementation(() => {})
    try {
      let builds = 0
      const second = Layer.effectDiscard(
        Effect.suspend(() => (++builds === 1 ? Effect.fail("no network") : Effect.void))
      )
      const { dispose, handler, ready } = NotificationServer.toWebHandler(
        NotificationServer.toHttpApp(handlerOf("succeed")),
        Layer.mergeAll(layer, second, new Seen().layer)
      )
      await vi.waitFor(() => assert.strictEqual(logs.mock.calls.length, 1))
      for (const _ of [1, 2, 3]) assert.strictEqual((await handler(post("x", {}))).status, 500)
      assert.strictEqual(builds, 1)
      await vi.waitFor(async () => assert.strictEqual((await handler(post("x", {}))).status, 401), 5000)
      await ready()
      assert.strictEqual(builds, 2)
      await dispose()
      assert.strictEqual((await handler(post("x", {}))).status, 500)
      assert.strictEqual(builds, 2)
    } finally {
      logs.mockRestore()
    }
  })
})
