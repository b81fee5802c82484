/** Reads the events of the server and reconnects. */
import type { Changed } from "@effect-wechatpay/simulator/admin/changedParts"
import * as Api from "./api.js"
import { empty, type FeedEvent, reduce, type State } from "./state.js"

export interface Feed {
  readonly state: () => State
  readonly close: () => void
}

/** `emit` receives every event after it was applied to the state. */
export const openFeed = (emit: (event: FeedEvent) => void): Feed => {
  let state = empty
  let fresh: Set<number> | undefined
  let replacements = 0
  const apply = (event: FeedEvent) => {
    state = reduce(state, event)
    emit(event)
  }

  /** Reads the log. Calls that change in the meantime are not overwritten by the older response. */
  const readLog = async () => {
    if (fresh !== undefined) return
    const changed = new Set<number>()
    fresh = changed
    try {
      const calls = await Api.calls()
      apply({ name: "log", calls, fresh: [...changed] })
    } catch {
      // The stream reports the lost connection and reconnects.
    } finally {
      fresh = undefined
    }
  }

  const source = new EventSource("/api/events")
  source.addEventListener("open", () => {
    apply({ name: "connection", connected: true })
    readLog()
  })
  source.addEventListener("error", () => apply({ name: "connection", connected: false }))
  source.addEventListener("calls", ({ data }) => {
    const calls = JSON.parse(data) as ReadonlyArray<Api.CallSummary>
    for (const { id } of calls) fresh?.add(id)
    apply({ name: "calls", calls })
  })
  source.addEventListener("changed", ({ data }) => {
    const changed = JSON.parse(data) as Changed
    apply({ name: "changed", changed, at: Date.now() })
    if (changed.replacements !== replacements) readLog()
    replacements = changed.replacements
  })
  return { state: () => state, close: () => source.close() }
}
