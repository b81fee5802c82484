import {
  ApiError,
  CommonError,
  Endpoint,
  MerchantClients,
  MonotonicClock,
  Retry,
  Timeout,
  type WechatPayClient,
  type WechatPayError,
  Wire
} from "@effect-wechatpay/core"
import { OrganizationUser } from "@effect-wechatpay/facepay"
import type { PayscoreError, Permission } from "@effect-wechatpay/payscore"
import { Effect, type Option, Schema } from "effect"
import { describe, expect, test } from "tstyche"

class Own extends ApiError.forCode<Own>("test/Own")("Own", { codes: ["OWN"] }) {}

const order = Endpoint.make("test.order", {
  method: "POST",
  path: "/v3/test/{out_order_no}/items/{item}",
  params: { out_order_no: Wire.OutOrderNo, item: Wire.text(8) },
  query: { page: Schema.optional(Schema.NumberFromString) },
  payload: { appid: Wire.AppId, amount: Wire.Amount, note: Schema.optional(Wire.text(8)) },
  success: { state: Wire.openEnum("CREATED", "DONE"), paid: Schema.optional(Schema.Boolean) },
  errors: [Own, CommonError.NoAuth]
})

const input = { out_order_no: "1", item: "2", appid: "wx1", amount: 1 }

describe("the parameters of a path", () => {
  const options = { method: "GET" } as const

  test("path parameters must be those between the braces", () => {
    expect(Endpoint.make).type.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}",
      params: { b: Wire.text(1) }
    })
    expect(Endpoint.make).type.not.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}",
      params: { c: Wire.text(1) }
    })
    expect(Endpoint.make).type.not.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}",
      params: { b: Wire.text(1), c: Wire.text(1) }
    })
    expect(Endpoint.make).type.not.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}/{c}",
      params: { b: Wire.text(1) }
    })
  })

  test("path parameters must exist if there are braces, and only then", () => {
    expect(Endpoint.make).type.not.toBeCallableWith("a", { ...options, path: "/a/{b}" })
    expect(Endpoint.make).type.not.toBeCallableWith("a", {
      ...options,
      path: "/a",
      params: { b: Wire.text(1) }
    })
    expect(Endpoint.make).type.toBeCallableWith("a", { ...options, path: "/a" })
  })

  test("path parameters are text on the wire", () => {
    expect(Endpoint.make).type.not.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}",
      params: { b: Schema.Number }
    })
    expect(Endpoint.make).type.toBeCallableWith("a", {
      ...options,
      path: "/a/{b}",
      params: { b: Schema.NumberFromString }
    })
  })

  test("ParamName is the union of the path parameters", () => {
    expect<Endpoint.ParamName<"/a/{b}/c/{d}">>().type.toBe<"b" | "d">()
    expect<Endpoint.ParamName<"/a">>().type.toBe<never>()
  })
})

describe("an option that does not exist", () => {
  test("an unknown option does not compile", () => {
    expect(Endpoint.make).type.not.toBeCallableWith("a", { method: "FETCH", path: "/a" })
    expect(Endpoint.make).type.not.toBeCallableWith("a", { method: "GET", path: "/a", status: 201 })
    expect(Endpoint.make).type.not.toBeCallableWith("a", { method: "GET", path: "/a", errors: [Error] })
  })
})

describe("the input of an endpoint", () => {
  test("the input of an endpoint is flat, with optional members optional", () => {
    expect<Endpoint.Input<typeof order>>().type.toBe<{
      readonly out_order_no: string
      readonly item: string
      readonly page?: number | undefined
      readonly appid: string
      readonly amount: number
      readonly note?: string | undefined
    }>()
    expect(order).type.toBeCallableWith(input)
    expect(order).type.toBeCallableWith({ ...input, page: 1, note: "n" })
    expect(order).type.toBeCallableWith({ ...input, note: undefined })
  })

  test("the merchant of the client may be omitted, as the client adds it", () => {
    const close = Endpoint.make("acme.order.close", {
      method: "POST",
      path: "/v3/acme/orders/{out_trade_no}/close",
      merchantMember: "mchid",
      params: { out_trade_no: Wire.text(32) },
      payload: { mchid: Wire.Mchid, note: Schema.optional(Wire.text(20)) }
    })
    expect<Endpoint.Input<typeof close>>().type.toBe<{
      readonly out_trade_no: string
      readonly note?: string | undefined
      readonly mchid?: string | undefined
    }>()
    expect(close).type.toBeCallableWith({ out_trade_no: "1" })
    expect(close).type.toBeCallableWith({ out_trade_no: "1", mchid: "1900000001" })
    expect(close).type.not.toBeCallableWith({ mchid: "1900000001" })
    expect(close).type.not.toBeCallableWith({ out_trade_no: "1", mch_id: "1900000001" })
  })

  test("the input of an endpoint must have all required fields of all sections", () => {
    expect(order).type.not.toBeCallableWith({ item: "2", appid: "wx1", amount: 1 })
    expect(order).type.not.toBeCallableWith({ out_order_no: "1", item: "2", amount: 1 })
    expect(order).type.not.toBeCallableWith({})
    expect(order).type.not.toBeCallableWith()
  })

  test("the input of an endpoint has no misspelt field", () => {
    expect(order).type.not.toBeCallableWith({
      out_order_no: "1",
      item: "2",
      appid: "wx1",
      amount: 1,
      note_: "n"
    })
    expect(order).type.not.toBeCallableWith({ out_order_no: "1", item: "2", apid: "wx1", amount: 1 })
  })

  test("the input of an endpoint has the types of its fields", () => {
    expect(order).type.not.toBeCallableWith({ ...input, amount: "1" })
    expect(order).type.not.toBeCallableWith({ ...input, out_order_no: 1 })
    expect(order).type.not.toBeCallableWith({ ...input, page: "1" })
    expect(order).type.not.toBeCallableWith({ ...input, note: null })
  })

  test("the inputs of the packages' endpoints have exact types", () => {
    expect<Endpoint.Input<typeof Permission.terminateByOpenid>>().type.toBe<{
      readonly openid: string
      readonly service_id: string
      readonly appid: string
      readonly reason: string
    }>()
    expect<Endpoint.Input<typeof OrganizationUser.terminateContract>>().type.toBe<{
      readonly organization_id: string
      readonly user_id: string
    }>()
    expect(OrganizationUser.terminateContract).type.not.toBeCallableWith({
      organization_id: "1",
      use_id: "2"
    })
  })

  test("the input of a union payload keeps its cases apart", () => {
    const either = Endpoint.make("test.either", {
      method: "POST",
      path: "/v3/test",
      payload: Schema.Union(
        Schema.Struct({ kind: Schema.Literal("a"), a: Schema.String }),
        Schema.Struct({ kind: Schema.Literal("b"), b: Schema.String })
      )
    })
    expect(either).type.toBeCallableWith({ kind: "a", a: "" })
    expect(either).type.not.toBeCallableWith({ kind: "a", b: "" })
  })
})

describe("the response of an endpoint", () => {
  test("the response of an endpoint is the type of its schema, with open enumerations", () => {
    expect<Endpoint.Success<typeof order>>().type.toBe<{
      readonly state: "CREATED" | "DONE" | (string & {})
      readonly paid?: boolean | undefined
    }>()
    expect<Endpoint.Success<typeof Permission.terminateByOpenid>>().type.toBe<void>()
  })
})

describe("the errors of an endpoint", () => {
  type Always = ApiError.ApiError | WechatPayError.WechatPayError

  test("the errors of an endpoint are its listed ones, ApiError and WechatPayError", () => {
    expect<Endpoint.Failure<typeof order>>().type.toBe<Own | CommonError.NoAuth | Always>()
    expect<Endpoint.Failure<typeof Permission.terminateByOpenid>>().type.toBe<
      InstanceType<(typeof PayscoreError.all)[number]> | Always
    >()
    const bare = Endpoint.make("a", { method: "GET", path: "/a" })
    expect<Endpoint.Failure<typeof bare>>().type.toBe<Always>()
  })

  test("the errors of an endpoint are the exact error channel of a program, and can be handled individually", () => {
    const call = order(input)
    expect(call).type.toBe<
      Effect.Effect<
        Endpoint.Success<typeof order>,
        Own | CommonError.NoAuth | Always,
        WechatPayClient.WechatPayClient
      >
    >()
    const handled = call.pipe(
      Effect.catchTag("Own", () => Effect.succeed("own" as const)),
      Effect.catchTags({ NoAuth: () => Effect.void, ApiError: () => Effect.void })
    )
    expect<Effect.Effect.Error<typeof handled>>().type.toBe<WechatPayError.WechatPayError>()
  })

  test("an unhandled error tag of an endpoint stays in the channel", () => {
    const handled = order(input).pipe(
      Effect.catchTags({
        Own: () => Effect.void,
        ApiError: () => Effect.void,
        WechatPayError: () => Effect.void
      })
    )
    expect<Effect.Effect.Error<typeof handled>>().type.toBe<CommonError.NoAuth>()
    expect<typeof handled>().type.not.toBeAssignableTo<
      Effect.Effect<unknown, never, WechatPayClient.WechatPayClient>
    >()
  })

  test("the errors of an endpoint have no other tag", () => {
    expect(Effect.catchTag(order(input), "Own", () => Effect.void)).type.not.toRaiseError()
    expect(Effect.catchTag(order(input), "OrderNotExist", () => Effect.void)).type.toRaiseError()
  })

  test("the errors of an endpoint keep their literal tags besides any other business error", () => {
    const failed: Effect.Effect<void, ApiError.Any | WechatPayError.WechatPayError> = Effect.void
    const handled = Effect.catchTag(failed, "WechatPayError", (error) => {
      expect(error).type.toBe<WechatPayError.WechatPayError>()
      return Effect.void
    })
    expect<Effect.Effect.Error<typeof handled>>().type.toBe<ApiError.Any>()
    expect(Effect.catchTag(failed, "OrderNotExist", () => Effect.void)).type.toRaiseError()
    expect<Own>().type.toBeAssignableTo<ApiError.Any>()
    expect<keyof ApiError.Any>().type.not.toBeAssignableFrom<"_tag">()
  })

  test("the errors of an endpoint are narrowed by isApiError and by comparing the tag", () => {
    const narrow = (error: Endpoint.Failure<typeof order>) => {
      if (error._tag === "WechatPayError") return expect(error).type.toBe<WechatPayError.WechatPayError>()
      if (error._tag === "Own") return expect(error).type.toBe<Own>()
      expect(error).type.toBe<CommonError.NoAuth | ApiError.ApiError>()
    }
    const guard = (error: ApiError.Any | WechatPayError.WechatPayError) =>
      ApiError.isApiError(error)
        ? expect(error).type.toBe<ApiError.Any>()
        : expect(error._tag).type.toBe<"WechatPayError">()
    expect([narrow, guard]).type.not.toRaiseError()
  })

  test("the errors of an endpoint contain WeChat Pay's response, redacted where it repeats the input", () => {
    expect<Own["_tag"]>().type.toBe<"Own">()
    expect<Own["code"]>().type.toBe<string | undefined>()
    expect<Own["outcome"]>().type.toBe<"NotSent" | "Refused" | "Unknown">()
    expect<Own["text"]>().type.not.toBeAssignableTo<string>()
  })
})

describe("Endpoint.extend", () => {
  const wider = Endpoint.extend(order, {
    query: { channel: Schema.optional(Schema.String) },
    payload: { attach: Schema.String },
    success: { more: Schema.Number },
    errors: [CommonError.ParamError]
  })

  test("Endpoint.extend extends input, response and errors", () => {
    expect<Endpoint.Input<typeof wider>>().type.toBe<{
      readonly out_order_no: string
      readonly item: string
      readonly page?: number | undefined
      readonly appid: string
      readonly amount: number
      readonly note?: string | undefined
      readonly channel?: string | undefined
      readonly attach: string
    }>()
    expect<Endpoint.Success<typeof wider>["more"]>().type.toBe<number>()
    expect<Endpoint.Success<typeof wider>["paid"]>().type.toBe<boolean | undefined>()
    expect<Endpoint.Failure<typeof wider>>().type.toBe<
      Endpoint.Failure<typeof order> | CommonError.ParamError
    >()
  })

  test("Endpoint.extend requires the new fields", () => {
    expect(wider).type.toBeCallableWith({ ...input, attach: "a" })
    expect(wider).type.not.toBeCallableWith(input)
    expect(order).type.not.toBeCallableWith({
      out_order_no: "1",
      item: "2",
      appid: "wx1",
      amount: 1,
      attach: "a"
    })
  })

  test("Endpoint.extend has the same type when it is piped", () => {
    const piped = order.pipe(
      Endpoint.extend({
        query: { channel: Schema.optional(Schema.String) },
        payload: { attach: Schema.String },
        success: { more: Schema.Number },
        errors: [CommonError.ParamError]
      })
    )
    expect(piped).type.toBe<typeof wider>()
    expect(order.pipe(Endpoint.extend({}))).type.not.toRaiseError()
    expect(order.pipe(Endpoint.extend({ payloads: {} }))).type.toRaiseError()
    expect(Endpoint.extend).type.not.toBeCallableWith(Effect.void, {})
  })

  test("Endpoint.extend keeps the types that it does not change", () => {
    const same = Endpoint.extend(order, { payload: { attach: Schema.String } })
    expect<Endpoint.Success<typeof same>>().type.toBe<Endpoint.Success<typeof order>>()
    expect<Endpoint.Failure<typeof same>>().type.toBe<Endpoint.Failure<typeof order>>()
  })
})

describe("what is piped around a call", () => {
  const call = order(input)

  test("combinators around a call keep its types", () => {
    expect(call.pipe(Retry.none)).type.toBe<typeof call>()
    expect(call.pipe(Retry.policy({ attempts: 5 }))).type.toBe<typeof call>()
    expect(call.pipe(Timeout.perAttempt("1 second"))).type.toBe<typeof call>()
  })

  test("combinators accept the call as the first argument", () => {
    expect(Retry.policy(call, { attempts: 5 })).type.toBe<typeof call>()
    expect(Timeout.perAttempt(call, "1 second")).type.toBe<typeof call>()
    expect(MonotonicClock.timeoutOption(call, "1 second")).type.toBe<
      Effect.Effect<
        Option.Option<Endpoint.Success<typeof order>>,
        Endpoint.Failure<typeof order>,
        WechatPayClient.WechatPayClient
      >
    >()
    expect(call.pipe(MonotonicClock.timeoutOption("1 second"))).type.toBe(
      MonotonicClock.timeoutOption(call, "1 second")
    )
  })

  test("MerchantClients.provide provides the client and adds its error", () => {
    type AsMerchant = Effect.Effect<
      Endpoint.Success<typeof order>,
      Endpoint.Failure<typeof order> | MerchantClients.MerchantUnavailable,
      MerchantClients.MerchantClients
    >
    expect(call.pipe(MerchantClients.provide("1900000109"))).type.toBe<AsMerchant>()
    expect(MerchantClients.provide(call, "1900000109")).type.toBe<AsMerchant>()
  })
})

describe("isEndpoint", () => {
  test("isEndpoint narrows", () => {
    const value: unknown = order
    if (Endpoint.isEndpoint(value)) expect(value).type.toBe<Endpoint.Any>()
  })
})
