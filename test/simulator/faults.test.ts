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
  const once = <A, E>(effect: Effect.Effect<A, E, WechatPayClient.WechatPayClient>) => Retry.none(effect)

  describe(`faults, ${front.name}`, () => {
    for (const { effect, failure, fault, outcome, state = "responded", status } of table) {
      it.scopedLive(`${nameOf(fault)}: ${failure}, ${outcome}`, () =>
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

    it.scopedLive("the probe is recognised as one", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.signatureProbe)
        const error = yield* Effect.flip(terminate)
        assert.isTrue("reason" in error && error.reason._tag === "SignatureInvalid" && error.reason.probe)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("Retry-After is seconds or a date, or missing", () =>
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

    it.scopedLive("a late response is a good one", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.delayed("120 millis"))
        yield* terminate
        const call = yield* lastCall
        assert.strictEqual(call.status, 204)
        assert.isAtLeast(call.durationMillis ?? 0, 119)
      }).pipe(Effect.provide(layer))
    )

    it.scopedLive("a caller that is interrupted is seen to go away", () =>
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

    it.scopedLive("a fault by chance hits some requests, until it is cleared", () =>
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

    it.scopedLive("faults are taken in order, each by the requests that fit it", () =>
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
