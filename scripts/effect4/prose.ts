/** What docstrings say of Effect: the names of the edition. */
import { exportsOf } from "./rules/names.js"

/** Names as code has them, such as `Layer.unwrapEffect`, and their new names. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries(exportsOf).flatMap(([module, exports]) =>
    Object.entries(exports)
      .filter(([name]) => !name.includes("."))
      .map(([name, to]) => {
        const namespace = module.split("/").at(-1) as string
        return [`${namespace}.${name}`, `${namespace}.${to}`] as const
      })
  )
)

/** Places that no name says; each must exist. */
export const phrases: ReadonlyArray<readonly [from: string, to: string]> = [
  ["servers of `@effect/platform`", "servers of `effect/http`"],
  ["an `HttpClient` of `@effect/platform`", "an `HttpClient` of `effect/http`"],
  [
    `HttpRouter.empty.pipe(
 *   HttpRouter.post("/wechatpay/notify", NotificationServer.toHttpApp(handler)),
 *   HttpServer.serve()
 * )`,
    `HttpRouter.serve(
 *   HttpRouter.add("POST", "/wechatpay/notify", NotificationServer.toHttpApp(handler))
 * )`
  ]
]

/** A text with the names of the edition. */
export const inEdition = (text: string): string =>
  phrases
    .reduce((all, [from, to]) => all.replaceAll(from, to), text)
    .replace(/\b[A-Z]\w+\.\w+\b/g, (name) => names.get(name) ?? name)

/** A file whose docstrings have the names of the edition. */
export const withDocstrings = (text: string): string => text.replace(/\/\*\*[\s\S]*?\*\//g, inEdition)
