/** What has changed between two readings of the state, so that the page is sent changes only. */
import type * as Api from "./Api.js"

/** A change of a list whose new entries are in front. */
export interface ListChange<A> {
  /** The entries in front of the known ones, or all entries if `all`. */
  readonly added: ReadonlyArray<A>
  readonly changed: ReadonlyArray<A>
  readonly removed: ReadonlyArray<string>
  readonly all: boolean
}

/** The state that the page shows. */
export interface Shown {
  readonly overview: typeof Api.Overview.Encoded
  readonly faults: typeof Api.Faults.Encoded
  readonly panels: ReadonlyArray<typeof Api.Panel.Encoded>
  readonly notifications: ReadonlyArray<typeof Api.Notification.Encoded>
}

type Panel = Shown["panels"][number]

export interface Changed {
  readonly now: number
  /** How often the log of calls was replaced or cleared: it has to be read again when this changes. */
  readonly replacements: number
  readonly kept: Shown["overview"]["kept"]
  readonly overview?: Omit<Shown["overview"], "now" | "kept" | "endpoints">
  readonly endpoints?: Shown["overview"]["endpoints"]
  readonly faults?: Shown["faults"]
  readonly panels?: ReadonlyArray<
    Omit<Panel, "records"> & { readonly records: ListChange<Panel["records"][number]> }
  >
  readonly notifications?: ListChange<Shown["notifications"][number]>
}

const isEmpty = ({ added, all, changed, removed }: ListChange<unknown>): boolean =>
  !all && added.length + changed.length + removed.length === 0

/** Entries that have moved are sent anew with the whole list. */
const makeList = <A extends { readonly id: string }>() => {
  let known: ReadonlyMap<string, string> | undefined
  return (entries: ReadonlyArray<A>): ListChange<A> => {
    const before = known
    const now = new Map(entries.map((entry) => [entry.id, JSON.stringify(entry)]))
    known = now
    if (before === undefined) return { added: entries, changed: [], removed: [], all: true }
    const first = entries.findIndex(({ id }) => before.has(id))
    const kept = first === -1 ? [] : entries.slice(first)
    const removed = [...before.keys()].filter((id) => !now.has(id))
    const order = [...before.keys()].filter((id) => now.has(id))
    if (kept.length !== order.length || kept.some(({ id }, index) => id !== order[index])) {
      return { added: entries, changed: [], removed: [], all: true }
    }
    return {
      added: first === -1 ? entries : entries.slice(0, first),
      changed: kept.filter((entry) => before.get(entry.id) !== now.get(entry.id)),
      removed,
      all: false
    }
  }
}

/** Compares a value with the one before. */
const makeValue = <A>() => {
  let known: string | undefined
  return (value: A): A | undefined => {
    const text = JSON.stringify(value)
    if (text === known) return undefined
    known = text
    return value
  }
}

/** Compares each reading with the one before; the first one is sent in full. */
export const makeChangedParts = () => {
  const overview = makeValue<NonNullable<Changed["overview"]>>()
  const endpoints = makeValue<Shown["overview"]["endpoints"]>()
  const faults = makeValue<Shown["faults"]>()
  const notifications = makeList<Shown["notifications"][number]>()
  const panels = new Map<
    string,
    {
      readonly records: ReturnType<typeof makeList<Panel["records"][number]>>
      readonly rest: ReturnType<typeof makeValue<Omit<Panel, "records">>>
    }
  >()
  const partsOf = (id: string) => {
    const found = panels.get(id) ?? { records: makeList(), rest: makeValue() }
    panels.set(id, found)
    return found
  }
  return (shown: Shown, replacements: number): Changed => {
    const { endpoints: served, kept, now, ...steady } = shown.overview
    const nextOverview = overview(steady)
    const nextEndpoints = endpoints(served)
    const nextFaults = faults(shown.faults)
    const nextNotifications = notifications(shown.notifications)
    const nextPanels = shown.panels.flatMap(({ records, ...rest }) => {
      const parts = partsOf(rest.id)
      const change = parts.records(records)
      return parts.rest(rest) === undefined && isEmpty(change) ? [] : [{ ...rest, records: change }]
    })
    return {
      now,
      replacements,
      kept,
      ...(nextEndpoints === undefined ? {} : { endpoints: nextEndpoints }),
      ...(nextOverview === undefined ? {} : { overview: nextOverview }),
      ...(nextFaults === undefined ? {} : { faults: nextFaults }),
      ...(isEmpty(nextNotifications) ? {} : { notifications: nextNotifications }),
      ...(nextPanels.length === 0 ? {} : { panels: nextPanels })
    }
  }
}
