import { Endpoint, Rule, Wire } from "@effect-wechatpay/core"
import { Schema } from "effect"
import { expect, test } from "tstyche"

const search = Endpoint.make("test.rule.search", {
  method: "GET",
  path: "/v3/test/search",
  query: Rule.exactlyOne(
    { service_id: Wire.ServiceId, sub_appid: Schema.optional(Wire.AppId) },
    { openid: Wire.OpenId, sub_openid: Wire.OpenId },
    { sub_openid: "sub_appid" }
  )
})

type Search = Endpoint.Input<typeof search>

const choose = Endpoint.make("test.rule.choose", {
  method: "GET",
  path: "/v3/test/{id}",
  params: { id: Wire.text(32) },
  query: Rule.exactlyOne({}, { a: Wire.text(1), b: Wire.text(1), c: Wire.Amount })
})

test("exactlyOne gives one alternative for each choice", () => {
  expect<Search>().type.toBe<
    | {
        readonly service_id: string
        readonly sub_appid?: string | undefined
        readonly openid: string
        readonly sub_openid?: undefined
      }
    | {
        readonly service_id: string
        readonly sub_appid: string
        readonly sub_openid: string
        readonly openid?: undefined
      }
  >()
  expect<Endpoint.Input<typeof choose>>().type.toBe<
    | { readonly id: string; readonly a: string; readonly b?: undefined; readonly c?: undefined }
    | { readonly id: string; readonly b: string; readonly a?: undefined; readonly c?: undefined }
    | { readonly id: string; readonly c: number; readonly a?: undefined; readonly b?: undefined }
  >()
})

test("exactlyOne rejects none, both, and a choice without the fields it needs at compile time", () => {
  expect<Search>().type.not.toBeAssignableFrom<{ service_id: string }>()
  expect<Search>().type.not.toBeAssignableFrom<{
    service_id: string
    openid: string
    sub_openid: string
    sub_appid: string
  }>()
  expect<Search>().type.not.toBeAssignableFrom<{ service_id: string; sub_openid: string }>()
  expect<Search>().type.toBeAssignableFrom<{ service_id: string; sub_openid: string; sub_appid: string }>()
  expect<Search>().type.toBeAssignableFrom<{ service_id: string; openid: string; sub_appid: string }>()
})

test("check keeps the type of the section, and passes it to the rules", () => {
  const ruled = Endpoint.make("test.rule.ruled", {
    method: "POST",
    path: "/v3/test",
    payload: Rule.check(
      { amount: Wire.Amount, note: Schema.optional(Wire.text(9)) },
      { check: ({ amount, note }) => (amount > 5 && note === undefined ? [] : []), repair: () => ({}) }
    )
  })
  expect<Endpoint.Input<typeof ruled>>().type.toBe<{
    readonly amount: number
    readonly note?: string | undefined
  }>()
  const chosen = Rule.check(Rule.exactlyOne({}, { a: Wire.text(1), b: Wire.text(1) }), {
    check: ({ a, b }) => (a === b ? [] : []),
    repair: () => ({})
  })
  expect<typeof chosen.Type>().type.toBe<
    { readonly a: string; readonly b?: undefined } | { readonly b: string; readonly a?: undefined }
  >()
})
