import { assert, describe, it } from "@effect/vitest"
import { ApiError, Outcome, WechatPayError } from "@effect-wechatpay/core"
import { PayscoreError } from "@effect-wechatpay/payscore"
import { Effect, Exit, Redacted } from "effect"

const given = {
  endpoint: "test.put",
  status: 400,
  code: "PARAM_ERROR",
  wechatMessage: "参数错误",
  text: Redacted.make("{}"),
  requestId: "08-271316637",
  internalCode: 271316637,
  verified: false,
  outcome: "Refused"
} as const

describe("Outcome.markUnknown", () => {
  it.effect(
    "Outcome.markUnknown makes the outcome of a business error unknown and changes nothing else",
    () =>
      Effect.gen(function* () {
        const rejected = new PayscoreError.ParamError(given)
        const open = Outcome.markUnknown(rejected)
        assert.deepStrictEqual({ ...open, outcome: "Refused" }, { ...rejected })
        assert.strictEqual(open.outcome, "Unknown")
        assert.strictEqual(rejected.outcome, "Refused")
        assert.instanceOf(open, PayscoreError.ParamError)
        assert.isTrue(ApiError.isApiError(open))
        assert.strictEqual(open.advice, rejected.advice)
        assert.include(open.message, "it may have taken effect: query it, or repeat the identical request.")
        assert.notInclude(open.message, "nothing was changed")
        const caught = Effect.fail(open).pipe(
          Effect.catchTag("ParamError", ({ outcome }) => Effect.succeed(outcome))
        )
        assert.strictEqual(yield* caught, "Unknown")
      })
  )

  it.effect("Outcome.markUnknown makes the outcome of an unsent call unknown", () =>
    Effect.gen(function* () {
      const reason = new WechatPayError.Transport({ code: "ECONNREFUSED", host: "api.example", sent: "No" })
      const error = new WechatPayError.WechatPayError({ endpoint: "test.put", reason, outcome: "NotSent" })
      const exit = yield* Effect.exit(Effect.mapError(Effect.fail(error), Outcome.markUnknown))
      assert.deepStrictEqual(
        exit,
        Exit.fail(new WechatPayError.WechatPayError({ endpoint: "test.put", reason, outcome: "Unknown" }))
      )
      assert.include(Outcome.markUnknown(error).message, "it may have taken effect")
    })
  )

  it("Outcome.markUnknown does not change an error whose outcome is unknown", () => {
    const error = new ApiError.ApiError({ ...given, outcome: "Unknown" })
    assert.strictEqual(Outcome.markUnknown(error), error)
  })
})
