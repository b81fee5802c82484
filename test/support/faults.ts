import { Faults } from "@effect-wechatpay/simulator"

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
