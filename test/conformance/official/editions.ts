/**
 * The editions of the official pages that docstrings link, and how a docstring names them: `page of 2026-07` behind the address.
 *
 * A page that the official index of July 2026 lists has that edition. Of the others the project knows older texts only.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"

const Edition = Schema.String.pipe(Schema.pattern(/^20\d\d(?:-[01]\d)?$/))

const { index, others } = Schema.decodeUnknownSync(
  Schema.Struct({
    index: Schema.Struct({
      edition: Edition,
      /** `merchant/4012587900` and the like. */
      pages: Schema.Array(Schema.String.pipe(Schema.pattern(/^(merchant|partner)\/\d+$/)))
    }),
    /** What all pages under a path have that the index does not list. */
    others: Schema.Array(Schema.Struct({ under: Schema.String, edition: Edition }))
  }),
  { onExcessProperty: "error" }
)(JSON.parse(readFileSync(new URL("editions.json", import.meta.url), "utf8")))

const site = "https://pay.weixin.qq.com/"

const indexed: ReadonlySet<string> = new Set(index.pages.map((page) => `${site}doc/v3/${page}`))

/** Whether the official index of July 2026 lists the page. */
export const isIndexed = (page: string): boolean => indexed.has(page)

/** Such as `2026-07`. */
export const editionOf = (page: string): string => {
  if (isIndexed(page)) return index.edition
  const other = others.find(({ under }) => page.startsWith(`${site}${under}`))
  if (other === undefined) throw new Error(`editions.json knows no edition of ${page}`)
  return other.edition
}

const link = /(@see (https:\/\/pay\.weixin\.qq\.com\/\S+))([^\n]*)/g

/** The source with the edition behind each link of an official page. */
export const withEditions = (source: string): string =>
  source.replace(link, (_, see: string, page: string, rest: string) => {
    const label = rest.replace(/,? ?page of [\d-]+$/, "").trim()
    return `${see} ${label === "" ? "" : `${label}, `}page of ${editionOf(page)}`
  })

/** The packages whose docstrings name editions: all that have endpoints. */
export const packages = [
  "bill",
  "facepay",
  "media",
  "merchant-complaint",
  "pay",
  "payscore",
  "profit-sharing",
  "refund",
  "transfer"
] as const

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** Their source files. */
export const files = (): ReadonlyArray<string> =>
  packages.flatMap((name) =>
    readdirSync(`${root}packages/${name}/src`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${root}packages/${name}/src/${file}`)
  )
