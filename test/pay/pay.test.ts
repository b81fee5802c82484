/** What payments send, sign and read beyond what the walks over all endpoints look at. */
import { createVerify } from "node:crypto"
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import {
  type ApiError,
  Endpoint,
  NotificationHandler,
  NotificationStore,
  WechatPayError
} from "@effect-wechatpay/core"
import * as Pay from "@effect-wechatpay/pay"
import * as NativeCode from "@effect-wechatpay/pay/NativeCode"
import { Effect, Fiber, Layer, Redacted, Ref, TestClock } from "effect"
import decodeQr from "qr/decode.js"
import { bodyOf, deliveryOf, keysLayer } from "../support/notifications.js"
import { merchant, response, scripted } from "../support/scripted.js"

const {
  App,
  CodePayment,
  CombinedApp,
  CombinedH5,
  CombinedJsapi,
  CombinedNative,
  CombinedPayment,
  H5,
  Jsapi,
  Native,
  PartnerApp,
  PartnerH5,
  PartnerJsapi,
  PartnerNative,
  PayNotification,
  PaymentState
} = Pay

interface Entry {
  readonly method: string
  readonly path: string
  readonly idempotent: boolean
  readonly errors: ReadonlyArray<{ readonly status: number; readonly code: string }>
  readonly notification?: { readonly resource?: ReadonlyArray<Member> }
}

interface Member {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly enum?: ReadonlyArray<string>
  readonly fields?: ReadonlyArray<Member>
  readonly items?: ReadonlyArray<Member>
}

const catalogue: ReadonlyArray<Entry> = JSON.parse(
  readFileSync(new URL("conformance/catalogue.json", import.meta.url), "utf8")
)

const endpoints = Object.values(Pay).flatMap((module) => Object.values(module).filter(Endpoint.isEndpoint))

const entryOf = ({ method, path }: { readonly method: string; readonly path: string }): Entry => {
  const entry = catalogue.find((entry) => entry.method === method && entry.path === path)
  assert(entry !== undefined)
  return entry
}

describe("the endpoints", () => {
  it("all endpoints of pay but the charge of a payment code may be repeated", () => {
    assert.lengthOf(endpoints, 26)
    for (const endpoint of endpoints) {
      assert.strictEqual(endpoint.idempotent, entryOf(endpoint).idempotent, endpoint.id)
    }
    assert.deepStrictEqual(
      endpoints
        .filter(({ idempotent }) => !idempotent)
        .map(({ id }) => id)
        .sort(),
      ["pay.codePayment.charge", "pay.partnerCodePayment.charge"]
    )
  })

  it("every documented code of pay has one class, for all its spellings", () => {
    for (const endpoint of endpoints) {
      const codes = endpoint.errors.flatMap(({ codes }) => [...codes])
      assert.lengthOf(codes, new Set(codes).size, endpoint.id)
      for (const { code } of entryOf(endpoint).errors) assert.include(codes, code, endpoint.id)
      const classOf = (code: string) => endpoint.errors.findIndex(({ codes }) => codes.includes(code))
      for (const code of codes) {
        const bare = code.replaceAll("_", "")
        if (codes.includes(bare)) assert.strictEqual(classOf(bare), classOf(code), endpoint.id)
      }
    }
  })
})

const notify_url = "https://shop.example.com/wechatpay/notify"

const order = {
  appid: "wxd678efh567hg6787",
  mchid: merchant.mchid,
  description: "一杯咖啡",
  out_trade_no: "order_1217752501",
  notify_url,
  amount: { total: 1800 }
} as const

const { appid, mchid, ...content } = order

const partnerOrder = { ...content, sp_appid: appid, sp_mchid: mchid, sub_mchid: "1900000109" } as const

const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

const sub = (out_trade_no: string, total_amount: number) =>
  ({
    mchid: merchant.mchid,
    attach: "sub",
    amount: { total_amount, currency: "CNY" },
    out_trade_no,
    description: "一杯咖啡"
  }) as const

const combined = {
  combine_appid: appid,
  combine_mchid: mchid,
  combine_out_trade_no: "combined_1217752501",
  notify_url,
  sub_orders: [sub("sub_order_1", 800), sub("sub_order_2", 1000)]
} as const

const h5Scene = { payer_client_ip: "14.23.150.211", h5_info: { type: "Wap" } } as const

type PayClient = Layer.Layer.Success<ReturnType<typeof scripted>["layer"]>

/** What an effect results in where WeChat Pay responds this. */
const given = <A, E>(
  status: number,
  body: unknown,
  effect: Effect.Effect<A, E, PayClient>
): Effect.Effect<A, E> => Effect.provide(effect, scripted(() => response(status, body)).layer)

const prepay_id = "wx261153585405162d4d02642eabe7000000"

const isSigned = (
  params: { readonly timeStamp: string; readonly nonceStr: string },
  appid: string,
  line: string
) => {
  const { paySign, sign } = params as { readonly paySign?: string; readonly sign?: string }
  return createVerify("RSA-SHA256")
    .update(`${appid}\n${params.timeStamp}\n${params.nonceStr}\n${line}\n`)
    .verify(merchant.publicKey, paySign ?? sign ?? "", "base64")
}

describe("prepay", () => {
  it.effect(
    "prepay signs what WeChat's browser and a mini program open, for the appid of the user's id",
    () =>
      Effect.gen(function* () {
        const line = `prepay_id=${prepay_id}`
        const sub_appid = "wxd678efh567hg6799"
        const bySub = { ...partnerOrder, sub_appid, payer: { sub_openid: openid } }
        const ofSub = { ...sub("sub_order_1", 1800), sub_mchid: "1900000109", sub_appid }
        const programs = [
          [appid, Jsapi.prepay({ ...order, payer: { openid } })],
          [appid, PartnerJsapi.prepay({ ...partnerOrder, sub_appid, payer: { sp_openid: openid } })],
          [sub_appid, PartnerJsapi.prepay(bySub)],
          [appid, PartnerJsapi.prepay(bySub, { appid })],
          [appid, CombinedJsapi.prepay({ ...combined, combine_payer_info: { openid } })],
          [
            sub_appid,
            CombinedJsapi.prepay({
              ...combined,
              sub_orders: [ofSub],
              combine_payer_info: { sub_openid: openid }
            })
          ]
        ] as const
        for (const [appid, program] of programs) {
          const params = yield* given(200, { prepay_id }, program)
          assert.hasAllKeys(params, ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"])
          assert.strictEqual(params.appId, appid)
          assert.strictEqual(params.package, line)
          assert.isTrue(isSigned(params, appid, line))
        }
        const miniPrograms = [
          [appid, Jsapi.prepayMiniProgram({ ...order, payer: { openid } })],
          [sub_appid, PartnerJsapi.prepayMiniProgram(bySub)],
          [appid, CombinedJsapi.prepayMiniProgram({ ...combined, combine_payer_info: { openid } })]
        ] as const
        for (const [appid, program] of miniPrograms) {
          const params = yield* given(200, { prepay_id }, program)
          assert.hasAllKeys(params, ["timeStamp", "nonceStr", "package", "signType", "paySign"])
          assert.isTrue(isSigned(params, appid, line))
        }
      })
  )

  it.effect("prepay signs what an app opens, with the merchant of the order", () =>
    Effect.gen(function* () {
      const sub_appid = "wxd678efh567hg6799"
      const programs = [
        [appid, App.prepay(order)],
        [sub_appid, PartnerApp.prepay({ ...partnerOrder, sub_appid })],
        [appid, PartnerApp.prepay({ ...partnerOrder, sub_appid }, { appid })],
        [appid, PartnerApp.prepay(partnerOrder)],
        [appid, CombinedApp.prepay(combined)]
      ] as const
      for (const [appid, program] of programs) {
        const params = yield* given(200, { prepay_id }, program)
        assert.deepInclude(params, {
          appId: appid,
          partnerId: mchid,
          prepayId: prepay_id,
          packageValue: "Sign=WXPay"
        })
        assert.isTrue(isSigned(params, appid, prepay_id))
      }
    })
  )

  it.effect(
    "prepay appends the redirect address of an H5 payment, and creates nothing for an invalid one",
    () =>
      Effect.gen(function* () {
        const h5_url =
          "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20161110163838&package=1"
        const redirect_url = "https://shop.example.com/paid?order=1&a=b"
        const withBack = `${h5_url}&redirect_url=${encodeURIComponent(redirect_url)}`
        const programs = [
          [h5_url, H5.prepay({ ...order, scene_info: h5Scene })],
          [withBack, H5.prepay({ ...order, scene_info: h5Scene, redirect_url })],
          [withBack, PartnerH5.prepay({ ...partnerOrder, scene_info: h5Scene, redirect_url })],
          [withBack, CombinedH5.prepay({ ...combined, redirect_url })]
        ] as const
        for (const [expected, program] of programs) {
          assert.strictEqual(yield* given(200, { h5_url }, program), expected)
        }
        const { layer, received } = scripted(() => response(200, { h5_url }))
        const error = yield* Effect.flip(
          Effect.provide(H5.prepay({ ...order, scene_info: h5Scene, redirect_url: "shop/paid" }), layer)
        )
        assert(error instanceof WechatPayError.WechatPayError)
        assert.strictEqual(error.reason._tag, "InvalidInput")
        assert.lengthOf(received, 0)
      })
  )

  it.effect("prepay returns the text of a Native QR code, which a scanner reads", () =>
    Effect.gen(function* () {
      const code_url = "weixin://wxpay/bizpayurl?pr=p4lpSuKzz&sign=%E4%BA%8C"
      for (const program of [
        Native.prepay(order),
        PartnerNative.prepay(partnerOrder),
        CombinedNative.prepay(combined)
      ]) {
        assert.strictEqual(yield* given(200, { code_url }, program), code_url)
      }
      for (const options of [{}, { margin: 1, errorCorrection: "H" }] as const) {
        assert.strictEqual(scan(NativeCode.svg(code_url, options)), code_url)
      }
      assert.strictEqual(scan(NativeCode.svg(`<script>"&'`)), `<script>"&'`)
      assert.notInclude(NativeCode.svg(`<script>"&'`), "script")
    })
  )
})

/** Reads a picture of squares of size 1, drawn 4 times as large, with another library than the one that drew it. */
const scan = (svg: string): string => {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const scale = 4
  const width = size * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  const black = [...svg.matchAll(/M(\d+),(\d+)h1v1h-1z/g)]
  assert.isAbove(black.length, 100)
  for (const [, x, y] of black) {
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < scale; dx++) {
        const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4
        data.fill(0, at, at + 3)
      }
    }
  }
  return decodeQr({ width, height: width, data })
}

const places = (error: unknown): ReadonlyArray<string> => {
  assert(error instanceof WechatPayError.WechatPayError)
  assert(error.reason._tag === "InvalidInput")
  return error.reason.issues.map(({ path }) => path)
}

/** The places of what an input is rejected for; none where it is sent. */
const rejectedAt = <A, E>(effect: Effect.Effect<A, E, PayClient>) => {
  const { layer, received } = scripted(() => response(400, { code: "PARAM_ERROR", message: "enough" }))
  return Effect.map(Effect.flip(Effect.asVoid(Effect.provide(effect, layer))), (error) =>
    received.length === 0 ? places(error) : []
  )
}

describe("rules across fields", () => {
  it.effect("rules across fields of pay are checked before anything is sent", () =>
    Effect.gen(function* () {
      const native = (sub_orders: ReadonlyArray<object>, more: object = {}) =>
        CombinedNative.create({ ...combined, ...more, sub_orders } as Endpoint.Input<
          typeof CombinedNative.create
        >)
      const partnerSub = (no: string, more: object = {}) => ({
        ...sub(no, 1),
        sub_mchid: "1900000109",
        ...more
      })
      const many = (count: number, more: (index: number) => object = () => ({})) =>
        Array.from({ length: count }, (_, index) => ({ ...sub(`sub_order_${index}`, 1), ...more(index) }))
      const toPartner = () => ({ sub_mchid: "1900000109" })

      const cases = [
        // Provider JSAPI: one of the ids, and the appid of a sub_openid.
        [PartnerJsapi.create({ ...partnerOrder, payer: {} }), ["payer.sp_openid"]],
        [PartnerJsapi.create({ ...partnerOrder, payer: { sub_openid: openid } }), ["sub_appid"]],
        [PartnerJsapi.create({ ...partnerOrder, sub_appid: appid, payer: { sub_openid: openid } }), []],
        // Goods: at most 6,144 bytes as JSON.
        [Native.create({ ...order, detail: { goods_detail: goods(63) } }), []],
        [Native.create({ ...order, detail: { goods_detail: goods(64) } }), ["detail"]],
        // Merchants combine 2 to 10, providers 1 to 50.
        [native(many(1)), ["sub_orders"]],
        [native(many(2)), []],
        [native(many(10)), []],
        [native(many(11)), ["sub_orders"]],
        [native(many(1, toPartner)), []],
        [native(many(50, toPartner)), []],
        [native(many(51, toPartner)), ["sub_orders"]],
        // Providers name a sub-merchant in each, and themselves as mchid.
        [native([partnerSub("sub_order_1"), sub("sub_order_2", 1)]), ["sub_orders[1].sub_mchid"]],
        [native([partnerSub("sub_order_1", { mchid: "1900000109" })]), ["sub_orders[0].mchid"]],
        [
          native([
            partnerSub("sub_order_1", { sub_appid: appid }),
            partnerSub("sub_order_2", { sub_appid: appid })
          ]),
          ["sub_orders[1].sub_appid"]
        ],
        [
          native(many(2, () => ({ sub_appid: appid }))),
          ["sub_orders[0].sub_appid", "sub_orders[1].sub_appid"]
        ],
        [
          native([partnerSub("sub_order_1")], { combine_payer_info: { sub_openid: openid } }),
          ["sub_orders[0].sub_appid"]
        ],
        [native(many(2), { combine_payer_info: { sub_openid: openid } }), ["combine_payer_info.sub_openid"]],
        // No number twice.
        [native([sub("sub_order_1", 1), sub("sub_order_1", 2)]), ["sub_orders[1].out_trade_no"]],
        [CombinedJsapi.create({ ...combined, combine_payer_info: {} }), ["combine_payer_info.openid"]],
        // A shop has a number.
        [charge({}), ["scene_info.store_info.id"]],
        [charge({ out_id: "1" }), []]
      ] as const
      for (const [index, [program, expected]] of cases.entries()) {
        assert.deepStrictEqual(yield* rejectedAt<unknown, unknown>(program), [...expected], `case ${index}`)
      }
    })
  )
})

/** Goods of 96 bytes each, as JSON of a list. */
const goods = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    merchant_goods_id: String(1000 + index),
    goods_name: "a".repeat(21),
    quantity: 1,
    unit_price: 100
  }))

const { notify_url: _, ...codeOrder } = order

const charge = (store_info: object) =>
  CodePayment.charge({
    ...codeOrder,
    payer: { auth_code: "130061098828009406" },
    scene_info: { store_info }
  } as never)

describe("encrypted members", () => {
  it.effect("the encrypted members of pay are encrypted in every channel", () =>
    Effect.gen(function* () {
      const identity = {
        type: "IDCARD",
        number: Redacted.make("11010119900307123X"),
        name: Redacted.make("张三")
      } as const
      const { layer, received } = scripted(() => response(200, { prepay_id, code_url: "weixin://1" }))
      yield* Effect.all([
        Jsapi.create({ ...order, payer: { openid, identity } }),
        Native.create({ ...order, payer: { identity } }),
        PartnerJsapi.create({ ...partnerOrder, payer: { sp_openid: openid, identity } }),
        CombinedJsapi.create({ ...combined, combine_payer_info: { openid, identity } }),
        CombinedApp.create({ ...combined, combine_payer_info: { identity } })
      ]).pipe(Effect.provide(layer))
      assert.lengthOf(received, 5)
      for (const { body, headers } of received) {
        assert.notInclude(body, "11010119900307123X")
        assert.notInclude(body, "张三")
        assert.include(body, `"type":"IDCARD"`)
        assert.isNotEmpty(headers["wechatpay-serial"])
      }
    })
  )
})

describe("outcomes", () => {
  it.effect.each([
    [500, "OPENID_MISMATCH", "OpenidMismatch", "Refused"],
    [500, "SYSTEMERROR", "SystemError", "Unknown"],
    [403, "NOAUTH", "NoAuth", "Refused"],
    [403, "OUT_TRADE_NO_USED", "OutTradeNoUsed", "Refused"],
    [400, "ORDERPAID", "OrderPaid", "Refused"],
    [400, "ORDER_PAID", "OrderPaid", "Refused"],
    [403, "RULELIMIT", "RuleLimit", "Refused"]
  ] as const)("the outcome of a creation is as documented: %s %s", ([status, code, tag, outcome]) =>
    Effect.gen(function* () {
      const error: { readonly _tag: string; readonly outcome: string } = yield* Effect.flip(
        given(status, { code, message: "文本" }, Effect.scoped(CombinedNative.create(combined)))
      ).pipe(
        Effect.fork,
        Effect.tap(TestClock.adjust("5 seconds")),
        Effect.flatMap((fiber) => Fiber.await(fiber)),
        Effect.flatten
      )
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.outcome, outcome)
    })
  )

  it.effect.each([
    [202, "USERPAYING", "UserPaying", "Unknown"],
    [500, "BANKERROR", "BankError", "Unknown"],
    [403, "NOTENOUGH", "NotEnough", "Refused"],
    [403, "ACCOUNTERROR", "AccountError", "Refused"],
    [403, "TRADE_ERROR", "TradeError", "Refused"]
  ] as const)(
    "a charge of a payment code is sent once, and its outcome is as documented: %s %s",
    ([status, code, tag, outcome]) =>
      Effect.gen(function* () {
        const { layer, received } = scripted(() => response(status, { code, message: "文本" }))
        const error = yield* Effect.flip(Effect.provide(charge({ id: "1" }), layer))
        assert.strictEqual(error._tag, tag)
        assert.strictEqual((error as ApiError.Any).outcome, outcome)
        assert.lengthOf(received, 1)
      })
  )
})

describe("PaymentState", () => {
  const amount = { total: 1800, payer_total: 1000 }
  const single = (trade_state: string, more: object = { transaction_id: "4200", amount }) =>
    PaymentState.of({ trade_state, ...more })

  it("PaymentState reads an order", () => {
    assert.deepStrictEqual(
      ["NOTPAY", "USERPAYING", "ACCEPT", "SUCCESS", "REFUND", "CLOSED", "PAYERROR", "REVOKED", "NEW"].map(
        (state) => single(state)._tag
      ),
      ["NotPaid", "Paying", "Paying", "Paid", "Refunded", "Closed", "Failed", "Reversed", "Unknown"]
    )
    assert.deepInclude(single("SUCCESS"), { transactionIds: ["4200"], total: 1800 })
    // A success that does not say what was paid is none to rely on.
    assert.strictEqual(single("SUCCESS", { transaction_id: "4200" })._tag, "Unknown")
    assert.strictEqual(single("SUCCESS", { amount })._tag, "Unknown")
    assert.deepInclude(single("REFUND", {}), { total: undefined })
  })

  const subs = (...states: ReadonlyArray<string>) => ({
    sub_orders: states.map((trade_state, index) => ({
      trade_state,
      transaction_id: `420${index}`,
      amount: { total_amount: 100 * (index + 1) }
    }))
  })

  it("PaymentState reads a combined order", () => {
    assert.deepInclude(PaymentState.of(subs("SUCCESS", "SUCCESS")), {
      _tag: "Paid",
      transactionIds: ["4200", "4201"],
      total: 300
    })
    assert.deepInclude(PaymentState.of(subs("REFUND", "SUCCESS")), { _tag: "Refunded", total: 300 })
    assert.strictEqual(PaymentState.of(subs("CLOSED", "CLOSED"))._tag, "Closed")
    assert.strictEqual(PaymentState.of(subs("NOTPAY", "NOTPAY"))._tag, "NotPaid")
    assert.deepInclude(PaymentState.of(subs("SUCCESS", "NOTPAY")), {
      _tag: "Unknown",
      tradeState: "NotPaid, Paid"
    })
    assert.strictEqual(PaymentState.of({})._tag, "Unknown")
    assert.strictEqual(PaymentState.of({ sub_orders: [] })._tag, "Unknown")
  })

  it("PaymentState says whether an order is paid with the expected amount", () => {
    const paid = { trade_state: "SUCCESS", transaction_id: "4200", amount }
    assert.isTrue(PaymentState.isPaid(paid, 1800))
    assert.isFalse(PaymentState.isPaid(paid, 1000))
    assert.isFalse(PaymentState.isPaid({ ...paid, trade_state: "REFUND" }, 1800))
    assert.isFalse(PaymentState.isPaid({ ...paid, trade_state: "NOTPAY" }, 1800))
    assert.isTrue(PaymentState.isPaid(subs("SUCCESS", "SUCCESS"), 300))
    assert.isFalse(PaymentState.isPaid(subs("SUCCESS", "REFUND"), 300))
  })

  it("PaymentState is final if the user can no longer pay", () => {
    assert.deepStrictEqual(
      ["NOTPAY", "USERPAYING", "SUCCESS", "REFUND", "CLOSED", "PAYERROR", "REVOKED", "NEW"].filter((state) =>
        PaymentState.isFinal(single(state))
      ),
      ["SUCCESS", "REFUND", "CLOSED", "REVOKED"]
    )
  })
})

/** A value of a member, as the catalogue describes it. */
const sample = (member: Member): unknown => {
  switch (member.type) {
    case "integer":
      return 1
    case "boolean":
      return true
    case "object":
      return record(member.fields ?? [])
    case "array":
      return [record(member.items ?? [])]
    default:
      return member.enum?.[0] ?? `${member.name} 微信`
  }
}

const record = (members: ReadonlyArray<Member>, isRequired = false): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    members.filter(({ required }) => required || !isRequired).map((member) => [member.name, sample(member)])
  )

const resources = catalogue.flatMap(({ notification, path }) =>
  notification?.resource === undefined ? [] : [[path, notification.resource] as const]
)

describe("TRANSACTION.SUCCESS", () => {
  const at = 1_611_368_330

  it.effect(
    "TRANSACTION.SUCCESS is read in every documented form, with and without optional members, and the forms are distinguished",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(at * 1000)
        const seen = yield* Ref.make<ReadonlyArray<readonly [shape: string, resource: unknown]>>([])
        const handler = NotificationHandler.make(PayNotification.all, {
          "TRANSACTION.SUCCESS": ({ resource, shape }) =>
            Ref.update(seen, (all) => [...all, [shape, resource] as const]),
          unknown: () => Effect.die("TRANSACTION.SUCCESS is unknown")
        })
        const forms = resources.flatMap(([path, members]) => {
          const shape = path.includes("combine")
            ? "combined"
            : path.includes("partner")
              ? "partner"
              : "merchant"
          return [record(members), record(members, true)].map((resource) => [shape, resource] as const)
        })
        assert.lengthOf(forms, 6)
        for (const [index, [, resource]] of forms.entries()) {
          // Orders of their own: the same order twice is the same payment.
          const numbered = { ...resource, ...number(resource, `order_${index}`) }
          yield* NotificationHandler.handle(handler, deliveryOf(bodyOf(numbered, { id: `id-${index}` }), at))
          assert.deepStrictEqual((yield* Ref.get(seen)).at(-1)?.[1], numbered)
        }
        assert.deepStrictEqual(
          (yield* Ref.get(seen)).map(([shape]) => shape),
          forms.map(([shape]) => shape)
        )
        // The same payment under another id.
        const [, first] = forms[0] ?? assert.fail()
        const again = { ...first, ...number(first, "order_0") }
        const { _tag } = yield* NotificationHandler.handle(
          handler,
          deliveryOf(bodyOf(again, { id: "another" }), at)
        )
        assert.strictEqual(_tag, "Duplicate")
      }).pipe(Effect.provide(Layer.merge(keysLayer, NotificationStore.layerMemory())))
  )
})

const number = (resource: Readonly<Record<string, unknown>>, value: string) =>
  "combine_out_trade_no" in resource ? { combine_out_trade_no: value } : { out_trade_no: value }

describe("a combined close", () => {
  it.effect("a combined close of a closed order fails with OrderClosed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        given(
          400,
          { code: "ORDER_CLOSED", message: "订单已关闭" },
          CombinedPayment.close({
            combine_appid: appid,
            combine_out_trade_no: combined.combine_out_trade_no,
            sub_orders: combined.sub_orders.map(({ mchid, out_trade_no }) => ({ mchid, out_trade_no }))
          })
        )
      )
      assert.strictEqual(error._tag, "OrderClosed")
    })
  )
})
