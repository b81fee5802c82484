/** Rules of single endpoints outside of orders and plans. */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import {
  LegacyPermission,
  PartnerPermission,
  PayAfterOrder,
  Permission,
  SmartRetailOrder
} from "@effect-wechatpay/payscore"
import { Effect, Redacted } from "effect"
import { rejection, sent } from "../support/rejection.js"
import { familyOf } from "../support/walk/families.js"
import { samples } from "../support/walk/inputs.js"
import { membersOf } from "../support/walk/shape.js"
import { appid, openid, service_id, sub_appid, sub_mchid } from "./samples.js"

const payscore = familyOf("payscore")

const addresses = ["notify_url", "result_notify_url"]

const withAddress = payscore.endpoints.flatMap(({ endpoint }) =>
  addresses
    .filter((name) => membersOf(endpoint.payload).has(name))
    .map((name) => [`${endpoint.id} ${name}`, endpoint, name] as const)
)

describe("an address that WeChat Pay notifies", () => {
  it("notify_url is part of many calls", () => assert.isAbove(withAddress.length, 15))

  it.effect.each(withAddress)("notify_url is https without query: %s", ([, endpoint, name]) =>
    Effect.gen(function* () {
      const right = samples(endpoint, 50).find((input) => input[name] !== undefined)
      assert(right !== undefined)
      for (const wrong of [
        "http://merchant.example.com/notify",
        "https://merchant.example.com/notify?order=1",
        "https://merchant.example.com/#notify",
        "merchant.example.com",
        "https://"
      ]) {
        const issues = yield* rejection(endpoint, { ...right, [name]: wrong })
        assert.deepStrictEqual(
          issues.map(({ path }) => path),
          [name]
        )
      }
    })
  )
})

describe("a user of a service provider", () => {
  const base = { service_id, appid, sub_mchid, reason: "user asked" }
  const { reason: _, ...search } = base
  const calls: ReadonlyArray<readonly [string, Endpoint.Any, object]> = [
    ["terminateByOpenid", PartnerPermission.terminateByOpenid, base],
    ["queryByOpenid", PartnerPermission.queryByOpenid, search]
  ]

  it.effect.each(calls)("a user of a service provider is named exactly once: %s", ([, endpoint, input]) =>
    Effect.gen(function* () {
      yield* sent(endpoint, { ...input, openid })
      yield* sent(endpoint, { ...input, sub_openid: openid, sub_appid })
      assert.deepStrictEqual(yield* rejection(endpoint, input), [
        { path: "openid", problem: "is missing: give openid or sub_openid" }
      ])
      assert.deepStrictEqual(
        yield* rejection(endpoint, { ...input, openid, sub_openid: openid, sub_appid }),
        [{ path: "sub_openid", problem: "must not be given together with openid" }]
      )
      assert.deepStrictEqual(yield* rejection(endpoint, { ...input, sub_openid: openid }), [
        { path: "sub_appid", problem: "is missing: sub_openid needs it" }
      ])
    })
  )
})

describe("the risk of a user", () => {
  it.effect("the risk of a user is assessed by either id", () =>
    Effect.gen(function* () {
      const service = { service_id, appid }
      yield* sent(Permission.assessUserRiskLevel, { ...service, openid })
      yield* sent(Permission.assessUserRiskLevel, { ...service, openid, authorization_code: "a1" })
      assert.deepStrictEqual(yield* rejection(Permission.assessUserRiskLevel, service), [
        { path: "authorization_code", problem: "is missing: give authorization_code or openid" }
      ])
      const partner = { ...service, sub_mchid }
      const { target, body } = yield* sent(PartnerPermission.assessUserRiskLevel, {
        ...partner,
        sub_openid: openid,
        sub_appid
      })
      assert.isTrue(target.endsWith(`/assess-user-risk-level?sub_mchid=${sub_mchid}`))
      assert.notProperty(JSON.parse(body), "sub_mchid")
      assert.deepStrictEqual(yield* rejection(PartnerPermission.assessUserRiskLevel, partner), [
        { path: "authorization_code", problem: "is missing: give authorization_code, openid or sub_openid" }
      ])
      assert.deepStrictEqual(
        yield* rejection(PartnerPermission.assessUserRiskLevel, { ...partner, sub_openid: openid }),
        [{ path: "sub_appid", problem: "is missing: sub_openid needs it" }]
      )
    })
  )
})

describe("the old families", () => {
  const order = { appid, service_id, out_order_no: "1" }
  const creating: ReadonlyArray<readonly [string, Endpoint.Any]> = [
    ["pay-after", PayAfterOrder.create],
    ["smart retail", SmartRetailOrder.create]
  ]

  it.effect.each(creating)("orders of the first generation have at most 5 discounts: %s", ([, create]) =>
    Effect.gen(function* () {
      const discounts = Array.from({ length: 5 }, () => ({ discount_name: "减" }))
      yield* sent(create, { ...order, discounts })
      const issues = yield* rejection(create, { ...order, discounts: [...discounts, {}] })
      assert.deepStrictEqual(issues, [
        { path: "discounts", problem: "expected at most 5 items, got an array of 6" }
      ])
    })
  )

  it.effect("orders of the first generation are queried by exactly one number", () =>
    Effect.gen(function* () {
      const query = { appid, service_id }
      yield* sent(PayAfterOrder.query, { ...query, query_id: "q" })
      assert.lengthOf(yield* rejection(PayAfterOrder.query, query), 1)
      assert.lengthOf(
        yield* rejection(SmartRetailOrder.query, { ...query, out_order_no: "1", query_id: "q" }),
        1
      )
    })
  )

  it.effect("errors of the first generation never contain personal data", () =>
    Effect.gen(function* () {
      const secret = "张三"
      const issues = yield* rejection(PayAfterOrder.create, {
        ...order,
        name: Redacted.make(secret),
        phone: secret
      })
      assert.notInclude(JSON.stringify(issues), secret)
      assert.deepStrictEqual(
        issues.map(({ path }) => path),
        ["phone"]
      )
    })
  )

  it.effect("calls of the first generation put user and service of an authorisation into the path", () =>
    Effect.gen(function* () {
      const { body, target } = yield* sent(LegacyPermission.terminate, {
        openid: "o/1",
        service_id,
        appid,
        reason: "user asked"
      })
      assert.strictEqual(target, `/v3/payscore/users/o%2F1/permissions/${service_id}/terminate`)
      assert.deepStrictEqual(JSON.parse(body), { appid, reason: "user asked" })
    })
  )
})
