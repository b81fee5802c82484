/**
 * Rule 13 of what a simulator of PayScore must enforce: how notifications are delivered. Five seconds, probes and the
 * merchant's rejections are tested over real HTTP in test/integration.
 */
import { assert, describe, it } from "@effect/vitest"
import { Plan, ServiceOrder, SignPlan } from "@effect-wechatpay/payscore"
import { Outbox, Payscore, Samples, Simulator, Time } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { act, newNumber } from "./payscore/sides.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ time: "virtual" })))

/** Nobody listens there. */
const notify_url = "https://shop.example/notify"

/** The only notification, with the seconds of its attempts since it was sent. */
const delivery = Effect.map(act(Outbox.all), ([message]) => {
  assert(message !== undefined)
  const { attempts, created_at, event_type, id, state } = message
  return { id, state, event_type, seconds: attempts.map(({ at }) => (at - created_at) / 1000) }
})

const confirmed = Effect.gen(function* () {
  const out_order_no = newNumber()
  yield* ServiceOrder.create({
    out_order_no,
    appid,
    service_id,
    service_introduction: "power bank",
    time_range: { start_time: "OnAccept" },
    risk_fund: { name: "DEPOSIT", amount: 1 },
    notify_url
  })
  yield* act(Payscore.confirm({ mchid, out_order_no }, openid))
})

const signed = Effect.gen(function* () {
  const merchant_sign_plan_no = newNumber()
  const { plan_id } = yield* Plan.create({
    appid,
    service_id,
    merchant_plan_no: newNumber(),
    plan_name: "membership",
    plan_duration: 30,
    ...Plan.fromDetails([{ plan_detail_name: "a month", original_price: 2, actual_price: 1 }])
  })
  yield* SignPlan.create({
    appid,
    service_id,
    plan_id,
    openid,
    merchant_sign_plan_no,
    notify_url,
    sign_plan_detail: [{ plan_detail_no: 1, merchant_plan_detail_no: newNumber() }]
  })
  yield* act(Payscore.signPlan({ mchid, merchant_sign_plan_no }))
})

describe("PayScore's rules about notifications", () => {
  it.live(
    "PayScore rule 13: an order's event without a valid response is delivered ten times in about 3 hours",
    () =>
      Effect.gen(function* () {
        yield* confirmed
        yield* Time.advance("2 days")
        const { event_type, seconds, state } = yield* delivery
        assert.strictEqual(event_type, "PAYSCORE.USER_CONFIRM")
        assert.strictEqual(state, "givenUp")
        assert.deepStrictEqual(seconds, [0, 15, 30, 60, 240, 2040, 3840, 5640, 7440, 11040])
      }).pipe(Effect.provide(layer))
  )

  it.live("PayScore rule 13: a plan's event is delivered every minute, eleven more times", () =>
    Effect.gen(function* () {
      yield* signed
      yield* Time.advance("1 hour")
      const { event_type, seconds, state } = yield* delivery
      assert.strictEqual(event_type, "PAYSCORE.USER_SIGN_PLAN")
      assert.strictEqual(state, "givenUp")
      assert.deepStrictEqual(
        seconds,
        Array.from({ length: 12 }, (_, index) => index * 60)
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("PayScore rule 13: an event whose schedule ended can be sent again", () =>
    Effect.gen(function* () {
      yield* signed
      yield* Time.advance("1 hour")
      const { id } = yield* delivery
      yield* act(Outbox.resend(id))
      yield* Time.advance("1 second")
      const { seconds } = yield* delivery
      assert.lengthOf(seconds, 13)
      assert.strictEqual(seconds.at(-1), 3600)
    }).pipe(Effect.provide(layer))
  )
})
