/**
 * The requests that official pages of July 2026 print as samples, by package, and some of their responses.
 *
 * `invalid` lists what is wrong with a sample by the rules that WeChat Pay states elsewhere, with what is right in its place.
 */
import { readdirSync, readFileSync } from "node:fs"
import { Schema } from "effect"

const Values = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const Sample = Schema.Struct({
  endpoint: Schema.NonEmptyString,
  /** `merchant/4012587900` and the like. */
  page: Schema.String.pipe(Schema.pattern(/^(merchant|partner)\/\d+$/)),
  /** When the request can be right, where its times say it. */
  at: Schema.optional(Schema.String),
  path: Schema.optional(Values),
  query: Schema.optional(Values),
  body: Schema.optional(Values),
  /** The response that the page prints. */
  response: Schema.optional(Values),
  invalid: Schema.optional(
    Schema.Array(
      Schema.Struct({
        /** Such as `amount.from`. */
        at: Schema.NonEmptyString,
        /** What is right there; absent: the member is left out. */
        instead: Schema.optional(Schema.Unknown),
        reason: Schema.NonEmptyString
      })
    )
  )
})

export interface Sample extends Schema.Schema.Type<typeof Sample> {
  /** The members that it has, such as `post_payments.name`. */
  readonly members: ReadonlySet<string>
}

const membersOf = (value: unknown, at = ""): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, at))
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = at === "" ? name : `${at}.${name}`
    return [place, ...membersOf(inner, place)]
  })
}

const decode = Schema.decodeUnknownSync(Schema.Array(Sample), { onExcessProperty: "error" })

export const samples: ReadonlyArray<Sample> = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".json"))
  .sort()
  .flatMap((file) => decode(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"))))
  .map((sample) => ({
    ...sample,
    members: new Set([sample.path, sample.query, sample.body].flatMap((section) => membersOf(section)))
  }))
