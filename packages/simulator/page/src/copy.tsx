/** Copying a text exactly. */
import { useShared } from "./store.js"

/** Also where the clipboard of the browser is not available: on a page that is neither https nor on this machine. */
const copyText = async (text: string): Promise<void> => {
  if (isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement("textarea")
  area.value = text
  document.body.append(area)
  area.select()
  const copied = document.execCommand("copy")
  area.remove()
  if (!copied) throw new Error("the browser does not allow to copy")
}

export const CopyButton = ({
  about,
  label,
  text
}: {
  /** What is copied, for screen readers. */
  readonly about: string
  /** Default: "Copy". */
  readonly label?: string
  readonly text: string | (() => Promise<string>)
}) => {
  const { attempt, word } = useShared()
  const copy = async () => copyText(typeof text === "string" ? text : await text())
  return (
    <button
      type="button"
      class="copy"
      aria-label={`${label ?? word("copy")} (${about})`}
      onClick={() => attempt(copy, () => ({ failed: false, text: word("copied") }))}
    >
      {label ?? word("copy")}
    </button>
  )
}
