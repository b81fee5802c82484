/** Further attempts as the server sees them. */

import { assert, describe, layer } from "@effect/vitest"
import { type ApiError, CommonError, Retry, Timeout } from "@effect-wechatpay/core"
import { Domain, Faults, SimulatedError, Simulator } from "@effect-wechatpay/simulator"
import { Cause, Duration, Effect, Exit, Layer, Schedule, Schema } from "effect"
import { look, ping, put } from "../support/endpoints.js"
import * as Telemetry from "../support/telemetry.js"
import { clients, server, serverWith, setup } from "./clients.js"
import { closedPort } from "./rawServer.js"

const write = put({ openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", reason: "the user said so" })
const atOnce = Retry.policy({ attempts: 3, schedule: Schedule.spaced("1 millis") })

const arrived = Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all)
const clear = Effect.flatMap(Simulator.Simulator, ({ calls, faults }) =>
  Effect.andThen(calls.clear, faults.clear)
)

describe.each(clients)("$name", (client) => {
  layer(setup(client), { excludeTestServices: true })((it) => {
    it.effect("each attempt is signed anew, with its own nonce and time", () =>
      Effect.gen(function* () {
        yield* clear
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.reset())
        yield* faults.inject(Faults.systemError())
        yield* write.pipe(Retry.policy({ schedule: Schedule.spaced("1100 millis") }))
        const calls = yield* arrived
        assert.lengthOf(calls, 3)
        for (const call of calls) {
          assert.strictEqual(call.signature, "valid")
          assert.isFalse(call.nonceReplayed)
        }
        const times = calls.map(({ timestamp }) => timestamp ?? 0)
        assert.isTrue(
          times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)),
          times.join(" ")
        )
        assert.strictEqual(new Set(calls.map(({ nonce }) => nonce)).size, 3)
        assert.strictEqual(new Set(calls.map(({ body, target }) => target + Buffer.from(body))).size, 1)
      })
    )

    it.effect("a call that is not idempotent is sent once", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        for (const fault of [
          Faults.reset(),
          Faults.systemError(),
          Faults.badGateway(),
          Faults.frequencyLimited(),
          Faults.signatureProbe,
          Faults.truncated
        ]) {
          yield* clear
          yield* faults.inject(fault, { times: 9 })
          yield* Effect.flip(ping({}).pipe(atOnce))
          assert.lengthOf(yield* arrived, 1, fault._tag)
        }
        yield* clear
      })
    )

    it.effect("Retry.none sends one request over a real connection", () =>
      Effect.gen(function* () {
        yield* clear
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.systemError(), { times: 9 })
        yield* Effect.flip(write.pipe(Retry.none))
        assert.lengthOf(yield* arrived, 1)
        yield* clear
      })
    )

    it.effect("a Retry-After up to the limit is respected", () =>
      Effect.gen(function* () {
        yield* clear
        const { faults } = yield* Simulator.Simulator
        yield* faults.inject(Faults.frequencyLimited({ retryAfter: 1 }))
        const [took] = yield* Effect.timed(write.pipe(atOnce))
        assert.isAtLeast(Duration.toMillis(took), 1000)
        assert.lengthOf(yield* arrived, 2)

        yield* clear
        yield* faults.inject(Faults.frequencyLimited({ retryAfter: 3600 }))
        const error = yield* Effect.flip(write.pipe(atOnce))
        assert(error._tag === "FrequencyLimited")
        assert.strictEqual(error.retryAfter, 3_600_000)
        assert.lengthOf(yield* arrived, 1)
      })
    )

    const kinds: ReadonlyArray<Faults.Fault> = [
      Faults.none,
      Faults.reset(),
      Faults.reset({ effect: true }),
      Faults.systemError(),
      Faults.badGateway({ effect: true }),
      Faults.frequencyLimited(),
      Faults.accepted(),
      Faults.signatureMissing,
      Faults.signatureWrong,
      Faults.signatureProbe,
      Faults.truncated,
      Faults.hang()
    ]

    it.effect.prop(
      "a call under alternating faults never exceeds its attempts, and a possible effect is never reported as Refused",
      {
        attempts: Schema.Int.pipe(Schema.between(1, 5)),
        order: Schema.Array(Schema.Int.pipe(Schema.between(0, kinds.length - 1))).pipe(Schema.maxItems(6))
      },
      ({ attempts, order }) =>
        Effect.gen(function* () {
          yield* clear
          const { faults } = yield* Simulator.Simulator
          for (const kind of order) yield* faults.inject(kinds[kind] ?? Faults.none)
          const exit = yield* look({ out_order_no: "1" }).pipe(
            Retry.policy({ attempts, schedule: Schedule.spaced("1 millis") }),
            Timeout.perAttempt("100 millis"),
            Effect.exit
          )
          const calls = yield* arrived
          assert.isAtMost(calls.length, attempts)
          assert.isAtLeast(calls.length, 1)
          assert.isTrue(calls.every((call) => call.signature === "valid" && !call.nonceReplayed))
          if (Exit.isFailure(exit)) {
            const error = Cause.squash(exit.cause) as ApiError.Any
            const open = calls.some(({ fault }) => fault !== undefined && fault._tag !== "FrequencyLimited")
            assert.strictEqual(error.outcome, open ? "Unknown" : "Refused")
          }
        }),
      { fastCheck: { numRuns: 15 } }
    )

    it.effect("a call goes to the backup host after a transport error, and back", () =>
      Effect.gen(function* () {
        yield* clear
        const primary = yield* Simulator.Simulator
        yield* Effect.gen(function* () {
          const backup = yield* Simulator.Simulator
          const failingOver = Simulator.layerClient({ backupUrl: backup.baseUrl }).pipe(
            Layer.provide(Layer.succeed(Simulator.Simulator, { ...primary, platform: backup.platform }))
          )
          const hosts = Effect.gen(function* () {
            const all = [...(yield* primary.calls.all), ...(yield* backup.calls.all)]
            assert.isTrue(all.every(({ signature }) => signature === "valid"))
            return {
              primary: (yield* primary.calls.all).length,
              backup: (yield* backup.calls.all).length
            }
          })
          yield* primary.calls.clear
          yield* primary.faults.inject(Faults.reset())
          yield* Effect.provide(write.pipe(atOnce), failingOver)
          assert.deepStrictEqual(yield* hosts, { primary: 1, backup: 1 })

          yield* primary.calls.clear
          yield* backup.calls.clear
          yield* primary.faults.inject(Faults.reset())
          yield* backup.faults.inject(Faults.reset())
          yield* Effect.provide(write.pipe(atOnce), failingOver)
          assert.deepStrictEqual(yield* hosts, { primary: 2, backup: 1 })

          // A response, however bad, is no transport fault.
          yield* primary.calls.clear
          yield* backup.calls.clear
          yield* primary.faults.inject(Faults.systemError())
          yield* Effect.provide(write.pipe(atOnce), failingOver)
          assert.deepStrictEqual(yield* hosts, { primary: 2, backup: 0 })
        }).pipe(Effect.provide(Layer.fresh(server)))
      })
    )

    it.effect(
      "a call that is not idempotent reaches the backup host if the connection to the first is rejected",
      () =>
        Effect.gen(function* () {
          const simulator = yield* Simulator.Simulator
          yield* simulator.calls.clear
          const down = yield* closedPort
          const failingOver = Simulator.layerClient({ backupUrl: simulator.baseUrl }).pipe(
            Layer.provide(Layer.succeed(Simulator.Simulator, { ...simulator, baseUrl: down }))
          )
          yield* Effect.provide(ping({}).pipe(atOnce), failingOver)
          assert.lengthOf(yield* arrived, 1)
        })
    )

    it.effect(
      "an earlier attempt that may have taken effect makes the outcome unknown over a real connection",
      () =>
        Effect.gen(function* () {
          const reject = Domain.make("reject", {
            handlers: [Domain.handler(put, () => SimulatedError.invalidRequest("already done"))]
          })
          const rejecting = Simulator.layerClient().pipe(Layer.provideMerge(serverWith(reject)))
          yield* Effect.gen(function* () {
            const { faults } = yield* Simulator.Simulator
            const plain = yield* Effect.flip(write.pipe(atOnce))
            assert(plain._tag === "InvalidRequest" && plain.outcome === "Refused")
            for (const fault of [Faults.reset({ effect: true }), Faults.systemError(), Faults.badGateway()]) {
              yield* faults.inject(fault)
              const error = yield* Effect.flip(write.pipe(atOnce))
              assert(error._tag === "InvalidRequest")
              assert.strictEqual(error.outcome, "Unknown")
              assert.instanceOf(error, CommonError.InvalidRequest)
            }
            yield* faults.inject(Faults.frequencyLimited())
            const limited = yield* Effect.flip(write.pipe(atOnce))
            assert.strictEqual(limited.outcome, "Refused")
          }).pipe(Effect.provide(rejecting))
        })
    )

    it.effect("logs at every level contain no value of a call", () =>
      Effect.gen(function* () {
        yield* clear
        const { faults } = yield* Simulator.Simulator
        const into = Telemetry.told()
        for (const fault of [
          Faults.none,
          Faults.reset(),
          Faults.truncated,
          Faults.hang(),
          Faults.badGateway(),
          Faults.notJson,
          Faults.signatureWrong
        ]) {
          yield* faults.inject(fault)
          yield* write.pipe(
            Retry.none,
            Timeout.perAttempt("100 millis"),
            Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
            Effect.exit,
            Effect.provide(Telemetry.layer(into))
          )
        }
        assert.isAtLeast(into.logs.length, 5)
        const everything = [...into.logs, ...into.spans.map(Telemetry.printSpan)].join("\n")
        assert.include(everything, "test.put")
        for (const value of [
          "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
          "the user said so",
          "WECHATPAY2-SHA256-RSA2048"
        ]) {
          assert.notInclude(everything, value)
        }
      })
    )
  })
})
