/** Components that several views use. */
import type { ComponentChildren } from "preact"
import * as Api from "./api.js"
import { CopyButton } from "./copy.jsx"
import type { Route } from "./route.js"
import { useShared } from "./store.js"

export interface ViewProps {
  readonly route: Route
}

export const Chip = ({ children, tone }: { readonly tone: string; readonly children: ComponentChildren }) => (
  <span class={`chip ${tone}`}>{children}</span>
)

/** A header on each line. */
export const headersText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")

/** A scrolling element, which the keyboard can scroll too. */
export const Scroll = ({
  children,
  kind,
  label
}: {
  readonly label: string
  readonly kind: string
  readonly children: ComponentChildren
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling element must be reachable by the keyboard
  <section class={kind} tabIndex={0} aria-label={label}>
    {children}
  </section>
)

/** A text that can be copied, shown as `children`. */
export const Figure = ({
  children,
  label,
  text
}: {
  readonly label: string
  readonly text: string
  readonly children: ComponentChildren
}) => (
  <figure>
    <figcaption>
      <span>{label}</span>
      <span class="tools">
        <CopyButton about={label} text={text} />
      </span>
    </figcaption>
    {children}
  </figure>
)

/** A text that can be copied. */
export const Block = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <Figure label={label} text={text}>
    <Scroll kind="scroll" label={label}>
      <pre>{text}</pre>
    </Scroll>
  </Figure>
)

export const Pairs = ({
  pairs
}: {
  readonly pairs: ReadonlyArray<readonly [name: string, value: ComponentChildren]>
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

/** A button whose action needs the server: it is disabled while there is no connection. */
export const ServerButton = ({
  about,
  children,
  onClick,
  tone = "plain",
  type = "button"
}: {
  /** What it is about, for screen readers, if several buttons have the same text. */
  readonly about?: string
  readonly children: string
  readonly onClick?: () => unknown
  readonly tone?: string
  readonly type?: "button" | "submit"
}) => {
  const { store, word } = useShared()
  return (
    <button
      type={type}
      class={tone}
      disabled={!store.connected}
      title={store.connected ? undefined : word("offline")}
      {...(about === undefined ? {} : { "aria-label": `${children} (${about})` })}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {children}
    </button>
  )
}

/** The buttons of all actions of a record. */
export const Actions = ({ panel, record }: { readonly panel: string; readonly record: Api.PanelRecord }) => (
  <>
    {record.actions.map((action) => (
      <ActionButton key={action.id} panel={panel} record={record.id} about={record.title} action={action} />
    ))}
  </>
)

/** The button of an action of a panel; a dialog asks for its values. */
export const ActionButton = ({
  about,
  action,
  panel,
  record
}: {
  readonly panel: string
  readonly record?: string
  readonly about: string
  readonly action: Api.Action
}) => {
  const { ask, attempt, text } = useShared()
  return (
    <ServerButton
      tone={action.tone}
      about={about}
      onClick={() =>
        action.inputs.length === 0
          ? attempt(() => Api.press(panel, record, action.id, {}))
          : ask({ panel, record, about, action })
      }
    >
      {text(action.label)}
    </ServerButton>
  )
}
