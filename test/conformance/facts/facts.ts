/** The limits of an endpoint with the source of each, as text. */
import { Schema } from "effect"
import type { Field } from "../../support/walk/catalogue.js"
import { nameOf } from "../../support/walk/catalogue.js"
import { type Member, membersOf, type Shape } from "../../support/walk/shape.js"
import { editionOf } from "../official/editions.js"
import { type Documented, endpoints } from "./endpoints.js"
import { type Kind, type Source, sourcesOf } from "./sources.js"

export interface Fact {
  /** Such as `body.post_payments[].name`. */
  readonly at: string
  /** What the library enforces: `required, 1 to 20 characters`. */
  readonly limits: string
  /** The first one decides. */
  readonly sources: ReadonlyArray<Source>
}

// --- limits as text ----------------------------------------------------------------------------------------------

const range = (min: number | undefined, max: number | undefined, unit: string): ReadonlyArray<string> => {
  if (min === undefined && max === undefined) return []
  if (max === undefined) return [`at least ${min}${unit}`]
  return [min === undefined ? `at most ${max}${unit}` : `${min} to ${max}${unit}`]
}

const limitsOf = (required: boolean, shape: Shape): string => {
  const values = shape.type === "array" ? shape.item?.enum : shape.enum
  return [
    required ? "required" : "optional",
    shape.type,
    ...(shape.encrypted === true ? ["encrypted"] : []),
    ...range(shape.minLength, shape.maxLength, " characters"),
    ...range(shape.min, shape.max, ""),
    ...range(shape.minItems, shape.maxItems, " items"),
    ...(shape.format === undefined ? [] : [shape.format]),
    ...(shape.pattern === undefined ? [] : [shape.pattern]),
    ...(values === undefined ? [] : [`one of ${values.join(", ")}`])
  ].join(", ")
}

// --- walking over members ----------------------------------------------------------------------------------------

const innerOf = (field: Field | undefined): ReadonlyArray<Field> =>
  field?.fields ?? (Array.isArray(field?.items) ? (field.items as ReadonlyArray<Field>) : [])

const walk = (
  documented: Documented,
  at: string,
  members: ReadonlyMap<string, Member>,
  fields: ReadonlyArray<Field>
): ReadonlyArray<Fact> =>
  [...members].flatMap(([name, { required, shape }]) => {
    const place = `${at}.${name}`
    const field = fields.find((field) => field.name === name)
    const fact = {
      at: place,
      limits: limitsOf(required, shape),
      sources: sourcesOf(documented, place, field)
    }
    const inner = shape.members ?? shape.item?.members
    return inner === undefined
      ? [fact]
      : [fact, ...walk(documented, shape.type === "array" ? `${place}[]` : place, inner, innerOf(field))]
  })

/** A file and what describes it: the catalogue has no member that a schema states. */
const ofUpload = (documented: Documented, fields: ReadonlyArray<Field>): ReadonlyArray<Fact> =>
  fields.map((field) => ({
    at: `body.${field.name}`,
    limits: `${field.required === true ? "required" : "optional"}, part of the upload`,
    sources: sourcesOf(documented, `body.${field.name}`, field)
  }))

/** Each limit of the requests of an endpoint. */
export const factsOf = (documented: Documented): ReadonlyArray<Fact> => {
  const { entry, isUpload, sections } = documented
  const ofType = (schema: Documented["sections"]["payload"]) =>
    membersOf(schema === undefined ? undefined : Schema.typeSchema(schema))
  return [
    ...walk(documented, "path", ofType(sections.params), entry.pathParams),
    ...walk(documented, "query", ofType(sections.query), entry.query),
    ...(isUpload
      ? ofUpload(documented, entry.body ?? [])
      : walk(documented, "body", ofType(sections.payload), entry.body ?? []))
  ]
}

// --- pages of text -----------------------------------------------------------------------------------------------

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  )
}

/** The endpoint with its pages, and each limit with its sources. */
export const show = (documented: Documented): string => {
  const { entry, id } = documented
  return [
    `${id}  ${nameOf(entry)}`,
    ...entry.docs.map((page) => `  ${page}, page of ${editionOf(page)}`),
    "",
    ...factsOf(documented).flatMap(({ at, limits, sources }) => [
      `${at}: ${limits}`,
      ...sources.map(({ because, kind }) => `    ${kind}${because === "" ? "" : `: ${because}`}`)
    ]),
    ""
  ].join("\n")
}

const kinds: ReadonlyArray<Kind> = ["official page", "seed page", "official sample", "choice"]

/** All endpoints: how many of their limits each kind of source decides. */
export const overview = (): string =>
  table([
    ["endpoint", "page of", "limits", ...kinds],
    ...endpoints.map((documented) => {
      const facts = factsOf(documented)
      const decided = kinds.map((kind) => facts.filter(({ sources }) => sources[0]?.kind === kind).length)
      return [
        documented.id,
        documented.entry.docs.map(editionOf).sort().at(-1) ?? "",
        String(facts.length),
        ...decided.map(String)
      ]
    })
  ]).join("\n")

/** The endpoints whose id has the word, or whose method and path are it. An id that is it is meant alone. */
export const find = (word: string): ReadonlyArray<Documented> => {
  const exact = endpoints.filter(
    ({ entry, id }) => id === word || nameOf(entry) === word || entry.path === word
  )
  const lower = word.toLowerCase()
  return exact.length > 0
    ? exact
    : endpoints.filter(({ entry, id }) => id.toLowerCase().includes(lower) || entry.path.includes(word))
}

/** What the command prints for its arguments; `undefined` if no endpoint is meant. */
export const run = (words: ReadonlyArray<string>): string | undefined => {
  if (words.length === 0 || words.includes("--all")) return overview()
  const found = find(words.join(" "))
  return found.length === 0 ? undefined : found.map(show).join("\n")
}
