/**
 * Values of a schema. Effect 4 has generators of its own; those of the annotations `arbitrary` are of fast-check, as in the
 * Effect 3 line, so that both lines are tested with the same kind of values.
 */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as FastCheck from "fast-check"

type Any = FastCheck.Arbitrary<unknown>
type Annotated = (from: () => Any) => (fc: typeof FastCheck) => Any

interface Constraint {
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly number?: "finite" | "integer"
  readonly patterns?: ReadonlyArray<{ readonly source: string; readonly flags: string }>
}

type Check = SchemaAST.Filter<unknown> | SchemaAST.FilterGroup<unknown>

const annotated = (annotations: Readonly<Record<string, unknown>> | undefined): Annotated | undefined =>
  annotations?.arbitrary as Annotated | undefined

/** The stricter of two constraints, member by member. */
const both = (one: Constraint, other: Constraint): Constraint => {
  const found: Record<string, unknown> = { ...one, ...other }
  for (const name of ["minLength", "minimum"] as const) {
    const values = [one[name], other[name]].filter((value) => value !== undefined)
    if (values.length > 0) found[name] = Math.max(...values)
  }
  for (const name of ["maxLength", "maximum"] as const) {
    const values = [one[name], other[name]].filter((value) => value !== undefined)
    if (values.length > 0) found[name] = Math.min(...values)
  }
  return { ...found, patterns: [...(one.patterns ?? []), ...(other.patterns ?? [])] }
}

const constraintOf = (checks: ReadonlyArray<Check>): Constraint =>
  checks
    .map((check) => {
      const own = (check.annotations?.arbitraryConstraint ?? {}) as Constraint
      return check._tag === "FilterGroup"
        ? both(constraintOf(check.checks as ReadonlyArray<Check>), own)
        : own
    })
    .reduce(both, {})

const text = ({ maxLength, minLength, patterns }: Constraint): Any => {
  const [pattern] = patterns ?? []
  return pattern === undefined
    ? FastCheck.string({
        ...(minLength === undefined ? {} : { minLength }),
        ...(maxLength === undefined ? {} : { maxLength })
      })
    : FastCheck.stringMatching(new RegExp(pattern.source, pattern.flags))
}

const number = ({ exclusiveMaximum, exclusiveMinimum, maximum, minimum, number }: Constraint): Any => {
  const bounds = {
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum })
  }
  if (number === "integer") {
    return FastCheck.integer({
      ...(minimum === undefined ? {} : { min: exclusiveMinimum === true ? minimum + 1 : minimum }),
      ...(maximum === undefined ? {} : { max: exclusiveMaximum === true ? maximum - 1 : maximum })
    })
  }
  return minimum === undefined && maximum === undefined && number !== "finite"
    ? FastCheck.float()
    : FastCheck.double({ ...bounds, noNaN: true, noDefaultInfinity: true })
}

const list = (item: Any, { maxLength, minLength }: Constraint): Any =>
  FastCheck.array(item, {
    ...(minLength === undefined ? {} : { minLength }),
    maxLength: maxLength ?? Math.max(2, minLength ?? 0)
  })

const baseOf = (ast: SchemaAST.AST, constraint: Constraint): Any => {
  switch (ast._tag) {
    case "String":
      return text(constraint)
    case "Number":
      return number(constraint)
    case "Boolean":
      return FastCheck.boolean()
    case "BigInt":
      return FastCheck.bigInt()
    case "Null":
      return FastCheck.constant(null)
    case "Undefined":
    case "Void":
      return FastCheck.constant(undefined)
    case "Literal":
      return FastCheck.constant(ast.literal)
    case "Unknown":
    case "Any":
      return FastCheck.anything()
    case "ObjectKeyword":
      return FastCheck.object()
    case "Enum":
      return FastCheck.constantFrom(...ast.enums.map(([, value]) => value))
    case "Union":
      return FastCheck.oneof(...ast.types.map(valuesOf))
    case "Suspend":
      return FastCheck.memo(() => valuesOf(ast.thunk()))(2)
    case "Arrays": {
      const elements = FastCheck.tuple(...ast.elements.map(valuesOf))
      const [rest] = ast.rest
      return rest === undefined
        ? elements
        : FastCheck.tuple(elements, list(valuesOf(rest), constraint)).map(([first, more]) => [
            ...first,
            ...(more as ReadonlyArray<unknown>)
          ])
    }
    case "Objects": {
      const members = Object.fromEntries(
        ast.propertySignatures.map(({ name, type }) => [name, valuesOf(type)])
      )
      const required = ast.propertySignatures
        .filter(({ type }) => type.context?.isOptional !== true)
        .map(({ name }) => name as string)
      const record = FastCheck.record(members, { requiredKeys: required })
      const [others] = ast.indexSignatures
      return others === undefined
        ? record
        : FastCheck.tuple(
            record,
            FastCheck.dictionary(
              valuesOf(others.parameter) as FastCheck.Arbitrary<string>,
              valuesOf(others.type)
            )
          ).map(([known, more]) => ({ ...more, ...known }))
    }
    default:
      throw new Error(`no values are known for ${ast._tag}`)
  }
}

const passes = (check: Check, value: unknown, ast: SchemaAST.AST): boolean =>
  check._tag === "Filter"
    ? check.run(value, ast, {}) === undefined
    : (check.checks as ReadonlyArray<Check>).every((inner) => passes(inner, value, ast))

const valuesOf = (ast: SchemaAST.AST): Any => {
  const checks = (ast.checks ?? []) as ReadonlyArray<Check>
  const own = annotated(ast.annotations)
  let last = -1
  for (const [at, check] of checks.entries()) if (annotated(check.annotations) !== undefined) last = at
  let values = own === undefined ? undefined : own(() => baseOf(ast, {}))(FastCheck)
  const make = annotated(checks[last]?.annotations)
  if (make !== undefined) {
    const before = values
    values = make(
      () => before ?? checked(baseOf(ast, constraintOf(checks.slice(0, last))), ast, checks.slice(0, last))
    )(FastCheck)
  }
  return checked(values ?? baseOf(ast, constraintOf(checks)), ast, checks)
}

const checked = (values: Any, ast: SchemaAST.AST, checks: ReadonlyArray<Check>): Any =>
  checks.length === 0 ? values : values.filter((value) => checks.every((check) => passes(check, value, ast)))

/** Values of the decoded side. */
export const arbitraryOf = <A>(schema: Schema.Schema<A>): FastCheck.Arbitrary<A> =>
  valuesOf(SchemaAST.toType(schema.ast)) as FastCheck.Arbitrary<A>
