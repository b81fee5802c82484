import { useEffect, useState } from "preact/hooks"
import { CallsView } from "./calls.jsx"
import { FaultsView } from "./faults.jsx"
import { NotificationsView } from "./notifications.jsx"
import { PlatformView } from "./platform.jsx"
import { RecordsView } from "./records.jsx"
import { clock, SharedContext, sharedOf, useKept, useRoute, useStore } from "./store.js"
import type { Language } from "./words.js"

const views = {
  calls: CallsView,
  records: RecordsView,
  notifications: NotificationsView,
  faults: FaultsView,
  platform: PlatformView
} as const
type View = keyof typeof views

const isView = (name: string | undefined): name is View => name !== undefined && name in views

const themes = ["auto", "light", "dark"] as const

interface Message {
  readonly failed: boolean
  readonly text: string
}

const system: Language = navigator.language.startsWith("zh") ? "zh" : "en"

export const App = () => {
  const { store, refresh, reload } = useStore()
  const [language, setLanguage] = useKept<Language>("language", system)
  const [theme, setTheme] = useKept<(typeof themes)[number]>("theme", "auto")
  const [message, setMessage] = useState<Message>()
  const [first, ...rest] = useRoute()
  const view = isView(first) ? first : "calls"

  const shared = sharedOf(store, language, async (action) => {
    try {
      await action()
      setMessage({ failed: false, text: shared.word("done") })
      return true
    } catch (error) {
      setMessage({ failed: true, text: error instanceof Error ? error.message : String(error) })
      return false
    } finally {
      await refresh()
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

  const counts: Partial<Record<View, number>> = {
    calls: store.calls.length,
    records: store.panels[0]?.total ?? 0,
    notifications: store.notifications.length,
    faults: store.faults.waiting.length
  }
  const Shown = views[view]
  return (
    <SharedContext.Provider value={shared}>
      <header>
        <h1>{word("title")}</h1>
        <span class={store.connected ? "live on" : "live"} role="status">
          {store.connected ? word("live") : word("offline")}
        </span>
        {store.overview !== undefined && (
          <a class="clock" href="#/platform" title={word("now")}>
            {clock(store.overview.now, true)}
          </a>
        )}
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
        </span>
        <nav>
          {(Object.keys(views) as ReadonlyArray<View>).map((name) => (
            <a key={name} href={`#/${name}`} aria-current={name === view ? "page" : undefined}>
              {word(name)}
              {counts[name] ? <span class="count">{counts[name]}</span> : null}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <Shown rest={rest} reload={reload} />
      </main>
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
