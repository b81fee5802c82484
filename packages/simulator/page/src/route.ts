/** The address of the page: `#/calls/12?text=a` is the path `["calls", "12"]` with the query `text=a`. */
import { useEffect, useState } from "preact/hooks"

export interface Route {
  readonly path: ReadonlyArray<string>
  readonly query: URLSearchParams
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const readRoute = (): Route => {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?")
  return { path: path.split("/").map(decoded), query: new URLSearchParams(query) }
}

export const useRoute = (): Route => {
  const [route, setRoute] = useState(readRoute)
  useEffect(() => {
    const changed = () => setRoute(readRoute())
    addEventListener("hashchange", changed)
    return () => removeEventListener("hashchange", changed)
  }, [])
  return route
}

export const addressOf = (path: ReadonlyArray<string | number>, query?: URLSearchParams): string => {
  const text = query?.toString() ?? ""
  return `#/${path.map((part) => encodeURIComponent(part)).join("/")}${text === "" ? "" : `?${text}`}`
}

export const orderAddress = (order: string): string => addressOf(["orders", order])

/** Replaces the address without an entry in the history. */
export const replaceAddress = (address: string): void => {
  history.replaceState(null, "", address)
  dispatchEvent(new HashChangeEvent("hashchange"))
}
