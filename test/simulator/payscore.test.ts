/** The rejections of ending an authorisation, with their codes. */
import { assert, describe, it } from "@effect/vitest"
import type { ApiError, WechatPayClient, WechatPayError } from "@effect-wechatpay/core"
import { PartnerPermission, Permission } from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer, TestClock } from "effect"

const { appid, authorizationCode, authorizationCodeOpenid, mchid, openid, serviceId, subMchid } = Samples

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(
    Simulator.layer({
      merchants: [
        { mchid, appids: [appid], subMchids: [subMchid, "1900000110"] },
        { mchid: "1900000001", appids: [appid], subMchids: [subMchid] }
      ]
    })
  )
)

const reason = "user asked"
const byOpenid = { openid, service_id: serviceId, appid, reason }
const byCode = { authorization_code: authorizationCode, service_id: serviceId, reason }
const partnerByCode = { ...byCode, sub_mchid: subMchid }

const merchantScope = { role: "merchant", mchid, service_id: serviceId } as const
const partnerScope = { role: "partner", mchid, sub_mchid: subMchid, service_id: serviceId } as const

type Failure = ApiError.Any | WechatPayError.WechatPayError

/** Status, code, internal code and text of a rejection. */
const rejection = <E extends Failure>(call: Effect.Effect<void, E, WechatPayClient.WechatPayClient>) =>
  Effect.matchEffect(call, {
    onSuccess: () => Effect.dieMessage("expected a rejection"),
    onFailure: (error) => {
      const { code, internalCode, outcome, status, wechatMessage } = error as ApiError.Any
      assert.strictEqual(outcome, "Refused")
      return Effect.succeed([status, code, internalCode, wechatMessage])
    }
  })

const notExist = [404, "ORDER_NOT_EXIST", 271317510, "请求操作的授权记录不存在"]
const noAuth = (text: string) => [403, "NO_AUTH", 1, text]

const authorization = (scope: Parameters<typeof Payscore.authorizationKey>[0]) =>
  Effect.gen(function* () {
    const { act } = yield* Simulator.Simulator
    const rows = yield* act(State.rows(Payscore.authorizations))
    return rows.get(Payscore.authorizationKey(scope))
  })

const { act } = Simulator

const order = (state: Payscore.Order["state"], changed: Partial<Payscore.Order> = {}) => {
  const row: Payscore.Order = {
    ...merchantScope,
    appid,
    openid,
    out_order_no: "1",
    order_id: "1",
    state,
    terms: {
      service_introduction: "power bank",
      notify_url: "https://shop.example/notify",
      risk_fund: { name: "DEPOSIT", amount: 1 },
      time_range: { start_time: "OnAccept" }
    },
    creation: {},
    created_at: 0,
    packageUsed: false,
    inFlight: false,
    done: {},
    ...changed
  }
  return act(Effect.map(State.rows(Payscore.orders), (rows) => rows.set(Payscore.orderKey(row), row)))
}

describe("ending an authorisation", () => {
  const test = (
    name: string,
    effect: Effect.Effect<void, Failure, Simulator.Simulator | WechatPayClient.WechatPayClient>
  ) => it.effect(name, () => Effect.provide(Effect.orDie(effect), layer))

  test(
    "terminating by openid ends exactly that authorisation, and stores how and when",
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      yield* Permission.terminateByOpenid(byOpenid)
      assert.deepInclude(yield* authorization({ ...merchantScope, openid }), {
        state: "UNAVAILABLE",
        termination: { by: "openid", reason, at: 1_700_000_000_000 }
      })
      for (const other of [
        { ...merchantScope, openid: authorizationCodeOpenid },
        { ...merchantScope, service_id: Samples.noConfirmServiceId, openid },
        { ...partnerScope, openid }
      ]) {
        assert.strictEqual((yield* authorization(other))?.state, "AVAILABLE")
      }
    })
  )

  test(
    "terminating by code ends the authorisation of the user of the code",
    Effect.gen(function* () {
      yield* Permission.terminateByAuthorizationCode(byCode)
      assert.deepInclude(yield* authorization({ ...merchantScope, openid: authorizationCodeOpenid }), {
        state: "UNAVAILABLE"
      })
      assert.deepInclude(yield* authorization({ ...partnerScope, openid: authorizationCodeOpenid }), {
        state: "AVAILABLE"
      })
      yield* PartnerPermission.terminateByAuthorizationCode(partnerByCode)
      assert.deepInclude(yield* authorization({ ...partnerScope, openid: authorizationCodeOpenid }), {
        state: "UNAVAILABLE"
      })
    })
  )

  test(
    "terminating an unknown authorisation is rejected with 404",
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByOpenid({ ...byOpenid, openid: "nobody" })),
        notExist
      )
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByAuthorizationCode({ ...byCode, authorization_code: "0" })),
        notExist
      )
      assert.deepStrictEqual(
        yield* rejection(
          PartnerPermission.terminateByAuthorizationCode({ ...partnerByCode, authorization_code: "0" })
        ),
        notExist
      )
      // The code belongs to another service.
      assert.deepStrictEqual(
        yield* rejection(
          Permission.terminateByAuthorizationCode({ ...byCode, service_id: Samples.noConfirmServiceId })
        ),
        notExist
      )
    })
  )

  test(
    "terminating by a code that a later one replaced is rejected with 400",
    Effect.gen(function* () {
      yield* act(
        Payscore.authorize({
          ...merchantScope,
          appid,
          openid: authorizationCodeOpenid,
          authorization_code: "newer"
        })
      )
      assert.deepStrictEqual(yield* rejection(Permission.terminateByAuthorizationCode(byCode)), [
        400,
        "INVALID_REQUEST",
        1,
        "商户解除授权的授权码不是这个用户签约的授权"
      ])
      yield* Permission.terminateByAuthorizationCode({ ...byCode, authorization_code: "newer" })
    })
  )

  test(
    "terminating by an unused code is rejected with 400",
    Effect.gen(function* () {
      const code: Payscore.Code = { ...merchantScope, authorization_code: "pending" }
      yield* act(Effect.map(State.rows(Payscore.codes), (rows) => rows.set(Payscore.codeKey(code), code)))
      const [status, code_] = yield* rejection(
        Permission.terminateByAuthorizationCode({ ...byCode, authorization_code: "pending" })
      )
      assert.deepStrictEqual([status, code_], [400, "INVALID_ORDER_STATE"])
    })
  )

  for (const state of ["CREATED", "DONE", "REVOKED", "EXPIRED"] as const) {
    test(
      `terminating is allowed with an order in ${state}`,
      Effect.andThen(order(state), Permission.terminateByOpenid(byOpenid))
    )
  }

  test(
    "terminating with an order in service or unpaid is rejected with 400",
    Effect.gen(function* () {
      yield* order("DOING")
      assert.deepStrictEqual(yield* rejection(Permission.terminateByOpenid(byOpenid)), [
        400,
        "INVALID_REQUEST",
        1,
        "存在未完成订单"
      ])
      assert.strictEqual((yield* authorization({ ...merchantScope, openid }))?.state, "AVAILABLE")
      // Another user's order, another service's, another side's do not count.
      yield* order("DONE")
      yield* order("DOING", { openid: authorizationCodeOpenid, out_order_no: "2" })
      yield* order("DOING", { service_id: Samples.noConfirmServiceId, out_order_no: "3" })
      yield* order("DOING", { role: "partner", sub_mchid: subMchid, out_order_no: "4" })
      yield* Permission.terminateByOpenid(byOpenid)
    })
  )

  test(
    "repeating a termination has the same response, and another one is rejected with 400",
    Effect.gen(function* () {
      const ended = [400, "INVALID_ORDER_STATE", 271302262, "用户授权已解除"]
      yield* Permission.terminateByAuthorizationCode(byCode)
      const first = yield* authorization({ ...merchantScope, openid: authorizationCodeOpenid })
      yield* TestClock.adjust("1 hour")
      yield* Permission.terminateByAuthorizationCode(byCode)
      assert.deepStrictEqual(
        yield* authorization({ ...merchantScope, openid: authorizationCodeOpenid }),
        first
      )
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByAuthorizationCode({ ...byCode, reason: "other" })),
        ended
      )
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByOpenid({ ...byOpenid, openid: authorizationCodeOpenid })),
        ended
      )
      yield* act(
        Payscore.authorize({
          ...merchantScope,
          appid,
          openid: authorizationCodeOpenid,
          authorization_code: authorizationCode
        })
      )
      yield* Permission.terminateByAuthorizationCode({ ...byCode, reason: "other" })
    })
  )

  test(
    "terminating with a service, appid or sub-merchant of others is rejected with 403",
    Effect.gen(function* () {
      const noService = [403, "NO_AUTH", 271302144, "商户暂无权限使用此服务"]
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByOpenid({ ...byOpenid, service_id: "500001" })),
        noService
      )
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByOpenid({ ...byOpenid, appid: "wx0000000000000000" })),
        [403, "NO_AUTH", 271302149, "商户暂无权限使用此服务"]
      )
      assert.deepStrictEqual(
        yield* rejection(Permission.terminateByAuthorizationCode({ ...byCode, service_id: "500001" })),
        noService
      )
      const partner = (sub_mchid: string, service_id: string = serviceId) =>
        rejection(PartnerPermission.terminateByAuthorizationCode({ ...partnerByCode, sub_mchid, service_id }))
      assert.deepStrictEqual(yield* partner(subMchid, "500001"), noService)
      assert.deepStrictEqual(yield* partner("1900000111"), noAuth("mchid与sub_mchid之间Mma绑定关系不存在"))
      assert.deepStrictEqual(
        yield* partner("1900000110"),
        noAuth("请检查sub_mchid是否授权mchid微信支付分产品权限")
      )
    })
  )

  it.effect("terminating for another merchant's service is rejected with 403", () =>
    Effect.gen(function* () {
      const noService = [403, "NO_AUTH", 271302144, "商户暂无权限使用此服务"]
      assert.deepStrictEqual(yield* rejection(Permission.terminateByOpenid(byOpenid)), noService)
      assert.deepStrictEqual(
        yield* rejection(PartnerPermission.terminateByAuthorizationCode(partnerByCode)),
        noService
      )
    }).pipe(
      Effect.provide(
        Simulator.layerClient({ mchid: "1900000001" }).pipe(
          Layer.provideMerge(
            Simulator.layer({
              merchants: [{ mchid }, { mchid: "1900000001", appids: [appid], subMchids: [subMchid] }]
            })
          )
        )
      )
    )
  )
})
