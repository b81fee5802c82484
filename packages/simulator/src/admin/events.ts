/** Server-sent events for the page. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Simulator } from "../Simulator.js"
import { summaryOf } from "./views.js"

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** Short enough for a display, long enough for thousands of calls per second. */
const interval = "100 millis"

/**
 * `calls`: summaries of calls that are new or have changed. `changed`: the state has changed, read it again. The stream
 * begins with `changed`, so that earlier changes are not missed.
 */
export const events = Effect.map(Simulator, ({ calls, changes }) => {
  const ofCalls = calls.changes.pipe(
    Stream.groupedWithin(1000, interval),
    Stream.map((group) => {
      const latest = new Map(Chunk.toReadonlyArray(group).map((call) => [call.id, summaryOf(call)]))
      return event("calls", [...latest.values()])
    })
  )
  const ofState = changes.pipe(
    Stream.groupedWithin(1000, interval),
    Stream.map(() => event("changed", {}))
  )
  // A heartbeat: shows that the connection is alive, and lets the server detect that it is not.
  const beats = Stream.map(Stream.fromSchedule(Schedule.spaced("15 seconds")), () => ": \n\n")
  return HttpServerResponse.stream(
    Stream.encodeText(
      Stream.concat(
        Stream.make("retry: 1000\n\n", event("changed", {})),
        Stream.mergeAll([ofCalls, ofState, beats], { concurrency: "unbounded" })
      )
    ),
    { contentType: "text/event-stream", headers: { "Cache-Control": "no-store" } }
  )
})
