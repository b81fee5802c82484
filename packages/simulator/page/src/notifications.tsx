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
    <li class="record wide">
      <h3>
        {event_type} <span class="quiet">{summary}</span>
      </h3>
      <Chip tone={tones[state]}>{state}</Chip>
      <Pairs
        pairs={[
          ["URL", url],
          ["id", id],
          ...attempts.map(
            ({ at, problem, reason, status }, index) =>
              [
                `${word("attempt")} ${index + 1}`,
                `${clock(at, true)} → ${status ?? (reason === undefined ? "" : `${word(reason)}: `) + (problem ?? word("noResponse"))}`
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

/** Where notifications are delivered: one rule per line, `prefix=address`, or one address for all. */
const Routing = ({ routing }: { readonly routing: Api.Routing }) => {
  const { attempt, word } = useShared()
  const lines = routing.rules.map(({ from, to }) => (from === "" ? to : `${from}=${to}`)).join("\n")
  const save = (form: HTMLFormElement) => {
    const data = new FormData(form)
    const rules = String(data.get("rules") ?? "")
      .split(/\s+/)
      .filter((line) => line !== "")
      .map((line) => {
        const pair = /^(https?:\/\/.+?)=(https?:\/\/.*)$/.exec(line)
        return { from: pair?.[1] ?? "", to: pair?.[2] ?? line }
      })
    return attempt(() => Api.setRouting({ rules, anywhere: data.has("anywhere") }))
  }
  return (
    <details>
      <summary>
        {word("deliverTo")}: {lines === "" ? word(routing.anywhere ? "anywhere" : "loopbackOnly") : lines}
      </summary>
      <form
        key={`${lines} ${routing.anywhere}`}
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          save(event.currentTarget)
        }}
      >
        <label>
          {word("rules")}
          <textarea name="rules" rows={3} cols={60} spellcheck={false} defaultValue={lines} />
        </label>
        <label class="check">
          <input type="checkbox" name="anywhere" defaultChecked={routing.anywhere} /> {word("anywhere")}
        </label>
        <p class="buttons">
          <button type="submit" class="main">
            {word("save")}
          </button>
        </p>
      </form>
    </details>
  )
}

export const NotificationsView = () => {
  const { store, word } = useShared()
  return (
    <section class="panel" aria-label={word("notifications")}>
      <h2>{word("notifications")}</h2>
      {store.overview !== undefined && <Routing routing={store.overview.routing} />}
      {store.notifications.length === 0 && <p class="quiet">{word("empty")}</p>}
      <ul class="records">
        {store.notifications.map((notification) => (
          <Item key={notification.id} notification={notification} />
        ))}
      </ul>
    </section>
  )
}
