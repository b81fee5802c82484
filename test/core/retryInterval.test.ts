import { assert, describe, it } from "@effect/vitest"
import {
  ApiError,
  CommonError,
  Endpoint,
  Retry,
  Timeout,
  WechatPayClient,
  Wire
} from "@effect-wechatpay/core"
import { Clock, Duration, Effect, Exit, Schedule } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { fault, response, type Script, scripted } from "../support/scripted.js"

class StillAccepting extends ApiError.forCode<StillAccepting>("test/StillAccepting")("StillAccepting", {
  codes: ["FREQUENCY_LIMITED"],
  advice: "query it;",
  outcome: "Unknown"
}) {}

const pay = Endpoint.make("test.pay", {
  method: "POST",
  path: "/v3/test/pay",
  payload: { out_order_no: Wire.OutOrderNo },
  errors: [StillAccepting, CommonError.SystemError],
  idempotent: true,
  retryInterval: "1 minute"
})

const systemError = response(500, { code: "SYSTEM_ERROR", message: "系统错误" })

/** Signing takes real time, which the test clock does not include: no timeout must end an attempt here. */
const call = pay({ out_order_no: "1" }).pipe(Timeout.perAttempt("1 hour"))

/** When each request of a call was sent, in milliseconds since the first, and how the call ended. */
const timesOf = (script: Script, change: <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    const { layer } = scripted((received, count) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        times.push(now)
        const told = script(received, count)
        return Effect.isEffect(told) ? told : told instanceof Error ? Effect.die(told) : Effect.succeed(told)
      })
    )
    const fiber = yield* change(call).pipe(Effect.provide(layer), Effect.exit, Effect.fork)
    const exit = yield* advanceUntilDone(fiber)
    return { times: times.map((time) => time - times[0]!), exit }
  })

const unchanged = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect

describe("an endpoint with a retry interval", () => {
  it.effect("an endpoint with a retry interval is not sent again earlier, with every schedule", () =>
    Effect.gen(function* () {
      for (const change of [
        unchanged,
        Retry.policy({ schedule: Schedule.spaced("10 millis") }),
        Retry.policy({ schedule: Schedule.forever })
      ]) {
        const { exit, times } = yield* timesOf(() => systemError, change)
        assert.lengthOf(times, 3)
        for (const [index, time] of times.entries()) {
          if (index > 0) assert.isAtLeast(time - times[index - 1]!, 60_000)
        }
        assert.isTrue(Exit.isFailure(exit))
      }
    })
  )

  it.effect("an endpoint with a retry interval uses a schedule with longer delays", () =>
    Effect.gen(function* () {
      const { times } = yield* timesOf(
        () => systemError,
        Retry.policy({ schedule: Schedule.spaced("3 minutes") })
      )
      assert.deepStrictEqual(times, [0, 180_000, 360_000])
    })
  )

  it.effect("a Retry-After up to the retry interval is waited for", () =>
    Effect.gen(function* () {
      const limited = (seconds: number) => () =>
        response(429, { code: "FREQUENCY_LIMITED" }, { "retry-after": String(seconds) })
      assert.lengthOf((yield* timesOf(limited(60), unchanged)).times, 3)
      assert.lengthOf((yield* timesOf(limited(61), unchanged)).times, 1)
    })
  )

  it.effect("an endpoint with a retry interval uses the backup host at once if nothing was sent", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const { layer, received } = scripted((_, count) =>
        count === 1 ? fault("ECONNREFUSED", "connect") : response(204)
      )
      const fiber = yield* call.pipe(
        Effect.tap(Effect.map(Clock.currentTimeMillis, (now) => times.push(now))),
        Effect.provide(layer),
        Effect.fork
      )
      yield* advanceUntilDone(fiber, "1 seconds")
      assert.deepStrictEqual(
        received.map(({ origin }) => origin),
        ["https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"]
      )
      assert.isBelow(times[0]!, 5_000)
    })
  )

  it.effect("the retry interval counts from the attempt that arrived, even if a later one did not", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const { layer } = scripted((_, count) => {
        if (count === 2) return fault("ECONNREFUSED", "connect")
        return Effect.map(Clock.currentTimeMillis, (now) => {
          times.push(now)
          return count === 1 ? systemError : response(204)
        })
      })
      const fiber = yield* call.pipe(Effect.provide(layer), Effect.fork)
      yield* advanceUntilDone(fiber)
      assert.lengthOf(times, 2)
      assert.isAtLeast(times[1]! - times[0]!, 60_000)
    })
  )

  it.effect("an endpoint may have another retry interval for too many requests", () =>
    Effect.gen(function* () {
      const query = Endpoint.make("test.query", {
        method: "GET",
        path: "/v3/test/query",
        errors: CommonError.all,
        limitedInterval: "1 minute"
      })({})
      const times: Array<number> = []
      const { layer } = scripted((_, count) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          times.push(now)
          return count === 1 ? systemError : response(429, { code: "FREQUENCY_LIMITED", message: "频率限制" })
        })
      )
      const sent = query.pipe(Timeout.perAttempt("1 hour"), Effect.provide(layer), Effect.exit)
      yield* advanceUntilDone(yield* Effect.fork(sent))
      assert.lengthOf(times, 3)
      assert.isBelow(times[1]! - times[0]!, 5_000)
      assert.isAtLeast(times[2]! - times[1]!, 60_000)
      const extended = Endpoint.extend(pay, { payload: { note: Wire.text(5) } })
      assert.isTrue(Duration.equals(extended.limitedInterval, Duration.zero))
    })
  )

  it.effect("a request to any path has no interval of its own", () =>
    Effect.gen(function* () {
      const any = Effect.flatMap(WechatPayClient.WechatPayClient, ({ request }) => request("GET", "/v3/any"))
      const { layer, received } = scripted((_, count) => response(count < 3 ? 429 : 204))
      const fiber = yield* Effect.fork(any.pipe(Timeout.perAttempt("1 hour"), Effect.provide(layer)))
      assert.isUndefined(yield* advanceUntilDone(fiber, "1 seconds"))
      assert.lengthOf(received, 3)
    })
  )

  it("the description of an endpoint contains its retry interval, and an extension keeps it", () => {
    assert.isTrue(Duration.equals(pay.retryInterval, Duration.minutes(1)))
    const wider = Endpoint.extend(pay, { payload: { note: Wire.text(5) } })
    assert.isTrue(Duration.equals(wider.retryInterval, Duration.minutes(1)))
    const plain = Endpoint.make("test.plain", { method: "GET", path: "/v3/test" })
    assert.isTrue(Duration.equals(plain.retryInterval, Duration.zero))
  })
})

describe("an error class with an outcome", () => {
  it.effect("an error class with an outcome takes precedence over status and code", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(429, { code: "FREQUENCY_LIMITED", message: "频率限制" }))
      const error = yield* call.pipe(Retry.none, Effect.provide(layer), Effect.flip)
      assert(error._tag === "StillAccepting")
      assert.strictEqual(error.outcome, "Unknown")
      assert.include(error.message, "it may have taken effect")
    })
  )

  it.effect("an error class with an outcome does not affect the codes of other classes", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(400, { code: "PARAM_ERROR", message: "参数错误" }))
      const error = yield* call.pipe(Retry.none, Effect.provide(layer), Effect.flip)
      assert.strictEqual(error.outcome, "Refused")
    })
  )
})
