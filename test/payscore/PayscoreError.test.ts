import { assert, describe, it } from "@effect/vitest"
import { CommonError, Retry } from "@effect-wechatpay/core"
import { ParkingTransaction, PayscoreError, ServiceOrder } from "@effect-wechatpay/payscore"
import { Effect, Option } from "effect"
import { response, scripted } from "../support/scripted.js"
import * as Sample from "./samples.js"

/** The twenty codes of the official error page (July 2026), and two that only the older official samples name. */
const documented = [
  271317510, 271316574, 271302262, 271302333, 271302332, 268435464, 271316657, 271316598, 271302144,
  271302149, 268435472, 271300099, 271299627, 268503786, 271316592, 270924332, 271316754, 271316656,
  271316637, 268560785, 268497610, 50027158
]

const rejectedWith = (status: number, code: string, internalCode: number) =>
  Effect.flip(ServiceOrder.pay(Sample.merchant.pay)).pipe(
    Effect.provide(
      scripted(() => response(status, { code, message: "文本" }, { "request-id": `08F5-${internalCode}` }))
        .layer
    )
  )

describe("internal codes", () => {
  it("all documented internal codes of PayScore are explained", () => {
    for (const internalCode of documented) {
      const explanation = Option.getOrThrow(PayscoreError.explain({ internalCode }))
      assert.strictEqual(explanation.internalCode, internalCode)
      assert.isAbove(explanation.meaning.length, 10)
      assert.isAbove(explanation.advice.length, 10)
    }
    assert.isTrue(Option.isNone(PayscoreError.explain({ internalCode: 1 })))
    assert.isTrue(Option.isNone(PayscoreError.explain({})))
  })

  it.effect(
    "the explanation of an internal code is in the message of every class, in place of the general advice",
    () =>
      Effect.gen(function* () {
        const codes = [
          [400, "PARAM_ERROR", "ParamError"],
          [400, "INVALID_REQUEST", "InvalidRequest"],
          [400, "INVALID_ORDER_STATE", "InvalidOrderState"],
          [400, "ORDER_CANCELED", "OrderCanceled"],
          [400, "ORDER_DONE", "OrderDone"],
          [401, "SIGN_ERROR", "SignError"],
          [403, "NO_AUTH", "NoAuth"],
          [403, "TRADE_ERROR", "TradeError"],
          [404, "ORDER_NOT_EXIST", "OrderNotExist"],
          [429, "FREQUENCY_LIMITED", "FrequencyLimited"]
        ] as const
        for (const [status, code, tag] of codes) {
          const error = yield* rejectedWith(status, code, 271316754)
          assert.strictEqual(error._tag, tag)
          assert.strictEqual(
            error.message,
            `payscore.serviceOrder.pay: ${status} ${code} (文本): a payment of the order is in progress: the user's own payment has not expired yet, or WeChat Pay is charging the user: ` +
              "try again after 3 minutes; nothing was changed. Request-ID 08F5-271316754"
          )
          const other = yield* rejectedWith(status, code, 1)
          assert.notInclude(other.message, "a payment of the order")
          assert(other._tag !== "WechatPayError" && other.advice !== undefined)
          assert.include(other.message, other.advice)
        }
      })
  )

  it.effect("internal codes do not change the classes for code that knows only core", () =>
    Effect.gen(function* () {
      const error = yield* rejectedWith(400, "INVALID_REQUEST", 271299627)
      assert.instanceOf(error, CommonError.InvalidRequest)
      assert.instanceOf(error, PayscoreError.InvalidRequest)
      const caught = yield* Effect.fail(error).pipe(
        Effect.catchTag("InvalidRequest", (error) => Effect.succeed(PayscoreError.explain(error)))
      )
      assert.strictEqual(
        Option.getOrThrow(caught as Option.Option<PayscoreError.Explanation>).internalCode,
        271299627
      )
    })
  )
})

it.effect("parking has four codes of its own, each with its class", () =>
  Effect.gen(function* () {
    const codes = [
      [404, "NOT_FOUND", "NotFound"],
      [400, "ALREADY_EXISTS", "AlreadyExists"],
      [403, "NOT_ENOUGH", "NotEnough"],
      [403, "RULE_LIMIT", "RuleLimit"],
      [429, "RATELIMIT_EXCEEDED", "FrequencyLimited"]
    ] as const
    for (const [status, code, tag] of codes) {
      const { layer } = scripted(() => response(status, { code, message: "文本" }))
      const query = Retry.none(ParkingTransaction.query({ out_trade_no: "20150806125346" }))
      const error = yield* Effect.flip(Effect.provide(query, layer))
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.outcome, "Refused")
    }
  })
)
