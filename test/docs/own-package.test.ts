/** The page on a package of one's own: its examples compile, and do what it says. */
import { assert, it } from "@effect/vitest"
import { Samples } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./own-package.examples.js"

it("docs/own-package.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("own-package"), ofModule("own-package"))
})

it.effect("the endpoint of docs/own-package.md is sent once per number, and its error has a class", () =>
  Effect.gen(function* () {
    const first = yield* Example.welcome(Samples.openid, "COUPON_1")
    assert.isString(first.coupon_id)
    assert.deepStrictEqual(yield* Example.welcome(Samples.openid, "COUPON_1"), first)
    yield* Example.welcome(Samples.openid, "COUPON_2")
    assert.deepStrictEqual(yield* Example.welcome(Samples.openid, "COUPON_3"), { coupon_id: undefined })
    const invalid = yield* Effect.flip(Example.welcome(Samples.openid, "x".repeat(129)))
    assert.include(invalid.message, "out_request_no")
  }).pipe(Effect.provide(Example.testLayer))
)
