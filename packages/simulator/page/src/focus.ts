/** Keeps the focus on a record whose buttons change after an action. */
import { useEffect, useRef } from "preact/hooks"

/** When the focused element disappears, the first button of its record is focused, or its title. */
export const useKeptFocus = (): void => {
  const record = useRef<string | undefined>(undefined)
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      const element = (target as HTMLElement).closest<HTMLElement>("[data-record]")
      // The dialog of an action is not in the record, whose button it returns the focus to.
      if (element !== null) record.current = element.dataset.record
      else if ((target as HTMLElement).closest("dialog") === null) record.current = undefined
    }
    addEventListener("focusin", remember)
    return () => removeEventListener("focusin", remember)
  }, [])
  useEffect(() => {
    if (record.current === undefined || document.activeElement !== document.body) return
    const element = document.querySelector(`[data-record="${CSS.escape(record.current)}"]`)
    const next =
      element?.querySelector<HTMLElement>(".buttons button:enabled") ?? element?.querySelector("h3")
    next?.focus()
  })
}
