import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import {
  Endpoint,
  type HttpExchange,
  InvalidOptions,
  Signer,
  Timeout,
  Verifier,
  WechatPayClient,
  WechatPayError
} from "@effect-wechatpay/core"
import { Cause, Effect, Exit, Layer, Option, Redacted, Schema, TestClock } from "effect"
import { fromTransportError } from "../../packages/core/src/internal/call/failure.js"
import { advanceUntilDone } from "../support/advance.js"
import { look, ping, put } from "../support/endpoints.js"
import { errorOf } from "../support/exits.js"
import { merchant, platform, response, scripted } from "../support/scripted.js"

const input = { openid: "o1", reason: "r" }

describe("a request", () => {
  it.effect("a request has exactly the headers that WeChat Pay requires", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204))
      yield* put(input).pipe(Effect.withSpan("a trace that is not told to WeChat Pay"), Effect.provide(layer))
      const headers = received[0]?.headers ?? {}
      assert.deepStrictEqual(
        Object.keys(headers).sort(),
        ["accept", "authorization", "content-length", "content-type", "user-agent", "wechatpay-serial"].sort()
      )
      assert.strictEqual(headers.accept, "application/json")
      assert.strictEqual(headers["content-type"], "application/json")
      assert.strictEqual(headers["wechatpay-serial"], platform.id)
      assert.match(
        headers["user-agent"] ?? "",
        new RegExp(
          `^effect-wechatpay/\\d+\\.\\d+\\.\\d+\\S* \\(${process.platform} ${process.arch}\\) node/${process.versions.node}$`
        )
      )
    })
  )

  it.effect("a request has Accept-Language if a language of error texts is set", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204), { acceptLanguage: "en" })
      yield* ping({}).pipe(Effect.provide(layer))
      assert.strictEqual(received[0]?.headers["accept-language"], "en")
    })
  )

  it.effect("a request is signed with the time of the clock and a new nonce", () =>
    Effect.gen(function* () {
      const { layer, received, signed } = scripted(() => response(204))
      yield* TestClock.setTime(1554208460_999)
      yield* Effect.all([put(input), put(input)]).pipe(Effect.provide(layer))
      const [one, other] = received.map(({ authorization }) => authorization)
      assert.strictEqual(one?.timestamp, "1554208460")
      assert.notStrictEqual(one?.nonce_str, other?.nonce_str)
      assert.strictEqual(
        signed[0],
        `POST\n/v3/test/put/o1\n1554208460\n${one?.nonce_str}\n{"reason":"r","openid":"o1"}\n`
      )
    })
  )

  it.effect("a request goes to the official host or to the configured one", () =>
    Effect.gen(function* () {
      const official = scripted(() => response(204))
      yield* ping({}).pipe(Effect.provide(official.layer))
      assert.strictEqual(official.received[0]?.origin, "https://api.mch.weixin.qq.com")
      const own = scripted(() => response(204), { baseUrl: "http://127.0.0.1:4010/" })
      yield* ping({}).pipe(Effect.provide(own.layer))
      assert.strictEqual(own.received[0]?.origin, "http://127.0.0.1:4010")
    })
  )

  /** The error of a call whose signer is somebody else's. */
  const errorOfSigner = (sign: (typeof Signer.Signer)["Service"]["sign"]) =>
    Effect.gen(function* () {
      const { local: _, ...own } = yield* Effect.provide(Signer.Signer, scripted(() => response(204)).layer)
      const client = WechatPayClient.layer().pipe(
        Layer.provide([
          Layer.succeed(Signer.Signer, Signer.Signer.of({ ...own, sign })),
          Verifier.layerPublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] }),
          Layer.succeed(
            HttpClient.HttpClient,
            HttpClient.make(() => Effect.die("was sent"))
          )
        ])
      )
      const error = yield* Effect.flip(put(input).pipe(Effect.provide(client)))
      assert(error._tag === "WechatPayError" && error.reason._tag === "SignerFailure")
      assert.strictEqual(error.outcome, "NotSent")
      return error
    })

  it.effect.each(["AAAA\r\nX-Admin: 1", "AAAA\n", 'AAAA",mchid="1', ""])(
    "a request is not sent where the signer of somebody else returns %j",
    (value) => errorOfSigner(() => Effect.succeed({ serialNo: "5F1C72E2", value }))
  )

  it.effect("a request that cannot be signed is not sent", () =>
    Effect.gen(function* () {
      const error = yield* errorOfSigner(
        () => new WechatPayError.SignerFailure({ problem: "the HSM is away" })
      )
      assert.strictEqual(
        error.message,
        "test.put: request could not be signed: the HSM is away: nothing was sent."
      )
    })
  )
})

describe("a response", () => {
  it.effect("a response is decoded, and unknown members are ignored", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(200, { state: "NEW_STATE", later: { a: [1] } }))
      assert.deepStrictEqual(yield* look({ out_order_no: "1" }).pipe(Effect.provide(layer)), {
        state: "NEW_STATE"
      })
    })
  )

  it.effect("a response without a body decodes to undefined", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* ping({}).pipe(Effect.provide(scripted(() => response(204)).layer)))
      assert.isUndefined(yield* ping({}).pipe(Effect.provide(scripted(() => response(200, { a: 1 })).layer)))
    })
  )

  it.effect("a 202 response is accepted where it is documented", () =>
    Effect.gen(function* () {
      const accepted = Endpoint.make("test.accepted", {
        method: "POST",
        path: "/v3/test",
        status: 202,
        success: { id: Schema.String }
      })
      const given = yield* accepted({}).pipe(Effect.provide(scripted(() => response(202, { id: "1" })).layer))
      assert.deepStrictEqual(given, { id: "1" })
    })
  )

  it.effect.each([
    ["no body", undefined, "expected a body, got none"],
    ["no JSON", "<html></html>", "the body is not JSON"],
    ["a missing member", {}, "state: is missing"],
    ["a member of another type", { state: 1 }, "state: expected text, got a number"],
    ["JSON that is no object", "[]", "expected an object, got an array of 0"],
    ["a member of the prototype", `{"state":"A","__proto__":{"a":1}}`, "__proto__"]
  ] as const)("a response with %s is an InvalidResponse with an unknown outcome", ([, body, problem]) =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(200, body, { "request-id": "08-0" }))
      const error = yield* Effect.flip(look({ out_order_no: "1" }).pipe(Effect.provide(layer)))
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
      assert.strictEqual(error.outcome, "Unknown")
      assert.strictEqual(error.status, 200)
      assert.strictEqual(error.requestId, "08-0")
      assert.include(error.message, problem)
      assert.include(error.message, "Request-ID 08-0")
    })
  )

  it.effect("a response that is longer than allowed is rejected", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ state: "x".repeat(100) })
      const fits = scripted(() => response(200, body), { maxResponseBytes: body.length })
      yield* look({ out_order_no: "1" }).pipe(Effect.provide(fits.layer))
      const tooLong = scripted(() => response(200, body), { maxResponseBytes: body.length - 1 })
      const error = yield* Effect.flip(look({ out_order_no: "1" }).pipe(Effect.provide(tooLong.layer)))
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
      const problem = `the body is longer than ${body.length - 1} bytes`
      assert.include(error.message, problem)
      assert.deepStrictEqual(error.reason.issues, [{ path: "", problem }])
      assert.strictEqual(error.outcome, "Unknown")
      assert.notProperty(error, "requestId")
    })
  )

  it("an error of the transport says whether the request may have been sent, and has no code without one", () => {
    const operation = { ...look, template: look.path }
    const errorOf = (error: HttpExchange.TransportError) =>
      fromTransportError(operation, "localhost", { maxBytes: 1, millis: 500 }, error)
    for (const sent of [true, false]) {
      const outcome = sent ? "Unknown" : "NotSent"
      const late = errorOf({ _tag: "TimedOut", sent })
      assert.strictEqual(late.outcome, outcome)
      assert.deepInclude(late.reason, { _tag: "Timeout", millis: 500 })
      const broken = errorOf({ _tag: "Broken", code: undefined, sent })
      assert.strictEqual(broken.outcome, outcome)
      assert.deepInclude(broken.reason, { _tag: "Transport", sent: sent ? "Maybe" : "No" })
      assert.notProperty(broken.reason, "code")
    }
  })
})

describe("WechatPayClient.request", () => {
  const request = (method: Endpoint.Method, path: string, options?: WechatPayClient.RequestOptions) =>
    Effect.flatMap(WechatPayClient.WechatPayClient, (client) => client.request(method, path, options))

  it.effect(
    "WechatPayClient.request sends any path, signed like an endpoint, and returns the JSON as received",
    () =>
      Effect.gen(function* () {
        const { layer, received, signed } = scripted(() => response(200, { a: [1, { b: null }] }))
        const given = yield* request("POST", "/v3/any/%E4%B8%AD", {
          query: { q: "a b&c", page: 2, flag: true, none: undefined },
          body: { reason: "理由", none: undefined }
        }).pipe(Effect.provide(layer))
        assert.deepStrictEqual(given, { a: [1, { b: null }] })
        assert.strictEqual(received[0]?.target, "/v3/any/%E4%B8%AD?q=a%20b%26c&page=2&flag=true")
        assert.strictEqual(received[0]?.body, `{"reason":"理由"}`)
        assert.lengthOf(signed, 1)
      })
  )

  it.effect("WechatPayClient.request returns undefined for an empty body", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204))
      assert.isUndefined(yield* request("DELETE", "/v3/any").pipe(Effect.provide(layer)))
      assert.strictEqual(received[0]?.body, "")
      assert.isUndefined(received[0]?.headers["content-type"])
    })
  )

  it.effect("WechatPayClient.request adds its query to that of the path", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204))
      yield* request("GET", "/v3/any?a=1", { query: { b: 2 } }).pipe(Effect.provide(layer))
      yield* request("GET", "/v3/any?a=1").pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        received.map(({ target }) => target),
        ["/v3/any?a=1&b=2", "/v3/any?a=1"]
      )
    })
  )

  it.effect.each([
    ["v3/any", {}, "path"],
    ["https://elsewhere.example/v3/any", {}, "path"],
    ["//elsewhere.example/v3/any", {}, "path"],
    ["/v3/../any", {}, "path"],
    ["/v3/%2e%2E/any", {}, "path"],
    ["/v3/./any", {}, "path"],
    ["/v3/中文", {}, "path"],
    ["/v3/a b", {}, "path"],
    ["/v3/any#fragment", {}, "path"],
    ["/v3\\any", {}, "path"],
    ["/v3/any\n", {}, "path"],
    ["", {}, "path"],
    ["/v3/any", { query: { a: "\ud83d" } }, "query"],
    ["/v3/any", { body: 1n }, "body"],
    ["/v3/any", { body: () => 1 }, "body"],
    ["/v3/any", { body: Symbol("a") }, "body"],
    ["/v3/any", { body: Redacted.make("张三") }, "body"],
    ["/v3/any", { body: { users: [{ user_name: Redacted.make("张三") }] } }, "body"],
    ["/v3/any", { query: { openid: Redacted.make("o1") as never } }, "query"]
  ] as const)("WechatPayClient.request rejects %o with %o before it is signed", ([path, options, named]) =>
    Effect.gen(function* () {
      const { layer, received, signed } = scripted(() => response(204))
      const error = yield* Effect.flip(
        request("GET", path, options).pipe(Effect.asVoid, Effect.provide(layer))
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      assert.deepStrictEqual(
        error.reason.issues.map((issue) => issue.path),
        [named]
      )
      assert.strictEqual(error.outcome, "NotSent")
      assert.lengthOf(signed, 0)
      assert.lengthOf(received, 0)
    })
  )

  it.effect("WechatPayClient.request fails with ApiError, whose message does not contain the request", () =>
    Effect.gen(function* () {
      const { layer } = scripted(({ target }) =>
        response(400, { code: "PARAM_ERROR", message: `bad ${target}` })
      )
      const error = yield* Effect.flip(
        request("GET", "/v3/users/oUpF8uMuAJO/%E4%B8%AD%E6%96%87?appid=wxd678", {
          query: { name: "张三" }
        }).pipe(Effect.asVoid, Effect.provide(layer))
      )
      assert.strictEqual(error._tag, "ApiError")
      assert.include(
        error.message,
        "wechatpay.request.GET: 400 PARAM_ERROR (bad /v3/users/<redacted>/<redacted>?appid=<redacted>&name=<redacted>)"
      )
    })
  )

  it.effect(
    "WechatPayClient.request repeats GET, and other methods only if they are marked as idempotent",
    () =>
      Effect.gen(function* () {
        const count = (...args: Parameters<typeof request>) =>
          Effect.gen(function* () {
            const { layer, received } = scripted(() => response(500))
            const call = request(...args).pipe(
              Effect.asVoid,
              Timeout.perAttempt("1 hour"),
              Effect.provide(layer)
            )
            yield* advanceUntilDone(yield* Effect.fork(Effect.flip(call)))
            return received.length
          })
        assert.strictEqual(yield* count("GET", "/v3/any"), 3)
        assert.strictEqual(yield* count("POST", "/v3/any"), 1)
        assert.strictEqual(yield* count("POST", "/v3/any", { idempotent: true }), 3)
        assert.strictEqual(yield* count("GET", "/v3/any", { idempotent: false }), 1)
      })
  )
})

describe("WechatPayClient.layer", () => {
  const build = (
    options: WechatPayClient.Options,
    change: { readonly scheme?: "WECHATPAY2-SM2-WITH-SM3" } = {}
  ) =>
    Effect.exit(
      Effect.scoped(
        Layer.build(
          WechatPayClient.layer(options).pipe(
            Layer.provide(
              Layer.succeed(
                Verifier.Verifier,
                Verifier.Verifier.of({
                  scheme: change.scheme ?? "WECHATPAY2-SHA256-RSA2048",
                  verify: () => Effect.void,
                  requestSerial: Effect.succeed(Option.none()),
                  encryptionKey: Effect.die("no call of this test has sensitive fields")
                })
              )
            ),
            Layer.provide(
              Layer.succeed(
                Signer.Signer,
                Signer.Signer.of({
                  scheme: "WECHATPAY2-SHA256-RSA2048",
                  mchid: merchant.mchid,
                  sign: () => Effect.succeed({ serialNo: merchant.serialNo, value: "" })
                })
              )
            ),
            Layer.provide(
              Layer.succeed(
                HttpClient.HttpClient,
                HttpClient.make(() => Effect.die("was sent"))
              )
            )
          )
        )
      )
    )

  it.effect.each([
    [{ baseUrl: "api.mch.weixin.qq.com" }, "baseUrl: expected an address"],
    [{ baseUrl: "ftp://api.mch.weixin.qq.com" }, "baseUrl: expected an address"],
    [{ baseUrl: "" }, "baseUrl: expected an address"],
    [{ baseUrl: "xhttps://localhost" }, "baseUrl: expected an address"],
    [{ baseUrl: "", backupUrl: "http://localhost" }, "baseUrl: expected an address"],
    [{ baseUrl: "http://localhost:4010/v3" }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://localhost:4010?a=1" }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://user:secret@localhost:4010" }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://user@localhost:4010" }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://:secret@localhost:4010" }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://localhost:4010#a" }, "baseUrl: expected scheme and host only"],
    [{ backupUrl: "localhost" }, "backupUrl: expected an address"],
    [{ baseUrl: "http://api.mch.weixin.qq.com" }, "baseUrl: expected https: for a host of WeChat Pay"],
    [{ baseUrl: "http://api.mch.weixin.qq.com." }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "https://api.mch.weixin.qq.com." }, "baseUrl: expected scheme and host only"],
    [{ baseUrl: "http://API.wechatpay.cn:8080" }, "baseUrl: expected https: for a host of WeChat Pay"],
    [{ backupUrl: "http://api2.mch.weixin.qq.com" }, "backupUrl: expected https: for a host of WeChat Pay"]
  ] as const)("WechatPayClient.layer rejects the options %j", ([options, problem]) =>
    Effect.gen(function* () {
      const exit = yield* build(options)
      assert(Exit.isFailure(exit))
      const text = Cause.pretty(exit.cause)
      assert.include(text, problem)
      assert.notInclude(text, "secret")
    })
  )

  it.effect("WechatPayClient.layer rejects a signer and a verifier of different schemes", () =>
    Effect.gen(function* () {
      const exit = yield* build({}, { scheme: "WECHATPAY2-SM2-WITH-SM3" })
      const error = errorOf(exit)
      assert(error instanceof InvalidOptions.InvalidOptions)
      assert.strictEqual(error.setting, "scheme")
    })
  )

  it.effect("building WechatPayClient.layer sends nothing", () =>
    Effect.gen(function* () {
      assert.isTrue(Exit.isSuccess(yield* build({})))
    })
  )
})
