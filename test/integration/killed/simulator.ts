/**
 * The simulator on a state file, with a person who does what a line of the standard input says: `confirm NUMBER`, `pay NUMBER`.
 * Arguments: the state file, the port, the origin of the merchant's server.
 */
import { createInterface } from "node:readline"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Environment, Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Queue } from "effect"

const [, , stateFile = "", port = "0", shop = ""] = process.argv
const { mchid, openid } = Samples

const say = (word: string, value: unknown) =>
  Effect.sync(() => process.stdout.write(`${word} ${JSON.stringify(value)}\n`))

const program = Effect.gen(function* () {
  const simulator = yield* Simulator.Simulator
  yield* say("ready", Environment.variables(simulator))
  const { act } = simulator
  const does = (what: string, out_order_no: string) =>
    what === "confirm"
      ? Effect.asVoid(act(Payscore.confirm({ mchid, out_order_no }, openid)))
      : Effect.asVoid(act(Payscore.payByUser({ mchid, out_order_no })))
  const lines = yield* Queue.unbounded<string>()
  createInterface(process.stdin).on("line", (line) => Queue.unsafeOffer(lines, line))
  return yield* Queue.take(lines).pipe(
    Effect.flatMap((line) => {
      const [what = "", out_order_no = ""] = line.split(" ")
      return Effect.andThen(does(what, out_order_no), say("done", what))
    }),
    Effect.forever
  )
})

NodeRuntime.runMain(
  Effect.provide(
    program,
    Simulator.layerServer({
      stateFile,
      port: Number(port),
      deliverTo: { "https://shop.example": shop }
    })
  )
)
