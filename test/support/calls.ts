import { type Calls, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"

/** The calls of an endpoint that the simulator has received. */
export const callsOf = (endpoint: {
  readonly id: string
}): Effect.Effect<ReadonlyArray<Calls.Call>, never, Simulator.Simulator> =>
  Effect.flatMap(Simulator.Simulator, ({ calls }) =>
    Effect.map(calls.all, (all) => all.filter((call) => call.endpoint === endpoint.id))
  )

export const countOf = (endpoint: {
  readonly id: string
}): Effect.Effect<number, never, Simulator.Simulator> =>
  Effect.map(callsOf(endpoint), (calls) => calls.length)
