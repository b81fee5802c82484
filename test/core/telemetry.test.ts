import { assert, describe, it } from "@effect/vitest"
import { Retry, Timeout, WechatPayClient } from "@effect-wechatpay/core"
import { Effect, Exit, Fiber, Layer, Schedule, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { look, ping, put } from "../support/endpoints.js"
import { metricCount, metricState } from "../support/metrics.js"
import { fault, merchant, type Response, response, type Script, scripted } from "../support/scripted.js"
import * as Telemetry from "../support/telemetry.js"

const input = { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", appid: "wxd678efh567hg6787", reason: "r" }

/** The spans of a call, inside a span of the caller. */
const spansOf = <A, E, R>(call: Effect.Effect<A, E, R>, script: Script) =>
  Effect.gen(function* () {
    const into = Telemetry.told()
    const fiber = yield* call.pipe(
      Timeout.perAttempt("1 hour"),
      Effect.exit,
      Effect.withSpan("caller"),
      Effect.provide(Layer.mergeAll(scripted(script).layer, Telemetry.layer(into))),
      Effect.fork
    )
    const exit = yield* advanceUntilDone(fiber as Fiber.RuntimeFiber<Exit.Exit<A, E>>)
    return { exit, spans: into.spans, span: into.spans.find(({ name }) => name !== "caller")! }
  })

const sorted = (attributes: ReadonlyMap<string, unknown>) =>
  Object.fromEntries([...attributes].sort(([a], [b]) => (a < b ? -1 : 1)))

const base = {
  "http.request.method": "POST",
  "url.template": "/v3/test/put/{openid}",
  "wechatpay.mchid": merchant.mchid
}

describe("the span of a call", () => {
  it.effect("a call has one client span, named by the endpoint, inside the caller's span", () =>
    Effect.gen(function* () {
      const { exit, span, spans } = yield* spansOf(put(input), () =>
        response(204, undefined, { "request-id": "08-0" })
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["caller", "test.put"]
      )
      assert.strictEqual(span.kind, "client")
      assert.strictEqual(span.parent._tag === "Some" && span.parent.value.spanId, spans[0]?.spanId)
      assert.deepStrictEqual(sorted(span.attributes), {
        ...base,
        "http.response.status_code": 204,
        "server.address": "api.mch.weixin.qq.com",
        "wechatpay.request_id": "08-0"
      })
      assert.deepStrictEqual(Telemetry.eventsOf(span), [])
      assert(span.status._tag === "Ended" && Exit.isSuccess(span.status.exit))
    })
  )

  it.effect("the span of a failed call has the error code and fails", () =>
    Effect.gen(function* () {
      const { span } = yield* spansOf(put(input), () =>
        response(400, { code: "PARAM_ERROR", message: "m" }, { "request-id": "08-1" })
      )
      assert.deepStrictEqual(sorted(span.attributes), {
        ...base,
        "http.response.status_code": 400,
        "server.address": "api.mch.weixin.qq.com",
        "wechatpay.error.code": "PARAM_ERROR",
        "wechatpay.request_id": "08-1"
      })
      assert(span.status._tag === "Ended" && Exit.isFailure(span.status.exit))
    })
  )

  it.effect.each([
    ["a page of a gateway", () => response(404, "<html></html>"), "404"],
    ["a response that does not verify", (): Response => ({ status: 204, signed: false }), "SignatureMissing"],
    ["a response that cannot be read", () => response(200, "<html></html>"), "InvalidResponse"]
  ] as const)(
    "the span of a call that fails with %s has its status or reason as error type",
    ([, script, code]) =>
      Effect.gen(function* () {
        const { span } = yield* spansOf(look({ out_order_no: "1" }), script)
        assert.strictEqual(span.attributes.get("wechatpay.error.code"), code)
        assert.isNumber(span.attributes.get("http.response.status_code"))
      })
  )

  it.effect("the span of a call has the response status even if the body is cut off", () =>
    Effect.gen(function* () {
      const { span } = yield* spansOf(ping({}), () =>
        response(200, "x".repeat(9 * 1024 * 1024), { "request-id": "08-2" })
      )
      assert.strictEqual(span.attributes.get("wechatpay.error.code"), "InvalidResponse")
      assert.strictEqual(span.attributes.get("http.response.status_code"), 200)
      assert.strictEqual(span.attributes.get("wechatpay.request_id"), "08-2")
    })
  )

  it.effect("the span of an unsent call has no address and no response", () =>
    Effect.gen(function* () {
      const { span } = yield* spansOf(put({ ...input, openid: "" }), () => response(204))
      assert.deepStrictEqual(sorted(span.attributes), { ...base, "wechatpay.error.code": "InvalidInput" })
    })
  )

  it.effect("the span of WechatPayClient.request has no path template, as the path contains values", () =>
    Effect.gen(function* () {
      const request = Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
        client.request("GET", `/v3/users/${input.openid}`)
      )
      const { span } = yield* spansOf(request, () => response(200, {}))
      assert.strictEqual(span.name, "wechatpay.request.GET")
      assert.deepStrictEqual(sorted(span.attributes), {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "api.mch.weixin.qq.com",
        "wechatpay.mchid": merchant.mchid
      })
    })
  )

  it.effect("the span of a call has an event for each further attempt, with its host", () =>
    Effect.gen(function* () {
      const spaced = Retry.policy({ attempts: 4, schedule: Schedule.spaced("1 second") })
      const { span, spans } = yield* spansOf(put(input).pipe(spaced), (_, count) =>
        count === 1 ? fault("ECONNRESET") : count < 4 ? response(500, "") : response(204)
      )
      assert.lengthOf(spans, 2)
      const backup = "api2.mch.weixin.qq.com"
      assert.deepStrictEqual(Telemetry.eventsOf(span), [
        ["retry", 1_000_000_000n, { attempt: 2, "server.address": backup }],
        ["retry", 2_000_000_000n, { attempt: 3, "server.address": backup }],
        ["retry", 3_000_000_000n, { attempt: 4, "server.address": backup }]
      ])
      assert.strictEqual(span.attributes.get("server.address"), backup)
      assert.strictEqual(span.attributes.get("http.response.status_code"), 204)
      assert.isFalse(span.attributes.has("wechatpay.error.code"))
    })
  )

  it.effect("the span of an interrupted call ends", () =>
    Effect.gen(function* () {
      const into = Telemetry.told()
      const fiber = yield* ping({}).pipe(
        Effect.provide(
          Layer.mergeAll(scripted(() => Effect.never as Effect.Effect<Response>).layer, Telemetry.layer(into))
        ),
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      const [span] = into.spans
      assert(span?.status._tag === "Ended" && Exit.isInterrupted(span.status.exit))
    })
  )
})

describe("the metrics of a call", () => {
  const outcomes = ["Success", "NotSent", "Refused", "Unknown"] as const

  it.effect("the metrics count calls by endpoint and outcome, and measure their duration", () =>
    Effect.gen(function* () {
      const scripts: Record<(typeof outcomes)[number], Script> = {
        Success: () => response(200, { state: "A" }),
        NotSent: () => fault("ECONNREFUSED", "connect"),
        Refused: () => response(400, { code: "PARAM_ERROR", message: "m" }),
        Unknown: () => fault("ECONNRESET")
      }
      for (const outcome of outcomes) {
        const tags = { endpoint: "test.look", outcome }
        const read = Effect.all({
          calls: metricCount("wechatpay_calls", tags),
          durations: metricCount("wechatpay_call_duration_ms", tags)
        })
        const before = yield* read
        yield* spansOf(look({ out_order_no: "1" }), scripts[outcome])
        const after = yield* read
        assert.strictEqual(after.calls - before.calls, 1, outcome)
        assert.strictEqual(after.durations - before.durations, 1, outcome)
      }
    })
  )

  it.effect("the duration metric is in milliseconds and includes retries", () =>
    Effect.gen(function* () {
      const sum = Effect.map(
        metricState("wechatpay_call_duration_ms", { endpoint: "test.put", outcome: "Success" }),
        (state) => (state !== undefined && "sum" in state ? Number(state.sum) : 0)
      )
      const before = yield* sum
      const spaced = Retry.policy({ schedule: Schedule.spaced("7 seconds") })
      yield* spansOf(put(input).pipe(spaced), (_, count) => (count < 3 ? response(500) : response(204)))
      assert.strictEqual((yield* sum) - before, 14_000)
    })
  )

  it.effect("the metrics count the signature probes of WeChat Pay", () =>
    Effect.gen(function* () {
      const before = yield* metricCount("wechatpay_signature_probes")
      yield* spansOf(ping({}), () => ({
        status: 204,
        headers: { "wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA" }
      }))
      yield* spansOf(ping({}), () => ({ status: 204, headers: { "wechatpay-signature": "AAAA" } }))
      assert.strictEqual((yield* metricCount("wechatpay_signature_probes")) - before, 1)
    })
  )
})
