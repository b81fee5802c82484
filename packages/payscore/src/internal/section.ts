/**
 * Sections of endpoints with rules across their fields.
 *
 * Each section is one record of fields, so that an endpoint shows all its fields in one place, and a violated rule is
 * reported once, at the field to change. The type of the section expresses alternatives that the record cannot
 * express.
 */
import * as Schema from "effect/Schema"

// biome-ignore lint/suspicious/noExplicitAny: a rule reads the fields that it knows, of any section that has them
type Values = any

/** A rule across fields. */
export interface Rule {
  readonly check: (input: Values) => ReadonlyArray<Schema.FilterIssue>
  /** Changes generated fields so that they satisfy the rule. */
  readonly repair: (generated: Values) => Values
}

/** Fields of which the rule allows only certain combinations: `Alternatives`. */
export interface Choice<out Alternatives> extends Rule {
  readonly fields: Schema.Struct.Fields
  readonly alternatives?: () => Alternatives
}

const withRules = (fields: Schema.Struct.Fields, rules: ReadonlyArray<Rule>) =>
  Schema.Struct(fields).pipe(
    Schema.filter((input) => rules.flatMap((rule) => rule.check(input)), {
      arbitrary: (from) => (fc) =>
        from(fc).map((generated) => rules.reduce((values, rule) => rule.repair(values), generated))
    })
  )

/** Fields with rules across them. */
export const ruled = <const Fields extends Schema.Struct.Fields>(
  fields: Fields,
  ...rules: ReadonlyArray<Rule>
): Schema.Schema<Schema.Struct.Type<Fields>, unknown> => withRules(fields, rules) as never

/** Fields with alternatives among them, and further rules. */
export const alternatives = <const Fields extends Schema.Struct.Fields, Alternatives>(
  fields: Fields,
  choice: Choice<Alternatives>,
  ...rules: ReadonlyArray<Rule>
): Schema.Schema<Schema.Struct.Type<Fields> & Alternatives, unknown> =>
  withRules({ ...fields, ...choice.fields }, [choice, ...rules]) as never
