/** The story of one order. */
import { useEffect, useMemo, useState } from "preact/hooks"
import * as Api from "./api.js"
import { CallSummaryLine } from "./callRow.jsx"
import { CopyButton } from "./copy.jsx"
import { type Keys, nextOf, stepsOf } from "./orderSteps.js"
import { Actions, Chip, Pairs, type ViewProps } from "./parts.jsx"
import { addressOf } from "./route.js"
import { Snippet } from "./snippet.jsx"
import { clock, timeOf, useShared } from "./store.js"

/** The states, with the present one marked. */
const Diagram = ({ panel, record }: { readonly panel: string; readonly record: Api.PanelRecord }) => {
  const { text, word } = useShared()
  const steps = stepsOf(panel, record)
  const present = steps.findIndex(({ state }) => state === record.state)
  return (
    <ol class="states" aria-label={`${word("states")} (${record.title})`}>
      {steps.map(({ label, side, state }, index) => (
        <li
          key={state}
          class={[
            index === present ? `present ${record.tone}` : "",
            side === true ? "side" : "",
            index < present && steps[present]?.side !== true && side !== true ? "past" : ""
          ].join(" ")}
          aria-current={index === present ? "step" : undefined}
        >
          <b class="state-name">{state}</b>
          <span>{text(label)}</span>
        </li>
      ))}
    </ol>
  )
}

interface Entry {
  readonly key: string
  readonly at: number
  readonly node: preact.JSX.Element
}

/** Calls, actions and attempts to notify, in the order of time. */
const useTimeline = (story: Api.Story): ReadonlyArray<Entry> => {
  const { text, word } = useShared()
  const calls = story.calls.map((call) => ({
    key: `call ${call.id}`,
    at: call.at,
    node: (
      <a class="entry call" href={addressOf(["calls", call.id])}>
        <CallSummaryLine call={call} />
      </a>
    )
  }))
  const actions = story.actions.map((action) => ({
    key: `action ${action.id}`,
    at: action.at,
    node: (
      <a class="entry action" href={addressOf(["records"])}>
        <Chip tone={action.problem === undefined ? "plain" : "bad"}>{word("userAction")}</Chip>{" "}
        <span>{text(action.label)}</span>
        {action.problem !== undefined && <span class="mistake">{action.problem}</span>}
      </a>
    )
  }))
  const attempts = story.notifications.flatMap((notification) =>
    notification.attempts.map((attempt, index) => ({
      key: `notification ${notification.id} ${index}`,
      at: attempt.at,
      node: (
        <a class="entry notification" href={addressOf(["notifications", notification.id])}>
          <Chip tone={attempt.status === 200 || attempt.status === 204 ? "good" : "bad"}>
            {attempt.status ?? (attempt.reason === undefined ? word("noResponse") : word(attempt.reason))}
          </Chip>{" "}
          <span class="method">{word("notify")}</span> <span>{notification.event_type}</span>
        </a>
      )
    }))
  )
  return [...calls, ...actions, ...attempts].sort((left, right) => left.at - right.at)
}

const Timeline = ({ story }: { readonly story: Api.Story }) => {
  const { word } = useShared()
  const entries = useTimeline(story)
  return (
    <section class="panel" aria-label={word("timeline")}>
      <h2>
        {word("timeline")} <span class="count">{entries.length}</span>
      </h2>
      <ol class="timeline">
        {entries.map(({ at, key, node }) => (
          <li key={key}>
            <time>{clock(at, true)}</time>
            {node}
          </li>
        ))}
      </ol>
    </section>
  )
}

const isMoney = (value: string): boolean => value.startsWith("¥")

/** The `appid` and `service_id` that the simulator knows. */
export const useKeys = (): Keys => {
  const { store } = useShared()
  return {
    appid: store.overview?.merchants[0]?.appids[0] ?? "",
    service_id:
      store.panels
        .find(({ id }) => id === "payscore.authorizations")
        ?.records.flatMap(({ facts }) => facts)
        .find(({ label }) => label.en === "Service")?.value ?? "2002000000000558128851361561536"
  }
}

const RecordSection = ({
  panel,
  record,
  title
}: {
  readonly panel: string
  readonly title: Api.Text
  readonly record: Api.PanelRecord
}) => {
  const { text, word } = useShared()
  return (
    <section class="panel" aria-label={`${text(title)} ${record.title}`} data-record={record.id}>
      <h3 tabIndex={-1}>
        {text(title)} · {record.title}
      </h3>
      <Diagram panel={panel} record={record} />
      {record.actions.length > 0 && (
        <p class="buttons">
          <span class="quiet">{word("userAction")}:</span>
          <Actions panel={panel} record={record} />
        </p>
      )}
      <Pairs
        pairs={record.facts.map(({ label, value }) => [text(label), isMoney(value) ? <b>{value}</b> : value])}
      />
    </section>
  )
}

const Known = ({ story }: { readonly story: Api.Story }) => {
  const { store, text, word } = useShared()
  const keys = useKeys()
  // The program does not change while somebody selects it.
  const now = useMemo(() => timeOf(store), [story])
  const next = nextOf(story, keys, now)
  return (
    <>
      <div>
        {story.records.map(({ panel, record, title }) => (
          <RecordSection key={`${panel} ${record.id}`} panel={panel} title={title} record={record} />
        ))}
        {story.transactionIds.length > 0 && (
          <p>
            transaction_id:{" "}
            {story.transactionIds.map((id) => (
              <span key={id}>
                <code>{id}</code> <CopyButton about={id} text={id} />{" "}
              </span>
            ))}
          </p>
        )}
        {next !== undefined && (
          <section class="panel" aria-label={word("next")}>
            <h2>{word("next")}</h2>
            <p>{text(next.text)}</p>
            {next.call !== undefined && <Snippet about={word("next")} call={next.call} />}
          </section>
        )}
      </div>
      <Timeline story={story} />
    </>
  )
}

/** How long changes are collected before the story is read again, in milliseconds. */
const delay = 150

export const OrderView = ({ route }: ViewProps) => {
  const order = route.path[1] ?? ""
  const { store, word } = useShared()
  const { calls, notifications, panels } = store
  const [story, setStory] = useState<Api.Story>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let wanted = true
    const read = () =>
      Api.story(order).then(
        (found) => {
          if (!wanted) return
          setStory(found)
          setProblem(undefined)
        },
        (error: unknown) => wanted && setProblem(error instanceof Api.Offline ? undefined : word("noOrder"))
      )
    const timer = setTimeout(read, story?.order === order ? delay : 0)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [order, calls, notifications, panels])
  return (
    <article class="order" aria-label={`${word("order")} ${order}`}>
      <h2>
        {word("order")} <span class="target">{order}</span> <CopyButton about={order} text={order} />
      </h2>
      {problem !== undefined && story?.order !== order && <p role="alert">{problem}</p>}
      {story !== undefined && story.order === order && <Known story={story} />}
    </article>
  )
}
