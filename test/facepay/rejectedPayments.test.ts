/** What a rejected payment says of an earlier one with the same number: never that no money was taken while it may have been. */
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import { ClientCertificate, type TillPayment, V2Client, V2Key } from "@effect-wechatpay/core"
import { FacePayment, FacePaymentFlow } from "@effect-wechatpay/facepay"
import { Context, Effect, Layer, Redacted, Schedule } from "effect"
import * as Server from "../support/v2Platform.js"

class Platform extends Context.Tag("test/Platform")<Platform, Server.Platform>() {}

const schedules: TillPayment.Schedules = {
  query: Schedule.spaced("20 millis").pipe(Schedule.upTo("20 seconds")),
  reverse: Schedule.stop,
  reverseAfter: "0 millis"
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
  Layer.provideMerge(Layer.succeed(FacePaymentFlow.FacePaymentSchedules, schedules))
)

/** For what is queried until the schedule completes. */
const shortly = Effect.provideService(FacePaymentFlow.FacePaymentSchedules, {
  ...schedules,
  query: Schedule.recurs(3)
})

const sale = {
  appid: "wx2421b1c4370ec43b",
  body: "Coffee",
  out_trade_no: "1217752501201407033233368018",
  total_fee: 888,
  fee_type: "CNY",
  spbill_create_ip: "203.0.113.7",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  face_code: "8e2b1c4370ec43b-FACE"
}

type Sale = Omit<typeof sale, "openid"> & { readonly openid?: string; readonly attach?: string }

const missing = Server.failure("ORDERNOTEXIST", "订单不存在")
const broken: Server.Reply = { status: 502, body: "<html>Bad Gateway</html>" }
const snapshot = (trade_state: string, paid: Server.Members = {}) =>
  Server.response({ trade_state, out_trade_no: sale.out_trade_no, ...paid })
const payment = { transaction_id: "4200000001", total_fee: "888" }
const paid = snapshot("SUCCESS", { ...payment, openid: sale.openid })
const open = snapshot("NOTPAY")

/** Pays, which is rejected; the queries respond one after the other, the last again and again. */
const rejected = (code: string, ...queries: ReadonlyArray<Server.Reply>) => attempt({ code }, ...queries)

const attempt = (
  { asked = sale, code, text = "rejected" }: { code: string; text?: string; asked?: Sale },
  ...queries: ReadonlyArray<Server.Reply>
) =>
  Effect.gen(function* () {
    const platform = yield* Platform
    platform.received.length = 0
    const calls = (path: string) => platform.received.filter((call) => call.path === path).length
    platform.reply = ({ path }) => {
      switch (path) {
        case "/pay/facepay":
          return Server.failure(code, text)
        case "/pay/facepayquery":
          return queries[Math.min(calls(path), queries.length) - 1] ?? missing
        default:
          return Server.response({ recall: "N" })
      }
    }
    const result = yield* FacePaymentFlow.pay(asked)
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

describe("a rejected payment", () => {
  layer(till, { excludeTestServices: true })((it) => {
    it.effect.each(codes)(
      "a payment rejected with %s is paid if an earlier one was, even if only a second query shows it",
      ([code]) =>
        Effect.gen(function* () {
          const atOnce = yield* rejected(code, paid)
          assert.deepStrictEqual([atOnce.result._tag, atOnce.queries, atOnce.reversals], ["Paid", 1, 0])
          const later = yield* rejected(code, missing, paid)
          assert.deepStrictEqual([later.result._tag, later.queries, later.reversals], ["Paid", 2, 0])
        })
    )

    it.effect.each(codes)(
      "a payment rejected with %s took no money if two queries show no order",
      ([code, tag]) =>
        Effect.gen(function* () {
          const { queries, result, reversals } = yield* rejected(code, missing)
          assert(result._tag === "Failed")
          assert.strictEqual(result.error._tag, tag)
          assert.deepStrictEqual([queries, reversals], [2, 0])
        })
    )

    it.effect("a rejected payment is reversed only if a query has shown it to be open", () =>
      Effect.gen(function* () {
        for (const told of [[broken], [missing, broken]]) {
          const { result, reversals } = yield* shortly(rejected("ORDERPAID", ...told))
          assert(result._tag === "Unknown")
          assert.include(result.error.message, "502")
          assert.strictEqual(reversals, 0)
        }
        const unseen = yield* shortly(rejected("ORDERPAID", open, broken))
        assert.deepStrictEqual([unseen.result._tag, unseen.reversals], ["Unknown", 0])
        const seen = yield* shortly(rejected("ORDERPAID", open, broken, broken, open))
        assert.deepStrictEqual([seen.result._tag, seen.reversals], ["Reversed", 1])
      })
    )

    it.effect("a rejected payment is not reported as paid by another user, amount or attach", () =>
      Effect.gen(function* () {
        for (const shown of [
          snapshot("SUCCESS", { ...payment, openid: "oAnotherUser" }),
          snapshot("SUCCESS", { ...payment, total_fee: "999" }),
          snapshot("SUCCESS", { ...payment, attach: "tea" })
        ]) {
          const asked = { ...sale, attach: "coffee" }
          const { result } = yield* attempt({ code: "ORDERPAID", asked }, shown)
          assert(result._tag === "Failed")
          assert.strictEqual(result.error._tag, "OrderPaid")
        }
      })
    )

    it.effect("a rejected payment without a known user counts as paid only if the same face code paid", () =>
      Effect.gen(function* () {
        const { openid: _, ...asked } = sale
        for (const [code] of codes) {
          const { result } = yield* attempt({ code, asked }, paid)
          assert(result._tag === "Unknown", code)
          assert.strictEqual(result.error._tag, "PaymentMismatch")
        }
        const used = yield* attempt({ code: "PARAM_ERROR", text: "face_code已被使用", asked }, paid)
        assert.strictEqual(used.result._tag, "Paid")
      })
    )

    it.effect("a signed response about yesterday's order does not make today's order paid", () =>
      Effect.gen(function* () {
        const platform = yield* Platform
        const yesterday = { ...payment, openid: sale.openid, out_trade_no: `${sale.out_trade_no}-yesterday` }
        const members = {
          ...yesterday,
          ...payment,
          bank_type: "CFT",
          cash_fee: "888",
          is_subscribe: "N",
          time_end: "20261120120000"
        }
        for (const change of [{}, { out_trade_no: sale.out_trade_no, total_fee: "1" }]) {
          platform.reply = ({ path }) =>
            path === "/secapi/pay/facepayreverse"
              ? Server.response({ recall: "Y" })
              : Server.response({ ...members, trade_type: "FACEPAY", trade_state: "SUCCESS", ...change })
          const call = yield* Effect.flip(FacePayment.pay(sale))
          assert(call._tag === "WechatPayError" && call.reason._tag === "InvalidResponse", String(call))
          assert.strictEqual(call.outcome, "Unknown")
          const result = yield* shortly(FacePaymentFlow.pay(sale))
          assert.strictEqual(result._tag, "Unknown")
        }
        platform.reply = () =>
          Server.response({ ...members, trade_type: "FACEPAY", out_trade_no: sale.out_trade_no })
        assert.strictEqual((yield* FacePaymentFlow.pay(sale))._tag, "Paid")
      })
    )

    it.effect.each([
      ["NOTENOUGH", "NotEnough"],
      ["NOTSUPORTCARD", "CardNotSupported"]
    ] as const)(
      "the code %s means that this payment was tried, so no earlier one has succeeded",
      ([code, tag]) =>
        Effect.gen(function* () {
          const { queries, result, reversals } = yield* rejected(code, paid)
          assert(result._tag === "Failed")
          assert.strictEqual(result.error._tag, tag)
          assert.deepStrictEqual([queries, reversals], [0, 0])
        })
    )
  })
})
