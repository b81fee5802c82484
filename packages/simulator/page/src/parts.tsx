/** Components that several views use. */
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { useShared } from "./store.js"

export interface ViewProps {
  /** The parts of the address after the name of the view. */
  readonly rest: ReadonlyArray<string>
  /** Reads everything from the server again. */
  readonly reload: () => Promise<void>
}

export const Chip = ({ children, tone }: { readonly tone: string; readonly children: ComponentChildren }) => (
  <span class={`chip ${tone}`}>{children}</span>
)

/** A header on each line. */
export const headersText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")

/** A line with its line feed made visible. */
export const Lines = ({
  label,
  text,
  other
}: {
  readonly label: string
  readonly text: string
  /** The text to compare with, if any. */
  readonly other?: string | undefined
}) => {
  const { word } = useShared()
  const split = (given: string) => given.split(/(?<=\n)/)
  const others = other === undefined ? undefined : split(other)
  return (
    <figure>
      <figcaption>{label}</figcaption>
      <ol class="lines">
        {split(text).map((line, index) => {
          const different = others !== undefined && others[index] !== line
          return (
            <li key={index} class={different ? "different" : undefined}>
              <code>{line.replace(/\r?\n$/, "")}</code>
              {line.endsWith("\n") && <span class="feed">{line.endsWith("\r\n") ? "CR LF" : "LF"}</span>}
              {different && <span class="differs">{word("differs")}</span>}
            </li>
          )
        })}
        {others !== undefined && others.length > split(text).length && (
          <li class="different">
            <code />
            <span class="differs">{word("differs")}</span>
          </li>
        )}
      </ol>
    </figure>
  )
}

/** A scrolling block, which the keyboard can scroll too. */
export const Block = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <figure>
    <figcaption>{label}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling element must be reachable by the keyboard */}
    <section class="scroll" tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  </figure>
)

export const Pairs = ({
  pairs
}: {
  readonly pairs: ReadonlyArray<readonly [name: string, value: string]>
}) => (
  <dl>
    {pairs.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** A button that runs an action, after a dialog if the action needs values. */
export const ActionButton = ({
  action,
  record,
  panel,
  about
}: {
  readonly panel: string
  readonly record?: string
  /** The record of the button, for screen readers. */
  readonly about: string
  readonly action: Api.Action
}) => {
  const { attempt, text, word } = useShared()
  const [asking, setAsking] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (asking) dialog.current?.showModal()
  }, [asking])

  const act = async (values: Readonly<Record<string, string>>) => {
    await attempt(() => Api.press(panel, record, action.id, values))
  }
  return (
    <>
      <button
        type="button"
        class={action.tone}
        aria-label={`${text(action.label)} (${about})`}
        onClick={() => (action.inputs.length === 0 ? act({}) : setAsking(true))}
      >
        {text(action.label)}
      </button>
      {asking && (
        <dialog ref={dialog} aria-label={`${text(action.label)} (${about})`} onClose={() => setAsking(false)}>
          <form
            class="asked"
            method="dialog"
            onSubmit={(event) => {
              const values = Object.fromEntries(
                [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)])
              )
              act(values)
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
                    spellcheck={false}
                    autocomplete="off"
                  />
                ) : (
                  <select id={`input-${name}`} name={name} defaultValue={value}>
                    {options.map((option) => (
                      <option key={option}>{option}</option>
                    ))}
                  </select>
                )}
              </label>
            ))}
            <p class="buttons">
              <button type="submit" class="main">
                {word("send")}
              </button>
              <button type="button" class="plain" onClick={() => dialog.current?.close()}>
                {word("cancel")}
              </button>
            </p>
          </form>
        </dialog>
      )}
    </>
  )
}
