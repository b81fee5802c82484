/**
 * The packages that are walked over, with their part of the catalogue: every package of `packages/` that has facts in
 * `test/<package>/conformance`. Its modules are for the mode that their names begin with; where that is not so, a file
 * `family.ts` beside the facts exports `modes`.
 */
import { existsSync } from "node:fs"
import { catalogued, type Entry, entries, type Mode, nameOf } from "./catalogue.js"
import { type Exported, exported } from "./endpoints.js"

export interface Family {
  /** The folder of the package. */
  readonly name: string
  /** What the ids of its endpoints begin with: the folder in camel case. */
  readonly prefix: string
  readonly catalogue: ReadonlyArray<Entry>
  readonly endpoints: ReadonlyArray<Exported>
}

interface Own {
  readonly modes?: (module: string) => ReadonlyArray<Mode>
}

const own = async (name: string): Promise<Own> => {
  const file = new URL(`../../${name}/conformance/family.ts`, import.meta.url)
  return existsSync(file) ? ((await import(file.href)) as Own) : {}
}

export const families: ReadonlyArray<Family> = await Promise.all(
  catalogued.map(async (name): Promise<Family> => {
    const barrel = (await import(`@effect-wechatpay/${name}`)) as object
    return {
      name,
      prefix: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      catalogue: entries(name).filter(({ version }) => version === "v3"),
      endpoints: exported(barrel, (await own(name)).modes)
    }
  })
)

/** The family of a package. */
export const familyOf = (name: string): Family => {
  const family = families.find((family) => family.name === name)
  if (family === undefined) throw new Error(`test/${name}/conformance/catalogue.json does not exist`)
  return family
}

export const endpointsOf = (family: Family, entry: Entry): ReadonlyArray<Exported> =>
  family.endpoints.filter(({ endpoint }) => nameOf(endpoint) === nameOf(entry))

/** Every endpoint with its entry, by id. */
export const pairs = families.flatMap(({ catalogue, endpoints }) =>
  endpoints.flatMap((each) => {
    const entry = catalogue.find((entry) => nameOf(entry) === nameOf(each.endpoint))
    return entry === undefined ? [] : [[each.endpoint.id, { ...each, entry }] as const]
  })
)
