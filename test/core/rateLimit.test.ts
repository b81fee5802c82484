import { assert, describe, it } from "@effect/vitest"
import { RateLimit, Retry, type WechatPayClient } from "@effect-wechatpay/core"
import { Refund } from "@effect-wechatpay/refund"
import {
  Cause,
  Clock,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Logger,
  Option,
  Schedule,
  TestClock
} from "effect"
import { look, ping, put } from "../support/endpoints.js"
import { response, type Script, scripted } from "../support/scripted.js"

/** Calls on the test clock: when requests arrived, in milliseconds. */
const limited = (
  rateLimit: RateLimit.Options,
  script: Script = ({ method }) => (method === "GET" ? response(200, { state: "A" }) : response(204))
) => {
  const times: Array<number> = []
  const { layer, received, signed } = scripted(
    (request, count) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        times.push(now)
        const told = script(request, count)
        return told instanceof Error ? Effect.die(told) : Effect.isEffect(told) ? told : Effect.succeed(told)
      }),
    { rateLimit }
  )
  return { layer, times, received, signed }
}

const inSteps = (count: number, step: Duration.DurationInput) =>
  Effect.repeat(TestClock.adjust(step), { times: count - 1 })

const read = look({ out_order_no: "1" })

describe("a limit", () => {
  it.effect("a rate limit admits its number of requests, and the others as permits become free", () => {
    const { layer, times } = limited({ all: { requests: 5, per: "1 second" } })
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 12 }, () => ping({})),
          { concurrency: "unbounded" }
        )
      )
      yield* inSteps(40, "50 millis")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(times.slice(0, 5), [0, 0, 0, 0, 0])
      assert.deepStrictEqual(times.slice(5), [200, 400, 600, 800, 1000, 1200, 1400])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a rate limit of a window admits further requests when the window is over", () => {
    const { layer, times } = limited({
      all: { requests: 2, per: "1 second", algorithm: "fixed-window" }
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 5 }, () => ping({})),
          { concurrency: "unbounded" }
        )
      )
      yield* inSteps(40, "100 millis")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(times, [0, 0, 1000, 1000, 2000])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a rate limit for some endpoints is shared by them and does not delay others", () => {
    const { layer, received, times } = limited({
      endpoints: [{ of: [ping, look], limit: { requests: 1, per: "10 seconds" } }]
    })
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Effect.all([ping({}), read, put({ openid: "o", reason: "r" })], { concurrency: "unbounded" })
      )
      yield* inSteps(3, "5 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        received.map(({ target }) => target),
        ["/v3/test/ping", "/v3/test/put/o", "/v3/test/look/1"]
      )
      assert.deepStrictEqual(times, [0, 0, 10_000])
    }).pipe(Effect.provide(layer))
  })

  it.effect("a rate limit counts each attempt of a call", () => {
    const { layer, times } = limited({ all: { requests: 1, per: "10 seconds" } }, () => response(502))
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(
        Effect.exit(Retry.policy({ schedule: Schedule.recurs(2) })(put({ openid: "o", reason: "r" })))
      )
      yield* inSteps(6, "5 seconds")
      assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
      assert.deepStrictEqual(times, [0, 10_000, 20_000])
    }).pipe(Effect.provide(layer))
  })

  it.effect("the wait for a rate limit is before the timeout of the attempt and before the signature", () => {
    const { layer, received } = limited({ all: { requests: 1, per: "20 minutes" } })
    return Effect.gen(function* () {
      yield* ping({})
      const fiber = yield* Effect.fork(ping({}))
      yield* inSteps(2, "10 minutes")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        received.map(({ authorization }) => authorization.timestamp),
        ["0", "1200"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("a rate limit does not lose the permit of an interrupted caller", () => {
    const { layer, times } = limited({ all: { requests: 1, per: "10 seconds" } })
    return Effect.gen(function* () {
      yield* ping({})
      const gone = yield* Effect.fork(ping({}))
      yield* Effect.yieldNow()
      const other = yield* Effect.fork(ping({}))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(gone)
      yield* inSteps(2, "5 seconds")
      yield* Fiber.join(other)
      assert.deepStrictEqual(times, [0, 10_000])
    }).pipe(Effect.provide(layer))
  })
})

describe("maxWait", () => {
  it.effect.each([0, 3000] as const)(
    "maxWait of %d ms fails a request that gets no permit in time, unsent",
    (maxWait) => {
      const { layer, received, signed } = limited({ all: { requests: 1, per: "10 seconds" }, maxWait })
      return Effect.gen(function* () {
        yield* ping({})
        const fiber = yield* Effect.fork(Effect.flip(ping({})))
        yield* TestClock.adjust(maxWait)
        const error = yield* Fiber.join(fiber)
        assert(error._tag === "WechatPayError" && error.reason._tag === "RateLimited")
        assert.strictEqual(error.outcome, "NotSent")
        assert.strictEqual(
          error.message,
          maxWait === 0
            ? "test.ping: the client's own limit of requests is reached: nothing was sent."
            : "test.ping: the client's own limit of requests is reached, and no place became free within 3000 ms: nothing was sent."
        )
        assert.lengthOf(received, 1)
        assert.lengthOf(signed, 1)
        yield* TestClock.adjust("10 seconds")
        yield* ping({})
        assert.lengthOf(received, 2)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("maxWait counts from the begin of the wait, over all limits of an endpoint", () => {
    const { layer, times } = limited({
      all: { requests: 1, per: "4 seconds" },
      endpoints: [{ of: [ping], limit: { requests: 1, per: "2 seconds" } }],
      maxWait: "5 seconds"
    })
    return Effect.gen(function* () {
      yield* TestClock.adjust("1 hour")
      const fiber = yield* Effect.fork(Effect.all([ping({}), ping({})], { concurrency: "unbounded" }))
      yield* inSteps(5, "1 second")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(times, [3_600_000, 3_604_000])
    }).pipe(Effect.provide(layer))
  })

  it.effect("maxWait keeps the outcome unknown if an earlier attempt may have arrived", () => {
    const { layer, received } = limited({ all: { requests: 1, per: "1 hour" }, maxWait: 0 }, () =>
      response(502)
    )
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(put({ openid: "o", reason: "r" })))
      yield* inSteps(5, "1 second")
      const error = yield* Fiber.join(fiber)
      assert(error._tag === "WechatPayError" && error.reason._tag === "RateLimited")
      assert.strictEqual(error.outcome, "Unknown")
      assert.lengthOf(received, 1)
    }).pipe(Effect.provide(layer))
  })
})

describe("shared limits", () => {
  const all: RateLimit.Limit = { requests: 1, per: "10 seconds" }
  const some: RateLimit.Limit = { requests: 2, per: "1 minute" }

  /** A client whose limits are shared: what it asked for, and what the shared limits respond. */
  const sharing = (take: RateLimit.Shared["take"], more: Partial<RateLimit.Options> = {}) => {
    const asked: Array<unknown> = []
    const { layer, received } = limited({ all, endpoints: [{ of: [put, ping], limit: some }], ...more })
    const shared: RateLimit.Shared = {
      take: (name, limit, maxWait) => {
        asked.push([name, limit, maxWait && Duration.toMillis(maxWait)])
        return take(name, limit, maxWait)
      }
    }
    const logs: Array<string> = []
    const logger = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ message }) => void logs.push(String(message)))
    )
    const reference = Layer.succeed(RateLimit.SharedRateLimits, Option.some(shared))
    return { asked, received, logs, layer: Layer.merge(Layer.provide(layer, reference), logger) }
  }
  const names = {
    some: '["1900007291",["test.ping","test.put"]]',
    all: '["1900007291",null]'
  }

  it.effect("shared limits are asked by merchant and endpoints, the narrower one first", () => {
    const { asked, layer, received } = sharing(() => Effect.succeed(true))
    return Effect.gen(function* () {
      yield* ping({})
      yield* read
      assert.deepStrictEqual(asked, [
        [names.some, some, undefined],
        [names.all, all, undefined],
        [names.all, all, undefined]
      ])
      assert.lengthOf(received, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "a request without a shared place within maxWait fails unsent, and without maxWait it is sent",
    () =>
      Effect.gen(function* () {
        const limited = sharing(() => Effect.succeed(false), { maxWait: "3 seconds" })
        const error = yield* Effect.flip(Effect.provide(read, limited.layer))
        assert(error._tag === "WechatPayError" && error.reason._tag === "RateLimited")
        assert.strictEqual(error.outcome, "NotSent")
        assert.deepStrictEqual(limited.asked, [[names.all, all, 3000]])
        assert.lengthOf(limited.received, 0)
        const free = sharing(() => Effect.succeed(true), { maxWait: "3 seconds" })
        yield* Effect.provide(read, free.layer)
        assert.lengthOf(free.received, 1)
        const unlimited = sharing(() => Effect.succeed(false))
        yield* Effect.provide(read, unlimited.layer)
        assert.lengthOf(unlimited.received, 1)
      })
  )

  it.effect("a client applies its limits to its own requests while the shared ones cannot be used", () => {
    const { layer, logs, received } = sharing(
      () => new RateLimit.SharedRateLimitUnavailable({ problem: "no database" }),
      { maxWait: 0 }
    )
    return Effect.gen(function* () {
      yield* read
      const error = yield* Effect.flip(read)
      assert(error._tag === "WechatPayError" && error.reason._tag === "RateLimited")
      assert.lengthOf(received, 1)
      assert.deepStrictEqual(
        logs,
        Array(2).fill("the shared rate limit: no database: this process limits its own requests")
      )
    }).pipe(Effect.provide(layer))
  })
})

describe("limits", () => {
  it.effect.each([
    { requests: 0, per: "1 second" },
    { requests: 1.5, per: "1 second" },
    { requests: -1, per: "1 second" },
    { requests: 1, per: 0 }
  ] as ReadonlyArray<RateLimit.Limit>)("the rate limits %o are rejected when the layer is built", (all) =>
    Effect.gen(function* () {
      const built = yield* Effect.exit(
        Effect.scoped(Layer.build(limited({ all }).layer as Layer.Layer<WechatPayClient.WechatPayClient>))
      )
      assert(Exit.isFailure(built))
      assert.include(Cause.pretty(built.cause), "rateLimit: expected a positive number of requests")
    })
  )

  it("the rate limits of refunds are predefined", () => {
    assert.deepStrictEqual(Refund.rateLimit, { requests: 150, per: "1 second" })
  })
})
