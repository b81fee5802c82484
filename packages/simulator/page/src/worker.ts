/** One stream for all tabs: a browser opens only six connections to a host. */
import { openFeed } from "./feed.js"
import type { FeedEvent, State } from "./state.js"

/** What a tab receives: the state, then events. */
export type Message = { readonly state: State } | { readonly event: FeedEvent }

const ports = new Set<MessagePort>()

const feed = openFeed((event) => {
  for (const port of ports) port.postMessage({ event } satisfies Message)
})

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports
  if (port === undefined) return
  ports.add(port)
  port.addEventListener("message", () => ports.delete(port))
  port.start()
  port.postMessage({ state: feed.state() } satisfies Message)
})
