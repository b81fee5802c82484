import { Faults, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"

/** What can go wrong with any call, and nothing: what programs are tried with that carry an operation through. */
export const faults: ReadonlyArray<Faults.Fault> = [
  Faults.none,
  ...[{ effect: true }, { effect: false }].flatMap((option) => [
    Faults.reset(option),
    Faults.systemError(option),
    Faults.badGateway(option),
    Faults.accepted(option)
  ]),
  Faults.frequencyLimited(),
  Faults.signatureMissing,
  Faults.signatureWrong,
  Faults.signatureProbe,
  Faults.errorEnvelope,
  Faults.notJson,
  Faults.truncated
]

/** Injects faults into the next calls of an endpoint, one each. */
export const inject = (
  endpoint: { readonly id: string },
  list: ReadonlyArray<Faults.Fault>,
  options: Parameters<Simulator.Simulator["Type"]["faults"]["inject"]>[1] = {}
): Effect.Effect<void, never, Simulator.Simulator> =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) =>
    Effect.forEach(
      list,
      (fault) => faults.inject(fault, { ...options, when: ({ endpoint: id }) => id === endpoint.id }),
      { discard: true }
    )
  )
