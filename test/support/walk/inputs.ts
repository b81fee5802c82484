/** Inputs of endpoints: generated ones that are right, and ones with a single thing wrong. */
import type { Endpoint } from "@effect-wechatpay/core"
import { Arbitrary, FastCheck, Schema } from "effect"
import type { Entry, Field } from "./catalogue.js"

export type Input = Readonly<Record<string, unknown>>

/** One seed for all: a failure shows again, and no run differs from the next. */
const seed = 20_260_101

const sectionArbitrary = (schema: Endpoint.AnySchema | undefined): FastCheck.Arbitrary<Input> =>
  schema === undefined
    ? FastCheck.constant({})
    : (Arbitrary.make(Schema.typeSchema(schema)) as FastCheck.Arbitrary<Input>)

/** The client rejects these in every path: URL parsers treat them as path steps. */
const isStep = (value: unknown): boolean => value === "." || value === ".."

/** What an input is made of. */
type Sections = Partial<Pick<Endpoint.Description, "params" | "query" | "payload">>

const inputArbitrary = (endpoint: Sections): FastCheck.Arbitrary<Input> =>
  FastCheck.tuple(
    sectionArbitrary(endpoint.params).filter((params) => !Object.values(params).some(isStep)),
    sectionArbitrary(endpoint.query),
    sectionArbitrary(endpoint.payload)
  ).map(([params, query, payload]) => ({ ...payload, ...query, ...params }))

export const samples = (endpoint: Sections, count: number): ReadonlyArray<Input> =>
  FastCheck.sample(inputArbitrary(endpoint), { numRuns: count, seed })

// --- places in an input ------------------------------------------------------------------------------------------

export type Path = ReadonlyArray<string | number>

const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === "object" && value !== null

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)

/** Finds a valid input with a value at a place. What stands deep in optional members is in few samples. */
export const withValueAt = (endpoint: Sections): ((path: Path) => Input | undefined) => {
  const few = samples(endpoint, 200)
  let many: ReadonlyArray<Input> | undefined
  return (path) => {
    const has = (sample: Input) => valueAt(sample, path) !== undefined
    const found = few.find(has)
    if (found !== undefined) return found
    many ??= samples(endpoint, 5000)
    return many.find(has)
  }
}

/** The value with another one at the place; `undefined` takes the member away. */
export const replaced = (value: unknown, path: Path, by: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, by) : item))
  const record = { ...(value as Record<string | number, unknown>) }
  const inner = replaced(record[key], rest, by)
  if (inner === undefined) delete record[key]
  else record[key] = inner
  return record
}

/** `["a", 0, "b"]` as the client prints it: `a[0].b`. */
export const printed = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    ""
  )

// --- violations --------------------------------------------------------------------------------------------------

/** Something wrong with one place. */
export interface Violation {
  /** Such as `maxLength`. */
  readonly what: string
  /** The place in the input; items of lists are the first ones. */
  readonly path: Path
  /** How `differences.json` names the place. */
  readonly at: string
  readonly by: (value: unknown) => unknown
}

const longer = (length: number) => (value: unknown) =>
  // What is added is a character that every pattern allows.
  String(value) + "0".repeat(length + 1 - Math.min(String(value).length, length))

const closed = (field: Field): boolean => field.enum !== undefined || field.const !== undefined

const otherType = (field: Field): unknown => {
  switch (field.type) {
    case "string":
      return 1
    case "integer":
      return "1"
    case "boolean":
      return "true"
    case "object":
      return "an object"
    case "array":
      return {}
  }
}

const ofField = (field: Field, path: Path, at: string): ReadonlyArray<Violation> => {
  const violation = (what: string, by: (value: unknown) => unknown): Violation => ({ what, path, at, by })
  const inItems = field.type === "array" && Array.isArray(field.items)
  return [
    violation("type", () => otherType(field)),
    ...(field.required === true ? [violation("required", () => undefined)] : []),
    ...(field.encrypted === true ? [violation("not redacted", () => "a text")] : []),
    ...(field.type === "string" && field.encrypted !== true
      ? [violation("emoji", (value) => `${value}😀`)]
      : []),
    ...(field.type === "string" && field.required === true ? [violation("empty", () => "")] : []),
    ...(field.type === "integer" ? [violation("fraction", (value) => Number(value) + 0.5)] : []),
    ...(field.type === "integer" ? [violation("negative", () => -1)] : []),
    ...(closed(field) ? [violation("enum", () => (field.type === "string" ? "NOBODY_KNOWS" : 99))] : []),
    ...(field.maxLength !== undefined && !closed(field)
      ? [violation("maxLength", longer(field.maxLength))]
      : []),
    ...(field.pattern === undefined ? [] : [violation("pattern", (value) => `${String(value).slice(1)}!`)]),
    ...(field.format === undefined ? [] : [violation("format", () => "tomorrow")]),
    ...(field.min === undefined ? [] : [violation("min", () => Number(field.min) - 1)]),
    ...(field.max === undefined ? [] : [violation("max", () => Number(field.max) + 1)]),
    ...(field.minItems === undefined ? [] : [violation("minItems", () => [])]),
    ...(field.maxItems === undefined
      ? []
      : [
          violation("maxItems", (value) =>
            Array.from({ length: Number(field.maxItems) + 1 }, () => (value as ReadonlyArray<unknown>)[0])
          )
        ]),
    ...(field.type === "object"
      ? [violation("unknown member", (value) => ({ ...(value as object), misspelt: 1 }))]
      : []),
    ...(field.fields ?? []).flatMap((inner) => ofField(inner, [...path, inner.name], `${at}.${inner.name}`)),
    ...(inItems ? (field.items as ReadonlyArray<Field>) : []).flatMap((inner) =>
      ofField(inner, [...path, 0, inner.name], `${at}[].${inner.name}`)
    ),
    ...(inItems
      ? [
          {
            what: "unknown member",
            path: [...path, 0],
            at: `${at}[]`,
            by: (value: unknown) => ({ ...(value as object), misspelt: 1 })
          }
        ]
      : [])
  ]
}

/** Everything that the catalogue forbids, one thing at a time. */
export const violations = (entry: Entry): ReadonlyArray<Violation> =>
  [
    ["path", entry.pathParams] as const,
    ["query", entry.query] as const,
    ["body", entry.body ?? []] as const
  ].flatMap(([section, fields]) =>
    fields.flatMap((field) => ofField(field, [field.name], `${section}.${field.name}`))
  )
