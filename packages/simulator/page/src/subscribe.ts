/** The state of the server in this tab: by the worker that all tabs share, or by a stream of its own. */
import { openFeed } from "./feed.js"
import { empty, reduce, type State } from "./state.js"
import type { Message } from "./worker.js"

export const subscribe = (changed: (state: State) => void): (() => void) => {
  let state = empty
  const set = (next: State) => {
    state = next
    changed(next)
  }
  if (typeof SharedWorker === "undefined") {
    return openFeed((event) => set(reduce(state, event))).close
  }
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module" })
  const { port } = worker
  port.addEventListener("message", ({ data }: MessageEvent<Message>) =>
    set("state" in data ? data.state : reduce(state, data.event))
  )
  port.start()
  const leave = () => port.postMessage("leave")
  addEventListener("pagehide", leave)
  // A page that is restored from the browser's cache has left the worker.
  const restore = ({ persisted }: PageTransitionEvent) => persisted && location.reload()
  addEventListener("pageshow", restore)
  return () => {
    removeEventListener("pagehide", leave)
    removeEventListener("pageshow", restore)
    leave()
    port.close()
  }
}
