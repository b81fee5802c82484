/** Payments whose requests are signed by another process, against the simulator. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as World from "@effect-wechatpay/example-shared/world"
import * as Native from "@effect-wechatpay/pay/Native"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as KmsSigner from "./KmsSigner.js"

const { appid } = Samples

const token = Redacted.make("a token that only this backend has")

/** The running KMS: all that the backend knows of it is its address. */
class Kms extends Context.Tag("demo/Kms")<
  Kms,
  { readonly url: string; readonly stop: Effect.Effect<void> }
>() {}

/**
 * Starts the KMS and imports the merchant's key, as an administrator does once. The simulator made the key together with the
 * merchant; the layers below do not get it.
 */
const kms = Layer.scoped(
  Kms,
  Effect.gen(function* () {
    const { merchant } = yield* Simulator.Simulator
    const main = fileURLToPath(new URL("./kms.mjs", import.meta.url))
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [main], { stdio: ["pipe", "pipe", "inherit"] })),
      (child) => Effect.sync(() => child.kill())
    )
    child.stdin.end(
      JSON.stringify({
        token: Redacted.value(token),
        keys: {
          "merchant/api": { version: merchant.serialNo, privateKey: Redacted.value(merchant.privateKey) }
        }
      })
    )
    const [port] = yield* Effect.promise(() => once(child.stdout, "data")).pipe(
      Effect.timeout("10 seconds"),
      Effect.orDie
    )
    return {
      url: `http://127.0.0.1:${String(port).trim()}`,
      stop: Effect.promise(() => {
        child.kill()
        return once(child, "exit")
      })
    }
  })
)

const signer = Layer.unwrapEffect(
  Effect.map(Effect.all([Kms, Simulator.Simulator]), ([{ url }, { merchant }]) =>
    KmsSigner.layer({ mchid: merchant.mchid, url, token, key: "merchant/api" })
  )
)

const client = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, ({ baseUrl, platform }) =>
    WechatPayClient.layer({ baseUrl }).pipe(
      Layer.provide(
        Verifier.layerPublicKey({ keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }] })
      )
    )
  )
)

const buy = (out_trade_no: string) =>
  Native.create({
    appid,
    out_trade_no,
    description: "tea",
    notify_url: World.notifyUrl,
    amount: { total: 888 }
  })

export const demo = Effect.gen(function* () {
  const { calls } = yield* Simulator.Simulator
  yield* Effect.all([buy("ORDER_KMS_1"), buy("ORDER_KMS_2"), buy("ORDER_KMS_3")], { concurrency: 3 })
  const accepted = (yield* calls.all).filter(({ status }) => status === 200).length
  yield* Console.log(`${accepted} requests accepted, each signed by the KMS`)

  yield* Effect.flatMap(Kms, ({ stop }) => stop)
  const error = yield* Effect.flip(buy("ORDER_KMS_4"))
  yield* Console.log(`the KMS is gone: ${error.message}`)
  yield* Console.log(`outcome ${error.outcome}: WeChat Pay has received nothing`)
})

export const layer = client.pipe(
  Layer.provideMerge(signer),
  Layer.provideMerge(kms),
  Layer.provideMerge(World.layerIgnoringNotifications)
)
