/** The keys of the page. */
import { useEffect, useRef } from "preact/hooks"
import { Pairs } from "./parts.jsx"
import { useShared } from "./store.js"

export const Help = ({ close }: { readonly close: () => void }) => {
  const { word } = useShared()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const pairs = (
    [
      ["/", "keySearch"],
      ["j k", "keyNext"],
      ["↑ ↓ ↵", "keyRows"],
      ["Esc", "keyClose"],
      ["?", "keyHelp"]
    ] as const
  ).map(([name, what]) => [name, word(what)] as const)
  return (
    <dialog ref={dialog} aria-label={word("keys")} onClose={close}>
      <h3>{word("keys")}</h3>
      <Pairs pairs={pairs} />
      <p class="buttons">
        <button type="button" class="plain" onClick={() => dialog.current?.close()}>
          {word("close")}
        </button>
      </p>
    </dialog>
  )
}
