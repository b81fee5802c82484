/**
 * Rules that span several fields of a request, where the documentation says "one of".
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import type * as Types from "effect/Types"
import type { Section, SectionType } from "./Endpoint.js"
import { toSchema } from "./internal/codec/toSchema.js"

/**
 * The input of {@link exactlyOne}: one alternative for each of `Choices`.
 *
 * @since 1.0.0
 * @category models
 */
export type ExactlyOne<Fields extends Schema.Struct.Fields, Choices extends Schema.Struct.Fields, Needs> = {
  readonly [Choice in keyof Choices & string]: Types.Simplify<
    Schema.Struct.Type<Fields> &
      Schema.Struct.Type<Pick<Choices, Choice>> & {
        readonly [Other in keyof Choices as Exclude<Other, Choice>]?: undefined
      } & {
        readonly [Need in Needs[Choice & keyof Needs] & keyof Fields]-?: Exclude<
          Schema.Struct.Type<Fields>[Need & keyof Schema.Struct.Type<Fields>],
          undefined
        >
      }
  >
}[keyof Choices & string]

const list = (names: ReadonlyArray<string>, word: string): string =>
  names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} ${word} ${names[names.length - 1]}`

type Values = Readonly<Record<string, unknown>>

const issue = (name: string, message: string): Schema.FilterIssue => ({ path: [name], message })

const absent = (choices: ReadonlyArray<string>): Schema.FilterIssue =>
  issue(choices[0] as string, `is missing: give ${list(choices, "or")}`)

const missingNeeds = (values: Values, needs: Readonly<Record<string, string | undefined>>) =>
  Object.entries(needs).flatMap(([choice, need]) =>
    need !== undefined && values[choice] !== undefined && values[need] === undefined
      ? [issue(need, `is missing: ${choice} needs it`)]
      : []
  )

/**
 * Fields of which exactly one of `choices` must be given. The type has one alternative for each choice.
 *
 * `needs` names the field that a choice makes required.
 *
 * ```ts
 * query: Rule.exactlyOne(
 *   { service_id: Wire.ServiceId, sub_appid: Schema.optional(Wire.AppId) },
 *   { openid: Wire.OpenId, sub_openid: Wire.OpenId },
 *   { sub_openid: "sub_appid" }
 * )
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const exactlyOne = <
  const Fields extends Schema.Struct.Fields,
  const Choices extends Schema.Struct.Fields,
  const Needs extends { readonly [Choice in keyof Choices]?: keyof Fields & string } = {}
>(
  fields: Fields,
  choices: Choices,
  needs?: Needs
): Schema.Schema<ExactlyOne<Fields, Choices, Needs>, unknown> => {
  const names = Object.keys(choices)
  const needed: Readonly<Record<string, string | undefined>> = needs ?? {}
  const optional = Object.fromEntries(
    names.map((name) => [name, Schema.optional(choices[name] as Schema.Schema.AnyNoContext)])
  )
  const check = (values: Values): ReadonlyArray<Schema.FilterIssue> => {
    const [first, second] = names.filter((name) => values[name] !== undefined)
    if (first === undefined) return [absent(names)]
    if (second !== undefined) return [issue(second, `must not be given together with ${first}`)]
    return missingNeeds(values, needed)
  }
  return Schema.Struct({ ...fields, ...optional }).pipe(
    Schema.filter(check, {
      description: `exactly one of ${list(names, "and")}`,
      // In an `allOf` the schema is added to the fields; alone it would replace them.
      jsonSchema: {
        allOf: [
          {
            oneOf: names.map((name) => ({
              required: [name, needed[name]].filter((field) => field !== undefined)
            }))
          }
        ]
      }
    })
  ) as never
}

/**
 * Fields of which at least one of the optional `choices` must be given. `needs` works as in {@link exactlyOne}, but
 * is not visible in the type.
 *
 * @since 1.0.0
 * @category constructors
 */
export const atLeastOne = <const Fields extends Schema.Struct.Fields>(
  fields: Fields,
  choices: ReadonlyArray<keyof Fields & string>,
  needs: { readonly [Choice in keyof Fields]?: keyof Fields & string } = {}
): Schema.filter<Schema.Struct<Fields>> =>
  Schema.Struct(fields).pipe(
    Schema.filter(
      (values): ReadonlyArray<Schema.FilterIssue> =>
        choices.some((name) => (values as Values)[name] !== undefined)
          ? missingNeeds(values as Values, needs as Readonly<Record<string, string | undefined>>)
          : [absent(choices)],
      {
        description: `at least one of ${list(choices, "and")}`,
        jsonSchema: { allOf: [{ anyOf: choices.map((name) => ({ required: [name] })) }] }
      }
    )
  )

/**
 * A rule across fields of a request that "one of" does not express, such as a name that is required above an amount.
 *
 * @since 1.0.0
 * @category models
 */
export interface FieldRule<in Input> {
  /** The violations of the rule: the field to change and the reason, without a value. Empty if the input is valid. */
  readonly check: (input: Input) => ReadonlyArray<Schema.FilterIssue>
  /** Members that replace those of a generated input, so that it obeys the rule. Property tests need it. */
  readonly repair: (generated: Input) => object
}

/**
 * Fields, or a schema of this module, with further rules. All violations are reported together.
 *
 * ```ts
 * payload: Rule.check({ amount: Wire.Amount, user_name: Schema.optional(Sensitive.text) }, {
 *   check: ({ amount, user_name }) =>
 *     amount >= 200_000 && user_name === undefined
 *       ? [{ path: ["user_name"], message: "is missing: 2,000 yuan and more need it" }]
 *       : [],
 *   repair: ({ user_name }) => ({ user_name: user_name ?? Redacted.make("张三") })
 * })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const check = <const S extends Section>(
  section: S,
  ...rules: ReadonlyArray<FieldRule<SectionType<S>>>
): Schema.Schema<SectionType<S>, unknown> =>
  toSchema(section).pipe(
    Schema.filter((input: SectionType<S>) => rules.flatMap((rule) => rule.check(input)), {
      arbitrary: (from) => (fc) =>
        rules.reduce(
          (inputs, rule) => inputs.map((input): SectionType<S> => ({ ...input, ...rule.repair(input) })),
          from(fc)
        )
    })
  ) as never
