/** Every endpoint of a package, with the module that exports it and the mode that the module is for. */
import { Endpoint } from "@effect-wechatpay/core"
import type { Mode } from "./catalogue.js"

export interface Exported {
  readonly module: string
  readonly name: string
  readonly mode: Mode
  readonly endpoint: Endpoint.Any
}

export const exported = (barrel: object, modeOf: (module: string) => Mode): ReadonlyArray<Exported> =>
  Object.entries(barrel).flatMap(([module, namespace]: [string, unknown]) =>
    Object.entries(namespace as object).flatMap(([name, value]: [string, unknown]) =>
      Endpoint.isEndpoint(value) ? [{ module, name, mode: modeOf(module), endpoint: value }] : []
    )
  )
