/** The time of the simulator: real or virtual, and advanced. */
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Outbox, Payscore, Samples, Simulator, Time } from "@effect-wechatpay/simulator"
import { DateTime, Duration, Effect, Layer } from "effect"
import { terms } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

const within = (options: Simulator.Options) =>
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer(options)))

const now = Effect.flatMap(Simulator.Simulator, ({ time }) => Effect.map(time.now, DateTime.toEpochMillis))

const { advance } = Time

const creation = (out_order_no: string) =>
  ({
    out_order_no,
    appid,
    service_id,
    ...terms
  }) as const

describe("the time of the simulator", () => {
  it.live("real time runs and can be advanced, while signatures use the real time", () =>
    Effect.gen(function* () {
      assert.approximately(yield* now, Date.now(), 1000)
      yield* ServiceOrder.create(creation("TIME_1"))
      yield* advance("30 days")
      assert.approximately((yield* now) - Date.now(), Duration.toMillis("30 days"), 1000)
      // A call is signed and succeeds as before.
      const order = yield* ServiceOrder.query({ out_order_no: "TIME_1", appid, service_id })
      assert.strictEqual(order.state, "EXPIRED")
    }).pipe(Effect.provide(within({})))
  )

  it.live("virtual time changes only when it is advanced", () =>
    Effect.gen(function* () {
      const start = yield* now
      yield* Effect.sleep("20 millis")
      assert.strictEqual(yield* now, start)
      yield* advance("90 seconds")
      assert.strictEqual((yield* now) - start, 90_000)
      const { order_id } = yield* ServiceOrder.create(creation("TIME_2"))
      assert.isString(order_id)
    }).pipe(Effect.provide(within({ time: "virtual" })))
  )

  it.live("advancing makes the attempts of a notification's schedule one after the other", () =>
    Effect.gen(function* () {
      const { act } = yield* Simulator.Simulator
      const start = yield* now
      yield* ServiceOrder.create(creation("TIME_3"))
      yield* act(Payscore.confirm({ mchid, out_order_no: "TIME_3" }, openid))
      yield* advance("1 minute")
      const attempts = Effect.map(act(Outbox.all), ([message]) =>
        (message?.attempts ?? []).map(({ at }) => (at - start) / 1000)
      )
      assert.deepStrictEqual(yield* attempts, [0, 15, 30, 60])
      yield* advance("3 days")
      const all = yield* attempts
      assert.lengthOf(all, 10)
      assert.strictEqual((yield* act(Outbox.all))[0]?.state, "givenUp")
      assert.strictEqual(all.at(-1), 11_040)
    }).pipe(Effect.provide(within({ time: "virtual" })))
  )

  it.live("certificates are issued one after the other, so that one of them is the newest", () =>
    Effect.gen(function* () {
      const { platform } = yield* Simulator.Simulator
      for (let count = 0; count < 3; count++) yield* platform.addCertificate()
      const begins = (yield* platform.certificates).map(({ notBefore }) => notBefore)
      assert.lengthOf(new Set(begins), 4)
      assert.deepStrictEqual(
        begins,
        [...begins].sort((one, other) => one - other)
      )
    }).pipe(Effect.provide(within({ platform: { mode: "certificates" } })))
  )

  it.live(
    "a certificate is issued 10 days before the old one ends, signs 5 days before, and the old one is removed at its end",
    () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        const serials = Effect.map(platform.certificates, (all) => all.map(({ serialNo }) => serialNo))
        const [old] = yield* serials
        yield* ServiceOrder.create(creation("TIME_4"))
        const call = ServiceOrder.query({ out_order_no: "TIME_4", appid, service_id })
        yield* advance("1000 days")
        assert.deepStrictEqual(yield* serials, [old])
        yield* advance(Duration.days(5 * 365 - 1009))
        const [before, added] = yield* serials
        assert.strictEqual(before, old)
        assert.isDefined(added)
        assert.strictEqual(yield* platform.inForce, old)
        // A client whose own clock stood still downloads at most once a minute; this one begins now.
        yield* Effect.provide(call, Simulator.layerClient())
        yield* advance("5 days")
        assert.strictEqual(yield* platform.inForce, added)
        assert.deepStrictEqual(yield* serials, [old, added])
        yield* advance("5 days")
        assert.deepStrictEqual(yield* serials, [added])
        yield* Effect.provide(call, Simulator.layerClient())
      }).pipe(Effect.provide(within({ platform: { mode: "certificates" } })))
  )
})
