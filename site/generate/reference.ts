/** Every endpoint and notification of the packages, with its value and its docstring. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Notification from "@effect-wechatpay/core/Notification"
import { type Loaded, load } from "../../packages/cli/src/internal/endpoints/listed.js"
import {
  list as endpointList,
  modules as endpointModules
} from "../../packages/cli/src/internal/lists/endpoints.js"
import { list as errorList } from "../../packages/cli/src/internal/lists/errors.js"
import {
  list as notificationList,
  modules as notificationModules
} from "../../packages/cli/src/internal/lists/notifications.js"
import { type Docstring, documented, type Lookup } from "./comments.js"

interface Documented {
  /** `@effect-wechatpay/payscore/Permission` */
  readonly module: string
  /** `payscore` */
  readonly package: string
  /** `Permission` */
  readonly namespace: string
  /** `terminateByOpenid` */
  readonly name: string
  /** First sentence of the docstring. */
  readonly summary: string
  readonly docstring: Docstring
  /** Without language and ending. */
  readonly route: string
}

/** An endpoint with what the documentation says about it. */
export interface EndpointPage extends Documented {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly loaded: Loaded
  readonly section: (name: string) => Lookup
}

/** A notification with what the documentation says about it. */
export interface NotificationPage extends Documented {
  readonly eventType: string
  readonly shapes: ReadonlyArray<{
    readonly name: string
    readonly schema: Endpoint.AnySchema
    readonly lookup: Lookup
  }>
}

/** `TerminateByOpenid` and `terminateByOpenid`: `terminate-by-openid` */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase()

const documentedOf = (module: string, name: string, summary: string, route: string): Documented => {
  const [, folder = "", namespace = ""] = module.split("/")
  return {
    module,
    package: folder,
    namespace,
    name,
    summary,
    docstring: documented(module, name).docstring,
    route
  }
}

/** Every endpoint, by id. */
export const endpoints: Promise<ReadonlyArray<EndpointPage>> = Promise.all(
  endpointList.map(async (listed): Promise<EndpointPage> => {
    const [id, method, path, module, name, summary] = listed
    const [, folder = "", namespace = ""] = module.split("/")
    return {
      ...documentedOf(module, name, summary, `reference/${folder}/${kebab(namespace)}-${kebab(name)}`),
      id,
      method,
      path,
      loaded: await load(endpointModules, listed),
      section: documented(module, name).section
    }
  })
)

const shapesOf = (value: unknown, section: (name: string) => Lookup): NotificationPage["shapes"] => {
  if (Notification.isNotification(value)) {
    return value.shapes.map(({ name, schema }) => ({
      name,
      schema,
      lookup: value.shapes.length === 1 ? section("resource") : (path) => section("shapes")([name, ...path])
    }))
  }
  return []
}

/** Every notification, by event type. */
export const notifications: Promise<ReadonlyArray<NotificationPage>> = Promise.all(
  notificationList.map(async ([eventType, module, name, summary]): Promise<NotificationPage> => {
    const exports = ((await notificationModules[module]?.()) ?? {}) as Readonly<Record<string, unknown>>
    const [, folder = "", namespace = ""] = module.split("/")
    return {
      ...documentedOf(module, name, summary, `reference/${folder}/${kebab(namespace)}-${kebab(name)}`),
      eventType,
      shapes: shapesOf(exports[name], documented(module, name).section)
    }
  })
)

/** The codes that the packages know, with what to do about each. */
export const errors: ReadonlyArray<{
  readonly codes: ReadonlyArray<string>
  readonly package: string
  readonly name: string
  readonly summary: string
  readonly advice: string
}> = errorList.map(([codes, module, name, summary, advice]) => ({
  codes,
  package: module.split("/")[1] ?? "",
  name,
  summary,
  advice
}))
