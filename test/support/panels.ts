import { assert } from "@effect/vitest"
import { Panel, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"

/** Runs an action of the first record of a panel, with the values that the page shows in its fields. */
export const runAction = (panelId: string, actionId: string) =>
  Effect.gen(function* () {
    const { panels } = yield* Simulator.Simulator
    const panel = panels.find(({ id }) => id === panelId)
    const [record] = panel === undefined ? [] : yield* Simulator.act(Panel.all(panel))
    const action = record?.actions.find(({ id }) => id === actionId)
    assert(action !== undefined, actionId)
    yield* Simulator.act(
      action.run(Object.fromEntries(action.inputs.map(({ name, value }) => [name, value])))
    )
  })
