/** A body: as it is, indented, or as a tree. */
import { useState } from "preact/hooks"
import { CopyButton } from "./copy.jsx"
import { Scroll } from "./parts.jsx"
import { useKept, useShared } from "./store.js"

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

const parsed = (text: string): { readonly value: Json } | undefined => {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return undefined
  }
}

const membersOf = (value: Json): ReadonlyArray<readonly [string, Json]> =>
  typeof value === "object" && value !== null ? Object.entries(value) : []

/** Deeper levels are closed at first. */
const openDepth = 3

const Tree = ({
  depth,
  name,
  value
}: {
  readonly name: string | undefined
  readonly value: Json
  readonly depth: number
}) => {
  const members = membersOf(value)
  const [open, setOpen] = useState(depth < openDepth)
  const label = name === undefined ? "" : `${name}: `
  if (members.length === 0) {
    return (
      <li>
        <span class="name">{label}</span>
        <span class={`value ${value === null ? "null" : typeof value}`}>{JSON.stringify(value)}</span>
      </li>
    )
  }
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="name">{label}</span>
          {Array.isArray(value) ? `[${members.length}]` : `{${members.length}}`}
        </summary>
        {open && (
          <ul>
            {members.map(([member, inner]) => (
              <Tree key={member} name={member} value={inner} depth={depth + 1} />
            ))}
          </ul>
        )}
      </details>
    </li>
  )
}

const shapes = ["pretty", "raw", "tree"] as const

/** A text that is JSON in most cases. It is copied as it is. */
export const BodyBlock = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const { word } = useShared()
  const [shape, setShape] = useKept<(typeof shapes)[number]>("body", "pretty")
  const json = parsed(text)
  return (
    <figure>
      <figcaption>
        <span>{label}</span>
        <span class="tools">
          {json !== undefined &&
            shapes.map((name) => (
              <button
                key={name}
                type="button"
                class="shape"
                aria-pressed={name === shape}
                aria-label={`${word(name)} (${label})`}
                onClick={() => setShape(name)}
              >
                {word(name)}
              </button>
            ))}
          <CopyButton about={label} text={text} />
        </span>
      </figcaption>
      <Scroll kind="scroll" label={label}>
        {json !== undefined && shape === "tree" ? (
          <ul class="tree">
            <Tree name={undefined} value={json.value} depth={0} />
          </ul>
        ) : (
          <pre>{json !== undefined && shape === "pretty" ? JSON.stringify(json.value, null, 2) : text}</pre>
        )}
      </Scroll>
    </figure>
  )
}
