import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { OrganizationUser } from "@effect-wechatpay/facepay"
import { PartnerPermission, Permission } from "@effect-wechatpay/payscore"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"

const { appid, authorizationCode, openid, organizationId, serviceId, subMchid } = Samples

const inProcess = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))
const overHttp = Simulator.layerClient().pipe(
  Layer.provideMerge(Layer.merge(Simulator.layerServer(), FetchHttpClient.layer))
)

const fourCalls = Effect.gen(function* () {
  yield* Permission.terminateByOpenid({ openid, service_id: serviceId, appid, reason: "user asked" })
  yield* Permission.terminateByAuthorizationCode({
    authorization_code: authorizationCode,
    service_id: serviceId,
    reason: "用户要求"
  })
  yield* PartnerPermission.terminateByAuthorizationCode({
    authorization_code: authorizationCode,
    service_id: serviceId,
    sub_mchid: subMchid,
    reason: "user asked"
  })
  yield* OrganizationUser.terminateContract({ organization_id: organizationId, user_id: Samples.faceUserId })
  const simulator = yield* Simulator.Simulator
  const calls = yield* simulator.calls.all
  assert.deepStrictEqual(
    calls.map(({ status, signature, state }) => ({ status, signature, state })),
    calls.map(() => ({ status: 204, signature: "valid" as const, state: "responded" as const }))
  )
  assert.strictEqual(calls.length, 4)
})

describe("the four terminate calls with the sample values", () => {
  it.scopedLive("the four terminate calls succeed with the sample values in process", () =>
    Effect.provide(fourCalls, inProcess)
  )
  it.scopedLive("the four terminate calls succeed with the sample values over HTTP", () =>
    Effect.provide(fourCalls, overHttp)
  )
  it.scoped("the four terminate calls succeed with the sample values in process with a test clock", () =>
    Effect.provide(fourCalls, inProcess)
  )
})
