import { useEffect, useRef } from "preact/hooks"
import * as Api from "./api.js"
import { BodyBlock } from "./json.jsx"
import { Block, Chip, headersText, Pairs, ServerButton, type ViewProps } from "./parts.jsx"
import { orderAddress } from "./route.js"
import { Routing } from "./routing.jsx"
import { clock, type Message, useShared } from "./store.js"
import { WebhookTest } from "./webhookTest.jsx"

const tones = { pending: "open", received: "good", givenUp: "bad" } as const

type Attempt = Api.Notification["attempts"][number]

const isReceived = (status: number | undefined): boolean => status === 200 || status === 204

interface Judged {
  readonly probe?: boolean | undefined
  readonly status?: number | undefined
}

/** A probe has to be rejected. */
const toneOf = ({ probe, status }: Judged): string =>
  probe === true
    ? status !== undefined && status >= 200 && status < 300
      ? "bad"
      : "good"
    : isReceived(status)
      ? "good"
      : "bad"

const useResult = () => {
  const { word } = useShared()
  return ({ problem, reason, status }: Pick<Attempt, "problem" | "reason" | "status">): string =>
    status === undefined
      ? `${reason === undefined ? "" : `${word(reason)}: `}${problem ?? word("noResponse")}`
      : String(status)
}

/** An attempt as it was sent, with its duration in relation to the five seconds that WeChat Pay waits. */
const DeliveryView = ({ delivery }: { readonly delivery: Api.Notification["deliveries"][number] }) => {
  const { word } = useShared()
  const resultOf = useResult()
  const { at, body, durationMillis, headers, probe, response, url } = delivery
  return (
    <details>
      <summary>
        <Chip tone={toneOf(delivery)}>{resultOf(delivery)}</Chip> {word("after")}, {clock(at)}
        {probe && ` · ${word("isProbe")}`}
      </summary>
      <p class="meter">
        <meter
          min={0}
          max={5000}
          high={3000}
          optimum={0}
          value={durationMillis}
          aria-label={word("duration")}
        />{" "}
        {durationMillis} ms / 5000 ms
      </p>
      <Block label={`POST ${url}`} text={headersText(headers)} />
      <BodyBlock label={word("after")} text={body} />
      {response ? <BodyBlock label={word("response")} text={response} /> : null}
    </details>
  )
}

const Item = ({
  chosen,
  notification
}: {
  readonly notification: Api.Notification
  readonly chosen: boolean
}) => {
  const { attempt, text, word } = useShared()
  const resultOf = useResult()
  const element = useRef<HTMLLIElement>(null)
  const { attempts, deliveries, due_at, event_type, id, order, resource, state, summary, url, verdicts } =
    notification
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: "start" })
  }, [chosen])
  const resend = (probe: boolean) =>
    attempt(
      () => Api.resend(id, probe),
      (result): Message => ({
        failed: toneOf({ ...result, probe }) === "bad",
        text: `${word(probe ? "probeSent" : "sentAgain")}: ${resultOf(result)}`
      })
    )
  return (
    <li class={chosen ? "record wide chosen" : "record wide"} ref={element}>
      <h3>
        {event_type} <span class="quiet">{summary}</span>
      </h3>
      <p class="line">
        <Chip tone={tones[state]}>{state}</Chip>
        {order !== undefined && (
          <a href={orderAddress(order)}>
            {word("order")} {order}
          </a>
        )}
      </p>
      {verdicts.map((verdict) => (
        <p
          key={verdict.id}
          class={`alarm ${verdict.tone}`}
          role={verdict.tone === "bad" ? "alert" : "status"}
        >
          {text(verdict)}
        </p>
      ))}
      <Pairs
        pairs={[
          ["URL", url],
          ["id", id],
          ...attempts.map(
            (one, index) =>
              [
                `${word("attempt")} ${index + 1}`,
                `${clock(one.at, true)} → ${resultOf(one)}${one.probe === true ? ` · ${word("isProbe")}` : ""}${one.manual === true ? ` · ${word("manual")}` : ""}`
              ] as const
          ),
          ...(state === "pending" ? [[word("due"), clock(due_at, true)] as const] : [])
        ]}
      />
      <p class="buttons">
        <ServerButton tone="main" about={event_type} onClick={() => resend(false)}>
          {word("resend")}
        </ServerButton>
        <ServerButton about={event_type} onClick={() => resend(true)}>
          {word("probe")}
        </ServerButton>
      </p>
      <details>
        <summary aria-label={`${word("before")} (${event_type})`}>{word("before")}</summary>
        <BodyBlock label={word("before")} text={resource} />
      </details>
      {deliveries.map((delivery, index) => (
        <DeliveryView key={`${delivery.at} ${index}`} delivery={delivery} />
      ))}
    </li>
  )
}

export const NotificationsView = ({ route }: ViewProps) => {
  const { store, word } = useShared()
  const { notifications, overview } = store
  return (
    <section class="panel" aria-label={word("notifications")}>
      <h2>{word("notifications")}</h2>
      {overview !== undefined && <Routing routing={overview.routing} />}
      <WebhookTest />
      {notifications.length === 0 && <p class="quiet">{word("empty")}</p>}
      <ul class="records">
        {notifications.map((notification) => (
          <Item
            key={notification.id}
            notification={notification}
            chosen={notification.id === route.path[1]}
          />
        ))}
      </ul>
    </section>
  )
}
