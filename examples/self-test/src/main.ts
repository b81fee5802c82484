/**
 * pnpm self-test: tests the keys in the environment step by step, without moving money. The exit code is 1 if something
 * is wrong.
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { SelfTest, WechatPayClient } from "@effect-wechatpay/core"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const selfTest = Effect.gen(function* () {
  const report = yield* SelfTest.run()
  yield* Console.log(SelfTest.format(report))
  if (!report.ok) process.exitCode = 1
})

const client = WechatPayClient.layerConfig().pipe(
  Layer.provide([UndiciHttpClient.layer(), NodeContext.layer])
)

NodeRuntime.runMain(Effect.provide(selfTest, client))
