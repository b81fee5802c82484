/** The list of calls beside one call. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { CallView } from "./call.jsx"
import { statusOf, toneOf } from "./callRow.jsx"
import {
  type FilterName,
  type Filters,
  filtersOf,
  keepFilters,
  queryOf,
  statusGroupOf,
  useFiltered
} from "./filters.js"
import { Chip, ServerButton, type ViewProps } from "./parts.jsx"
import { addressOf, readRoute, replaceAddress } from "./route.js"
import { StartView } from "./start.jsx"
import { clock, useShared } from "./store.js"

/** The height of a row, as in the style sheet. */
const rowHeight = 84

/** How many rows are rendered above and below the visible ones. */
const margin = 8

const Row = ({
  address,
  call,
  chosen,
  index
}: {
  readonly call: Api.CallSummary
  readonly chosen: boolean
  readonly address: string
  readonly index: number
}) => {
  const { text } = useShared()
  const [mistake] = call.mistakes
  return (
    <li style={{ top: `${index * rowHeight}px` }}>
      <a href={address} data-call={call.id} aria-current={chosen ? "true" : undefined}>
        <Chip tone={toneOf(call)}>{statusOf(call)}</Chip>
        <span class="method">{call.method}</span>
        <span class="target" title={call.target}>
          {call.target}
        </span>
        <span class="aside">
          {call.errorCode !== undefined && <b>{call.errorCode}</b>}
          {call.fault !== undefined && <b>{call.fault}</b>}
          {call.order !== undefined && <span class="order-no">{call.order}</span>}
          <time>{clock(call.receivedAt)}</time>
          {call.durationMillis !== undefined && <span>{call.durationMillis} ms</span>}
        </span>
        {mistake !== undefined ? (
          <span class="mistake" title={text(mistake)}>
            {text(mistake)}
          </span>
        ) : (
          <span class="request-id">{call.requestId}</span>
        )}
      </a>
    </li>
  )
}

/** Only the visible rows are rendered. `j`, `k` and the arrow keys move between rows. */
const Rows = ({
  calls,
  chosen,
  query
}: {
  readonly calls: ReadonlyArray<Api.CallSummary>
  readonly chosen: number | undefined
  readonly query: URLSearchParams
}) => {
  const { word } = useShared()
  const list = useRef<HTMLElement>(null)
  const [window_, setWindow] = useState({ top: 0, height: 800 })
  const [focused, setFocused] = useState<number>()
  const measure = () => {
    const { current } = list
    if (current !== null) setWindow({ top: current.scrollTop, height: current.clientHeight })
  }
  useLayoutEffect(() => {
    measure()
    addEventListener("resize", measure)
    return () => removeEventListener("resize", measure)
  }, [])

  const show = (index: number) => {
    const { current } = list
    if (current === null) return
    const top = index * rowHeight
    if (top < current.scrollTop) current.scrollTop = top
    else if (top + rowHeight > current.scrollTop + current.clientHeight) {
      current.scrollTop = top + rowHeight - current.clientHeight
    }
    measure()
  }
  useLayoutEffect(() => {
    if (focused === undefined) return
    list.current?.querySelector<HTMLElement>(`a[data-call="${focused}"]`)?.focus({ preventScroll: true })
    setFocused(undefined)
  }, [focused, window_])

  /** Moves to another row; returns whether there is one. */
  const move = (from: number | undefined, step: number, open: boolean) => {
    const index = from === undefined ? -1 : calls.findIndex(({ id }) => id === from)
    const next = calls[index === -1 ? (step > 0 ? 0 : calls.length - 1) : index + step]
    if (next === undefined) return
    show(calls.indexOf(next))
    if (open) location.hash = addressOf(["calls", next.id], query)
    const rendered = list.current?.querySelector<HTMLElement>(`a[data-call="${next.id}"]`)
    // A row that is not rendered yet is focused as soon as it is.
    if (rendered) rendered.focus({ preventScroll: true })
    else setFocused(next.id)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog"))
        return
      if (event.key === "j" || event.key === "k") {
        event.preventDefault()
        move(chosen, event.key === "j" ? 1 : -1, true)
      }
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  })
  const onArrow = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    const row = (event.target as HTMLElement).closest<HTMLElement>("a[data-call]")
    if (step === 0 || row === null) return
    event.preventDefault()
    move(Number(row.dataset.call), step, false)
  }

  const first = Math.max(0, Math.floor(window_.top / rowHeight) - margin)
  const last = Math.min(calls.length, Math.ceil((window_.top + window_.height) / rowHeight) + margin)
  return (
    <section class="rows" ref={list} onScroll={measure} aria-label={word("list")}>
      <ol class="calls" style={{ height: `${calls.length * rowHeight}px` }} onKeyDown={onArrow}>
        {calls.slice(first, last).map((call, index) => (
          <Row
            key={call.id}
            call={call}
            chosen={call.id === chosen}
            index={first + index}
            address={addressOf(["calls", call.id], query)}
          />
        ))}
      </ol>
    </section>
  )
}

const distinct = (values: ReadonlyArray<string | undefined>): ReadonlyArray<string> =>
  [...new Set(values.filter((value) => value !== undefined))].sort()

/** A chip that sets a filter, or removes it. */
const FilterChip = ({
  filters,
  name,
  set,
  value,
  label
}: {
  readonly filters: Filters
  readonly name: FilterName
  readonly value: string
  readonly label: string
  readonly set: (name: FilterName, value: string) => void
}) => (
  <button
    type="button"
    class="filter"
    aria-pressed={filters[name] === value}
    onClick={() => set(name, filters[name] === value ? "" : value)}
  >
    {label}
  </button>
)

/** Keeps what is typed, as the address follows a moment later. */
const SearchInput = ({ set, value }: { readonly value: string; readonly set: (text: string) => void }) => {
  const { word } = useShared()
  const [typed, setTyped] = useState(value)
  const last = useRef(value)
  /** What was typed and has not come back from the address, which may skip some of it. */
  const pending = useRef(new Set<string>())
  useEffect(() => {
    if (value === last.current) return pending.current.clear()
    if (pending.current.has(value)) return
    // The address was changed by something else.
    last.current = value
    setTyped(value)
  }, [value])
  return (
    <input
      class="search"
      type="search"
      id="search"
      aria-label={word("search")}
      placeholder={`${word("search")} ( / )`}
      title={word("searchHelp")}
      value={typed}
      onInput={(event) => {
        const text = event.currentTarget.value
        last.current = text
        pending.current.add(text)
        setTyped(text)
        set(text)
      }}
    />
  )
}

const FilterBar = ({
  filters,
  set,
  shown
}: {
  readonly filters: Filters
  readonly shown: number
  readonly set: (name: FilterName, value: string) => void
}) => {
  const { attempt, store, word } = useShared()
  const { calls } = store
  const chip = (name: FilterName, value: string, label = value) => (
    <FilterChip
      key={`${name} ${value}`}
      filters={filters}
      name={name}
      value={value}
      label={label}
      set={set}
    />
  )
  const endpoints = distinct([...calls.map(({ endpoint }) => endpoint), filters.endpoint || undefined])
  const faults = distinct([...calls.map(({ fault }) => fault), filters.fault || undefined])
  const kept = store.overview?.kept.calls
  return (
    <search class="bar">
      <SearchInput value={filters.text} set={(text) => set("text", text)} />
      <label>
        <span class="hidden">{word("endpoint")}</span>
        <select value={filters.endpoint} onChange={(event) => set("endpoint", event.currentTarget.value)}>
          <option value="">{word("anyEndpoint")}</option>
          {endpoints.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="chips">
        <legend class="hidden">{word("filter")}</legend>
        {distinct(calls.map(statusGroupOf)).map((group) => chip("status", group))}
        {chip("status", "rejected", word("rejectedOnly"))}
        {chip("signature", "invalid", word("invalidSignature"))}
        {faults.map((fault) => chip("fault", fault))}
      </fieldset>
      <span class="quiet" role="status">
        {shown} / {calls.length}
        {kept !== undefined &&
          kept.evicted > 0 &&
          ` (${word("keptOf")} ${kept.limit}, ${word("evicted")} ${kept.evicted})`}
      </span>
      <a class="button" href={addressOf(["start"])}>
        {word("start")}
      </a>
      <ServerButton onClick={() => attempt(Api.clearCalls)}>{word("clear")}</ServerButton>
    </search>
  )
}

export const CallsView = ({ route }: ViewProps) => {
  const { store, word } = useShared()
  const [, id = ""] = route.path
  const chosen = /^\d+$/.test(id) ? Number(id) : undefined
  const filters = filtersOf(route.query)
  const query = queryOf(filters)
  const fitting = useFiltered(store.calls, filters)
  const set = (name: FilterName, value: string) => {
    // The address of now: several inputs may come before the page is rendered again.
    const now = readRoute()
    const next = { ...filtersOf(now.query), [name]: value }
    keepFilters(next)
    replaceAddress(addressOf(now.path, queryOf(next)))
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isOpen = document.querySelector("dialog[open]") !== null
      if (event.key === "Escape" && chosen !== undefined && !isOpen)
        location.hash = addressOf(["calls"], query)
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  })
  if (store.callsKnown && store.calls.length === 0 && chosen === undefined) return <StartView />
  return (
    <div class={chosen === undefined ? "split" : "split chosen"}>
      <section class="list" aria-label={word("calls")}>
        <FilterBar filters={filters} set={set} shown={fitting.length} />
        {store.callsKnown && fitting.length === 0 && <p class="quiet">{word("empty")}</p>}
        <Rows calls={fitting} chosen={chosen} query={query} />
      </section>
      <section class="detail" aria-label={word("detail")}>
        {chosen === undefined ? (
          <p class="quiet">{word("choose")}</p>
        ) : (
          <CallView key={chosen} id={chosen} back={addressOf(["calls"], query)} />
        )}
      </section>
    </div>
  )
}
