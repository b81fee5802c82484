/** "Test my webhook": variations of a notification, and what the backend makes of them. */
import { useState } from "preact/hooks"
import * as Api from "./api.js"
import { Chip, Scroll, ServerButton } from "./parts.jsx"
import { useShared } from "./store.js"

const Results = ({ results }: { readonly results: ReadonlyArray<Api.WebhookResult> }) => {
  const { text, word } = useShared()
  return (
    <Scroll kind="wide-table" label={word("testResults")}>
      <table>
        <caption class="hidden">{word("testResults")}</caption>
        <thead>
          <tr>
            <th scope="col">{word("testCase")}</th>
            <th scope="col">{word("response")}</th>
            <th scope="col">{word("duration")}</th>
            <th scope="col">{word("verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr key={result.id} data-case={result.id} class={result.tone}>
              <th scope="row">{text(result.label)}</th>
              <td>
                <Chip tone={result.tone}>{result.status ?? word("noResponse")}</Chip>
                {result.problem !== undefined && <span class="quiet"> {result.problem}</span>}
                {result.response !== undefined && result.response !== "" && (
                  <code> {result.response.slice(0, 120)}</code>
                )}
              </td>
              <td>{result.durationMillis} ms</td>
              <td>{text(result.verdict)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

export const WebhookTest = () => {
  const { attempt, store, word } = useShared()
  const [results, setResults] = useState<ReadonlyArray<Api.WebhookResult>>()
  const [running, setRunning] = useState(false)
  const { notifications } = store
  const test = async (form: HTMLFormElement) => {
    const data = new FormData(form)
    const given = (name: string) => String(data.get(name) ?? "")
    setRunning(true)
    await attempt(
      () => Api.testWebhook(given("url"), given("notification") || undefined),
      (found) => {
        setResults(found.results)
        const wrong = found.results.filter(({ tone }) => tone === "bad").length
        return wrong === 0
          ? { failed: false, text: word("testPassed") }
          : { failed: true, text: `${word("testFailed")}: ${wrong}` }
      }
    )
    setRunning(false)
  }
  return (
    <details class="webhook">
      <summary>{word("testWebhook")}</summary>
      <p class="quiet">{word("testWebhookText")}</p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          test(event.currentTarget)
        }}
      >
        <label class="grow">
          {word("webhookUrl")}
          <input
            name="url"
            type="url"
            required
            pattern="https?://.+"
            defaultValue={notifications[0]?.url ?? "https://shop.example/wechat/notify"}
          />
        </label>
        <label>
          {word("like")}
          <select name="notification">
            <option value="">{word("sample")}</option>
            {notifications.slice(0, 20).map(({ event_type, id, order }) => (
              <option key={id} value={id}>
                {event_type} {order}
              </option>
            ))}
          </select>
        </label>
        <p class="buttons">
          <ServerButton type="submit" tone="main">
            {word(running ? "running" : "runTest")}
          </ServerButton>
        </p>
      </form>
      {results !== undefined && <Results results={results} />}
    </details>
  )
}
