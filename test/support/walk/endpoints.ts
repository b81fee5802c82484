/** Every endpoint of a package, with the module that exports it and the modes that the module is for. */
import { Endpoint } from "@effect-wechatpay/core"
import type { Mode } from "./catalogue.js"

export interface Exported {
  readonly module: string
  readonly name: string
  readonly modes: ReadonlyArray<Mode>
  readonly endpoint: Endpoint.Any
}

/** The role that the name of a module begins with. */
const roles: ReadonlyArray<readonly [prefix: string, mode: Mode]> = [
  ["Partner", "partner"],
  ["AcquiringBank", "acquiring-bank"],
  ["Overseas", "overseas-partner"],
  ["Ecommerce", "partner"],
  ["Brand", "partner"],
  ["Charity", "partner"]
]

/** A module whose name begins with no role is for merchants, or for everybody. */
const modesOf = (module: string): ReadonlyArray<Mode> => {
  const role = roles.find(([prefix]) => module.startsWith(prefix))
  return role === undefined ? ["merchant", "both"] : [role[1]]
}

export const exported = (
  barrel: object,
  modes: (module: string) => ReadonlyArray<Mode> = modesOf
): ReadonlyArray<Exported> =>
  Object.entries(barrel).flatMap(([module, namespace]: [string, unknown]) =>
    Object.entries(namespace as object).flatMap(([name, value]: [string, unknown]) =>
      Endpoint.isEndpoint(value) ? [{ module, name, modes: modes(module), endpoint: value }] : []
    )
  )
