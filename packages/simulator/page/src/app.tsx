import { useEffect, useState } from "preact/hooks"
import { CallsView } from "./calls.jsx"
import { CardsView } from "./cards.jsx"
import { clock, SharedContext, sharedOf, useDesk, useKept, useRoute } from "./desk.js"
import { FaultsView } from "./faults.jsx"
import { NotificationsView } from "./notifications.jsx"
import { PlatformView } from "./platform.jsx"
import type { Language } from "./words.js"

const views = {
  calls: CallsView,
  cards: CardsView,
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
  const { desk, refresh, reload } = useDesk()
  const [language, setLanguage] = useKept<Language>("language", system)
  const [theme, setTheme] = useKept<(typeof themes)[number]>("theme", "auto")
  const [message, setMessage] = useState<Message>()
  const [first, ...rest] = useRoute()
  const view = isView(first) ? first : "calls"

  const shared = sharedOf(desk, language, async (action) => {
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
    calls: desk.calls.length,
    cards: desk.decks[0]?.total ?? 0,
    notifications: desk.notifications.length,
    faults: desk.faults.waiting.length
  }
  const Shown = views[view]
  return (
    <SharedContext.Provider value={shared}>
      <header>
        <h1>{word("title")}</h1>
        <span class={desk.connected ? "live on" : "live"} role="status">
          {desk.connected ? word("live") : word("offline")}
        </span>
        {desk.overview !== undefined && (
          <a class="clock" href="#/platform" title={word("now")}>
            {clock(desk.overview.now, true)}
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
