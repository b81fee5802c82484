/** What only a real HTTP server shows: exact targets, kept connections, the end of the server; and what options do. */
import { generateKeyPairSync } from "node:crypto"
import { connect } from "node:net"
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, InvalidOptions, Retry } from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Admin, Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Exit, Fiber, Layer, Redacted, Scope } from "effect"
import * as Telemetry from "../support/telemetry.js"
import { lastCall, seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"

const overHttp = (options?: Parameters<typeof Simulator.layerServer>[0]) =>
  Simulator.layerClient().pipe(
    Layer.provideMerge(Layer.merge(Simulator.layerServer(options), FetchHttpClient.layer))
  )

const terminate = Permission.terminateByOpenid({
  openid: Samples.openid,
  service_id: Samples.serviceId,
  appid: Samples.appid,
  reason: "user asked"
})

/** Sends bytes as they are, and gives what comes back until the server closes, or until a text. */
const exchange = (port: number, bytes: Uint8Array, until?: RegExp) =>
  Effect.async<string, Error>((resume) => {
    const chunks: Array<Buffer> = []
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
    socket.on("data", (chunk) => {
      chunks.push(chunk)
      if (until?.test(Buffer.concat(chunks).toString("latin1"))) socket.destroy()
    })
    // A server that has responded need not read to the end.
    socket.on("error", (error) => {
      if (chunks.length === 0) resume(Effect.fail(error))
    })
    socket.on("close", () => resume(Effect.succeed(Buffer.concat(chunks).toString("latin1"))))
    return Effect.sync(() => socket.destroy())
  })

const portOf = (baseUrl: string) => Number(new URL(baseUrl).port)

describe("the HTTP server", () => {
  it.scopedLive("a client that offers HTTP/2, as Java's does, gets its response over HTTP/1.1", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Simulator.Simulator
      const { url } = yield* Admin.Admin
      for (const [port, target, status] of [
        [portOf(baseUrl), "/v3/payscore/serviceorder", 401],
        [portOf(url), "/api/time/advance", 204]
      ] as const) {
        const text = [
          `POST ${target} HTTP/1.1`,
          ...["host: localhost", "connection: Upgrade, HTTP2-Settings", "upgrade: h2c"],
          ...[
            "http2-settings: AAEAAEAAAAIAAAAA",
            "accept: application/json",
            "user-agent: Java-http-client/17",
            "content-type: application/json",
            "content-length: 13",
            "",
            ""
          ]
        ].join("\r\n")
        const response = yield* exchange(port, Buffer.from(`${text}{"millis":10}`), /\r\n\r\n/)
        assert.match(response, new RegExp(`^HTTP/1\\.1 ${status} `))
      }
    }).pipe(Effect.provide(Admin.layer().pipe(Layer.provideMerge(overHttp()))))
  )

  it.scopedLive(
    "the server checks signatures over the target as its bytes arrived: dots, empty steps, a fragment",
    () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        for (const target of ["/v3/a/../b/./c", "/v3//x", "/v3/x?a=1#b", "/v3/x??&&=%zz"]) {
          const { headers } = signed(merchant, { method: "GET", target }, { timestamp: yield* seconds })
          const head = [`GET ${target} HTTP/1.1`, "host: x", "connection: close"]
          const text = [
            ...head,
            ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
            "",
            ""
          ].join("\r\n")
          assert.match(yield* exchange(portOf(baseUrl), Buffer.from(text, "latin1")), /^HTTP\/1\.1 404 /)
          assert.deepInclude(yield* lastCall, { target, signature: "valid", rejectedBy: "route" })
        }
      }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive("the server keeps connections for 8 seconds, and says so", () =>
    Effect.gen(function* () {
      const { baseUrl, merchant } = yield* Simulator.Simulator
      const raw = signed(merchant, { method: "GET", target: "/v3/x" }, { timestamp: yield* seconds })
      const response = yield* send(baseUrl, { ...raw, headers: { ...raw.headers, connection: "keep-alive" } })
      assert.strictEqual(response.headers["keep-alive"], "timeout=8")
    }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive("the server stops at once despite hanging requests, and frees its port", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const simulator = yield* Effect.map(Layer.buildWithScope(overHttp(), scope), (context) => context)
      const { baseUrl, calls, faults } = yield* Effect.provide(Simulator.Simulator, simulator)
      yield* faults.inject(Faults.hang())
      const fiber = yield* Effect.forkScoped(Effect.provide(Retry.none(terminate), simulator))
      yield* calls.waitFor(({ signature }) => signature === "valid")
      yield* Effect.timeout(Scope.close(scope, Exit.void), "3 seconds")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.strictEqual(error.outcome, "Unknown")
      yield* Effect.provide(Simulator.Simulator, Simulator.layerServer({ port: portOf(baseUrl) }))
    })
  )

  it.scopedLive("a used port is an error of the layer", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Simulator.Simulator
      const error = yield* Effect.flip(Layer.build(Simulator.layerServer({ port: portOf(baseUrl) })))
      assert.strictEqual(error._tag, "ServeError")
    }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive("a request that is not HTTP is rejected with a reason", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Simulator.Simulator
      const response = yield* exchange(
        portOf(baseUrl),
        Buffer.from("GET /v3/\u4e2d HTTP/1.1\r\nhost: x\r\n\r\n")
      )
      assert.match(response, /^HTTP\/1\.1 400 Bad Request\r\n/)
      assert.match(response, /Request-ID: [0-9A-F]{40}-[0-9]+\r\n/i)
      assert.include(response, '"code":"PARAM_ERROR"')
    }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive(
    "the server rejects a too long body with 413 while it arrives, and serves others meanwhile",
    () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const raw = signed(merchant, { target: "/v3/x", body: "{}" }, { timestamp: yield* seconds })
        for (const withLength of [true, false]) {
          const { "content-length": _, ...headers } = raw.headers
          const length = 40 * 1024 * 1024
          const head = [
            "POST /v3/x HTTP/1.1",
            "host: x",
            ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
            withLength ? `content-length: ${length}` : "transfer-encoding: chunked",
            "",
            withLength ? "" : `${length.toString(16)}\r\n`
          ].join("\r\n")
          const begun = Date.now()
          const response = yield* exchange(
            portOf(baseUrl),
            Buffer.concat([Buffer.from(head), Buffer.alloc(4 * 1024 * 1024, "x")])
          )
          assert.match(response, /^HTTP\/1\.1 413 /)
          assert.match(response, /connection: close/i)
          assert.include(response, "longer than 2097152 bytes")
          assert.isBelow(Date.now() - begun, 3000)
          assert.deepInclude(yield* lastCall, { rejectedBy: "size", status: 413 })
        }
      }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive(
    "the server rejects JSON that is nested too deeply or has too many members, at once and with a body",
    () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const target = "/v3/payscore/serviceorder"
        const post = (body: string) =>
          Effect.gen(function* () {
            const begun = Date.now()
            const response = yield* send(
              baseUrl,
              signed(merchant, { target, body }, { timestamp: yield* seconds })
            )
            const { code, detail, message } = JSON.parse(response.body.toString())
            assert.deepStrictEqual([response.status, code], [400, "PARAM_ERROR"])
            assert.isBelow(response.body.length, 2000)
            return { detail, message, millis: Date.now() - begun }
          })
        for (const depth of [150, 200_000]) {
          const { detail } = yield* post(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)
          assert.include(detail.issue, "nested deeper than 100")
        }
        const members = Array.from({ length: 150_000 }, (_, index) => `"m${index}":1`).join()
        const many = yield* post(`{${members}}`)
        assert.isBelow(many.millis, 1500)
        assert.include(many.detail.issue, "more than 100000 members")
        // Few enough to be read: the first unknown one is named.
        const few = yield* post(`{${members.split(",").slice(0, 90_000)}}`)
        assert.strictEqual(few.detail.field, "/m0")
        assert.isBelow(few.millis, 1500)
        const long = yield* post(JSON.stringify({ out_order_no: "x".repeat(500_000) }))
        assert.isAtMost(long.message.length, 201)
        assert.isAtMost(long.detail.issue.length, 201)
        assert.isAtMost((long.detail.value ?? "").length, 201)
      }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive(
    "the 404 for a documented endpoint says that it is not simulated, and that for other paths is empty",
    () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const get = (target: string) =>
          Effect.flatMap(seconds, (timestamp) =>
            send(baseUrl, signed(merchant, { method: "GET", target }, { timestamp }))
          )
        const known = yield* get("/v3/marketing/busifavor/stocks/1234")
        assert.strictEqual(known.status, 404)
        assert.strictEqual(JSON.parse(known.body.toString()).code, "NOT_SIMULATED")
        const misspelt = yield* get("/v3/marketing/busyfavor/stocks/1234")
        assert.deepStrictEqual([misspelt.status, misspelt.body.length], [404, 0])
      }).pipe(Effect.provide(overHttp()))
  )

  it.scopedLive("the base URL can be called if the server is on every address, or is the public one", () =>
    Effect.gen(function* () {
      const baseUrl = (options: Parameters<typeof Simulator.layerServer>[0]) =>
        Effect.map(
          Effect.provide(Simulator.Simulator, Simulator.layerServer(options)),
          (simulator) => simulator.baseUrl
        )
      assert.match(yield* baseUrl({ host: "0.0.0.0" }), /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.strictEqual(yield* baseUrl({ publicUrl: "http://wechat:4010" }), "http://wechat:4010")
    })
  )

  it.scopedLive("the server makes no spans, as they would contain targets with openids", () =>
    Effect.gen(function* () {
      const told = Telemetry.told()
      yield* Effect.provide(terminate, Layer.provideMerge(overHttp(), Telemetry.layer(told)))
      assert.deepStrictEqual(
        told.spans.map(({ name }) => name),
        ["payscore.permission.terminateByOpenid"]
      )
    })
  )
})

describe("options", () => {
  const pem = (bits: number) =>
    generateKeyPairSync("rsa", { modulusLength: bits })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString()

  it.effect("keys, serial numbers and ids can be configured", () => {
    const privateKey = pem(2048)
    return Effect.gen(function* () {
      const { merchant, platform } = yield* Simulator.Simulator
      assert.strictEqual(Redacted.value(merchant.privateKey), privateKey)
      assert.strictEqual(merchant.serialNo, "0A".repeat(20))
      assert.strictEqual(platform.publicKeyId, "PUB_KEY_ID_1")
      yield* terminate
    }).pipe(
      Effect.provide(
        Simulator.layerClient().pipe(
          Layer.provideMerge(
            Simulator.layer({
              merchants: [
                {
                  mchid: Samples.mchid,
                  serialNo: "0a".repeat(20),
                  privateKey: Redacted.make(privateKey.replaceAll("\n", "\\n")),
                  appids: [Samples.appid]
                }
              ],
              platform: { publicKeyId: "PUB_KEY_ID_1", privateKey: Redacted.make(privateKey) }
            })
          )
        )
      )
    )
  })

  it.effect("the error of an invalid key names the option, not the value", () =>
    Effect.gen(function* () {
      const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
        type: "pkcs8",
        format: "pem"
      })
      for (const text of ["secret text", String(elliptic)]) {
        const privateKey = Redacted.make(text)
        const merchant = yield* Effect.flip(
          Layer.build(Simulator.layer({ merchants: [{ mchid: "1", privateKey }] }))
        )
        assert.instanceOf(merchant, InvalidOptions.InvalidOptions)
        assert.strictEqual(merchant.setting, "privateKey")
        const platform = yield* Effect.flip(Layer.build(Simulator.layer({ platform: { privateKey } })))
        assert.instanceOf(platform, InvalidOptions.InvalidOptions)
        assert.strictEqual(platform.setting, "platform.privateKey")
        assert.notInclude(`${merchant.message}${platform.message}`, text)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("a client of an unknown merchant is an error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(Simulator.layerClient({ mchid: "9" })))
      assert.deepInclude(error, { setting: "mchid" })
    }).pipe(Effect.provide(Simulator.layer()), Effect.scoped)
  )

  it.effect("errors are signed if that is configured", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Permission.terminateByOpenid({
          openid: "nobody",
          service_id: Samples.serviceId,
          appid: Samples.appid,
          reason: "x"
        })
      )
      assert.isTrue(ApiError.isApiError(error) && error.verified)
    }).pipe(
      Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ signErrors: true }))))
    )
  )

  it.effect("the log keeps the latest calls", () =>
    Effect.gen(function* () {
      const { calls } = yield* Simulator.Simulator
      for (let index = 0; index < 5; index++) yield* Effect.ignore(terminate)
      assert.deepStrictEqual(
        (yield* calls.all).map(({ id }) => id),
        [3, 4, 5]
      )
      yield* calls.clear
      assert.deepStrictEqual(yield* calls.all, [])
    }).pipe(
      Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ keepCalls: 3 }))))
    )
  )

  it.scopedLive("the log keeps a part of a long body, and the whole body is signed", () =>
    Effect.gen(function* () {
      const { baseUrl, merchant } = yield* Simulator.Simulator
      const body = JSON.stringify({ text: "x".repeat(200_000) })
      const response = yield* send(
        baseUrl,
        signed(merchant, { target: "/v3/x", body }, { timestamp: yield* seconds })
      )
      assert.strictEqual(response.status, 404)
      const call = yield* lastCall
      assert.deepInclude(call, { signature: "valid", bodyLength: body.length })
      assert.strictEqual(call.body.length, 65_536)
    }).pipe(Effect.provide(overHttp()))
  )
})
