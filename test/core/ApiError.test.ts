import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, CommonError, Endpoint, Outcome, type WechatPayError } from "@effect-wechatpay/core"
import { FacepayError } from "@effect-wechatpay/facepay"
import { PayscoreError } from "@effect-wechatpay/payscore"
import { Cause, Effect, Redacted, Schema, TestClock } from "effect"
import { ping, put } from "../support/endpoints.js"
import { type Response, response, scripted, sign } from "../support/scripted.js"

const failing = (given: Response) => Effect.flip(Effect.provide(ping({}), scripted(() => given).layer))

const apiError = (given: Response) =>
  Effect.map(failing(given), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return error
  })

const envelope = { code: "PARAM_ERROR", message: "参数错误", detail: { field: "/a", value: "v", issue: "i" } }
const requestId = "08F5B8C2B506102C18FDDFEEA30620BE821E28EDC405-268435461"

describe("a business error", () => {
  it.effect("a business error contains everything that WeChat Pay sent", () =>
    Effect.gen(function* () {
      const error = yield* apiError(response(400, envelope, { "request-id": requestId }))
      assert.strictEqual(error._tag, "ParamError")
      assert.instanceOf(error, CommonError.ParamError)
      assert.strictEqual(error.endpoint, "test.ping")
      assert.strictEqual(error.status, 400)
      assert.strictEqual(error.code, "PARAM_ERROR")
      assert.strictEqual(error.wechatMessage, "参数错误")
      assert(Redacted.isRedacted(error.detail) && Redacted.isRedacted(error.text))
      assert.deepStrictEqual(Redacted.value(error.detail), envelope.detail)
      assert.strictEqual(Redacted.value(error.text), JSON.stringify(envelope))
      assert.strictEqual(error.requestId, requestId)
      assert.strictEqual(error.internalCode, 268435461)
      assert.strictEqual(error.outcome, "Refused")
      assert.strictEqual(error.verified, false)
    })
  )

  it.effect(
    "the message of a business error is one line with the problem, the reason, the advice and the Request-ID",
    () =>
      Effect.gen(function* () {
        const error = yield* apiError(response(400, envelope, { "request-id": requestId }))
        assert.strictEqual(
          error.message,
          `test.ping: 400 PARAM_ERROR (参数错误): correct the parameter before sending it again; nothing was changed. Request-ID ${requestId}`
        )
        const without = yield* apiError(response(404))
        assert.strictEqual(
          without.message,
          "test.ping: 404: check the number and the merchant that created it; nothing was changed. Request-ID none"
        )
      })
  )

  it.effect("the message of a business error is one line of bounded length for every response", () =>
    Effect.gen(function* () {
      const messages = [
        "a\nb\r\nc",
        "a\u2028b\u2029c\u0085d\u000be",
        "\u001b[31mred\u0007",
        "长".repeat(10_000),
        "a\tb"
      ]
      for (const message of messages) {
        const error = yield* apiError(response(400, { code: "PARAM_ERROR", message }))
        assert.notMatch(error.message, /[\p{Cc}\u2028\u2029]/u)
        assert.isBelow(error.message.length, 1000)
        assert.isAtMost(error.wechatMessage?.length ?? 0, 8192)
        assert.include(error.message, "nothing was changed. Request-ID none")
      }
    })
  )

  it.effect("a business error has no code if the response has none", () =>
    Effect.gen(function* () {
      for (const code of ["", "line\nbreak", "a b", "C".repeat(65), 400, null, ["PARAM_ERROR"], { a: 1 }]) {
        const error = yield* apiError(response(400, { code, message: "m" }))
        assert.strictEqual(error._tag, "ApiError")
        assert.isUndefined(error.code)
        assert.strictEqual(error.outcome, "Unknown")
      }
    })
  )

  it.effect("a business error has no members for what the response does not have", () =>
    Effect.gen(function* () {
      const optional = ["code", "wechatMessage", "detail", "requestId", "internalCode", "retryAfter", "hint"]
      const error = yield* apiError(response(502, "<html></html>"))
      for (const name of optional) assert.notProperty(error, name)
    })
  )

  it.effect("a business error has no message if that of the response is empty or no text", () =>
    Effect.gen(function* () {
      for (const message of ["", 5, null, ["m"]]) {
        const error = yield* apiError(response(400, { code: "PARAM_ERROR", message }))
        assert.strictEqual(error._tag, "ParamError")
        assert.notProperty(error, "wechatMessage")
      }
    })
  )

  it.effect("isApiError recognises business errors only", () =>
    Effect.gen(function* () {
      assert.isTrue(ApiError.isApiError(yield* failing(response(400, envelope))))
      assert.isTrue(ApiError.isApiError(yield* failing(response(418))))
      const other: unknown = yield* failing(response(200, "not JSON"))
      assert.strictEqual((other as WechatPayError.WechatPayError)._tag, "WechatPayError")
      for (const value of [other, undefined, null, {}, new Error("x"), CommonError.ParamError]) {
        assert.isFalse(ApiError.isApiError(value))
      }
    })
  )

  it.effect("a business error says whether WeChat Pay signed it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1722850421_000)
      const body = JSON.stringify(envelope)
      const signed = yield* apiError({ status: 400, body, signed: true })
      assert.isTrue(signed.verified)
      const forged = yield* apiError({ status: 400, body, headers: sign(`${body} `, 1722850421) })
      assert.isFalse(forged.verified)
      assert.strictEqual(forged._tag, "ParamError")
    })
  )
})

describe("Retry-After", () => {
  it.effect.each([
    ["2", 2000],
    ["0", 0],
    ["Tue, 06 Aug 2024 09:33:51 GMT", 10_000],
    ["Tue, 06 Aug 2024 09:33:31 GMT", 0],
    ["6 Aug 2024 09:33:51 GMT", undefined],
    ["soon", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
    ["99999999999", undefined]
  ] as const)("the Retry-After header %j is %s milliseconds", ([header, millis]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2024, 7, 6, 9, 33, 41))
      const error = yield* apiError(
        response(429, { code: "FREQUENCY_LIMITED", message: "m" }, { "retry-after": header })
      )
      assert.strictEqual(error.retryAfter, millis)
    })
  )
})

describe("Request-ID", () => {
  it.effect.each([
    ["08F5-268435461", 268435461],
    ["08-F5-0", 0],
    ["08F5", undefined],
    ["08F5-", undefined],
    ["08F5-x", undefined],
    ["08F5-1234567890123456", undefined]
  ] as const)("the Request-ID %s contains the internal code %s", ([id, code]) =>
    Effect.gen(function* () {
      const error = yield* apiError(response(400, envelope, { "request-id": id }))
      assert.strictEqual(error.requestId, id)
      assert.strictEqual(error.internalCode, code)
    })
  )
})

describe("a page of a gateway", () => {
  const html = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body></html>"

  it.effect("an error from an HTML page keeps status and text, has no code, and has an unknown outcome", () =>
    Effect.gen(function* () {
      const error = yield* apiError(response(502, html, { "content-type": "text/html" }))
      assert.strictEqual(error._tag, "ApiError")
      assert.strictEqual(error.status, 502)
      assert.isUndefined(error.code)
      assert.isUndefined(error.wechatMessage)
      assert.strictEqual(Redacted.value(error.text), html)
      assert.strictEqual(error.outcome, "Unknown")
      assert.strictEqual(
        error.message,
        "test.ping: 502: it may have taken effect: query it, or repeat the identical request. Request-ID none"
      )
    })
  )

  it.effect("the text of a long HTML page is truncated in the error", () =>
    Effect.gen(function* () {
      const error = yield* apiError(response(502, "x".repeat(100_000)))
      assert.lengthOf(Redacted.value(error.text), 8192)
    })
  )

  it.effect.each([
    ["a 4xx page", response(403, "<html>blocked</html>"), "Unknown"],
    ["a redirect", response(302, "", { location: "https://elsewhere.example/" }), "Unknown"],
    ["JSON of a gateway", response(400, { error: "bad request" }), "Unknown"],
    ["JSON that is no object", response(400, "[]"), "Unknown"],
    ["JSON null", response(400, "null"), "Unknown"],
    ["a JSON number", response(400, "5"), "Unknown"],
    ["an empty 400", response(400), "Unknown"],
    ["an empty 404", response(404), "Refused"],
    ["an empty 405", response(405), "Refused"],
    ["a 404 page", response(404, "<html></html>"), "Unknown"],
    ["a business 404", response(404, { code: "ORDER_NOT_EXIST", message: "m" }), "Refused"],
    ["SYSTEM_ERROR under 400", response(400, { code: "SYSTEM_ERROR", message: "m" }), "Unknown"],
    ["BANK_ERROR under 403", response(403, { code: "BANK_ERROR", message: "m" }), "Unknown"],
    ["a business 500", response(500, { code: "PARAM_ERROR", message: "m" }), "Unknown"],
    ["429", response(429, { code: "FREQUENCY_LIMITED", message: "m" }), "Refused"],
    ["202", response(202, ""), "Unknown"],
    ["an error that came as 200", response(200, { code: "PARAM_ERROR", message: "m" }), "Unknown"]
  ] as const)("the outcome of %s follows from status and code", ([, given, outcome]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* apiError(given)).outcome, outcome)
    })
  )
})

describe.each([
  ["core", CommonError.all],
  ["payscore", PayscoreError.all],
  ["facepay", FacepayError.all]
] as const)("the errors of %s", (_, all) => {
  const classes: ReadonlyArray<ApiError.AnyClass & { readonly _tag?: string }> = all
  const codes = classes.flatMap((Class) => Class.codes.map((code) => ({ code, Class })))
  const family = Endpoint.make("test.family", { method: "POST", path: "/v3/test", errors: classes })

  it("each code and each tag of an error list is unique", () => {
    assert.strictEqual(new Set(codes.map(({ code }) => code)).size, codes.length)
    assert.isAtLeast(codes.length, classes.length)
  })

  it.effect.each(codes)("the code $code becomes its class", ({ Class, code }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(family({}), scripted(() => response(400, { code, message: "m" })).layer)
      )
      assert.instanceOf(error, Class)
      assert.strictEqual((error as ApiError.Any).code, code)
      assert.include((error as ApiError.Any).message, `400 ${code} (m): `)
    })
  )

  it.effect("an unknown code becomes ApiError", () =>
    Effect.gen(function* () {
      for (const code of ["NEVER_HEARD_OF", "param_error", "constructor", "__proto__"]) {
        const error = yield* Effect.flip(
          Effect.provide(family({}), scripted(() => response(400, { code, message: "m" })).layer)
        )
        assert.instanceOf(error, ApiError.ApiError)
        assert.strictEqual((error as ApiError.Any).code, code)
      }
    })
  )
})

describe("what WeChat Pay echoes", () => {
  const input = {
    openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
    appid: "wxd678efh567hg6787",
    reason: "oUpF8uMu"
  } as const

  const echoed = (message: string, detail?: unknown) =>
    Effect.flip(
      Effect.provide(
        put(input),
        scripted(() => response(400, { code: "PARAM_ERROR", message, detail })).layer
      )
    )

  it.effect("a value of the request is removed from the message of the error", () =>
    Effect.gen(function* () {
      const error = yield* echoed(
        `openid ${input.openid} of appid=${input.appid} (reason "${input.reason}") twice ${input.openid}`,
        { value: input.openid }
      )
      assert(error._tag === "ParamError")
      assert.strictEqual(
        error.wechatMessage,
        'openid <redacted> of appid=<redacted> (reason "<redacted>") twice <redacted>'
      )
      const printed = [
        error.message,
        String(error),
        JSON.stringify(error),
        Cause.pretty(Cause.fail(error)),
        inspect(error)
      ]
      for (const value of Object.values(input)) assert.notInclude(printed.join("\n"), value)
    })
  )

  it.effect("a percent-encoded value of the request is removed from the message of the error", () =>
    Effect.gen(function* () {
      const openid = "o/中 文"
      const error = yield* Effect.flip(
        Effect.provide(
          put({ ...input, openid }),
          scripted((received) =>
            response(400, { code: "PARAM_ERROR", message: `no route ${received.target}` })
          ).layer
        )
      )
      assert(error._tag === "ParamError")
      assert.notInclude(error.message, encodeURIComponent(openid))
      assert.include(error.message, "/v3/test/put/<redacted>?appid=<redacted>")
    })
  )

  it.effect("a value is removed from the message also where its escapes are spelled in lower case", () =>
    Effect.gen(function* () {
      const openid = "o|secret中"
      const error = yield* Effect.flip(
        Effect.provide(
          put({ ...input, openid }),
          scripted((received) =>
            response(400, {
              code: "PARAM_ERROR",
              message: `no route ${received.target.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())}`
            })
          ).layer
        )
      )
      assert.notInclude(error.message, "secret")
    })
  )

  it.effect.prop(
    "values of the request are removed from the message at every position, also if they overlap",
    { a: Schema.String.pipe(Schema.minLength(4)), b: Schema.String.pipe(Schema.minLength(1)) },
    ({ a, b }) =>
      Effect.gen(function* () {
        const openid = a.replace(/[\ud800-\udfff]/g, "x")
        const reason = openid + b.replace(/[\ud800-\udfff]/g, "y")
        const error = yield* Effect.flip(
          Effect.provide(
            put({ openid, reason }),
            scripted(() => response(400, { code: "PARAM_ERROR", message: `§${reason}§${openid}§` })).layer
          )
        )
        if (error._tag === "WechatPayError") return assert.include([".", ".."], openid)
        assert.strictEqual(error._tag === "ParamError" && error.wechatMessage, "§<redacted>§<redacted>§")
      })
  )
})

describe("ApiError.forCode", () => {
  class Own extends ApiError.forCode<Own>("test/Own")("Own", {
    codes: ["OWN", "OWN_TOO"],
    advice: "ask us;"
  }) {}

  it("ApiError.forCode makes a class with its codes and its advice", () => {
    assert.deepStrictEqual(Own.codes, ["OWN", "OWN_TOO"])
    const error = new Own({
      endpoint: "test",
      status: 400,
      code: "OWN",
      text: Redacted.make(""),
      verified: false,
      outcome: "Refused"
    })
    assert.strictEqual(error._tag, "Own")
    assert.instanceOf(error, Error)
    assert.strictEqual(error.message, "test: 400 OWN: ask us; nothing was changed. Request-ID none")
    assert.isTrue(ApiError.isApiError(error))
  })

  it("ApiError.forCode explains known errors and has general advice for others", () => {
    const explain: ApiError.Explain = ({ internalCode }) =>
      internalCode === 7 ? "the shop is closed;" : undefined
    class Explained extends ApiError.forCode<Explained>("test/Explained")("Explained", {
      codes: ["EXPLAINED"],
      advice: "ask us;",
      explain
    }) {}
    class Special extends CommonError.ParamError {
      static override readonly explain = explain
    }
    const values = {
      endpoint: "test",
      status: 400,
      text: Redacted.make(""),
      verified: false,
      outcome: "Refused"
    } as const
    for (const Class of [Explained, Special]) {
      const known = new Class({ ...values, internalCode: 7 })
      assert.strictEqual(known.advice, "the shop is closed;")
      assert.include(known.message, "the shop is closed;")
      assert.include(Outcome.markUnknown(known).message, "the shop is closed;")
      const other = new Class({ ...values, internalCode: 8 })
      assert.include(other.message, Class === Special ? "correct the parameter" : "ask us;")
      assert.notInclude(other.message, "closed")
    }
    assert.notInclude(new CommonError.ParamError({ ...values, internalCode: 7 }).message, "closed")
  })

  it.effect("an error class without codes is that of every code that no other class has", () =>
    Effect.gen(function* () {
      class Other extends ApiError.forCode<Other>("test/Other")("Other", { codes: [] }) {}
      const errors = [Other, Own]
      const endpoint = Endpoint.make("test.other", { method: "POST", path: "/v3/test", errors })
      for (const [code, tag] of [
        ["OWN", "Own"],
        ["NEW", "Other"],
        [undefined, "Other"]
      ]) {
        const { layer } = scripted(() => response(400, { code, message: "m" }))
        assert.strictEqual((yield* Effect.flip(Effect.provide(endpoint({}), layer)))._tag, tag)
      }
    })
  )

  it("an error without advice of its own has that of its status", () => {
    for (const [status, advice] of [
      [400, "change the request before sending it again; "],
      [401, "check merchant number, certificate serial, private key and clock; "],
      [403, "check the permissions of merchant, product and user; "],
      [404, "check the number and the merchant that created it; "],
      [429, "call less often; "],
      [418, ""]
    ] as const) {
      const text = Redacted.make("")
      const error = new ApiError.ApiError({
        endpoint: "e",
        status,
        text,
        verified: false,
        outcome: "Refused"
      })
      assert.strictEqual(error.message, `e: ${status}: ${advice}nothing was changed. Request-ID none`)
    }
  })

  it.effect("an error class of ApiError.forCode can be caught by its tag", () =>
    Effect.gen(function* () {
      const endpoint = Endpoint.make("test.own", { method: "POST", path: "/v3/test", errors: [Own] })
      const caught = yield* endpoint({}).pipe(
        Effect.catchTag("Own", (error) => Effect.succeed(error.code)),
        Effect.provide(scripted(() => response(400, { code: "OWN_TOO", message: "m" })).layer)
      )
      assert.strictEqual(caught, "OWN_TOO")
    })
  )
})
