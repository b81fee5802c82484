/** Every endpoint of a package, with the module that exports it and the mode that the module is for. */
import { Endpoint } from "@effect-wechatpay/core"
import type { Mode } from "./catalogue.js"

export interface Exported {
  readonly module: string
  readonly name: string
  readonly mode: Mode
  readonly endpoint: Endpoint.Any
}

/** The role is the beginning of the module's name. */
const roles: ReadonlyArray<readonly [prefix: string, mode: Mode]> = [
  ["Partner", "partner"],
  ["AcquiringBank", "acquiring-bank"],
  ["Overseas", "overseas-partner"]
]

/** Modules of calls that every mode makes alike. */
const forBoth: ReadonlySet<string> = new Set(["MerchantBill", "Parking", "ParkingTransaction"])

export const modeOf = (module: string): Mode =>
  forBoth.has(module) ? "both" : (roles.find(([prefix]) => module.startsWith(prefix))?.[1] ?? "merchant")

export const exported = (barrel: object): ReadonlyArray<Exported> =>
  Object.entries(barrel).flatMap(([module, namespace]: [string, unknown]) =>
    Object.entries(namespace as object).flatMap(([name, value]: [string, unknown]) =>
      Endpoint.isEndpoint(value) ? [{ module, name, mode: modeOf(module), endpoint: value }] : []
    )
  )
