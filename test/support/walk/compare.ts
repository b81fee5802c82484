/** Where an endpoint is not what its entry of the catalogue says. */
import type { Entry, Field } from "./catalogue.js"
import type { Exported } from "./endpoints.js"
import { type Limits, type Member, membersOf, type Shape } from "./shape.js"

export interface Difference {
  /** `POST /v3/…` */
  readonly entry: string
  /** Such as `body.post_payments[].name`. */
  readonly at: string
  /** What differs: `required`, `maxLength`, … */
  readonly what: string
  readonly catalogue: unknown
  readonly ours: unknown
}

type Found = Omit<Difference, "entry">

/** Texts of a format have the length that the format has. */
const lengthOfFormat: Readonly<Record<string, number>> = {
  yyyyMMdd: 8,
  yyyyMMddHHmmss: 14,
  "yyyyMMddHHmmss|yyyyMMdd": 14,
  "yyyyMMddHHmmss|yyyyMMdd|OnAccept": 14
}

const limitNames = [
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "min",
  "max",
  "minItems",
  "maxItems"
] as const

/**
 * What the catalogue leaves to common sense, and this project enforces without calling it a difference:
 * a text that is sent is not empty; a number that is sent is an amount, a count or a number of something, and so is not
 * negative, counted from 0 or 1; a text of a format or out of a list of values has no other length.
 */
const isConvention = (name: (typeof limitNames)[number], field: Field, ours: Limits): boolean => {
  if (field[name] !== undefined) {
    // The length of an encrypted text is that of its cipher text, which the key gives.
    if (field.encrypted === true) return name === "maxLength"
    // An address that is notified obeys more than the format says.
    if (name === "format" && field.format === "uri") return true
    return (
      (name === "minLength" || name === "maxLength") &&
      (ours.enum !== undefined ||
        (ours.format !== undefined &&
          (ours.maxLength === undefined || ours.maxLength === lengthOfFormat[ours.format])))
    )
  }
  if (name === "minLength") return ours.minLength === 1
  if (name === "min") return ours.min === 0 || ours.min === 1
  return name === "maxLength" && ours.format !== undefined && ours.maxLength === lengthOfFormat[ours.format]
}

const sameEnum = (a: ReadonlyArray<unknown> | undefined, b: ReadonlyArray<unknown> | undefined): boolean =>
  JSON.stringify([...(a ?? [])].sort()) === JSON.stringify([...(b ?? [])].sort())

const enumOf = (field: Field): ReadonlyArray<unknown> | undefined =>
  field.enum ?? (field.const === undefined ? undefined : [field.const])

export const compareMembers = (
  at: string,
  fields: ReadonlyArray<Field>,
  members: ReadonlyMap<string, Member>,
  isResponse: boolean
): ReadonlyArray<Found> => {
  const place = (name: string) => (at === "" ? name : `${at}.${name}`)
  const known = new Set(fields.map((field) => field.name))
  return [
    ...[...members.keys()]
      .filter((name) => !known.has(name))
      .map((name) => ({ at: place(name), what: "member", catalogue: "absent", ours: "present" })),
    ...fields.flatMap((field): ReadonlyArray<Found> => {
      const member = members.get(field.name)
      if (member === undefined) {
        return [{ at: place(field.name), what: "member", catalogue: "present", ours: "absent" }]
      }
      const required =
        field.required === null || field.required === member.required
          ? []
          : [{ at: place(field.name), what: "required", catalogue: field.required, ours: member.required }]
      return [...required, ...compareShape(place(field.name), field, member.shape, isResponse)]
    })
  ]
}

const compareShape = (at: string, field: Field, shape: Shape, isResponse: boolean): ReadonlyArray<Found> => {
  if (field.type !== shape.type) return [{ at, what: "type", catalogue: field.type, ours: shape.type }]
  const found: Array<Found> = []
  if ((field.encrypted === true) !== (shape.encrypted === true)) {
    found.push({ at, what: "encrypted", catalogue: field.encrypted, ours: shape.encrypted })
  }
  // The values of a list are those of its items.
  const ours = field.type === "array" ? shape.item?.enum : shape.enum
  if (!sameEnum(enumOf(field), ours)) {
    found.push({ at, what: "enum", catalogue: enumOf(field), ours })
  }
  // Responses are accepted unchanged: their limits are not enforced.
  if (!isResponse) {
    for (const name of limitNames) {
      if (field[name] !== shape[name] && !isConvention(name, field, shape)) {
        found.push({ at, what: name, catalogue: field[name], ours: shape[name] })
      }
    }
  }
  if (field.type === "object") {
    found.push(...compareMembers(at, field.fields ?? [], shape.members ?? new Map(), isResponse))
  }
  if (field.type === "array" && shape.item !== undefined) {
    if (typeof field.items === "string") {
      if (field.items !== shape.item.type) {
        found.push({ at: `${at}[]`, what: "type", catalogue: field.items, ours: shape.item.type })
      }
    } else {
      found.push(...compareMembers(`${at}[]`, field.items ?? [], shape.item.members ?? new Map(), isResponse))
    }
  }
  return found
}

/** Every difference between an entry and the endpoint of its method and path. */
export const compare = (entry: Entry, { endpoint, modes }: Exported): ReadonlyArray<Difference> => {
  const section = (name: string, fields: ReadonlyArray<Field>, members: ReadonlyMap<string, Member>) =>
    compareMembers(name, fields, members, name === "response")
  const isForMode = modes.includes(entry.mode)
  const facts: ReadonlyArray<Found> = [
    { at: "mode", what: "mode", catalogue: entry.mode, ours: isForMode ? entry.mode : modes.join(" or ") },
    { at: "response", what: "status", catalogue: entry.response.status, ours: endpoint.status },
    {
      at: "response",
      what: "body",
      catalogue: entry.response.body !== null,
      ours: endpoint.success !== undefined
    },
    { at: "body", what: "body", catalogue: entry.body !== null, ours: endpoint.payload !== undefined }
  ]
  return [
    ...facts.filter((fact) => fact.catalogue !== fact.ours),
    ...section("path", entry.pathParams, membersOf(endpoint.params)),
    ...section("query", entry.query, membersOf(endpoint.query)),
    ...section("body", entry.body ?? [], membersOf(endpoint.payload)),
    ...section("response", entry.response.body ?? [], membersOf(endpoint.success))
  ].map((found) => ({ entry: `${entry.method} ${entry.path}`, ...found }))
}
