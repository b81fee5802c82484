/**
 * The walk over the simulator: it accepts generated inputs of every endpoint of a product, and rejects each single
 * violation of a documented limit in requests that the client would not send.
 */
import { assert, it } from "@effect/vitest"
import { ApiError, type Endpoint, Retry, WechatPayClient } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"
import { errorOf } from "../exits.js"
import { pairs } from "./families.js"
import { type Input, type Path, replaced, samples, valueAt, violations, withValueAt } from "./inputs.js"
import { ours, type Prepare } from "./parties.js"

/** 2026-05-01 10:00 in Beijing. Generated times are later: some creations are repeated long before their end. */
const now = Date.UTC(2026, 4, 1, 2)

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

const pick = (input: Input, fields: ReadonlyArray<{ readonly name: string }>): Input =>
  Object.fromEntries(
    fields.flatMap(({ name }) => (input[name] === undefined ? [] : [[name, input[name]] as const]))
  )

export interface Walk {
  /** What the ids of the endpoints begin with. */
  readonly prefix: string
  /** How many endpoints there are, without downloads. */
  readonly count: number
  readonly preparations: Readonly<Record<string, Prepare>>
  /** Encrypted members need a typed endpoint, so requests without a client leave them out. */
  readonly withoutEncrypted: (input: Input) => Input
  readonly isEncrypted: (path: Path) => boolean
  /** Endpoints whose violations are not sent, and why. */
  readonly unsent?: Readonly<Record<string, string>>
}

/** Declares the tests of a product. */
export const walk = ({ count, isEncrypted, prefix, preparations, unsent = {}, withoutEncrypted }: Walk) => {
  const all = pairs.filter(([id]) => id.startsWith(`${prefix}.`))

  it(`the simulator serves the ${count} endpoints of ${prefix}`, () => {
    assert.lengthOf(all, count)
    const ids = new Set(all.map(([id]) => id))
    assert.deepStrictEqual(
      [...Object.keys(preparations), ...Object.keys(unsent)].filter((id) => !ids.has(id)),
      []
    )
  })

  it.layer(layer)((it) => {
    it.effect.each(all)("the simulator accepts valid inputs: %s", ([id, { endpoint }]) =>
      Effect.gen(function* () {
        const { importState } = yield* Simulator.Simulator
        const call = endpoint as Endpoint.Any & Endpoint.Endpoint<unknown, unknown, Error>
        const prepare = preparations[id] ?? ((input: Input) => Effect.succeed(ours(input)))
        for (const sample of samples(endpoint, 3)) {
          yield* importState({})
          yield* TestClock.setTime(now)
          yield* call(yield* prepare(sample))
        }
      }).pipe(Retry.none)
    )

    it.effect.each(all.filter(([id, { entry }]) => entry.body !== null && !(id in unsent)))(
      "the simulator rejects an input with a single mistake: %s",
      ([, { endpoint, entry }]) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(now)
          const client = yield* WechatPayClient.WechatPayClient
          const find = withValueAt(endpoint)
          const rejected = Effect.fnUntraced(function* (input: Input, why: string) {
            const path = entry.pathParams.reduce(
              (text, { name }) => text.replace(`{${name}}`, encodeURIComponent(String(input[name]))),
              endpoint.path
            )
            const query = new URLSearchParams(pick(input, entry.query) as Record<string, string>).toString()
            const body = { ...pick(input, entry.body ?? []), ...pick(input, [{ name: "misspelt" }]) }
            const target = query === "" ? path : `${path}?${query}`
            const method = endpoint.method as "POST"
            const exit = yield* Effect.exit(Effect.asVoid(client.request(method, target, { body })))
            const error = errorOf(exit, `${why}: was accepted`)
            assert(ApiError.isApiError(error), `${why}: ${error}`)
            assert.strictEqual(`${error.status} ${error.code}`, "400 PARAM_ERROR", why)
          })
          const base = (input: Input) => withoutEncrypted(ours(input))
          yield* rejected({ ...base(samples(endpoint, 1)[0] ?? {}), misspelt: 1 }, "misspelt")
          for (const { at, by, path, what } of violations({ ...entry, pathParams: [], query: [] })) {
            if (isEncrypted(path)) continue
            const input = find(path)
            assert(input !== undefined, `${at}: no sample has it`)
            yield* rejected(
              replaced(base(input), path, by(valueAt(base(input), path))) as Input,
              `${at}: ${what}`
            )
          }
        }).pipe(Retry.none)
    )
  })
}
