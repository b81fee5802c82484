import { useEffect, useState } from "preact/hooks"
import { CallsView } from "./calls.jsx"
import { ActionDialog } from "./dialog.jsx"
import { FaultsView } from "./faults.jsx"
import { keptQuery } from "./filters.js"
import { useKeptFocus } from "./focus.js"
import { Help } from "./help.jsx"
import { NotificationsView } from "./notifications.jsx"
import { OrderView } from "./order.jsx"
import { PlatformView } from "./platform.jsx"
import { RecordsView } from "./records.jsx"
import { addressOf, useRoute } from "./route.js"
import { StartView } from "./start.jsx"
import {
  type Asked,
  clock,
  type Message,
  SharedContext,
  sharedOf,
  useKept,
  useNow,
  useShared,
  useStore
} from "./store.js"
import type { Language } from "./words.js"

const tabs = ["calls", "records", "notifications", "faults", "platform"] as const
type Tab = (typeof tabs)[number]

const views = {
  calls: CallsView,
  start: StartView,
  orders: OrderView,
  records: RecordsView,
  notifications: NotificationsView,
  faults: FaultsView,
  platform: PlatformView
} as const
type View = keyof typeof views

const isView = (name: string | undefined): name is View => name !== undefined && Object.hasOwn(views, name)

/** The tab that a view belongs to. */
const tabOf = (view: View): Tab => (view === "start" ? "calls" : view === "orders" ? "records" : view)

const themes = ["auto", "light", "dark"] as const

const system: Language = navigator.language.startsWith("zh") ? "zh" : "en"

const isTyping = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target as HTMLElement).closest("input, textarea, select, dialog") !== null

const Clock = () => {
  const { word } = useShared()
  const now = useNow()
  return now === undefined ? null : (
    <a class="clock" href="#/platform" title={word("now")}>
      {clock(now, true)}
    </a>
  )
}

/** `/` begins a search, `?` shows the keys. */
const useKeys = (help: () => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && (event.target as HTMLElement).id === "search") {
        ;(event.target as HTMLElement).blur()
      }
      if (isTyping(event)) return
      if (event.key === "?") help()
      if (event.key !== "/") return
      event.preventDefault()
      const input = document.getElementById("search")
      if (input !== null) return input.focus()
      location.hash = addressOf(["calls"], keptQuery())
      // The view is rendered first.
      setTimeout(() => document.getElementById("search")?.focus(), 50)
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [help])
}

export const App = () => {
  const store = useStore()
  const [language, setLanguage] = useKept<Language>("language", system)
  const [theme, setTheme] = useKept<(typeof themes)[number]>("theme", "auto")
  const [message, setMessage] = useState<Message>()
  const [asked, setAsked] = useState<Asked>()
  const [helping, setHelping] = useState(false)
  const route = useRoute()
  const [first] = route.path
  const view = isView(first) ? first : "calls"
  useKeptFocus()
  useKeys(() => setHelping(true))

  const shared = sharedOf(store, language, {
    say: setMessage,
    ask: setAsked,
    attempt: async (action, describe) => {
      try {
        const result = await action()
        setMessage(describe?.(result) ?? { failed: false, text: shared.word("done") })
        return true
      } catch (error) {
        setMessage({ failed: true, text: shared.problemText(error) })
        return false
      }
    }
  })
  const { word } = shared

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en"
    document.documentElement.dataset.theme = theme
    document.title = word("title")
  }, [language, theme, word])
  useEffect(() => {
    if (message === undefined) return
    const timer = setTimeout(() => setMessage(undefined), message.failed ? 8000 : 2500)
    return () => clearTimeout(timer)
  }, [message])

  const counts: Readonly<Record<Tab, number>> = {
    calls: store.calls.length,
    records: store.panels.find(({ id }) => id === "payscore.orders")?.total ?? 0,
    notifications: store.notifications.length,
    faults: store.faults.waiting.length,
    platform: 0
  }
  const alarms = store.notifications.flatMap(({ verdicts }) =>
    verdicts.filter(({ tone }) => tone === "bad")
  ).length
  const Shown = views[view]
  return (
    <SharedContext.Provider value={shared}>
      <header>
        <h1>{word("title")}</h1>
        <span class={store.connected ? "live on" : "live"} role="status">
          {store.connected ? word("live") : word("offline")}
        </span>
        <Clock />
        <span class="settings">
          <label>
            <span class="hidden">{word("theme")}</span>
            <select
              value={theme}
              onChange={(event) => setTheme(event.currentTarget.value as (typeof themes)[number])}
            >
              {themes.map((name) => (
                <option key={name} value={name}>
                  {word("theme")}: {word(name)}
                </option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => setLanguage(language === "en" ? "zh" : "en")}>
            {word("language")}
          </button>
          <button type="button" aria-label={word("keys")} onClick={() => setHelping(true)}>
            ?
          </button>
        </span>
        <nav>
          {tabs.map((name) => (
            <a
              key={name}
              href={name === "calls" ? addressOf(["calls"], keptQuery()) : addressOf([name])}
              aria-current={name === tabOf(view) ? "page" : undefined}
            >
              {word(name)}
              {counts[name] ? <span class="count">{counts[name]}</span> : null}
              {name === "notifications" && alarms > 0 ? (
                <span class="count alarm-count" title={word("alarms")}>
                  ! {alarms}
                </span>
              ) : null}
            </a>
          ))}
        </nav>
      </header>
      <main class={`view-${view}`}>
        <Shown route={route} />
      </main>
      {asked !== undefined && <ActionDialog asked={asked} close={() => setAsked(undefined)} />}
      {helping && <Help close={() => setHelping(false)} />}
      <div class="messages" aria-live="assertive">
        {message !== undefined && (
          <p class={message.failed ? "message failed" : "message"} role={message.failed ? "alert" : "status"}>
            {message.text}
          </p>
        )}
      </div>
    </SharedContext.Provider>
  )
}
