/**
 * What the official pages of July 2026 say otherwise than this project did, and what became of each difference.
 *
 * `payscore.json` and `protocol.json` state the differences; `ends.json` states the end of each, by id.
 */
import { readFileSync } from "node:fs"
import { Schema } from "effect"

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"))

const Stated = Schema.Struct({
  id: Schema.String.pipe(Schema.pattern(/^[A-Z]\d+$/)),
  /** The endpoint, event or rule, and its member. */
  about: Schema.NonEmptyString,
  /** What this project had. */
  had: Schema.NonEmptyString,
  /** What the official page says. */
  says: Schema.NonEmptyString,
  /** `merchant/4012587900` and the like: the part of the documentation and the number of the page. */
  pages: Schema.NonEmptyArray(
    Schema.String.pipe(Schema.pattern(/^(merchant|partner|common|brand|v2)\/\d+$/))
  ),
  confidence: Schema.NonEmptyString,
  severity: Schema.Literal(
    "rejects a valid request",
    "sends or accepts an invalid one",
    "misreads a response",
    "security",
    "resolves a conflict",
    "documentation only"
  )
})

/** A file of the repository, and a text in it: the title of a test, a sentence of a docstring. */
const Place = Schema.Struct({ file: Schema.NonEmptyString, text: Schema.NonEmptyString })

const Ended = Schema.Struct({
  end: Schema.Literal("mended", "documented", "rejected"),
  /** What was done. Of a rejected difference: why it was not followed. */
  done: Schema.NonEmptyString,
  /** What holds it. */
  held: Schema.Array(Place)
})
export interface Ended extends Schema.Schema.Type<typeof Ended> {}

const strictly = { onExcessProperty: "error" } as const

export const stated = [
  ...Schema.decodeUnknownSync(Schema.Array(Stated), strictly)(read("payscore")),
  ...Schema.decodeUnknownSync(Schema.Array(Stated), strictly)(read("protocol"))
]

export const ends: Readonly<Record<string, Ended>> = Schema.decodeUnknownSync(
  Schema.Record({ key: Schema.String, value: Ended }),
  strictly
)(read("ends"))
