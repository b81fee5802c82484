/** The page on the self-test: its examples compile, and print what it says. */
import { assert, describe, it } from "@effect/vitest"
import { SelfTest } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./self-test.examples.js"

it("docs/self-test.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("self-test"), ofModule("self-test"))
})

const simulated = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

describe("docs/self-test.md", () => {
  it.effect("the example of docs/self-test.md runs the self-test with and without notifications", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* Example.program)
      const inbox = yield* SelfTest.makeInbox
      const { checks, ok } = yield* Example.withNotifications("http://shop.example/notify", inbox)
      assert.isFalse(ok)
      assert.strictEqual(checks.at(-1)?.result, "Failed")
    }).pipe(Effect.provide(simulated))
  )
})
