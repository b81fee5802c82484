/** Each fault, as our client sees it and as the log and the state tell of it; the same table on both fronts. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, Retry, Timeout, type WechatPayClient } from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Faults, Payscore, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Fiber, Layer } from "effect"
import { fronts, lastCall } from "./fronts.js"

const scope = {
  role: "merchant",
  mchid: Samples.mchid,
  service_id: Samples.serviceId,
  openid: Samples.openid
} as const

const terminate = Permission.terminateByOpenid({
  openid: Samples.openid,
  service_id: Samples.serviceId,
  appid: Samples.appid,
  reason: "user asked"
})

const { act } = Simulator

const tookEffect = Effect.gen(function* () {
  const { act } = yield* Simulator.Simulator
  const rows = yield* act(State.rows(Payscore.authorizations))
  return rows.get(Payscore.authorizationKey(scope))?.state === "UNAVAILABLE"
})

interface Expected {
  readonly fault: Faults.Fault
  /** The reason of a `WechatPayError`, or the tag of an error of WeChat Pay. */
  readonly failure: string
  readonly outcome: "Refused" | "Unknown"
  readonly effect: boolean
  readonly status?: number
  readonly state?: "responded" | "aborted" | "reset"
}

const table: ReadonlyArray<Expected> = [
  {
    fault: Faults.signatureMissing,
    failure: "SignatureMissing",
    outcome: "Unknown",
    effect: true,
    status: 204
  },
  {
    fault: Faults.signatureWrong,
    failure: "SignatureInvalid",
    outcome: "Unknown",
    effect: true,
    status: 204
  },
  { fault: Faults.signatureStale, failure: "ClockSkew", outcome: "Unknown", effect: true, status: 204 },
  {
    fault: Faults.signatureUnknownSerial,
    failure: "UnknownSerial",
    outcome: "Unknown",
    effect: true,
    status: 204
  },
  {
    fault: Faults.signatureProbe,
    failure: "SignatureInvalid",
    outcome: "Unknown",
    effect: true,
    status: 204
  },
  { fault: Faults.badGateway(), failure: "ApiError", outcome: "Unknown", effect: false, status: 502 },
  {
    fault: Faults.badGateway({ effect: true }),
    failure: "ApiError",
    outcome: "Unknown",
    effect: true,
    status: 502
  },
  { fault: Faults.systemError(), failure: "SystemError", outcome: "Unknown", effect: false, status: 500 },
  {
    fault: Faults.systemError({ effect: true }),
    failure: "SystemError",
    outcome: "Unknown",
    effect: true,
    status: 500
  },
  {
    fault: Faults.frequencyLimited(),
    failure: "FrequencyLimited",
    outcome: "Refused",
    effect: false,
    status: 429
  },
  { fault: Faults.accepted(), failure: "ApiError", outcome: "Unknown", effect: false, status: 202 },
  {
    fault: Faults.accepted({ effect: true }),
    failure: "ApiError",
    outcome: "Unknown",
    effect: true,
    status: 202
  },
  { fault: Faults.errorEnvelope, failure: "SystemError", outcome: "Unknown", effect: true, status: 200 },
  { fault: Faults.notJson, failure: "InvalidResponse", outcome: "Unknown", effect: true, status: 200 },
  { fault: Faults.truncated, failure: "Transport", outcome: "Unknown", effect: true, status: 200 },
  { fault: Faults.reset(), failure: "Transport", outcome: "Unknown", effect: false, state: "reset" },
  {
    fault: Faults.reset({ effect: true }),
    failure: "Transport",
    outcome: "Unknown",
    effect: true,
    state: "reset"
  },
  { fault: Faults.hang(), failure: "Timeout", outcome: "Unknown", effect: false, state: "aborted" },
  {
    fault: Faults.hang({ effect: true }),
    failure: "Timeout",
    outcome: "Unknown",
    effect: true,
    state: "aborted"
  }
]

const nameOf = (fault: Faults.Fault) =>
  fault._tag + ("effect" in fault ? (fault.effect ? ", effect" : ", no effect") : "")

for (const front of fronts) {
  const layer = Simulator.layerClient().pipe(Layer.provideMerge(front.layer()))
  const virtual = Simulator.layerClient().pipe(Layer.provideMerge(front.layer({ time: "virtual" })))
  const once = <A, E>(effect: Effect.Effect<A, E, WechatPayClient.WechatPayClient>) => Retry.none(effect)

  /** One attempt, whatever comes of it. */
  const attempted = <A, E>(effect: Effect.Effect<A, E, WechatPayClient.WechatPayClient>) =>
    Effect.ignore(Retry.none(effect))

  describe(`faults, ${front.name}`, () => {
    for (const { effect, failure, fault, outcome, state = "responded", status } of table) {
      it.scopedLive(`the fault ${nameOf(fault)} leads to ${failure} with the outcome ${outcome}`, () =>
        Effect.gen(function* () {
          const { calls, faults } = yield* Simulator.Simulator
          yield* faults.inject(fault)
          const limit = fault._tag === "Hang" ? "300 millis" : "10 seconds"
          const error = yield* Effect.flip(once(terminate).pipe(Timeout.perAttempt(limit)))
          assert.strictEqual(ApiError.isApiError(error) ? error._tag : error.reason._tag, failure)
          assert.strictEqual(error.outcome, outcome)
          if (status !== undefined && failure !== "Transport") assert.strictEqual(error.status, status)

          const call = yield* calls.waitFor((call) => call.state !== "open")
          assert.deepInclude(call, { fault, state, signature: "valid", handled: effect })
          if (status !== undefined) assert.strictEqual(call.status, status)
          assert.strictEqual(yield* tookEffect, effect)
          assert.strictEqual(yield* faults.pending, 0)
          assert.strictEqual((yield* calls.all).length, 1)
        }).pipe(Effect.provide(layer))
      )
    }

    it.scopedLive("a signature probe is recognised as one", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.signatureProbe)
        const error = yield* Effect.flip(terminate)
        assert.isTrue("reason" in error && error.reason._tag === "SignatureInvalid" && error.reason.probe)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("Retry-After of a fault is seconds, a date, or absent", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const retryAfter = Effect.map(Effect.flip(once(terminate)), (error) =>
          ApiError.isApiError(error) ? error.retryAfter : "another error"
        )
        yield* faults.inject(Faults.frequencyLimited({ retryAfter: 2 }))
        assert.strictEqual(yield* retryAfter, 2000)
        yield* faults.inject(
          Faults.frequencyLimited({ retryAfter: new Date(Date.now() + 60_000).toUTCString() })
        )
        assert.closeTo(Number(yield* retryAfter), 59_000, 2000)
        yield* faults.inject(Faults.frequencyLimited())
        assert.isUndefined(yield* retryAfter)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("a delayed response is correct", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.delayed("120 millis"))
        yield* terminate
        const call = yield* lastCall
        assert.strictEqual(call.status, 204)
        assert.isAtLeast(call.durationMillis ?? 0, 119)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("a late request arrives after the client's timeout, and takes effect then", () =>
      Effect.gen(function* () {
        const { calls, faults, time } = yield* Simulator.Simulator
        for (const [fault, state] of [
          [Faults.lateArrival("3 minutes"), "aborted"],
          [Faults.lateArrival("3 minutes", { reset: true }), "reset"]
        ] as const) {
          yield* act(Payscore.authorize({ ...scope, appid: Samples.appid }))
          yield* calls.clear
          yield* faults.inject(fault)
          const fiber = yield* Effect.forkScoped(once(terminate))
          yield* calls.waitFor((call) => call.fault === fault)
          yield* Fiber.interrupt(fiber)
          yield* calls.waitFor((call) => call.state === state)
          yield* time.advance("2 minutes")
          assert.isFalse(yield* tookEffect)
          yield* time.advance("1 minute")
          assert.isTrue(yield* tookEffect)
          assert.deepInclude(yield* lastCall, { state, handled: true })
          assert.isNumber((yield* lastCall).arrivedAt)
        }
      }).pipe(Effect.provide(virtual))
    )

    it.scopedLive(
      "a late request arrives while the client still waits, and the client gets its response",
      () =>
        Effect.gen(function* () {
          const { faults } = yield* Simulator.Simulator
          yield* act(Payscore.authorize({ ...scope, appid: Samples.appid }))
          yield* faults.inject(Faults.lateArrival("50 millis"))
          yield* once(terminate)
          assert.strictEqual((yield* lastCall).status, 204)
        }).pipe(Effect.provide(layer))
    )

    it.scopedLive("an overtaken request arrives after the later one", () =>
      Effect.gen(function* () {
        const { calls, faults } = yield* Simulator.Simulator
        const query = Permission.queryByOpenid({
          openid: Samples.openid,
          service_id: Samples.serviceId,
          appid: Samples.appid
        })
        yield* act(Payscore.authorize({ ...scope, appid: Samples.appid }))
        yield* faults.inject(Faults.overtakenBy(Permission.queryByOpenid, { requests: 2, reset: true }), {
          endpoint: Permission.terminateByOpenid
        })
        yield* Effect.flip(once(terminate))
        const states: Array<string | undefined> = []
        for (let query_ = 0; query_ < 2; query_++) {
          states.push((yield* query).authorization_state)
        }
        yield* calls.waitFor((call) => call.arrivedAt !== undefined && call.handled)
        states.push((yield* query).authorization_state)
        assert.deepStrictEqual(states, ["AVAILABLE", "AVAILABLE", "UNAVAILABLE"])
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("an outage of one call ends after its duration and does not affect other calls", () =>
      Effect.gen(function* () {
        const { faults, time } = yield* Simulator.Simulator
        const other = Permission.queryByOpenid({
          openid: "nobody",
          service_id: Samples.serviceId,
          appid: Samples.appid
        })
        yield* faults.inject(Faults.badGateway(), {
          endpoint: Permission.terminateByOpenid,
          during: "30 seconds"
        })
        const seen: Array<number | undefined> = []
        for (const call of [terminate, other, terminate]) {
          yield* attempted<unknown, unknown>(call)
          seen.push((yield* lastCall).status)
        }
        yield* time.advance("30 seconds")
        assert.lengthOf(yield* faults.waiting, 0)
        yield* Effect.ignore(once(terminate))
        seen.push((yield* lastCall).status)
        assert.deepStrictEqual(seen, [502, 404, 502, 204])
      }).pipe(Effect.provide(virtual))
    )

    it.scopedLive("an interrupted caller is logged as aborted", () =>
      Effect.gen(function* () {
        const { calls, faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.hang())
        const fiber = yield* Effect.forkScoped(terminate)
        yield* calls.waitFor(({ fault, signature }) => fault !== undefined && signature === "valid")
        yield* Fiber.interrupt(fiber)
        const call = yield* calls.waitFor(({ state }) => state !== "open")
        assert.strictEqual(call.state, "aborted")
        assert.isUndefined(call.status)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("a fault with a probability affects some requests until it is cleared", () =>
      Effect.gen(function* () {
        const { calls, faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.systemError(), { probability: 0.5 })
        yield* Effect.ignore(once(terminate)).pipe(Effect.repeatN(39))
        const hit = (yield* calls.all).filter(({ fault }) => fault !== undefined).length
        assert.isAbove(hit, 0)
        assert.isBelow(hit, 40)
        yield* faults.clear
        yield* terminate
        yield* faults.inject(Faults.systemError(), { probability: 1, times: 1 })
        assert.strictEqual(yield* faults.pending, 1)
        yield* Effect.flip(once(terminate))
        yield* terminate
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("faults are taken in order, each by matching requests", () =>
      Effect.gen(function* () {
        const { calls, faults } = yield* Simulator.Simulator
        const other = Permission.terminateByAuthorizationCode({
          authorization_code: "nobody",
          service_id: Samples.serviceId,
          reason: "x"
        })
        yield* faults.inject(Faults.systemError(), { endpoint: Permission.terminateByOpenid, times: 2 })
        yield* faults.inject(Faults.none, { endpoint: Permission.terminateByOpenid })
        yield* faults.inject(Faults.badGateway(), { when: ({ target }) => target.includes("openid") })
        yield* faults.inject(Faults.signatureMissing, { host: "elsewhere" })
        assert.strictEqual(yield* faults.pending, 5)
        const seen: Array<number | undefined> = []
        for (const call of [terminate, other, terminate, terminate, terminate, terminate]) {
          yield* Effect.ignore(once(call))
          seen.push((yield* calls.all).at(-1)?.status)
        }
        assert.deepStrictEqual(seen, [500, 404, 500, 204, 502, 204])
        assert.strictEqual(yield* faults.pending, 1)
        yield* faults.clear
        assert.strictEqual(yield* faults.pending, 0)
      }).pipe(Effect.provide(layer))
    )
  })
}

describe("late arrivals by the time that is advanced", () => {
  const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ time: "virtual" })))

  it.scopedLive(
    "late requests arrive before an advance ends, and are rejected if their timestamp is too old",
    () =>
      Effect.gen(function* () {
        const { calls, faults, time } = yield* Simulator.Simulator
        for (const [after, advanced, expected] of [
          ["4 minutes", "4 minutes", { handled: true, rejectedBy: undefined }],
          ["6 minutes", "1 hour", { handled: false, rejectedBy: "timestamp" }]
        ] as const) {
          yield* act(Payscore.authorize({ ...scope, appid: Samples.appid }))
          yield* calls.clear
          yield* faults.inject(Faults.lateArrival(after, { reset: true }))
          yield* Effect.flip(Retry.none(terminate))
          yield* time.advance("3 minutes")
          assert.isUndefined((yield* lastCall).arrivedAt)
          yield* time.advance(advanced)
          const { handled, rejectedBy } = yield* lastCall
          assert.deepStrictEqual({ handled, rejectedBy }, expected)
          assert.strictEqual(yield* tookEffect, expected.handled)
        }
      }).pipe(Effect.provide(layer))
  )
})
