import { assert, describe, it } from "@effect/vitest"
import { Nonce } from "@effect-wechatpay/core"
import { Effect } from "effect"
import { ping } from "../support/endpoints.js"
import { response, scripted } from "../support/scripted.js"

describe("Nonce", () => {
  it.effect("Nonce makes 32 hexadecimal digits, different each time", () =>
    Effect.gen(function* () {
      const make = yield* Nonce.Nonce
      const all = Array.from({ length: 10_000 }, make)
      for (const nonce of all) assert.match(nonce, /^[0-9A-F]{32}$/)
      assert.strictEqual(new Set(all).size, all.length)
    })
  )

  it.effect("Nonce uses every digit at every position", () =>
    Effect.gen(function* () {
      const make = yield* Nonce.Nonce
      const seen = Array.from({ length: 32 }, () => new Set<string>())
      for (let index = 0; index < 1000; index++) {
        const nonce = make()
        for (const [place, digits] of seen.entries()) digits.add(nonce[place] ?? "")
      }
      for (const digits of seen) assert.strictEqual(digits.size, 16)
    })
  )

  it.effect("Nonce can be replaced in a test", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204))
      yield* ping({}).pipe(
        Effect.provideService(Nonce.Nonce, () => "593BEC0C930BF1AFEB40B4A08C8FB242"),
        Effect.provide(layer)
      )
      assert.strictEqual(received[0]?.authorization.nonce_str, "593BEC0C930BF1AFEB40B4A08C8FB242")
    })
  )
})
