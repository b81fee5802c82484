import { privateDecrypt } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import {
  ApiError,
  Notification,
  NotificationHandler,
  Retry,
  Timeout,
  WechatPayError
} from "@effect-wechatpay/core"
import { Refund, RefundError, RefundNotification } from "@effect-wechatpay/refund"
import { Clock, Duration, Effect, Redacted, Schema } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { fault, platform, response, type Script, scripted } from "../support/scripted.js"

const accepted = {
  refund_id: "50000000382019052709732678859",
  out_refund_no: "R1217752501201407033233368018",
  transaction_id: "4200000000000000000000000001",
  out_trade_no: "1217752501201407033233368018",
  channel: "ORIGINAL",
  user_received_account: "招商银行信用卡0403",
  create_time: "2020-12-01T16:18:12+08:00",
  status: "PROCESSING",
  funds_account: "UNSETTLED",
  amount: {
    total: 888,
    refund: 100,
    payer_total: 888,
    payer_refund: 100,
    settlement_refund: 100,
    settlement_total: 888,
    discount_refund: 0,
    currency: "CNY"
  }
}

const input = {
  transaction_id: "4200000000000000000000000001",
  out_refund_no: "R1217752501201407033233368018",
  amount: { refund: 100, total: 888, currency: "CNY" }
} as const

/** The problems of a rejected input. Nothing was signed or sent. */
const problems = (given: unknown) =>
  Effect.gen(function* () {
    const { layer, received, signed } = scripted(() => response(200, accepted))
    const error = yield* Refund.create(given as typeof input).pipe(Effect.provide(layer), Effect.flip)
    assert(error._tag === "WechatPayError")
    assert.strictEqual(error.outcome, "NotSent")
    assert(error.reason._tag === "InvalidInput")
    assert.lengthOf(received, 0)
    assert.lengthOf(signed, 0)
    assert.notInclude(error.message, input.out_refund_no)
    return error.reason.issues.map(({ path, problem }) => `${path}: ${problem}`)
  })

const paths = (given: unknown) =>
  Effect.map(problems(given), (all) => all.map((text) => text.slice(0, text.indexOf(":"))))

describe("an application", () => {
  it.effect("an application for a refund is sent unchanged and its response is read", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(200, accepted))
      const whole = {
        ...input,
        reason: "商品已售完",
        notify_url: "https://shop.example.com/wechatpay/notify",
        funds_account: "AVAILABLE",
        amount: { ...input.amount, from: [{ account: "AVAILABLE", amount: 100 }] },
        goods_detail: [
          {
            merchant_goods_id: "1217752501201407033233368018",
            goods_name: "iPhone6s 16G",
            unit_price: 528800,
            refund_amount: 100,
            refund_quantity: 1
          }
        ]
      } as const
      const refund = yield* Refund.create(whole).pipe(Effect.provide(layer))
      assert.deepStrictEqual(refund, accepted)
      assert.strictEqual(received[0]?.method, "POST")
      assert.strictEqual(received[0]?.target, "/v3/refund/domestic/refunds")
      assert.deepStrictEqual(JSON.parse(received[0]?.body ?? ""), whole)
    })
  )

  it.effect("an application for a refund names exactly one payment", () =>
    Effect.gen(function* () {
      const { transaction_id: _, ...none } = input
      assert.deepStrictEqual(yield* problems(none), [
        "transaction_id: is missing: give transaction_id or out_trade_no"
      ])
      assert.deepStrictEqual(yield* problems({ ...input, out_trade_no: "order-1" }), [
        "out_trade_no: must not be given together with transaction_id"
      ])
      const { layer } = scripted(() => response(200, { ...accepted, out_trade_no: "order-1" }))
      yield* Refund.create({ ...none, out_trade_no: "order-1" }).pipe(Effect.provide(layer))
    })
  )

  it.effect("an application for a refund keeps the limits of its fields", () =>
    Effect.gen(function* () {
      for (const [change, path] of [
        [{ out_refund_no: "" }, "out_refund_no"],
        [{ out_refund_no: "a".repeat(65) }, "out_refund_no"],
        [{ out_refund_no: "a b" }, "out_refund_no"],
        [{ out_refund_no: undefined }, "out_refund_no"],
        [{ transaction_id: "1".repeat(33) }, "transaction_id"],
        [{ transaction_id: "" }, "transaction_id"],
        [{ reason: "" }, "reason"],
        [{ reason: "a".repeat(81) }, "reason"],
        [{ reason: "退".repeat(27) }, "reason"],
        [{ reason: "sorry 😀" }, "reason"],
        [{ notify_url: "http://shop.example.com/notify" }, "notify_url"],
        [{ notify_url: "https://shop.example.com/notify?a=1" }, "notify_url"],
        [{ notify_url: `https://shop.example.com/${"a".repeat(256)}` }, "notify_url"],
        [{ funds_account: "OTHER" }, "funds_account"],
        [{ sub_mchid: "1".repeat(33) }, "sub_mchid"],
        [{ amount: undefined }, "amount"],
        [{ amount: { ...input.amount, refund: 0 } }, "amount.refund"],
        [{ amount: { ...input.amount, refund: -1 } }, "amount.refund"],
        [{ amount: { ...input.amount, refund: 1.5 } }, "amount.refund"],
        [{ amount: { ...input.amount, refund: "100" } }, "amount.refund"],
        [{ amount: { ...input.amount, refund: 889 } }, "amount.refund"],
        [{ amount: { ...input.amount, total: 0 } }, "amount.total"],
        [{ amount: { ...input.amount, currency: "USD" } }, "amount.currency"],
        [{ amount: { refund: 1, total: 1 } }, "amount.currency"],
        [
          { amount: { ...input.amount, from: [{ account: "BASIC", amount: 100 }] } },
          "amount.from[0].account"
        ],
        [{ amount: { ...input.amount, from: [{ account: "AVAILABLE", amount: 99 }] } }, "amount.from"],
        [
          {
            amount: {
              ...input.amount,
              from: [
                { account: "AVAILABLE", amount: 50 },
                { account: "AVAILABLE", amount: 50 }
              ]
            }
          },
          "amount.from"
        ],
        [
          {
            goods_detail: [{ merchant_goods_id: "a b", unit_price: 1, refund_amount: 1, refund_quantity: 1 }]
          },
          "goods_detail[0].merchant_goods_id"
        ],
        [
          { goods_detail: [{ merchant_goods_id: "a", unit_price: 1, refund_amount: 1, refund_quantity: 0 }] },
          "goods_detail[0].refund_quantity"
        ],
        [{ out_order_no: "1" }, "out_order_no"],
        [{ amount: { ...input.amount, refund_fee: 1 } }, "amount.refund_fee"]
      ] as const) {
        assert.deepStrictEqual(yield* paths({ ...input, ...change }), [path], JSON.stringify(change))
      }
    })
  )

  it.effect("the number of a refund may have every documented character up to the longest length", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(200, { ...accepted, out_refund_no }))
      const out_refund_no = "aZ09_-|*@".repeat(7).padEnd(64, "x")
      yield* Refund.create({ ...input, out_refund_no, reason: "退".repeat(26) }).pipe(Effect.provide(layer))
      yield* Refund.query({ out_refund_no }).pipe(Effect.provide(layer))
      assert.strictEqual(
        received[1]?.target,
        `/v3/refund/domestic/refunds/${out_refund_no.replaceAll("|", "%7C").replaceAll("*", "%2A").replaceAll("@", "%40")}`
      )
    })
  )
})

describe("the responses of an application", () => {
  it.effect(
    "the errors of an application have the class of their code and say what happened to the refund",
    () =>
      Effect.gen(function* () {
        for (const [status, code, tag, outcome, advice] of [
          [400, "PARAM_ERROR", "ParamError", "Refused", ""],
          [400, "INVALID_REQUEST", "InvalidRequest", "Refused", ""],
          [401, "SIGN_ERROR", "SignError", "Refused", ""],
          [403, "NO_AUTH", "NoAuth", "Refused", ""],
          [403, "NOT_ENOUGH", "NotEnough", "Refused", "top up"],
          [403, "USER_ACCOUNT_ABNORMAL", "UserAccountAbnormal", "Refused", "another way"],
          [404, "MCH_NOT_EXISTS", "MchNotExists", "Refused", ""],
          [404, "RESOURCE_NOT_EXISTS", "ResourceNotExists", "Refused", ""],
          [403, "TRADE_OVERDUE", "TradeOverdue", "Refused", "within a year"],
          [400, "REFUND_FEE_MISMATCH", "RefundFeeMismatch", "Refused", ""],
          [429, "FREQUENCY_LIMITED", "FrequencyLimited", "Unknown", "wait at least a minute"],
          [500, "SYSTEM_ERROR", "SystemError", "Unknown", ""],
          [400, "NEVER_SEEN", "ApiError", "Refused", ""]
        ] as const) {
          const { layer } = scripted(() => response(status, { code, message: "退款" }))
          const error = yield* Refund.create(input).pipe(Retry.none, Effect.provide(layer), Effect.flip)
          assert(ApiError.isApiError(error))
          assert.strictEqual(error._tag, tag)
          assert.strictEqual(error.outcome, outcome, code)
          assert.include(error.message, advice)
          assert.notMatch(error.message, /\n/)
        }
      })
  )

  it.effect("a query that was too frequent has the outcome Refused", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(429, { code: "FREQUENCY_LIMITED", message: "退款" }))
      const error = yield* Refund.query({ out_refund_no: "1" }).pipe(
        Retry.none,
        Effect.provide(layer),
        Effect.flip
      )
      assert(error._tag === "FrequencyLimited")
      assert.strictEqual(error.outcome, "Refused")
      assert.isFalse(error instanceof RefundError.FrequencyLimited)
    })
  )

  it.effect("responses of refunds may have unknown states and members, and must have the promised ones", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() =>
        response(200, { ...accepted, status: "PARKED", channel: "PIGEON", more: { a: 1 } })
      )
      const refund = yield* Refund.query({ out_refund_no: accepted.out_refund_no }).pipe(
        Effect.provide(layer)
      )
      assert.strictEqual(refund.status, "PARKED")
      for (const name of ["refund_id", "status", "amount", "create_time"] as const) {
        const { [name]: _, ...less } = accepted
        const { layer } = scripted(() => response(200, less))
        const error = yield* Refund.create(input).pipe(Retry.none, Effect.provide(layer), Effect.flip)
        assert(error instanceof WechatPayError.WechatPayError && error.reason._tag === "InvalidResponse")
        assert.strictEqual(error.reason.issues[0]?.path, name)
        assert.strictEqual(error.outcome, "Unknown")
      }
    })
  )
})

describe("a repeated application", () => {
  /** When each request was sent, in seconds since the first, and with which body. */
  const sent = (script: Script) =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const { layer, received } = scripted((request, count) => {
        const told = script(request, count)
        return Effect.isEffect(told) || told instanceof Error
          ? told
          : Effect.map(Clock.currentTimeMillis, (now) => {
              times.push(now / 1000)
              return told
            })
      })
      const fiber = yield* Refund.create(input).pipe(
        Timeout.perAttempt("1 hour"),
        Effect.provide(layer),
        Effect.exit,
        Effect.fork
      )
      const exit = yield* advanceUntilDone(fiber)
      return { exit, times: times.map((time) => time - times[0]!), received }
    })

  it.effect(
    "a refund is repeated a minute later, never within seconds, with the same body and a new signature",
    () =>
      Effect.gen(function* () {
        for (const failing of [
          response(500, { code: "SYSTEM_ERROR", message: "系统超时" }),
          response(429, { code: "FREQUENCY_LIMITED", message: "频率限制" }),
          response(502, "<html>"),
          response(503)
        ]) {
          const { exit, received, times } = yield* sent((_, count) =>
            count < 3 ? failing : response(200, accepted)
          )
          assert.strictEqual(exit._tag, "Success")
          assert.lengthOf(times, 3)
          for (let index = 1; index < times.length; index++) {
            assert.isAtLeast(times[index]! - times[index - 1]!, 60)
          }
          assert.strictEqual(new Set(received.map(({ body }) => body)).size, 1)
          assert.strictEqual(new Set(received.map(({ authorization }) => authorization.nonce_str)).size, 3)
          assert.strictEqual(new Set(received.map(({ authorization }) => authorization.timestamp)).size, 3)
        }
      })
  )

  it.effect("a refund is repeated a minute later after a connection error too", () =>
    Effect.gen(function* () {
      const at: Array<number> = []
      const { layer } = scripted((_, count) => {
        if (count === 1) return fault("ECONNRESET")
        return Effect.map(Clock.currentTimeMillis, (now) => {
          at.push(now)
          return response(200, accepted)
        })
      })
      const fiber = yield* Refund.create(input).pipe(
        Timeout.perAttempt("1 hour"),
        Effect.provide(layer),
        Effect.fork
      )
      yield* advanceUntilDone(fiber)
      assert.isAtLeast(at[0]!, 60_000)
    })
  )

  it.effect("a refund is not repeated where that cannot help", () =>
    Effect.gen(function* () {
      for (const status of [400, 401, 403, 404]) {
        const { times } = yield* sent(() => response(status, { code: "PARAM_ERROR", message: "no" }))
        assert.lengthOf(times, 1)
      }
    })
  )

  it("the retry interval is part of the description of the endpoint", () => {
    assert.isTrue(Refund.create.idempotent)
    assert.strictEqual(Duration.toSeconds(Refund.create.retryInterval), 60)
    assert.isTrue(Refund.query.idempotent)
    assert.strictEqual(Duration.toSeconds(Refund.query.retryInterval), 0)
    assert.isFalse(Refund.applyAbnormal.idempotent)
  })
})

describe("an abnormal refund", () => {
  const record = {
    refund_id: "50000000382019052709732678859",
    out_refund_no: "R1217752501201407033233368018",
    type: "USER_BANK_CARD",
    bank_type: "ICBC_DEBIT",
    bank_account: Redacted.make("6222021234567890123"),
    real_name: Redacted.make("张三")
  } as const

  it.effect("an abnormal refund goes to a bank card of the user, whose number and name are encrypted", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(200, accepted))
      yield* Refund.applyAbnormal(record).pipe(Effect.provide(layer))
      assert.strictEqual(
        received[0]?.target,
        "/v3/refund/domestic/refunds/50000000382019052709732678859/apply-abnormal-refund"
      )
      const { bank_account, real_name, ...rest } = JSON.parse(received[0]?.body ?? "")
      assert.deepStrictEqual(rest, {
        out_refund_no: record.out_refund_no,
        type: "USER_BANK_CARD",
        bank_type: "ICBC_DEBIT"
      })
      const open = (text: string) =>
        privateDecrypt({ key: platform.privateKey, oaepHash: "sha1" }, Buffer.from(text, "base64")).toString()
      assert.strictEqual(open(bank_account), "6222021234567890123")
      assert.strictEqual(open(real_name), "张三")
      assert.strictEqual(received[0]?.headers["wechatpay-serial"], platform.id)
    })
  )

  it.effect("an abnormal refund goes to the merchant's own account", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(200, accepted))
      yield* Refund.applyAbnormal({
        refund_id: record.refund_id,
        out_refund_no: record.out_refund_no,
        type: "MERCHANT_BANK_CARD"
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(JSON.parse(received[0]?.body ?? ""), {
        out_refund_no: record.out_refund_no,
        type: "MERCHANT_BANK_CARD"
      })
    })
  )

  it.effect(
    "an abnormal refund needs bank, number and name for a card, and none of them for the merchant",
    () =>
      Effect.gen(function* () {
        const { layer, received } = scripted(() => response(200, accepted))
        const issues = (given: unknown) =>
          Refund.applyAbnormal(given as typeof record).pipe(
            Effect.provide(layer),
            Effect.flip,
            Effect.map((error) => {
              assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
              assert.notInclude(error.message, "6222")
              return error.reason.issues.map(({ path }) => path)
            })
          )
        for (const name of ["bank_type", "bank_account", "real_name"] as const) {
          const { [name]: _, ...less } = record
          assert.deepStrictEqual(yield* issues(less), [name])
        }
        assert.deepStrictEqual(yield* issues({ ...record, bank_type: "ANY_DEBIT" }), ["bank_type"])
        assert.include(yield* issues({ ...record, type: "MERCHANT_BANK_CARD" }), "bank_account")
        assert.lengthOf(received, 0)
      })
  )

  it.effect("an abnormal refund is sent once", () =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(500, { code: "SYSTEM_ERROR", message: "x" }))
      const error = yield* Refund.applyAbnormal(record).pipe(Effect.provide(layer), Effect.flip)
      assert.strictEqual(error.outcome, "Unknown")
      assert.lengthOf(received, 1)
    })
  )
})

describe("a notification of a refund", () => {
  const resource = {
    mchid: "1900000100",
    transaction_id: "1008450740201411110005820873",
    out_trade_no: "20150806125346",
    refund_id: "50200207182018070300011301001",
    out_refund_no: "7752501201407033233368018",
    refund_status: "SUCCESS",
    success_time: "2018-06-08T10:34:56+08:00",
    user_received_account: "招商银行信用卡0403",
    amount: { total: 999, refund: 999, payer_total: 999, payer_refund: 999 }
  }

  it("RefundNotification has an event for each result of a refund", () => {
    assert.deepStrictEqual(
      RefundNotification.all.map(({ eventType }) => eventType),
      ["REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"]
    )
    for (const notification of RefundNotification.all) {
      assert.isTrue(Notification.isNotification(notification))
      assert.strictEqual(notification.originalType, "refund")
      const schema = notification.shapes[0]?.schema as Schema.Schema<unknown>
      for (const partner of [{}, { mchid: undefined, sp_mchid: "1", sub_mchid: "2" }, { new_member: 1 }]) {
        const { success_time: _, ...rest } = resource
        Schema.decodeUnknownSync(schema)({ ...rest, ...partner })
      }
    }
  })

  it("notifications of one refund have the same key, except a second abnormal result", () => {
    const key = (notification: (typeof RefundNotification.all)[number], given: object) =>
      notification.businessKey?.({ ...resource, ...given } as never)
    const { abnormal, closed, succeeded } = RefundNotification
    assert.strictEqual(key(succeeded, {}), key(succeeded, { user_received_account: "x" }))
    assert.notStrictEqual(key(succeeded, {}), key(succeeded, { out_refund_no: "other" }))
    assert.notStrictEqual(key(succeeded, {}), key(succeeded, { sub_mchid: "2" }))
    assert.isString(key(closed, {}))
    assert.isUndefined(key(abnormal, {}))
  })

  it("a handler table for refunds needs a handler for each result", () => {
    const handler = NotificationHandler.make(RefundNotification.all, {
      "REFUND.SUCCESS": ({ resource }) => Effect.succeed(resource.amount.refund),
      "REFUND.ABNORMAL": ({ resource }) => Effect.succeed(resource.out_refund_no),
      "REFUND.CLOSED": ({ resource }) => Effect.succeed(resource.out_refund_no),
      unknown: () => Effect.void
    })
    assert.isDefined(handler)
  })
})
