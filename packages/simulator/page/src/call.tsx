/** One call. */
import { useEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { statusOf, toneOf } from "./callRow.jsx"
import { asCurl, asTest, isTestable } from "./callText.js"
import { CopyButton } from "./copy.jsx"
import { BodyBlock } from "./json.jsx"
import { Block, Chip, headersText, Pairs, ServerButton } from "./parts.jsx"
import { addressOf, orderAddress } from "./route.js"
import { clock, useShared } from "./store.js"
import { Workshop } from "./workshop.jsx"

const bodyText = ({ encoding, text }: Api.CallDetail["body"]): string =>
  encoding === "utf8" ? text : `base64: ${text}`

const Body = ({ body, label }: { readonly label: string; readonly body: Api.CallDetail["body"] }) => {
  const { word } = useShared()
  return body.length === 0 ? (
    <p class="quiet">{word("noBody")}</p>
  ) : (
    <BodyBlock label={`${label} · ${body.length} ${word("bytes")}`} text={bodyText(body)} />
  )
}

/** Sends the call anew, signed by the simulator with the key of the merchant. */
const SendAgain = ({ call }: { readonly call: Api.CallDetail }) => {
  const { attempt, word } = useShared()
  const [editing, setEditing] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const isText = call.body.encoding === "utf8"
  const send = (edit: Parameters<typeof Api.sendAgain>[1]) =>
    attempt(
      async () => {
        const sent = await Api.sendAgain(call.id, edit)
        location.hash = addressOf(["calls", sent.id])
        return sent
      },
      ({ status }) => ({
        failed: status === undefined || status >= 400,
        text: `${word("sentAgain")}: ${status ?? word("noResponse")}`
      })
    )
  const sendEdited = () => {
    if (form.current === null) return
    const data = new FormData(form.current)
    // The fields of a form end their lines with CR LF.
    const body = String(data.get("body") ?? "").replaceAll("\r\n", "\n")
    send({
      method: String(data.get("method")),
      target: String(data.get("target")),
      ...(isText && body !== call.body.text ? { body } : {})
    })
  }
  return (
    <>
      <ServerButton about={`${call.method} ${call.id}`} onClick={() => send({})}>
        {word("sendAgain")}
      </ServerButton>
      <button type="button" class="plain" aria-expanded={editing} onClick={() => setEditing(!editing)}>
        {word("edit")}
      </button>
      {editing && (
        <form
          ref={form}
          class="edit"
          onSubmit={(event) => {
            event.preventDefault()
            sendEdited()
          }}
        >
          <label>
            {word("method")}
            <select name="method">
              {["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => (
                <option key={method} selected={method === call.method}>
                  {method}
                </option>
              ))}
            </select>
          </label>
          <label class="grow">
            {word("path")}
            <input name="target" defaultValue={call.target} spellcheck={false} />
          </label>
          {isText && (
            <label class="whole">
              {word("body")}
              <textarea name="body" rows={8} defaultValue={call.body.text} spellcheck={false} />
            </label>
          )}
          <ServerButton type="submit" tone="main">
            {word("signAndSend")}
          </ServerButton>
        </form>
      )}
    </>
  )
}

const Known = ({
  back,
  call,
  gone
}: {
  readonly call: Api.CallDetail
  readonly back: string
  readonly gone: boolean
}) => {
  const { store, text, word } = useShared()
  const baseUrl = store.overview?.baseUrl ?? ""
  return (
    <article aria-label={`${call.method} ${call.target}`}>
      <a class="back" href={back}>
        {word("back")}
      </a>
      {gone && <p class="quiet">{word("gone")}</p>}
      <h2>
        <Chip tone={toneOf(call)}>{statusOf(call)}</Chip> {call.method}{" "}
        <span class="target">{call.target}</span>
      </h2>
      <section class={`verdict ${toneOf(call)}`}>
        <h3>{word("verdict")}</h3>
        <p>{text(call.verdict)}</p>
      </section>
      <div class="buttons">
        {call.order !== undefined && (
          <a class="button main" href={orderAddress(call.order)}>
            {word("order")} {call.order}
          </a>
        )}
        <CopyButton about={`${call.method} ${call.id}`} label={word("asCurl")} text={asCurl(call, baseUrl)} />
        {isTestable(call) && (
          <CopyButton about={`${call.method} ${call.id}`} label={word("asTest")} text={asTest(call)} />
        )}
        <SendAgain call={call} />
      </div>
      <Workshop call={call} />
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

/** A call that the log has dropped stays on the page, with its open parts. */
export const CallView = ({ back, id }: { readonly id: number; readonly back: string }) => {
  const { store, word } = useShared()
  const [call, setCall] = useState<Api.CallDetail>()
  const [gone, setGone] = useState(false)
  const known = store.calls.find((one) => one.id === id)
  useEffect(() => {
    let wanted = true
    Api.call(id).then(
      (found) => {
        if (!wanted) return
        setCall(found)
        setGone(false)
      },
      (error: unknown) => wanted && !(error instanceof Api.Offline) && setGone(true)
    )
    return () => {
      wanted = false
    }
  }, [id, known])
  if (call !== undefined && store.overview !== undefined) return <Known call={call} back={back} gone={gone} />
  return gone ? (
    <p role="alert">
      <a class="back" href={back}>
        {word("back")}
      </a>{" "}
      {word("gone")}
    </p>
  ) : null
}
