/**
 * The simulator serves every endpoint of PayScore: an input that was generated from its schema is accepted, once the state is
 * one in which the call is allowed, and the response is verified and decoded.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"
import { familyOf } from "../support/walk/families.js"
import { samples } from "../support/walk/inputs.js"
import { now, preparations, register } from "../support/walk/prepare.js"

const payscore = familyOf("payscore")

const ids = payscore.endpoints.map(({ endpoint }) => endpoint.id)

const served = payscore.endpoints.map(
  ({ endpoint }) =>
    [endpoint.id, endpoint as Endpoint.Any & Endpoint.Endpoint<unknown, unknown, Error>] as const
)

let count = 0

describe("the simulator of PayScore", () => {
  it("the simulator serves every endpoint of PayScore, and each has its preparation", () => {
    assert.lengthOf(ids, 85)
    assert.deepStrictEqual(Object.keys(preparations).sort(), [...ids].sort())
  })

  it.layer(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())))((it) => {
    it.effect.each(served)("the simulator accepts a valid call: %s", ([id, endpoint]) =>
      Effect.gen(function* () {
        yield* register
        const prepare = preparations[id]
        assert(prepare !== undefined)
        for (const sample of samples(endpoint, 8)) {
          yield* TestClock.setTime(now)
          const input = yield* prepare(sample, `walk_${++count}`)
          yield* endpoint(input)
        }
      })
    )

    it.effect("the simulator's state after all calls is JSON that another simulator can import", () =>
      Effect.gen(function* () {
        const { exportState } = yield* Simulator.Simulator
        const state = JSON.parse(JSON.stringify(yield* exportState))
        assert.isAtLeast(Object.keys(state).length, 10)
        const again = yield* Effect.provide(
          Effect.flatMap(Simulator.Simulator, (other) =>
            Effect.zipRight(other.importState(state), other.exportState)
          ),
          Simulator.layer()
        )
        assert.deepStrictEqual(JSON.parse(JSON.stringify(again)), state)
      })
    )
  })
})
