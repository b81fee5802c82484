/** Small parts that several views are made of. */
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import * as Api from "./api.js"
import { useShared } from "./store.js"

export interface ViewProps {
  /** What follows the view's name in the address. */
  readonly rest: ReadonlyArray<string>
  /** Asks the server for everything again. */
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
  /** The text to compare with. */
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

/** Scrolls, also with the keyboard. */
export const Block = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <figure>
    <figcaption>{label}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
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

/** A button that acts at once, or asks for what it needs first. */
export const ActionButton = ({
  action,
  record,
  panel,
  about
}: {
  readonly panel: string
  readonly record?: string
  /** What the button is about, for those who do not see where it stands. */
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
