/** A call in one line. */
import type * as Api from "./api.js"
import { Chip } from "./parts.jsx"
import { useShared } from "./store.js"

/** The XML interface reports failures with the status 200. */
export const toneOf = ({ errorCode, state, status }: Api.CallSummary): string =>
  state === "open"
    ? "open"
    : status === undefined || status >= 400 || errorCode !== undefined
      ? "bad"
      : status >= 202 && status !== 204
        ? "open"
        : "good"

export const statusOf = ({ state, status }: Api.CallSummary): string =>
  status === undefined ? state : String(status)

export const CallSummaryLine = ({ call }: { readonly call: Api.CallSummary }) => {
  const { text } = useShared()
  const [mistake] = call.mistakes
  return (
    <>
      <Chip tone={toneOf(call)}>{statusOf(call)}</Chip> <span class="method">{call.method}</span>{" "}
      <span class="target">{call.target}</span>
      {call.errorCode !== undefined && <b class="code">{call.errorCode}</b>}
      {mistake !== undefined && <span class="mistake">{text(mistake)}</span>}
    </>
  )
}
