/** An interface with personal data in its path, its body and its response, which the simulator serves for the merchant's process. */
import { CommonError, Endpoint, Sensitive, Wire } from "@effect-wechatpay/core"
import { Schema } from "effect"

/** The response repeats what was sent. */
export const register = Endpoint.make("test.soak.register", {
  method: "POST",
  path: "/v3/test/soak/people/{id}",
  params: { id: Wire.text(64) },
  payload: { name: Sensitive.text, note: Wire.text(64) },
  success: { id: Schema.String, name: Sensitive.text, note: Schema.String },
  errors: CommonError.all,
  idempotent: true
})

/** Switches faults of {@link register} on or off. */
export const switchFaults = Endpoint.make("test.soak.faults", {
  method: "POST",
  path: "/v3/test/soak/faults",
  payload: { on: Schema.Boolean },
  success: { on: Schema.Boolean },
  idempotent: true
})

/** What the merchant's process gets on its standard input: arguments and the environment would stay in its memory. */
export interface Given {
  readonly mode: "heap" | "soak"
  readonly origin: string
  readonly mchid: string
  readonly serialNo: string
  readonly privateKey: string
  readonly apiV3Key: string
  readonly publicKeyId: string
  readonly publicKey: string
  /** Where the snapshot of the heap is written. */
  readonly snapshot: string
  /** How long calls run at full speed, to find the capacity. */
  readonly calibrationMillis: number
  /** How long a phase without faults, or with them, lasts. */
  readonly phaseMillis: number
  readonly cycles: number
}

/** The state of the process when nothing is in flight: at the beginning, after each cycle, and after the client was closed. */
export interface Sample {
  readonly heapBytes: number
  readonly fibers: number
  /** Active handles and requests of Node.js, by kind. */
  readonly handles: Readonly<Record<string, number>>
}

export interface SoakReport {
  /** Calls per second. */
  readonly capacity: number
  readonly before: Sample
  readonly samples: ReadonlyArray<Sample>
  readonly closed: Sample
  readonly started: number
  readonly succeeded: number
  /** Failed calls by error and reason: while faults were on, and while they were off. */
  readonly failedUnderFaults: Readonly<Record<string, number>>
  readonly failedWithoutFaults: Readonly<Record<string, number>>
  readonly rejectedNotifications: number
  readonly mostInFlight: number
  readonly seconds: number
}
