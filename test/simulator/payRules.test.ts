/** The rules of payments that the simulator enforces, by their numbers in the list of facts. */
import { createSign } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, PaymentParams, Retry, WechatPayClient } from "@effect-wechatpay/core"
import {
  App,
  CodePayment,
  CombinedJsapi,
  CombinedNative,
  CombinedPayment,
  H5,
  Jsapi,
  Native,
  PartnerCodePayment,
  PartnerJsapi,
  PartnerNative,
  PartnerPayment,
  Payment,
  PaymentState
} from "@effect-wechatpay/pay"
import { ProfitSharing } from "@effect-wechatpay/profit-sharing"
import { Refund } from "@effect-wechatpay/refund"
import { Faults, Ledger, Outbox, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted, TestClock } from "effect"

const { appid, mchid, openid, subAppid: sub_appid, subMchid: sub_mchid } = Samples
const otherSub = "1900000110"
const payee = "1900000200"
const notify_url = "https://shop.example.com/wechatpay/notify"

const layer = Layer.provideMerge(
  Simulator.layerClient(),
  Simulator.layer({
    merchants: [
      { mchid, subMchids: [sub_mchid, otherSub], appids: [appid, "wx_app"] },
      { mchid: payee, appids: [] }
    ]
  })
)

type Services = Layer.Layer.Success<typeof layer>

/** The rules that a test below states. */
const stated = new Set<string>()

/** `R60, R61: …` states two rules. */
const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) => {
  for (const [id] of name.matchAll(/\b[RN]\d+\b/g)) stated.add(id)
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(Date.UTC(2026, 4, 1, 2)), effect).pipe(Retry.none, Effect.provide(layer))
  )
}

/** The rules that no test of this file states, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  R1: "Signature, timestamp and serial are checked for all calls: checks.test.ts.",
  R114: "A rule of the client: WeChat Pay has no code for an early reversal.",
  N3: "Notifications are repeated by Outbox.resend: delivery.test.ts.",
  N4: "The schedule of all notifications: delivery.test.ts.",
  N5: "Every merchant of the simulator has an APIv3 key.",
  N6: "Probes are sent by Outbox.resend: delivery.test.ts.",
  N7: "Lost notifications are faults of the receiver: delivery.test.ts.",
  N8: "A rule of the merchant: PaymentState.isPaid in test/pay/pay.test.ts.",
  N9: "A rule of the merchant, who refunds the order."
}

const range = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`)

const all = [
  ...range("R", 1, 16),
  ...range("R", 20, 39),
  ...range("R", 40, 46),
  ...range("R", 50, 59),
  ...range("R", 60, 67),
  ...range("R", 70, 89),
  ...range("R", 100, 117),
  ...range("N", 1, 9)
]

const order = {
  appid,
  mchid,
  out_trade_no: "order_1",
  description: "coffee",
  notify_url,
  attach: "table 3",
  amount: { total: 1800 }
} as const

const jsapi = { ...order, payer: { openid } } as const

const partner = {
  sp_appid: appid,
  sp_mchid: mchid,
  sub_mchid,
  out_trade_no: "order_1",
  description: "coffee",
  notify_url,
  amount: { total: 1800 }
} as const

const sub = (out_trade_no: string, total_amount: number) =>
  ({
    mchid,
    attach: "sub",
    amount: { total_amount, currency: "CNY" },
    out_trade_no,
    description: "coffee"
  }) as const

const combined = {
  combine_appid: appid,
  combine_mchid: mchid,
  combine_out_trade_no: "combined_1",
  notify_url,
  sub_orders: [sub("sub_order_1", 800), sub("sub_order_2", 1000)]
} as const

const code = {
  appid,
  mchid,
  out_trade_no: "code_1",
  description: "coffee",
  amount: { total: 500 },
  scene_info: { store_info: { id: "1" } }
} as const

const key = { mchid, out_trade_no: "order_1" } as const
const codeKey = { mchid, out_trade_no: "code_1" } as const
const combinedKey = { mchid, out_trade_no: "combined_1" } as const
const closeAll = {
  combine_appid: appid,
  combine_out_trade_no: "combined_1",
  sub_orders: combined.sub_orders.map(({ mchid, out_trade_no }) => ({ mchid, out_trade_no }))
}

const { act } = Simulator

/** Status and code of a rejection. */
const rejection = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return `${error.status} ${error.code}`
  })

/** What a user is told. */
const problem = <A, R>(action: Effect.Effect<A, Pay.ActionRejected, R>) =>
  Effect.map(Effect.flip(act(action)), (error) => error.problem)

/** The rejection of a request that the library would not send. */
const raw = (path: string, body: object) =>
  rejection(
    Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
      Effect.asVoid(client.request("POST", path, { body }))
    )
  )

const wrong = "400 PARAM_ERROR"
const invalid = "400 INVALID_REQUEST"
const mismatch = "400 APPID_MCHID_NOT_MATCH"
const missing = "404 ORDER_NOT_EXIST"
const used = "403 OUT_TRADE_NO_USED"

const single = "/v3/pay/transactions"

const state = Effect.map(Payment.query(key), ({ trade_state }) => trade_state)
const codeState = Effect.map(Payment.query(codeKey), ({ trade_state }) => trade_state)

const events = Effect.map(act(Outbox.all), (messages) => messages.map(({ event_type }) => event_type))

const charge = (
  options: Parameters<typeof Pay.showCode>[0] = {},
  changed: { out_trade_no?: string; total?: number } = {}
) =>
  Effect.flatMap(act(Pay.showCode(options)), (auth_code) =>
    CodePayment.charge({
      ...code,
      out_trade_no: changed.out_trade_no ?? code.out_trade_no,
      amount: { total: changed.total ?? 500 },
      payer: { auth_code }
    })
  )

describe("identity", () => {
  test(
    "R2, R3, R4, R5: the merchant number is the caller's, and the members are those of the page",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(Native.create({ ...order, mchid: "1900000001" })), wrong)
      assert.strictEqual(yield* rejection(Payment.query({ ...key, mchid: "1900000001" })), wrong)
      assert.strictEqual(yield* raw(`${single}/native`, { ...order, misspelt: 1 }), wrong)
      assert.strictEqual(yield* raw(`${single}/native`, { ...order, amount: { total: "1800" } }), wrong)
      assert.strictEqual(yield* raw(`${single}/native`, { ...order, amount: { total: 0 } }), wrong)
    })
  )

  test(
    "R6, R11, R12, R13: the sub-merchant exists, is not restricted, is the provider's and not the provider",
    Effect.gen(function* () {
      const by = (sub_mchid: string) => rejection(PartnerNative.create({ ...partner, sub_mchid }))
      assert.strictEqual(yield* by("1900009999"), "403 NO_AUTH")
      assert.strictEqual(yield* by(mchid), wrong)
      yield* act(Pay.configure(sub_mchid, { isRestricted: true }))
      assert.strictEqual(yield* by(sub_mchid), "403 NO_AUTH")
      yield* act(Pay.configure(sub_mchid, { exists: false }))
      assert.strictEqual(yield* by(sub_mchid), "400 MCH_NOT_EXISTS")
    })
  )

  test(
    "R7, R8, R9: the appids are bound, and their kind fits the channel",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(Native.create({ ...order, appid: "wx0" })), mismatch)
      yield* act(Pay.configure(sub_mchid, { appids: [sub_appid] }))
      assert.strictEqual(yield* rejection(PartnerNative.create({ ...partner, sub_appid: "wx0" })), mismatch)
      yield* PartnerNative.create({ ...partner, sub_appid })
      yield* act(Pay.setKind(appid, "officialAccount"))
      yield* act(Pay.setKind("wx_app", "mobile"))
      assert.strictEqual(yield* rejection(App.create({ ...order, out_trade_no: "order_2" })), wrong)
      assert.strictEqual(yield* rejection(Jsapi.create({ ...jsapi, appid: "wx_app" })), wrong)
      yield* App.create({ ...order, out_trade_no: "order_2", appid: "wx_app" })
    })
  )

  test(
    "R10, R14: the product is enabled, and a provider does not use the paths of merchants",
    Effect.gen(function* () {
      yield* act(Pay.configure(mchid, { products: ["JSAPI"] }))
      assert.strictEqual(yield* rejection(Native.create(order)), "403 NO_AUTH")
      assert.strictEqual(yield* rejection(CombinedNative.create(combined)), "403 NOAUTH")
      yield* Jsapi.create(jsapi)
      yield* act(Pay.configure(mchid, { isProviderOnly: true }))
      assert.strictEqual(yield* rejection(Jsapi.create(jsapi)), wrong)
    })
  )

  test(
    "R15, R16, R88, R110: rates and unknown outcomes are injected as faults",
    Effect.gen(function* () {
      const { faults } = yield* Simulator.Simulator
      yield* faults.inject(Faults.frequencyLimited())
      assert.strictEqual(yield* rejection(Native.create(order)), "429 FREQUENCY_LIMITED")
      yield* faults.inject(Faults.systemError({ effect: true }))
      assert.strictEqual(yield* rejection(Native.create(order)), "500 SYSTEM_ERROR")
      assert.strictEqual(yield* state, "NOTPAY")
    })
  )
})

describe("creating an order", () => {
  test(
    "R20, R30, R31, R32: a number is repeated only with the same parameters and channel",
    Effect.gen(function* () {
      const first = yield* Native.create(order)
      const second = yield* Native.create(order)
      assert.notStrictEqual(first.code_url, second.code_url)
      const other = Native.create({ ...order, amount: { total: 1 } })
      assert.strictEqual(yield* rejection(other), invalid)
      assert.strictEqual(yield* rejection(Native.create({ ...order, attach: "table 4" })), invalid)
      yield* act(Pay.configure(mchid, { reusedNumber: "OUT_TRADE_NO_USED" }))
      assert.strictEqual(yield* rejection(other), used)
      assert.strictEqual(yield* rejection(App.create(order)), used)
      assert.strictEqual(yield* rejection(PartnerNative.create(partner)), used)
    })
  )

  test(
    "R21, R22, R23: the user of a JSAPI order belongs to the appid",
    Effect.gen(function* () {
      assert.strictEqual(yield* raw(`${single}/jsapi`, order), wrong)
      const path = "/v3/pay/partner/transactions/jsapi"
      assert.strictEqual(yield* raw(path, { ...partner, payer: {} }), wrong)
      assert.strictEqual(yield* raw(path, { ...partner, payer: { sub_openid: openid } }), wrong)
      yield* act(Pay.registerUser(openid, appid))
      yield* Jsapi.create(jsapi)
      const elsewhere = { ...jsapi, out_trade_no: "order_2", appid: "wx_app" }
      assert.strictEqual(yield* rejection(Jsapi.create(elsewhere)), wrong)
      const bySub = { ...partner, out_trade_no: "order_3", sub_appid, payer: { sub_openid: openid } }
      assert.strictEqual(yield* rejection(PartnerJsapi.create(bySub)), wrong)
    })
  )

  test(
    "R24, R25, R26, R44: an order can be paid until time_expire, from a minute to 15 days, by default 7 days",
    Effect.gen(function* () {
      assert.strictEqual(yield* raw(`${single}/native`, { ...order, time_expire: "2026-05-02" }), wrong)
      yield* Native.create({ ...order, time_expire: "2026-05-01T10:00:01+08:00" })
      const limited = { ...order, out_trade_no: "order_2", time_expire: "2027-05-01T10:00:00+08:00" }
      yield* Native.create(limited)
      yield* Native.create({ ...order, out_trade_no: "order_3" })
      yield* TestClock.adjust("61 seconds")
      assert.strictEqual(yield* problem(Pay.pay(key)), "the time for paying has ended")
      assert.strictEqual(yield* state, "NOTPAY")
      yield* TestClock.adjust("7 days")
      assert.strictEqual(yield* problem(Pay.pay({ mchid, out_trade_no: "order_3" })), "the order is CLOSED")
      // A repetition does not change the time.
      yield* Native.create(limited)
      yield* TestClock.adjust("8 days")
      assert.match(yield* problem(Pay.pay({ mchid, out_trade_no: "order_2" })), /CLOSED|ended/)
    })
  )

  test(
    "R27, R28, R29, R36, R45: addresses, details, scenes and encrypted members are checked",
    Effect.gen(function* () {
      const changes: ReadonlyArray<object> = [
        { notify_url: `${notify_url}?a=1` },
        { notify_url: "https://127.0.0.1/notify" },
        { detail: { goods_detail: [] } },
        { detail: { invoice_id: "1".repeat(33) } },
        { payer: { identity: { type: "IDCARD", number: "1", name: "1" } } }
      ]
      for (const change of changes) {
        assert.strictEqual(yield* raw(`${single}/native`, { ...order, ...change }), wrong)
      }
      const h5_info = { type: "Wap" }
      assert.strictEqual(yield* raw(`${single}/h5`, { ...order, scene_info: { h5_info } }), wrong)
      const scene_info = { payer_client_ip: "14.23.150.211", h5_info: { type: "Wap" } } as const
      const { h5_url } = yield* H5.create({ ...order, scene_info })
      assert.match(yield* problem(Pay.open(h5_url, { ip: "14.23.150.212" })), /payer_client_ip/)
      yield* act(Pay.configure(mchid, { h5Domains: ["shop.example.com"] }))
      const ip = "14.23.150.211"
      assert.match(yield* problem(Pay.open(h5_url, { ip, referer: "https://other.example/" })), /domain/)
      yield* act(Pay.open(h5_url, { ip, referer: "https://shop.example.com/cart" }))
    })
  )

  test(
    "R33, R34, R35: numbers of paid and closed orders, and numbers that were closed before, are rejected",
    Effect.gen(function* () {
      yield* Native.create(order)
      yield* act(Pay.pay(key))
      assert.strictEqual(yield* rejection(Native.create(order)), "400 ORDERPAID")
      const second = { ...order, out_trade_no: "order_2" }
      yield* Native.create(second)
      yield* Payment.close({ mchid, out_trade_no: "order_2" })
      assert.strictEqual(yield* rejection(Native.create(second)), "400 ORDER_CLOSED")
      yield* Payment.close({ mchid, out_trade_no: "order_3" })
      assert.strictEqual(yield* rejection(Native.create({ ...order, out_trade_no: "order_3" })), invalid)
    })
  )

  test(
    "R37: only a payment with profit_sharing is shared",
    Effect.gen(function* () {
      yield* Native.create({ ...order, settle_info: { profit_sharing: true } })
      yield* Native.create({ ...order, out_trade_no: "order_2" })
      const pay = (out_trade_no: string) =>
        Effect.map(act(Pay.pay({ mchid, out_trade_no })), ({ parts }) => parts[0]?.transaction_id ?? "")
      const [shared, plain] = [yield* pay("order_1"), yield* pay("order_2")]
      yield* TestClock.adjust("2 minutes")
      const unfreeze = (transaction_id: string, out_order_no: string) =>
        ProfitSharing.unfreeze({ transaction_id, out_order_no, description: "rest" })
      assert.strictEqual(yield* rejection(unfreeze(plain, "share1")), invalid)
      yield* unfreeze(shared, "share2")
    })
  )
})

describe("the user", () => {
  const coupon: Pay.Coupon = {
    coupon_id: "1",
    name: "5 yuan",
    amount: 500,
    type: "NOCASH",
    contributor: "merchant"
  }

  test(
    "R38, R39, R57, R58: coupons apply by cost_price and tags, and reduce what the user pays",
    Effect.gen(function* () {
      const tagged = {
        ...coupon,
        coupon_id: "2",
        amount: 300,
        type: "CASH",
        tags: ["WXG"],
        goods_id: "g1"
      } as const
      const coupons = [coupon, tagged]
      yield* Native.create({ ...order, detail: { cost_price: 2000 } })
      yield* act(Pay.pay(key, { coupons }))
      assert.strictEqual((yield* Payment.query(key)).amount?.payer_total, 1800)
      const second = { mchid, out_trade_no: "order_2" } as const
      yield* Native.create({ ...order, out_trade_no: "order_2" })
      yield* act(Pay.pay(second, { coupons }))
      assert.strictEqual((yield* Payment.query(second)).amount?.payer_total, 1300)
      const third = { mchid, out_trade_no: "order_3" } as const
      yield* Native.create({ ...order, out_trade_no: "order_3", goods_tag: "WXG" })
      const before = yield* act(Ledger.balance(Ledger.merchant(mchid)))
      yield* act(Pay.pay(third, { coupons }))
      const { amount, promotion_detail } = yield* Payment.query(third)
      assert.strictEqual(amount?.payer_total, 1000)
      assert.strictEqual((yield* act(Ledger.balance(Ledger.merchant(mchid)))) - before, 1300)
      assert.deepInclude(promotion_detail?.[0] as object, {
        scope: "GLOBAL",
        type: "NOCASH",
        merchant_contribute: 500,
        wechatpay_contribute: 0
      })
      assert.strictEqual(promotion_detail?.[1]?.scope, "SINGLE")
      assert.lengthOf(promotion_detail?.[1]?.goods_detail ?? [], 1)
    })
  )

  test(
    "R40, R41: prepay_id and code_url live 2 hours, h5_url 5 minutes, and a new code_url replaces the old one",
    Effect.gen(function* () {
      const { prepay_id } = yield* Jsapi.create(jsapi)
      const scene_info = { payer_client_ip: "14.23.150.211", h5_info: { type: "Wap" } } as const
      const { h5_url } = yield* H5.create({ ...order, out_trade_no: "order_2", scene_info })
      const first = yield* Native.create({ ...order, out_trade_no: "order_3" })
      const second = yield* Native.create({ ...order, out_trade_no: "order_3" })
      assert.match(yield* problem(Pay.open(first.code_url)), /newer/)
      yield* act(Pay.open(second.code_url))
      yield* Jsapi.create(jsapi)
      yield* act(Pay.open(prepay_id))
      yield* TestClock.adjust("5 minutes")
      yield* TestClock.adjust("1 second")
      assert.match(yield* problem(Pay.open(h5_url)), /expired/)
      yield* TestClock.adjust("2 hours")
      for (const given of [prepay_id, second.code_url]) {
        assert.match(yield* problem(Pay.open(given)), /expired/)
      }
      yield* act(Pay.open((yield* Jsapi.create(jsapi)).prepay_id))
    })
  )

  test(
    "R42: signed parameters open the payment in their own channel only, and a wrong signature is explained",
    Effect.gen(function* () {
      const { prepay_id } = yield* Jsapi.create(jsapi)
      const params = yield* PaymentParams.jsapi({ appid, prepay_id })
      yield* act(Pay.open(params))
      yield* act(Pay.open(yield* PaymentParams.miniProgram({ appid, prepay_id })))
      const app = yield* PaymentParams.app({ appid, prepay_id })
      assert.match(yield* problem(Pay.open(app)), /cannot be opened in an app/)
      const signature = (changed: Partial<Record<keyof typeof params, unknown>>) =>
        problem(Pay.open({ ...params, ...changed } as Pay.FrontEnd))
      assert.match(yield* signature({ paySign: app.sign, nonceStr: app.nonceStr }), /bare prepay_id/)
      assert.match(yield* signature({ paySign: "a".repeat(32) }), /APIv2/)
      assert.match(yield* signature({ nonceStr: "another" }), /another text/)
      assert.match(yield* signature({ signType: "MD5" }), /signType/)
      assert.match(yield* signature({ timeStamp: Number(params.timeStamp) }), /iOS/)
      assert.match(yield* signature({ appId: "wx0" }), /appId/)
      const foreign = yield* PaymentParams.jsapi({ appid, prepay_id }).pipe(
        Effect.provide(Simulator.layerClient({ mchid: payee }))
      )
      assert.match(yield* problem(Pay.open(foreign)), /another merchant, 1900000200/)

      const forApp = yield* App.create({ ...order, out_trade_no: "order_2" })
      const right = yield* PaymentParams.app({ appid, ...forApp })
      yield* act(Pay.open(right))
      const prefixed = yield* PaymentParams.jsapi({ appid, ...forApp })
      const { nonceStr, paySign: sign } = prefixed
      assert.match(yield* problem(Pay.open({ ...right, nonceStr, sign })), /bare prepay_id/)
      assert.match(yield* problem(Pay.open({ ...right, partnerId: payee })), /partnerId/)
    })
  )

  test(
    "R42: the mistake behind a wrong signature of a front end is named",
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      const { prepay_id } = yield* Jsapi.create(jsapi)
      const fourth = `prepay_id=${prepay_id}`
      const [time, nonce] = ["1777600800", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"]
      const lines = [appid, time, nonce, fourth]
      const texts: ReadonlyArray<readonly [text: string, mistake: RegExp, hash?: string]> = [
        [lines.join("\n"), /line feed after the last line/],
        [`${lines.join("\n")}\n\n`, /fifth line/],
        [`${lines.join("\r\n")}\r\n`, /CR LF/],
        [lines.join(""), /without line feeds/],
        [`${appid}\n${nonce}\n${time}\n${fourth}\n`, /nonce comes before/],
        [`${appid}\n${time}000\n${nonce}\n${fourth}\n`, /milliseconds/],
        [`${appid}\n${time}\n${nonce}\nSign=WXPay\n`, /Sign=WXPay/],
        [`wx_app\n${time}\n${nonce}\n${fourth}\n`, /another appid/],
        [`${lines.join("\n")}\n`, /SHA-1/, "RSA-SHA1"]
      ]
      yield* App.create({ ...order, out_trade_no: "order_2", appid: "wx_app" })
      for (const [text, mistake, hash = "RSA-SHA256"] of texts) {
        const paySign = createSign(hash).update(text).sign(Redacted.value(merchant.privateKey), "base64")
        const params = {
          appId: appid,
          timeStamp: time,
          nonceStr: nonce,
          package: fourth,
          signType: "RSA",
          paySign
        }
        assert.match(yield* problem(Pay.open(params)), mistake)
      }
      const unsigned = { appId: appid, timeStamp: time, nonceStr: nonce, package: fourth, signType: "RSA" }
      const paySign = Buffer.alloc(256, 1).toString("base64")
      assert.match(yield* problem(Pay.open({ ...unsigned, paySign })), /None of the known keys/)
    })
  )

  test(
    "R43: only the user of a JSAPI order pays it, and only one user at a time pays another order",
    Effect.gen(function* () {
      const { prepay_id } = yield* Jsapi.create(jsapi)
      assert.match(yield* problem(Pay.open(prepay_id, { openid: "somebody" })), /only the user/)
      const { code_url } = yield* Native.create({ ...order, out_trade_no: "order_2" })
      const second = { mchid, out_trade_no: "order_2" }
      yield* act(Pay.open(code_url, { openid: "first" }))
      assert.match(yield* problem(Pay.open(code_url, { openid: "second" })), /another user/)
      yield* act(Pay.enterWrongPassword(second))
      yield* act(Pay.fail(second))
      yield* act(Pay.abandon(second))
      yield* act(Pay.open(code_url, { openid: "second" }))
      yield* act(Pay.pay(second))
      assert.strictEqual((yield* Payment.query({ ...key, ...second })).payer?.openid, "second")
      assert.match(yield* problem(Pay.pay(second)), /paid/)
    })
  )

  test(
    "R46: limit_pay excludes payment methods",
    Effect.gen(function* () {
      yield* Native.create({ ...order, limit_pay: ["no_credit"] })
      assert.match(yield* problem(Pay.pay(key, { means: "credit" })), /limit_pay/)
      yield* act(Pay.pay(key, { means: "debit" }))
      assert.strictEqual((yield* Payment.query(key)).bank_type, "CMB_DEBIT")
      yield* Native.create({ ...order, out_trade_no: "order_2", limit_pay: ["balance_only"] })
      assert.match(
        yield* problem(Pay.pay({ mchid, out_trade_no: "order_2" }, { means: "debit" })),
        /limit_pay/
      )
    })
  )
})

describe("queries", () => {
  test(
    "R50, R51, R67: an order is found only by its creator, and closed only by it",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(Payment.query(key)), missing)
      yield* PartnerNative.create(partner)
      const by = { sp_mchid: mchid, out_trade_no: "order_1" }
      assert.strictEqual((yield* PartnerPayment.query({ ...by, sub_mchid })).trade_state, "NOTPAY")
      assert.strictEqual(yield* rejection(PartnerPayment.query({ ...by, sub_mchid: otherSub })), invalid)
      assert.strictEqual(yield* rejection(PartnerPayment.close({ ...by, sub_mchid: otherSub })), invalid)
      assert.strictEqual(yield* rejection(Payment.query(key)), missing)
      assert.strictEqual(yield* rejection(Payment.close(key)), missing)
    })
  )

  test(
    "R52, R53, R56, R59: what exists only after the payment is absent before, and orders of any age are found",
    Effect.gen(function* () {
      yield* Jsapi.create({ ...jsapi, scene_info: { payer_client_ip: "1.2.3.4", device_id: "POS1" } })
      const open = yield* Payment.query(key)
      assert.strictEqual(open.scene_info?.device_id, "POS1")
      for (const name of ["transaction_id", "trade_type", "bank_type", "attach", "success_time", "payer"]) {
        assert.notProperty(open, name)
      }
      assert.notProperty(open.amount, "payer_total")
      assert.strictEqual(yield* rejection(Payment.queryById({ mchid, transaction_id: "4200" })), missing)
      const { parts } = yield* act(Pay.pay(key))
      const transaction_id = parts[0]?.transaction_id ?? ""
      yield* TestClock.adjust("400 days")
      const paid = yield* Payment.query(key)
      assert.deepInclude(paid, { transaction_id, attach: "table 3", payer: { openid }, trade_type: "JSAPI" })
      assert.isTrue(PaymentState.isPaid(paid, 1800))
      assert.deepStrictEqual({ ...(yield* Payment.queryById({ mchid, transaction_id })) }, {
        ...paid
      } as never)
    })
  )

  test(
    "R54, R55: a query names the merchant, and does not find combined orders and their sub orders",
    Effect.gen(function* () {
      const bare = Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
        Effect.asVoid(client.request("GET", `${single}/out-trade-no/order_1`))
      )
      assert.strictEqual(yield* rejection(bare), wrong)
      yield* CombinedNative.create(combined)
      for (const out_trade_no of ["combined_1", "sub_order_1"]) {
        assert.strictEqual(yield* rejection(Payment.query({ mchid, out_trade_no })), missing)
      }
    })
  )
})

describe("closing", () => {
  test(
    "R60, R61, R63, R66: closing may be repeated, uses up an unknown number, and happens by itself after 7 days",
    Effect.gen(function* () {
      yield* Native.create(order)
      yield* Payment.close(key)
      yield* Payment.close(key)
      assert.strictEqual(yield* state, "CLOSED")
      assert.match(yield* problem(Pay.pay(key)), /CLOSED/)
      yield* Payment.close({ mchid, out_trade_no: "order_2" })
      yield* Native.create({ ...order, out_trade_no: "order_3" })
      yield* TestClock.adjust("7 days")
      const third = yield* Payment.query({ mchid, out_trade_no: "order_3" })
      assert.strictEqual(third.trade_state, "CLOSED")
      assert.deepStrictEqual(yield* events, [])
    })
  )

  test(
    "R62, R64, R65: paid, refunded and charged orders cannot be closed, nor too early if that is switched on",
    Effect.gen(function* () {
      yield* act(Pay.configure(mchid, { closableAfter: 300_000 }))
      yield* Native.create(order)
      assert.strictEqual(yield* rejection(Payment.close(key)), "403 RULE_LIMIT")
      yield* act(Pay.pay(key))
      assert.strictEqual(yield* rejection(Payment.close(key)), "400 ORDER_PAID")
      yield* Refund.create({
        out_trade_no: "order_1",
        out_refund_no: "R1",
        amount: { refund: 1, total: 1800, currency: "CNY" }
      })
      assert.strictEqual(yield* state, "REFUND")
      yield* act(Pay.configure(mchid, { paidOrder: "TRADE_ERROR" }))
      assert.strictEqual(yield* rejection(Payment.close(key)), "403 TRADE_ERROR")
      yield* charge()
      assert.strictEqual(yield* rejection(Payment.close(codeKey)), invalid)
    })
  )
})

describe("combined payment", () => {
  const path = "/v3/combine-transactions"

  test(
    "R70, R73, R75, R77, R78, R82: the list of sub orders follows the mode",
    Effect.gen(function* () {
      const create = (changed: object) => raw(`${path}/native`, { ...combined, ...changed })
      const [one, two] = combined.sub_orders
      assert.strictEqual(yield* create({ sub_orders: [one] }), wrong)
      assert.strictEqual(yield* create({ sub_orders: [one, one] }), invalid)
      assert.strictEqual(yield* create({ sub_orders: [{ ...one, sub_mchid }, two] }), wrong)
      assert.strictEqual(yield* create({ sub_orders: [{ ...one, sub_mchid, mchid: payee }] }), wrong)
      assert.strictEqual(yield* create({ sub_orders: [{ ...one, sub_mchid: "1900009999" }] }), "403 NOAUTH")
      assert.strictEqual(yield* create({ sub_orders: [sub("sub_order_1", 0), two] }), wrong)
      assert.strictEqual(yield* create({ sub_orders: [sub("sub_order_1", 1_000_000_001), two] }), wrong)
      assert.strictEqual(yield* create({ support_fapiao: true }), wrong)
      const provided = combined.sub_orders.map((order) => ({ ...order, sub_mchid, sub_appid }))
      assert.strictEqual(yield* create({ sub_orders: provided }), wrong)
      assert.strictEqual(yield* raw(`${path}/jsapi`, { ...combined, combine_payer_info: {} }), wrong)
    })
  )

  test(
    "R71, R72, R80, R81, R83: numbers are unique per initiator, and an identical creation is repeated",
    Effect.gen(function* () {
      yield* CombinedNative.create({ ...combined, time_expire: "2027-05-01T10:00:00+08:00" })
      yield* CombinedNative.create({ ...combined, time_expire: "2027-05-01T10:00:00+08:00" })
      assert.strictEqual(yield* rejection(Native.create({ ...order, out_trade_no: "sub_order_1" })), used)
      const again = { ...combined, combine_out_trade_no: "combined_2" }
      assert.strictEqual(yield* rejection(CombinedNative.create(again)), used)
      const changed = { ...combined, sub_orders: [sub("sub_order_8", 1), sub("sub_order_9", 1)] }
      assert.strictEqual(yield* rejection(CombinedNative.create(changed)), invalid)
      const query = { combine_out_trade_no: "combined_1" }
      assert.strictEqual((yield* CombinedPayment.query(query)).sub_orders?.[0]?.trade_state, "NOTPAY")
      const unknown = CombinedPayment.query({ combine_out_trade_no: "combined_9" })
      assert.strictEqual(yield* rejection(unknown), "404 ORDERNOTEXIST")
      yield* TestClock.adjust("7 days")
      assert.match(yield* problem(Pay.pay(combinedKey)), /CLOSED/)
    })
  )

  test(
    "R74, R76, R79: payees have the appid and the permission, and the openid belongs to the appid",
    Effect.gen(function* () {
      const withPayee = {
        ...combined,
        sub_orders: [sub("sub_order_1", 1), { ...sub("sub_order_2", 1), mchid: payee }]
      }
      yield* act(Pay.configure(payee, { appids: [] }))
      assert.strictEqual(yield* rejection(CombinedNative.create(withPayee)), mismatch)
      yield* act(Pay.configure(payee, { appids: [appid], products: ["NATIVE"] }))
      assert.strictEqual(yield* rejection(CombinedNative.create(withPayee)), "403 NOAUTH")
      yield* act(Pay.configure(payee, { products: ["NATIVE", "COMBINED"] }))
      yield* CombinedNative.create(withPayee)
      yield* act(Pay.registerUser(openid, "wx_app"))
      const byOther = { ...combined, combine_out_trade_no: "combined_2", combine_payer_info: { openid } }
      assert.strictEqual(yield* rejection(CombinedJsapi.create(byOther)), "500 OPENID_MISMATCH")
    })
  )

  test(
    "R84, R85, R86, R87: a combined order is closed with all its sub orders, once",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(CombinedPayment.close(closeAll)), "404 ORDERNOTEXIST")
      yield* CombinedNative.create(combined)
      const part = { ...closeAll, sub_orders: closeAll.sub_orders.slice(1) }
      assert.strictEqual(yield* rejection(CombinedPayment.close(part)), invalid)
      yield* CombinedPayment.close(closeAll)
      assert.strictEqual(yield* rejection(CombinedPayment.close(closeAll)), "400 ORDER_CLOSED")
      const sub_orders = [sub("sub_order_3", 1), sub("sub_order_4", 1)]
      yield* CombinedNative.create({ ...combined, combine_out_trade_no: "combined_2", sub_orders })
      yield* act(Pay.pay({ mchid, out_trade_no: "combined_2" }))
      const second = { ...closeAll, combine_out_trade_no: "combined_2", sub_orders }
      const named = second.sub_orders.map(({ mchid, out_trade_no }) => ({ mchid, out_trade_no }))
      assert.strictEqual(yield* rejection(CombinedPayment.close({ ...second, sub_orders: named })), invalid)
    })
  )

  test(
    "R89, N1, N2: one payment and one notification, and each sub order is refunded by itself",
    Effect.gen(function* () {
      yield* CombinedNative.create(combined)
      yield* act(Pay.fail(combinedKey))
      yield* act(Pay.pay(combinedKey, { openid }))
      const query = { combine_out_trade_no: "combined_1" }
      const paid = yield* CombinedPayment.query(query)
      assert.isTrue(PaymentState.isPaid(paid, 1800))
      const sent = yield* act(Outbox.all)
      assert.lengthOf(sent, 1)
      assert.deepInclude(sent[0], { event_type: "TRANSACTION.SUCCESS", url: notify_url, mchid })
      assert.deepInclude(sent[0]?.resource as object, { combine_out_trade_no: "combined_1" })
      yield* Refund.create({
        transaction_id: paid.sub_orders?.[0]?.transaction_id ?? "",
        out_refund_no: "R1",
        amount: { refund: 800, total: 800, currency: "CNY" }
      })
      const states = (yield* CombinedPayment.query(query)).sub_orders?.map(({ trade_state }) => trade_state)
      assert.deepStrictEqual(states, ["REFUND", "SUCCESS"])
      assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), 1000)
    })
  )
})

describe("payment codes", () => {
  test(
    "R100, R101, R102: a code has 18 digits, is valid for a minute and once, and a shop is named",
    Effect.gen(function* () {
      const scene = { ...code, payer: { auth_code: "130000000000000000" } }
      const path = `${single}/codepay`
      assert.strictEqual(yield* raw(path, { ...scene, payer: { auth_code: "990000000000000000" } }), wrong)
      assert.strictEqual(yield* raw(path, { ...scene, scene_info: { store_info: {} } }), wrong)
      assert.strictEqual(yield* rejection(CodePayment.charge(scene)), "403 TRADE_ERROR")
      const auth_code = yield* act(Pay.showCode())
      yield* TestClock.adjust("61 seconds")
      assert.strictEqual(
        yield* rejection(CodePayment.charge({ ...code, payer: { auth_code } })),
        "403 TRADE_ERROR"
      )
      const fresh = yield* act(Pay.showCode())
      yield* CodePayment.charge({ ...code, payer: { auth_code: fresh } })
      const second = { ...code, out_trade_no: "code_2", payer: { auth_code: fresh } }
      assert.strictEqual(yield* rejection(CodePayment.charge(second)), "403 TRADE_ERROR")
    })
  )

  test(
    "R103, R104, R107: rejected charges and unclear outcomes have their codes",
    Effect.gen(function* () {
      const results = {
        NOTENOUGH: "403 NOTENOUGH",
        ACCOUNTERROR: "403 ACCOUNTERROR",
        TRADE_ERROR: "403 TRADE_ERROR",
        BANKERROR: "500 BANKERROR",
        SYSTEM_ERROR: "500 SYSTEM_ERROR"
      } as const
      for (const [result, expected] of Object.entries(results)) {
        const out_trade_no = `code_${result}`
        const charged = charge({ result: result as Pay.Result }, { out_trade_no })
        assert.strictEqual(yield* rejection(charged), expected)
        const { trade_state } = yield* Payment.query({ mchid, out_trade_no })
        assert.strictEqual(trade_state, expected.startsWith("403") ? "PAYERROR" : "NOTPAY")
      }
      assert.strictEqual(yield* rejection(charge({ result: "BANKERROR", isCharged: true })), "500 BANKERROR")
      assert.strictEqual(yield* codeState, "SUCCESS")
    })
  )

  test(
    "R105, R109: a charge without password is paid at once and not notified",
    Effect.gen(function* () {
      const paid = yield* charge()
      assert.strictEqual(paid.trade_state, "SUCCESS")
      assert.isDefined(paid.transaction_id)
      assert.deepStrictEqual(yield* events, [])
      assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), 500)
    })
  )

  test(
    "R106, R108: the password is needed from 1000 yuan, after 10 payments, or by chance; a number is charged once",
    Effect.gen(function* () {
      assert.strictEqual((yield* charge({}, { total: 100_000 })).trade_state, "USERPAYING")
      yield* act(Pay.enterWrongPassword(codeKey))
      assert.strictEqual(yield* codeState, "USERPAYING")
      yield* act(Pay.pay(codeKey))
      assert.strictEqual(yield* codeState, "SUCCESS")
      assert.strictEqual(yield* rejection(charge()), "400 ORDERPAID")
      for (let index = 0; index < 10; index++) {
        assert.strictEqual((yield* charge({}, { out_trade_no: `code_a${index}` })).trade_state, "SUCCESS")
      }
      assert.strictEqual((yield* charge({}, { out_trade_no: "code_b" })).trade_state, "USERPAYING")
      assert.strictEqual(yield* rejection(charge({}, { out_trade_no: "code_b" })), invalid)
      yield* act(Pay.configure(mchid, { userPaying: "error" }))
      const scripted = charge({ openid: "other", result: "USERPAYING" }, { out_trade_no: "code_c" })
      assert.strictEqual(yield* rejection(scripted), "202 USERPAYING")
      // Nobody enters it.
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Payment.query({ mchid, out_trade_no: "code_c" })).trade_state, "NOTPAY")
    })
  )

  test(
    "R111, R112, R113: only charges are reversed, within 7 days",
    Effect.gen(function* () {
      yield* Native.create(order)
      assert.strictEqual(yield* rejection(CodePayment.reverse({ ...key, appid })), invalid)
      const reversed = CodePayment.reverse({ ...codeKey, appid })
      assert.strictEqual(yield* rejection(reversed), "404 ORDERNOTEXIST")
      yield* charge()
      yield* TestClock.adjust("8 days")
      assert.strictEqual(yield* rejection(reversed), "403 TRADE_ERROR")
    })
  )

  test(
    "R115, R116, R117: a reversal waits for the user, returns the money, and may be repeated",
    Effect.gen(function* () {
      const reversed = CodePayment.reverse({ ...codeKey, appid })
      yield* charge({ result: "USERPAYING" })
      assert.strictEqual(yield* rejection(reversed), "403 TRADE_ERROR")
      yield* act(Pay.abandon(codeKey))
      yield* reversed
      assert.strictEqual(yield* codeState, "REVOKED")
      assert.match(yield* problem(Pay.pay(codeKey)), /REVOKED/)
      const auth_code = yield* act(Pay.showCode())
      const { mchid: _, appid: __, ...rest } = code
      const charged = { ...rest, sp_appid: appid, sp_mchid: mchid, sub_mchid, out_trade_no: "code_2" }
      yield* PartnerCodePayment.charge({ ...charged, payer: { auth_code } })
      assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(sub_mchid))), 500)
      const second = { sp_mchid: mchid, sub_mchid, out_trade_no: "code_2" }
      assert.strictEqual(
        yield* rejection(PartnerCodePayment.reverse({ ...second, sub_mchid: otherSub })),
        invalid
      )
      yield* PartnerCodePayment.reverse(second)
      yield* PartnerCodePayment.reverse(second)
      assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(sub_mchid))), 0)
      assert.strictEqual((yield* PartnerPayment.query(second)).trade_state, "REVOKED")
      yield* charge({ result: "USERPAYING" }, { out_trade_no: "code_3" })
      yield* act(Pay.fail({ mchid, out_trade_no: "code_3" }))
      assert.strictEqual((yield* Payment.query({ mchid, out_trade_no: "code_3" })).trade_state, "PAYERROR")
    })
  )
})

test(
  "payments, users, codes and settings survive an export of the state",
  Effect.gen(function* () {
    yield* Jsapi.create({ ...jsapi, limit_pay: ["no_credit"], goods_tag: "WXG" })
    yield* act(Pay.registerUser(openid, appid))
    yield* act(Pay.configure(mchid, { products: ["JSAPI", "CODE"] }))
    const auth_code = yield* act(Pay.showCode())
    const { exportState, importState } = yield* Simulator.Simulator
    const exported = JSON.parse(JSON.stringify(yield* exportState))
    yield* importState({})
    assert.strictEqual(yield* rejection(Payment.query(key)), missing)
    yield* importState(exported)
    yield* Jsapi.create({ ...jsapi, limit_pay: ["no_credit"], goods_tag: "WXG" })
    yield* CodePayment.charge({ ...code, payer: { auth_code } })
    yield* act(Pay.pay(key))
    assert.strictEqual(yield* state, "SUCCESS")
    const again = JSON.parse(JSON.stringify(yield* exportState))
    yield* importState(again)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(yield* exportState)), again)
  })
)

it("every numbered rule of payments has a test here, or a reason why not", () => {
  assert.deepStrictEqual(
    all.filter((id) => !stated.has(id) && !(id in elsewhere)),
    []
  )
  assert.deepStrictEqual(
    Object.keys(elsewhere).filter((id) => stated.has(id)),
    []
  )
})
