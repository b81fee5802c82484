import { useState } from "preact/hooks"
import * as Api from "./api.js"
import { ServerButton } from "./parts.jsx"
import { useShared } from "./store.js"

export const FaultsView = () => {
  const { attempt, store, text, word } = useShared()
  const { kinds, waiting } = store.faults
  const [kind, setKind] = useState<string>()
  const [keeps, setKeeps] = useState(false)
  const chosen = kinds.find((one) => one.kind === kind) ?? kinds[0]
  const labelOf = (name: string) => {
    const known = kinds.find((one) => one.kind === name)
    return known === undefined ? name : text(known.label)
  }

  const inject = (form: HTMLFormElement) => {
    const data = new FormData(form)
    const given = (name: string) => String(data.get(name) ?? "")
    const options = chosen?.options ?? []
    return attempt(() =>
      Api.inject({
        kind: given("kind") as Api.Injection["kind"],
        ...(keeps ? { probability: Number(given("percent")) / 100 } : { times: Number(given("times")) }),
        ...(given("endpoint") === "" ? {} : { endpoint: given("endpoint") }),
        ...(options.includes("effect") ? { effect: data.has("effect") } : {}),
        ...(options.includes("retryAfter") && given("retryAfter") !== ""
          ? { retryAfter: given("retryAfter") }
          : {}),
        ...(options.includes("millis") ? { millis: Number(given("millis")) } : {})
      })
    )
  }
  return (
    <>
      <section class="panel" aria-label={word("faults")}>
        <h2>{word("faults")}</h2>
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault()
            inject(event.currentTarget)
          }}
        >
          <label>
            {word("fault")}
            <select name="kind" value={chosen?.kind} onChange={(event) => setKind(event.currentTarget.value)}>
              {kinds.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {text(one.label)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {word("of")}
            <select name="endpoint">
              <option value="">{word("anyCall")}</option>
              {store.overview?.endpoints.map(({ id, method, path }) => (
                <option key={id} value={id}>
                  {method} {path}
                </option>
              ))}
            </select>
          </label>
          {chosen?.options.includes("effect") && (
            <label class="check">
              <input type="checkbox" name="effect" /> {word("effect")}
            </label>
          )}
          {chosen?.options.includes("retryAfter") && (
            <label>
              {word("retryAfter")}
              <input name="retryAfter" defaultValue="1" />
            </label>
          )}
          {chosen?.options.includes("millis") && (
            <label>
              {word("millis")}
              <input
                key={chosen.kind}
                name="millis"
                type="number"
                min="0"
                defaultValue={chosen.millis}
                required
              />
            </label>
          )}
          <label class="check">
            <input
              type="checkbox"
              checked={keeps}
              onChange={(event) => setKeeps(event.currentTarget.checked)}
            />
            {word("untilRemoved")}
          </label>
          {keeps ? (
            <label key="percent">
              {word("percent")}
              <input name="percent" type="number" min="1" max="100" defaultValue="100" required />
            </label>
          ) : (
            <label key="times">
              {word("times")}
              <input name="times" type="number" min="1" max="1000000" defaultValue="1" required />
            </label>
          )}
          <p class="buttons">
            <ServerButton type="submit" tone="main">
              {word("inject")}
            </ServerButton>
          </p>
        </form>
      </section>
      <section class="panel" aria-label={word("waiting")}>
        <h2>
          {word("waiting")} <span class="count">{waiting.length}</span>
        </h2>
        {waiting.length === 0 ? (
          <p class="quiet">{word("empty")}</p>
        ) : (
          <p class="buttons">
            <ServerButton tone="danger" onClick={() => attempt(Api.clearFaults)}>
              {word("removeAll")}
            </ServerButton>
          </p>
        )}
        <ul class="records">
          {waiting.map((fault) => (
            <li key={fault.id} class="record">
              <h3>{labelOf(fault.kind)}</h3>
              <p>
                {fault.endpoint ?? word("anyCall")} ·{" "}
                {fault.left === undefined ? word("untilRemoved") : `× ${fault.left}`}
                {fault.probability < 1 && ` · ${Math.round(fault.probability * 100)} %`}
                {fault.effect === true && ` · ${word("effect")}`}
              </p>
              <p class="buttons">
                <ServerButton
                  about={`${labelOf(fault.kind)} ${fault.id}`}
                  onClick={() => attempt(() => Api.removeFault(fault.id))}
                >
                  {word("remove")}
                </ServerButton>
              </p>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
