/** The state of the page, changed by the events of the server. */
import type { Changed, ListChange } from "@effect-wechatpay/simulator/admin/changedParts"
import type * as Api from "./api.js"

export interface State {
  readonly connected: boolean
  /** Absent until the first event. */
  readonly overview: Api.Overview | undefined
  /** `Date.now()` when the time of the overview was received. */
  readonly receivedAt: number
  /** The newest first. */
  readonly calls: ReadonlyArray<Api.CallSummary>
  readonly callsKnown: boolean
  readonly panels: ReadonlyArray<Api.Panel>
  readonly notifications: ReadonlyArray<Api.Notification>
  readonly faults: Api.Faults
}

export const empty: State = {
  connected: false,
  overview: undefined,
  receivedAt: 0,
  calls: [],
  callsKnown: false,
  panels: [],
  notifications: [],
  faults: { kinds: [], waiting: [] }
}

/** What happens. It can be sent between the tabs of a browser. */
export type FeedEvent =
  | { readonly name: "connection"; readonly connected: boolean }
  | { readonly name: "calls"; readonly calls: ReadonlyArray<Api.CallSummary> }
  /** The whole log. `fresh`: the calls that have changed since it was requested. */
  | {
      readonly name: "log"
      readonly calls: ReadonlyArray<Api.CallSummary>
      readonly fresh: ReadonlyArray<number>
    }
  | { readonly name: "changed"; readonly changed: Changed; readonly at: number }

const merged = (
  known: ReadonlyArray<Api.CallSummary>,
  news: ReadonlyArray<Api.CallSummary>,
  limit: number
): ReadonlyArray<Api.CallSummary> => {
  const byId = new Map(known.map((call) => [call.id, call]))
  for (const call of news) byId.set(call.id, call)
  return [...byId.values()].sort((left, right) => right.id - left.id).slice(0, limit)
}

const changedList = <A extends { readonly id: string }>(
  known: ReadonlyArray<A>,
  { added, all, changed, removed }: ListChange<A>
): ReadonlyArray<A> => {
  if (all) return added
  const news = new Map(changed.map((entry) => [entry.id, entry]))
  const gone = new Set(removed)
  return [...added, ...known.filter(({ id }) => !gone.has(id)).map((entry) => news.get(entry.id) ?? entry)]
}

const changedPanels = (
  known: ReadonlyArray<Api.Panel>,
  news: NonNullable<Changed["panels"]>
): ReadonlyArray<Api.Panel> => {
  const before = new Map(known.map((panel) => [panel.id, panel]))
  for (const { records, ...rest } of news) {
    before.set(rest.id, { ...rest, records: changedList(before.get(rest.id)?.records ?? [], records) })
  }
  return [...before.values()]
}

const withChanges = (state: State, changed: Changed, at: number): State => {
  const steady = changed.overview ?? state.overview
  const endpoints = changed.endpoints ?? state.overview?.endpoints
  return {
    ...state,
    receivedAt: at,
    overview:
      steady === undefined || endpoints === undefined
        ? undefined
        : { ...steady, endpoints, now: changed.now, kept: changed.kept },
    faults: changed.faults ?? state.faults,
    panels: changed.panels === undefined ? state.panels : changedPanels(state.panels, changed.panels),
    notifications:
      changed.notifications === undefined
        ? state.notifications
        : changedList(state.notifications, changed.notifications)
  }
}

export const reduce = (state: State, event: FeedEvent): State => {
  const limit = state.overview?.kept.calls.limit ?? 1000
  switch (event.name) {
    case "connection":
      return { ...state, connected: event.connected }
    case "calls":
      return { ...state, calls: merged(state.calls, event.calls, limit) }
    case "log": {
      const fresh = new Set(event.fresh)
      const newer = state.calls.filter(({ id }) => fresh.has(id))
      return { ...state, callsKnown: true, calls: merged(event.calls, newer, limit) }
    }
    case "changed":
      return withChanges(state, event.changed, event.at)
  }
}
