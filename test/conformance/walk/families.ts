/** The packages that are walked over, with their part of the catalogue. */
import * as Facepay from "@effect-wechatpay/facepay"
import * as Payscore from "@effect-wechatpay/payscore"
import { type Entry, entries, type Mode, nameOf } from "./catalogue.js"
import { type Exported, exported } from "./endpoints.js"

export interface Family {
  readonly name: "payscore" | "facepay"
  readonly catalogue: ReadonlyArray<Entry>
  readonly endpoints: ReadonlyArray<Exported>
  /** Whether every entry has an endpoint. While a package is being written, those that it has are compared. */
  readonly whole: boolean
}

/** In PayScore the role is the beginning of a module's name. */
const payscoreRoles: ReadonlyArray<readonly [prefix: string, mode: Mode]> = [
  ["Partner", "partner"],
  ["AcquiringBank", "acquiring-bank"],
  ["Overseas", "overseas-partner"]
]

/** Modules of calls that every mode makes alike. */
const forBoth: ReadonlySet<string> = new Set(["MerchantBill", "Parking", "ParkingTransaction"])

const payscoreMode = (module: string): Mode =>
  forBoth.has(module)
    ? "both"
    : (payscoreRoles.find(([prefix]) => module.startsWith(prefix))?.[1] ?? "merchant")

/** Face payment over APIv3 is for service providers, but for the identity of a person. */
const facepayMode = (module: string): Mode => (module === "FaceUser" ? "both" : "partner")

export const payscore: Family = {
  name: "payscore",
  catalogue: [...entries("payscore"), ...entries("parking")],
  endpoints: exported(Payscore, payscoreMode),
  whole: true
}

export const facepay: Family = {
  name: "facepay",
  catalogue: entries("facepay").filter(({ version }) => version === "v3"),
  endpoints: exported(Facepay, facepayMode),
  whole: true
}

export const families: ReadonlyArray<Family> = [payscore, facepay]

export const endpointsOf = (family: Family, entry: Entry): ReadonlyArray<Exported> =>
  family.endpoints.filter(({ endpoint }) => nameOf(endpoint) === nameOf(entry))

/** Every endpoint with its entry, by id. */
export const pairs = families.flatMap(({ catalogue, endpoints }) =>
  endpoints.flatMap((each) => {
    const entry = catalogue.find((entry) => nameOf(entry) === nameOf(each.endpoint))
    return entry === undefined ? [] : [[each.endpoint.id, { ...each, entry }] as const]
  })
)
