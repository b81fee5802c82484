import * as Api from "./api.js"
import { Block, Chip, headersText, Pairs } from "./parts.jsx"
import { clock, useShared } from "./store.js"

const tones = { pending: "open", received: "good", givenUp: "bad" } as const

const pretty = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}

const Item = ({ notification }: { readonly notification: Api.Notification }) => {
  const { attempt, word } = useShared()
  const { attempts, deliveries, due_at, event_type, id, resource, state, summary, url } = notification
  return (
    <li class="card wide">
      <h3>
        {event_type} <span class="quiet">{summary}</span>
      </h3>
      <Chip tone={tones[state]}>{state}</Chip>
      <Pairs
        pairs={[
          ["URL", url],
          ["id", id],
          ...attempts.map(
            ({ at, problem, status }, index) =>
              [
                `${word("attempt")} ${index + 1}`,
                `${clock(at, true)} → ${status ?? problem ?? word("noResponse")}`
              ] as const
          ),
          ...(state === "pending" ? [[word("due"), clock(due_at, true)] as const] : [])
        ]}
      />
      <p class="buttons">
        <button
          type="button"
          class="main"
          aria-label={`${word("resend")} (${event_type})`}
          onClick={() => attempt(() => Api.resend(id, false))}
        >
          {word("resend")}
        </button>
        <button
          type="button"
          class="plain"
          aria-label={`${word("probe")} (${event_type})`}
          onClick={() => attempt(() => Api.resend(id, true))}
        >
          {word("probe")}
        </button>
      </p>
      <details>
        <summary aria-label={`${word("before")} (${event_type})`}>{word("before")}</summary>
        <Block label={word("before")} text={resource} />
      </details>
      {deliveries.map((delivery, index) => (
        <details key={`${delivery.at} ${index}`}>
          <summary>
            {word("after")}, {clock(delivery.at)} →{" "}
            {delivery.status ?? delivery.problem ?? word("noResponse")} ({delivery.durationMillis} ms)
          </summary>
          <Block
            label={`POST ${delivery.url}`}
            text={`${headersText(delivery.headers)}\n\n${pretty(delivery.body)}`}
          />
          {delivery.response ? <Block label={word("response")} text={delivery.response} /> : null}
        </details>
      ))}
    </li>
  )
}

export const NotificationsView = () => {
  const { store, word } = useShared()
  return (
    <section class="panel" aria-label={word("notifications")}>
      <h2>{word("notifications")}</h2>
      {store.notifications.length === 0 && <p class="quiet">{word("empty")}</p>}
      <ul class="records">
        {store.notifications.map((notification) => (
          <Item key={notification.id} notification={notification} />
        ))}
      </ul>
    </section>
  )
}
