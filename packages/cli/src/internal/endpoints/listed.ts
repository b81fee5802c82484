/** The endpoints of all packages, which are loaded one by one. */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as V2Endpoint from "@effect-wechatpay/core/V2Endpoint"

/** An endpoint as it is listed: the first sentence of its docstring is the summary. */
export type Listed = readonly [
  id: string,
  method: string,
  path: string,
  module: string,
  name: string,
  summary: string
]

export type Modules = Readonly<Record<string, () => Promise<object>>>

export type Loaded =
  | { readonly version: "v3"; readonly endpoint: Endpoint.Any }
  | { readonly version: "v2"; readonly endpoint: V2Endpoint.Any }

export const load = async (modules: Modules, [, , , module, name]: Listed): Promise<Loaded> => {
  const exports = ((await modules[module]?.()) ?? {}) as Readonly<Record<string, unknown>>
  const value = exports[name]
  if (Endpoint.isEndpoint(value)) return { version: "v3", endpoint: value }
  if (V2Endpoint.isV2Endpoint(value)) return { version: "v2", endpoint: value }
  throw new Error(`${module} does not export the endpoint ${name}`)
}
