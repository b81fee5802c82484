/** The schedule of a payment flow, with a test clock, against the simulator's rules. */
import { assert, describe, it } from "@effect/vitest"
import { Timeout } from "@effect-wechatpay/core"
import { FacePayment, FacePaymentFlow, FacePaymentState } from "@effect-wechatpay/facepay"
import { FacepayV2, Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Clock, Effect, FastCheck, Fiber, Layer, Option, Schedule, TestClock } from "effect"
import { runs } from "../support/long.js"

const { appid, mchid, openid } = Samples
const start = 1_700_000_000_000

const layer = Simulator.layerV2Client().pipe(Layer.provideMerge(Simulator.layer()))

let count = 0

const order = () => ({
  appid,
  body: "Coffee",
  out_trade_no: `FLOW_${++count}`,
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7"
})

type Order = ReturnType<typeof order>

const { act } = Simulator

const faceCode = ({ out_trade_no, total_fee }: Order, userActions?: FacepayV2.UserActions) =>
  act(
    FacepayV2.giveFaceCode({
      ...{ mchid, appid, out_trade_no, total_fee, openid },
      ...(userActions === undefined ? {} : { userActions })
    })
  )

/** Longer than any program here takes: longer sleeps are timeouts. */
const long = 3_600_000

const realTime = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 1)))

/** Time-outs of calls that were interrupted stay among the sleeps: `run` must not let time pass to them. */
const unhurried = Timeout.perAttempt("1000 hours")

/** Runs a program, and lets test time pass only while it sleeps, and to no later than it wants to wake. */
const run = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(unhurried(program))
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      const now = yield* Clock.currentTimeMillis
      const due = Array.from(yield* TestClock.sleeps()).filter((time) => time < now + long)
      yield* due.length === 0 ? realTime : TestClock.setTime(Math.min(...due))
    }
    return yield* Fiber.join(fiber)
  })

/** What was called, and when, in seconds since the start. */
const timetable = Effect.gen(function* () {
  const { calls } = yield* Simulator.Simulator
  return (yield* calls.all).map(({ endpoint, receivedAt }) => [
    endpoint?.replace("facepay.facePayment.", ""),
    (receivedAt - start) / 1000
  ])
})

const queries = (...seconds: ReadonlyArray<number>) => seconds.map((second) => ["query", second])

const paying = (
  userActions?: FacepayV2.UserActions,
  faults: ReadonlyArray<Parameters<Faults.Faults["inject"]>> = []
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start)
    const simulator = yield* Simulator.Simulator
    const given = order()
    const face_code = yield* faceCode(given, userActions)
    for (const fault of faults) yield* simulator.faults.inject(...fault)
    const result = yield* run(FacePaymentFlow.pay({ ...given, face_code }))
    return { given, result, calls: yield* timetable }
  })

describe("a payment by face code", () => {
  it.effect("a successful face payment is one call", () =>
    Effect.gen(function* () {
      const { calls, result } = yield* paying()
      assert(result._tag === "Paid")
      assert.strictEqual(result.total, 888)
      assert.match(result.transactionId, /^42000/)
      assert.deepStrictEqual(calls, [["pay", 0]])
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment whose user enters a password is queried every 5 seconds", () =>
    Effect.gen(function* () {
      const { calls, result } = yield* paying({
        response: "USERPAYING",
        becomes: { state: "SUCCESS", afterMillis: 18_000 }
      })
      assert.strictEqual(result._tag, "Paid")
      assert.deepStrictEqual(calls, [["pay", 0], ...queries(5, 10, 15, 20)])
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment without the password is reversed after 30 seconds", () =>
    Effect.gen(function* () {
      const { calls, given, result } = yield* paying({ response: "USERPAYING" })
      assert.strictEqual(result._tag, "Reversed")
      assert.deepStrictEqual(calls, [["pay", 0], ...queries(5, 10, 15, 20, 25, 30), ["reverse", 30]])
      const payment = yield* act(FacepayV2.find({ mchid, out_trade_no: given.out_trade_no }))
      assert.strictEqual(payment?.state, "REVOKED")
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment is reversed again while recall is Y", () =>
    Effect.gen(function* () {
      const { calls, result } = yield* paying({ response: "BANKERROR", recalls: 3 })
      assert.strictEqual(result._tag, "Reversed")
      assert.deepStrictEqual(calls.slice(-4), [
        ["reverse", 30],
        ["reverse", 31],
        ["reverse", 33],
        ["reverse", 38]
      ])
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment is Unknown after failed reversals, and never reported as paid then", () =>
    Effect.gen(function* () {
      for (const becomes of [undefined, { state: "SUCCESS", afterMillis: 35_000 }] as const) {
        const { calls, result } = yield* paying({
          response: "SYSTEMERROR",
          recalls: 99,
          ...(becomes === undefined ? {} : { becomes })
        })
        assert(result._tag === "Unknown")
        assert.include(result.error.message, "its reversal has to be called again")
        assert.deepStrictEqual(
          calls.filter(([call]) => call === "reverse"),
          [30, 31, 33, 38, 48, 63, 93].map((second) => ["reverse", second])
        )
        assert.deepStrictEqual(calls.at(-1), ["query", 93])
        const { calls: log } = yield* Simulator.Simulator
        yield* log.clear
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment is not reversed within 15 seconds after it was sent, even with fast queries", () =>
    Effect.gen(function* () {
      const { calls, result } = yield* paying({ response: "USERPAYING" }).pipe(
        Effect.provideService(FacePaymentFlow.FacePaymentSchedules, {
          query: Schedule.fromDelays("2 seconds", "2 seconds"),
          reverse: Schedule.stop,
          reverseAfter: "15 seconds"
        })
      )
      assert.strictEqual(result._tag, "Reversed")
      assert.deepStrictEqual(calls, [["pay", 0], ...queries(2, 4, 15), ["reverse", 15]])
    }).pipe(Effect.provide(layer))
  )

  it.effect("a payment whose responses all get lost is Unknown, with the last error", () =>
    Effect.gen(function* () {
      const { given, result } = yield* paying(undefined, [
        [Faults.reset({ effect: true }), { endpoint: FacePayment.pay }],
        [Faults.reset(), { endpoint: FacePayment.query, times: 99 }],
        [Faults.reset(), { endpoint: FacePayment.reverse, times: 99 }]
      ])
      assert(result._tag === "Unknown")
      assert.include(result.error.message, "ECONNRESET")
      const { faults } = yield* Simulator.Simulator
      yield* faults.clear
      assert.strictEqual((yield* run(FacePaymentFlow.reconcile(given)))._tag, "Paid")
    }).pipe(Effect.provide(layer))
  )

  it.effect("an interrupted payment is reconciled by its number: paid, or reversed after half a minute", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const paid = order()
      const open = order()
      for (const [given, userActions] of [
        [paid, { response: "USERPAYING", becomes: { state: "SUCCESS", afterMillis: 12_000 } }],
        [open, { response: "USERPAYING" }]
      ] as const) {
        const face_code = yield* faceCode(given, userActions)
        const fiber = yield* Effect.fork(unhurried(FacePaymentFlow.pay({ ...given, face_code })))
        const { calls } = yield* Simulator.Simulator
        yield* calls.waitFor(
          ({ body, state }) =>
            new TextDecoder().decode(body).includes(given.out_trade_no) && state === "responded"
        )
        yield* Fiber.interrupt(fiber)
      }
      // The programs that were interrupted slept until then.
      yield* TestClock.adjust("5 seconds")
      const { calls } = yield* Simulator.Simulator
      yield* calls.clear
      assert.strictEqual((yield* run(FacePaymentFlow.reconcile(paid)))._tag, "Paid")
      assert.deepStrictEqual(yield* timetable, queries(5, 10, 15))
      yield* calls.clear
      assert.strictEqual((yield* run(FacePaymentFlow.reconcile(open)))._tag, "Reversed")
      assert.deepStrictEqual(yield* timetable, [...queries(15, 20, 25, 30, 35, 40, 45), ["reverse", 45]])
    }).pipe(Effect.provide(layer))
  )
})

const effects = [{ effect: true }, { effect: false }]

/** What can go wrong with any call. */
const faults: ReadonlyArray<Faults.Fault> = [
  Faults.none,
  ...effects.flatMap((option) => [
    Faults.reset(option),
    Faults.systemError(option),
    Faults.badGateway(option)
  ]),
  Faults.signatureMissing,
  Faults.signatureWrong,
  Faults.notJson,
  Faults.truncated
]

const list = (maxLength: number) => FastCheck.array(FastCheck.constantFrom(...faults), { maxLength })

const responses = ["SUCCESS", "USERPAYING", "BANKERROR", "SYSTEMERROR", "NOTENOUGH"] as const

const oneRun = FastCheck.record({
  queries: FastCheck.oneof(list(9), FastCheck.constant(Array<Faults.Fault>(9).fill(Faults.reset()))),
  reversals: list(9)
})

const stories = FastCheck.sample(
  FastCheck.record({
    response: FastCheck.constantFrom(...responses),
    becomes: FastCheck.constantFrom("SUCCESS" as const, "PAYERROR" as const, undefined),
    afterMillis: FastCheck.constantFrom(0, 12_000, 40_000),
    recalls: FastCheck.nat(2),
    payments: list(1),
    runs: FastCheck.tuple(oneRun, oneRun)
  }),
  runs("face payments under faults", { ci: 60, long: 5_000, seed: 20_260_103 })
)

describe("whatever gets lost around a payment", () => {
  it.effect(
    "a payment under faults is reported as what it is, and paying again with the same code does not change that",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const { calls, faults } = yield* Simulator.Simulator
        const seen = new Set<string>()
        for (const { afterMillis, response, becomes, payments, recalls, runs } of stories) {
          const given = order()
          const userActions = {
            response,
            recalls,
            ...(becomes && { becomes: { state: becomes, afterMillis } })
          }
          const face_code = yield* faceCode(given, userActions)
          for (const fault of payments) yield* faults.inject(fault, { endpoint: FacePayment.pay })
          let isSold = false
          for (const { queries, reversals } of runs) {
            for (const fault of queries) yield* faults.inject(fault, { endpoint: FacePayment.query })
            for (const fault of reversals) yield* faults.inject(fault, { endpoint: FacePayment.reverse })
            const result = yield* run(FacePaymentFlow.pay({ ...given, face_code }))
            yield* faults.clear
            yield* calls.clear
            const payment = yield* act(FacepayV2.find({ mchid, out_trade_no: given.out_trade_no }))
            const truth = payment?.state ?? "none"
            seen.add(result._tag)
            if (result._tag === "Paid") assert.strictEqual(truth, "SUCCESS")
            if (result._tag === "Reversed") assert.strictEqual(truth, "REVOKED")
            if (result._tag === "Failed") assert.include(["none", "PAYERROR", "REVOKED"], truth)
            if (isSold) assert.strictEqual(truth, "SUCCESS", "the goods are handed over")
            isSold = result._tag === "Paid"
          }
        }
        // Mutation testing tries a few programs only.
        if (stories.length >= 60) assert.sameMembers([...seen], ["Paid", "Failed", "Reversed", "Unknown"])
      }).pipe(Effect.provide(layer)),
    60_000
  )
})

describe("FacePaymentState.of", () => {
  it("FacePaymentState.of has a case for each trade_state, and one for unknown values", () => {
    const tags = [
      "SUCCESS",
      "REFUND",
      "USERPAYING",
      "NOTPAY",
      "ACCEPT",
      "PAYERROR",
      "CLOSED",
      "REVOKED",
      "NEW"
    ].map((trade_state) => FacePaymentState.of({ trade_state, transaction_id: "42", total_fee: 1 })._tag)
    assert.deepStrictEqual(tags, [
      "Paid",
      "Refunded",
      "UserPaying",
      "NotPaid",
      "NotPaid",
      "Failed",
      "Closed",
      "Reversed",
      "Unknown"
    ])
    assert.strictEqual(FacePaymentState.of({ trade_state: "SUCCESS" })._tag, "Unknown")
  })
})
