/** Tests of properties with the values of fast-check, which `it.prop` of Effect 4 does not take. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as FastCheck from "fast-check"
import { arbitraryOf } from "./arbitrary.js"

type Given = Schema.Schema<unknown> | FastCheck.Arbitrary<unknown>

type ValueOf<G> = G extends FastCheck.Arbitrary<infer A> ? A : G extends Schema.Schema<infer A> ? A : never

type ValuesOf<G> = { [K in keyof G]: ValueOf<G[K]> }

type Values = ReadonlyArray<Given> | Readonly<Record<string, Given>>

interface Options {
  readonly fastCheck?: object
  readonly timeout?: number
}

const toArbitrary = (given: Given): FastCheck.Arbitrary<unknown> =>
  Schema.isSchema(given) ? arbitraryOf(given) : given

const together = (given: Values): FastCheck.Arbitrary<unknown> =>
  Array.isArray(given)
    ? FastCheck.tuple(...given.map(toArbitrary))
    : FastCheck.record(
        Object.fromEntries(Object.entries(given).map(([name, one]) => [name, toArbitrary(one)]))
      )

type Effectful<R> = (
  name: string,
  self: () => Effect.Effect<unknown, unknown, R>,
  timeout?: number | { readonly timeout: number }
) => void

type Plain = (name: string, self: () => Promise<void> | void, timeout?: number) => void

const limitOf = (options: Options | number | undefined): number | undefined =>
  typeof options === "number" ? options : options?.timeout

const parametersOf = (options: Options | number | undefined): FastCheck.Parameters<[unknown]> =>
  ((typeof options === "number" ? undefined : options?.fastCheck) ?? {}) as FastCheck.Parameters<[unknown]>

/** A test that runs an effect for each of the generated values. */
export const effectProperty = <const G extends Values, A, E, R>(
  it: unknown,
  name: string,
  given: G,
  self: (values: ValuesOf<G>) => Effect.Effect<A, E, R>,
  options?: Options | number
): void =>
  (it as Effectful<R>)(
    name,
    () =>
      Effect.flatMap(Effect.context<R>(), (services) =>
        Effect.promise(() =>
          Promise.resolve(
            FastCheck.assert(
              FastCheck.asyncProperty(together(given), async (values) => {
                await Effect.runPromiseWith(services)(
                  Effect.scoped(self(values as ValuesOf<G>)) as Effect.Effect<unknown, unknown, R>
                )
              }),
              parametersOf(options)
            )
          )
        )
      ),
    limitOf(options)
  )

/** A test that runs a function for each of the generated values. */
export const property = <const G extends Values>(
  it: unknown,
  name: string,
  given: G,
  self: (values: ValuesOf<G>) => unknown,
  options?: Options | number
): void =>
  (it as Plain)(
    name,
    () => {
      FastCheck.assert(
        FastCheck.property(together(given), (values) => {
          self(values as ValuesOf<G>)
        }),
        parametersOf(options)
      )
    },
    limitOf(options)
  )
