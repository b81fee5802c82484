/** The same over the recommended client. */

import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { readFixtures, terminateInput } from "../fixtures.js"
import { report } from "./report.js"

const fixtures = readFixtures(process.argv[2] as string)

const layer = WechatPayClient.layer({ baseUrl: "http://127.0.0.1:1" }).pipe(
  Layer.provide([
    Signer.layer({
      mchid: fixtures.mchid,
      serialNo: fixtures.serialNo,
      privateKey: Redacted.make(fixtures.merchantPrivateKey)
    }),
    Verifier.layerPublicKey({
      keys: [{ id: fixtures.platformKeyId, publicKey: fixtures.platformPublicKey }]
    }),
    UndiciHttpClient.layer()
  ])
)

const call = Permission.terminateByOpenid({ openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", ...terminateInput })

await Effect.runPromise(Effect.provide(Effect.asVoid(WechatPayClient.WechatPayClient), layer))
report(Effect.isEffect(call) ? 1 : 0)
