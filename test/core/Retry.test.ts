import { assert, describe, it } from "@effect/vitest"
import { ApiError, Retry, Timeout } from "@effect-wechatpay/core"
import { Clock, Duration, Effect, Exit, Redacted, Schedule, Schema } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { ping, put } from "../support/endpoints.js"
import { errorOf } from "../support/exits.js"
import { metricCount } from "../support/metrics.js"
import { fault, type Received, type Response, response, type Script, scripted } from "../support/scripted.js"

/** May be repeated. */
const write = put({ openid: "oUpF8uMuAJO", reason: "r" })
const systemError = response(500, { code: "SYSTEM_ERROR", message: "m" })
const rejected = fault("ECONNREFUSED", "connect")
const reset = fault("ECONNRESET", "read")

type Change = <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** A call on the test clock: when its requests arrived (milliseconds since the first), what they were, how it ended. */
const run = (
  call: ReturnType<typeof ping> | typeof write,
  script: Script,
  change: Change = (same) => same,
  options: Parameters<typeof scripted>[1] = {}
) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const { layer, received } = scripted((request, count) => {
      const told = script(request, count)
      return told instanceof Error || Effect.isEffect(told) ? told : Effect.as(note, told)
    }, options)
    const note = Effect.map(Clock.currentTimeMillis, (now) => times.push(now))
    // Signing takes real time, which the test clock does not include: no timeout must end an attempt here.
    const timed = change(call).pipe(Timeout.perAttempt("1 hour"), Effect.provide(layer), Effect.exit)
    const exit = yield* advanceUntilDone(yield* Effect.fork(timed))
    return { exit, received, delays: times.slice(1).map((time, index) => time - (times[index] as number)) }
  })

const always =
  (given: Response | Error): Script =>
  () =>
    given

describe("a call that may be repeated", () => {
  const repeated: ReadonlyArray<readonly [string, Response | Error]> = [
    ["a rejected connection", rejected],
    ["a connection that was reset", reset],
    ["a fault without a code", new Error("?")],
    ["500", systemError],
    ["500 without a code", response(500)],
    ["502 of a gateway", response(502, "<html></html>")],
    ["503", response(503)],
    ["429", response(429, { code: "FREQUENCY_LIMITED", message: "m" })],
    ["429 without a code", response(429)],
    ["RATELIMIT_EXCEED under 403", response(403, { code: "RATELIMIT_EXCEED", message: "m" })],
    ["SYSTEM_ERROR under 400", response(400, { code: "SYSTEM_ERROR", message: "m" })],
    ["SYSTEM_ERROR under 200", response(200, { code: "SYSTEM_ERROR", message: "m" })],
    ["a probe", { status: 204, signed: true, headers: { "wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA" } }]
  ]

  it.effect.each(repeated)("an idempotent call is sent three times on %s", ([, given]) =>
    Effect.gen(function* () {
      const { exit, received } = yield* run(write, always(given))
      assert.isTrue(Exit.isFailure(exit))
      assert.lengthOf(received, 3)
    })
  )

  it.effect.each(repeated)("an idempotent call succeeds after %s", ([, given]) =>
    Effect.gen(function* () {
      const { exit, received } = yield* run(write, (_, count) => (count === 1 ? given : response(204)))
      assert.isTrue(Exit.isSuccess(exit), String(exit))
      assert.lengthOf(received, 2)
    })
  )

  const final: ReadonlyArray<readonly [string, Response]> = [
    ["400", response(400, { code: "PARAM_ERROR", message: "m" })],
    ["401", response(401, { code: "SIGN_ERROR", message: "m" })],
    ["403", response(403, { code: "NO_AUTH", message: "m" })],
    ["404", response(404, { code: "ORDER_NOT_EXIST", message: "m" })],
    ["404 without a body", response(404)],
    ["409 of a gateway", response(409, "<html></html>")],
    ["202", response(202, "")],
    ["302", response(302, "", { location: "https://elsewhere.example" })],
    ["a response that is no JSON", response(200, "<html></html>")],
    ["a response without signature", { status: 204, signed: false }],
    ["a wrong signature", { status: 204, headers: { "wechatpay-signature": "AAAA" } }],
    ["an unknown key", { status: 204, headers: { "wechatpay-serial": "OTHER" } }]
  ]

  it.effect.each(final)("an idempotent call is sent once on %s", ([, given]) =>
    Effect.gen(function* () {
      const { exit, received } = yield* run(write, always(given))
      assert.isTrue(Exit.isFailure(exit))
      assert.lengthOf(received, 1)
    })
  )

  it.effect("each attempt of a call has a new request with the same body", () =>
    Effect.gen(function* () {
      const { received } = yield* run(write, always(systemError))
      const of = (get: (request: Received) => string | undefined) => new Set(received.map(get)).size
      assert.strictEqual(
        of(({ authorization }) => authorization.nonce_str),
        3
      )
      assert.strictEqual(
        of(({ authorization }) => authorization.signature),
        3
      )
      assert.strictEqual(
        of(({ body, target }) => target + body),
        1
      )
    })
  )

  it.effect("each attempt is signed with its own time", () =>
    Effect.gen(function* () {
      const spaced = Retry.policy({ schedule: Schedule.spaced("7 seconds") })
      const { received } = yield* run(write, always(systemError), spaced)
      assert.deepStrictEqual(
        received.map(({ authorization }) => authorization.timestamp),
        ["0", "7", "14"]
      )
    })
  )

  it.effect("the delays between attempts are about 200 and 400 ms", () =>
    Effect.gen(function* () {
      const { delays } = yield* run(write, always(systemError))
      assert.lengthOf(delays, 2)
      for (const [index, around] of [200, 400].entries()) {
        assert.isAtLeast(delays[index] ?? 0, around * 0.8)
        assert.isAtMost(delays[index] ?? 0, around * 1.2)
      }
    })
  )
})

describe("a call that may not be repeated", () => {
  it.effect.each([
    ["a reset", reset],
    ["a fault without a code", new Error("?")],
    ["500", systemError],
    ["502", response(502)],
    ["429", response(429, { code: "FREQUENCY_LIMITED", message: "m" }, { "retry-after": "1" })]
  ] as const)("a call that is not idempotent is sent once on %s", ([, given]) =>
    Effect.gen(function* () {
      const { received } = yield* run(ping({}), always(given))
      assert.lengthOf(received, 1)
    })
  )

  it.effect.each([
    ["ECONNREFUSED", "connect"],
    ["ENOTFOUND", "getaddrinfo"],
    ["EAI_AGAIN", "getaddrinfo"],
    ["EHOSTUNREACH", "connect"],
    ["ETIMEDOUT", "connect"],
    ["UND_ERR_CONNECT_TIMEOUT", undefined],
    ["CERT_HAS_EXPIRED", undefined]
  ] as const)("a call that is not idempotent is sent again if %s prevented the request", ([code, syscall]) =>
    Effect.gen(function* () {
      const { exit, received } = yield* run(ping({}), always(fault(code, syscall)))
      assert.lengthOf(received, 3)
      const error = errorOf(exit)
      assert(error._tag === "WechatPayError" && error.reason._tag === "Transport")
      assert.strictEqual(error.outcome, "NotSent")
      assert.strictEqual(error.reason.sent, "No")
      assert.strictEqual(error.reason.code, code)
      assert.include(error.message, `connection failed with ${code} before the request was sent`)
    })
  )

  it.effect("a call that is not idempotent is not repeated once a request may have arrived", () =>
    Effect.gen(function* () {
      const { received } = yield* run(ping({}), (_, count) => (count === 1 ? rejected : reset))
      assert.lengthOf(received, 2)
    })
  )
})

describe("Retry", () => {
  it.effect("Retry.none sends one request", () =>
    Effect.gen(function* () {
      for (const given of [systemError, rejected, reset]) {
        assert.lengthOf((yield* run(write, always(given), Retry.none)).received, 1)
      }
    })
  )

  it.effect("Retry.policy sets the number of requests, the schedule, or both", () =>
    Effect.gen(function* () {
      const five = yield* run(write, always(systemError), Retry.policy({ attempts: 5 }))
      assert.lengthOf(five.received, 5)
      const spaced = yield* run(
        write,
        always(systemError),
        Retry.policy({ schedule: Schedule.spaced("1 second") })
      )
      assert.deepStrictEqual(spaced.delays, [1000, 1000])
      const ending = yield* run(
        write,
        always(systemError),
        Retry.policy({ attempts: 100, schedule: Schedule.recurs(1) })
      )
      assert.lengthOf(ending.received, 2)
      assert.deepInclude(errorOf(ending.exit), { code: "SYSTEM_ERROR", outcome: "Unknown" })
    })
  )

  it.effect("an inner Retry.policy takes precedence over an outer one", () =>
    Effect.gen(function* () {
      const { received } = yield* run(
        write.pipe(Retry.none),
        always(systemError),
        Retry.policy({ attempts: 9 })
      )
      assert.lengthOf(received, 1)
    })
  )

  it.effect.prop(
    "a call never sends more requests than its policy allows, for any sequence of faults",
    {
      attempts: Schema.Int.pipe(Schema.between(0, 6)),
      faults: Schema.Array(Schema.Int.pipe(Schema.between(0, 5)))
    },
    ({ attempts, faults }) =>
      Effect.gen(function* () {
        const kinds = [reset, rejected, systemError, response(429), response(502), response(400)]
        const { received } = yield* run(
          write,
          (_, count) => kinds[faults[count - 1] ?? 0] ?? systemError,
          Retry.policy({ attempts, schedule: Schedule.forever })
        )
        assert.isAtMost(received.length, Math.max(1, attempts))
        assert.strictEqual(
          new Set(received.map(({ authorization }) => authorization.nonce_str)).size,
          received.length
        )
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it.effect("the metric of retries counts each repeated request by endpoint", () =>
    Effect.gen(function* () {
      const retries = metricCount("wechatpay_retries", { endpoint: "test.put" })
      const before = yield* retries
      yield* run(write, always(systemError))
      yield* run(write, always(systemError), Retry.policy({ attempts: 9, schedule: Schedule.recurs(1) }))
      yield* run(write, always(systemError), Retry.none)
      assert.strictEqual((yield* retries) - before, 3)
    })
  )
})

describe("Retry-After", () => {
  const limited = (retryAfter: string) =>
    response(429, { code: "FREQUENCY_LIMITED", message: "m" }, { "retry-after": retryAfter })

  it.effect("a Retry-After that is longer than the schedule's delay is respected", () =>
    Effect.gen(function* () {
      const seconds = yield* run(write, (_, count) => (count === 1 ? limited("4") : response(204)))
      assert.deepStrictEqual(seconds.delays, [4000])
      const date = yield* run(write, (_, count) =>
        count === 1 ? limited(new Date(6000).toUTCString()) : response(204)
      )
      assert.isAtMost(date.delays[0] ?? 0, 6000)
      const shorter = yield* run(write, (_, count) => (count === 1 ? limited("0") : response(204)))
      assert.isAtLeast(shorter.delays[0] ?? 0, 160)
    })
  )

  it.effect(
    "a Retry-After is waited for up to 10 s or the configured limit, and beyond it the call fails with the response",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          (yield* run(write, (_, count) => (count === 1 ? limited("10") : response(204)))).delays,
          [10_000]
        )
        const { exit, received } = yield* run(write, always(limited("11")))
        assert.lengthOf(received, 1)
        const error = errorOf(exit)
        assert(error._tag === "FrequencyLimited")
        assert.strictEqual(error.retryAfter, 11_000)
        const patient = Retry.policy({ maxRetryAfter: "1 minute" })
        const waited = yield* run(write, (_, count) => (count === 1 ? limited("60") : response(204)), patient)
        assert.deepStrictEqual(waited.delays, [60_000])
      })
  )
})

describe("failover", () => {
  const origins = ({ received }: { received: ReadonlyArray<Received> }) =>
    received.map(({ origin }) => origin)
  const primary = "https://api.mch.weixin.qq.com"
  const backup = "https://api2.mch.weixin.qq.com"

  it.effect("the attempt after a transport error goes to the other host", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(origins(yield* run(write, always(reset))), [primary, backup, primary])
      assert.deepStrictEqual(origins(yield* run(ping({}), always(rejected))), [primary, backup, primary])
      const hosts = { baseUrl: "http://a.example", backupUrl: "http://b.example:1" }
      assert.deepStrictEqual(origins(yield* run(write, always(reset), undefined, hosts)), [
        "http://a.example",
        "http://b.example:1",
        "http://a.example"
      ])
    })
  )

  it.effect("further attempts stay at a host that responds", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(origins(yield* run(write, always(systemError))), [primary, primary, primary])
      assert.deepStrictEqual(origins(yield* run(write, (_, count) => (count === 1 ? reset : systemError))), [
        primary,
        backup,
        backup
      ])
    })
  )

  it.effect("further attempts go to the same host if there is no other one", () =>
    Effect.gen(function* () {
      const only = { baseUrl: "http://a.example" }
      assert.deepStrictEqual(origins(yield* run(write, always(reset), undefined, only)), [
        "http://a.example",
        "http://a.example",
        "http://a.example"
      ])
    })
  )

  it.effect("every call starts at the first host", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted((_, count) => (count === 1 ? reset : response(204)))
      yield* advanceUntilDone(
        yield* Effect.fork(
          Effect.andThen(write, write).pipe(Timeout.perAttempt("1 hour"), Effect.provide(layer))
        )
      )
      assert.deepStrictEqual(origins({ received }), [primary, backup, primary])
    })
  )
})

describe("an earlier attempt that may have taken effect", () => {
  const paramError = response(
    400,
    { code: "PARAM_ERROR", message: "参数错误", detail: { a: 1 } },
    { "request-id": "08-268435461" }
  )

  it.effect.each([
    ["a reset", reset],
    ["500", systemError],
    ["502", response(502, "")]
  ] as const)(
    "a possible effect of an earlier attempt makes the outcome unknown after %s, and changes nothing else of the error",
    ([, first]) =>
      Effect.gen(function* () {
        const { exit } = yield* run(write, (_, count) => (count === 1 ? first : paramError))
        const error = errorOf(exit)
        const plain = errorOf((yield* run(write, always(paramError))).exit)
        assert(error._tag === "ParamError" && plain._tag === "ParamError")
        assert.strictEqual(plain.outcome, "Refused")
        assert.strictEqual(error.outcome, "Unknown")
        assert.strictEqual(error.constructor, plain.constructor)
        assert.isTrue(ApiError.isApiError(error))
        for (const key of [
          "endpoint",
          "status",
          "code",
          "wechatMessage",
          "requestId",
          "internalCode",
          "verified"
        ] as const) {
          assert.strictEqual(error[key], plain[key])
        }
        assert(Redacted.isRedacted(error.detail))
        assert.deepStrictEqual(Redacted.value(error.detail), { a: 1 })
        assert.strictEqual(Redacted.value(error.text), Redacted.value(plain.text))
        assert.include(error.message, "it may have taken effect: query it, or repeat the identical request.")
        assert.notInclude(error.message, "nothing was changed")
      })
  )

  it.effect(
    "a possible effect of an earlier attempt makes the outcome unknown even if the last attempt was not sent",
    () =>
      Effect.gen(function* () {
        const { exit } = yield* run(write, (_, count) => (count === 1 ? reset : rejected))
        const error = errorOf(exit)
        assert(error._tag === "WechatPayError" && error.reason._tag === "Transport")
        assert.strictEqual(error.outcome, "Unknown")
        assert.strictEqual(error.reason.sent, "No")
      })
  )

  it.effect("the outcome is not unknown if every attempt was rejected", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(write, (_, count) =>
        count === 1 ? response(429, { code: "FREQUENCY_LIMITED", message: "m" }) : paramError
      )
      assert.strictEqual(errorOf(exit).outcome, "Refused")
      const second = yield* run(write, (_, count) => (count === 1 ? rejected : paramError))
      assert.strictEqual(errorOf(second.exit).outcome, "Refused")
    })
  )
})

describe("Timeout", () => {
  const hang = Effect.never as Effect.Effect<Response>

  const timed = (change: Change, script: Script = () => hang) =>
    Effect.gen(function* () {
      const { layer } = scripted(script)
      const start = yield* Clock.currentTimeMillis
      const fiber = yield* Effect.fork(
        Effect.flip(ping({})).pipe(
          change,
          Effect.provide(layer),
          Effect.flatMap((error) =>
            Effect.map(Clock.currentTimeMillis, (now) => ({ error, now: now - start }))
          )
        )
      )
      return yield* advanceUntilDone(fiber, "1 seconds")
    })

  it.effect("an attempt ends after 15 s with an unknown outcome", () =>
    Effect.gen(function* () {
      const { error, now } = yield* timed((same) => same)
      assert(error._tag === "WechatPayError" && error.reason._tag === "Timeout")
      assert.strictEqual(now, 15_000)
      assert.strictEqual(error.reason.millis, 15_000)
      assert.strictEqual(error.outcome, "Unknown")
      assert.strictEqual(
        error.message,
        "test.ping: no response within 15000 ms: it may have taken effect: query it, or repeat the identical request."
      )
    })
  )

  it.effect("the timeout of an attempt can be set", () =>
    Effect.gen(function* () {
      const { now } = yield* timed(Timeout.perAttempt("3 seconds"))
      assert.strictEqual(now, 3000)
      const inner = yield* timed((call) =>
        call.pipe(Timeout.perAttempt("2 seconds"), Timeout.perAttempt("9 seconds"))
      )
      assert.strictEqual(inner.now, 2000)
    })
  )

  it.effect("the timeout applies to each attempt separately", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => hang)
      const call = write.pipe(
        Timeout.perAttempt("2 seconds"),
        Retry.policy({ schedule: Schedule.forever }),
        Effect.provide(layer),
        Effect.exit
      )
      yield* advanceUntilDone(yield* Effect.fork(call), "1 seconds")
      assert.lengthOf(received, 3)
      assert.strictEqual(yield* Clock.currentTimeMillis, 6000)
      assert.deepStrictEqual(
        received.map(({ origin }) => origin),
        ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com", "https://api.mch.weixin.qq.com"]
      )
    })
  )
})

describe("Retry.isTransient", () => {
  const rejection = (status: number, code: string, outcome: ApiError.Any["outcome"]) =>
    new ApiError.ApiError({
      endpoint: "test",
      status,
      code,
      text: Redacted.make(""),
      outcome,
      verified: true
    })

  it.each([
    [200, "SYSTEMERROR", true],
    [200, "BANKERROR", true],
    [400, "BANK_ERROR", true],
    [200, "FREQUENCY_LIMITED", true],
    [403, "RATELIMIT_EXCEED", true],
    [429, "ANY", true],
    [503, "ANY", true],
    [200, "ORDERPAID", false],
    [400, "PARAM_ERROR", false]
  ] as const)("Retry.isTransient for the error %i %s is %s", (status, code, transient) => {
    assert.strictEqual(Retry.isTransient(rejection(status, code, "Unknown")), transient)
  })

  it("Retry.isTransient is false for a rejection with the status 500, and true for one of too many calls", () => {
    assert.isFalse(Retry.isTransient(rejection(500, "OPENID_MISMATCH", "Refused")))
    assert.isTrue(Retry.isTransient(rejection(429, "FREQUENCY_LIMITED", "Refused")))
  })
})

describe("Retry.policy", () => {
  it.effect("an inner Retry.policy takes missing options from the outer policy, not from the default", () =>
    Effect.gen(function* () {
      const schedule = Schedule.spaced("7 seconds")
      const {
        attempts,
        maxRetryAfter,
        schedule: kept
      } = yield* Retry.Retry.pipe(
        Retry.policy({ attempts: 5 }),
        Retry.policy({ maxRetryAfter: "1 minute", schedule }),
        Retry.policy({ attempts: 9, maxRetryAfter: "1 hour" })
      )
      assert.deepStrictEqual(
        { attempts, kept, wait: Duration.toMillis(maxRetryAfter) },
        {
          attempts: 5,
          kept: schedule,
          wait: 60_000
        }
      )
    })
  )

  it.effect("Retry.none keeps the other options of the outer policy", () =>
    Effect.gen(function* () {
      const { attempts, maxRetryAfter } = yield* Retry.Retry.pipe(
        Retry.none,
        Retry.policy({ maxRetryAfter: "1 minute" })
      )
      assert.strictEqual(attempts, 1)
      assert.strictEqual(Duration.toMillis(maxRetryAfter), 60_000)
    })
  )

  it.effect("a call waits for a Retry-After that the outer policy allows", () =>
    Effect.gen(function* () {
      const script: Script = (_, count) =>
        count === 1
          ? response(429, { code: "FREQUENCY_LIMITED", message: "m" }, { "retry-after": "60" })
          : response(204)
      const { exit, delays } = yield* run(write, script, (call) =>
        call.pipe(Retry.policy({ attempts: 5 }), Retry.policy({ maxRetryAfter: "2 minutes" }))
      )
      assert.isTrue(Exit.isSuccess(exit))
      assert.isAtLeast(delays[0] ?? 0, 60_000)
    })
  )

  it.effect("Retry.policy and Timeout.perAttempt accept the effect as the first argument", () =>
    Effect.gen(function* () {
      const { attempts } = yield* Retry.policy(Retry.Retry, { attempts: 4 })
      assert.strictEqual(attempts, 4)
      assert.strictEqual(Duration.toSeconds(yield* Timeout.perAttempt(Timeout.Timeout, "3 seconds")), 3)
    })
  )
})
