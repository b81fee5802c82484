/** Server-sent events for the page. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Simulator } from "../Simulator.js"
import * as Api from "./Api.js"
import { makeChangedParts } from "./changedParts.js"
import { Queries } from "./handlers.js"
import { summaryOf } from "./views.js"

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** Short enough for a display, long enough for thousands of calls per second. */
const interval = "100 millis"

const Shown = Schema.Struct({
  overview: Api.Overview,
  faults: Api.Faults,
  panels: Schema.Array(Api.Panel),
  notifications: Schema.Array(Api.Notification)
})

/**
 * `calls`: summaries of calls that are new or have changed. `changed`: the parts of the state that have changed since
 * the event before; the stream begins with the whole state.
 */
export const events = Effect.gen(function* () {
  const { calls, changes } = yield* Simulator
  const { faults, listPanels, notifications, overview, replacements, touched } = yield* Queries
  const read = Effect.all({
    overview,
    faults,
    panels: listPanels({}),
    notifications: notifications({})
  }).pipe(Effect.flatMap(Schema.encode(Shown)), Effect.orDie)
  const ofCalls = calls.changes.pipe(
    Stream.groupedWithin(1000, interval),
    Stream.map((group) => {
      const latest = new Map([...group].map((call) => [call.id, summaryOf(call)]))
      return event("calls", [...latest.values()])
    })
  )
  // A call may take a fault from the queue.
  const faulty = Stream.filter(calls.changes, ({ fault }) => fault !== undefined)
  // A second reading soon after the first one: a change may come before the streams are subscribed to.
  const second = Stream.fromEffect(Effect.sleep(interval))
  const occasions: ReadonlyArray<Stream.Stream<unknown>> = [changes, faulty, touched, second]
  const causes = Stream.mergeAll(occasions, { concurrency: "unbounded" })
  const ofState = Stream.unwrap(
    Effect.sync(() => {
      const changedParts = makeChangedParts()
      return Stream.succeed(undefined).pipe(
        Stream.concat(Stream.groupedWithin(causes, 1000, interval)),
        Stream.mapEffect(() => read),
        Stream.mapEffect((shown) =>
          Effect.map(replacements, (count) => event("changed", changedParts(shown, count)))
        )
      )
    })
  )
  // A heartbeat: shows that the connection is alive, and lets the server detect that it is not.
  const beats = Stream.map(Stream.fromSchedule(Schedule.spaced("15 seconds")), () => ": \n\n")
  return HttpServerResponse.stream(
    Stream.encodeText(
      Stream.concat(
        Stream.make("retry: 1000\n\n"),
        Stream.mergeAll([ofCalls, ofState, beats], { concurrency: "unbounded" })
      )
    ),
    { contentType: "text/event-stream", headers: { "Cache-Control": "no-store" } }
  )
})
