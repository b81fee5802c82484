/** Plans and sign plans: inputs that are rejected before sending, and the helpers that make valid ones. */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import { PartnerPlan, PartnerSignPlan, Plan, SignPlan } from "@effect-wechatpay/payscore"
import { Effect, Option } from "effect"
import { rejection, sent } from "../support/rejection.js"
import { appid, notify_url, openid, service_id, sub_mchid } from "./samples.js"

const item = (original_price: number, actual_price: number) => ({
  plan_detail_name: "一期",
  original_price,
  actual_price
})

const plan = {
  service_id,
  appid,
  plan_name: "两期计划",
  plan_duration: 30,
  merchant_plan_no: "plan-1"
} satisfies Partial<Endpoint.Input<typeof Plan.create>>

const details = [item(200, 100), item(200, 100), item(150, 50)]

const inBothModes = [
  ["merchant", Plan.create, plan],
  ["partner", PartnerPlan.create, { ...plan, sub_mchid }]
] as const

describe("a plan", () => {
  it("Plan.fromDetails computes the counts and sums of a plan", () => {
    assert.deepStrictEqual(Plan.fromDetails(details), {
      plan_detail_list: details,
      deduction_quantity: 3,
      total_original_price: 550,
      total_actual_price: 250
    })
    assert.strictEqual(PartnerPlan.fromDetails, Plan.fromDetails)
  })

  it.effect.each(inBothModes)(
    "a plan of a %s is sent with the counts and sums of its items",
    ([, create, base]) =>
      Effect.gen(function* () {
        const { body } = yield* sent(create, { ...base, ...Plan.fromDetails(details) })
        assert.deepStrictEqual(JSON.parse(body), { ...base, ...Plan.fromDetails(details) })
      })
  )

  it.effect.each(inBothModes)("a plan of a %s with other counts or sums is rejected", ([, create, base]) =>
    Effect.gen(function* () {
      const wrong = {
        deduction_quantity: 2,
        total_original_price: 549,
        total_actual_price: 251
      }
      assert.deepStrictEqual(yield* rejection(create, { ...base, ...Plan.fromDetails(details), ...wrong }), [
        { path: "deduction_quantity", problem: "must be the number of items of plan_detail_list" },
        { path: "total_original_price", problem: "must be the sum of every original_price" },
        { path: "total_actual_price", problem: "must be the sum of every actual_price" }
      ])
    })
  )

  it.effect.each(inBothModes)(
    "a plan of a %s with rising prices is rejected with the name of the item",
    ([, create, base]) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          yield* rejection(create, {
            ...base,
            ...Plan.fromDetails([item(100, 50), item(100, 60), item(40, 41)])
          }),
          [
            {
              path: "plan_detail_list[1].actual_price",
              problem: "must not be above the actual_price of the previous item"
            },
            { path: "plan_detail_list[2].actual_price", problem: "must not be above original_price" }
          ]
        )
      })
  )

  it.effect("a plan without items is rejected", () =>
    Effect.gen(function* () {
      const issues = yield* rejection(Plan.create, { ...plan, ...Plan.fromDetails([]) })
      assert.deepStrictEqual(
        issues.map(({ path }) => path),
        ["deduction_quantity"]
      )
    })
  )
})

const signPlan = {
  service_id,
  appid,
  plan_id: "12334",
  openid,
  merchant_sign_plan_no: "sign-1",
  notify_url
}

const numbered = (plan_detail_no: number, merchant_plan_detail_no: string) => ({
  plan_detail_no,
  merchant_plan_detail_no
})

describe("a sign plan", () => {
  it.effect("a sign plan is sent with a number for each item, in any order", () =>
    Effect.gen(function* () {
      const sign_plan_detail = [numbered(2, "b"), numbered(1, "a"), numbered(3, "c".repeat(32))]
      const { body } = yield* sent(SignPlan.create, { ...signPlan, sign_plan_detail })
      assert.deepStrictEqual(JSON.parse(body), { ...signPlan, sign_plan_detail })
    })
  )

  it.effect(
    "a sign plan with repeated or missing items or numbers, or with numbers that no order can have, is rejected",
    () =>
      Effect.gen(function* () {
        const issues = (...sign_plan_detail: ReadonlyArray<object>) =>
          rejection(SignPlan.create, { ...signPlan, sign_plan_detail })
        assert.deepStrictEqual(yield* issues(numbered(1, "a"), numbered(1, "a")), [
          { path: "sign_plan_detail[1].merchant_plan_detail_no", problem: "must be unique" },
          { path: "sign_plan_detail[1].plan_detail_no", problem: "must be unique" }
        ])
        assert.deepStrictEqual(yield* issues(numbered(1, "a"), numbered(3, "b")), [
          {
            path: "sign_plan_detail[1].plan_detail_no",
            problem: "must number the items from 1 without a gap"
          }
        ])
        assert.deepStrictEqual(yield* issues(numbered(1, "a".repeat(33))), [
          {
            path: "sign_plan_detail[0].merchant_plan_detail_no",
            problem: "must have at most 32 characters: it becomes the out_trade_no of the item's order"
          }
        ])
        assert.deepStrictEqual(yield* issues(), [
          { path: "sign_plan_detail", problem: "must contain every item of the plan" }
        ])
      })
  )

  it.effect("a sign plan of a partner names its user exactly once", () =>
    Effect.gen(function* () {
      const { openid: _, ...nobody } = { ...signPlan, sub_mchid, sign_plan_detail: [numbered(1, "a")] }
      yield* sent(PartnerSignPlan.create, { ...nobody, openid })
      yield* sent(PartnerSignPlan.create, { ...nobody, sub_openid: openid, sub_appid: appid })
      assert.deepStrictEqual(yield* rejection(PartnerSignPlan.create, nobody), [
        { path: "openid", problem: "is missing: give openid or sub_openid" }
      ])
      assert.deepStrictEqual(yield* rejection(PartnerSignPlan.create, { ...nobody, sub_openid: openid }), [
        { path: "sub_appid", problem: "is missing: sub_openid needs it" }
      ])
    })
  )
})

describe("the next order of a sign plan", () => {
  type Item = SignPlan.SignedPlan["signed_detail_list"] extends ReadonlyArray<infer A> | undefined ? A : never

  const signed = (sign_state: string, ...states: ReadonlyArray<string>) => ({
    sign_plan_id: "s",
    sign_state,
    signed_detail_list: states.map(
      (plan_detail_state, index): Item => ({
        plan_detail_no: index + 1,
        original_price: 1,
        actual_price: 1,
        plan_detail_state,
        merchant_plan_detail_no: `n${index + 1}`,
        plan_detail_name: "x"
      })
    )
  })

  const nextOf = (...args: Parameters<typeof signed>) =>
    Option.getOrUndefined(SignPlan.nextOrder(signed(...args)))?.plan_detail_no

  it("SignPlan.nextOrder is the first item without an order, with its number as out_trade_no", () => {
    assert.deepStrictEqual(
      Option.getOrUndefined(
        SignPlan.nextOrder(signed("SIGNED", "USED", "SIGN_PLAN_DETAIL_CANCEL", "NOT_USED", "NOT_USED"))
      ),
      { sign_plan_id: "s", plan_detail_no: 3, out_trade_no: "n3" }
    )
    assert.strictEqual(nextOf("SIGNED", "NOT_USED"), 1)
    const reversed = signed("SIGNED", "USED", "NOT_USED")
    reversed.signed_detail_list.reverse()
    assert.strictEqual(Option.getOrThrow(SignPlan.nextOrder(reversed)).plan_detail_no, 2)
  })

  it("SignPlan.nextOrder is none while an order is open, after the last item, and while the plan is not signed", () => {
    assert.isUndefined(nextOf("SIGNED", "USING", "NOT_USED"))
    assert.isUndefined(nextOf("SIGNED", "NOBODY_KNOWS", "NOT_USED"))
    assert.isUndefined(nextOf("SIGNED", "USED", "USED"))
    assert.isUndefined(nextOf("SIGNED"))
    for (const state of ["UNSIGNED", "SIGN_PLAN_CANCEL", "COMPLETE", "EXPIRE", "NOBODY_KNOWS"]) {
      assert.isUndefined(nextOf(state, "NOT_USED"))
    }
    assert.isTrue(Option.isNone(SignPlan.nextOrder({ sign_plan_id: "s", sign_state: "SIGNED" })))
  })

  it.effect("SignPlan.nextOrder is a valid input of the call that creates the order", () =>
    Effect.gen(function* () {
      const next = Option.getOrThrow(SignPlan.nextOrder(signed("SIGNED", "NOT_USED")))
      const order: Endpoint.Input<typeof SignPlan.createServiceOrder> = {
        ...next,
        service_id,
        appid,
        openid,
        notify_url,
        service_introduction: "一期",
        time_range: { start_time: "OnAccept" }
      }
      const { body } = yield* sent(SignPlan.createServiceOrder, order)
      assert.deepStrictEqual(JSON.parse(body), order)
    })
  )
})
