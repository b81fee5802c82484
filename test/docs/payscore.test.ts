/** The pages on PayScore, in both languages: their examples compile, and do what they say. */
import { assert, describe, it, layer } from "@effect/vitest"
import { OrderFlow, ServiceOrder } from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Option, Schedule } from "effect"
import { layerBackend } from "../support/backend.js"
import { shapeOfModule, shapeOfPage } from "./examples.js"
import * as Example from "./payscore.examples.js"

it.each(["payscore", "payscore.zh-CN"])("docs/%s.md shows the tested examples", (page) => {
  assert.deepStrictEqual(shapeOfPage(page), shapeOfModule("payscore"))
})

const { appid, mchid, noConfirmServiceId, openid, serviceId: service_id } = Samples
const { act } = Simulator

const quick = Layer.succeed(OrderFlow.OrderSchedules, {
  polling: Schedule.spaced("50 millis"),
  repeating: Schedule.fromDelays("10 millis", "20 millis", "50 millis"),
  deduction: Schedule.fromDelays("50 millis", "50 millis")
})

describe("docs/payscore.md", () => {
  layer(
    layerBackend(Effect.succeed(Example.handler)).pipe(
      Layer.provideMerge(Layer.merge(Example.programs, quick))
    ),
    { excludeTestServices: true }
  )((it) => {
    it.effect("an order is created, confirmed, completed and paid", () =>
      Effect.gen(function* () {
        const order = { out_order_no: "GUIDE_1", appid, service_id }
        const who = { mchid, out_order_no: order.out_order_no }
        const view = yield* Example.start(order)
        assert.strictEqual(Option.getOrThrow(view).businessType, "wxpayScoreUse")
        yield* act(Payscore.confirm(who, openid))
        assert.isTrue(yield* Example.confirmed(order))
        yield* Effect.sleep("1100 millis")
        const finished = yield* Effect.fork(Example.finish(order, 400))
        const isCollecting = Effect.map(
          ServiceOrder.query(order),
          ({ state_description }) => state_description === "MCH_COMPLETE"
        )
        yield* Effect.repeat(isCollecting, { until: (is) => is, schedule: Schedule.spaced("20 millis") })
        yield* act(Payscore.payByUser(who))
        const { isPaid, state } = yield* finished
        assert.strictEqual(state._tag, "Paid")
        assert.isTrue(isPaid)
      })
    )

    it.effect("a user who authorised the service confirms nothing", () =>
      Effect.gen(function* () {
        const view = yield* Example.askForAuthorisation(noConfirmServiceId, appid, "GUIDE_AUTHORISATION")
        assert.strictEqual(view.businessType, "wxpayScoreEnable")
        const order = { out_order_no: "GUIDE_2", appid, service_id: noConfirmServiceId }
        assert.isTrue(yield* Example.startAuthorised(order, openid))
      })
    )
  })
})
