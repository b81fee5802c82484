/** Every event of WeChat Pay Score, as WeChat Pay sends it in each mode. */
import { assert, describe, it } from "@effect/vitest"
import { Notification, NotificationHandler, NotificationStore } from "@effect-wechatpay/core"
import { OrderState, PayscoreNotification } from "@effect-wechatpay/payscore"
import { Effect, Layer, Ref, Schema, TestClock } from "effect"
import { bodyOf, deliveryOf, keysLayer } from "../support/notifications.js"
import * as Sample from "./samples.js"

const at = 1_611_368_330

interface Seen {
  readonly event_type: string
  readonly shape?: string
  readonly resource: unknown
}

/** Delivers events of all types to one handler and tells what it saw. */
const deliver = (
  ...events: ReadonlyArray<readonly [eventType: string, resource: unknown, originalType?: string]>
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(at * 1000)
    const seen = yield* Ref.make<ReadonlyArray<Seen>>([])
    const see = (event: Seen) => Ref.update(seen, (all) => [...all, event])
    const handler = NotificationHandler.make(
      [
        PayscoreNotification.userConfirmed,
        PayscoreNotification.userPaid,
        PayscoreNotification.userAccepted,
        PayscoreNotification.userOpenedService,
        PayscoreNotification.userClosedService,
        PayscoreNotification.userSignedPlan,
        PayscoreNotification.userCancelledSignPlan,
        PayscoreNotification.serviceAccountBound,
        PayscoreNotification.merchantPrepay
      ],
      {
        "PAYSCORE.USER_CONFIRM": see,
        "PAYSCORE.USER_PAID": see,
        "PAYSCORE.USER_ACCEPTED": see,
        "PAYSCORE.USER_OPEN_SERVICE": see,
        "PAYSCORE.USER_CLOSE_SERVICE": see,
        "PAYSCORE.USER_SIGN_PLAN": see,
        "PAYSCORE.USER_CANCEL_SIGN_PLAN": see,
        "PAYSCORE.BIND_SERVICE_ACCOUNT": see,
        "PAYSCORE.MCH_PREPAY": see,
        unknown: () => Effect.die("an event of this family is unknown")
      }
    )
    const outcomes = yield* Effect.forEach(
      events,
      ([eventType, resource, originalType = "payscore"], index) =>
        NotificationHandler.handle(
          handler,
          deliveryOf(bodyOf(resource, { eventType, originalType, id: `id-${index}`, associatedData: "" }), at)
        )
    )
    return { outcomes: outcomes.map(({ _tag }) => _tag), seen: yield* Ref.get(seen) }
  }).pipe(Effect.provide(Layer.merge(keysLayer, NotificationStore.layerMemory())))

const order = {
  service_id: Sample.service_id,
  appid: Sample.appid,
  mchid: "1230000109",
  out_order_no: Sample.number,
  openid: Sample.openid,
  state: "DOING",
  state_description: "USER_CONFIRM",
  service_introduction: "某某酒店",
  post_payments: [{ ...Sample.payment, count: 4 }],
  post_discounts: [Sample.discount],
  risk_fund: { name: "DEPOSIT", amount: 10000, description: "就餐的预估费用" },
  time_range: { start_time: "20091225091010", end_time: "20091225121010", start_time_remark: "开始用餐" },
  location: { start_location: "嗨客时尚主题展餐厅" },
  attach: "Easdfowealsdkjfnlaksjdlfkwqoi",
  order_id: "15646546545165651651"
}

const { state_description: _, ...doing } = order

const paid = {
  ...doing,
  state: "DONE",
  total_amount: 39900,
  need_collection: true,
  collection: {
    state: "USER_PAID",
    total_amount: 39900,
    paying_amount: 0,
    paid_amount: 39900,
    details: [
      {
        seq: 1,
        amount: 39900,
        paid_type: "NEWTON",
        paid_time: "20091225091210",
        transaction_id: "15646546545165651651"
      }
    ]
  }
}

const authorisation = {
  appid: Sample.appid,
  service_id: Sample.service_id,
  openid: Sample.openid,
  user_service_status: "USER_OPEN_SERVICE",
  openorclose_time: "20180225112233",
  authorization_code: "1234323JKHDFE1243252"
}

const signPlan = {
  sign_plan_id: "123456",
  openid: Sample.openid,
  service_id: Sample.service_id,
  mchid: "1230000109",
  appid: Sample.appid,
  merchant_sign_plan_no: "1234323JKHDFE1243252",
  merchant_callback_url: Sample.notify_url,
  plan_id: "8888",
  going_detail_no: 0,
  sign_state: "SIGNED",
  cancel_sign_time: "",
  cancel_sign_type: "NOT_CANCEL",
  cancel_reason: "",
  plan_name: "plan",
  plan_over_time: "2025-01-01T00:00:00+08:00",
  total_origin_price: 1000,
  deduction_quantity: 5,
  total_actual_price: 500,
  signed_detail_list: [
    {
      plan_detail_no: 1,
      original_price: 200,
      actual_price: 100,
      plan_detail_state: "NOT_USED",
      order_id: "",
      merchant_plan_detail_no: "1",
      plan_detail_name: "first"
    }
  ],
  sign_time: "2024-01-01T00:00:00+08:00"
}

const prepay = {
  service_id: Sample.service_id,
  appid: Sample.appid,
  mchid: "1230000109",
  sub_mchid: Sample.sub_mchid,
  channel_id: Sample.channel_id,
  out_order_no: Sample.number,
  openid: Sample.openid,
  total_amount: 100,
  prepay_req_body: {
    device_info: "013467007045764",
    nonce_str: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
    body: "腾讯充值中心-QQ会员充值",
    fee_type: "CNY",
    time_start: "20091225091010",
    time_expire: "20091227091010",
    notify_url: Sample.notify_url,
    trade_type: "JSAPI",
    limit_pay: "no_credit",
    need_receipt: true
  }
}

describe("events of orders", () => {
  it.effect("events of orders are handled in every mode, each once", () =>
    Effect.gen(function* () {
      const partner = {
        ...paid,
        sub_mchid: Sample.sub_mchid,
        sub_appid: Sample.sub_appid,
        sub_openid: Sample.openid
      }
      const institution = {
        ...partner,
        sub_mchid: "1900000110",
        channel_id: "2000",
        out_trade_no: "121775250120"
      }
      const { outcomes, seen } = yield* deliver(
        ["PAYSCORE.USER_CONFIRM", order],
        ["PAYSCORE.USER_PAID", paid],
        ["PAYSCORE.USER_PAID", paid],
        ["PAYSCORE.USER_PAID", partner],
        ["PAYSCORE.USER_PAID", institution]
      )
      assert.deepStrictEqual(outcomes, ["Handled", "Handled", "Duplicate", "Handled", "Handled"])
      assert.deepStrictEqual(
        seen.map(({ resource }) => resource),
        [order, paid, partner, institution]
      )
      assert.deepStrictEqual(
        seen.map(({ resource }) => OrderState.of(resource as OrderState.Order)._tag),
        ["InService", "Paid", "Paid", "Paid"]
      )
    })
  )

  it.effect("an event of an order needs only its ids and state, and may have new texts and members", () =>
    Effect.gen(function* () {
      const little = { service_id: "1", appid: "wx", mchid: "1", out_order_no: "1", state: "NEW" }
      const { seen } = yield* deliver(
        ["PAYSCORE.USER_PAID", { ...little, new_member: { a: 1 } }],
        ["PAYSCORE.USER_CONFIRM", { ...order, risk_fund: { amount: 1 }, post_payments: [{ amount: 1 }] }]
      )
      assert.deepStrictEqual(seen[0]?.resource, little)
      assert.lengthOf(seen, 2)
      const { out_order_no: _, ...without } = order
      const error = yield* Effect.flip(deliver(["PAYSCORE.USER_CONFIRM", without]))
      assert.include(error.message, "out_order_no")
      assert.notInclude(error.message, Sample.openid)
    })
  )

  it.effect("an event of an order of the first generation may have any members", () =>
    Effect.gen(function* () {
      const { seen } = yield* deliver(
        ["PAYSCORE.USER_ACCEPTED", { fees: [] }],
        ["PAYSCORE.USER_ACCEPTED", order, "x"]
      )
      assert.deepStrictEqual(
        seen.map(({ resource }) => resource),
        [{}, order]
      )
    })
  )

  it.effect("events of active payments are handled once for each attempt", () =>
    Effect.gen(function* () {
      const again = { ...prepay, prepay_req_body: { ...prepay.prepay_req_body, nonce_str: "another" } }
      const { outcomes, seen } = yield* deliver(
        ["PAYSCORE.MCH_PREPAY", prepay],
        ["PAYSCORE.MCH_PREPAY", prepay],
        ["PAYSCORE.MCH_PREPAY", again]
      )
      assert.deepStrictEqual(outcomes, ["Handled", "Duplicate", "Handled"])
      assert.deepStrictEqual(seen[0]?.resource, prepay)
    })
  )
})

describe("events of authorisations", () => {
  const cases = {
    merchant: [{ ...authorisation, mchid: "1230000109" }],
    partner: [
      { ...authorisation, mch_id: "1230000109", sub_mch_id: "1900000109", sub_appid: "wx", sub_openid: "o" },
      { ...authorisation, mchid: "1230000109", sub_mchid: "1900000109", openid: undefined, sub_openid: "o" }
    ],
    acquiringBank: [
      { ...authorisation, mch_id: "1230000109", sub_mch_id: "1900000109", channel_id: "20001111" },
      {
        ...authorisation,
        mchid: "1230000109",
        sub_mchid: "1900000109",
        channel_id: "20001111",
        openid: undefined
      }
    ],
    campus: [
      {
        mchid: "1234567890",
        appid: Sample.appid,
        openid: Sample.openid,
        contract_id: "1",
        plan_id: "1",
        contract_status: "ADD",
        create_time: "2020-06-30T12:12:00+08:00",
        out_contract_code: "21640bdbd08e473e828f3206a2741c6e"
      },
      {
        mchid: "1234567890",
        appid: "054aa7d7a2a54ab5898df65bd96f001c",
        create_time: "2020-06-30T12:12:00+08:00",
        out_contract_code: "21640bdbd08e473e828f3206a2741c6e"
      }
    ]
  }

  it.effect("events of authorisations have their mode, for both spellings of the merchant's members", () =>
    Effect.gen(function* () {
      for (const eventType of ["PAYSCORE.USER_OPEN_SERVICE", "PAYSCORE.USER_CLOSE_SERVICE"]) {
        for (const [shape, resources] of Object.entries(cases)) {
          for (const resource of resources) {
            const { seen } = yield* deliver([eventType, resource])
            assert.strictEqual(seen[0]?.shape, shape, JSON.stringify(resource))
            const got = seen[0]?.resource as { readonly mchid: string; readonly sub_mchid?: string }
            assert.match(got.mchid, /^12/)
            assert.strictEqual(
              got.sub_mchid,
              shape === "partner" || shape === "acquiringBank" ? "1900000109" : undefined
            )
            assert.isFalse("mch_id" in got || "sub_mch_id" in got)
          }
        }
      }
    })
  )

  it.effect("events of authorisations are distinguished by their time", () =>
    Effect.gen(function* () {
      const [merchant] = cases.merchant
      const { outcomes } = yield* deliver(
        ["PAYSCORE.USER_OPEN_SERVICE", merchant],
        ["PAYSCORE.USER_OPEN_SERVICE", merchant],
        ["PAYSCORE.USER_CLOSE_SERVICE", merchant],
        ["PAYSCORE.USER_OPEN_SERVICE", { ...merchant, openorclose_time: "20190225112233" }],
        // Without a time only the id tells a resend.
        ["PAYSCORE.USER_OPEN_SERVICE", { ...merchant, openorclose_time: undefined }],
        ["PAYSCORE.USER_OPEN_SERVICE", { ...merchant, openorclose_time: undefined }]
      )
      assert.deepStrictEqual(outcomes, ["Handled", "Duplicate", "Handled", "Handled", "Handled", "Handled"])
    })
  )
})

it.effect("events of plans and bindings are handled", () =>
  Effect.gen(function* () {
    const partner = {
      ...signPlan,
      sign_plan_id: "654321",
      sub_mchid: Sample.sub_mchid,
      sign_state: "SIGN_PLAN_CANCEL"
    }
    const bound = {
      service_id: Sample.service_id,
      appid: Sample.appid,
      mchid: "1230000109",
      sub_mchid: Sample.sub_mchid,
      out_apply_no: "1",
      apply_state: "REJECTED",
      reject_reason: "why"
    }
    const { outcomes, seen } = yield* deliver(
      ["PAYSCORE.USER_SIGN_PLAN", signPlan],
      ["PAYSCORE.USER_SIGN_PLAN", signPlan],
      ["PAYSCORE.USER_CANCEL_SIGN_PLAN", partner],
      ["PAYSCORE.BIND_SERVICE_ACCOUNT", bound],
      ["PAYSCORE.BIND_SERVICE_ACCOUNT", { ...bound, apply_state: "APPROVED" }]
    )
    assert.deepStrictEqual(outcomes, ["Handled", "Duplicate", "Handled", "Handled", "Handled"])
    assert.deepStrictEqual(
      seen.slice(0, 3).map(({ resource }) => resource),
      [signPlan, partner, bound]
    )
  })
)

it("events of authorisations of providers are encoded as WeChat Pay spells them", () => {
  const shape = PayscoreNotification.userOpenedService.shapes.find(({ name }) => name === "partner")
  assert(shape !== undefined)
  const resource = { ...authorisation, mchid: "1230000109", sub_mchid: "1900000109" }
  assert.deepStrictEqual(Schema.encodeSync(shape.schema)(resource), {
    ...authorisation,
    mch_id: "1230000109",
    sub_mch_id: "1900000109"
  })
})

it("PayscoreNotification has nine event types", () => {
  const all = Object.values(PayscoreNotification).filter(Notification.isNotification)
  assert.lengthOf(new Set(all.map(({ eventType }) => eventType)), 9)
})
