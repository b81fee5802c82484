import { assert, describe, it } from "@effect/vitest"
import { ApiError, CommonError, Endpoint, Wire } from "@effect-wechatpay/core"
import { Effect, Schema } from "effect"
import { response, scripted } from "../support/scripted.js"

const Item = Schema.Struct({ name: Wire.text(20), amount: Schema.optional(Wire.Amount) })

const order = Endpoint.make("test.order.create", {
  method: "POST",
  path: "/v3/test/orders/{out_order_no}/create",
  params: { out_order_no: Schema.String },
  query: {
    notify: Schema.optional(Schema.String),
    page: Schema.optional(Schema.NumberFromString),
    flag: Schema.optional(Schema.Boolean),
    tag: Schema.optional(Schema.Array(Schema.String))
  },
  payload: {
    appid: Wire.AppId,
    reason: Schema.optional(Wire.text(10)),
    note: Schema.optional(Schema.String),
    items: Schema.optional(Schema.Array(Item))
  },
  errors: CommonError.all
})

const input = { out_order_no: "1", appid: "wx1" } as const

/** The problems of a rejected input. Nothing was signed or sent. */
const rejection = <I, A, F>(endpoint: Endpoint.Endpoint<I, A, F>, given: unknown) =>
  Effect.gen(function* () {
    const { layer, received, signed } = scripted(() => response(204))
    const error = yield* Effect.flip(Effect.provide(endpoint(given as I), layer))
    assert.lengthOf(signed, 0)
    assert.lengthOf(received, 0)
    assert(typeof error === "object" && error !== null && "_tag" in error && error._tag === "WechatPayError")
    const {
      endpoint: id,
      outcome,
      reason
    } = error as {
      endpoint: string
      outcome: string
      reason: { _tag: string; issues: ReadonlyArray<{ path: string; problem: string }> }
    }
    assert.strictEqual(id, endpoint.id)
    assert.strictEqual(outcome, "NotSent")
    assert.strictEqual(reason._tag, "InvalidInput")
    return reason.issues
  })

const paths = (issues: ReadonlyArray<{ path: string }>) => issues.map(({ path }) => path)

/** What is sent for an input. */
const sent = <I, A, F>(endpoint: Endpoint.Endpoint<I, A, F>, given: I) =>
  Effect.gen(function* () {
    const { layer, received } = scripted(() => response(204))
    yield* Effect.provide(endpoint(given), layer)
    assert.lengthOf(received, 1)
    return received[0]!
  })

describe("Endpoint.make", () => {
  it("Endpoint.make makes a value that describes the operation", () => {
    assert.strictEqual(order.id, "test.order.create")
    assert.strictEqual(order.method, "POST")
    assert.strictEqual(order.path, "/v3/test/orders/{out_order_no}/create")
    assert.strictEqual(order.success, undefined)
    assert.strictEqual(order.status, 204)
    assert.strictEqual(order.idempotent, false)
    assert.deepStrictEqual(order.errors, CommonError.all)
    for (const section of [order.params, order.query, order.payload]) assert.isTrue(Schema.isSchema(section))
  })

  it("an endpoint responds with 200 and a body or 204 without one by default, and GET may be repeated", () => {
    const get = Endpoint.make("test.get", { method: "GET", path: "/v3/test", success: { a: Schema.String } })
    assert.strictEqual(get.status, 200)
    assert.strictEqual(get.idempotent, true)
    assert.deepStrictEqual(get.errors, [])
    const accepted = Endpoint.make("test.accepted", {
      method: "POST",
      path: "/v3/test",
      status: 202,
      idempotent: true
    })
    assert.strictEqual(accepted.status, 202)
    assert.strictEqual(accepted.idempotent, true)
    assert.strictEqual(
      Endpoint.make("test.get", { method: "GET", path: "/v3/test", idempotent: false }).idempotent,
      false
    )
  })

  it("isEndpoint recognises endpoints only", () => {
    assert.isTrue(Endpoint.isEndpoint(order))
    const { ...description } = order
    for (const other of [
      undefined,
      null,
      {},
      () => {},
      Endpoint.make,
      Endpoint,
      description,
      "endpoint",
      CommonError
    ]) {
      assert.isFalse(Endpoint.isEndpoint(other))
    }
  })
})

describe("a call", () => {
  it.effect("a call sends each field in its section", () =>
    Effect.gen(function* () {
      const request = yield* sent(order, {
        out_order_no: "A|1*",
        notify: "https://a.example/?x=1&y=2",
        page: 3,
        flag: false,
        tag: ["a b", "c"],
        appid: "wx1",
        reason: "理由",
        items: [{ name: "n" }, { name: "m", amount: 1 }]
      })
      assert.strictEqual(request.method, "POST")
      assert.strictEqual(
        request.target,
        "/v3/test/orders/A%7C1%2A/create?notify=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2&page=3&flag=false&tag=a%20b&tag=c"
      )
      assert.deepStrictEqual(JSON.parse(request.body), {
        appid: "wx1",
        reason: "理由",
        items: [{ name: "n" }, { name: "m", amount: 1 }]
      })
      assert.strictEqual(request.headers["content-type"], "application/json")
    })
  )

  it.effect("a call omits undefined members in the query, in the body and inside of it", () =>
    Effect.gen(function* () {
      const request = yield* sent(order, {
        ...input,
        notify: undefined,
        note: undefined,
        items: [{ name: "n", amount: undefined }]
      })
      assert.strictEqual(request.target, "/v3/test/orders/1/create")
      assert.strictEqual(request.body, `{"appid":"wx1","items":[{"name":"n"}]}`)
    })
  )

  it.effect("a call without a payload has neither body nor Content-Type", () =>
    Effect.gen(function* () {
      const bare = Endpoint.make("test.bare", { method: "POST", path: "/v3/test/bare" })
      const request = yield* sent(bare, {})
      assert.strictEqual(request.body, "")
      assert.isUndefined(request.headers["content-type"])
    })
  )

  it.effect("a call sends an empty object if no field of the payload is given", () =>
    Effect.gen(function* () {
      const optional = Endpoint.make("test.optional", {
        method: "POST",
        path: "/v3/test/optional",
        payload: { a: Schema.optional(Schema.String) }
      })
      assert.strictEqual((yield* sent(optional, {})).body, "{}")
    })
  )

  it.effect("a field that path and body have in common is sent in both", () =>
    Effect.gen(function* () {
      const both = Endpoint.make("test.both", {
        method: "POST",
        path: "/v3/test/{out_order_no}",
        params: { out_order_no: Wire.OutOrderNo },
        payload: { out_order_no: Wire.OutOrderNo, appid: Wire.AppId }
      })
      const request = yield* sent(both, { out_order_no: "a*b", appid: "wx1" })
      assert.strictEqual(request.target, "/v3/test/a%2Ab")
      assert.strictEqual(request.body, `{"out_order_no":"a*b","appid":"wx1"}`)
    })
  )

  it.effect("a call does not change its input", () =>
    Effect.gen(function* () {
      const frozen = Object.freeze({ ...input, items: Object.freeze([Object.freeze({ name: "n" })]) })
      yield* sent(order, frozen)
      assert.deepStrictEqual(frozen, { ...input, items: [{ name: "n" }] })
    })
  )
})

describe("a rejected input", () => {
  it.effect(
    "an input with a field that the call does not have is rejected with its name, at the top and inside",
    () =>
      Effect.gen(function* () {
        const issues = yield* rejection(order, {
          ...input,
          reasn: "x",
          items: [{ name: "n" }, { name: "n", amont: 1 }]
        })
        assert.deepStrictEqual(issues, [
          { path: "reasn", problem: "is not a field of this call (misspelt?)" },
          { path: "items[1].amont", problem: "is not a field of this call (misspelt?)" }
        ])
      })
  )

  it.effect("the error of an input names all mistakes, in every section", () =>
    Effect.gen(function* () {
      const issues = yield* rejection(order, {
        page: "3",
        reason: "x".repeat(11),
        items: [{}, { name: "", amount: -1 }]
      })
      assert.deepStrictEqual(paths(issues).sort(), [
        "appid",
        "items[0].name",
        "items[1].amount",
        "items[1].name",
        "out_order_no",
        "page",
        "reason"
      ])
    })
  )

  it.effect("a missing field is reported as missing, also if it is undefined", () =>
    Effect.gen(function* () {
      const missing = [{ path: "appid", problem: "is missing" }]
      assert.deepStrictEqual(yield* rejection(order, { out_order_no: "1" }), missing)
      assert.deepStrictEqual(yield* rejection(order, { out_order_no: "1", appid: undefined }), missing)
    })
  )

  it.effect("the error of a text says how long it may be and how long it was", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rejection(order, { ...input, reason: "x".repeat(11) }), [
        {
          path: "reason",
          problem: "expected text of 1 to 10 characters without emoji, got text of 11 characters"
        }
      ])
      assert.deepStrictEqual(yield* rejection(order, { ...input, reason: null }), [
        { path: "reason", problem: "expected text of 1 to 10 characters without emoji, got null" }
      ])
    })
  )

  it.effect.each([undefined, null, "x", 1, [], [input], true])(
    "an input that is not an object is rejected: %j",
    (given) =>
      Effect.gen(function* () {
        const issues = yield* rejection(order, given)
        assert.deepStrictEqual(issues, [
          { path: "", problem: "expected an object with the fields of the call" }
        ])
      })
  )

  it.effect("an input with names of the prototype is rejected", () =>
    Effect.gen(function* () {
      for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
        const top = JSON.parse(`{"out_order_no":"1","appid":"wx1","${name}":{"a":1}}`)
        assert.deepStrictEqual(paths(yield* rejection(order, top)), [name])
        const inside = JSON.parse(
          `{"out_order_no":"1","appid":"wx1","items":[{"name":"n","${name}":{"a":1}}]}`
        )
        assert.deepStrictEqual(paths(yield* rejection(order, inside)), [`items[0].${name}`])
      }
      assert.isUndefined(({} as { a?: number }).a)
    })
  )

  it.effect("an input does not inherit fields from a prototype", () =>
    Effect.gen(function* () {
      const inherited = Object.create({ appid: "wx1" })
      inherited.out_order_no = "1"
      assert.deepStrictEqual(paths(yield* rejection(order, inherited)), ["appid"])
    })
  )

  it.effect("a path value that is empty or a path step is rejected", () =>
    Effect.gen(function* () {
      for (const out_order_no of [".", "..", ""]) {
        assert.deepStrictEqual(paths(yield* rejection(order, { ...input, out_order_no })), ["out_order_no"])
      }
    })
  )

  it.effect("emoji in the body are rejected with the name of the field", () =>
    Effect.gen(function* () {
      const problem = "holds emoji, which WeChat Pay's JSON does not allow"
      assert.deepStrictEqual(yield* rejection(order, { ...input, note: "a😀" }), [{ path: "note", problem }])
      assert.deepStrictEqual(yield* rejection(order, { ...input, note: "half a pair: \ud83d" }), [
        { path: "note", problem }
      ])
      assert.deepStrictEqual(paths(yield* rejection(order, { ...input, reason: "😀" })), ["reason"])
      assert.deepStrictEqual(
        paths(yield* rejection(order, { ...input, items: [{ name: "n" }, { name: "😀" }] })),
        ["items[1].name"]
      )
    })
  )

  it.effect("half a surrogate pair in path or query is rejected with the name of the field", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(paths(yield* rejection(order, { ...input, out_order_no: "a\ud83d" })), [
        "out_order_no"
      ])
      assert.deepStrictEqual(paths(yield* rejection(order, { ...input, notify: "\udc00" })), ["notify"])
      assert.deepStrictEqual(paths(yield* rejection(order, { ...input, tag: ["a", "\udc00"] })), ["tag[1]"])
    })
  )

  it.effect("an input that cannot be written as JSON is rejected", () =>
    Effect.gen(function* () {
      const free = Endpoint.make("test.free", {
        method: "POST",
        path: "/v3/test/free",
        payload: { any: Schema.Unknown }
      })
      const circle: { self?: unknown } = {}
      circle.self = circle
      assert.deepStrictEqual(yield* rejection(free, { any: circle }), [
        { path: "", problem: "cannot be written as JSON" }
      ])
      assert.deepStrictEqual(yield* rejection(free, { any: 1n }), [
        { path: "", problem: "cannot be written as JSON" }
      ])
    })
  )
})

describe("a section that is a whole schema", () => {
  const either = Endpoint.make("test.either", {
    method: "GET",
    path: "/v3/test/either",
    query: Schema.Struct({
      out_order_no: Schema.optional(Wire.OutOrderNo),
      query_id: Schema.optional(Wire.text(32))
    }).pipe(
      Schema.filter((query) => (query.out_order_no === undefined) !== (query.query_id === undefined), {
        description: "either out_order_no or query_id"
      })
    )
  })

  it.effect("a section that is a whole schema takes its fields from the flat input", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* sent(either, { query_id: "a b" })).target, "/v3/test/either?query_id=a%20b")
    })
  )

  it.effect("a section that is a whole schema reports its broken rule and rejects unknown fields", () =>
    Effect.gen(function* () {
      const rule = [{ path: "", problem: "expected either out_order_no or query_id" }]
      assert.deepStrictEqual(yield* rejection(either, {}), rule)
      assert.deepStrictEqual(yield* rejection(either, { out_order_no: "1", query_id: "2" }), rule)
      assert.deepStrictEqual(paths(yield* rejection(either, { out_order_no: "1", query_di: "2" })), [
        "query_di"
      ])
      assert.deepStrictEqual(paths(yield* rejection(either, { out_order_no: "1 2" })), ["out_order_no"])
    })
  )

  it.effect("a rule of a section may be reported as a text with a path", () =>
    Effect.gen(function* () {
      const dated = Endpoint.make("test.dated", {
        method: "POST",
        path: "/v3/test/dated",
        payload: Schema.Struct({ start: Wire.integer(0), end: Wire.integer(0) }).pipe(
          Schema.filter(({ end, start }) => end > start || { path: ["end"], message: "must be after start" })
        )
      })
      assert.deepStrictEqual(yield* rejection(dated, { start: 2, end: 1 }), [
        { path: "end", problem: "must be after start" }
      ])
    })
  )
})

describe("a payload that is a union", () => {
  const byUser = Schema.Struct({ kind: Schema.Literal("user"), openid: Wire.OpenId })
  const byCode = Schema.Struct({
    kind: Schema.Literal("code"),
    code: Wire.text(32),
    more: Schema.optional(Schema.String)
  })
  const union = Endpoint.make("test.union", {
    method: "POST",
    path: "/v3/test/union",
    payload: Schema.Union(byUser, byCode)
  })

  it.effect("a payload that is a union sends the matching shape", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        (yield* sent(union, { kind: "user", openid: "o1" })).body,
        `{"kind":"user","openid":"o1"}`
      )
      assert.strictEqual((yield* sent(union, { kind: "code", code: "c" })).body, `{"kind":"code","code":"c"}`)
    })
  )

  it.effect("a payload that is a union rejects a mixture, and fields of no shape", () =>
    Effect.gen(function* () {
      assert.include(paths(yield* rejection(union, { kind: "user", openid: "o1", code: "c" })), "code")
      assert.deepStrictEqual(paths(yield* rejection(union, { kind: "user", openid: "o1", cod: "c" })), [
        "cod"
      ])
      assert.include(paths(yield* rejection(union, { kind: "user" })), "openid")
      assert.include(paths(yield* rejection(union, { openid: "o1" })), "kind")
    })
  )
})

describe("Endpoint.extend", () => {
  class Extra extends ApiError.forCode<Extra>("test/Extra")("Extra", { codes: ["EXTRA"] }) {}

  const wider = Endpoint.extend(order, {
    query: { channel: Schema.optional(Wire.text(8)) },
    payload: { attach: Wire.text(4) },
    success: { state: Schema.String },
    errors: [Extra]
  })

  it("Endpoint.extend makes the same endpoint when it is piped", () => {
    const extension = { payload: { attach: Wire.text(4) }, errors: [Extra] }
    const describe = (endpoint: Endpoint.Any) => ({ ...endpoint, payload: String(endpoint.payload) })
    const piped = order.pipe(Endpoint.extend(extension))
    assert.isTrue(Endpoint.isEndpoint(piped))
    assert.deepStrictEqual(describe(piped), describe(Endpoint.extend(order, extension)))
    assert.strictEqual(
      piped.pipe(({ id }) => id),
      order.id
    )
  })

  it("Endpoint.extend keeps the original's description and does not change the original", () => {
    assert.isTrue(Endpoint.isEndpoint(wider))
    assert.strictEqual(wider.id, order.id)
    assert.strictEqual(wider.path, order.path)
    assert.strictEqual(wider.status, 200)
    assert.deepStrictEqual(wider.errors, [...CommonError.all, Extra])
    assert.strictEqual(order.success, undefined)
    assert.lengthOf(order.errors, CommonError.all.length)
  })

  it.effect("an extended endpoint sends the new fields and decodes the new response", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(200, { state: "DONE", other: 1 }))
      const state = yield* Effect.provide(wider({ ...input, channel: "c&", attach: "a" }), layer)
      assert.deepStrictEqual(state, { state: "DONE" })
      assert.strictEqual(received[0]?.target, "/v3/test/orders/1/create?channel=c%26")
      assert.deepStrictEqual(JSON.parse(received[0]?.body ?? ""), { appid: "wx1", attach: "a" })
    })
  )

  it.effect("an extended endpoint checks the new fields and rejects unknown ones", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(paths(yield* rejection(wider, input)), ["attach"])
      assert.deepStrictEqual(paths(yield* rejection(wider, { ...input, attach: "too long" })), ["attach"])
      assert.deepStrictEqual(paths(yield* rejection(wider, { ...input, attach: "a", chanel: "c" })), [
        "chanel"
      ])
      assert.deepStrictEqual(paths(yield* rejection(order, { ...input, attach: "a" })), ["attach"])
    })
  )

  it.effect("an extended endpoint fails with the new errors and with the old ones", () =>
    Effect.gen(function* () {
      const failWith = (code: string) =>
        Effect.flip(
          Effect.provide(
            wider({ ...input, attach: "a" }),
            scripted(() => response(400, { code, message: "m" })).layer
          )
        )
      assert.strictEqual((yield* failWith("EXTRA"))._tag, "Extra")
      assert.strictEqual((yield* failWith("PARAM_ERROR"))._tag, "ParamError")
      assert.strictEqual((yield* failWith("NEVER_HEARD_OF"))._tag, "ApiError")
    })
  )

  it.effect("Endpoint.extend adds sections that were missing, and extends rules across fields", () =>
    Effect.gen(function* () {
      const bare = Endpoint.make("test.bare", { method: "POST", path: "/v3/test/bare" })
      const filled = Endpoint.extend(bare, { payload: { a: Schema.String } })
      assert.strictEqual((yield* sent(filled, { a: "1" })).body, `{"a":"1"}`)

      const ruled = Endpoint.make("test.ruled", {
        method: "POST",
        path: "/v3/test/ruled",
        payload: Schema.Struct({ a: Schema.Number, b: Schema.Number }).pipe(
          Schema.filter(({ a, b }) => a < b, { description: "a below b" })
        )
      })
      const widened = Endpoint.extend(ruled, { payload: { c: Schema.Number } })
      assert.strictEqual((yield* sent(widened, { a: 1, b: 2, c: 3 })).body, `{"a":1,"b":2,"c":3}`)
      assert.deepStrictEqual(yield* rejection(widened, { a: 2, b: 1, c: 3 }), [
        { path: "", problem: "expected a below b" }
      ])
    })
  )

  it.effect("an extended endpoint can be extended again", () =>
    Effect.gen(function* () {
      const twice = Endpoint.extend(wider, { payload: { attach2: Schema.optional(Wire.text(4)) } })
      const { layer, received } = scripted(() => response(200, { state: "DONE" }))
      yield* Effect.provide(twice({ ...input, attach: "a", attach2: "b" }), layer)
      assert.deepStrictEqual(JSON.parse(received[0]?.body ?? ""), { appid: "wx1", attach: "a", attach2: "b" })
    })
  )
})
