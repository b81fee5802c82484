/**
 * Every fault for every kind of endpoint, over real HTTP: a call ends in the right typed error or recovers, and no operation
 * takes effect twice.
 */
import { assert, describe, layer } from "@effect/vitest"
import {
  ApiError,
  CommonError,
  Endpoint,
  Retry,
  Timeout,
  type WechatPayClient,
  Wire
} from "@effect-wechatpay/core"
import { Domain, Faults, Simulator, State } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Either, Layer, Schedule, Schema } from "effect"

const number = { out_no: Wire.OutOrderNo }
const done = { out_no: Schema.String, state: Schema.String }
const errors = CommonError.all

/** By method, by whether it may be repeated, and by whether it has a response. */
const kinds = {
  read: Endpoint.make("test.kind.read", {
    method: "GET",
    path: "/v3/test/kinds/{out_no}",
    params: number,
    success: done,
    errors
  }),
  "repeatable write without response": Endpoint.make("test.kind.put", {
    method: "PUT",
    path: "/v3/test/kinds/{out_no}",
    params: number,
    errors,
    idempotent: true
  }),
  "repeatable write with a response": Endpoint.make("test.kind.create", {
    method: "POST",
    path: "/v3/test/kinds",
    payload: number,
    success: done,
    errors,
    idempotent: true
  }),
  "write without response that is sent once": Endpoint.make("test.kind.ping", {
    method: "POST",
    path: "/v3/test/kinds/{out_no}/ping",
    params: number,
    errors
  }),
  "write with a response that is sent once": Endpoint.make("test.kind.deduct", {
    method: "POST",
    path: "/v3/test/kinds/deduct",
    payload: number,
    success: done,
    errors
  })
} as const

type Kind = keyof typeof kinds

/** How often an operation took effect. A repetition of one that may be repeated takes none. */
const effects = State.table("test.effects", Schema.Number)

const once = (out_no: string) =>
  Effect.map(State.rows(effects), (rows) => rows.set(out_no, rows.get(out_no) ?? 1))

const again = (out_no: string) =>
  Effect.map(State.rows(effects), (rows) => rows.set(out_no, (rows.get(out_no) ?? 0) + 1))

const response = (out_no: string) => ({ out_no, state: "DONE" })

const domain = Domain.make("test.kinds", {
  handlers: [
    Domain.handler(kinds.read, ({ out_no }) => Effect.as(once(out_no), response(out_no))),
    Domain.handler(kinds["repeatable write without response"], ({ out_no }) => once(out_no)),
    Domain.handler(kinds["repeatable write with a response"], ({ out_no }) =>
      Effect.as(once(out_no), response(out_no))
    ),
    Domain.handler(kinds["write without response that is sent once"], ({ out_no }) => again(out_no)),
    Domain.handler(kinds["write with a response that is sent once"], ({ out_no }) =>
      Effect.as(again(out_no), response(out_no))
    )
  ]
})

interface Row {
  readonly fault: Faults.Fault
  /** The reason of a `WechatPayError`, or the tag of an error of WeChat Pay. */
  readonly failure: string
  readonly outcome: "Refused" | "Unknown"
  readonly effect: boolean
  /** Whether a call that may be repeated is sent again. */
  readonly repeated: boolean
  /** Whether a response without a body is none the worse for it. */
  readonly sparesEmpty: boolean
}

const row = (
  fault: Faults.Fault,
  failure: string,
  options: {
    readonly effect: boolean
    readonly repeated?: true
    readonly rejected?: true
    readonly sparesEmpty?: true
  }
): Row => ({
  fault,
  failure,
  outcome: options.rejected ? "Refused" : "Unknown",
  effect: options.effect,
  repeated: options.repeated ?? false,
  sparesEmpty: options.sparesEmpty ?? false
})

const yes = { effect: true } as const
const no = { effect: false } as const

/** All faults that there are; with one that does nothing there is nothing to see. */
const rows: { readonly [Tag in Exclude<Faults.Fault["_tag"], "None">]: ReadonlyArray<Row> } = {
  // What cannot be verified is not believed, and not asked for again: the next response may be forged as well.
  SignatureMissing: [row(Faults.signatureMissing, "SignatureMissing", yes)],
  SignatureWrong: [row(Faults.signatureWrong, "SignatureInvalid", yes)],
  SignatureStale: [row(Faults.signatureStale, "ClockSkew", yes)],
  SignatureUnknownSerial: [row(Faults.signatureUnknownSerial, "UnknownSerial", yes)],
  Corrupted: [row(Faults.corrupted, "SignatureInvalid", { ...yes, sparesEmpty: true })],
  // But WeChat Pay's own probe is followed by a good one.
  SignatureProbe: [row(Faults.signatureProbe, "SignatureInvalid", { ...yes, repeated: true })],
  BadGateway: [
    row(Faults.badGateway(), "ApiError", { ...no, repeated: true }),
    row(Faults.badGateway(yes), "ApiError", { ...yes, repeated: true })
  ],
  SystemError: [
    row(Faults.systemError(), "SystemError", { ...no, repeated: true }),
    row(Faults.systemError(yes), "SystemError", { ...yes, repeated: true })
  ],
  FrequencyLimited: [
    row(Faults.frequencyLimited(), "FrequencyLimited", { ...no, repeated: true, rejected: true })
  ],
  // To be asked for later, not at once.
  Accepted: [row(Faults.accepted(), "ApiError", no), row(Faults.accepted(yes), "ApiError", yes)],
  NotJson: [row(Faults.notJson, "InvalidResponse", yes)],
  ErrorEnvelope: [row(Faults.errorEnvelope, "SystemError", { ...yes, repeated: true })],
  Truncated: [row(Faults.truncated, "Transport", { ...yes, repeated: true })],
  Reset: [
    row(Faults.reset(), "Transport", { ...no, repeated: true }),
    row(Faults.reset(yes), "Transport", { ...yes, repeated: true })
  ],
  Hang: [
    row(Faults.hang(), "Timeout", { ...no, repeated: true }),
    row(Faults.hang(yes), "Timeout", { ...yes, repeated: true })
  ],
  // They would arrive later, by another attempt's nonce and signature.
  LateArrival: [
    row(Faults.lateArrival("1 hour"), "Timeout", { ...no, repeated: true }),
    row(Faults.lateArrival("1 hour", { reset: true }), "Transport", { ...no, repeated: true })
  ],
  Delayed: [row(Faults.delayed("1 minute"), "Timeout", { ...yes, repeated: true })],
  ClockSkewed: [
    row(Faults.clockSkewed("10 minutes"), "SignError", { ...no, rejected: true }),
    row(Faults.clockSkewed("10 minutes", "behind"), "SignError", { ...no, rejected: true })
  ]
}

const table = Object.entries(rows).flatMap(([tag, all]) => {
  for (const { fault } of all) assert.strictEqual(fault._tag, tag)
  return all
})

const nameOf = (fault: Faults.Fault) =>
  fault._tag +
  ("effect" in fault ? (fault.effect ? ", effect" : ", no effect") : "") +
  ("direction" in fault ? `, ${fault.direction}` : "") +
  ("reset" in fault && fault.reset ? ", reset" : "")

const simulated = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer({ domains: [domain] })),
  Layer.provideMerge(UndiciHttpClient.layer())
)

type Call = (input: {
  readonly out_no: string
}) => Effect.Effect<
  unknown,
  | ApiError.Any
  | { readonly _tag: "WechatPayError"; readonly outcome: string; readonly reason: { readonly _tag: string } },
  WechatPayClient.WechatPayClient
>

let count = 0

/** The responses that are not awaited. */
const late: ReadonlyArray<Faults.Fault["_tag"]> = ["Hang", "Delayed", "LateArrival"]

const run = (kind: Kind, fault: Faults.Fault, times: number) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator
    const out_no = `N${++count}`
    yield* simulator.calls.clear
    yield* simulator.faults.inject(fault, { times })
    const result = yield* (kinds[kind] as Call)({ out_no }).pipe(
      Timeout.perAttempt(late.includes(fault._tag) ? "250 millis" : "5 seconds"),
      Retry.policy({ attempts: 3, schedule: Schedule.spaced("1 millis") }),
      Effect.either
    )
    yield* simulator.faults.clear
    const rows = yield* simulator.act(State.rows(effects))
    return { out_no, result, calls: (yield* simulator.calls.all).length, effects: rows.get(out_no) ?? 0 }
  })

describe.each(table)("$fault._tag", ({ effect, failure, fault, outcome, repeated, sparesEmpty }) => {
  layer(simulated, { excludeTestServices: true })(nameOf(fault), (it) => {
    it.effect.each(Object.keys(kinds) as ReadonlyArray<Kind>)(
      "a call under the fault has the stated result and effects: %s",
      (kind) =>
        Effect.gen(function* () {
          const isRepeated = repeated && !kind.includes("sent once")
          const isSpared = sparesEmpty && kind.includes("without response")

          const hit = yield* run(kind, fault, 1)
          assert.strictEqual(hit.calls, isRepeated ? 2 : 1)
          assert.strictEqual(hit.effects, isRepeated || effect ? 1 : 0)
          assert.strictEqual(Either.isRight(hit.result), isRepeated || isSpared, String(hit.result))
          if (Either.isRight(hit.result)) {
            assert.deepStrictEqual(
              hit.result.right,
              kind.includes("without response") ? undefined : response(hit.out_no)
            )
          }
          if (isSpared) return

          // It does not go away: the call ends, and says what it may have done.
          const always = yield* run(kind, fault, 100)
          assert.strictEqual(always.calls, isRepeated ? 3 : 1)
          assert.strictEqual(always.effects, effect ? 1 : 0)
          assert(Either.isLeft(always.result), "succeeded")
          const error = always.result.left
          const tag = ApiError.isApiError(error) ? error.name : error.reason._tag
          assert.strictEqual(tag, failure)
          assert.strictEqual(error.outcome, outcome)
        })
    )
  })
})
