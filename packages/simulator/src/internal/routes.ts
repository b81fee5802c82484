/** Finds the handler of a request: methods and paths of the endpoint values. */
import type { Handler } from "../Domain.js"

interface Segment {
  readonly text: string
  readonly isParam: boolean
}

interface Route {
  readonly handler: Handler
  readonly segments: ReadonlyArray<Segment>
}

export interface Match {
  readonly handler: Handler
  /** The path parameters as in the target, still percent-encoded. */
  readonly params: Readonly<Record<string, string>>
}

export type Found =
  | { readonly _tag: "Found"; readonly match: Match }
  | { readonly _tag: "WrongMethod"; readonly allowed: ReadonlyArray<string> }
  | { readonly _tag: "NotFound" }

const segmentsOf = (path: string): Array<Segment> =>
  path
    .split("/")
    .map((text) =>
      text.startsWith("{") && text.endsWith("}")
        ? { text: text.slice(1, -1), isParam: true }
        : { text, isParam: false }
    )

/** Fixed segments sort before parameters; the leftmost difference decides. */
const specificFirst = (left: Route, right: Route): number => {
  for (const [index, { isParam }] of left.segments.entries()) {
    const other = right.segments[index]?.isParam ?? false
    if (isParam !== other) return isParam ? 1 : -1
  }
  return 0
}

const matchPath = (route: Route, parts: ReadonlyArray<string>): Record<string, string> | undefined => {
  const params: Record<string, string> = {}
  for (const [index, { isParam, text }] of route.segments.entries()) {
    const part = parts[index] as string
    if (isParam) {
      if (part === "") return undefined
      params[text] = part
    } else if (part !== text) return undefined
  }
  return params
}

/** A later handler of the same method and path replaces an earlier one. */
export const latestHandlers = (handlers: ReadonlyArray<Handler>): ReadonlyArray<Handler> => [
  ...new Map(
    handlers.map((handler) => [`${handler.endpoint.method} ${handler.endpoint.path}`, handler])
  ).values()
]

export const makeRoutes = (handlers: ReadonlyArray<Handler>): ((method: string, target: string) => Found) => {
  const byLength = new Map<number, Array<Route>>()
  for (const handler of handlers) {
    const segments = segmentsOf(handler.endpoint.path)
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), { handler, segments }])
  }
  for (const routes of byLength.values()) routes.sort(specificFirst)

  return (method, target) => {
    const [path = ""] = target.split("?", 1)
    const parts = path.split("/")
    const allowed: Array<string> = []
    for (const route of byLength.get(parts.length) ?? []) {
      const params = matchPath(route, parts)
      if (params === undefined) continue
      if (route.handler.endpoint.method === method)
        return { _tag: "Found", match: { handler: route.handler, params } }
      allowed.push(route.handler.endpoint.method)
    }
    return allowed.length === 0
      ? { _tag: "NotFound" }
      : { _tag: "WrongMethod", allowed: [...new Set(allowed)] }
  }
}
