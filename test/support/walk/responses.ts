/** Responses generated from the catalogue. */
import type { Entry, Field } from "./catalogue.js"

type Json = Readonly<Record<string, unknown>>

const textOf = (field: Field): string => {
  switch (field.format) {
    case undefined:
      // Longer than the limit of the request member: limits of responses are not enforced.
      return `${field.name} 微信 ${"x".repeat(field.maxLength ?? 0)}`
    case "RFC3339":
      return "2015-05-20T13:29:35.120+08:00"
    case "yyyyMMdd":
      return "20091225"
    default:
      return "20091225091010"
  }
}

/** How the members are filled. */
export interface Style {
  /** What is sent of a secret. Without it the response is as the caller gets it. */
  readonly secret?: (text: string) => string
  /** Leave out what is not promised. */
  readonly minimal?: boolean
  /** Say `null` instead, as earlier editions of the rules allowed. */
  readonly nulls?: boolean
  /** Put a member that nobody knows into every object. */
  readonly unknownMembers?: boolean
  /** Give every list of values one that nobody knows. */
  readonly unknownValues?: boolean
}

const valueOf = (field: Field, style: Style): unknown => {
  const [first] = field.enum ?? (field.const === undefined ? [] : [field.const])
  switch (field.type) {
    case "string":
      if (field.encrypted) {
        const text = textOf({ ...field, maxLength: 0 })
        return style.secret?.(text) ?? { redacted: text }
      }
      return first === undefined ? textOf(field) : style.unknownValues ? "NOBODY_KNOWS" : first
    case "integer":
      return first === undefined ? 12_345_678_901 : style.unknownValues ? 99 : first
    case "boolean":
      return true
    case "object":
      return objectOf(field.fields ?? [], style)
    case "array":
      return typeof field.items === "string"
        ? ["a", "b"]
        : [objectOf(field.items ?? [], style), objectOf(field.items ?? [], style)]
  }
}

const objectOf = (fields: ReadonlyArray<Field>, style: Style): Json => ({
  ...Object.fromEntries(
    fields
      .filter((field) => !style.minimal || style.nulls || field.required === true)
      .map((field) => [field.name, style.minimal && field.required !== true ? null : valueOf(field, style)])
  ),
  ...(style.unknownMembers ? { nobody_knows: { this: ["member"] } } : {})
})

export const responseOf = (entry: Entry, style: Style = {}): Json | undefined =>
  entry.response.body === null ? undefined : objectOf(entry.response.body, style)

/** Every promised member of a response: its place, items of lists being the first ones. */
export const promised = (fields: ReadonlyArray<Field>): ReadonlyArray<ReadonlyArray<string | number>> =>
  fields.flatMap((field) => {
    const inner: ReadonlyArray<Field> =
      field.type === "object" ? (field.fields ?? []) : Array.isArray(field.items) ? field.items : []
    const step = field.type === "array" ? [field.name, 0] : [field.name]
    return [
      ...(field.required === true ? [[field.name]] : []),
      ...promised(inner).map((path) => [...step, ...path])
    ]
  })
