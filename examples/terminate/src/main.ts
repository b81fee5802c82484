/**
 * pnpm demo: starts a simulator on a free port, calls WeChat Pay's four terminate endpoints over real HTTP, and
 * shows examples of failures.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { succeeds, title } from "@effect-wechatpay/example-shared/print"
import { OrganizationUser } from "@effect-wechatpay/facepay"
import { PartnerPermission, Permission } from "@effect-wechatpay/payscore"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { failures } from "./failures.js"

const reason = "user asked"

const fourCalls = Effect.gen(function* () {
  yield* succeeds(
    Permission.terminateByOpenid,
    Permission.terminateByOpenid({
      openid: Samples.openid,
      service_id: Samples.serviceId,
      appid: Samples.appid,
      reason
    })
  )
  yield* succeeds(
    Permission.terminateByAuthorizationCode,
    Permission.terminateByAuthorizationCode({
      authorization_code: Samples.authorizationCode,
      service_id: Samples.serviceId,
      reason
    })
  )
  yield* succeeds(
    PartnerPermission.terminateByAuthorizationCode,
    PartnerPermission.terminateByAuthorizationCode({
      authorization_code: Samples.authorizationCode,
      service_id: Samples.serviceId,
      sub_mchid: Samples.subMchid,
      reason
    })
  )
  yield* succeeds(
    OrganizationUser.terminateContract,
    OrganizationUser.terminateContract({
      organization_id: Samples.organizationId,
      user_id: Samples.faceUserId
    })
  )
})

const demo = Effect.gen(function* () {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  yield* Console.log(`The simulator listens on ${baseUrl}, with merchant ${merchant.mchid}.`)
  yield* title("Four calls: signed, sent over HTTP, verified, decoded")
  yield* fourCalls
  yield* title("Failures: what happened, why, and what to do")
  yield* failures
  yield* Console.log("\nEverything worked as expected.")
})

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer()),
  Layer.provideMerge(NodeHttpClient.layerUndici)
)

NodeRuntime.runMain(demo.pipe(Effect.provide(layer)))
