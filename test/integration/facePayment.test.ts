/** A payment by face code over real HTTP: device, payment, queries and reversals, with everything that goes wrong in between. */
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import { BeijingTime } from "@effect-wechatpay/core"
import { FacePayment, FacePaymentFlow, OnlineDevice } from "@effect-wechatpay/facepay"
import { FacepayV2, Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import { DateTime, Effect, Fiber, Layer, Schedule } from "effect"

const { appid, mchid, openid } = Samples

const device = { device_id: "D01", store_id: "S01", store_name: "North gate" }

let count = 0

const order = () => ({
  appid,
  body: "Coffee",
  out_trade_no: `TILL_${++count}`,
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7"
})

type Order = ReturnType<typeof order>

const { act } = Simulator

const inject = (fault: Faults.Fault, endpoint: { readonly id: string }, times = 1) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) => faults.inject(fault, { endpoint, times }))

/** A device with its authinfo recognises somebody for an order. */
const recognise = Effect.fnUntraced(function* (
  { out_trade_no, total_fee }: Order,
  userActions?: FacepayV2.UserActions
) {
  const rawdata = yield* act(FacepayV2.makeRawData(device.device_id))
  const { authinfo } = yield* OnlineDevice.authinfo({ appid, ...device, rawdata })
  return yield* act(
    FacepayV2.recognise({
      ...{ authinfo, device_id: device.device_id, out_trade_no, total_fee, openid },
      ...(userActions === undefined ? {} : { userActions })
    })
  )
})

const key = ({ out_trade_no }: Order) => ({ mchid, out_trade_no })

/** What the simulator holds of an order, which is what became of the user's money. */
const truth = (given: Order) => Effect.map(act(FacepayV2.find(key(given))), (payment) => payment?.state)

const holds = (given: Order) => (call: { readonly body: Uint8Array }) =>
  new TextDecoder().decode(call.body).includes(given.out_trade_no)

/** How often an endpoint was called for an order. */
const arrivals = (given: Order, endpoint: { readonly id: string }) =>
  Effect.flatMap(Simulator.Simulator, ({ calls }) =>
    Effect.map(
      calls.all,
      (all) => all.filter((call) => call.endpoint === endpoint.id && holds(given)(call)).length
    )
  )

/** In the simulator 15 seconds pass between payment and reversal, while the test waits for a moment. */
const timePasses = (given: Order) =>
  Effect.gen(function* () {
    const { calls, time } = yield* Simulator.Simulator
    yield* calls.waitFor((call) => call.endpoint === FacePayment.query.id && holds(given)(call))
    yield* time.advance("15 seconds")
  })

const quick = Layer.succeed(FacePaymentFlow.FacePaymentSchedules, {
  query: Schedule.spaced("40 millis").pipe(Schedule.upTo("200 millis")),
  reverse: Schedule.fromDelays("10 millis", "20 millis", "40 millis"),
  reverseAfter: "0 millis"
})

/** For programs that wait for a user action: they do not give up while the machine is busy. */
const patiently = Effect.provideService(FacePaymentFlow.FacePaymentSchedules, {
  query: Schedule.spaced("20 millis").pipe(Schedule.upTo("20 seconds")),
  reverse: Schedule.stop,
  reverseAfter: "0 millis"
})

const server = Layer.provideMerge(
  Simulator.layerServer({ time: "virtual" }),
  Layer.merge(FetchHttpClient.layer, quick)
)

const paying = Effect.fnUntraced(function* (given: Order, userActions?: FacepayV2.UserActions) {
  const face_code = yield* recognise(given, userActions)
  const transient = yield* Effect.fork(timePasses(given))
  const result = yield* FacePaymentFlow.pay({ ...given, face_code })
  yield* Fiber.interrupt(transient)
  return { result, face_code }
})

describe("a till", () => {
  layer(Layer.provideMerge(Simulator.layerV2Client(), server), { excludeTestServices: true })((it) => {
    it.effect("a face payment is paid at once", () =>
      Effect.gen(function* () {
        const given = order()
        const { result } = yield* paying(given)
        assert(result._tag === "Paid")
        assert.strictEqual(result.total, 888)
        assert.strictEqual(yield* arrivals(given, FacePayment.query), 0)
      })
    )

    it.effect("a used face code pays nothing: the order it paid is found, and another one is rejected", () =>
      Effect.gen(function* () {
        const given = order()
        const { face_code, result } = yield* paying(given)
        assert.deepStrictEqual({ ...(yield* FacePaymentFlow.pay({ ...given, face_code })) }, { ...result })

        const other = order()
        const rejected = yield* FacePaymentFlow.pay({ ...other, face_code })
        assert(rejected._tag === "Failed")
        assert.strictEqual(rejected.error._tag, "FaceCodeRejected")
        assert.isUndefined(yield* truth(other))
      })
    )

    it.effect("a face payment is paid after the user enters the password", () =>
      Effect.gen(function* () {
        const given = order()
        const { calls } = yield* Simulator.Simulator
        const fiber = yield* Effect.fork(patiently(paying(given, { response: "USERPAYING" })))
        yield* calls.waitFor((call) => call.endpoint === FacePayment.query.id && holds(given)(call))
        yield* act(FacepayV2.enterPassword(key(given)))
        const { result } = yield* Fiber.join(fiber)
        assert.strictEqual(result._tag, "Paid")
        assert.strictEqual(yield* truth(given), "SUCCESS")
      })
    )

    it.effect("a face payment fails if the user cancels, and is reversed if the user does nothing", () =>
      Effect.gen(function* () {
        const failed = order()
        const { calls } = yield* Simulator.Simulator
        const fiber = yield* Effect.fork(patiently(paying(failed, { response: "USERPAYING" })))
        yield* calls.waitFor((call) => call.endpoint === FacePayment.query.id && holds(failed)(call))
        yield* act(FacepayV2.giveUp(key(failed)))
        const { result } = yield* Fiber.join(fiber)
        assert(result._tag === "Failed")
        assert.include(result.error.message, "no money was taken")

        const idle = order()
        assert.strictEqual((yield* paying(idle, { response: "USERPAYING" })).result._tag, "Reversed")
        assert.strictEqual(yield* truth(idle), "REVOKED")
      })
    )

    it.effect("a face payment with BANKERROR ends as paid, failed or reversed", () =>
      Effect.gen(function* () {
        for (const [becomes, expected, state] of [
          [{ state: "SUCCESS", afterMillis: 0 }, "Paid", "SUCCESS"],
          [{ state: "PAYERROR", afterMillis: 0 }, "Failed", "PAYERROR"],
          [undefined, "Reversed", "REVOKED"]
        ] as const) {
          const given = order()
          const userActions = {
            response: "BANKERROR",
            ...(becomes === undefined ? {} : { becomes })
          } as const
          assert.strictEqual((yield* paying(given, userActions)).result._tag, expected)
          assert.strictEqual(yield* truth(given), state)
        }
      })
    )

    it.effect("a reversal with recall Y is repeated", () =>
      Effect.gen(function* () {
        const given = order()
        const { result } = yield* paying(given, { response: "SYSTEMERROR", recalls: 1 })
        assert.strictEqual(result._tag, "Reversed")
        assert.strictEqual(yield* arrivals(given, FacePayment.reverse), 2)
        assert.strictEqual(yield* truth(given), "REVOKED")
      })
    )

    it.effect("a face payment whose response gets lost is queried, and never paid twice", () =>
      Effect.gen(function* () {
        for (const fault of [
          Faults.reset({ effect: true }),
          Faults.badGateway({ effect: true }),
          Faults.systemError({ effect: true }),
          Faults.truncated,
          Faults.signatureMissing,
          Faults.signatureWrong,
          Faults.notJson
        ]) {
          const given = order()
          yield* inject(fault, FacePayment.pay)
          const { result } = yield* patiently(paying(given))
          assert.strictEqual(result._tag, "Paid", fault._tag)
          assert.strictEqual(yield* arrivals(given, FacePayment.pay), 1)
        }
      })
    )

    it.effect(
      "a face payment that did not arrive is unknown while it may arrive, and failed 5 minutes after time_expire",
      () =>
        Effect.gen(function* () {
          const given = order()
          yield* inject(Faults.reset(), FacePayment.pay)
          const { result } = yield* paying(given)
          assert(result._tag === "Unknown")
          assert.include(result.error.message, "may still arrive")
          assert.isUndefined(yield* truth(given))

          const now = yield* DateTime.now
          const at = (minutes: number) => BeijingTime.fromDateTime(DateTime.add(now, { minutes }))
          const early = yield* FacePaymentFlow.reconcile({ ...given, time_expire: at(-4) })
          assert.strictEqual(early._tag, "Unknown")
          const late = yield* FacePaymentFlow.reconcile({ ...given, time_expire: at(-6) })
          assert(late._tag === "Failed")
          assert.strictEqual(late.error._tag, "OrderNotExist")
        })
    )

    it.effect("a face payment ends correctly if responses of queries and reversals get lost too", () =>
      Effect.gen(function* () {
        const paid = order()
        yield* inject(Faults.reset({ effect: true }), FacePayment.pay)
        yield* inject(Faults.signatureWrong, FacePayment.query)
        yield* inject(Faults.badGateway(), FacePayment.query)
        assert.strictEqual((yield* patiently(paying(paid))).result._tag, "Paid")

        const reversed = order()
        yield* inject(Faults.reset({ effect: true }), FacePayment.reverse)
        yield* inject(Faults.signatureWrong, FacePayment.reverse)
        assert.strictEqual((yield* paying(reversed, { response: "USERPAYING" })).result._tag, "Reversed")
        assert.strictEqual(yield* truth(reversed), "REVOKED")
      })
    )

    it.effect("a face payment without any further response is Unknown, and reconciled later", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const given = order()
        yield* inject(Faults.reset({ effect: true }), FacePayment.pay)
        yield* inject(Faults.reset(), FacePayment.query, 99)
        yield* inject(Faults.badGateway(), FacePayment.reverse, 99)
        const { result } = yield* paying(given)
        assert(result._tag === "Unknown")
        assert.strictEqual(yield* truth(given), "SUCCESS")
        yield* faults.clear
        assert.strictEqual((yield* FacePaymentFlow.reconcile(given))._tag, "Paid")
      })
    )

    it.effect("an order that was paid with another amount is not accepted for this sale", () =>
      Effect.gen(function* () {
        const given = order()
        yield* paying(given)
        const reconciled = yield* FacePaymentFlow.reconcile({ ...given, total_fee: 1 })
        assert(reconciled._tag === "Unknown")
        assert.include(reconciled.error.message, "another amount")
        assert.strictEqual(yield* truth(given), "SUCCESS", "and is not reversed")
      })
    )

    it.effect("an invalid input of a face payment is rejected before anything is sent", () =>
      Effect.gen(function* () {
        const given = { ...order(), out_trade_no: "no blanks" }
        const result = yield* FacePaymentFlow.pay({ ...given, face_code: "x" })
        assert(result._tag === "Failed")
        assert.include(result.error.message, "out_trade_no")
        assert.strictEqual(yield* arrivals(given, FacePayment.pay), 0)
      })
    )
  })

  layer(Layer.provideMerge(Simulator.layerV2Client({ certificate: false }), server), {
    excludeTestServices: true
  })("a till without the merchant's API certificate", (it) => {
    it.effect(
      "without the merchant's API certificate a payment succeeds, and an open one is Unknown with the reason",
      () =>
        Effect.gen(function* () {
          assert.strictEqual((yield* paying(order())).result._tag, "Paid")
          const given = order()
          const { result } = yield* paying(given, { response: "USERPAYING" })
          assert(result._tag === "Unknown")
          assert.include(result.error.message, "needs the merchant's API certificate")
          assert.strictEqual(yield* arrivals(given, FacePayment.reverse), 0)
          assert.strictEqual(yield* truth(given), "USERPAYING")
        })
    )
  })
})
