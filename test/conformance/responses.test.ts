/** Every endpoint reads what is documented, lets through what nobody knows yet, and says which promised member is missing. */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import { Effect, Redacted } from "effect"
import { errorOf } from "../support/exits.js"
import { response, scripted } from "../support/scripted.js"
import { type Entry, nameOf } from "../support/walk/catalogue.js"
import { keyOf, listed } from "../support/walk/differences.js"
import { assertEchoes, echoed } from "../support/walk/echo.js"
import { pairs } from "../support/walk/families.js"
import { type Input, printed, replaced, samples } from "../support/walk/inputs.js"
import { promised, responseOf, type Style } from "../support/walk/responses.js"
import { encryptedForMerchant, laidOpen } from "../support/walk/secrets.js"

const withBody = pairs.filter(([, { entry }]) => entry.response.body !== null)

/** A client, and what the endpoint makes of a response. */
const reader = ({ endpoint, entry }: { readonly endpoint: Endpoint.Any; readonly entry: Entry }) => {
  let body: unknown
  const { layer } = scripted(() => response(entry.response.status, body))
  const [input] = samples(endpoint, 1)
  const echo = (given: unknown) => echoed(input as Input, given)
  const read = (given: unknown) =>
    Effect.suspend(() => {
      body = given
      return (endpoint as Endpoint.Endpoint<unknown, unknown, never>)(input)
    })
  return { echo, input, layer, read }
}

/** `["a", 0, "b"]` as `differences.json` names it: `response.a[].b`. */
const placeOf = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[]` : `${text}.${step}`),
    "response"
  )

const meant = new Set(listed.map(keyOf))

let compared = 0

describe("a response", () => {
  it.effect.each(withBody)(
    "a response is decoded with additional and without optional members: %s",
    ([, pair]) => {
      const { echo, input, layer, read } = reader(pair)
      const { entry } = pair
      return Effect.gen(function* () {
        const becomes = Effect.fnUntraced(function* (what: string, sent: Style, got: Style) {
          const value = yield* read(echo(responseOf(entry, { ...sent, secret: encryptedForMerchant })))
          assert.deepStrictEqual(laidOpen(value), echo(responseOf(entry, got)), what)
        })
        yield* becomes("every documented member", {}, {})
        yield* becomes("only what is promised", { minimal: true }, { minimal: true })
        yield* becomes("null for the rest", { minimal: true, nulls: true }, { minimal: true })
        yield* becomes(
          "what nobody knows yet",
          { unknownMembers: true, unknownValues: true },
          { unknownValues: true }
        )
        const good = echo(responseOf(entry, { secret: encryptedForMerchant }))
        compared += yield* assertEchoes(pair.endpoint, input as Input, good, read)
      }).pipe(Effect.provide(layer))
    }
  )

  it("a response with another number, identity or amount than the request is rejected, member by member", () => {
    assert.isAbove(compared, 250)
    assert.deepStrictEqual(
      withBody.filter(([, { endpoint }]) => endpoint.echo !== undefined).map(([id]) => id),
      ["pay.combinedApp.create"]
    )
  })

  it.effect.each(withBody)("the error of a response without a promised member names it: %s", ([, pair]) => {
    const { echo, layer, read } = reader(pair)
    const { entry } = pair
    return Effect.gen(function* () {
      const whole = echo(responseOf(entry, { secret: encryptedForMerchant }))
      for (const path of promised(entry.response.body ?? [])) {
        if (meant.has(keyOf({ entry: nameOf(entry), at: placeOf(path), what: "required" }))) continue
        const outcome = yield* Effect.exit(read(replaced(whole, path, undefined)))
        const error = errorOf(outcome, `${printed(path)}: was not missed`)
        assert(
          error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse",
          `${printed(path)}: ${error}`
        )
        assert.deepStrictEqual(error.reason.issues, [{ path: printed(path), problem: "is missing" }])
        assert.strictEqual(error.outcome, "Unknown")
        assert.isNotEmpty(Redacted.value(error.reason.text))
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect.each(pairs.filter(([, { entry }]) => entry.response.body === null))(
    "a 204 response without a body decodes to undefined: %s",
    ([, pair]) => {
      const { layer, read } = reader(pair)
      return Effect.gen(function* () {
        assert.strictEqual(pair.entry.response.status, 204)
        assert.isUndefined(yield* read(undefined))
      }).pipe(Effect.provide(layer))
    }
  )
})
