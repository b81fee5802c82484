/** The filters of the list of calls. They are kept in the address, and in the browser for the next visit. */
import { useEffect, useState } from "preact/hooks"
import * as Api from "./api.js"

export const filterNames = ["text", "status", "endpoint", "signature", "fault"] as const
export type FilterName = (typeof filterNames)[number]
export type Filters = Readonly<Record<FilterName, string>>

const key = "filters"

export const filtersOf = (query: URLSearchParams): Filters =>
  Object.fromEntries(filterNames.map((name) => [name, query.get(name) ?? ""])) as Filters

/** Only filters that are set. */
export const queryOf = (filters: Filters): URLSearchParams =>
  new URLSearchParams(filterNames.flatMap((name) => (filters[name] === "" ? [] : [[name, filters[name]]])))

export const keepFilters = (filters: Filters): void => localStorage.setItem(key, queryOf(filters).toString())

export const keptQuery = (): URLSearchParams => new URLSearchParams(localStorage.getItem(key) ?? "")

/** `2xx`, `4xx`, `5xx`, or why there is no status. A failure of the XML interface has the status 200. */
export const statusGroupOf = ({ state, status }: Api.CallSummary): string =>
  status === undefined ? state : `${Math.floor(status / 100)}xx`

const matches = (filters: Filters, call: Api.CallSummary): boolean =>
  (filters.status === "" ||
    statusGroupOf(call) === filters.status ||
    (filters.status === "rejected" && (call.rejectedBy !== undefined || call.errorCode !== undefined))) &&
  (filters.endpoint === "" || call.endpoint === filters.endpoint) &&
  (filters.signature === "" || call.signature === filters.signature) &&
  (filters.fault === "" || call.fault === filters.fault)

/** What a summary has of the searched text; bodies are searched by the server. */
const summaryText = (call: Api.CallSummary): string =>
  [
    call.method,
    call.target,
    call.status,
    call.errorCode,
    call.order,
    call.requestId,
    call.endpoint,
    ...call.mistakes.flatMap(({ en, id, zh }) => [id, en, zh])
  ]
    .join("\n")
    .toLowerCase()

/** How long typing and new calls are collected before the server searches, in milliseconds. */
const delay = 150

/** The calls that fit the filters. */
export const useFiltered = (
  calls: ReadonlyArray<Api.CallSummary>,
  filters: Filters
): ReadonlyArray<Api.CallSummary> => {
  const wanted = filters.text.trim().toLowerCase()
  const [found, setFound] = useState<{ readonly text: string; readonly ids: ReadonlySet<number> }>()
  useEffect(() => {
    if (wanted === "") return
    let current = true
    const timer = setTimeout(() => {
      Api.search(wanted).then(
        ({ ids }) => current && setFound({ text: wanted, ids: new Set(ids) }),
        () => undefined
      )
    }, delay)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [wanted, calls])
  const ids = found?.text === wanted ? found.ids : undefined
  return calls.filter(
    (call) =>
      matches(filters, call) &&
      (wanted === "" || ids?.has(call.id) === true || summaryText(call).includes(wanted))
  )
}
