/** The dialog that asks for the values of an action. It stays open, with its values, until the action has succeeded. */
import { useEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { ServerButton } from "./parts.jsx"
import { type Asked, useShared } from "./store.js"

export const ActionDialog = ({ asked, close }: { readonly asked: Asked; readonly close: () => void }) => {
  const { about, action, panel, record } = asked
  const { problemText, say, text, word } = useShared()
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState<string>()
  useEffect(() => dialog.current?.showModal(), [])

  const submit = async (form: HTMLFormElement) => {
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
    setProblem(undefined)
    try {
      await Api.press(panel, record, action.id, values)
      say({ failed: false, text: word("done") })
      dialog.current?.close()
    } catch (error) {
      setProblem(problemText(error))
    }
  }
  return (
    <dialog ref={dialog} aria-label={`${text(action.label)} (${about})`} onClose={close}>
      <form
        class="asked"
        onSubmit={(event) => {
          event.preventDefault()
          submit(event.currentTarget)
        }}
      >
        <h3>{text(action.label)}</h3>
        {action.inputs.map(({ label, name, options, value }) => (
          <label key={name} htmlFor={`input-${name}`}>
            {text(label)}
            {options === undefined ? (
              <input
                id={`input-${name}`}
                name={name}
                defaultValue={value}
                required={value !== ""}
                spellcheck={false}
                autocomplete="off"
              />
            ) : (
              <select id={`input-${name}`} name={name}>
                {options.map((option) => (
                  <option key={option} selected={option === value}>
                    {option}
                  </option>
                ))}
              </select>
            )}
          </label>
        ))}
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="buttons">
          <ServerButton type="submit" tone="main">
            {word("send")}
          </ServerButton>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            {word("cancel")}
          </button>
        </p>
      </form>
    </dialog>
  )
}
