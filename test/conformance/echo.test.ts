/** A signature proves who sent a response, not to which request: a response that belongs to another one is rejected. */
// Endpoints of all kinds are called, so their errors have no common type.
// @effect-diagnostics anyUnknownInErrorContext:off
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ClientCertificate, Endpoint, V2Client, type V2Endpoint, V2Key, Wire } from "@effect-wechatpay/core"
import * as Media from "@effect-wechatpay/media"
import * as Refund from "@effect-wechatpay/refund"
import { Effect, Layer, Redacted, Schema } from "effect"
import { compileEcho, isEcho } from "../../packages/core/src/internal/codec/echo.js"
import { response, scripted } from "../support/scripted.js"
import * as Server from "../support/v2Platform.js"
import { nameOf, products } from "../support/walk/catalogue.js"
import { assertEchoes, assertForeign, echoed } from "../support/walk/echo.js"
import { exported } from "../support/walk/endpoints.js"
import { type Input, samples } from "../support/walk/inputs.js"
import { responseOf } from "../support/walk/responses.js"
import { encryptedForMerchant } from "../support/walk/secrets.js"
import * as v2 from "../support/walk/v2.js"

const others = [Refund, Media]
  .flatMap((barrel) => exported(barrel, () => ["both"]))
  .flatMap(({ endpoint }) => {
    const entry = products.find((entry) => nameOf(entry) === nameOf(endpoint))
    return entry === undefined ? [] : [{ endpoint, entry }]
  })

describe("the response of another request", () => {
  it.effect("the endpoints of refunds and media reject a response with another number or amount", () =>
    Effect.gen(function* () {
      let compared = 0
      for (const { endpoint, entry } of others) {
        if (entry.response.body === null || endpoint.bodyType !== "json") continue
        const [input] = samples(endpoint, 1) as [Input]
        const read = (body: unknown) =>
          Effect.provide(
            (endpoint as Endpoint.Endpoint<unknown, unknown, unknown>)(input),
            scripted(() => response(200, body)).layer
          )
        const good = echoed(input, responseOf(entry, { secret: encryptedForMerchant }))
        yield* read(good)
        compared += yield* assertEchoes(endpoint, input, good, read)
      }
      assert.isAtLeast(compared, 5)
    })
  )

  const key = V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) })

  it.scopedLive(
    "every endpoint of the XML interface rejects a signed response with another number, identity or amount",
    () =>
      Effect.gen(function* () {
        const platform = yield* Server.make
        const layer = V2Client.layerClientCertificate({ baseUrl: platform.url }).pipe(
          Layer.provide([key, ClientCertificate.layer(FetchHttpClient.layer), FetchHttpClient.layer])
        )
        let compared = 0
        yield* Effect.gen(function* () {
          for (const [, { endpoint }] of v2.pairs) {
            const call = endpoint as V2Endpoint.V2Endpoint<unknown, unknown, unknown>
            const [input] = samples(
              { params: undefined, query: undefined, payload: endpoint.payload },
              1
            ) as [Input]
            const sent = Object.entries(input).filter(([name]) =>
              /(?:_no|_id|appid|openid)$|^total_fee$/.test(name)
            )
            const identity = { mch_id: Server.mchid }
            const good = {
              ...Object.fromEntries(sent.map(([name, value]) => [name, String(value)])),
              ...identity
            }
            for (const name of Object.keys(good)) {
              compared++
              const changed = { ...good, [name]: `${good[name as keyof typeof good]}9` }
              platform.reply = () => Server.response(changed)
              yield* assertForeign(call(input), name, endpoint.id)
              platform.reply = () =>
                Server.response({
                  ...changed,
                  result_code: "FAIL",
                  err_code: "ORDERNOTEXIST",
                  err_code_des: ""
                })
              if (!endpoint.withoutResultCode) yield* assertForeign(call(input), name, endpoint.id)
            }
          }
        }).pipe(Effect.provide(layer))
        assert.isAbove(compared, 20)
      })
  )

  it("numbers, identities and the total of an amount are compared, each where the request has it", () => {
    const names = ["out_trade_no", "transaction_id", "sub_mchid", "sp_appid", "openid", "amount", "total_fee"]
    for (const name of names) assert.isTrue(isEcho(name), name)
    for (const name of ["out_trade_no_old", "payer_amount", "amounts", "coupon_total_fee", "state"]) {
      assert.isFalse(isEcho(name), name)
    }
    const pathsOf = (sent: unknown, got: unknown) =>
      compileEcho(["out_trade_no", "amount", "order_id"])(sent, got).map(({ path }) => path)
    const sent = { out_trade_no: "1", amount: { total: 1 } }
    assert.deepStrictEqual(pathsOf(sent, { out_trade_no: 1, amount: { total: 1, payer_total: 2 } }), [])
    assert.deepStrictEqual(pathsOf(sent, { out_trade_no: "2", amount: { total: 2 } }), [
      "out_trade_no",
      "amount.total"
    ])
    assert.deepStrictEqual(pathsOf(sent, { transfer_batch: { out_trade_no: "2" } }), [
      "transfer_batch.out_trade_no"
    ])
    // What one of them does not have, or has in another form, is not compared.
    const order_id = { total: 1 }
    for (const [given, got] of [
      [{ out_trade_no: "" }, { out_trade_no: "1" }],
      [sent, { out_trade_no: "" }],
      [sent, {}],
      [{}, { out_trade_no: "1", amount: { total: 1 }, order_id }],
      [sent, { amount: 2 }],
      [{ order_id }, { order_id: { total: 2 } }],
      [undefined, { out_trade_no: "1" }],
      [sent, null]
    ]) {
      assert.deepStrictEqual(pathsOf(given, got), [])
    }
  })

  it.effect("an endpoint may state which fields its response repeats, and an empty text is no value", () =>
    Effect.gen(function* () {
      const payload = { out_order_no: Wire.OutOrderNo, prepay_id: Schema.String }
      const success = { out_order_no: Schema.String, prepay_id: Schema.String }
      const options = { method: "POST", path: "/v3/test/echo", payload, success } as const
      const byRule = Endpoint.make("test.byRule", options)
      const stated = Endpoint.make("test.stated", { ...options, echo: ["out_order_no"] })
      const input = { out_order_no: "1", prepay_id: "2" }
      const read = (body: object) => Effect.provide(scripted(() => response(200, body)).layer)
      yield* stated(input).pipe(read({ ...input, prepay_id: "3" }))
      yield* byRule(input).pipe(read({ ...input, prepay_id: "" }))
      yield* assertForeign(byRule(input).pipe(read({ ...input, prepay_id: "3" })), "prepay_id", byRule.id)
      yield* assertForeign(
        stated(input).pipe(read({ ...input, out_order_no: "3" })),
        "out_order_no",
        stated.id
      )
      const extended = stated.pipe(Endpoint.extend({ payload: { note: Schema.optional(Schema.String) } }))
      yield* assertForeign(
        extended(input).pipe(read({ ...input, out_order_no: "3" })),
        "out_order_no",
        stated.id
      )
    })
  )
})
