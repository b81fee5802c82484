/** The catalogue: what the sources say about every endpoint. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"

const test = fileURLToPath(new URL("../../", import.meta.url))

const read = (file: string): unknown => JSON.parse(readFileSync(`${test}${file}`, "utf8"))

const Scalar = Schema.Union(Schema.String, Schema.Number, Schema.Boolean)

/** One member, as a source has it. */
export interface Field {
  readonly name: string
  readonly type: "string" | "integer" | "boolean" | "object" | "array"
  /** `null`: no source says. */
  readonly required: boolean | null
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly enum?: ReadonlyArray<string | number | boolean>
  readonly const?: string | number | boolean
  readonly min?: number
  readonly max?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly encrypted?: boolean
  readonly encoded?: string
  /** `sibling page`: only the page of another mode of the interface states a limit of this member. */
  readonly limitsFrom?: string
  readonly fields?: ReadonlyArray<Field>
  readonly items?: string | ReadonlyArray<Field>
}

const Field: Schema.Schema<Field> = Schema.suspend(() =>
  Schema.Struct({
    name: Schema.String,
    type: Schema.Literal("string", "integer", "boolean", "object", "array"),
    required: Schema.NullOr(Schema.Boolean),
    minLength: Schema.optionalWith(Schema.Int, { exact: true }),
    maxLength: Schema.optionalWith(Schema.Int, { exact: true }),
    pattern: Schema.optionalWith(Schema.String, { exact: true }),
    format: Schema.optionalWith(Schema.String, { exact: true }),
    enum: Schema.optionalWith(Schema.Array(Scalar), { exact: true }),
    const: Schema.optionalWith(Scalar, { exact: true }),
    min: Schema.optionalWith(Schema.Int, { exact: true }),
    max: Schema.optionalWith(Schema.Int, { exact: true }),
    minItems: Schema.optionalWith(Schema.Int, { exact: true }),
    maxItems: Schema.optionalWith(Schema.Int, { exact: true }),
    encrypted: Schema.optionalWith(Schema.Boolean, { exact: true }),
    encoded: Schema.optionalWith(Schema.String, { exact: true }),
    limitsFrom: Schema.optionalWith(Schema.String, { exact: true }),
    fields: Schema.optionalWith(Schema.Array(Field), { exact: true }),
    items: Schema.optionalWith(Schema.Union(Schema.String, Schema.Array(Field)), { exact: true })
  })
)

const Entry = Schema.Struct({
  method: Schema.Literal("GET", "POST", "PUT", "PATCH", "DELETE"),
  path: Schema.String,
  version: Schema.Literal("v2", "v3"),
  mode: Schema.Literal("merchant", "partner", "acquiring-bank", "overseas-partner", "both"),
  baseUri: Schema.optionalWith(Schema.String, { exact: true }),
  clientCertificate: Schema.optionalWith(Schema.Boolean, { exact: true }),
  pathParams: Schema.Array(Field),
  query: Schema.Array(Field),
  body: Schema.NullOr(Schema.Array(Field)),
  response: Schema.Struct({
    status: Schema.Literal(200, 202, 204),
    body: Schema.NullOr(Schema.Array(Field))
  }),
  docs: Schema.Array(Schema.String),
  /** The sources that were compared, the first one that is trusted most first. */
  checked: Schema.optionalWith(Schema.Array(Schema.String), { exact: true }),
  conflicts: Schema.Array(Schema.String)
})

export interface Entry extends Schema.Schema.Type<typeof Entry> {}

export type Mode = Entry["mode"]

/** `POST /v3/payscore/serviceorder` */
export const nameOf = (entry: { readonly method: string; readonly path: string }): string =>
  `${entry.method} ${entry.path}`

const decode = Schema.decodeUnknownSync(Schema.Array(Entry))

/** The folder with the facts of a package: `catalogue.json`, and what of it needs a word. */
const factsOf = (name: string): string => `${name}/conformance`

/** The packages that have a catalogue: folders of `packages/`, in the order of the alphabet. */
export const catalogued: ReadonlyArray<string> = readdirSync(`${test}../packages`)
  .filter((name) => existsSync(`${test}${factsOf(name)}/catalogue.json`))
  .sort()

/** A file beside the catalogue of a package; `undefined` if it has none. */
export const fact = (name: string, file: string): unknown =>
  existsSync(`${test}${factsOf(name)}/${file}`) ? read(`${factsOf(name)}/${file}`) : undefined

/** The entries of a package: those of every `catalogue*.json` of its folder. */
export const entries = (name: string): ReadonlyArray<Entry> =>
  readdirSync(`${test}${factsOf(name)}`)
    .filter((file) => /^catalogue.*\.json$/.test(file))
    .sort()
    .flatMap((file) => decode(fact(name, file)))

/** The entries of refunds, bills and media. */
export const products: ReadonlyArray<Entry> = decode(read("conformance/catalogue/products.json"))

/** Where sources of a package contradict each other across pages: number and choice. */
export const choices = (name: string): Readonly<Record<string, string>> =>
  Schema.decodeUnknownSync(Schema.Record({ key: Schema.String, value: Schema.String }))(
    fact(name, "choices.json") ?? {}
  )
