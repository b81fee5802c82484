/**
 * The simulator serves every endpoint of payments: it accepts generated inputs, and rejects each single violation of a
 * documented limit in requests that the client would not send.
 */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, type Endpoint, Retry, WechatPayClient } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"
import { pairs } from "../support/walk/families.js"
import { type Input, type Path, replaced, samples, valueAt, violations } from "../support/walk/inputs.js"
import { ours, preparations } from "../support/walk/preparePay.js"

const payments = pairs.filter(([id]) => id.startsWith("pay."))

/** Generated times are later: some creations are repeated long before their time_expire. */
const now = Date.UTC(2026, 4, 1, 2)

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

const pick = (input: Input, fields: ReadonlyArray<{ readonly name: string }>): Input =>
  Object.fromEntries(
    fields.flatMap(({ name }) => (input[name] === undefined ? [] : [[name, input[name]] as const]))
  )

/** Encrypted members need a typed endpoint; rule R36 states them. */
const isEncrypted = (path: Path): boolean => path.includes("identity")

const withoutIdentity = (input: Input): Input =>
  ["payer", "combine_payer_info"].reduce<Input>(
    (given, name) =>
      given[name] === undefined ? given : (replaced(given, [name, "identity"], undefined) as Input),
    input
  )

describe("the simulator of payments", () => {
  it("the simulator serves the 26 endpoints of payments", () => {
    assert.lengthOf(payments, 26)
    const ids = new Set(payments.map(([id]) => id))
    assert.deepStrictEqual(
      Object.keys(preparations).filter((id) => !ids.has(id)),
      []
    )
  })

  it.layer(layer)((it) => {
    it.effect.each(payments)("the simulator accepts valid payments: %s", ([id, { endpoint }]) =>
      Effect.gen(function* () {
        const { importState } = yield* Simulator.Simulator
        const call = endpoint as Endpoint.Any & Endpoint.Endpoint<unknown, unknown, Error>
        const prepare = preparations[id] ?? ((input: Input) => Effect.succeed(ours(input)))
        for (const sample of samples(endpoint, 6)) {
          yield* importState({})
          yield* TestClock.setTime(now)
          yield* call(yield* prepare(sample))
        }
      }).pipe(Retry.none)
    )

    it.effect.each(payments.filter(([, { entry }]) => entry.body !== null))(
      "the simulator rejects a payment with a single mistake: %s",
      ([, { endpoint, entry }]) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(now)
          const client = yield* WechatPayClient.WechatPayClient
          const right = samples(endpoint, 200)
          let more: ReadonlyArray<Input> | undefined
          const withValueAt = (path: Path) => {
            const has = (sample: Input) => valueAt(sample, path) !== undefined
            const found = right.find(has)
            if (found !== undefined) return found
            more ??= samples(endpoint, 5000)
            return more.find(has)
          }
          const rejected = Effect.fnUntraced(function* (input: Input, why: string) {
            const path = entry.pathParams.reduce(
              (text, { name }) => text.replace(`{${name}}`, encodeURIComponent(String(input[name]))),
              endpoint.path
            )
            const query = new URLSearchParams(pick(input, entry.query) as Record<string, string>).toString()
            const body = { ...pick(input, entry.body ?? []), ...pick(input, [{ name: "misspelt" }]) }
            const target = query === "" ? path : `${path}?${query}`
            const exit = yield* Effect.exit(Effect.asVoid(client.request("POST", target, { body })))
            assert(exit._tag === "Failure" && exit.cause._tag === "Fail", `${why}: was accepted`)
            const { error } = exit.cause
            assert(ApiError.isApiError(error), `${why}: ${error}`)
            assert.strictEqual(`${error.status} ${error.code}`, "400 PARAM_ERROR", why)
          })
          const base = (input: Input) => withoutIdentity(ours(input))
          yield* rejected({ ...base(right[0] ?? {}), misspelt: 1 }, "misspelt")
          const body = violations({ ...entry, pathParams: [], query: [] })
          for (const { at, by, path, what } of body) {
            if (isEncrypted(path)) continue
            const input = withValueAt(path)
            assert(input !== undefined, `${at}: no sample has it`)
            yield* rejected(
              replaced(base(input), path, by(valueAt(base(input), path))) as Input,
              `${at}: ${what}`
            )
          }
        }).pipe(Retry.none)
    )
  })
})
