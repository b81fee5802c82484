import { useEffect, useState } from "preact/hooks"
import * as Api from "./api.js"
import { Block, Chip, headersText, Lines, Pairs, type ViewProps } from "./parts.jsx"
import { clock, useShared } from "./store.js"

/** The largest number of rows that are rendered. */
const drawn = 300

const toneOf = ({ state, status }: Api.CallSummary): string =>
  state === "open"
    ? "open"
    : status === undefined || status >= 400
      ? "bad"
      : status >= 202 && status !== 204
        ? "open"
        : "good"

const statusOf = ({ state, status }: Api.CallSummary): string =>
  status === undefined ? state : String(status)

/** Moves the focus between rows with the arrow keys. */
const moveFocus = (event: KeyboardEvent) => {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const rows = [...document.querySelectorAll<HTMLElement>(".calls a")]
  const next = rows[rows.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

const Row = ({ call, chosen }: { readonly call: Api.CallSummary; readonly chosen: boolean }) => {
  const { text } = useShared()
  const [mistake] = call.mistakes
  return (
    <li>
      <a href={`#/calls/${call.id}`} aria-current={chosen ? "true" : undefined}>
        <Chip tone={toneOf(call)}>{statusOf(call)}</Chip>
        <span class="method">{call.method}</span>
        <span class="target">{call.target}</span>
        <span class="aside">
          {call.errorCode !== undefined && <b>{call.errorCode}</b>}
          {call.fault !== undefined && <b>{call.fault}</b>}
          <time>{clock(call.receivedAt)}</time>
          {call.durationMillis !== undefined && <span>{call.durationMillis} ms</span>}
        </span>
        {mistake !== undefined && <span class="mistake">{text(mistake)}</span>}
        {call.requestId !== undefined && <span class="request-id">{call.requestId}</span>}
      </a>
    </li>
  )
}

const bodyText = ({ encoding, text }: Api.CallDetail["body"]): string =>
  encoding === "utf8" ? text : `base64: ${text}`

const Body = ({ body, label }: { readonly label: string; readonly body: Api.CallDetail["body"] }) => {
  const { word } = useShared()
  return body.length === 0 ? (
    <p class="quiet">{word("noBody")}</p>
  ) : (
    <Block label={`${label} · ${body.length} ${word("bytes")}`} text={bodyText(body)} />
  )
}

const Detail = ({ id }: { readonly id: number }) => {
  const { store, text, word } = useShared()
  const [call, setCall] = useState<Api.CallDetail>()
  const [problem, setProblem] = useState<string>()
  const known = store.calls.find((one) => one.id === id)
  // `known` changes when the call changes.
  useEffect(() => {
    let wanted = true
    Api.call(id).then(
      (found) => {
        if (!wanted) return
        setCall(found)
        setProblem(undefined)
      },
      (error) => {
        if (wanted) setProblem(error instanceof Error ? error.message : String(error))
      }
    )
    return () => {
      wanted = false
    }
  }, [id, known])

  if (problem !== undefined) return <p role="alert">{problem}</p>
  if (call === undefined || call.id !== id) return null
  return (
    <article aria-label={`${call.method} ${call.target}`}>
      <a class="back" href="#/calls">
        {word("back")}
      </a>
      <h2>
        <Chip tone={toneOf(call)}>{statusOf(call)}</Chip> {call.method}{" "}
        <span class="target">{call.target}</span>
      </h2>
      <section class={`verdict ${toneOf(call)}`}>
        <h3>{word("verdict")}</h3>
        <p>{text(call.verdict)}</p>
      </section>
      {call.textToSign !== undefined && (
        <Lines label={word("expected")} text={call.textToSign} other={call.signedText} />
      )}
      {call.signedText !== undefined && (
        <Lines label={word("signed")} text={call.signedText} other={call.textToSign} />
      )}
      {call.authorization !== undefined && (
        <section>
          <h3>{word("authorization")}</h3>
          <Pairs
            pairs={[
              [word("scheme"), call.authorization.scheme],
              ...call.authorization.parameters.map(({ name, value }) => [name, value] as const)
            ]}
          />
        </section>
      )}
      <section>
        <h3>{word("request")}</h3>
        <Pairs
          pairs={[
            [word("time"), clock(call.receivedAt, true)],
            ...(call.endpoint === undefined ? [] : [[word("endpoint"), call.endpoint] as const]),
            [word("signature"), call.signature],
            ...(call.fault === undefined ? [] : [[word("fault"), call.fault] as const])
          ]}
        />
        <Body label={word("request")} body={call.body} />
        <details>
          <summary>{word("headers")}</summary>
          <Block label={word("headers")} text={headersText(call.headers)} />
        </details>
      </section>
      {call.response !== undefined && (
        <section>
          <h3>
            {word("response")} {call.response.cut && `(${word("cut")})`}
          </h3>
          <Pairs
            pairs={[
              ...(call.requestId === undefined ? [] : [["Request-ID", call.requestId] as const]),
              ...(call.durationMillis === undefined
                ? []
                : [[word("duration"), `${call.durationMillis} ms`] as const])
            ]}
          />
          <Body label={word("response")} body={call.response.body} />
          <details>
            <summary>{word("headers")}</summary>
            <Block label={word("headers")} text={headersText(call.response.headers)} />
          </details>
        </section>
      )}
      {call.defect !== undefined && <Block label="defect" text={call.defect} />}
    </article>
  )
}

export const CallsView = ({ reload, rest }: ViewProps) => {
  const { attempt, store, word } = useShared()
  const [filter, setFilter] = useState("")
  const [rejectedOnly, setRejectedOnly] = useState(false)
  const chosen = rest[0] === undefined || rest[0] === "" ? undefined : Number(rest[0])
  const fitting = store.calls.filter(
    (call) =>
      (!rejectedOnly || call.rejectedBy !== undefined || (call.status ?? 0) >= 400) &&
      [call.method, call.target, call.errorCode, call.requestId, call.endpoint].join(" ").includes(filter)
  )
  return (
    <div class={chosen === undefined ? "split" : "split chosen"}>
      <section class="list" aria-label={word("calls")}>
        <search class="bar">
          <label>
            <span class="hidden">{word("filter")}</span>
            <input
              type="search"
              placeholder={word("filter")}
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={rejectedOnly}
              onChange={(event) => setRejectedOnly(event.currentTarget.checked)}
            />
            {word("rejectedOnly")}
          </label>
          <button type="button" class="plain" onClick={() => attempt(Api.clearCalls).then(() => reload())}>
            {word("clear")}
          </button>
        </search>
        {store.calls.length === 0 && (
          <p class="quiet">
            {word("noCalls")} <code>{store.overview?.baseUrl}</code>
          </p>
        )}
        <ol class="calls" onKeyDown={moveFocus}>
          {fitting.slice(0, drawn).map((call) => (
            <Row key={call.id} call={call} chosen={call.id === chosen} />
          ))}
        </ol>
      </section>
      <section class="detail">
        {chosen === undefined ? <p class="quiet">{word("choose")}</p> : <Detail id={chosen} />}
      </section>
    </div>
  )
}
