/** The package as its users import it, against a simulator that knows coupons, over real HTTP. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { Coupon } from "@acme/wechatpay-coupons"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Domain, Faults, Samples, SimulatedError, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer, Schema } from "effect"

const Sent = Schema.Struct({
  coupon_id: Schema.String,
  openid: Schema.String,
  status: Schema.Literal("SENDED", "USED")
})

const table = State.table("acme.coupons", Sent)

/** The simulated WeChat Pay of this product: two coupons, each number once. */
const coupons = Domain.make("acme", {
  handlers: [
    Domain.handler(Coupon.send, ({ openid, out_request_no }) =>
      Effect.gen(function* () {
        const rows = yield* State.rows(table)
        const earlier = rows.get(out_request_no)
        if (earlier !== undefined) return { coupon_id: earlier.coupon_id }
        if (rows.size() === 2) return yield* SimulatedError.make(403, "NOT_ENOUGH", "批次预算不足")
        const coupon_id = String(9_000_000_001 + rows.size())
        rows.set(out_request_no, { coupon_id, openid, status: "SENDED" })
        return { coupon_id }
      })
    ),
    Domain.handler(Coupon.query, ({ coupon_id, openid }) =>
      Effect.gen(function* () {
        const rows = yield* State.rows(table)
        const found = rows.find((row) => row.coupon_id === coupon_id && row.openid === openid)
        if (found === undefined) return yield* SimulatedError.make(404, "RESOURCE_NOT_EXISTS", "券不存在")
        return { coupon_id, status: found.status }
      })
    )
  ]
})

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer({ domains: [coupons] })),
  Layer.provide(NodeHttpClient.layerUndici)
)

const { appid, mchid, openid } = Samples

const send = (out_request_no: string) =>
  Coupon.send({ openid, stock_id: "9856000", out_request_no, appid, stock_creator_mchid: mchid })

test("coupons are sent once for each number, and run out", () =>
  Effect.gen(function* () {
    const { faults } = yield* Simulator.Simulator
    const first = yield* send("coupon-1")
    assert.deepEqual(yield* send("coupon-1"), first)
    // The response is lost: the client repeats the request, and WeChat Pay sends no second coupon.
    yield* faults.inject(Faults.reset({ effect: true }), { endpoint: Coupon.send })
    const second = yield* send("coupon-2")
    assert.notEqual(second.coupon_id, first.coupon_id)
    const error = yield* Effect.flip(send("coupon-3"))
    assert.equal(error._tag, "NoCouponsLeft")
    assert.equal(error.outcome, "Refused")

    const { coupon_id } = first
    assert.equal((yield* Coupon.query({ openid, coupon_id, appid })).status, "SENDED")
    const absent = yield* Effect.flip(Coupon.query({ openid, coupon_id: "1", appid }))
    assert.equal(absent._tag, "ResourceNotExists")
  }).pipe(Effect.provide(layer), Effect.runPromise))

test("a member that is too long is rejected before anything is sent", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(send("9".repeat(129)))
    assert.match(error.message, /out_request_no/)
    assert.equal(error.outcome, "NotSent")
    const { calls } = yield* Simulator.Simulator
    assert.equal((yield* calls.all).length, 0)
  }).pipe(Effect.provide(layer), Effect.runPromise))
