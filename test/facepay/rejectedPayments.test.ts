/** What a refused payment says of an earlier one with the same number: never that no money was taken while it may have been. */
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import { ClientCertificate, V2Client, V2Key } from "@effect-wechatpay/core"
import { FacePaymentFlow } from "@effect-wechatpay/facepay"
import { Context, Effect, Layer, Redacted } from "effect"
import * as Server from "../support/v2Platform.js"

class Platform extends Context.Tag("test/Platform")<Platform, Server.Platform>() {}

const pauses: FacePaymentFlow.Pauses = {
  query: "20 millis",
  queryFor: "20 seconds",
  reverseAfter: "0 millis",
  reversing: []
}

/** A client whose connections are all said to present the merchant's certificate. */
const till = Layer.unwrapEffect(
  Effect.map(Platform, ({ url }) => V2Client.layerClientCertificate({ baseUrl: url }))
).pipe(
  Layer.provide([
    V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) }),
    ClientCertificate.layer(FetchHttpClient.layer),
    FetchHttpClient.layer
  ]),
  Layer.provideMerge(Layer.scoped(Platform, Server.make)),
  Layer.provideMerge(Layer.succeed(FacePaymentFlow.FacePaymentPauses, pauses))
)

/** For what is queried until the time is up. */
const shortly = Effect.provideService(FacePaymentFlow.FacePaymentPauses, {
  ...pauses,
  queryFor: "400 millis"
})

const sale = {
  appid: "wx2421b1c4370ec43b",
  body: "Coffee",
  out_trade_no: "1217752501201407033233368018",
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7",
  face_code: "8e2b1c4370ec43b-FACE"
}

const missing = Server.failure("ORDERNOTEXIST", "订单不存在")
const broken: Server.Reply = { status: 502, body: "<html>Bad Gateway</html>" }
const snapshot = (trade_state: string, paid: Server.Members = {}) =>
  Server.response({ trade_state, out_trade_no: sale.out_trade_no, ...paid })
const paid = snapshot("SUCCESS", { transaction_id: "4200000001", total_fee: "888" })
const open = snapshot("NOTPAY")

/** Pays, which is refused with a code, and is told one thing after the other by the queries, the last again and again. */
const rejected = (code: string, ...queries: ReadonlyArray<Server.Reply>) =>
  Effect.gen(function* () {
    const platform = yield* Platform
    platform.received.length = 0
    const calls = (path: string) => platform.received.filter((call) => call.path === path).length
    platform.reply = ({ path }) => {
      switch (path) {
        case "/pay/facepay":
          return Server.failure(code, "rejected")
        case "/pay/facepayquery":
          return queries[Math.min(calls(path), queries.length) - 1] ?? missing
        default:
          return Server.response({ recall: "N" })
      }
    }
    const result = yield* FacePaymentFlow.pay(sale)
    return { result, queries: calls("/pay/facepayquery"), reversals: calls("/secapi/pay/facepayreverse") }
  })

/** Codes that do not say that an earlier payment with the number took no money. */
const codes = [
  ["PARAM_ERROR", "FaceCodeRejected"],
  ["AUTH_CODE_ERROR", "AuthCodeRejected"],
  ["BUYER_MISMATCH", "BuyerMismatch"],
  ["ORDERPAID", "OrderPaid"],
  ["OUT_TRADE_NO_USED", "OutTradeNoUsed"],
  ["TRADE_ERROR", "TradeError"]
] as const

describe("a refused payment", () => {
  layer(till, { excludeTestServices: true })((it) => {
    it.effect.each(codes)("%s: is paid if an earlier one was, be it that a second query shows it", ([code]) =>
      Effect.gen(function* () {
        const atOnce = yield* rejected(code, paid)
        assert.deepStrictEqual([atOnce.result._tag, atOnce.queries, atOnce.reversals], ["Paid", 1, 0])
        const later = yield* rejected(code, missing, paid)
        assert.deepStrictEqual([later.result._tag, later.queries, later.reversals], ["Paid", 2, 0])
      })
    )

    it.effect.each(codes)("%s: took no money if no order shows, and none a little later", ([code, tag]) =>
      Effect.gen(function* () {
        const { queries, result, reversals } = yield* rejected(code, missing)
        assert(result._tag === "Failed")
        assert.strictEqual(result.error._tag, tag)
        assert.deepStrictEqual([queries, reversals], [2, 0])
      })
    )

    it.effect("is reversed only if a query has shown it to be open", () =>
      Effect.gen(function* () {
        for (const told of [[broken], [missing, broken]]) {
          const { result, reversals } = yield* shortly(rejected("ORDERPAID", ...told))
          assert(result._tag === "Unknown")
          assert.include(result.error.message, "502")
          assert.strictEqual(reversals, 0)
        }
        const { result, reversals } = yield* shortly(rejected("ORDERPAID", open, broken))
        assert.deepStrictEqual([result._tag, reversals], ["Reversed", 1])
      })
    )

    it.effect.each([
      ["NOTENOUGH", "NotEnough"],
      ["NOTSUPORTCARD", "CardNotSupported"]
    ] as const)("%s: was tried now, so no earlier one has succeeded", ([code, tag]) =>
      Effect.gen(function* () {
        const { queries, result, reversals } = yield* rejected(code, paid)
        assert(result._tag === "Failed")
        assert.strictEqual(result.error._tag, tag)
        assert.deepStrictEqual([queries, reversals], [0, 0])
      })
    )
  })
})
