import * as Api from "./api.js"
import { ServerButton } from "./parts.jsx"
import { useShared } from "./store.js"

/** Where notifications are delivered: one rule per line, `prefix=address`, or one address for all. */
export const Routing = ({ routing }: { readonly routing: Api.Routing }) => {
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
          <ServerButton type="submit" tone="main">
            {word("save")}
          </ServerButton>
        </p>
      </form>
    </details>
  )
}
