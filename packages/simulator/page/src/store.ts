/** What all views share: the state of the server, the language, and how actions run. */
import { createContext } from "preact"
import { useContext, useEffect, useState } from "preact/hooks"
import { type Action, Offline, type Text } from "./api.js"
import { empty, type State } from "./state.js"
import { subscribe } from "./subscribe.js"
import { type Language, type Word, words } from "./words.js"

export const useStore = (): State => {
  const [store, setStore] = useState(empty)
  useEffect(() => subscribe(setStore), [])
  return store
}

/** A message that is shown for a moment. */
export interface Message {
  readonly failed: boolean
  readonly text: string
}

/** An action that needs values. */
export interface Asked {
  readonly panel: string
  readonly record: string | undefined
  readonly about: string
  readonly action: Action
}

export interface Shared {
  readonly store: State
  readonly language: Language
  readonly word: (name: Word) => string
  readonly text: (given: Text) => string
  /**
   * Runs an action at the server and shows its result or error. `describe`: the message about a result. Returns whether
   * it succeeded.
   */
  readonly attempt: <A>(
    action: () => Promise<A>,
    describe?: (result: A) => Message | undefined
  ) => Promise<boolean>
  readonly say: (message: Message) => void
  /** The text for an error, in the language of the page. */
  readonly problemText: (error: unknown) => string
  /** Opens the dialog for the values of an action. */
  readonly ask: (asked: Asked) => void
}

export const sharedOf = (
  store: State,
  language: Language,
  actions: Pick<Shared, "attempt" | "say" | "ask">
): Shared => ({
  store,
  language,
  word: (name) => words[name][language],
  text: (given) => given[language],
  problemText: (error) =>
    error instanceof Offline
      ? words.offline[language]
      : error instanceof Error
        ? error.message
        : String(error),
  ...actions
})

export const SharedContext = createContext<Shared>(
  sharedOf(empty, "en", { attempt: async () => false, say: () => undefined, ask: () => undefined })
)
export const useShared = () => useContext(SharedContext)

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

/** The time of the simulator, which runs on between two events. */
export const timeOf = ({ overview, receivedAt }: State, real = Date.now()): number =>
  overview === undefined
    ? real
    : overview.time === "virtual"
      ? overview.now
      : overview.now + Math.max(0, real - receivedAt)

/** {@link timeOf}, anew every second; undefined until the server has sent it. */
export const useNow = (): number | undefined => {
  const { store } = useShared()
  const [real, setReal] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setReal(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return store.overview === undefined ? undefined : timeOf(store, real)
}
