/** The page on face payment: its examples compile, and do what it says. */
import { assert, it } from "@effect/vitest"
import { FacepayNotification } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { parent } from "../support/faceContracts.js"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./facepay.examples.js"

it("docs/facepay.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("facepay"), ofModule("facepay"))
})

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

it.effect(
  "the examples of docs/facepay.md run from the signature of a pupil to the end of the contract",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const { act } = yield* Simulator.Simulator
      const contract_id = yield* Example.signing((token) =>
        Effect.asVoid(Effect.orDie(act(Facepay.sign({ token, ...parent }))))
      )
      assert.isString(contract_id)
      const user = yield* act(Facepay.findFaceUser(Samples.organizationId, "20260901001"))
      assert(user !== undefined)

      const raw_data = yield* act(Facepay.startDevice("TILL-1"))
      const { authinfo } = yield* Example.authorised({ device_id: "TILL-1", raw_data })
      const face = () => act(Facepay.recognise({ device_id: "TILL-1", authinfo, face: user }))
      assert.strictEqual(yield* Example.meal("MEAL-1", yield* face()), "paid")
      yield* act(Facepay.scriptDeductions(user, "insufficient", "advance"))
      const code = yield* face()
      assert.strictEqual(yield* Example.meal("MEAL-2", code), "too little money")
      assert.strictEqual(yield* Example.meal("MEAL-2", code), "paid, WeChat Pay advanced it")
      assert.strictEqual(yield* Example.whatBecameOf("MEAL-2"), "Paid")
      // Final only when no request can still arrive.
      const unpaid = yield* Effect.fork(Example.whatBecameOf("MEAL-3"))
      assert.strictEqual(yield* advanceUntilDone(unpaid, "60 seconds"), "not paid")

      yield* Example.moveUp
      const ended = yield* Example.leave("MEAL-2", (url) => Effect.orDie(act(Facepay.repay(url))))
      assert.deepInclude(ended, { contract_state: "TERMINATED", student_info: { class_name: "六年级1班" } })
    }).pipe(Effect.provide(layer))
)

it.effect("the example of docs/facepay.md passes the queried contract to a notification handler", () =>
  Effect.gen(function* () {
    const { notifications } = Example.handler
    assert.deepStrictEqual(notifications, [FacepayNotification.userStateChanged])
    const event = {
      event_type: "FACEPAY.USER_STATE_CHANGE",
      shape: "default",
      resource: {
        organization_id: Samples.organizationId,
        user_id: Samples.faceUserId,
        out_user_id: Samples.faceOutUserId,
        mch_id: Samples.mchid,
        notify_create_time: "2023-11-15T06:13:20+08:00",
        appid: Samples.appid,
        openid: Samples.openid,
        contract_id: Samples.faceContractId
      }
    }
    yield* Example.handler.handle(FacepayNotification.userStateChanged, event as never)
  }).pipe(Effect.provide(layer))
)
