/** The state of the page, updated by the events of the server. */
import { createContext } from "preact"
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { type Language, type Word, words } from "./words.js"

export interface Store {
  readonly connected: boolean
  readonly overview: Api.Overview | undefined
  /** The newest first. */
  readonly calls: ReadonlyArray<Api.CallSummary>
  readonly panels: ReadonlyArray<Api.Panel>
  readonly notifications: ReadonlyArray<Api.Notification>
  readonly faults: Api.Faults
}

/** The length of the server's log. */
const keptCalls = 1000

const empty: Store = {
  connected: false,
  overview: undefined,
  calls: [],
  panels: [],
  notifications: [],
  faults: { kinds: [], waiting: [] }
}

const merged = (
  known: ReadonlyArray<Api.CallSummary>,
  news: ReadonlyArray<Api.CallSummary>
): ReadonlyArray<Api.CallSummary> => {
  const byId = new Map(known.map((call) => [call.id, call]))
  for (const call of news) byId.set(call.id, call)
  return [...byId.values()].sort((left, right) => right.id - left.id).slice(0, keptCalls)
}

export const useStore = () => {
  const [store, setStore] = useState(empty)
  const busy = useRef(false)
  const again = useRef(false)

  /** Reads everything, one read at a time. A change during a read causes another read. */
  const refresh = useCallback(async () => {
    if (busy.current) {
      again.current = true
      return
    }
    busy.current = true
    try {
      do {
        again.current = false
        const [overview, panels, notifications, faults] = await Promise.all([
          Api.overview(),
          Api.panels(),
          Api.notifications(),
          Api.faults()
        ])
        setStore((before) => ({ ...before, overview, panels, notifications, faults }))
      } while (again.current)
    } catch {
      // The event stream reports the lost connection and reconnects.
    } finally {
      busy.current = false
    }
  }, [])

  const reload = useCallback(async () => {
    const calls = await Api.calls()
    setStore((before) => ({ ...before, calls }))
    await refresh()
  }, [refresh])

  useEffect(() => {
    const source = new EventSource("/api/events")
    source.addEventListener("open", () => {
      setStore((before) => ({ ...before, connected: true }))
      reload().catch(() => undefined)
    })
    source.addEventListener("error", () => setStore((before) => ({ ...before, connected: false })))
    source.addEventListener("changed", () => refresh())
    source.addEventListener("calls", ({ data }) => {
      const news = JSON.parse(data) as ReadonlyArray<Api.CallSummary>
      setStore((before) => ({ ...before, calls: merged(before.calls, news) }))
      // The call took a fault from the queue.
      if (news.some(({ fault }) => fault !== undefined)) refresh()
    })
    return () => source.close()
  }, [refresh, reload])

  return { store, refresh, reload }
}

export interface Shared {
  readonly store: Store
  readonly language: Language
  readonly word: (name: Word) => string
  readonly text: (given: Api.Text) => string
  /** Runs an action at the server, shows its result or error, and reads the new state. */
  readonly attempt: (action: () => Promise<void>) => Promise<boolean>
}

export const sharedOf = (store: Store, language: Language, attempt: Shared["attempt"]): Shared => ({
  store,
  language,
  word: (name) => words[name][language],
  text: (given) => given[language],
  attempt
})

export const SharedContext = createContext<Shared>(sharedOf(empty, "en", async () => false))
export const useShared = () => useContext(SharedContext)

/** `#/calls/12` as `["calls", "12"]`. */
export const useRoute = (): ReadonlyArray<string> => {
  const read = () => location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent)
  const [route, setRoute] = useState(read)
  useEffect(() => {
    const listen = () => setRoute(read())
    addEventListener("hashchange", listen)
    return () => removeEventListener("hashchange", listen)
  }, [])
  return route
}

/** A setting in the local storage of the browser. */
export const useKept = <A extends string>(name: string, initial: A) => {
  const [value, setValue] = useState<A>(() => (localStorage.getItem(name) as A | null) ?? initial)
  const keep = (next: A) => {
    localStorage.setItem(name, next)
    setValue(next)
  }
  return [value, keep] as const
}

/** The time of day in Beijing, or date and time. */
export const clock = (millis: number, withDay = false): string => {
  const iso = new Date(millis + 8 * 3_600_000).toISOString()
  return withDay ? `${iso.slice(0, 19).replace("T", " ")} +08:00` : iso.slice(11, 23)
}
