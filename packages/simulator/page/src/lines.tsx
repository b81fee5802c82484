/** A signed text, line by line, with its differences from another text. */
import { compared } from "./diff.js"
import { Figure } from "./parts.jsx"
import { useShared } from "./store.js"

const linesOf = (text: string): ReadonlyArray<string> => text.split(/(?<=\n)/)

const endOf = (line: string): string => (line.endsWith("\r\n") ? "CR LF" : line.endsWith("\n") ? "LF" : "")

const contentOf = (line: string): string => line.replace(/\r?\n$/, "")

/** Labels are drawn by the style sheet, so that a selection copies the text only. */
const Line = ({ line, other }: { readonly line: string; readonly other: string | undefined }) => {
  const { word } = useShared()
  const different = other !== undefined && other !== line
  const pieces = different
    ? compared(contentOf(line), contentOf(other))
    : [{ text: contentOf(line), different: false }]
  const end = endOf(line)
  return (
    <li class={different ? "different" : undefined}>
      <code>
        {pieces.map((piece, index) =>
          piece.different ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>
        )}
      </code>
      {end !== "" && (
        <span class={different && endOf(other) !== end ? "feed wrong" : "feed"} data-label={end} />
      )}
      {different && <span class="differs" data-label={word("differs")} />}
    </li>
  )
}

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
  const lines = linesOf(text)
  const others = other === undefined ? undefined : linesOf(other)
  const length = Math.max(lines.length, others?.length ?? 0)
  return (
    <Figure label={label} text={text}>
      <ol class="lines">
        {Array.from({ length }, (_, index) => (
          <Line
            key={index}
            line={lines[index] ?? ""}
            other={others === undefined ? undefined : (others[index] ?? "")}
          />
        ))}
      </ol>
    </Figure>
  )
}
